"""Records of people on no roster that are one: each stays as it was typed, one is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from db import search, walkins
from db.records.follow import Twin, WalkIn, WalkInGroup
from db.search import MOST_NAME
from db.searchmore import JOIN, SEVERAL
from db.store import Store
from db.values import Row, dumped
from db.walkroots import Targets, root, targets

_TAIL = 4
_Home = tuple[str, str, str]


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


_NOTED = (
    "SELECT h.household_no, coalesce(h.head_name, ''), coalesce(h.admin_village, ''), n.phone "
    "FROM household_note n JOIN household h ON h.household_no = n.id WHERE n.gone = 0 AND "
)
_RECORDS = "SELECT id, walk_in_no, name, admin_village, phone FROM walk_in w WHERE gone = 0 AND "
_BY_TAIL = ("substr(phone, -4) = ?", SEVERAL.format("{0}"))
_BY_ID, _BY_NAME = f"{_RECORDS} id_number = ?", f"{_RECORDS} name = ? AND admin_village = ?"


def twins(store: Store, one: WalkIn) -> list[Twin]:
    """Who may be the same by ID number, by phone, or by name and village; each once.

    Records that are one with it already are no twins; one that was merged is named by the
    record that is shown for it.
    """
    merged = targets(store)
    found: dict[str, Twin] = {}
    for by, houses, records in (
        ("id", _same_id(store, one), _rows(store, _BY_ID, one.id_number)),
        ("phone", _same_phone(store, one), _called(store, one)),
        ("name", _same_name(store, one), _rows(store, _BY_NAME, one.name, one.admin_village)),
    ):
        for number, name, village in houses:
            found.setdefault(number, _twin(by, number, "", name, village))
        for row in records:
            number = _number(store, merged, one, row[0], row[1])
            if number:
                found.setdefault(number, _twin(by, "", number, row[2], row[3]))
    return list(found.values())


def _rows(store: Store, sql: str, *values: str) -> list[Row]:
    """Records by a value; nothing to look for finds nobody."""
    return store.rows(sql, values) if values[0] else []


def _same_id(store: Store, one: WalkIn) -> Iterator[_Home]:
    wanted = one.id_number
    for name, home, _, village, *_rest, number, _own, _theirs in _under(store, wanted, search.ID):
        if number == wanted:
            yield home, name, village


def _same_phone(store: Store, one: WalkIn) -> Iterator[_Home]:
    """Households by their own number, by somebody's in them, and by what officers wrote down."""
    wanted = _dialled(one.phone)
    for phone in sorted(wanted):
        for _name, home, head, village, *_rest, own, theirs in _under(store, phone, search.PHONE):
            if wanted & (_dialled(own) | _dialled(theirs)):
                yield home, head, village
    yield from ((row[0], row[1], row[2]) for row in _with_phone(store, _NOTED, "n", wanted))


def _same_name(store: Store, one: WalkIn) -> Iterator[_Home]:
    for name, home, _, village, *_rest in _under(store, one.name, search.NAME):
        if (name, village) == (one.name, one.admin_village):
            yield home, name, village


def _called(store: Store, one: WalkIn) -> list[Row]:
    return _with_phone(store, _RECORDS, "w", _dialled(one.phone))


def _with_phone(store: Store, sql: str, table: str, wanted: Collection[str]) -> list[Row]:
    """Rows whose last column has one of some numbers: by its end, and among several numbers."""
    if not wanted:
        return []
    single, several = (sql + which.format(table) for which in _BY_TAIL)
    rows = [row for phone in sorted(wanted) for row in store.rows(single, (phone[-_TAIL:],))]
    return [row for row in (*rows, *store.rows(several)) if _dialled(row[-1]) & set(wanted)]


def _under(store: Store, value: str, why: int) -> list[Row]:
    """Everybody on the roster under the key of a value in the index of searching."""
    key = value[-_TAIL:].upper() if why != search.NAME else value[:MOST_NAME].lower()
    return search.exactly(store, key, why) if key else []


def _dialled(phone: str | None) -> set[str]:
    """The numbers in a field, without the dash behind an area code."""
    return {one.replace("-", "") for one in (phone or "").split(JOIN)} - {""}


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
