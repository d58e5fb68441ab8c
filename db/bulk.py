"""Ordinary operations of others written many at a time: the first on a row, from whom it may come.

What is held here would go the same way through `merge` and `fold` one by one; whatever is not
plainly ordinary is left to them. So the outcome never depends on what was held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter, ne
from typing import Any, NamedTuple

from db import belonging, fold, hlc, names, payloads, visitcounts
from db.gate import NO_CHAIN, Gate, place
from db.judging import Taking, judged, well_formed
from db.ops import INSERT, OpTuple, chain_of, digest_of, op_from
from db.records.core import Op, Value
from db.registry import INTEGERS, TABLES
from db.shelves import refuse
from db.table import Kind
from db.values import dumped, moment_text

CHUNK = 1_000
"""How many operations are looked at together."""
_CHUNK_BYTES = 16 << 20
"""Where they are large, not more than these bytes and one."""

_FIRST = {
    Kind.APPEND_ONLY: frozenset({"insert"}),
    Kind.OWNED: frozenset({"insert", "set"}),
    Kind.SHARED: frozenset({"insert", "set"}),
}
"""The kinds of operation that begin a row."""

_ID = itemgetter(0)
_SORT = itemgetter(3, 5, 7, 8)
"""Officer, table, kind and scope of an operation."""
_LARGEST, _LARGEST_SEQ = 1 << 63, 1 << 40
_OFFICER, _BEFORE = 1, 7
"""Where in a row its officer stands, and how many columns stand before its fields."""
_INTEGERS: frozenset[type] = frozenset({int, bool, type(None)})
_TEXTS: frozenset[type] = frozenset({str, type(None)})
_DICT = {dict}

_TRACED = 'SELECT "row" FROM trace WHERE tbl = ?1 AND "row"'

Key = tuple[str, str]
"""A row: table and id."""


class _Shape(NamedTuple):
    """How operations with the same fields become rows."""

    sql: str
    allowed: tuple[frozenset[type], ...]
    naming: tuple[str, ...] = ()
    said: tuple[int, ...] = ()
    """Where in a row of a visit the texts stand whose numbers follow it; -1 is nowhere."""
    day: int = -1


@lru_cache(maxsize=4096)
def _shape(name: str, fields: tuple[str, ...]) -> _Shape | None:
    """How these fields are written; None where one is unknown."""
    known = TABLES[name].fields
    if not known.keys() >= set(fields):
        return None
    allowed = tuple(_INTEGERS if known[field] in INTEGERS else _TEXTS for field in fields)
    named = names.naming(name, fields)
    if name != visitcounts.TABLE:
        return _Shape(fold.insert_sql("INSERT", name, fields), allowed, named)
    said = tuple(_place(fields, name) for name in visitcounts.SAID)
    sql = fold.insert_sql("INSERT", name, (*fields, *visitcounts.NUMBERS))
    return _Shape(sql, allowed, named, said, _place(fields, visitcounts.DAY))


def _place(fields: Sequence[str], name: str) -> int:
    """Where in a row a field stands; -1 is nowhere."""
    return _BEFORE + fields.index(name) if name in fields else -1


class _Alike(NamedTuple):
    """Operations on one table by one officer with the same fields."""

    shape: _Shape
    kind: Kind
    ops: list[OpTuple]
    fields: list[dict[str, Value]]


def chunks(coming: Iterable[OpTuple]) -> Iterator[list[OpTuple]]:
    """Operations, as many as are looked at together and held at once."""
    some: list[OpTuple] = []
    held = 0
    for op in coming:
        some.append(op)
        held += len(op[9] or b"")
        if len(some) == CHUNK or held > _CHUNK_BYTES:
            yield some
            some, held = [], 0
    if some:
        yield some


class Bulk:
    """The ordinary operations of a chunk, kept back until they are written together.

    `there` are rows that an operation of the chunk cannot begin any more.
    """

    def __init__(self, run: Taking, chunk: Sequence[OpTuple]) -> None:
        self._run = run
        self._gate = run.store
        self._read = run.read or payloads.loaded
        self._doubtful_after = hlc.of_moment(run.now + hlc.LARGEST_STEP)
        self._welcome: dict[tuple[str, ...], Kind | None] = {}
        self._watched: dict[str, bool] = {}
        self.there = _there(run, chunk)
        self._clear()

    def _clear(self) -> None:
        self._ops: list[tuple[Any, ...]] = []
        self._rows: dict[str, tuple[_Shape, list[list[Any]]]] = {}
        self._traces: list[tuple[Any, ...]] = []
        self._heads: list[tuple[Any, ...]] = []
        self._begun: dict[str, set[str]] = {}
        self._doubtful: list[tuple[int, int, str]] = []
        self._named: list[belonging.Named] = []

    def hold(self, ops: Sequence[OpTuple]) -> bool:
        """Keep back operations of one stream if all are ordinary; False leaves all to the caller.

        What is kept back must be written before anything else is received.
        """
        keys = {(op[5], op[6]) for op in ops}
        if len(keys) < len(ops) or not self.there.isdisjoint(keys) or not self._proved(ops):
            return False
        shelves = self._shelves(ops)
        if shelves is None or any(map(self._names_begun, shelves)):
            return False
        self._keep(ops, shelves)
        self.there |= keys
        return True

    def _names_begun(self, shelf: _Alike) -> bool:
        """Whether something is named that others begin and that is kept back itself."""
        named, stream = shelf.shape.naming, shelf.ops[0][0]
        if not named or not self._begun or not self._watched[stream]:
            return False
        device = stream.partition("/")[0]
        return belonging.names_begun(self._run, device, self._begun, shelf.fields, named)

    def left(self, op: OpTuple) -> None:
        """Remember an operation that was not kept back and is received by itself."""
        self.there.add((op[5], op[6]))
        self._run.ends[op[0]] = (op[1], op[11])

    def _proved(self, ops: Sequence[OpTuple]) -> bool:
        """Whether their turn has come, and digests and chains are what their content gives."""
        stream, linked = ops[0][0], self._run.linked
        head = self._gate.streams.get(stream)
        last, chain = (head.seq, head.chain) if head else (0, NO_CHAIN)
        following = range(last + 1, last + 1 + len(ops))
        if following[-1] >= _LARGEST_SEQ or any(map(ne, following, [op[1] for op in ops])):
            return False
        clocks = [op[2] for op in ops]
        if not 0 <= min(clocks) <= max(clocks) < _LARGEST or "\n" in "".join([op[6] for op in ops]):
            return False
        if linked:
            known = self._run.ends.get(stream) == (last, chain)
            return known or chain_of(chain, ops[0][10], *ops[0][:9]) == ops[0][11]
        before = [chain, *(op[11] for op in ops)]
        return all(
            op[9] is not None
            and digest_of(op[9]) == op[10]
            and chain_of(one, op[10], *op[:9]) == op[11]
            for one, op in zip(before, ops, strict=False)
        )

    def _kind(self, op: OpTuple) -> Kind | None:
        """The class of its table where such an operation begins a row and counts; asked once."""
        asked = (op[0], op[3], op[5], op[7], op[8])
        if asked not in self._welcome:
            self._welcome[asked] = self._judged(op_from(op))
        return self._welcome[asked]

    def _judged(self, op: Op) -> Kind | None:
        table = TABLES.get(op.tbl)
        begins = table is not None and not table.payload_fields and op.kind in _FIRST[table.kind]
        if table is None or not begins or not well_formed(op) or judged(self._run, op):
            return None
        self._watched[op.stream] = belonging.is_watched(self._run, op.device)
        return table.kind

    def _shelves(self, ops: Sequence[OpTuple]) -> list[_Alike] | None:
        """Operations by what is alike, if all that they say is known here and may stand there."""
        if None in {self._kind(op) for op in {_SORT(op): op for op in ops}.values()}:
            return None
        found = self._found(ops)
        if found is None:
            return None
        alike: dict[tuple[str, ...], _Alike] = {}
        last: tuple[str, ...] = ()
        for op, fields in zip(ops, found, strict=True):
            key = (op[5], op[3], op[7], op[8], *fields)
            if key != last:
                known = alike.get(key) or self._shelf(op, tuple(fields))
                if known is None:
                    return None
                alike[key] = shelf = known
                last = key
            shelf.ops.append(op)
            shelf.fields.append(fields)
        shelves = list(alike.values())
        return shelves if all(map(_stands, shelves)) else None

    def _shelf(self, op: OpTuple, fields: tuple[str, ...]) -> _Alike | None:
        shape, kind = _shape(op[5], fields), self._kind(op)
        return None if shape is None or kind is None else _Alike(shape, kind, [], [])

    def _found(self, ops: Sequence[OpTuple]) -> list[dict[str, Value]] | None:
        """What each operation says of its fields; None where one may say more than that.

        None also where the quick reader alone cannot tell.
        """
        read = self._read
        if max([len(op[9] or b"") for op in ops]) > payloads.LARGE:
            return None
        try:
            told: list[Any] = [read(op[9]) for op in ops if op[9] is not None]
        except (ValueError, RecursionError):
            return None
        if len(told) < len(ops) or set(map(type, told)) != _DICT:
            return None
        if max(map(len, told)) > 1 and not all(map(_ordinary, ops, told)):
            return None
        fields = [one.get("f") for one in told]
        return fields if set(map(type, fields)) == _DICT else None

    def _keep(self, ops: Sequence[OpTuple], shelves: Iterable[_Alike]) -> None:
        run, last = self._run, ops[-1]
        stream = last[0]
        head = self._gate.head(stream)
        number, first = head.id, place(head.id, 0)
        whole: Sequence[tuple[Any, ...]] = ops
        # the driver takes arrays of bytes three times as fast
        self._ops += [(first + op[1], number, *op[1:9], *map(bytearray, op[9:])) for op in whole]
        head.seq, head.chain = last[1], last[11]
        newest = max([op[2] for op in ops])
        head.hlc = max(head.hlc, newest)
        for shelf in shelves:
            self._put_up(shelf, number)
        if newest > self._doubtful_after:
            now = moment_text(run.now)
            self._doubtful += [(number, op[1], now) for op in ops if op[2] > self._doubtful_after]
        run.taken += len(ops)
        run.ahead.add(stream)
        run.ends[stream] = (last[1], last[11])

    def _put_up(self, shelf: _Alike, number: int) -> None:
        shape, kind, ops, fields = shelf
        _, rows = self._rows.setdefault(shape.sql, (shape, []))
        rows += [
            [op[6], op[3], op[8], op[2], number, op[1], 0, *told.values()]
            for op, told in zip(ops, fields, strict=True)
        ]
        if shape.naming and self._watched[ops[0][0]]:
            self._named.append(belonging.Named(ops, fields, shape.naming))
        name = ops[0][5]
        self._run.tables.add(name)
        self._begun.setdefault(ops[0][8], set()).update(names.called(name, ops, fields))
        if kind is not Kind.APPEND_ONLY:
            self._traces += [(name, op[6], number, op[1]) for op in ops]
        if kind is Kind.SHARED:
            self._heads += [
                (name, op[6], field, number, op[1], dumped(value), 0)
                for op, told in zip(ops, fields, strict=True)
                for field, value in told.items()
            ]

    def write(self) -> None:
        """Write what was kept back."""
        if not self._ops:
            return
        gate = self._gate
        foreign = self._leave_foreign()
        gate.executemany(INSERT, self._ops)
        shelves = self._rows.values()
        visits = [(rows, shape) for shape, rows in shelves if shape.said]
        _number(gate, visits)
        for shape, rows in shelves:
            rows.sort(key=_ID)  # rows that lie beside each other are cheaper to add
            gate.executemany(shape.sql, rows)
        _many(gate, fold.TRACE, self._traces)
        _many(gate, fold.HEAD, self._heads)
        _many(gate, "INSERT OR IGNORE INTO doubtful VALUES (?, ?, ?)", self._doubtful)
        if visits:
            officers = {row[_OFFICER] for rows, _ in visits for row in rows}
            days = [row[s.day] for rows, s in visits if s.day > 0 for row in rows]
            visitcounts.came(gate, officers, days)
        for op in foreign:
            gate.execute(
                "UPDATE op SET refused = ? WHERE n = ?",
                (belonging.FOREIGN, place(gate.streams[op.stream].id, op.seq)),
            )
            refuse(self._run, op, belonging.FOREIGN)
        self._clear()

    def _leave_foreign(self) -> list[Op]:
        """Leave what touches other townships out of the rows; gives the operations."""
        ops = belonging.among(self._run, self._named)
        if not ops:
            return []
        away = {(self._gate.streams[op.stream].id, op.seq) for op in ops}
        for _, held in self._rows.values():
            held[:] = [row for row in held if (row[4], row[5]) not in away]
        self._traces = [one for one in self._traces if one[2:] not in away]
        self._heads = [one for one in self._heads if one[3:5] not in away]
        self._run.taken -= len(ops)
        return ops


def _number(gate: Gate, visits: Sequence[tuple[list[list[Any]], _Shape]]) -> None:
    """Put the numbers of what they say behind rows of visits."""
    said = [row[at] for rows, shape in visits for at in shape.said if at > 0 for row in rows]
    numbers = visitcounts.numbers(gate, said)
    for rows, shape in visits:
        note, person = shape.said
        for row in rows:
            row.append(numbers[row[note]] if note > 0 else None)
            row.append(numbers[row[person]] if person > 0 else None)


def _many(gate: Gate, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        gate.executemany(sql, rows)


def _stands(shelf: _Alike) -> bool:
    """Whether all values may stand in their columns."""
    columns = zip(*[fields.values() for fields in shelf.fields], strict=True)
    return all(map(_fits, columns, shelf.shape.allowed))


def _fits(column: tuple[Value, ...], allowed: frozenset[type]) -> bool:
    if not allowed.issuperset(map(type, column)):
        return False
    numbers: list[Any] = [one for one in column if one is not None and allowed is _INTEGERS]
    return not numbers or -_LARGEST <= min(numbers) <= max(numbers) < _LARGEST


def _ordinary(op: OpTuple, told: dict[str, object]) -> bool:
    """Whether what a payload says beside its fields is of nobody else."""
    content = fold.content_of(told)
    if content is None or content.was:
        return False
    itself = f"{op[0]}#{op[1]}"
    return not any(itself in seen for seen in content.seen.values())


def _there(run: Taking, chunk: Iterable[OpTuple]) -> set[Key]:
    """The rows of a chunk that are there already, or of which something is known."""
    wanted: dict[str, list[str]] = {}
    for op in chunk:
        if op[5] in TABLES:
            wanted.setdefault(op[5], []).append(op[6])
    found: set[Key] = set()
    for name, rows in wanted.items():
        ends = json.dumps([min(rows), max(rows)])
        for source in (f"SELECT id FROM {name} WHERE ?1 = ?1 AND id", _TRACED):
            between = f"{source} BETWEEN json_extract(?2, '$[0]') AND json_extract(?2, '$[1]')"
            if run.store.one(f"{between} LIMIT 1", (name, ends)):
                among = f"{source} IN (SELECT value FROM json_each(?2))"
                some = run.store.execute(among, (name, json.dumps(rows)))
                found.update((name, row) for (row,) in some)
    return found
