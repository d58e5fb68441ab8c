"""Operations as they travel: no hash that the receiver can compute goes over the wire.

An operation is a tuple of twelve fields in this order: stream, seq, hlc, officer, schema, tbl, row,
kind, scope, payload, digest, chain. A run of consecutive operations of one stream is a `Range`; it
names the chain hash of its first and of its last operation, and every hash between is computed
again on arrival. Digests travel only for payloads that are withheld or erased.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated

import msgspec

from desktop.errors import UserError
from desktop.exchange.identity.keys import Hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Covered = tuple[str, int, int, str, int, str, str, str, str]
OpTuple = tuple[str, int, int, str, int, str, str, str, str, bytes | None, bytes, bytes]

PART_BYTES = 1 << 20
MAX_NUMBER = (1 << 63) - 1
MAX_SEQ = (1 << 40) - 1
MAX_OPS = 1 << 16
"""More operations than a writer ever puts into one part; a part that says more is refused."""

Stream = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
Seq = Annotated[int, msgspec.Meta(ge=1, le=MAX_SEQ)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
_Short = Annotated[str, msgspec.Meta(max_length=200)]
Wire = tuple[
    _Count, Seq, _Count, _Short, _Count, _Short, _Short, _Short, _Short, bytes | None, Hash | None
]


class Range(msgspec.Struct, array_like=True):
    """Consecutive operations of one stream, with the chain hash of the first and of the last."""

    stream: Stream
    first: Seq
    last: Seq
    first_chain: Hash
    last_chain: Hash


class OpsPart(msgspec.Struct, array_like=True):
    """Some operations as format 1 wrote them; streams are named once and numbered from 0."""

    streams: Annotated[tuple[Stream, ...], msgspec.Meta(max_length=MAX_OPS)]
    ops: Annotated[list[Wire], msgspec.Meta(max_length=MAX_OPS)]


def canonical_header(op: Covered) -> bytes:
    """The nine fields that the chain covers beside the payload's digest."""
    stream, seq, clock, officer, schema, name, row, kind, scope = op
    said = f"{stream}\n{seq}\n{clock}\n{officer}\n{schema}\n{name}\n{row}\n{kind}\n{scope}"
    return said.encode()


class Packer:
    """Cuts operations into parts and notes ranges and counts; proves every hash on the way.

    Raises `bundle_ops_broken` when an operation does not fit its own digest or the chain of the
    one before it: a damaged ledger must not spread.
    """

    def __init__(self) -> None:
        self.ranges: list[Range] = []
        self.counts: dict[str, int] = {}
        self.total = 0
        self._open: dict[str, Range] = {}

    def parts(self, ops: Iterable[OpTuple]) -> Iterator[OpsPart]:
        some: list[OpTuple] = []
        held = 0
        for op in ops:
            some.append(op)
            held += 200 + len(op[9] or b"")
            if held >= PART_BYTES:
                yield self._part(some)
                some, held = [], 0
        if some:
            yield self._part(some)

    def _part(self, ops: Sequence[OpTuple]) -> OpsPart:
        streams: dict[str, int] = {}
        wire: list[Wire] = []
        for stream, same in groupby(ops, itemgetter(0)):
            run = list(same)
            self._note(stream, run)
            number = streams.setdefault(stream, len(streams))
            wire += [(number, *op[1:10], None if op[9] is not None else op[10]) for op in run]
        self.total += len(ops)
        for name, count in Counter([op[5] for op in ops]).items():
            self.counts[name] = self.counts.get(name, 0) + count
        return OpsPart(tuple(streams), wire)

    def _note(self, stream: str, ops: Iterable[OpTuple]) -> None:
        """Prove operations of one stream, and let their range go on or begin."""
        run = self._open.get(stream)
        last, end = (run.last, run.last_chain) if run is not None else (0, b"")
        for op in ops:
            seq, payload, digest, chain = op[1], op[9], op[10], op[11]
            good = payload is None or sha256(payload).digest() == digest
            if run is None or seq > last + 1:
                run = self._begin(stream, seq, chain)
            else:
                follows = sha256(end + canonical_header(op[:9]) + digest).digest()
                good = good and seq == last + 1 and follows == chain
                run.last, run.last_chain = seq, chain
            if not good:
                raise UserError("bundle_ops_broken", stream=stream, seq=seq)
            last, end = seq, chain

    def _begin(self, stream: str, seq: int, chain: bytes) -> Range:
        run = self._open[stream] = Range(stream, seq, seq, chain, chain)
        self.ranges.append(run)
        return run


read_json = msgspec.json.Decoder().decode
"""Reads JSON as ``json.loads`` does, only quicker; ValueError for whatever else that also reads."""


class Unpacker:
    """Gives back whole operations and proves that they are exactly the announced ranges.

    Every digest is its payload's; of two operations with following numbers in a stream the second
    has the chain value that follows from the first. What a range says of its first alone is
    the sender's word.

    Raises ValueError, which the caller turns into the sentence for its kind of file.
    """

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._waiting: dict[str, list[Range]] = {}
        self._rising = True
        for run in ranges:
            runs = self._waiting.setdefault(run.stream, [])
            self._rising &= (runs[-1].last if runs else 0) < run.first <= run.last
            runs.append(run)
        for runs in self._waiting.values():
            runs.reverse()
        self._at: dict[str, tuple[int, bytes]] = {}
        self._ended: dict[str, tuple[int, bytes]] = {}

    def ops(self, part: OpsPart) -> list[OpTuple]:
        """The operations of the next part."""
        streams = part.streams
        found: list[OpTuple] = []
        if not self._rising:
            raise ValueError("the ranges of a stream do not rise")
        for number, same in groupby(part.ops, itemgetter(0)):
            if number >= len(streams):
                raise ValueError("an operation names no stream")
            wire, at = list(same), 0
            while at < len(wire):
                run, left = self._next(streams[number])
                found += self._run(run, wire[at : at + left])
                at += left
        return found

    @property
    def finished(self) -> bool:
        """Whether every announced range has come whole."""
        return not self._waiting

    def _next(self, stream: str) -> tuple[Range, int]:
        """The range of a stream that is open or begins, and how many operations it still lacks."""
        runs = self._waiting.get(stream)
        if runs is None:
            raise ValueError("an operation outside the announced ranges")
        run = runs[-1]
        return run, run.last + 1 - self._at.get(stream, (run.first, b""))[0]

    def _run(self, run: Range, wire: Iterable[Wire]) -> list[OpTuple]:
        """The operations that begin a range or go on with it."""
        stream, found = run.stream, []
        expected, end = self._at.get(stream, (run.first, b""))
        for _, seq, clock, officer, schema, tbl, row, kind, scope, payload, told in wire:
            if seq != expected:
                raise ValueError("operations out of order")
            digest = told if payload is None else sha256(payload).digest()
            if digest is None:
                raise ValueError("an operation has neither payload nor digest")
            covered = (stream, seq, clock, officer, schema, tbl, row, kind, scope)
            said = canonical_header(covered)
            end = sha256(end + said + digest).digest() if end else self._first(run, said, digest)
            expected += 1
            found.append((*covered, payload, digest, end))
        self._at[stream] = (expected, end)
        if expected > run.last:
            self._close(run, end)
        return found

    def _first(self, run: Range, said: bytes, digest: bytes) -> bytes:
        """The chain value of a range's first operation, proved where the one before it came."""
        seq, end = self._ended.get(run.stream, (0, b""))
        if end and seq + 1 == run.first and sha256(end + said + digest).digest() != run.first_chain:
            raise ValueError("a range does not follow the one before it")
        return run.first_chain

    def _close(self, run: Range, end: bytes) -> None:
        if end != run.last_chain:
            raise ValueError("the chain does not end as announced")
        self._at.pop(run.stream, None)
        self._ended[run.stream] = (run.last, end)
        self._waiting[run.stream].pop()
        if not self._waiting[run.stream]:
            del self._waiting[run.stream]
