"""Settings of this machine, and county parameters that everybody follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from db.records.work import Parameter
from db.store import Store
from db.values import shape_of


def shown(store: Store) -> dict[str, str]:
    """All settings of this ledger."""
    return dict(store.rows("SELECT key, value FROM setting ORDER BY key"))


def get(store: Store, key: str, default: str = "") -> str:
    """One setting, or the default."""
    row = store.one("SELECT value FROM setting WHERE key = ?", (key,))
    return row[0] if row else default


def keep(store: Store, values: Mapping[str, str]) -> None:
    """Keep settings, all or none; local, no operation.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", values.items())


def forget(store: Store, key: str) -> None:
    """Remove one setting.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute("DELETE FROM setting WHERE key = ?", (key,))


def set_parameter(
    store: Store,
    officer: str,
    key: str,
    value: str,
    *,
    source_document: str,
    effective_from: date,
    status: str = "confirmed",
) -> None:
    """A county parameter with its document; county only.

    Raises:
        StoreError: ``not_owner``, and those of `Store.write`.
    """
    row = f"{key}@{effective_from.isoformat()}"
    with store.write(officer) as writer:
        known = store.one("SELECT 1 FROM county_parameter WHERE id = ?", (row,))
        save = writer.set if known else writer.insert
        save(
            "county_parameter",
            row,
            {
                "key": key,
                "value": value,
                "source_document": source_document,
                "filled_by": officer,
                "effective_from": effective_from,
                "status": status,
            },
            scope="*",
        )


def parameters(store: Store, on: date | None = None) -> list[Parameter]:
    """County parameters; with a day only the newest of each that had begun by then."""
    shape = shape_of(Parameter, "county_parameter")
    found = shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM county_parameter WHERE gone = 0 "
            "ORDER BY key, effective_from"
        )
    )
    if on is None:
        return found
    newest = {p.key: p for p in found if p.effective_from is None or p.effective_from <= on}
    return list(newest.values())
