"""Operations by column, as they travel since format 2: what is alike lies side by side.

Compressed, it is an eighth smaller than operations one after another, and quicker both ways.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import sub
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from desktop.exchange.bundle.operations import MAX_NUMBER, MAX_OPS, OpsPart, Stream, Wire
from desktop.exchange.identity.keys import Hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T", str, bytes)

MAX_ROW = 200

_Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
_Short = Annotated[str, msgspec.Meta(max_length=MAX_ROW)]
_Counts = Annotated[list[_Count], msgspec.Meta(max_length=MAX_OPS)]
_Steps = Annotated[list[int], msgspec.Meta(max_length=MAX_OPS)]
_Alike = tuple[_Count, _Short, _Count, _Short, _Short, _Short]


class ColumnsPart(msgspec.Struct, array_like=True):
    """Some operations by column.

    Attributes:
        streams: each stream that is named, once.
        alike: stream, officer, schema, table, kind and scope of operations, each choice once.
        which: the choice of each operation.
        seqs: the running number of each, less that of the one before.
        clocks: the clock of each, less that of the one before.
        rows: all row ids, one after another, cut by `row_lengths`.
        payloads: all payloads, one after another, cut by `payload_lengths`.
        withheld: the digests of payloads that do not come along, by place.
    """

    streams: Annotated[tuple[Stream, ...], msgspec.Meta(max_length=MAX_OPS)]
    alike: Annotated[tuple[_Alike, ...], msgspec.Meta(max_length=MAX_OPS)]
    which: _Counts
    seqs: _Steps
    clocks: _Steps
    rows: str
    row_lengths: _Counts
    payloads: bytes
    payload_lengths: _Counts
    withheld: Annotated[dict[_Count, Hash], msgspec.Meta(max_length=MAX_OPS)]


def columns_of(part: OpsPart) -> ColumnsPart:
    """Operations by column; the part must have some."""
    number, seqs, clocks, officer, schema, tbl, rows, kind, scope, payloads, digests = zip(
        *part.ops, strict=True
    )
    choices = list(zip(number, officer, schema, tbl, kind, scope, strict=True))
    places = {choice: place for place, choice in enumerate(dict.fromkeys(choices))}
    return ColumnsPart(
        part.streams,
        tuple(places),
        [places[choice] for choice in choices],
        _steps(seqs),
        _steps(clocks),
        "".join(rows),
        [len(row) for row in rows],
        b"".join([payload or b"" for payload in payloads]),
        [len(payload or b"") for payload in payloads],
        {place: digest for place, digest in enumerate(digests) if digest is not None},
    )


def rows_of(part: ColumnsPart) -> OpsPart:
    """The operations again, one after another.

    Raises:
        ValueError: the columns do not fit each other.
    """
    lengths = (part.seqs, part.clocks, part.row_lengths, part.payload_lengths)
    if {len(column) for column in lengths} != {len(part.which)} or not part.which:
        raise ValueError("columns of different lengths")
    if max(part.which) >= len(part.alike) or max(part.row_lengths) > MAX_ROW:
        raise ValueError("a column names what is not there")
    choices = [part.alike[place] for place in part.which]
    number, officer, schema, tbl, kind, scope = zip(*choices, strict=True)
    payloads: list[bytes | None] = [*_cut(part.payloads, part.payload_lengths)]
    digests: list[bytes | None] = [None] * len(payloads)
    for place, digest in part.withheld.items():
        if place >= len(payloads) or payloads[place]:
            raise ValueError("a digest of a payload that came")
        payloads[place], digests[place] = None, digest
    ops: list[Wire] = list(
        zip(
            *(number, _sums(part.seqs, 1), _sums(part.clocks, 0), officer, schema, tbl),
            *(_cut(part.rows, part.row_lengths), kind, scope, payloads, digests),
            strict=True,
        )
    )
    return OpsPart(part.streams, ops)


def _steps(numbers: Sequence[int]) -> list[int]:
    return [numbers[0], *map(sub, numbers[1:], numbers)]


def _sums(steps: Iterable[int], least: int) -> list[int]:
    numbers = list(accumulate(steps))
    if min(numbers) < least or max(numbers) > MAX_NUMBER:
        raise ValueError("a number out of range")
    return numbers


def _cut(whole: T, lengths: Sequence[int]) -> list[T]:
    ends = list(accumulate(lengths, initial=0))
    if ends[-1] != len(whole):
        raise ValueError("a column is cut wrongly")
    return [whole[start:end] for start, end in pairwise(ends)]
