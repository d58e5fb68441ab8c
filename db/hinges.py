"""Operations judged again when that comes on which it hangs whether they touch what is others'.

A row may be named before it is there, and a household may move afterwards. What was judged is kept
with the rows on which the judgement hangs; only where one of these comes, or the county says
anew which household is where, is the operation looked at again. So the order makes no difference.
"""

from __future__ import annotations

import json

from db import fold, unfolding
from db.belonging import FOREIGN, why_not
from db.gate import Gate, place
from db.judging import Taking
from db.movetables import MOVE
from db.names import HOUSE, NOTE, key_columns, scopes_of
from db.ops import get
from db.records.core import Op
from db.registry import TABLES
from db.shelves import counts_now, refuse, said_of
from db.table import Kind, Role
from db.values import dumped

_LIST = "roster_version"
_PLACES = (_LIST, "township_assignment", MOVE)
"""What says of which township a household or a number is."""

_SEEN, _LISTS = "hinges_seen", "hinges_lists"
_STREAM = "CAST(stream AS TEXT)"
_HOUSED = tuple(one.name for one in TABLES.values() if one.name == NOTE or HOUSE in one.columns)
_NEW = (
    "json_each(?1) r CROSS JOIN op o "
    "ON o.n > json_extract(r.value, '$[0]') AND o.n <= json_extract(r.value, '$[1]')"
)
"""The operations of ranges of the log."""
_WHAT = (
    "WITH RECURSIVE each(what) AS (SELECT min(what) FROM hinge UNION ALL "
    "SELECT (SELECT min(h.what) FROM hinge h WHERE h.what > each.what) FROM each "
    "WHERE each.what IS NOT NULL) SELECT what FROM each WHERE what IS NOT NULL"
)
"""On which columns anything hangs, each found by one step into the index."""
_OFTEN = 3
"""Two that hang on each other are not looked at for ever."""


def settle(run: Taking, *, everything: bool = False) -> None:
    """Judge again what hangs on what came since this was last done; inside a transaction only."""
    store = run.store
    known = bool(store.one("SELECT 1 FROM hinge LIMIT 1"))
    lists_may_be_new = _LIST in run.tables or store.identity.role == Role.COUNTY
    listed = _listed_elsewhere(store) if lists_may_be_new else set()
    if not (known or run.hinged or listed):
        return
    due = _unsure(run) | listed
    if known:
        due |= _all(store) if everything or run.late else _touched(store)
    fresh = {_place(store, op_id) for op_id in run.hinged} | listed
    for op_id, on in run.hinged.items():
        _keep(store, _place(store, op_id), on)
    run.hinged.clear()
    _judge_all(run, due, fresh)
    ends = {str(head.id): head.seq for head in store.streams.values()}
    store.put_meta(**{_SEEN: dumped(ends)})


def forget(gate: Gate, first: int, end: int) -> None:
    """Let go of what operations from one place up to another hang on; the rest is looked at anew.

    So are all lists, for others may come under their numbers. Inside a transaction only.
    """
    gate.execute("DELETE FROM hinge WHERE n >= ? AND n < ?", (first, end))
    gate.put_meta(**{_SEEN: "", _LISTS: dumped({})})


def _unsure(run: Taking) -> set[int]:
    """Which operations of this run need another look; what is plain by now is forgotten."""
    if not run.hinged:
        return set()
    if not run.tables.isdisjoint(_PLACES):
        return {_place(run.store, op_id) for op_id in run.hinged}
    foreign = {op_id for op_id, code in run.refused if code == FOREIGN}
    there = scopes_of(run.store, {one for on in run.hinged.values() for one in on})
    due: set[int] = set()
    for op_id, on in list(run.hinged.items()):
        standing = run.standing(op_id.partition("/")[0])
        served = {"*", *(standing[1] if standing else ())}
        found = {one: served.isdisjoint(there[one]) for one in on if one in there}
        ours = {key for (_, key), away in found.items() if not away}
        if op_id in foreign or any(found.values()):
            due.add(_place(run.store, op_id))
        elif ours == {key for _, key in on}:
            del run.hinged[op_id]
    return due


def _listed_elsewhere(gate: Gate) -> set[int]:
    """Operations on households that a list shows in another township, which came after them."""
    told = gate.one("SELECT value FROM meta WHERE key = ?", (_LISTS,))
    before: dict[str, int] = json.loads(told[0]) if told else {}
    ends: dict[str, int] = dict(
        gate.rows(f"SELECT {_STREAM}, max(seq) FROM roster_version GROUP BY 1")
    )
    if ends == before:
        return set()
    gate.put_meta(**{_LISTS: dumped(ends)})
    lists = gate.rows(f"SELECT {_STREAM}, seq, roster_version FROM roster_version")
    new = {label for stream, seq, label in lists if seq > before.get(stream, 0)}
    asked = (dumped(sorted(new)), f"{gate.identity.device}/%")
    return {n for table in _HOUSED for (n,) in gate.rows(_elsewhere(table), asked)}


def _elsewhere(table: str) -> str:
    """The query for operations of others on rows of a table whose households are elsewhere."""
    house = "id" if table == NOTE else HOUSE
    rows = (
        f"{table} t CROSS JOIN household h ON h.household_no = t.{house} WHERE t.scope <> '*' "
        "AND t.scope <> h.township_code "
        "AND h.source_roster_version IN (SELECT value FROM json_each(?1))"
    )
    own = "SELECT id FROM stream WHERE name LIKE ?2"
    if TABLES[table].kind is Kind.APPEND_ONLY:
        return f"SELECT (t.stream << 40) + t.seq FROM {rows} AND t.stream NOT IN ({own})"
    traced = f"SELECT (stream << 40) + seq FROM trace WHERE tbl = '{table}'"
    return f'{traced} AND "row" IN (SELECT t.id FROM {rows}) AND stream NOT IN ({own})'


def _all(gate: Gate) -> set[int]:
    return {n for (n,) in gate.rows("SELECT DISTINCT n FROM hinge")}


def _touched(gate: Gate) -> set[int]:
    """Which operations hang on what was written or taken since this was last done."""
    told = gate.one("SELECT value FROM meta WHERE key = ?", (_SEEN,))
    seen: dict[str, int] = json.loads(told[0]) if told and told[0] else {}
    since = [
        (place(head.id, seen.get(str(head.id), 0)), place(head.id, head.seq))
        for head in gate.streams.values()
        if head.seq > seen.get(str(head.id), 0)
    ]
    if not since:
        return set()
    new = dumped(since)
    came = {name for (name,) in gate.rows(f"SELECT DISTINCT o.tbl FROM {_NEW}", (new,))}
    if not seen or not came.isdisjoint(_PLACES):
        return _all(gate)
    due: set[int] = set()
    for (what,) in gate.rows(_WHAT):
        table, _, column = what.partition(".")
        if table in came and table in TABLES:
            sql = (
                f'SELECT h.n FROM {_NEW} AND o.tbl = ?2 CROSS JOIN {table} t ON t.id = o."row" '
                f"CROSS JOIN hinge h ON h.what = ?3 AND h.key = t.{column}"
            )
            due |= {n for (n,) in gate.rows(sql, (new, table, what))}
    return due


def _judge_all(run: Taking, due: set[int], fresh: set[int]) -> None:
    """Judge operations again, and those that hang on rows of which this changes something."""
    looked: dict[int, int] = {}
    streams = {head.id: name for name, head in run.store.streams.items()}
    while due:
        back: list[tuple[str, str, int]] = []
        changed: set[tuple[str, str]] = set()
        for n in sorted(due):
            looked[n] = looked.get(n, 0) + 1
            op = get(run.store, f"{streams.get(n >> 40, '')}#{n & ((1 << 40) - 1)}")
            content = _content(run, op) if op is not None else None
            if op is None or content is None:
                continue
            was, now = _judged(run, op, n, content)
            if was == now:
                continue
            changed |= key_columns(op, content.fields)
            if now == FOREIGN:
                back.append((op.tbl, op.row, n))
                run.taken -= n in fresh
        unfolding.take_back(run.store, back)
        due = {n for n in _hanging_on(run.store, changed) if looked.get(n, 0) < _OFTEN}


def _content(run: Taking, op: Op) -> fold.Content | None:
    said = said_of(run.store, op)
    return None if said is None else fold.parse(said)


def _judged(run: Taking, op: Op, n: int, content: fold.Content) -> tuple[str, str]:
    """Judge an operation again; what was and what is said of it, and both are kept."""
    store = run.store
    was = str((store.one("SELECT refused FROM op WHERE n = ?", (n,)) or ("",))[0])
    now = why_not(run, op, content.fields)
    on = run.hinged.pop(op.id, frozenset())
    if not {was, now} <= {"", FOREIGN}:
        return was, was
    store.execute("DELETE FROM hinge WHERE n = ?", (n,))
    _keep(store, n, on)
    if was and not now:
        counts_now(run, op, content, FOREIGN)
    elif now and not was:
        store.execute("UPDATE op SET refused = ? WHERE n = ?", (FOREIGN, n))
        refuse(run, op, FOREIGN)
    return was, now


def _keep(gate: Gate, n: int, on: frozenset[tuple[str, str]]) -> None:
    gate.executemany("INSERT OR IGNORE INTO hinge VALUES (?, ?, ?)", [(*one, n) for one in on])


def _place(gate: Gate, op_id: str) -> int:
    stream, _, seq = op_id.rpartition("#")
    return place(gate.streams[stream].id, int(seq))


def _hanging_on(gate: Gate, changed: set[tuple[str, str]]) -> set[int]:
    return {
        n
        for one in changed
        for (n,) in gate.rows("SELECT n FROM hinge WHERE what = ? AND key = ?", one)
    }
