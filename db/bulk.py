"""Ordinary operations of others written many at a time: the first on a row, from whom it may come.

What is held here would go the same way through `merge` and `fold` one by one; whatever is not
plainly ordinary is left to them. So the outcome never depends on what was held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from db import belonging, fold, hlc, visitcounts
from db.gate import NO_CHAIN, Gate, place
from db.judging import Taking, judged, well_formed
from db.ops import INSERT, OpTuple, chain_of, digest_of, op_from
from db.records.core import Op, Value
from db.registry import INTEGERS, TABLES
from db.shelves import refuse
from db.table import Kind
from db.values import dumped, moment_text

CHUNK = 5_000
"""How many operations are looked at together."""

_FIRST = {
    Kind.APPEND_ONLY: frozenset({"insert"}),
    Kind.OWNED: frozenset({"insert", "set"}),
    Kind.SHARED: frozenset({"insert", "set"}),
}
"""The kinds of operation that begin a row."""

_ID = itemgetter(0)
_LARGEST = 1 << 63
_BEFORE = 7
"""How many columns of a row stand before its fields."""
_INTEGERS, _TEXTS = frozenset({int, bool, type(None)}), frozenset({str, type(None)})

_TRACED = 'SELECT "row" FROM trace WHERE tbl = ?1 AND "row"'

Key = tuple[str, str]
"""A row: table and id."""


class _Shape(NamedTuple):
    """How operations with the same fields become rows."""

    sql: str
    numbers: tuple[str, ...]
    naming: tuple[str, ...] = ()
    said: tuple[int, ...] = ()
    """Where in a row of a visit the texts stand whose numbers follow it; -1 is nowhere."""


@lru_cache(maxsize=4096)
def _shape(name: str, fields: tuple[str, ...], types: tuple[type, ...]) -> _Shape | None:
    """How fields of these types are written; None where one is unknown or may not stand there."""
    known = TABLES[name].fields
    for field, kind in zip(fields, types, strict=True):
        if field not in known or kind not in (_INTEGERS if known[field] in INTEGERS else _TEXTS):
            return None
    numbers = tuple(f for f, kind in zip(fields, types, strict=True) if kind is int)
    named = belonging.naming(name, fields)
    if name != visitcounts.TABLE:
        return _Shape(fold.insert_sql("INSERT", name, fields), numbers, named)
    said = tuple(_BEFORE + fields.index(f) if f in fields else -1 for f in visitcounts.SAID)
    sql = fold.insert_sql("INSERT", name, (*fields, *visitcounts.NUMBERS))
    return _Shape(sql, numbers, named, said)


class Bulk:
    """The ordinary operations of a chunk, kept back until they are written together.

    `there` are rows that an operation of the chunk cannot begin any more.
    """

    def __init__(self, run: Taking, chunk: Sequence[OpTuple]) -> None:
        self._run = run
        self._gate = run.store
        self._read = run.read or fold.loaded
        self._doubtful_after = hlc.of_moment(run.now + hlc.LARGEST_STEP)
        self._welcome: dict[tuple[str, ...], Kind | None] = {}
        self._watched: dict[str, bool] = {}
        self.there = _there(run, chunk)
        self._clear()

    def _clear(self) -> None:
        self._ops: list[tuple[Any, ...]] = []
        self._rows: dict[str, tuple[_Shape, list[tuple[Any, ...]]]] = {}
        self._traces: list[tuple[Any, ...]] = []
        self._heads: list[tuple[Any, ...]] = []
        self._visits: list[visitcounts.Came] = []
        self._doubtful: list[tuple[int, int, str]] = []
        self._named: list[belonging.Named] = []

    def hold(self, op: OpTuple) -> bool:
        """Keep back an operation that is ordinary; False leaves it to the caller.

        What is kept back must be written before anything else is received.
        """
        key, payload = (op[5], op[6]), op[9]
        known, before = key in self.there, self._run.ends.get(op[0])
        self.there.add(key)
        self._run.ends[op[0]] = (op[1], op[11])
        if known or payload is None or not self._proved(op, payload, before):
            return False
        kind = self._kind(op)
        found = None if kind is None else self._found(op, payload)
        if kind is None or found is None:
            return False
        self._keep(op, kind, *found)
        return True

    def _proved(self, op: OpTuple, payload: bytes, before: tuple[int, bytes] | None) -> bool:
        """Whether its turn has come, and digest and chain are what its content gives.

        Before is number and chain value of the one before it as it was given here.
        """
        head = self._gate.streams.get(op[0])
        last, chain = (head.seq, head.chain) if head else (0, NO_CHAIN)
        if op[1] != last + 1 or not 0 <= op[2] < _LARGEST or "\n" in op[6]:
            return False
        if self._run.linked and before == (last, chain):
            return True
        whole = self._run.linked or digest_of(payload) == op[10]
        return whole and chain_of(chain, op[10], *op[:9]) == op[11]

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

    def _found(self, op: OpTuple, payload: bytes) -> tuple[dict[str, Value], _Shape] | None:
        """The fields of an operation and how they become a row, if all it says is known here.

        None also where the quick reader alone cannot tell.
        """
        try:
            told = self._read(payload)
        except (ValueError, RecursionError):
            return None
        if not isinstance(told, dict) or (len(told) > 1 and not _ordinary(op, told)):
            return None
        fields = told.get("f")
        if not isinstance(fields, dict):
            return None
        shape = _shape(op[5], tuple(fields), tuple(map(type, fields.values())))
        if shape is None or not all(-_LARGEST <= fields[n] < _LARGEST for n in shape.numbers):
            return None
        return fields, shape

    def _keep(self, op: OpTuple, kind: Kind, fields: Mapping[str, Value], shape: _Shape) -> None:
        stream, seq, clock, officer, _, name, row, _, scope, payload, digest, chain = op
        head = self._gate.head(stream)
        number = head.id
        # the driver takes arrays of bytes three times as fast
        said = (bytearray(payload or b""), bytearray(digest), bytearray(chain))
        self._ops.append((place(number, seq), number, *op[1:9], *said))
        head.seq, head.chain = seq, chain
        head.hlc = max(head.hlc, clock)
        values = (row, officer, scope, clock, number, seq, 0, *fields.values())
        rows = self._rows.get(shape.sql)
        if rows is None:
            rows = self._rows[shape.sql] = (shape, [])
        rows[1].append(values)
        if shape.naming and self._watched[stream]:
            self._named.append((op, fields, shape.naming))
        if kind is not Kind.APPEND_ONLY:
            self._traces.append((name, row, number, seq))
        elif name == visitcounts.TABLE:
            self._visits.append((officer, fields))
        if kind is Kind.SHARED:
            self._heads += [
                (name, row, field, number, seq, dumped(value), 0) for field, value in fields.items()
            ]
        if clock > self._doubtful_after:
            self._doubtful.append((number, seq, moment_text(self._run.now)))
        self._run.taken += 1
        self._run.ahead.add(stream)

    def write(self) -> None:
        """Write what was kept back."""
        if not self._ops:
            return
        gate = self._gate
        foreign = self._leave_foreign()
        gate.executemany(INSERT, self._ops)
        numbers = visitcounts.numbers(gate, [fields for _, fields in self._visits])
        for shape, held in self._rows.values():
            rows = _numbered(held, shape.said, numbers) if shape.said else held
            rows.sort(key=_ID)  # rows that lie beside each other are cheaper to add
            gate.executemany(shape.sql, rows)
        _many(gate, fold.TRACE, self._traces)
        _many(gate, fold.HEAD, self._heads)
        _many(gate, "INSERT OR IGNORE INTO doubtful VALUES (?, ?, ?)", self._doubtful)
        if self._visits:
            visitcounts.came(gate, self._visits)
        for op in foreign:
            gate.execute(
                "UPDATE op SET refused = ? WHERE n = ?",
                (belonging.FOREIGN, place(gate.streams[op.stream].id, op.seq)),
            )
            refuse(self._run, op, belonging.FOREIGN)
        self._clear()

    def _leave_foreign(self) -> list[Op]:
        """Leave what touches other townships out of the rows; gives the operations."""
        found = belonging.among(self._run, self._named) if self._named else []
        if not found:
            return []
        ops = [op_from(self._named[at][0]) for at in found]
        away = {(self._gate.streams[op.stream].id, op.seq) for op in ops}
        said = {id(self._named[at][1]) for at in found}
        for _, held in self._rows.values():
            held[:] = [row for row in held if row[4:6] not in away]
        self._traces = [one for one in self._traces if one[2:] not in away]
        self._heads = [one for one in self._heads if one[3:5] not in away]
        self._visits = [one for one in self._visits if id(one[1]) not in said]
        self._run.taken -= len(ops)
        return ops


def _numbered(
    rows: Iterable[tuple[Any, ...]], said: tuple[int, ...], numbers: Mapping[Value, int | None]
) -> list[tuple[Any, ...]]:
    """Rows of visits with the numbers of what they say."""
    note, person = said
    return [
        (
            *row,
            numbers[row[note]] if note > 0 else None,
            numbers[row[person]] if person > 0 else None,
        )
        for row in rows
    ]


def _many(gate: Gate, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        gate.executemany(sql, rows)


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
        ends, ids = json.dumps([min(rows), max(rows)]), json.dumps(rows)
        for source in (f"SELECT id FROM {name} WHERE ?1 = ?1 AND id", _TRACED):
            between = f"{source} BETWEEN json_extract(?2, '$[0]') AND json_extract(?2, '$[1]')"
            if run.store.one(f"{between} LIMIT 1", (name, ends)):
                among = f"{source} IN (SELECT value FROM json_each(?2))"
                found.update((name, row) for (row,) in run.store.execute(among, (name, ids)))
    return found
