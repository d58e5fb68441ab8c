"""Households: the list with filters, villages, one household with all about it, notes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from db import hlc, rosters
from db.faults import StoreError
from db.handed import FROM_HEAD, must_be_here, said
from db.lending import HELD
from db.records.houses import (
    Household,
    HouseholdCard,
    HouseholdFilter,
    HouseholdLine,
    HouseholdNote,
    Member,
    NoteAuthor,
    Village,
)
from db.registry import GONE, ROSTER_HOUSEHOLD, ROSTER_MEMBER, TABLES
from db.search import ID
from db.store import Store
from db.told import MET, contacts_of, houses, told_on, uncorrected
from db.values import Row, Shape, dumped, to_day

_CONTACT = (
    f"FROM ({contacts_of('h.household_no', 'visited_on', 'visit_no')}) v WHERE {uncorrected('v')}"
)
TOLD = (
    f"CASE WHEN {told_on('h.household_no')} IS NOT NULL THEN 'told' "
    f"WHEN EXISTS (SELECT 1 {_CONTACT}) THEN 'absent_only' ELSE 'never' END"
)
"""How far the household `h` was told; looked up by household, so a window on the list is cheap."""

COUNTY_PHONE = (
    "coalesce(nullif(h.household_phone, ''), (SELECT m.phone FROM member m "
    "WHERE m.household_no = h.household_no AND m.name = h.head_name ORDER BY m.n LIMIT 1), '')"
)
"""The number on the county's list of the household `h`: its own, else that of its head."""

PHONE = (
    "coalesce((SELECT nullif(n.phone, '') FROM household_note n "
    f"WHERE n.id = h.household_no AND n.gone = 0), {COUNTY_PHONE})"
)
"""Where the household `h` is called: the officer's own number before the county's."""

LAST_ON = f"(SELECT max(v.visited_on) {_CONTACT})"
"""The day of the last contact with the household `h`."""

_TOLD_TESTS = {
    "never": f"h.household_no NOT IN ({houses()})",
    "absent_only": f"h.household_no IN ({houses()}) AND h.household_no NOT IN ({houses(MET)})",
    "told": f"h.household_no IN ({houses(MET)})",
    "not_told": f"h.household_no NOT IN ({houses(MET)})",
}
_TOLD_SINCE = f"h.household_no IN ({houses(MET + ' AND v.visited_on >= ?')})"

_LENT = "SELECT 1 FROM loan l WHERE l.household_no = h.household_no AND l.gone = 0"
_RUNS = f"EXISTS ({_LENT} AND {HELD['live']})"
_LOAN_TESTS = {
    "none": f"NOT EXISTS ({_LENT})",
    "live": _RUNS,
    "overdue": f"EXISTS ({_LENT} AND {HELD['overdue']})",
    "ended": f"EXISTS ({_LENT}) AND NOT {_RUNS}",
}

_KINDS = {
    **ROSTER_HOUSEHOLD,
    **dict.fromkeys(("township_code", "household_status", "source_roster_version"), "text"),
}
_HOUSEHOLD = Shape(Household, _KINDS)
_MEMBER = Shape(Member, {"household_no": "text", **ROSTER_MEMBER})
_NOTE = Shape(HouseholdNote, dict(TABLES["household_note"].fields))


def _where(wanted: HouseholdFilter) -> tuple[str, list[str]]:
    since = wanted.not_told_since.isoformat() if wanted.not_told_since else ""
    tests, values = ["1"], []
    for test, value in (
        ("h.township_code = ?", wanted.township_code),
        ("h.household_status = ?", wanted.status),
        ("h.household_no = ?", wanted.household_no),
        ("? IN (h.division_code, h.admin_village)", wanted.village),
        (f"NOT {_TOLD_SINCE}", since),
        ("? IN (h.household_type, h.monitor_category)", wanted.category),
    ):
        if value:
            tests.append(test)
            values += [value] * test.count("?")
    for chosen, known in ((wanted.told, _TOLD_TESTS), (wanted.loans, _LOAN_TESTS)):
        if chosen:
            tests.append(known.get(chosen, "0"))
    if wanted.text:
        tests.append(
            "(instr(h.household_no, ?) OR instr(h.head_name, ?) OR h.household_no IN "
            "(SELECT m.household_no FROM member m WHERE instr(m.name, ?)))"
        )
        values += [wanted.text] * 3
    return " AND ".join(tests), values


IN_ORDER = "ORDER BY h.township_code, h.division_code, h.household_no"
"""The order of villages and household numbers."""

_COLUMNS = (
    "SELECT h.household_no, h.head_name, h.township_code, h.division_code, h.admin_village, "
    f"h.group_no, h.household_type, h.monitor_category, h.household_status, {TOLD}, {LAST_ON}, "
    "coalesce(h.member_count, (SELECT count(*) FROM member m WHERE m.household_no = "
    "h.household_no)), (SELECT count(*) FROM loan l WHERE l.household_no = h.household_no "
    "AND l.gone = 0)"
)
_LINE = f"{_COLUMNS} FROM household h"
_LINE_AT = f"{_COLUMNS}, h.n FROM household h"


def _line(row: Row) -> HouseholdLine:
    text = [value or "" for value in row[:9]]
    return HouseholdLine(
        household_no=text[0],
        head_name=text[1],
        township_code=text[2],
        division_code=text[3],
        village=text[4],
        group_no=text[5],
        household_type=text[6],
        monitor_category=text[7],
        household_status=text[8],
        told=row[9],
        last_visit_on=to_day(row[10]),
        member_count=row[11],
        loans=row[12],
    )


def lines(
    store: Store, wanted: HouseholdFilter, *, limit: int = 500, offset: int = 0
) -> list[HouseholdLine]:
    """A window on the list, in the order of villages and household numbers."""
    where, values = _where(wanted)
    rows = store.rows(
        f"{_LINE} WHERE {where} {IN_ORDER} LIMIT ? OFFSET ?", (*values, limit, offset)
    )
    return [_line(row) for row in rows]


def picked(store: Store, wanted: HouseholdFilter) -> list[int]:
    """Where the households of a filter lie in the file, in the order of the list."""
    where, values = _where(wanted)
    found = f"SELECT h.n FROM household h WHERE {where} {IN_ORDER}"
    ((places,),) = store.rows(f"SELECT json_group_array(n) FROM ({found})", values)
    return json.loads(places)  # type: ignore[no-any-return]  # one text is less work than 50,000 rows


def place(store: Store, household_no: str) -> int | None:
    """Where a household lies in the file, as `picked` names the places."""
    row = store.one("SELECT n FROM household WHERE household_no = ?", (household_no,))
    return row[0] if row else None


def lines_at(store: Store, places: Sequence[int]) -> list[HouseholdLine]:
    """The lines of these places, in the order in which they are named."""
    marks = ", ".join("?" * len(places))
    rows = store.rows(f"{_LINE_AT} WHERE h.n IN ({marks})", places)
    found = {row[-1]: _line(row) for row in rows}
    return [found[place] for place in places if place in found]


def each(store: Store, wanted: HouseholdFilter) -> Iterator[HouseholdLine]:
    """The whole list in the same order, one line after another."""
    where, values = _where(wanted)
    return map(_line, store.each(f"{_LINE} WHERE {where} {IN_ORDER}", values))


def chosen(wanted: HouseholdFilter, join: str = "") -> tuple[str, list[str]]:
    """FROM and WHERE of a filter, with its values; `h` is the household."""
    where, values = _where(wanted)
    return f"FROM household h {join} WHERE {where}", values


def count(store: Store, wanted: HouseholdFilter) -> int:
    """How many households a filter lets through."""
    where, values = _where(wanted)
    return store.number(f"SELECT count(*) FROM household h WHERE {where}", values)


def told(store: Store, household_nos: Iterable[str]) -> dict[str, str]:
    """For each of these households: never, absent_only or told."""
    wanted = dumped(list(household_nos))
    return dict(
        store.rows(
            f"SELECT h.household_no, {TOLD} FROM "
            "(SELECT value AS household_no FROM json_each(?)) h",
            (wanted,),
        )
    )


def phones(store: Store, household_nos: Iterable[str]) -> dict[str, str]:
    """Where each of these households is called, empty where no number is known."""
    return dict(
        store.rows(
            f"SELECT h.household_no, {PHONE} FROM json_each(?) j "
            "CROSS JOIN household h ON h.household_no = j.value",
            (dumped(list(household_nos)),),
        )
    )


def townships(store: Store) -> dict[str, str]:
    """The township code of each household, by number."""
    return dict(store.rows("SELECT household_no, township_code FROM household"))


def township_of(store: Store, household_no: str) -> str | None:
    """The township code of one household, or None where it is not known."""
    row = store.one("SELECT township_code FROM household WHERE household_no = ?", (household_no,))
    return row[0] if row else None


def numbers(store: Store, *, division_code: str = "", status: str = "listed") -> list[str]:
    """The numbers of the households of a village, or of all, in the order of the list."""
    rows = store.rows(
        "SELECT household_no FROM household WHERE ? IN ('', division_code) "
        "AND ? IN ('', household_status) ORDER BY township_code, division_code, household_no",
        (division_code, status),
    )
    return [number for (number,) in rows]


def villages(store: Store) -> list[Village]:
    """The villages on the roster in force, in the order of divisions."""
    rows = store.rows(
        "SELECT coalesce(division_code, ''), township_code, coalesce(max(township), ''), "
        "coalesce(admin_village, ''), count(*) FROM household WHERE household_status = 'listed' "
        "GROUP BY township_code, division_code, admin_village "
        "ORDER BY township_code, division_code, admin_village"
    )
    return [
        Village(
            division_code=division,
            township_code=township_code,
            township=township,
            village=village,
            households=households,
        )
        for division, township_code, township, village, households in rows
    ]


def get(store: Store, household_no: str) -> Household | None:
    """A household as the roster last told, or None."""
    row = store.one(
        f"SELECT {_HOUSEHOLD.columns} FROM household WHERE household_no = ?", (household_no,)
    )
    return _HOUSEHOLD.read(row) if row else None


def members(store: Store, household_no: str) -> list[Member]:
    """The people of a household in the order of the roster."""
    return _MEMBER.all(
        store.rows(
            f"SELECT {_MEMBER.columns} FROM member WHERE household_no = ? ORDER BY n",
            (household_no,),
        )
    )


def id_numbers(store: Store, numbers: Iterable[str]) -> dict[tuple[str, str], str]:
    """The ID numbers of all people of these households, by household and member number.

    A name that one person of the household has stands beside the number of that person.
    """
    rows = store.each(
        "SELECT household_no, member_no, name, id_number FROM member "
        "WHERE household_no IN (SELECT value FROM json_each(?)) ORDER BY household_no, member_no",
        (dumped(sorted(numbers)),),
    )
    found: dict[tuple[str, str], str] = {}
    for house, group in groupby(rows, key=itemgetter(0)):
        people = list(group)
        named = Counter(name for _, _, name, _ in people)
        for _, member, name, number in people:
            found[house, member] = number or ""
            if named[name] == 1:
                found[house, name] = number or ""
    return found


def with_id(store: Store, id_number: str) -> list[Member]:
    """The people who carry an ID number; more than one is a question for a person."""
    return _MEMBER.all(
        store.rows(
            f"SELECT {_MEMBER.columns} FROM member WHERE id_number = ? ORDER BY household_no",
            (id_number,),
        )
    )


def card(store: Store, household_no: str) -> HouseholdCard | None:
    """All about one household that one screen shows, or None where it is not known."""
    household = get(store, household_no)
    row = store.one(
        f"{_COLUMNS}, {COUNTY_PHONE}, {PHONE} FROM household h WHERE h.household_no = ?",
        (household_no,),
    )
    if household is None or row is None:
        return None
    return HouseholdCard(
        household=household,
        line=_line(row),
        members=tuple(members(store, household_no)),
        note=note_of(store, household_no),
        county_phone=row[-2],
        phone=row[-1],
        entry=rosters.entry(store, household_no),
        changes=tuple(rosters.changes_of(store, household_no)),
    )


def note_of(store: Store, household_no: str) -> HouseholdNote:
    """The officer's own fields; empty where nothing was written."""
    row = store.one(
        f"SELECT {_NOTE.columns} FROM household_note WHERE id = ? AND gone = 0", (household_no,)
    )
    return _NOTE.read(row or (), household_no=household_no)


def note(
    store: Store,
    officer: str,
    household_no: str,
    fields: Mapping[str, str],
    *,
    expected: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep the officer's own fields beside the official ones; gives what was and what is now.

    Only what differs is written, an empty text as nothing; with `expected` only where these
    values still stand.

    Raises:
        StoreError: ``household_unknown``, ``field_unknown``, ``changed_since``, and those of
            `Store.write`.
    """
    township = township_of(store, household_no)
    if township is None:
        raise StoreError("household_unknown", household_no=household_no)
    must_be_here(store, household_no)
    known = note_of(store, household_no)
    for name, text in (expected or {}).items():
        if getattr(known, name) != text:
            raise StoreError("changed_since", table="household_note", row=household_no)
    after = {name: text for name, text in fields.items() if getattr(known, name, None) != text}
    before = {name: getattr(known, name, "") for name in after}
    if after:
        with store.write(officer) as writer:
            changed = {name: text or None for name, text in after.items()}
            writer.set("household_note", household_no, changed, scope=township)
    return before, after


def note_authors(store: Store, household_no: str) -> list[NoteAuthor]:
    """Who wrote each of the officer's own fields last, and when by that laptop's clock."""
    rows = store.rows(
        f"SELECT h.field, {said('officer')}, {said('hlc')} AS at, h.disputed "
        f"{FROM_HEAD} JOIN stream s ON s.id = h.stream "
        "WHERE h.tbl = 'household_note' AND h.\"row\" = ? AND h.field <> ? "
        "ORDER BY at, s.name, h.seq",
        (household_no, GONE),
    )
    return [
        NoteAuthor(field=field, officer=officer, at=hlc.moment_of(clock), disputed=bool(disputed))
        for field, officer, clock, disputed in rows
    ]


def same_people(store: Store, household_no: str) -> list[tuple[str, str, str, str]]:
    """People of a household whose ID number another listed household has: name, and the other.

    Gives the member's name, the other household's number, its head and its village.
    """
    return store.rows(
        "SELECT m.name, h.household_no, coalesce(h.head_name, ''), coalesce(h.admin_village, '') "
        "FROM member m CROSS JOIN search s ON s.key = upper(substr(m.id_number, -4)) AND s.why = ? "
        "CROSS JOIN json_each('[' || replace(trim(s.members), ' ', ',') || ']') j "
        "CROSS JOIN member o ON o.n = j.value AND o.id_number = m.id_number "
        "AND o.household_no <> m.household_no "
        "CROSS JOIN household h ON h.household_no = o.household_no "
        "AND h.household_status = 'listed' "
        "WHERE m.household_no = ? AND m.id_number <> '' ORDER BY m.n, h.household_no",
        (ID, household_no),
    )
