"""What others wrote is read so that it takes no more room than its bytes are worth."""

from __future__ import annotations

import base64
import json
import os
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest

from db import bulk, fold, handed
from db.batchlines import lines_of
from db.faults import StoreError
from db.movetables import MOVE
from db.ops import OpTuple
from db.packing import pack, unpack
from db.payloads import LARGE, crowded, loaded
from db.rosterlist import decoded
from desktop.exchange.bundle import Limits
from tests.bundles import make_ops
from tests.test_bundle_forged import CLOSING, OFFICE, OPENING, forged

EMPTY = b"[" + b"[]," * 2_000_000 + b"[]]"
"""Six megabytes of which Python would make a hundred and forty."""


def peak_of(call: Callable[[], object]) -> tuple[object, int]:
    tracemalloc.start()
    try:
        return call(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "payload",
    [b'{"f":{},"z":' + EMPTY + b"}", b'{"f":{"a":1},"p":{"a":' + EMPTY + b"}}", EMPTY],
)
def test_a_payload_of_empty_lists_is_no_content(payload: bytes) -> None:
    found, peak = peak_of(lambda: fold.parse(payload))
    assert (found, peak < 1 << 20) == (None, True)
    found, peak = peak_of(lambda: handed.rows_named(MOVE, payload))
    assert (found, peak < 1 << 20) == (set(), True)


def test_a_large_payload_of_ours_is_read() -> None:
    text = "，字,[{" * LARGE
    assert loaded(json.dumps({"f": {"text": text[: LARGE // 2]}}).encode()) == {
        "f": {"text": text[: LARGE // 2]}
    }
    rows = pack({"household_no": [f"H{n}" for n in range(200_000)]})
    content = fold.parse(json.dumps({"f": {"rows": rows}}).encode())
    assert content is not None and content.fields == {"rows": rows}
    assert len(decoded(rows)["household_no"]) == 200_000
    assert not crowded(b"[" * LARGE)


def packed(plain: bytes) -> str:
    return base64.b64encode(zlib.compress(plain, 1)).decode()


def test_a_packed_list_that_bursts_is_none() -> None:
    most = {"x": ["a"] * 1_000_000}
    assert unpack(pack(most)) == most
    crowd = packed(b'{"line_no":[' + b"[]," * 4_100_000 + b"[]]}")

    def read() -> list[handed.Given]:
        with pytest.raises(StoreError, match="batch_unreadable"):
            lines_of(crowd)
        return handed.unpacked(crowd)

    found, peak = peak_of(read)
    assert (found, peak < 40 << 20) == ([], True)
    with pytest.raises(ValueError, match="Unterminated"):
        unpack(packed(b'{"a":"' + b"a" * 2_000 + b'"}'), largest=1_000)


def test_large_operations_are_not_held_by_the_thousand() -> None:
    held = 0

    def coming() -> Iterator[OpTuple]:
        nonlocal held
        for op in make_ops([bytes(1 << 20)]) * 60:
            held += 1
            yield op

    for some in bulk.chunks(coming()):
        assert len(some) == held < 20
        held = 0
    small = make_ops([b"{}"] * 2_500)
    assert [len(some) for some in bulk.chunks(small)] == [1_000, 1_000, 500]


def test_a_small_bundle_of_large_payloads_is_not_kept() -> None:
    assert OFFICE.open(forged(OPENING, CLOSING)).header.ops == 0
    ops = make_ops([os.urandom(10_000) + bytes(1 << 20)] * 60)
    blob, _ = OFFICE.seal(ops)
    assert len(blob) < Limits().kept_bytes
    opened, peak = peak_of(lambda: OFFICE.open(blob))
    assert peak < 50 << 20
    assert sum(1 for _ in opened.ops) == len(ops)
