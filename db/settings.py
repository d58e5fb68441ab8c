"""Settings of this machine, and county parameters that everybody follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from db import audit
from db.records.work import Parameter
from db.store import Store
from db.values import Given, shape_of

_COUNTY = "county_parameter"
_BANK = "bank_parameter"
_SHORT = 100


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
    bank: str | None = None,
) -> None:
    """A number with its document: the county's, or with `bank` that bank's ("" is every bank's).

    Another day is another row; the same day again is a correction, and the audit keeps what
    stood there. What says nothing new is not written.

    Raises:
        StoreError: ``not_owner``, and those of `Store.write`.
    """
    name = _COUNTY if bank is None else _BANK
    row = f"{key}@{effective_from.isoformat()}"
    fields: dict[str, Given] = {
        "key": key,
        "value": value,
        "source_document": source_document,
        "filled_by": officer,
        "effective_from": effective_from,
        "status": status,
    }
    if bank is not None:
        row = f"{bank[:_SHORT]}/{row}"  # the name of a row travels only if it is short
        fields["bank"] = bank
    said = (value, source_document, status)
    with store.write(officer) as writer:
        before = store.one(
            f"SELECT value, source_document, status FROM {name} WHERE id = ?", (row,)
        )
        if before == said:
            return
        save = writer.insert if before is None else writer.set
        save(name, row, fields, scope="*")
        if before is not None:
            stood = " ".join(str(part) for part in before)
            audit.put(store, officer, "parameter_correct", subject=row, reason=stood)


def parameters(store: Store, on: date | None = None) -> list[Parameter]:
    """County parameters; with a day only the newest of each that had begun by then."""
    found = _listed(store, _COUNTY)
    if on is None:
        return found
    newest = {p.key: p for p in found if p.effective_from is None or p.effective_from <= on}
    return list(newest.values())


def bank_parameters(store: Store) -> list[Parameter]:
    """What banks have laid down, oldest first; an empty bank stands for every bank."""
    return _listed(store, _BANK)


def _listed(store: Store, name: str) -> list[Parameter]:
    shape = shape_of(Parameter, name)
    return shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM {name} WHERE gone = 0 ORDER BY key, effective_from, id"
        )
    )
