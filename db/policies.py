"""The county's policy documents: one row a file, withdrawn ones kept with their reason."""

from __future__ import annotations

from collections.abc import Iterable

from db import audit
from db.records.work import PolicyDocument
from db.registry import TABLES
from db.store import Store
from db.values import Row, shape_of

_NAME = "policy_document"
_SHAPE = shape_of(PolicyDocument, _NAME)
_WRITTEN = tuple(f for f in PolicyDocument.__struct_fields__ if f in TABLES[_NAME].fields)


def stamp(store: Store) -> list[Row]:
    """What changes whenever a document does; empty where there has never been one."""
    return store.rows(f"SELECT id, stream, seq, gone FROM {_NAME} ORDER BY id")


def listed(store: Store) -> list[PolicyDocument]:
    """The documents that were not withdrawn, in the order in which they were installed."""
    return _SHAPE.all(
        store.rows(f"SELECT {_SHAPE.columns} FROM {_NAME} WHERE gone = 0 ORDER BY hlc, seq, id")
    )


def withdrawn(store: Store) -> list[PolicyDocument]:
    """The documents that were withdrawn, the newest first, each with the reason."""
    return _SHAPE.all(
        store.rows(f"SELECT {_SHAPE.columns} FROM {_NAME} WHERE gone = 1 ORDER BY hlc DESC, id")
    )


def keep(store: Store, officer: str, documents: Iterable[PolicyDocument]) -> None:
    """Write or replace documents in one transaction, audited; county only.

    Raises:
        StoreError: ``not_owner``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        for one in documents:
            fields = {name: getattr(one, name) for name in _WRITTEN}
            known = store.one(f"SELECT gone FROM {_NAME} WHERE id = ?", (one.file,))
            save = writer.insert if known is None else writer.set
            save(_NAME, one.file, fields, scope="*")
            if known is not None and known[0]:
                writer.restore(_NAME, one.file)
            audit.put(store, officer, "policy_install", subject=one.file, reason=one.digest)


def withdraw(store: Store, officer: str, files: Iterable[str], reason: str) -> None:
    """Withdraw documents in one transaction, audited; what they said stays in the log.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        for file in files:
            writer.set(_NAME, file, {"reason": reason})
            writer.tombstone(_NAME, file)
            audit.put(store, officer, "policy_withdraw", subject=file, reason=reason)
