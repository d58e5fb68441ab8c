"""The outreach ledger: append-only contacts with households, numbered per device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter

from db import drafts, evidence, handed, ids, visitends
from db.faults import StoreError
from db.ops import Writer
from db.records.evidence import Photo
from db.records.work import DayClose, Logged, Visit, VisitFilter, VisitTotals
from db.registry import TABLES
from db.store import Store
from db.values import Given, dumped, shape_of, to_day
from db.visitends import is_closed
from db.visitlist import (
    CORRECTED,
    FROM,
    HOUSEHOLD,
    IN_ORDER,
    OF_HOUSE,
    SELECT,
    VILLAGE,
    WIDTH,
    each,
    read,
    selecting,
    tests_of,
)

__all__ = [
    "FROM", "HOUSEHOLD", "OF_HOUSE", "VILLAGE", "WIDTH",
    "by_id", "by_no", "close_day", "closed_days", "count", "each", "is_closed", "listed", "log",
    "next_no", "number_of", "of_household", "officers", "put", "read", "reading", "redo",
    "selecting", "taken_back", "totals", "turn", "undo",
]  # fmt: skip

_DIGITS = 5
_WRITTEN = tuple(f for f in Visit.__struct_fields__ if f in TABLES["outreach_visit"].fields)
_VALUES = attrgetter(*_WRITTEN)
_EMPTY = ("", ())
_METHODS = ("visit", "phone", "message")


def reading(store: Store, sql: str, parameters: Sequence[object]) -> list[Visit]:
    """The visits that a query begun with `selecting` gives."""
    return [read(row) for row in store.rows(sql, parameters)]


def next_no(store: Store, township_code: str) -> int:
    """The next running number of this device in a township."""
    start = f"{township_code}{store.identity.letter}"
    return ids.newest_no(store, "outreach_visit", "visit_no", start, _DIGITS) + 1


def number_of(store: Store, township_code: str, running: int) -> str:
    """A visit number: township, the device's letter, running number."""
    return f"{township_code}{store.identity.letter}{running:0{_DIGITS}d}"


def log(
    store: Store,
    officer: str,
    visits: Sequence[Visit],
    *,
    finishing: str = "",
    mending: str = "",
    carrying: str = "",
    photos: Sequence[Photo] = (),
    each: Sequence[Sequence[Photo]] = (),
    left: tuple[str, str, str] | None = None,
) -> list[Logged]:
    """Write visits in one transaction, all or none; numbers are given here.

    An empty ``visit_no`` gets the next number, an empty ``id`` a new id. `finishing` is the key
    of the draft that becomes a record with this, `mending` the id of a record of this device that
    these take the place of. The first of them gets the photos of that record, or of the one that
    `carrying` names, and then `photos`; `each` has those of every one in turn. `left` is what
    stays of a form of which these were a part: its kind, its key and its values, empty where all
    of it is done.

    Raises:
        StoreError: ``row_exists``, ``disk_full``, ``photo_not_kept``, those of `Store.write`, and
            those of `turn` where a record is mended.
    """
    with store.write(officer) as writer:
        if mending:
            visitends.take_away(store, writer, mending)
        kept = put(store, writer, visits)
        if mending or carrying:
            evidence.carry(store, writer, mending or carrying, kept[0].id)
        for one, its in zip(kept, [photos] if photos else each, strict=False):
            evidence.put(store, writer, one.id, its)
        if finishing:
            store.execute("DELETE FROM draft WHERE key = ?", (finishing,))
        if left is not None:
            drafts.put(store, *left)
    return kept


def put(store: Store, writer: Writer, visits: Iterable[Visit]) -> list[Logged]:
    """Write visits inside an open save; see `log`."""
    kept = []
    following: dict[str, int] = {}
    for visit in visits:
        township = visit.township_code
        number = visit.visit_no
        if not visit.corrects_visit_no:
            handed.must_be_here(store, visit.household_no, visit.visited_on)
        if not number or visit.corrects_visit_no == number:
            following[township] = following.get(township) or next_no(store, township)
            number = number_of(store, township, following[township])
            following[township] += 1
        row = visit.id or ids.uuid7(store.clock())
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
    row = store.one(f"{SELECT} AND v.visit_no = ?", (visit_no,))
    return read(row) if row else None


def by_id(store: Store, row_id: str) -> Visit | None:
    """The visit of that id, or None where there is none or it was taken back."""
    row = store.one(f"{SELECT} AND v.id = ?", (row_id,))
    return read(row) if row else None


def taken_back(store: Store, visit_no: str) -> str | None:
    """The id of a record of that number that was taken back and has no other in its place."""
    row = store.one(
        "SELECT id FROM outreach_visit WHERE visit_no = ?1 AND gone = 1 AND NOT EXISTS "
        "(SELECT 1 FROM outreach_visit o WHERE o.visit_no = ?1 AND o.gone = 0) "
        "ORDER BY hlc DESC LIMIT 1",
        (visit_no,),
    )
    return str(row[0]) if row else None


def listed(store: Store, wanted: VisitFilter, *, limit: int = 500, offset: int = 0) -> list[Visit]:
    """A window on the ledger, newest day first; corrected records stay in it, marked."""
    where, values = tests_of(wanted)
    rows = store.rows(f"{SELECT}{where} {IN_ORDER} LIMIT {int(limit)} OFFSET {int(offset)}", values)
    return [read(row) for row in rows]


def count(store: Store, wanted: VisitFilter) -> int:
    """How many records a filter lets through."""
    where, values = tests_of(wanted)
    return store.number(f"SELECT count(*) FROM outreach_visit v WHERE v.gone = 0{where}", values)


def totals(store: Store, wanted: VisitFilter) -> VisitTotals:
    """What a filter lets through adds up to; a corrected record counts as its correction says."""
    where, values = tests_of(wanted)
    told = "v.contact_result = 'informed'"
    stands = f"{CORRECTED} IS NULL"
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
        **dict(zip((f for f in VisitTotals.__struct_fields__), row or (), strict=True))
    )


def officers(store: Store) -> list[str]:
    """Who wrote records of the ledger, by name; also who took all of them back."""
    return [name for (name,) in store.rows("SELECT name FROM visit_officer ORDER BY name")]


def of_household(store: Store, household_no: str) -> list[Visit]:
    """All visits of a household, newest first."""
    return listed(store, VisitFilter(household_no=household_no), limit=10_000)


def turn(store: Store, officer: str, *, away: Sequence[str] = (), back: Sequence[str] = ()) -> None:
    """Take some records away and bring others back, together, by their ids.

    A record that comes back in the place of another gets the photos as they are there.

    Raises:
        StoreError: ``row_unknown``, those of `visitends.take_away`.
    """
    with store.write(officer) as writer:
        for row in reversed(away):
            visitends.take_away(store, writer, row)
        for row in back:
            visitends.bring_back(store, writer, row)
        for newer, older in zip(away, back, strict=False):
            evidence.follow(store, writer, newer, older)


def of_people(store: Store, walk_ins: Sequence[str]) -> list[Visit]:
    """All visits to people on no roster, by the numbers of their records, newest first."""
    rows = store.rows(
        f"{SELECT} AND v.walk_in_no IN (SELECT value FROM json_each(?)) {IN_ORDER}",
        (dumped(list(walk_ins)),),
    )
    return [read(row) for row in rows]


def undo(store: Store, officer: str, visit_no: str) -> None:
    """Take back a record of this device that nothing has made final; the log keeps it.

    Raises:
        StoreError: ``visit_unknown``, and those of `turn`.
    """
    visit = by_no(store, visit_no)
    if visit is None:
        raise StoreError("visit_unknown", visit_no=visit_no)
    turn(store, officer, away=[visit.id])


def redo(store: Store, officer: str, visit_id: str) -> None:
    """Bring back a record that `undo` took.

    Raises:
        StoreError: ``row_unknown``, and those of `turn`.
    """
    turn(store, officer, back=[visit_id])


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
            writer.insert("day_close", ids.uuid7(now), fields, scope=township)
    return sum(townships.values())


def by_township(store: Store) -> dict[str, tuple[int, date | None]]:
    """How many records stand of each township, and the newest day of a visit."""
    rows = store.rows(
        "SELECT township_code, count(*), max(visited_on) FROM outreach_visit WHERE gone = 0 "
        "GROUP BY township_code"
    )
    return {code: (count, to_day(newest)) for code, count, newest in rows}


def closed_days(store: Store) -> list[DayClose]:
    """The days that were closed, newest first."""
    shape = shape_of(DayClose, "day_close")
    return shape.all(
        store.rows(
            f"SELECT {shape.columns} FROM day_close WHERE gone = 0 ORDER BY day DESC, hlc DESC"
        )
    )
