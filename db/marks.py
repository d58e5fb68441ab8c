"""What an officer marked of the day's tasks, and what was opened last; all of it local."""

from __future__ import annotations

from datetime import date

from db.records.day import Mark, Recent
from db.store import Store
from db.values import moment_text, to_day

_KEPT = 10


def keep(store: Store, officer: str, task: str, kind: str, until: date | None) -> None:
    """Mark a task: put off until a day, or done (None); a later mark takes the place.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO task_mark VALUES (?, ?, ?, ?, ?)",
            (task, kind, until.isoformat() if until else None, officer, moment_text(store.clock())),
        )


def drop(store: Store, task: str) -> bool:
    """Take a mark away; False if there was none.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        return bool(store.execute("DELETE FROM task_mark WHERE task = ?", (task,)).rowcount)


def listed(store: Store) -> dict[str, Mark]:
    """All marks by task."""
    return {
        task: Mark(task=task, kind=kind, until=to_day(until))
        for task, kind, until in store.rows("SELECT task, kind, until FROM task_mark")
    }


def remember(store: Store, page: str, subject: str) -> None:
    """Keep that something was opened; only the ten last are kept.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO recent VALUES (?, ?, ?)",
            (page, subject, moment_text(store.clock())),
        )
        store.execute(
            "DELETE FROM recent WHERE at < (SELECT min(at) FROM "
            "(SELECT at FROM recent ORDER BY at DESC LIMIT ?))",
            (_KEPT,),
        )


def recent(store: Store) -> list[Recent]:
    """What was opened last, newest first, at most ten."""
    rows = store.rows(
        "SELECT page, subject FROM recent ORDER BY at DESC, page, subject LIMIT ?", (_KEPT,)
    )
    return [Recent(page=page, subject=subject) for page, subject in rows]


def forget_recent(store: Store) -> None:
    """Forget what was opened.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute("DELETE FROM recent")
