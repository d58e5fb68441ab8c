"""Forms that are not finished: every committed field survives a power cut; local."""

from __future__ import annotations

from datetime import UTC, datetime

from db.records.work import Draft
from db.store import Store
from db.values import moment_text, to_moment


def keep(store: Store, kind: str, key: str, values: str) -> None:
    """Keep the state of a form; values is JSON text.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        put(store, kind, key, values)


def put(store: Store, kind: str, key: str, values: str) -> None:
    """Keep the state of a form inside an open save; without values it is forgotten."""
    if values:
        store.execute(
            "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)",
            (kind, key, values, moment_text(store.clock())),
        )
    else:
        store.execute("DELETE FROM draft WHERE kind = ? AND key = ?", (kind, key))


def drop(store: Store, kind: str, key: str) -> None:
    """Forget a draft, because it became a record or was given up.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        put(store, kind, key, "")


def listed(store: Store, kind: str = "") -> list[Draft]:
    """The drafts of a kind, or all, newest first."""
    return [
        Draft(
            kind=found,
            key=key,
            values=values,
            saved_at=to_moment(at) or datetime.min.replace(tzinfo=UTC),
        )
        for found, key, values, at in store.rows(
            "SELECT kind, key, \"values\", saved_at FROM draft WHERE ? IN ('', kind) "
            "ORDER BY saved_at DESC",
            (kind,),
        )
    ]
