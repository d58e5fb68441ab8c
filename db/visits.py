"""The outreach ledger: append-only contacts with households, numbered per device."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields as dataclass_fields
from datetime import date
from operator import attrgetter

from db.faults import StoreError
from db.households import people_of
from db.ids import uuid7
from db.ops import Writer
from db.records.work import DayClose, Logged, Visit, VisitFilter, VisitTotals
from db.registry import TABLES
from db.store import Store
from db.values import Given, shape_of

_DIGITS = 5
_FULL = 10**_DIGITS - 1
_LAST_NO = "SELECT max(visit_no) FROM outreach_visit WHERE visit_no >= ? AND visit_no < ?"
_SHAPE = shape_of(Visit, "outreach_visit", "v.")
_WRITTEN = tuple(
    f.name for f in dataclass_fields(Visit) if f.name in TABLES["outreach_visit"].fields
)
_VALUES = attrgetter(*_WRITTEN)
_EMPTY = ("", ())
_METHODS = ("visit", "phone", "message")
OF_HOUSE = f"(v.household_no = ? OR v.walk_in_no IN ({people_of('?')}))"
"""Whether a visit counts for a household, whose number is given twice."""

_CORRECTED = (
    "(SELECT c.visit_no FROM outreach_visit c WHERE c.corrects_visit_no = v.visit_no "
    "AND c.gone = 0 ORDER BY c.hlc DESC LIMIT 1)"
)
HOUSEHOLD = (
    "coalesce(v.household_no, nullif(t.household_no, ''), (SELECT k.household_no FROM walk_in k "
    "WHERE k.gone = 0 AND k.household_no <> '' AND (k.id = t.merged_into OR k.merged_into = t.id) "
    "LIMIT 1))"
)
"""The household that a visit counts for, with the walk-in `t` of its number."""

FROM = (
    "FROM outreach_visit v LEFT JOIN walk_in t ON t.walk_in_no = v.walk_in_no AND t.gone = 0 "
    f"LEFT JOIN household h ON h.household_no = {HOUSEHOLD}"
)
"""Visits `v` with the walk-in `t` and the household `h` that they are about."""

VILLAGE = "coalesce(h.admin_village, t.admin_village)"
_HEAD = "coalesce(h.head_name, t.name)"
_COLUMNS = (
    f"{_SHAPE.columns}, {_HEAD}, {VILLAGE}, h.division_code, {_CORRECTED}, "
    f"CASE WHEN v.walk_in_no IS NULL THEN NULL ELSE {HOUSEHOLD} END"
)
_SELECT = f"SELECT {_COLUMNS} {FROM} WHERE v.gone = 0"
WIDTH = _SHAPE.width + 5
"""How many columns of such a query are the visit's."""


def read(row: tuple[object, ...]) -> Visit:
    """The visit at the beginning of a row that a query begun with `selecting` gave."""
    head, village, division, corrected_by, linked_to = row[_SHAPE.width : WIDTH]
    return _SHAPE.read(
        row,
        head_name=head or "",
        village=village or "",
        division_code=division or "",
        corrected_by=corrected_by or "",
        linked_to=linked_to or "",
    )


def selecting(*more: str) -> str:
    """The beginning of a query for visits ``v`` with their household ``h``; add tests with AND.

    ``more`` are columns behind the visit's own.
    """
    return f"SELECT {', '.join((_COLUMNS, *more))} {FROM} WHERE v.gone = 0"


def reading(store: Store, sql: str, parameters: Sequence[object]) -> list[Visit]:
    """The visits that a query begun with `selecting` gives."""
    return [read(row) for row in store.rows(sql, parameters)]


def next_no(store: Store, township_code: str) -> int:
    """The next running number of this device in a township."""
    start = f"{township_code}{store.identity.letter}"
    row = store.one(_LAST_NO, (f"{start}0", f"{start}:"))
    last = int(row[0][len(start) :]) if row and row[0] else 0
    if last >= _FULL:
        # Numbers beyond the padding no longer sort as text.
        last = store.number(
            "SELECT max(CAST(substr(visit_no, ?) AS INTEGER)) FROM outreach_visit "
            "WHERE visit_no >= ? AND visit_no < ?",
            (len(start) + 1, f"{start}0", f"{start}:"),
        )
    return last + 1


def number_of(store: Store, township_code: str, running: int) -> str:
    """A visit number: township, the device's letter, running number."""
    return f"{township_code}{store.identity.letter}{running:0{_DIGITS}d}"


def log(store: Store, officer: str, visits: Sequence[Visit]) -> list[Logged]:
    """Write visits in one transaction, all or none; numbers are given here.

    An empty ``visit_no`` gets the next number, an empty ``id`` a new id.

    Raises:
        StoreError: ``row_exists``, ``disk_full``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        return put(store, writer, visits)


def put(store: Store, writer: Writer, visits: Iterable[Visit]) -> list[Logged]:
    """Write visits inside an open save; see `log`."""
    kept = []
    running: dict[str, int] = {}
    for visit in visits:
        township = visit.township_code
        number = visit.visit_no
        if not number or visit.corrects_visit_no == number:
            running[township] = running.get(township) or next_no(store, township)
            number = number_of(store, township, running[township])
            running[township] += 1
        row = visit.id or uuid7(store.clock())
        fields = {**_fields(visit), "visit_no": number}
        writer.insert("outreach_visit", row, fields, scope=township)
        kept.append(Logged(id=row, visit_no=number))
    return kept


def _fields(visit: Visit) -> dict[str, Given]:
    """What is written: fields with something in them."""
    pairs = zip(_WRITTEN, _VALUES(visit), strict=True)
    return {name: value for name, value in pairs if value is not None and value not in _EMPTY}


def by_no(store: Store, visit_no: str) -> Visit | None:
    """The visit of that number, or None."""
    row = store.one(f"{_SELECT} AND v.visit_no = ?", (visit_no,))
    return read(row) if row else None


def _where(wanted: VisitFilter) -> tuple[str, list[str]]:
    tests, values = [], []
    pairs = (
        ("v.visited_on >= ?", wanted.from_on.isoformat() if wanted.from_on else ""),
        ("v.visited_on <= ?", wanted.to_on.isoformat() if wanted.to_on else ""),
        ("v.township_code = ?", wanted.township_code),
        (OF_HOUSE, wanted.household_no),
        (f"? IN (h.division_code, {VILLAGE})", wanted.village),
        ("v.publicity_method = ?", wanted.method),
        ("v.officer = ?", wanted.officer),
    )
    for test, value in pairs:
        if value:
            tests.append(test)
            values += [value] * test.count("?")
    if wanted.text:
        columns = ("v.visit_no", "v.household_no", _HEAD, "v.person_met", "v.note")
        tests.append("(" + " OR ".join(f"instr({column}, ?)" for column in columns) + ")")
        values += [wanted.text] * len(columns)
    return "".join(f" AND {test}" for test in tests), values


def listed(store: Store, wanted: VisitFilter, *, limit: int = 500, offset: int = 0) -> list[Visit]:
    """A window on the ledger, newest day first; corrected records stay in it, marked."""
    where, values = _where(wanted)
    rows = store.rows(
        f"{_SELECT}{where} ORDER BY v.visited_on DESC, v.hlc DESC, v.id DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [read(row) for row in rows]


def each(store: Store, wanted: VisitFilter) -> Iterator[Visit]:
    """The whole ledger in the same order, one record after another."""
    where, values = _where(wanted)
    ordered = f"{_SELECT}{where} ORDER BY v.visited_on DESC, v.hlc DESC, v.id DESC"
    return map(read, store.each(ordered, values))


def count(store: Store, wanted: VisitFilter) -> int:
    """How many records a filter lets through."""
    where, values = _where(wanted)
    joined = FROM if wanted.village or wanted.text else "FROM outreach_visit v"
    return store.number(f"SELECT count(*) {joined} WHERE v.gone = 0{where}", values)


def totals(store: Store, wanted: VisitFilter) -> VisitTotals:
    """What a filter lets through adds up to; a corrected record counts as its correction says."""
    where, values = _where(wanted)
    told = "v.contact_result = 'informed'"
    stands = f"{_CORRECTED} IS NULL"
    counted = ", ".join(
        f"coalesce(sum({stands} AND v.publicity_method = '{method}'), 0)" for method in _METHODS
    )
    row = store.one(
        f"SELECT coalesce(sum({stands}), 0), {counted}, "
        f"count(DISTINCT CASE WHEN {stands} AND {told} THEN {HOUSEHOLD} END), "
        f"coalesce(sum({stands} AND v.contact_result = 'absent'), 0), "
        f"count(DISTINCT CASE WHEN {stands} AND v.has_need = 1 THEN {HOUSEHOLD} END), "
        f"coalesce(sum(v.corrects_visit_no IS NOT NULL), 0) {FROM} WHERE v.gone = 0{where}",
        values,
    )
    return VisitTotals(
        **dict(zip((f.name for f in dataclass_fields(VisitTotals)), row or (), strict=True))
    )


def officers(store: Store) -> list[str]:
    """Who wrote records of the ledger, by name."""
    rows = store.rows("SELECT DISTINCT officer FROM outreach_visit WHERE gone = 0 ORDER BY officer")
    return [name for (name,) in rows if name]


def of_household(store: Store, household_no: str) -> list[Visit]:
    """All visits of a household, newest first."""
    return listed(store, VisitFilter(household_no=household_no), limit=10_000)


def undo(store: Store, officer: str, visit_no: str) -> None:
    """Take back a record of this device whose day is not closed; the log keeps it.

    Raises:
        StoreError: ``visit_unknown``, ``day_closed`` (day), ``not_owner``.
    """
    visit = by_no(store, visit_no)
    if visit is None:
        raise StoreError("visit_unknown", visit_no=visit_no)
    if is_closed(store, visit.visited_on):
        raise StoreError("day_closed", day=visit.visited_on.isoformat())
    with store.write(officer) as writer:
        writer.tombstone("outreach_visit", visit.id)


def redo(store: Store, officer: str, visit_id: str) -> None:
    """Bring back a record that `undo` took.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        writer.restore("outreach_visit", visit_id)


def is_closed(store: Store, day: date) -> bool:
    """True when this device has closed that day."""
    return bool(
        store.one(
            "SELECT 1 FROM day_close d JOIN stream s ON s.id = d.stream "
            "WHERE d.day = ? AND d.gone = 0 AND s.name LIKE ? LIMIT 1",
            (day.isoformat(), f"{store.identity.device}/%"),
        )
    )


def close_day(store: Store, officer: str, day: date) -> int:
    """Close a day on this device: its records can no longer be undone; gives how many."""
    rows = store.rows(
        "SELECT v.township_code, count(*) FROM outreach_visit v JOIN stream s ON s.id = v.stream "
        "WHERE v.visited_on = ? AND v.gone = 0 AND s.name LIKE ? GROUP BY v.township_code",
        (day.isoformat(), f"{store.identity.device}/%"),
    )
    townships = dict(rows) or dict.fromkeys(store.identity.townships[:1], 0)
    with store.write(officer) as writer:
        now = store.clock()
        for township, visits in townships.items():
            fields: dict[str, Given] = {
                "day": day,
                "township_code": township,
                "visits": visits,
                "closed_at": now,
            }
            writer.insert("day_close", uuid7(now), fields, scope=township)
    return sum(townships.values())


def closed_days(store: Store) -> list[DayClose]:
    """The days that were closed, newest first."""
    shape = shape_of(DayClose, "day_close")
    return shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM day_close WHERE gone = 0 ORDER BY day DESC, hlc DESC"
        )
    )
