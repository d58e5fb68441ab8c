"""What a ledger is asked while something is done, and how SQLite looks it up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from db.store import Store

Question = tuple[str, Sequence[object]]


@contextmanager
def questions(store: Store) -> Iterator[list[Question]]:
    """Every question for rows that is asked inside."""
    asked: list[Question] = []
    told = store.rows

    def rows(sql: str, values: Sequence[object] = ()) -> list:
        asked.append((sql, values))
        return told(sql, values)

    store.rows = rows
    try:
        yield asked
    finally:
        store.rows = told


def scans(store: Store, question: Question) -> list[str]:
    """The steps of a question's plan that read something from end to end."""
    sql, values = question
    plan = [str(row[3]) for row in store.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    return [step for step in plan if step.startswith("SCAN")]
