"""Many new rows of one save: their operations one by one, the writing of all together.

The outcome is to the byte what `Writer.insert` gives for each of them; what is not plainly a new
row in a plain table is left to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from db import fold, visitcounts
from db.gate import Gate, Head, place
from db.hlc import next_value
from db.migrations import SCHEMA
from db.ops import INSERT, Writer, chain_of, digest_of, payload_of
from db.registry import audience_for, table
from db.table import Kind, Table
from db.values import Given, checked, dumped

if TYPE_CHECKING:
    from db.records.core import Value

_AT_ONCE = 2_000
_ID = itemgetter(0)

New = tuple[str, Mapping[str, Given], str]
"""A row that is to be added: its id, its fields, its scope."""


def insert_all(gate: Gate, writer: Writer, name: str, rows: Iterable[New]) -> int:
    """Add rows to one table inside an open save; gives how many.

    Raises:
        StoreError: those of `Writer.insert`.
    """
    kind, count, following = table(name), 0, iter(rows)
    while some := list(islice(following, _AT_ONCE)):
        count += len(some)
        if _plain(gate, kind, some):
            _Together(gate, writer.officer, kind).write(some)
        else:
            for row, fields, scope in some:
                writer.insert(name, row, fields, scope=scope)
    return count


def _plain(gate: Gate, kind: Table, rows: Sequence[New]) -> bool:
    """Whether nothing but the rows and their operations is to be written, and all are new."""
    mine, who = gate.identity.townships, gate.identity.role
    if kind.kind is Kind.SHARED or kind.payload_fields or kind.name == visitcounts.TABLE:
        return False
    if (kind.owners and who not in kind.owners) or len({row for row, _, _ in rows}) < len(rows):
        return False
    if mine and any(scope != "*" and scope not in mine for _, _, scope in rows):
        return False
    asked = dumped([row for row, _, _ in rows])
    among = "IN (SELECT value FROM json_each(?)) LIMIT 1"
    there = gate.one(f"SELECT 1 FROM {kind.name} WHERE id {among}", (asked,))
    known = gate.one(f'SELECT 1 FROM trace WHERE tbl = ? AND "row" {among}', (kind.name, asked))
    return there is None and known is None


class _Together:
    """The operations and rows of one table until they are written."""

    def __init__(self, gate: Gate, officer: str, kind: Table) -> None:
        self._gate = gate
        self._officer = officer
        self._kind = kind
        self._heads: dict[str, tuple[str, Head]] = {}
        self._ops: list[tuple[Any, ...]] = []
        self._traces: list[tuple[Any, ...]] = []
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def write(self, rows: Sequence[New]) -> None:
        """Write new rows with their operations."""
        gate, name = self._gate, self._kind.name
        for row, fields, scope in rows:
            self._add(row, checked(name, fields), scope)
        gate.executemany(INSERT, self._ops)
        if self._kind.kind is Kind.OWNED:
            gate.executemany(fold.TRACE, self._traces)
        for sql, values in self._rows.items():
            values.sort(key=_ID)  # rows that lie beside each other are cheaper to add
            gate.executemany(sql, values)

    def _add(self, row: str, fields: dict[str, Value], scope: str) -> None:
        gate, name = self._gate, self._kind.name
        stream, head = self._stream(scope)
        gate.hlc = next_value(gate.hlc, gate.clock())
        seq, clock, payload = head.seq + 1, gate.hlc, payload_of(fields)
        digest = digest_of(payload)
        said = (seq, clock, self._officer, SCHEMA, name, row, "insert", scope)
        chain = chain_of(head.chain, digest, stream, *said)
        # the driver takes arrays of bytes in a fifth of the time
        ends = (bytearray(payload), bytearray(digest), bytearray(chain))
        self._ops.append((place(head.id, seq), head.id, *said, *ends))
        head.seq, head.chain, head.hlc = seq, chain, max(head.hlc, clock)
        self._traces.append((name, row, head.id, seq))
        values = (row, self._officer, scope, clock, head.id, seq, 0, *fields.values())
        sql = fold.insert_sql("INSERT", name, tuple(fields))
        self._rows.setdefault(sql, []).append(values)

    def _stream(self, scope: str) -> tuple[str, Head]:
        """The stream of a scope and its end."""
        found = self._heads.get(scope)
        if found is None:
            me = self._gate.identity
            stream = f"{me.device}/{me.incarnation}/{audience_for(self._kind.name, scope)}"
            found = self._heads[scope] = (stream, self._gate.head(stream))
        return found
