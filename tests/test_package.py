"""The enrolment package: opens with its code as people type it, and with nothing else."""

from __future__ import annotations

import contextlib
import json
import struct
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.exchange import package
from desktop.exchange.identity import DeviceKeys, Role, new_sealing_key
from desktop.exchange.package import (
    ALPHABET,
    PackageContents,
    new_code,
    open_package,
    read_code,
    seal,
)
from tests.bundles import NOW, STREAM, make_ops, notes_of

pytestmark = pytest.mark.slow

ROOT = DeviceKeys.generate()
OPS = tuple(make_ops([*notes_of(20), None]))
CONTENTS = PackageContents(
    token=b"\x21" * 32,
    county_code="149999",
    county_name="某某县",
    root_public=ROOT.public().signing,
    county_sealing=ROOT.public().sealing,
    enrolment_identity=new_sealing_key()[0],
    role=Role.OFFICER,
    bank="某某农商行",
    townships=("149999001",),
    letter="C",
    officer="王小明",
    settings={"hotline": "0350-0000000"},
    ops=OPS,
    vector={STREAM: (21, OPS[-1][11])},
    created_at=NOW,
    schema=2,
    roster=b"signed list",
    extras={"hub": "c0" * 16},
)
CODE = "2345-6789-ABCD-EFGH"
BLOB = seal(CONTENTS, CODE)


def refused(blob: bytes, code: str = CODE) -> str:
    with pytest.raises(UserError) as error:
        open_package(blob, code)
    return error.value.code


def hashed(body: bytes) -> bytes:
    return body + sha256(body).digest()


def resealed(plain: bytes) -> bytes:
    """A package around any content, sealed right."""
    front = BLOB[: package._FRONT.size]  # noqa: SLF001
    *_, memory, passes, lanes, salt, nonce = package._FRONT.unpack(front)  # noqa: SLF001
    key = package._stretch(read_code(CODE), salt, memory, passes, lanes)  # noqa: SLF001
    return hashed(front + AESGCM(key).encrypt(nonce, plain, front))


def test_all_that_the_county_put_in_comes_out() -> None:
    assert open_package(BLOB, CODE) == CONTENTS


@pytest.mark.parametrize(
    "typed",
    [
        "2345 6789 abcd efgh",
        "23456789abcdefgh",
        " 2345－6789—\uff21\uff22\uff23\uff24 efgh\n",
        "2345_6789.ABCD/EFGH",
    ],
)
def test_the_code_may_be_typed_in_any_case_width_and_grouping(typed: str) -> None:
    assert open_package(BLOB, typed).officer == "王小明"


def test_nothing_can_be_read_without_the_code() -> None:
    assert "王小明".encode() not in BLOB
    assert CONTENTS.token not in BLOB
    assert refused(BLOB, "2345-6789-ABCD-EFGJ") == "code_wrong"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=24))
def test_what_is_no_code_is_told_before_the_package_is_touched(typed: str) -> None:
    with contextlib.suppress(UserError):
        letters = read_code(typed)
        assert len(letters) == 16
        assert set(letters) <= set(ALPHABET)


def test_a_code_with_a_look_alike_character_is_told_apart_from_a_wrong_one() -> None:
    assert refused(BLOB, "2345-6789-ABCD-EFG0") == "code_character"
    assert refused(BLOB, "2345-6789-ABCD") == "code_incomplete"


def test_new_codes_are_four_groups_without_look_alikes() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert not set(code) & set("01ILOU")
        assert read_code(code) == code.replace("-", "")


@given(st.integers(0, len(BLOB) - 1), st.integers(1, 255))
def test_any_changed_byte_is_damage(at: int, change: int) -> None:
    changed = bytearray(BLOB)
    changed[at] ^= change
    assert refused(bytes(changed)) == "package_damaged"


@pytest.mark.parametrize("length", [0, 7, 30, 60, 200])
def test_a_stump_is_damage(length: int) -> None:
    assert refused(BLOB[:length]) == "package_damaged"


def test_a_newer_package_is_named() -> None:
    for at in (8, 9):
        newer = bytearray(BLOB[:-32])
        newer[at] = 9
        assert refused(hashed(bytes(newer))) == "package_newer"


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [(1 << 31, 3, 4), (65536, 200, 4), (65536, 0, 4), (65536, 3, 0), (65536, 3, 200), (8, 3, 4)],
)
def test_a_package_cannot_ask_for_more_work_than_a_laptop_has(
    memory: int, passes: int, lanes: int
) -> None:
    body = BLOB[:10] + struct.pack(">IBB", memory, passes, lanes) + BLOB[16:-32]
    assert refused(hashed(body)) == "package_damaged"


@pytest.mark.usefixtures("dear_keys")
def test_guessing_a_code_is_dear() -> None:
    assert struct.unpack_from(">IBB", seal(CONTENTS, CODE), 10) == (65_536, 3, 4)


def test_a_badly_made_package_is_refused_even_with_the_right_code() -> None:
    pack = zstandard.ZstdCompressor(write_checksum=True).compress
    plain = zstandard.ZstdDecompressor().decompress(_packed(BLOB))
    fields = msgspec.msgpack.decode(plain)
    short = fields | {"parts": []}
    strange = fields | {"parts": [[["other"], fields["parts"][0][1]]]}
    for content in (
        b"no zstd",
        pack(b"no message"),
        pack(b"\x91" * 5000),
        pack(msgspec.msgpack.encode(short)),
        pack(msgspec.msgpack.encode(strange)),
    ):
        assert refused(resealed(content)) == "package_damaged"


def test_a_package_does_not_unpack_without_end() -> None:
    stream = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join(stream.compress(bytes(1 << 20)) for _ in range(100)) + stream.flush()
    assert refused(resealed(bomb)) == "package_damaged"


# Packages of released format versions are read for ever.


def test_the_golden_package_of_format_1_can_be_read(root: Path) -> None:
    folder = root / "tests" / "data" / "bundles"
    known = json.loads((folder / "package-1.json").read_text("utf-8"))
    opened = open_package((folder / "package-1.tdp").read_bytes(), known["code"])
    expected = msgspec.structs.replace(
        CONTENTS,
        enrolment_identity=known["enrolment_identity"],
        root_public=bytes.fromhex(known["root_public"]),
        county_sealing=known["county_sealing"],
    )
    assert opened == expected


def _packed(blob: bytes) -> bytes:
    """The compressed content of a package."""
    front = blob[: package._FRONT.size]  # noqa: SLF001
    *_, memory, passes, lanes, salt, nonce = package._FRONT.unpack(front)  # noqa: SLF001
    key = package._stretch(read_code(CODE), salt, memory, passes, lanes)  # noqa: SLF001
    return AESGCM(key).decrypt(nonce, blob[package._FRONT.size : -32], front)  # noqa: SLF001
