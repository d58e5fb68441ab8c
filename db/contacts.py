"""Officers and contact people; shared, so concurrent edits come up for review."""

from __future__ import annotations

from db.ids import uuid7
from db.records.houses import Contact
from db.registry import TABLES
from db.store import Store
from db.values import shape_of

_SHAPE = shape_of(Contact, "contact_person")
_WRITTEN = tuple(f for f in Contact.__struct_fields__ if f in TABLES["contact_person"].fields)


def keep(store: Store, officer: str, contact: Contact) -> str:
    """Add a person, or change what differs; gives the id.

    Raises:
        StoreError: those of `Store.write`.
    """
    scope = contact.township_code or "*"
    with store.write(officer) as writer:
        known = get(store, contact.id) if contact.id else None
        fields = {name: getattr(contact, name) for name in _WRITTEN}
        if known is None:
            row = contact.id or uuid7(store.clock())
            filled = {name: value for name, value in fields.items() if value not in ("", None, ())}
            writer.insert("contact_person", row, filled, scope=scope)
            return row
        changed = {name: value for name, value in fields.items() if getattr(known, name) != value}
        if changed:
            writer.set("contact_person", contact.id, changed, scope=scope)
    return contact.id


def remove(store: Store, officer: str, contact_id: str) -> None:
    """Take a person off the list.

    Raises:
        StoreError: ``row_unknown``.
    """
    with store.write(officer) as writer:
        writer.tombstone("contact_person", contact_id)


def get(store: Store, contact_id: str) -> Contact | None:
    """One person, or None."""
    row = store.one(
        f"SELECT {_SHAPE.columns} FROM contact_person WHERE id = ? AND gone = 0", (contact_id,)
    )
    return _SHAPE.read(row) if row else None


def listed(store: Store, township_code: str = "") -> list[Contact]:
    """People of a township, or all, by name."""
    return _SHAPE.all(
        store.rows(
            f"SELECT {_SHAPE.columns} FROM contact_person WHERE gone = 0 "
            "AND ? IN ('', township_code) ORDER BY name, id",
            (township_code,),
        )
    )
