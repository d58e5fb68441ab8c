"""Ordinary operations of others written many at a time: the first on a row, from whom it may come.

What is held here would go the same way through `merge` and `fold` one by one; whatever is not
plainly ordinary is left to them. So the outcome never depends on what was held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from db import fold, hlc, visitcounts
from db.gate import NO_CHAIN, Head, place
from db.judging import Taking, judged, well_formed
from db.ops import INSERT, chained, digest_of
from db.records.core import Op, Value
from db.registry import INTEGERS, TABLES, Kind
from db.values import dumped, moment_text

CHUNK = 2_000
"""How many operations are looked at together."""

_FIRST = {
    Kind.APPEND_ONLY: frozenset({"insert"}),
    Kind.OWNED: frozenset({"insert", "set"}),
    Kind.SHARED: frozenset({"insert", "set"}),
}
"""The kinds of operation that begin a row."""

Key = tuple[str, str]
"""A row: table and id."""


class _Shape(NamedTuple):
    """How operations with the same fields become rows."""

    sql: str
    numbers: tuple[str, ...]


@lru_cache(maxsize=4096)
def _shape(name: str, fields: tuple[str, ...], types: tuple[type, ...]) -> _Shape | None:
    """How fields of these types are written; None where one is unknown or may not stand there."""
    known = TABLES[name].fields
    for field, kind in zip(fields, types, strict=True):
        if field not in known:
            return None
        whole = known[field] in INTEGERS
        if kind is not type(None) and not issubclass(kind, int if whole else str):
            return None
    numbers = tuple(f for f, kind in zip(fields, types, strict=True) if issubclass(kind, int))
    return _Shape(fold.insert_sql("INSERT", name, fields), numbers)


class Bulk:
    """The ordinary operations of a chunk, kept back until they are written together."""

    def __init__(self, run: Taking, chunk: Sequence[Op]) -> None:
        self._run = run
        self._gate = run.store
        self._doubtful_after = hlc.of_moment(run.now + hlc.LARGEST_STEP)
        self._trusted: set[tuple[str, str, str]] = set()
        self._there = _there(run, chunk)
        self._clear()

    def _clear(self) -> None:
        self._ops: list[tuple[Any, ...]] = []
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._traces: list[tuple[Any, ...]] = []
        self._heads: list[tuple[Any, ...]] = []
        self._visits: list[visitcounts.Came] = []
        self._doubtful: list[tuple[int, int, str]] = []

    def hold(self, op: Op) -> bool:
        """Keep back an operation that is ordinary; False leaves it to the caller.

        What is kept back must be written before anything else is received.
        """
        key = (op.tbl, op.row)
        if key in self._there or not self._begins_a_row(op) or not self._proved(op):
            self._there.add(key)
            return False
        content = fold.parse(op.payload or b"")
        shape = None if content is None else _fitting(op, content)
        self._there.add(key)
        if content is None or shape is None or not self._may(op):
            return False
        self._keep(op, content.fields, shape)
        return True

    def _begins_a_row(self, op: Op) -> bool:
        table = TABLES.get(op.tbl)
        return (
            table is not None
            and not table.payload_fields
            and op.payload is not None
            and op.kind in _FIRST[table.kind]
            and well_formed(op)
        )

    def _proved(self, op: Op) -> bool:
        """Whether its turn has come and digest and chain are what its content gives."""
        head = self._gate.streams.get(op.stream)
        last, chain = (head.seq, head.chain) if head else (0, NO_CHAIN)
        return (
            op.seq == last + 1
            and digest_of(op.payload or b"") == op.digest
            and chained(chain, op) == op.chain
        )

    def _may(self, op: Op) -> bool:
        kind = (op.stream, op.tbl, op.scope)
        if kind not in self._trusted:
            if judged(self._run, op):
                return False
            self._trusted.add(kind)
        return True

    def _keep(self, op: Op, fields: Mapping[str, Value], shape: _Shape) -> None:
        head, seq, row = self._gate.head(op.stream), op.seq, op.row
        self._ops.append(_logged(op, head))
        head.seq, head.chain, head.hlc = seq, op.chain, max(head.hlc, op.hlc)
        self._rows.setdefault(shape.sql, []).append(
            (row, op.officer, op.scope, op.hlc, head.id, seq, 0, *fields.values())
        )
        kind = TABLES[op.tbl].kind
        if kind is not Kind.APPEND_ONLY:
            self._traces.append((op.tbl, row, head.id, seq))
        elif op.tbl == visitcounts.TABLE:
            self._visits.append((op.officer, fields))
        if kind is Kind.SHARED:
            self._heads += [
                (op.tbl, row, name, head.id, seq, dumped(value), 0)
                for name, value in fields.items()
            ]
        if op.hlc > self._doubtful_after:
            self._doubtful.append((head.id, seq, moment_text(self._run.now)))
        self._run.taken += 1
        self._run.ahead.add(op.stream)

    def write(self) -> None:
        """Write what was kept back."""
        if not self._ops:
            return
        gate = self._gate
        gate.executemany(INSERT, self._ops)
        for sql, rows in self._rows.items():
            rows.sort(key=_by_id)  # rows that lie beside each other are cheaper to add
            gate.executemany(sql, rows)
        _many(gate, fold.TRACE, self._traces)
        _many(gate, fold.HEAD, self._heads)
        _many(gate, "INSERT OR IGNORE INTO doubtful VALUES (?, ?, ?)", self._doubtful)
        if self._visits:
            visitcounts.came(gate, self._visits)
        self._clear()


def _by_id(row: tuple[Any, ...]) -> str:
    return str(row[0])


def _many(gate: Any, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:  # noqa: ANN401
    if rows:
        gate.executemany(sql, rows)


def _logged(op: Op, head: Head) -> tuple[Any, ...]:
    """An operation as it lies in the log; the driver takes arrays of bytes three times as fast."""
    return (
        place(head.id, op.seq), head.id, op.seq, op.hlc, op.officer, op.schema, op.tbl, op.row,
        op.kind, op.scope, bytearray(op.payload or b""), bytearray(op.digest), bytearray(op.chain),
    )  # fmt: skip


def _fitting(op: Op, content: fold.Content) -> _Shape | None:
    """How an operation becomes a row, if all it says is known here and of nobody else's."""
    if content.was or any(op.id in seen for seen in content.seen.values()):
        return None
    fields = content.fields
    shape = _shape(op.tbl, tuple(fields), tuple(map(type, fields.values())))
    if shape is None or any(not -(1 << 63) <= int(fields[n] or 0) < 1 << 63 for n in shape.numbers):
        return None
    return shape


def _there(run: Taking, chunk: Iterable[Op]) -> set[Key]:
    """The rows of a chunk that are there already, or of which something is known."""
    wanted: dict[str, list[str]] = {}
    for op in chunk:
        if op.tbl in TABLES:
            wanted.setdefault(op.tbl, []).append(op.row)
    found: set[Key] = set()
    for name, rows in wanted.items():
        ids = json.dumps(rows)
        known = run.store.execute(
            f"SELECT id FROM {name} WHERE id IN (SELECT value FROM json_each(?2)) "
            'UNION ALL SELECT "row" FROM trace WHERE tbl = ?1 '
            'AND "row" IN (SELECT value FROM json_each(?2))',
            (name, ids),
        )
        found.update((name, row) for (row,) in known)
    return found
