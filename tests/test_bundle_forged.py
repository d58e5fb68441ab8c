"""What only the holder of a certified key could forge: still refused, within limits."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
from hashlib import sha256

import msgspec
import pyrage
import pytest
import zstandard

from desktop.errors import UserError
from desktop.exchange.bundle import Limits, open_bundle
from desktop.exchange.bundle.columns import ColumnsPart
from desktop.exchange.bundle.header import END, FRONT, MAGIC, TAIL_BYTES, check_of, read_front
from desktop.exchange.bundle.operations import MAX_OPS, OpsPart, Range, canonical_header
from desktop.exchange.bundle.parts import BlobPart, Closing, Columns, Opening, Ops, Part, Sealer
from desktop.exchange.identity import DeviceKeys
from tests.bundles import (
    INCARNATION,
    LAPTOP,
    Office,
    make_ops,
    notes_of,
)

OFFICE = Office()
SMALL, _ = OFFICE.seal(make_ops(notes_of(3)))


def refused(blob: bytes, **changes: object) -> str:
    with pytest.raises(UserError) as error:
        list(OFFICE.open(blob, **changes).ops)
    return error.value.code


def rebuilt(header: object, payload: bytes, keys: DeviceKeys) -> bytes:
    """A bundle around any payload, signed right."""
    changed = msgspec.structs.replace(
        header,
        payload_bytes=len(payload),
        payload_sha256=sha256(payload).digest(),
    )
    body = msgspec.msgpack.encode(changed)
    raw = FRONT.pack(MAGIC, 1, 1, len(body)) + body
    boundless = Limits(ops_slack=1 << 40)
    front = read_front(io.BytesIO(raw + payload + bytes(TAIL_BYTES)), boundless)
    signature = keys.sign(front.said())
    return raw + payload + signature + check_of(front, signature) + END


def forged(*parts: Part | bytes, ops: int = 0, ranges: tuple[Range, ...] = ()) -> bytes:
    """A rightly signed bundle of any parts; bytes are sealed as they are."""
    sealer = Sealer([OFFICE.hub.public().sealing])
    to = [pyrage.x25519.Recipient.from_str(OFFICE.hub.public().sealing)]
    payload = b""
    for part in parts:
        if isinstance(part, bytes):
            sealed = pyrage.encrypt(part, to)
            payload += struct.pack(">I", len(sealed)) + sealed
        else:
            payload += sealer.seal(part)
    front = read_front(io.BytesIO(OFFICE.seal([])[0]), Limits())
    header = msgspec.structs.replace(front.header, ops=ops, ranges=ranges)
    return rebuilt(header, payload, OFFICE.laptop)


OPENING = Opening(device=LAPTOP, incarnation=INCARNATION, number=7, hashes={}, wants=(), extras={})
CLOSING = Closing(ops=0, counts={}, blobs=())


def packed(part: object) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(msgspec.msgpack.encode(part))


def rows(ops: list[tuple]) -> bytes:
    """A part of operations as format 1 wrote it."""
    return packed(Ops(OpsPart(("s",), ops)))


UNFITTING = packed(Columns(ColumnsPart(("s",), (), [0], [1], [0], "", [0], b"", [0], {})))


def test_the_forge_itself_makes_readable_bundles() -> None:
    assert list(OFFICE.open(forged(OPENING, CLOSING)).ops) == []


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (CLOSING,),
        (OPENING,),
        (OPENING, CLOSING, CLOSING),
        (OPENING, OPENING, CLOSING),
        (OPENING, Closing(ops=1, counts={}, blobs=())),
        (OPENING, Closing(ops=0, counts={}, blobs=((bytes(32), 5),))),
        (OPENING, Ops(OpsPart((), [(0, 1, 0, "", 1, "", "", "", "", b"", None)])), CLOSING),
        (OPENING, Ops(OpsPart(("s",), [(0, 1, 0, "", 1, "", "", "", "", None, None)])), CLOSING),
        (OPENING, Ops(OpsPart(("s",), [(0, 1, 0, "", 1, "", "", "", "", b"", None)])), CLOSING),
        (OPENING, rows([(0, 1, 0, "", 1, "", "", "", "", b"", None)]), CLOSING),
        (OPENING, rows([(1, 1, 0, "", 1, "", "", "", "", b"", None)]), CLOSING),
        (OPENING, UNFITTING, CLOSING),
        (msgspec.structs.replace(OPENING, number=8), CLOSING),
        (b"not zstd at all",),
        (zstandard.ZstdCompressor().compress(b"no checksum"),),
        (zstandard.ZstdCompressor(write_checksum=True).compress(b"not a part"),),
        (zstandard.ZstdCompressor(write_checksum=True).compress(b"\x91" * 5000),),
        (zstandard.ZstdCompressor(write_checksum=True).compress(b"two") * 2,),
    ],
)
@pytest.mark.parametrize("kept_bytes", [1 << 20, 0])
def test_a_badly_made_payload_is_refused_even_when_signed(
    parts: tuple[Part | bytes, ...], kept_bytes: int
) -> None:
    """At once, and where a bundle is so large that it is read while it is taken."""
    assert refused(forged(*parts), limits=Limits(kept_bytes=kept_bytes)) == "bundle_damaged"


def test_attachments_that_lie_or_burst_are_refused_alone() -> None:
    good, lying = b"a photo", bytes(32)
    name = sha256(good).digest()
    bomb = zstandard.ZstdCompressor(write_checksum=True).compress(bytes(80 << 20))
    parts: list[Part | bytes] = [BlobPart(lying, b"x"), bomb, BlobPart(name, good), b"no part"]
    told = ((lying, 1), (lying, 80 << 20), (name, len(good)), (lying, 7))
    blob = forged(OPENING, *parts, Closing(ops=0, counts={}, blobs=told))
    opened = OFFICE.open(blob)
    assert list(opened.blobs()) == [(name, good)]
    assert opened.manifest == told
    for closing in (Closing(ops=0, counts={}, blobs=told[:3]), CLOSING):
        assert refused(forged(OPENING, *parts, closing)) == "bundle_damaged"


def test_operations_outside_the_announced_ranges_are_refused() -> None:
    ops = make_ops(notes_of(4))
    front = read_front(io.BytesIO(OFFICE.seal(ops[:2])[0]), Limits())
    for taken in (ops[:3], ops[:1], [ops[0], ops[2]], [ops[1]]):
        payload_of = OFFICE.seal(taken)[0]
        inner = read_front(io.BytesIO(payload_of), Limits())
        payload = payload_of[inner.payload_at : inner.tail_at]
        header = msgspec.structs.replace(front.header, ops=len(taken))
        assert refused(rebuilt(header, payload, OFFICE.laptop)) == "bundle_damaged"


def test_a_chain_that_ends_elsewhere_is_refused() -> None:
    ops = make_ops(notes_of(3))
    blob, _ = OFFICE.seal(ops)
    front = read_front(io.BytesIO(blob), Limits())
    run = front.header.ranges[0]
    run.last_chain = b"\x09" * 32
    payload = blob[front.payload_at : front.tail_at]
    assert refused(rebuilt(front.header, payload, OFFICE.laptop)) == "bundle_damaged"


def test_parts_that_point_past_the_end_are_refused() -> None:
    front = read_front(io.BytesIO(OFFICE.seal([])[0]), Limits())
    for payload in (b"\0\0", struct.pack(">I", 500) + b"x"):
        assert refused(rebuilt(front.header, payload, OFFICE.laptop)) == "bundle_damaged"
    long = struct.pack(">I", 100) + bytes(100)
    tight = Limits(part_bytes=50)
    assert refused(rebuilt(front.header, long, OFFICE.laptop), limits=tight) == "bundle_too_large"


@pytest.mark.parametrize("said", [True, False])
def test_25_an_unpack_bomb_is_refused_before_it_unpacks(said: bool) -> None:
    compressor = zstandard.ZstdCompressor(level=19, write_checksum=True)
    if said:
        bomb = compressor.compress(bytes(200 << 20))
    else:
        stream = compressor.compressobj()
        bomb = b"".join(stream.compress(bytes(1 << 20)) for _ in range(200)) + stream.flush()
    assert len(bomb) < 100_000
    assert refused(forged(OPENING, bomb)) == "bundle_too_large"


def test_many_small_bombs_together_are_refused() -> None:
    bomb = zstandard.ZstdCompressor(write_checksum=True).compress(
        msgspec.msgpack.encode(Ops(OpsPart((bytes(10).decode(),) * 60_000, [])))
    )
    limits = Limits(slack_bytes=2 << 20, ratio=1)
    assert refused(forged(OPENING, *[bomb] * 4), limits=limits) == "bundle_too_large"


def grown(blob: bytes) -> int:
    """How many bytes were held at once while a bundle was opened or refused."""
    tracemalloc.start()
    try:
        OFFICE.open(blob)
    except UserError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def many_ops(parts: int) -> bytes:
    """A bundle of operations that say nothing, as many in each part as it takes."""
    digest, sealed, chains = sha256(b"").digest(), [], [bytes(32)]
    for seq in range(1, parts * MAX_OPS + 1):
        said = canonical_header(("s", seq, 0, "", 1, "", "", "", ""))
        chains.append(sha256(chains[-1] + said + digest).digest())
    nothing = [0] * MAX_OPS
    for nth in range(parts):
        steps = [nth * MAX_OPS + 1, *[1] * (MAX_OPS - 1)]
        columns = ColumnsPart(
            *(("s",), ((0, "", 1, "", "", ""),), nothing, steps, nothing, "", nothing, b""),
            *(nothing, {}),
        )
        sealed.append(packed(Columns(columns)))
    run, total = Range("s", 1, parts * MAX_OPS, chains[1], chains[-1]), parts * MAX_OPS
    closing = Closing(ops=total, counts={}, blobs=())
    return forged(OPENING, *sealed, closing, ops=total, ranges=(run,))


def test_25_a_list_beside_the_operations_does_not_burst() -> None:
    said = msgspec.msgpack.encode(msgspec.structs.replace(OPENING, extras={"x": None, "y": 1}))
    burst = said.replace(b"\xa1x\xc0", b"\xa1x\xdd" + (3 << 20).to_bytes(4) + b"\x90" * (3 << 20))
    assert len(burst) > 3 << 20
    bomb = forged(zstandard.ZstdCompressor(write_checksum=True).compress(burst), CLOSING)
    assert len(bomb) < 4096
    assert grown(bomb) < 40 << 20
    assert OFFICE.open(bomb).extras == {"y": 1}  # what cannot be understood is left out


def test_25_operations_of_nothing_are_neither_kept_nor_endless() -> None:
    assert grown(many_ops(1)) < 60 << 20
    assert refused(many_ops(4)) == "bundle_too_large"


def test_25_no_part_brings_more_than_a_writer_writes() -> None:
    nothing = [(0, seq, 0, "", 1, "", "", "", "", b"", None) for seq in range(1, MAX_OPS + 2)]
    assert refused(forged(OPENING, rows(nothing), CLOSING)) == "bundle_damaged"


def test_sizes_are_held_against_the_limits_first() -> None:
    assert refused(SMALL, limits=Limits(file_bytes=100)) == "bundle_too_large"
    assert refused(SMALL, limits=Limits(header_bytes=100)) == "bundle_too_large"
    assert refused(SMALL, limits=Limits(ops=2)) == "bundle_too_large"


@pytest.mark.parametrize(
    "changes",
    [{"device": "../../etc"}, {"place": "../x"}, {"place": "a/b"}, {"incarnation": "x" * 8}],
)
def test_25_path_tricks_in_the_header_are_refused(changes: dict[str, str]) -> None:
    front = read_front(io.BytesIO(SMALL), Limits())
    header = msgspec.structs.replace(front.header, **changes)
    body = msgspec.msgpack.encode(header)
    blob = FRONT.pack(MAGIC, 1, 1, len(body)) + body + SMALL[front.payload_at :]
    assert refused(blob) == "bundle_damaged"


def test_a_file_that_shrinks_while_it_is_read_is_refused() -> None:
    class Shrinking(io.BytesIO):
        """A stick whose last block cannot be read any more."""

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            return data if self.tell() < 1200 else b""

    with pytest.raises(UserError, match="bundle_truncated"):
        open_bundle(
            Shrinking(OFFICE.seal(make_ops([os.urandom(3000)]))[0]),
            identities=[OFFICE.hub.identity],
            roster=lambda _: OFFICE.laptop.public().signing,
            county_fingerprint=OFFICE.county,
        )


def test_25_a_payload_under_a_changed_header_is_refused() -> None:
    front = read_front(io.BytesIO(SMALL), Limits())
    header = msgspec.structs.replace(front.header, number=8)
    body = msgspec.msgpack.encode(header)
    signature = SMALL[front.tail_at : front.tail_at + 64]
    raw = FRONT.pack(MAGIC, 1, 1, len(body)) + body
    forged = raw + SMALL[front.payload_at : front.tail_at] + signature
    whole = forged + check_of(read_front(io.BytesIO(forged + bytes(40)), Limits()), signature) + END
    assert refused(whole) == "bundle_signature"


def test_nobody_passes_on_anothers_payload_as_his_own() -> None:
    thief_device, thief = "d4" * 16, DeviceKeys.generate()
    front = read_front(io.BytesIO(SMALL), Limits())
    header = msgspec.structs.replace(front.header, device=thief_device)
    blob = rebuilt(header, SMALL[front.payload_at : front.tail_at], thief)
    roster = {thief_device: thief.public().signing}.get
    assert refused(blob, roster=roster) == "bundle_damaged"
