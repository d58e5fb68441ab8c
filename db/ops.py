"""Operations: written with their row, chained per stream, counted by a state vector."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import cast

import msgspec

from db import fold, handed
from db.faults import StoreError
from db.gate import NO_CHAIN, Gate, Head, number_in, place
from db.hlc import next_value
from db.migrations import SCHEMA
from db.records.core import Op, Value
from db.registry import GONE, audience_for, table
from db.table import Kind, Table
from db.values import Given, Row, checked, dumped

Vector = dict[str, tuple[int, bytes]]
"""How far a replica has each stream: name to (running number, chain)."""

OpTuple = tuple[str, int, int, str, int, str, str, str, str, bytes | None, bytes, bytes]
"""An operation as it travels: the fields of `Op` in their order."""

_COLUMNS = 'seq, hlc, officer, schema, tbl, "row", kind, scope, payload, digest, chain'
INSERT = f"INSERT INTO op (n, stream, {_COLUMNS}) VALUES ({', '.join('?' * 13)})"
_BATCH = 500
_CANONICAL = msgspec.json.Encoder(order="sorted").encode
"""What `dumped` says as bytes, where all is text, whole numbers and nothing; ten times as quick."""
_BODY = 8
"""How many values the body of an operation has before what is left of it."""


def digest_of(payload: bytes) -> bytes:
    """The digest that stands for a payload in the chain."""
    return sha256(payload).digest()


def chained(previous: bytes, op: Op) -> bytes:
    """The chain value of an operation after the one before it in its stream."""
    return chain_of(previous, op.digest, *op_tuple(op)[:9])


def chain_of(previous: bytes, digest: bytes, *header: str | int) -> bytes:
    """The chain value of an operation with this digest and these nine fields before it."""
    stream, seq, clock, officer, schema, name, row, kind, scope = header
    said = f"{stream}\n{seq}\n{clock}\n{officer}\n{schema}\n{name}\n{row}\n{kind}\n{scope}"
    return sha256(previous + said.encode() + digest).digest()


def op_tuple(op: Op) -> OpTuple:
    """An operation's fields in the order in which it travels."""
    return cast("OpTuple", msgspec.structs.astuple(op))


def op_from(fields: OpTuple) -> Op:
    """The operation of these fields."""
    return _op(fields[0], fields[1:])


def payload_of(fields: Mapping[str, Value], seen: Mapping[str, list[str]] | None = None) -> bytes:
    """The canonical payload: values by field and, for shared rows, what was seen of each."""
    content: dict[str, object] = {"f": fields}
    if seen is not None:
        content["p"] = seen
    return _CANONICAL(content)


def keep(gate: Gate, op: Op, head: Head, *, refused: str = "") -> None:
    """Store an operation that follows its stream's end, and move that end."""
    # the driver takes arrays of bytes in a fifth of the time
    payload = None if op.payload is None else bytearray(op.payload)
    values = (
        *(place(head.id, op.seq), head.id, op.seq, op.hlc, op.officer, op.schema, op.tbl, op.row),
        *(op.kind, op.scope, payload, bytearray(op.digest), bytearray(op.chain)),
    )
    gate.execute(INSERT, values)
    if refused:
        gate.execute("UPDATE op SET refused = ? WHERE n = ?", (refused, place(head.id, op.seq)))
    head.seq, head.chain, head.hlc = op.seq, op.chain, max(head.hlc, op.hlc)


class Writer:
    """Writes rows with their operations inside the transaction of `Store.write`."""

    def __init__(self, gate: Gate, officer: str) -> None:
        self._gate = gate
        self.officer = officer

    def insert(
        self,
        name: str,
        row: str,
        fields: Mapping[str, Given],
        *,
        scope: str,
        audience: str | None = None,
    ) -> str:
        """Add a row; gives the operation's id.

        Raises:
            StoreError: ``row_exists``, ``not_owner``, ``table_unknown``, ``field_unknown``,
                ``value_wrong_type``.
        """
        kind = self._owned(name)
        if kind.kind is not Kind.APPEND_ONLY and self._row(name, row) is not None:
            raise StoreError("row_exists", table=name, row=row)
        seen: dict[str, list[str]] | None = {} if kind.kind is Kind.SHARED else None
        return self._append(
            kind, row, "insert", checked(name, fields), seen=seen, scope=scope, audience=audience
        )

    def set(
        self,
        name: str,
        row: str,
        fields: Mapping[str, Given],
        *,
        scope: str | None = None,
        audience: str | None = None,
    ) -> str:
        """Change fields of a row; a shared row that is not there yet begins with this.

        Raises:
            StoreError: ``append_only``, ``row_unknown``, ``not_owner``, ``table_unknown``,
                ``field_unknown``, ``value_wrong_type``.
        """
        kind = self._owned(name)
        if kind.kind is Kind.APPEND_ONLY:
            raise StoreError("append_only", table=name)
        present = self._row(name, row)
        if present is None and (kind.kind is Kind.OWNED or scope is None):
            raise StoreError("row_unknown", table=name, row=row)
        values = checked(name, fields)
        seen = self._seen(name, row, {*values, GONE}) if kind.kind is Kind.SHARED else None
        return self._append(
            kind, row, "set", values, seen=seen, scope=scope or str(present), audience=audience
        )

    def tombstone(self, name: str, row: str, *, audience: str | None = None) -> str:
        """Take a row away; nothing is erased. Append-only rows: this device's own only.

        Raises:
            StoreError: ``row_unknown``, ``not_owner``, ``table_unknown``.
        """
        return self._mark(name, row, "tombstone", 1, audience)

    def restore(self, name: str, row: str, *, audience: str | None = None) -> str:
        """Bring a row back that was taken away.

        Raises:
            StoreError: ``row_unknown``, ``not_owner``, ``table_unknown``.
        """
        return self._mark(name, row, "restore", 0, audience)

    def resolve(
        self, name: str, row: str, fields: Mapping[str, Given], *, audience: str | None = None
    ) -> str:
        """Settle fields under review: all values seen here are answered by these.

        Raises:
            StoreError: ``row_unknown``, ``not_shared``, ``field_unknown``, ``value_wrong_type``.
        """
        kind = table(name)
        if kind.kind is not Kind.SHARED:
            raise StoreError("not_shared", table=name)
        scope = self._row(name, row)
        if scope is None:
            raise StoreError("row_unknown", table=name, row=row)
        gone = {GONE: fields[GONE]} if GONE in fields else {}
        values = checked(name, {f: v for f, v in fields.items() if f != GONE})
        values |= {f: int(bool(v)) for f, v in gone.items()}
        wanted = None if gone else {*values, GONE}
        seen = self._seen(name, row, wanted)
        return self._append(kind, row, "resolve", values, seen=seen, scope=scope, audience=audience)

    def _mark(self, name: str, row: str, what: str, gone: int, audience: str | None) -> str:
        kind = self._owned(name)
        scope = self._row(name, row)
        if scope is None:
            raise StoreError("row_unknown", table=name, row=row)
        if kind.kind is Kind.APPEND_ONLY:
            audience = self._own_row(name, row)
        seen = self._seen(name, row, None) if kind.kind is Kind.SHARED else None
        return self._append(
            kind, row, what, {GONE: gone}, seen=seen, scope=scope, audience=audience
        )

    def _own_row(self, name: str, row: str) -> str:
        """The audience of an append-only row that this very incarnation wrote."""
        found = self._gate.one(
            f"SELECT s.name FROM {name} t JOIN stream s ON s.id = t.stream WHERE t.id = ?", (row,)
        )
        me = self._gate.identity
        stream = str(found[0]) if found else ""
        if not stream.startswith(f"{me.device}/{me.incarnation}/"):
            raise StoreError("not_owner", table=name, row=row)
        return stream.rpartition("/")[2]

    def _owned(self, name: str) -> Table:
        kind = table(name)
        if kind.owners and self._gate.identity.role not in kind.owners:
            raise StoreError("not_owner", table=name)
        return kind

    def _row(self, name: str, row: str) -> str | None:
        """The scope of a row, or None where there is none."""
        found = self._gate.execute(f"SELECT scope FROM {name} WHERE id = ?", (row,)).fetchone()
        return str(found[0]) if found else None

    def _seen(self, name: str, row: str, fields: Collection[str] | None) -> dict[str, list[str]]:
        """The ids of the operations whose values are shown or under review, by field."""
        seen: dict[str, list[str]] = {}
        for field, stream, seq in self._gate.execute(
            "SELECT h.field, s.name, h.seq FROM head h JOIN stream s ON s.id = h.stream "
            'WHERE h.tbl = ? AND h."row" = ? ORDER BY h.field, s.name, h.seq',
            (name, row),
        ):
            if fields is None or field in fields:
                seen.setdefault(field, []).append(f"{stream}#{seq}")
        return seen

    def _append(
        self,
        kind: Table,
        row: str,
        what: str,
        fields: dict[str, Value],
        *,
        seen: dict[str, list[str]] | None,
        scope: str,
        audience: str | None,
    ) -> str:
        gate = self._gate
        me = gate.identity
        if me.townships and scope not in me.townships and scope != "*":  # it may have moved here
            scope = handed.scope_here(gate, kind.name, row, fields) or scope
        stream = f"{me.device}/{me.incarnation}/{audience or audience_for(kind.name, scope)}"
        head = gate.head(stream)
        payload = payload_of(fields, seen)
        gate.hlc = next_value(gate.hlc, gate.clock())
        digest = digest_of(payload)
        header = (
            stream,
            head.seq + 1,
            gate.hlc,
            self.officer,
            SCHEMA,
            kind.name,
            row,
            what,
            scope,
        )
        op = Op(
            stream=stream,
            seq=head.seq + 1,
            hlc=gate.hlc,
            officer=self.officer,
            schema=SCHEMA,
            tbl=kind.name,
            row=row,
            kind=what,
            scope=scope,
            payload=payload,
            digest=digest,
            chain=chain_of(head.chain, digest, *header),
        )
        keep(gate, op, head)
        fold.apply(gate, op, head.id, fold.Content(fields, seen or {}), own=True)
        return op.id


def vector(gate: Gate) -> Vector:
    """How far this ledger has each stream without a gap."""
    return {name: (head.seq, head.chain) for name, head in gate.streams.items() if head.seq}


def range_since(
    gate: Gate, known: Mapping[str, tuple[int, bytes]], audiences: Collection[str] | None
) -> Iterator[Op]:
    """All operations that a replica with that vector lacks, stream by stream, in order.

    None for audiences means all. Reads in batches, so that a million operations fit.
    """
    return map(op_from, travelling(gate, known, audiences))


def travelling(
    gate: Gate,
    known: Mapping[str, tuple[int, bytes]],
    audiences: Collection[str] | None,
    writer: str = "",
) -> Iterator[OpTuple]:
    """`range_since` in the form in which operations travel; of one device where it is named."""
    for name, head in sorted(gate.streams.items()):
        if audiences is not None and name.rpartition("/")[2] not in audiences:
            continue
        if not name.startswith(writer and f"{writer}/"):
            continue
        last = known.get(name, (0, b""))[0]
        while last < head.seq:
            batch = gate.rows(
                f"SELECT {_COLUMNS} FROM op WHERE n > ? AND n < ? ORDER BY n LIMIT {_BATCH}",
                (place(head.id, last), place(head.id + 1, 0)),
            )
            if not batch:
                break
            yield from [(name, *row) for row in batch]
            last = int(batch[-1][0])


def get(gate: Gate, op_id: str) -> Op | None:
    """The operation of that id, or None."""
    stream, _, seq = op_id.rpartition("#")
    head = gate.streams.get(stream)
    number = number_in(seq)
    if head is None or not number:
        return None
    row = gate.one(f"SELECT {_COLUMNS} FROM op WHERE n = ?", (place(head.id, number),))
    return _op(stream, row) if row else None


def _op(stream: str, row: Row) -> Op:
    seq, hlc, officer, schema, tbl, key, kind, scope, payload, digest, chain = row
    return Op(
        stream=stream,
        seq=seq,
        hlc=hlc,
        officer=officer,
        schema=schema,
        tbl=tbl,
        row=key,
        kind=kind,
        scope=scope,
        payload=payload,
        digest=digest,
        chain=chain,
    )


def verify_chain(gate: Gate) -> list[str]:
    """The ids of operations whose digest or chain is not what their content gives."""
    wrong: list[str] = []
    for name in sorted(gate.streams):
        previous, expected = NO_CHAIN, 1
        for op in range_since(gate, {n: (1 << 62, b"") for n in gate.streams if n != name}, None):
            good = op.payload is None or digest_of(op.payload) == op.digest
            if not good or op.seq != expected or op.chain != chained(previous, op):
                wrong.append(op.id)
            previous, expected = op.chain, op.seq + 1
        if expected != gate.streams[name].seq + 1:
            wrong.append(f"{name}#{expected}")
    return wrong


def body_of(op: Op, left: bytes | None = None) -> str:
    """An operation without its payload as JSON text, for the shelves beside the log.

    Left is what is left of one whose values did not travel.
    """
    said = [op.hlc, op.officer, op.schema, op.tbl, op.row, op.kind, op.scope, op.digest.hex()]
    return dumped(said if left is None else [*said, left.decode()])


def left_of(body: str) -> bytes | None:
    """What `body_of` kept of values that did not travel."""
    left = json.loads(body)[_BODY:]
    return str(left[0]).encode() if left else None


def op_of(stream: str, seq: int, chain: bytes, body: str, payload: bytes | None) -> Op:
    """The operation that `body_of` put on a shelf."""
    hlc, officer, schema, tbl, row, kind, scope, digest = json.loads(body)[:_BODY]
    return Op(
        stream=stream,
        seq=seq,
        hlc=hlc,
        officer=officer,
        schema=schema,
        tbl=tbl,
        row=row,
        kind=kind,
        scope=scope,
        payload=payload,
        digest=bytes.fromhex(digest),
        chain=chain,
    )
