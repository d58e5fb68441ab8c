"""Which bank serves which township, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from db.ops import Writer
from db.records.houses import Assignment
from db.registry import TABLES
from db.store import Store
from db.values import Given, packed, shape_of

_SHAPE = shape_of(Assignment, "township_assignment")
_WRITTEN = tuple(
    f for f in Assignment.__struct_fields__ if f in TABLES["township_assignment"].fields
)


def publish(store: Store, officer: str, assignments: Iterable[Assignment]) -> int:
    """Write or change assignments in one transaction; gives how many differ. County only.

    Raises:
        StoreError: ``not_owner``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        return put(store, writer, assignments)


def put(store: Store, writer: Writer, assignments: Iterable[Assignment]) -> int:
    """What `publish` does, inside a save that is open already; what stands so is left alone."""
    written, name = 0, "township_assignment"
    for one in assignments:
        fields: dict[str, Given] = {field: getattr(one, field) for field in _WRITTEN}
        known = store.one(f"SELECT gone, {', '.join(_WRITTEN)} FROM {name} WHERE id = ?", (one.id,))
        if known and known[0]:
            writer.restore(name, one.id)
        if known is None:
            writer.insert(name, one.id, fields, scope="*")
        elif known[1:] != tuple(packed(value) for value in fields.values()):
            writer.set(name, one.id, fields, scope="*")
        elif not known[0]:
            continue
        written += 1
    return written


def listed(store: Store) -> list[Assignment]:
    """All assignments in the order of townships and days."""
    return _SHAPE.all(
        store.rows(
            f"SELECT {_SHAPE.columns} FROM township_assignment WHERE gone = 0 "
            "ORDER BY township_code, effective_from, id"
        )
    )


def in_force(store: Store, township_code: str, on: date) -> Assignment | None:
    """The assignment of a township on a day, or None; both ends in."""
    day = on.isoformat()
    row = store.one(
        f"SELECT {_SHAPE.columns} FROM township_assignment WHERE gone = 0 AND township_code = ? "
        "AND coalesce(effective_from, '') <= ? AND coalesce(effective_to, '9999') >= ? "
        "ORDER BY effective_from DESC, id LIMIT 1",
        (township_code, day, day),
    )
    return _SHAPE.read(row) if row else None
