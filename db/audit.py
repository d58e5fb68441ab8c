"""This machine's own record of reveals, exports, prints and keys; local, no operation."""

from __future__ import annotations

from datetime import UTC, datetime

from db.records.core import AuditLine
from db.store import Store
from db.values import moment_text, to_moment


def record(store: Store, officer: str, what: str, *, subject: str, reason: str) -> None:
    """Keep who did what, when and why.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        put(store, officer, what, subject=subject, reason=reason)


def put(store: Store, officer: str, what: str, *, subject: str, reason: str) -> None:
    """Keep it together with the save that it speaks of; inside `Store.write` only."""
    store.execute(
        "INSERT INTO audit (at, officer, what, subject, reason) VALUES (?, ?, ?, ?, ?)",
        (moment_text(store.clock()), officer, what, subject, reason),
    )


def listed(store: Store, limit: int = 500) -> list[AuditLine]:
    """The record, newest first."""
    return [
        AuditLine(
            at=to_moment(at) or datetime.min.replace(tzinfo=UTC),
            officer=officer,
            what=what,
            subject=subject,
            reason=reason,
        )
        for at, officer, what, subject, reason in store.rows(
            "SELECT at, officer, what, subject, reason FROM audit ORDER BY id DESC LIMIT ?",
            (limit,),
        )
    ]
