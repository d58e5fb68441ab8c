"""People who stand on no roster: the officer's own records, found, linked, never counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from db.faults import StoreError
from db.ids import uuid7
from db.records.follow import Twin, WalkIn
from db.registry import TABLES
from db.search import Namer
from db.store import Store
from db.values import Given, shape_of

_SHAPE = shape_of(WalkIn, "walk_in")
_FIELDS = tuple(TABLES["walk_in"].fields)
_DIGITS = 4
_MARK = "W"


def add(store: Store, officer: str, one: WalkIn) -> WalkIn:
    """Write a new record; number and initials are given here.

    Raises:
        StoreError: those of `Store.write`.
    """
    initials = " ".join(Namer(store.surnames).initials(one.name))
    made = replace(one, id=uuid7(store.clock()), walk_in_no=_next_no(store, one), initials=initials)
    fields = {name: value for name in _FIELDS if (value := getattr(made, name)) not in ("", None)}
    with store.write(officer) as writer:
        writer.insert("walk_in", made.id, fields, scope=made.township_code)
    return replace(made, officer=officer)


def _next_no(store: Store, one: WalkIn) -> str:
    """Township, the device's letter, a mark, and the running number of this device."""
    start = f"{one.township_code}{store.identity.letter}{_MARK}"
    last = store.number(
        "SELECT max(CAST(substr(walk_in_no, ?) AS INTEGER)) FROM walk_in "
        "WHERE walk_in_no >= ? AND walk_in_no < ?",
        (len(start) + 1, f"{start}0", f"{start}:"),
    )
    return f"{start}{last + 1:0{_DIGITS}d}"


def change(store: Store, officer: str, walk_in_no: str, fields: Mapping[str, Given]) -> None:
    """Set fields of a record, its link among them.

    Raises:
        StoreError: ``row_unknown``, ``field_unknown``, and those of `Store.write`.
    """
    known = by_no(store, walk_in_no)
    if known is None:
        raise StoreError("row_unknown", table="walk_in", row=walk_in_no)
    changed = {name: value for name, value in fields.items() if getattr(known, name) != value}
    if "name" in changed:
        changed["initials"] = " ".join(Namer(store.surnames).initials(str(changed["name"])))
    if changed:
        with store.write(officer) as writer:
            writer.set("walk_in", known.id, changed)


def remove(store: Store, officer: str, walk_in_no: str) -> None:
    """Take a record away; nothing is erased.

    Raises:
        StoreError: ``row_unknown``, and those of `Store.write`.
    """
    known = by_no(store, walk_in_no)
    if known is None:
        raise StoreError("row_unknown", table="walk_in", row=walk_in_no)
    with store.write(officer) as writer:
        writer.tombstone("walk_in", known.id)


def by_no(store: Store, walk_in_no: str) -> WalkIn | None:
    """The record of that number, or None."""
    found = _read(store, "walk_in_no = ?", walk_in_no)
    return found[0] if found else None


def listed(store: Store) -> list[WalkIn]:
    """All records, the newest day first."""
    return _read(store, "1")[::-1]


def of_household(store: Store, household_no: str) -> list[WalkIn]:
    """The records that were linked to a household."""
    return _read(store, "household_no = ? AND household_no <> ''", household_no)


def _read(store: Store, where: str, *values: str) -> list[WalkIn]:
    return _SHAPE.all(
        store.rows(
            f"SELECT {_SHAPE.columns} FROM walk_in WHERE gone = 0 AND {where} "
            "ORDER BY met_on, walk_in_no, id",
            values,
        )
    )


_TWINS = (
    (
        "id",
        (
            "SELECT m.household_no, m.name, h.admin_village FROM member m "
            "JOIN household h ON h.household_no = m.household_no "
            "WHERE ?1 <> '' AND m.id_number = ?1"
        ),
        "id_number = ?1",
    ),
    (
        "phone",
        (
            "SELECT h.household_no, h.head_name, h.admin_village FROM household h WHERE ?2 <> '' "
            "AND (h.household_phone = ?2 OR EXISTS (SELECT 1 FROM member m WHERE m.phone = ?2 "
            "AND m.household_no = h.household_no) OR EXISTS (SELECT 1 FROM household_note n "
            "WHERE n.id = h.household_no AND n.gone = 0 AND n.phone = ?2))"
        ),
        "phone = ?2",
    ),
    (
        "name",
        (
            "SELECT m.household_no, m.name, h.admin_village FROM member m "
            "JOIN household h ON h.household_no = m.household_no WHERE m.name = ?3 "
            "AND h.admin_village = ?4"
        ),
        "name = ?3 AND admin_village = ?4",
    ),
)


def twins(store: Store, one: WalkIn) -> list[Twin]:
    """Who may be the same by ID number, by phone, or by name and village; each once."""
    values = (one.id_number, one.phone, one.name, one.admin_village, one.walk_in_no)
    found: dict[str, Twin] = {}
    for by, houses, others in _TWINS:
        for number, name, village in store.rows(f"{houses} AND ?5 IS NOT NULL", values):
            found.setdefault(number, _twin(by, number, "", name, village))
        given = {"id": one.id_number, "phone": one.phone}.get(by, one.name)
        for number, name, village in store.rows(
            "SELECT walk_in_no, name, admin_village FROM walk_in WHERE gone = 0 AND ?1 IS NOT NULL "
            f"AND ?5 <> walk_in_no AND ?6 <> '' AND {others}",
            (*values, given),
        ):
            found.setdefault(number, _twin(by, "", number, name, village))
    return list(found.values())


def _twin(by: str, household_no: str, walk_in_no: str, name: str, village: str) -> Twin:
    return Twin(
        by=by,
        household_no=household_no,
        walk_in_no=walk_in_no,
        name=name or "",
        village=village or "",
    )
