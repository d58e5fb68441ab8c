"""Needs for money: open, ended by records of their own, disputed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from db import visits
from db.faults import StoreError
from db.hlc import moment_of
from db.ids import uuid7
from db.ops import Writer
from db.records.core import Review, ReviewValue
from db.records.needs import FundingNeed, NeedEnd, NeedFilter
from db.registry import TABLES
from db.store import Store
from db.told import said
from db.values import Row, dumped, each_of, shape_of

TABLE = "need_end"
_SHAPE = shape_of(NeedEnd, TABLE, "e.")
_WRITTEN = tuple(f for f in NeedEnd.__struct_fields__ if f in TABLES[TABLE].fields)
_OPEN, _WAITING, _ENDED, _DISPUTED = "open", "waiting", "ended", "disputed"
_ROOT = (
    "CASE WHEN v.corrects_visit_no IS NULL THEN v.id ELSE (WITH RECURSIVE up(id, before) AS "
    "(SELECT v.id, v.corrects_visit_no UNION SELECT b.id, b.corrects_visit_no FROM up "
    "JOIN outreach_visit b ON b.visit_no = up.before) "
    "SELECT coalesce((SELECT id FROM up WHERE before IS NULL LIMIT 1), v.id)) END"
)
"""The id of the first record of the chain of corrections that ends in the visit `v`."""

_UNANSWERED = (
    f"NOT EXISTS (SELECT 1 FROM need_end s, {each_of('s.settles')} j WHERE s.visit = e.visit "
    "AND s.gone = 0 AND j.value = e.id)"
)
ENDED = f"EXISTS (SELECT 1 FROM need_end e WHERE e.visit = {_ROOT} AND e.gone = 0)"
"""Whether the need that was said in the visit `v` has an end."""

_HEADS = f"FROM need_end e WHERE e.gone = 0 AND {_UNANSWERED}"
_SAID = (
    "e.outcome || '|' || coalesce(e.reason, '') || '|' || e.ended_on || '|' || "
    "coalesce(e.check_no, '')"
)
_SPLIT = (
    f"SELECT e.visit {_HEADS} AND e.visit IN (SELECT visit FROM need_end WHERE gone = 0 "
    f"GROUP BY visit HAVING count(*) > 1) GROUP BY e.visit HAVING count(DISTINCT {_SAID}) > 1"
)
_ASKED_AGAIN = (
    "(v.taken_over IS NOT NULL AND EXISTS (SELECT 1 FROM outreach_visit n "
    "WHERE n.household_no = v.household_no AND n.gone = 0 AND n.has_need IS NOT NULL "
    f"AND (n.visited_on, {said('n')}) > (v.visited_on, {said('v')})))"
)
"""Whether a need from an old ledger was asked about again later: then that answer counts."""

_IS_OPEN = f" AND NOT {ENDED} AND NOT {_ASKED_AGAIN}"
_STATES = {
    _OPEN: _IS_OPEN,
    _WAITING: _IS_OPEN,
    _ENDED: f" AND {ENDED}",
    _DISPUTED: f" AND {_ROOT} IN ({_SPLIT})",
}
_CHECK = (
    "(SELECT k.check_no FROM eligibility_check k WHERE k.household_no = "
    f"{visits.HOUSEHOLD} AND k.gone = 0 AND k.checked_on >= v.visited_on "
    "ORDER BY k.checked_on DESC, k.hlc DESC LIMIT 1)"
)
_TEXT = (
    "(instr(v.visit_no, ?) OR instr(coalesce(h.head_name, t.name), ?) "
    f"OR instr({visits.HOUSEHOLD}, ?))"
)
_OF_PEOPLE = "v.walk_in_no IN (SELECT value FROM json_each(?))"
_NEEDS = (
    "v.has_need = 1 AND v.visit_no NOT IN (SELECT c.corrects_visit_no FROM outreach_visit c "
    "WHERE c.corrects_visit_no IS NOT NULL AND c.gone = 0)"
)


def _where(wanted: NeedFilter) -> tuple[str, list[str]]:
    tests, values = [f" AND {_NEEDS}", _STATES.get(wanted.state, "")], []
    pairs = (
        ("v.visited_on <= ?", wanted.told_by.isoformat() if wanted.told_by else ""),
        (f"? IN (h.division_code, {visits.VILLAGE})", wanted.village),
        ("v.township_code = ?", wanted.township_code),
        (visits.OF_HOUSE, wanted.household_no),
        (_OF_PEOPLE, dumped(list(wanted.walk_ins)) if wanted.walk_ins else ""),
        (_TEXT, wanted.text),
    )
    for test, value in pairs:
        if value:
            tests.append(f" AND {test}")
            values += [value] * test.count("?")
    return "".join(tests), values


def _from(wanted: NeedFilter) -> str:
    """The tables that a filter asks; most filters are answered by one index."""
    return visits.FROM if wanted.village or wanted.text else "FROM outreach_visit v"


_IN_ORDER = "ORDER BY v.visited_on, v.hlc, v.id"


def listed(
    store: Store, wanted: NeedFilter, *, limit: int = 500, offset: int = 0
) -> list[FundingNeed]:
    """A window on the needs as they were last told, the oldest first."""
    where, values = _where(wanted)
    ids = store.rows(
        f"SELECT v.id {_from(wanted)} WHERE v.gone = 0{where} {_IN_ORDER} LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    found = store.rows(
        f"{visits.selecting(_ROOT, visits.HOUSEHOLD, _CHECK)} "
        f"AND v.id IN (SELECT value FROM json_each(?)) {_IN_ORDER}",
        (dumped([one for (one,) in ids]),),
    )
    roots = [row[visits.WIDTH] for row in found]
    ends = _ends(store, roots)
    return [_need(row, ends) for row in found]


def _need(row: Row, ends: dict[str, list[NeedEnd]]) -> FundingNeed:
    root, household_no, check_no = row[visits.WIDTH :]
    return FundingNeed(
        visit=visits.read(row),
        root=root,
        household_no=household_no or "",
        check_no=check_no or "",
        ends=tuple(ends.get(root, ())),
    )


def _ends(store: Store, roots: Iterable[str]) -> dict[str, list[NeedEnd]]:
    """The ends that no other answers, by need, the latest first."""
    found: dict[str, list[NeedEnd]] = {}
    for row in store.rows(
        f"SELECT {_SHAPE.columns} {_HEADS} AND e.visit IN (SELECT value FROM json_each(?)) "
        "ORDER BY e.hlc DESC, e.id",
        (dumped(list(roots)),),
    ):
        end = _SHAPE.read(row)
        found.setdefault(end.visit, []).append(end)
    return found


def count(store: Store, wanted: NeedFilter) -> int:
    """How many needs a filter lets through."""
    where, values = _where(wanted)
    return store.number(f"SELECT count(*) {_from(wanted)} WHERE v.gone = 0{where}", values)


def of_visit(store: Store, visit_no: str) -> FundingNeed | None:
    """The need that a visit told, by the number of any record of its chain; None if it told none.

    A record that was corrected is followed to the one that stands now.
    """
    number = visit_no
    for _ in range(1000):
        known = visits.by_no(store, number)
        if known is None or not known.corrected_by:
            break
        number = known.corrected_by
    row = store.one(
        f"{visits.selecting(_ROOT, visits.HOUSEHOLD, _CHECK)} AND {_NEEDS} AND v.visit_no = ?",
        (number,),
    )
    return _need(row, _ends(store, [row[visits.WIDTH]])) if row else None


def end(store: Store, officer: str, ends: Sequence[NeedEnd]) -> list[NeedEnd]:
    """Write how needs ended, in one transaction.

    Raises:
        StoreError: those of `Store.write`.
    """
    with store.write(officer) as writer:
        return put(store, writer, officer, ends)


def put(store: Store, writer: Writer, officer: str, ends: Sequence[NeedEnd]) -> list[NeedEnd]:
    """What `end` does, inside a save that is open already."""
    made = []
    for one in ends:
        kept = replace(one, id=uuid7(store.clock()), officer=officer)
        found = {name: getattr(kept, name) for name in _WRITTEN}
        fields = {name: value for name, value in found.items() if value not in ("", None, ())}
        writer.insert(TABLE, kept.id, fields, scope=kept.township_code)
        made.append(kept)
    return made


def get(store: Store, end_id: str) -> NeedEnd | None:
    """One end that was not taken back, or None."""
    row = store.one(
        f"SELECT {_SHAPE.columns} FROM need_end e WHERE e.id = ? AND e.gone = 0", (end_id,)
    )
    return _SHAPE.read(row) if row else None


def undo(store: Store, officer: str, end_ids: Iterable[str]) -> None:
    """Take ends of this device back; the log keeps them.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        for end_id in end_ids:
            writer.tombstone(TABLE, end_id)


def redo(store: Store, officer: str, end_ids: Iterable[str]) -> None:
    """Bring back ends that `undo` took.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        for end_id in end_ids:
            writer.restore(TABLE, end_id)


def disputes(store: Store) -> list[list[NeedEnd]]:
    """Needs that people ended differently without knowing of each other, the shown end first."""
    split = [visit for (visit,) in store.rows(f"{_SPLIT} ORDER BY e.visit")]
    found = _ends(store, split)
    return [found[visit] for visit in split]


def dispute_count(store: Store) -> int:
    """How many needs are ended differently."""
    return store.number(f"SELECT count(*) FROM ({_SPLIT})")


def reviews(store: Store) -> list[Review]:
    """The disputes as fields under review; a value is the id of an end."""
    clocks: dict[str, int] = dict(store.rows("SELECT id, hlc FROM need_end"))
    return [
        Review(
            id=f"{TABLE}|{ends[0].visit}|outcome",
            table=TABLE,
            row=ends[0].visit,
            field="outcome",
            scope=ends[0].township_code,
            values=tuple(
                ReviewValue(
                    value=one.id,
                    officer=one.officer,
                    device="",
                    at=moment_of(clocks[one.id]),
                    op=one.id,
                )
                for one in ends
            ),
        )
        for ends in disputes(store)
    ]


def settle(store: Store, officer: str, visit: str, end_id: str, reason: str) -> NeedEnd:
    """Answer all ends of a need by one of them, for everybody.

    Raises:
        StoreError: ``review_unknown``, and those of `Store.write`.
    """
    heads = _ends(store, [visit]).get(visit, [])
    taken = next((one for one in heads if one.id == end_id), None)
    if taken is None:
        raise StoreError("review_unknown", id=f"{TABLE}|{visit}|outcome")
    answer = replace(
        taken,
        recorded_at=store.clock(),
        settles=tuple(one.id for one in heads),
        correction_reason=reason,
    )
    return end(store, officer, [answer])[0]
