"""Which record of people on no roster is shown for those that were merged."""

from __future__ import annotations

from collections.abc import Mapping

from db.gate import Gate

Targets = Mapping[str, str]
"""Ids of records by the ids of those that were merged into them."""


def targets(gate: Gate) -> dict[str, str]:
    """Which record was merged into which; one that was taken away holds nobody."""
    return dict(
        gate.rows(
            "SELECT w.id, w.merged_into FROM walk_in w JOIN walk_in t ON t.id = w.merged_into "
            "AND t.gone = 0 WHERE w.merged_into <> '' AND w.gone = 0"
        )
    )


def root(merged: Targets, row: str) -> str:
    """The record that is shown for one, the same on every laptop.

    Two officers may have merged two records each into the other one: of such a ring the one with
    the smallest id stands for all, so that nobody is lost from sight.
    """
    path: list[str] = []
    while row in merged:
        if row in path:
            return min(path[path.index(row) :])
        path.append(row)
        row = merged[row]
    return row


def one_person(start: str) -> str:
    """A query of all records that are one person with those a test of ``w`` lets through.

    Its columns are `household_no`, that of the record begun with, and `walk_in_no`. Two records
    are one where `root` gives the same for both; the test may name no ``p`` and no ``person``.
    """
    further = "SELECT person.household_no, p.id, p.merged_into, p.walk_in_no FROM person"
    return (
        "WITH RECURSIVE person(household_no, id, merged_into, walk_in_no) AS ("
        "SELECT w.household_no, w.id, w.merged_into, w.walk_in_no FROM walk_in w "
        f"WHERE {start} AND w.gone = 0 "
        f"UNION {further} CROSS JOIN walk_in p "
        "ON p.merged_into = person.id AND p.merged_into <> '' AND p.gone = 0 "
        f"UNION {further} CROSS JOIN walk_in p ON p.id = person.merged_into AND p.gone = 0) "
        "SELECT household_no, walk_in_no FROM person"
    )
