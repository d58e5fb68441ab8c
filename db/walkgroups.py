"""Records of people on no roster that are one: each stays as it was typed, one is shown."""

from __future__ import annotations

from collections.abc import Collection

from db import walkins
from db.records.follow import Twin, WalkIn, WalkInGroup
from db.store import Store
from db.values import dumped
from db.walkroots import Targets, root, targets


def groups(store: Store) -> list[WalkInGroup]:
    """All records, the newest day first, each with those that were merged into it."""
    merged = targets(store)
    others: dict[str, list[WalkIn]] = {}
    kept: list[WalkIn] = []
    for one in walkins.listed(store):
        shown = root(merged, one.id)
        if shown == one.id:
            kept.append(one)
        else:
            others.setdefault(shown, []).append(one)
    return [WalkInGroup(kept=one, others=tuple(others.get(one.id, ()))) for one in kept]


def narrowed(store: Store, *, village: str = "", text: str = "") -> list[WalkInGroup]:
    """The groups in which a record is of that village and of that name, initials or number."""
    return [found for found in groups(store) if any(_fits(one, village, text) for one in found.all)]


def _fits(one: WalkIn, village: str, text: str) -> bool:
    if village and village != one.admin_village:
        return False
    asked = text.strip().lower()
    spelled = any(part.startswith(asked) for part in one.initials.split())
    return spelled or asked in one.name.lower() or asked in one.walk_in_no.lower()


def group(store: Store, walk_in_no: str) -> WalkInGroup | None:
    """The group that a record belongs to, or None."""
    return next(
        (
            found
            for found in groups(store)
            if any(one.walk_in_no == walk_in_no for one in found.all)
        ),
        None,
    )


def heads(store: Store, household_nos: Collection[str]) -> dict[str, str]:
    """The names of the heads of households, by number."""
    return dict(
        store.rows(
            "SELECT household_no, coalesce(head_name, '') FROM household "
            "WHERE household_no IN (SELECT value FROM json_each(?))",
            (dumped(sorted(household_nos)),),
        )
    )


def number_of(store: Store, row: str) -> str:
    """The number of a record by its id; the id itself where it is not here."""
    found = store.one("SELECT walk_in_no FROM walk_in WHERE id = ?", (row,))
    return str(found[0]) if found and found[0] else row


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
            "JOIN household h ON h.household_no = m.household_no WHERE ?3 <> '' AND m.name = ?3 "
            "AND h.admin_village = ?4"
        ),
        "name = ?3 AND admin_village = ?4",
    ),
)


def twins(store: Store, one: WalkIn) -> list[Twin]:
    """Who may be the same by ID number, by phone, or by name and village; each once.

    Records that are one with it already are no twins; one that was merged is named by the
    record that is shown for it.
    """
    merged = targets(store)
    values = (one.id_number, one.phone, one.name, one.admin_village)
    found: dict[str, Twin] = {}
    for by, houses, others in _TWINS:
        for number, name, village in store.rows(f"{houses} AND ?4 IS NOT NULL", values):
            found.setdefault(number, _twin(by, number, "", name, village))
        given = {"id": one.id_number, "phone": one.phone}.get(by, one.name)
        if not given:
            continue
        for row in store.rows(
            "SELECT id, walk_in_no, name, admin_village FROM walk_in "
            f"WHERE gone = 0 AND ?1 || ?2 || ?3 || ?4 IS NOT NULL AND {others}",
            values,
        ):
            number = _number(store, merged, one, row[0], row[1])
            if number:
                found.setdefault(number, _twin(by, "", number, row[2], row[3]))
    return list(found.values())


def _number(store: Store, merged: Targets, one: WalkIn, row: str, number: str) -> str:
    """The number that is shown for a record that matched; nothing for one of the same group."""
    shown = root(merged, row)
    if one.id and shown == root(merged, one.id):
        return ""
    if shown == row:
        return number
    return number_of(store, shown)


def _twin(by: str, household_no: str, walk_in_no: str, name: str, village: str) -> Twin:
    return Twin(
        by=by,
        household_no=household_no,
        walk_in_no=walk_in_no,
        name=name or "",
        village=village or "",
    )
