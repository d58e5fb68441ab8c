"""One sealed file: what goes in comes out, and nothing else is ever believed."""

from __future__ import annotations

import io
import json
import os
import random
import tempfile
import tracemalloc
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.exchange.bundle import Limits, Notes, Opened, OpTuple, open_bundle, peek, seal
from desktop.exchange.bundle.header import FRONT, MAGIC, VERSION
from desktop.exchange.bundle.opening import is_whole
from desktop.exchange.bundle.operations import canonical_header
from desktop.exchange.identity import DeviceKeys, DevicePublic, Introduction, Signer, fingerprint
from tests.bundles import (
    INCARNATION,
    LAPTOP,
    NOW,
    STREAM,
    TOWN,
    Office,
    make_ops,
    notes_of,
)
from tests.faults.bundle_damage import strike, target

OTHER = f"{'b2' * 16}/00000001/county"
OFFICE = Office()


def refused(blob: bytes, **changes: object) -> str:
    with pytest.raises(UserError) as error:
        list(OFFICE.open(blob, **changes).ops)
    return error.value.code


def test_operations_come_back_as_they_went_in() -> None:
    ops = make_ops(notes_of(40))
    blob, sealed = OFFICE.seal(ops)
    opened = OFFICE.open(blob)
    assert list(opened.ops) == ops
    assert list(opened.ops) == ops
    assert opened.header == sealed.header == peek(io.BytesIO(blob))
    assert opened.counts == sealed.counts == {"visit": 40}
    assert (sealed.size, sealed.digest) == (len(blob), sha256(blob).digest())


def test_the_header_says_from_whom_for_whom_which_and_in_what_order() -> None:
    blob, _ = OFFICE.seal(make_ops(notes_of(3)))
    header = peek(io.BytesIO(blob))
    assert (header.device, header.incarnation, header.county) == (
        LAPTOP,
        INCARNATION,
        OFFICE.county,
    )
    assert header.to == (OFFICE.hub.public().key_id,)
    assert [(run.stream, run.first, run.last) for run in header.ranges] == [(STREAM, 1, 3)]
    assert (header.number, header.previous, header.created_at) == (7, 6, NOW)
    assert (header.schema, header.needed, header.ops) == (2, 1, 3)
    assert header.vector == {STREAM: (3, b"\7" * 32)}


def test_the_name_is_short_ascii_and_says_where_from_and_which() -> None:
    blob, sealed = OFFICE.seal(make_ops(notes_of(5), first=12))
    assert sealed.name == f"{TOWN}-a1a1a1a1-12-16-{sha256(blob).hexdigest()[:8]}.tdb"


def test_streams_may_be_mixed_and_gaps_start_a_new_range() -> None:
    mine = make_ops(notes_of(6))
    others = make_ops(notes_of(4), stream=OTHER, table="notice")
    mixed = [mine[0], others[0], mine[1], others[1], mine[4], others[2], mine[5], others[3]]
    blob, sealed = OFFICE.seal(mixed)
    opened = OFFICE.open(blob)
    assert list(opened.ops) == mixed
    assert [(run.stream, run.first, run.last) for run in opened.header.ranges] == [
        (STREAM, 1, 2),
        (OTHER, 1, 4),
        (STREAM, 5, 6),
    ]
    assert sealed.counts == {"visit": 4, "notice": 4}


def test_a_withheld_payload_keeps_its_digest_and_the_chain() -> None:
    ops = make_ops([b"1", None, b"3", None])
    assert list(OFFICE.open(OFFICE.seal(ops)[0]).ops) == ops


def test_a_bundle_without_operations_is_a_receipt() -> None:
    blob, sealed = OFFICE.seal([])
    assert list(OFFICE.open(blob).ops) == []
    assert sealed.name.startswith(f"{TOWN}-a1a1a1a1-0-0-")


def test_notes_and_attachments_ride_inside_the_seal() -> None:
    photo, big = os.urandom(3000), os.urandom(900_000)
    notes = Notes(
        hashes={"visit": b"\1" * 32}, wants=[b"\2" * 32], extras={"roster": b"blob", "n": [1, "a"]}
    )
    opened = OFFICE.open(OFFICE.seal(make_ops(notes_of(2)), notes=notes, blobs=[photo, big])[0])
    assert (opened.hashes, list(opened.wants)) == ({"visit": b"\1" * 32}, [b"\2" * 32])
    assert opened.extras == {"roster": b"blob", "n": [1, "a"]}
    assert list(opened.blobs()) == [(sha256(each).digest(), each) for each in (photo, big)]
    assert list(opened.manifest) == [(sha256(each).digest(), len(each)) for each in (photo, big)]


def test_a_large_bundle_is_read_from_its_file_again_and_not_kept() -> None:
    ops = make_ops([os.urandom(30_000) for _ in range(120)])
    blob, _ = OFFICE.seal(ops)
    opened = OFFICE.open(blob, limits=Limits(kept_bytes=1000))
    assert list(opened.ops) == ops
    assert list(opened.ops) == ops


def peak_bytes(count: int) -> int:
    """The most memory that sealing and opening this many operations held at once."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 closed below
    with out:
        tracemalloc.start()
        seal(
            out,
            OFFICE.draft(),
            one_by_one(count),
            recipients=[OFFICE.hub.public().sealing],
            keys=OFFICE.laptop,
        )
        opened = open_bundle(
            out,
            identities=[OFFICE.hub.identity],
            roster=lambda _: OFFICE.laptop.public().signing,
            county_fingerprint=OFFICE.county,
            limits=Limits(kept_bytes=0),
        )
        assert sum(1 for _ in opened.ops) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def one_by_one(count: int) -> Iterator[OpTuple]:
    """Operations that are only made when asked for."""
    chain = bytes(32)
    for seq in range(1, count + 1):
        payload = random.Random(seq).randbytes(800)  # noqa: S311 the same in every run
        digest = sha256(payload).digest()
        covered = (STREAM, seq, seq << 16, "w", 1, "visit", f"row-{seq}", "insert", TOWN)
        chain = sha256(chain + canonical_header(covered) + digest).digest()
        yield (*covered, payload, digest, chain)


def test_memory_stays_flat_however_many_operations_there_are() -> None:
    few, many = peak_bytes(4_000), peak_bytes(12_000)
    assert many < few * 1.5
    assert many < 10 << 20


def test_every_recipient_can_open_and_nobody_else() -> None:
    second = DeviceKeys.generate()
    both = [OFFICE.hub.public().sealing, second.public().sealing]
    blob, _ = OFFICE.seal(make_ops(notes_of(2)), recipients=both)
    for identity in (OFFICE.hub.identity, second.identity):
        assert len(list(OFFICE.open(blob, identities=[identity]).ops)) == 2
    stranger = DeviceKeys.generate().identity
    assert refused(blob, identities=[stranger]) == "bundle_not_for_us"


def test_nothing_of_a_household_stands_in_the_clear() -> None:
    blob, _ = OFFICE.seal(make_ops(["李㛃 149999195003070018".encode()] * 50))
    assert "李㛃".encode() not in blob
    assert b"149999195003070018" not in blob


@given(
    st.lists(st.one_of(st.none(), st.binary(max_size=200)), max_size=30),
    st.integers(min_value=1, max_value=(1 << 40) - 32),
    st.dictionaries(st.text(max_size=10), st.binary(min_size=32, max_size=32), max_size=3),
)
def test_any_list_of_operations_comes_back(
    payloads: list[bytes | None], first: int, hashes: dict[str, bytes]
) -> None:
    ops = make_ops(payloads, first=first)
    opened = OFFICE.open(OFFICE.seal(ops, notes=Notes(hashes=hashes))[0])
    assert list(opened.ops) == ops
    assert opened.hashes == hashes


SMALL, _ = OFFICE.seal(make_ops(notes_of(3)))


@given(st.integers(min_value=0, max_value=len(SMALL) - 1), st.integers(min_value=1, max_value=255))
def test_04_any_changed_byte_is_refused(at: int, change: int) -> None:
    changed = bytearray(SMALL)
    changed[at] ^= change
    assert refused(bytes(changed)).startswith("bundle_")
    assert not is_whole(io.BytesIO(bytes(changed)), Limits())


@given(st.integers(min_value=0, max_value=len(SMALL) - 1))
def test_04_any_stump_is_refused(length: int) -> None:
    stump = SMALL[:length]
    assert refused(stump) == "bundle_truncated"
    if length > len(SMALL) - 8:
        return
    zeros = stump + bytes(len(SMALL) - length)
    assert refused(zeros) in {"bundle_truncated", "bundle_damaged"}


@pytest.mark.faults
def test_04_damage_in_every_region_is_refused(rounds: int) -> None:
    opener, blob = target()
    for seed in range(rounds * 15):
        strike(opener, blob, seed)


def test_bytes_after_the_end_are_refused() -> None:
    assert refused(SMALL + b"x") == "bundle_damaged"


def test_other_files_are_refused() -> None:
    assert refused(b"PK\3\4" + bytes(400)) == "bundle_damaged"
    assert refused(b"hello") == "bundle_damaged"
    assert refused(b"") == "bundle_truncated"


def test_04_swapped_blocks_are_refused() -> None:
    blob, _ = OFFICE.seal(make_ops([os.urandom(400) for _ in range(100)]))
    swapped = blob[:8192] + blob[12288:16384] + blob[8192:12288] + blob[16384:]
    assert refused(swapped) == "bundle_damaged"


def test_a_newer_format_is_named() -> None:
    newer = FRONT.pack(MAGIC, VERSION + 1, 1, 10) + bytes(200)
    assert refused(newer) == "bundle_newer"
    assert refused(FRONT.pack(MAGIC, 1, 2, 10) + bytes(200)) == "bundle_newer"
    assert refused(FRONT.pack(MAGIC, 0, 1, 10) + bytes(200)) == "bundle_damaged"


def test_a_bundle_that_needs_a_newer_program_is_refused() -> None:
    blob, _ = OFFICE.seal(make_ops(notes_of(1)), schema=9, needed=5)
    assert refused(blob, schema=4) == "bundle_newer"
    assert len(list(OFFICE.open(blob, schema=5).ops)) == 1


def test_another_countys_bundle_is_refused() -> None:
    foreign = fingerprint(b"\5" * 32)
    assert refused(OFFICE.seal([], county=foreign)[0]) == "bundle_foreign_county"


def test_an_unknown_device_is_refused() -> None:
    assert refused(SMALL, roster=lambda _device: None) == "bundle_unknown_device"


def test_a_device_that_signs_with_another_key_is_refused() -> None:
    blob, _ = OFFICE.seal(make_ops(notes_of(2)), keys=DeviceKeys.generate())
    assert refused(blob) == "bundle_signature"


def test_a_revoked_device_is_believed_up_to_its_cut_off() -> None:
    blob, _ = OFFICE.seal(make_ops(notes_of(5)))
    key = OFFICE.laptop.public().signing
    for cutoffs, code in (
        ({STREAM: 5}, None),
        ({STREAM: 4}, "bundle_revoked"),
        ({}, "bundle_revoked"),
    ):
        signer = Signer(key=key, cutoffs=cutoffs)
        if code is None:
            assert len(list(OFFICE.open(blob, roster=lambda _, s=signer: s).ops)) == 5
        else:
            assert refused(blob, roster=lambda _, s=signer: s) == code
    receipt, _ = OFFICE.seal([])
    assert refused(receipt, roster=lambda _: Signer(key=key, cutoffs={})) == "bundle_revoked"


def test_a_new_device_is_let_in_by_the_token_of_its_package() -> None:
    token, newcomer = b"\x11" * 32, DeviceKeys.generate()
    greeting = Introduction.make(token, LAPTOP, INCARNATION, newcomer.public())
    blob, _ = OFFICE.seal(make_ops(notes_of(2)), keys=newcomer, introduction=greeting)

    def judge(proof: bytes) -> Opened:
        def ask(header: object) -> bytes | None:
            said = header.introduction
            proved = said.proves(proof, header.device, header.incarnation)
            return said.signing if proved else None

        return OFFICE.open(blob, roster=lambda _: None, newcomer=ask)

    assert len(list(judge(token).ops)) == 2
    with pytest.raises(UserError, match="bundle_unknown_device"):
        judge(b"\x12" * 32)


def test_broken_operations_are_never_sealed() -> None:
    ops = make_ops(notes_of(4))
    wrong_payload = [(*ops[0][:9], b"other", *ops[0][10:])]
    wrong_chain = [ops[0], (*ops[1][:11], bytes(32))]
    backwards = [ops[1], ops[0]]
    for broken in (wrong_payload, wrong_chain, backwards, [ops[0], ops[0]]):
        with pytest.raises(UserError, match="bundle_ops_broken"):
            OFFICE.seal(broken)


def test_a_bundle_needs_a_recipient_and_small_attachments() -> None:
    with pytest.raises(UserError, match="blob_too_large"):
        OFFICE.seal([], blobs=[bytes((8 << 20) + 1)])
    with pytest.raises(UserError, match="bundle_no_recipient"):
        seal(io.BytesIO(), OFFICE.draft(), [], recipients=[], keys=OFFICE.laptop)


# Bundles of released format versions are read for ever.


@pytest.mark.parametrize("version", [1, 2])
def test_the_golden_bundle_of_each_format_version_can_be_read(version: int, root: Path) -> None:
    folder = root / "tests" / "data" / "bundles"
    known = json.loads((folder / f"format-{version}.json").read_text("utf-8"))
    with (folder / f"format-{version}.tdb").open("rb") as f:
        opened = open_bundle(
            f,
            identities=[known["identity"]],
            roster={known["device"]: bytes.fromhex(known["signing"])}.get,
            county_fingerprint=known["county"],
        )
        ops = [list(op) for op in opened.ops]
        blobs = [data for _, data in opened.blobs()]
    expected = [
        [*op[:9], None if op[9] is None else op[9].encode(), b64decode(op[10]), b64decode(op[11])]
        for op in known["ops"]
    ]
    assert ops == expected
    assert blobs == [b64decode(each) for each in known["blobs"]]
    assert {name: each.hex() for name, each in opened.hashes.items()} == known["hashes"]
    assert opened.extras == known["extras"]
    assert opened.header.created_at.isoformat() == known["created_at"]
    assert isinstance(known["note"], str)


def test_a_signing_key_is_32_bytes_and_a_recipient_is_age() -> None:
    public: DevicePublic = OFFICE.laptop.public()
    assert len(public.signing) == 32
    assert public.sealing.startswith("age1")
