"""The enrolment package: all that a new laptop needs, in one trip, under a code on paper.

Layout, format version 1, numbers big-endian: magic 8 | version 1 | suite 1 | Argon2id memory in KiB
4, passes 1, lanes 1 | salt 16 | nonce 12 | AES-256-GCM( zstd with checksum( msgpack ) ) | SHA-256
of everything before it 32. The hash tells damage in copying from a wrong code.
"""

from __future__ import annotations

import secrets
import struct
import unicodedata
from datetime import datetime
from hashlib import sha256
from typing import Annotated

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.errors import UserError
from desktop.exchange.bundle.header import Count
from desktop.exchange.bundle.operations import OpsPart, OpTuple, Packer, Range, Stream, Unpacker
from desktop.exchange.identity.certificates import Role
from desktop.exchange.identity.keys import UNREADABLE, Hash, Recipient

MAGIC = b"\x89TDP\r\n\x1a\n"
VERSION = 1
SUITE = 1
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, 1 I L, U: 30 characters, 78 bits in 16
CODE_LENGTH = 16

_FRONT = struct.Struct(">8sBBIBB16s12s")
_HASH_BYTES = 32
MEMORY_KIB, PASSES, _LANES = 64 * 1024, 3, 4
_MAX_MEMORY_KIB, _MAX_PASSES, _MAX_LANES = 1024 * 1024, 16, 16
_MAX_FILE_BYTES = 512 << 20
_MAX_PLAIN_BYTES = 1 << 30


class PackageContents(msgspec.Struct, frozen=True, kw_only=True):
    """What the county hands to a new device.

    Attributes:
        token: random, used once; proves the new device's keys (`Introduction`).
        county_code: the county's administrative code.
        county_name: the county's name.
        root_public: the county's first root key, 32 bytes; its fingerprint names the county.
        county_sealing: age recipient of the county.
        enrolment_identity: secret age identity to which the county seals until the device's first
            bundle has arrived.
        role: county, officer, bank_desk, agriculture_desk or regulator_desk.
        bank: the bank, empty for the agriculture desk.
        townships: codes.
        letter: the letter of the desk in document numbers.
        officer: whose package this is.
        settings: the county's settings as strings.
        ops: the snapshot, operations as 12-field tuples.
        vector: what the snapshot covers.
        created_at: when the county made it.
        schema: the county's program schema.
        roster: the signed list of devices at that moment (`DeviceRoster`), may be empty.
        extras: small values by name; msgpack types.
    """

    token: Annotated[bytes, msgspec.Meta(min_length=16, max_length=64)]
    county_code: str
    county_name: str
    root_public: Hash
    county_sealing: Recipient
    enrolment_identity: str
    role: Role
    bank: str
    townships: tuple[str, ...]
    letter: str
    officer: str
    created_at: Annotated[datetime, msgspec.Meta(tz=True)]
    schema: Count
    settings: dict[str, str] = {}
    ops: tuple[OpTuple, ...] = ()
    vector: dict[Stream, tuple[Count, Hash]] = {}
    roster: bytes = b""
    extras: dict[str, object] = {}


class _Plain(msgspec.Struct, frozen=True, kw_only=True):
    """The sealed form: operations packed as in a bundle."""

    contents: PackageContents
    ranges: tuple[Range, ...]
    parts: tuple[OpsPart, ...]


def new_code() -> str:
    """A code for one package: XXXX-XXXX-XXXX-XXXX without look-alike characters."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str:
    """The 16 characters of a typed code: any case, width, spaces and dashes.

    Raises `code_incomplete` with the number of characters found when they are not 16 or not of the
    alphabet.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(char for char in plain if char.isalnum())
    if len(letters) != CODE_LENGTH:
        raise UserError("code_incomplete", found=len(letters), needed=CODE_LENGTH)
    strange = sorted(set(letters) - set(ALPHABET))
    if strange:
        raise UserError("code_character", characters=" ".join(strange))
    return letters


def seal(contents: PackageContents, code: str) -> bytes:
    """Seal a package under a code; raises `code_incomplete` or `code_character` for a bad code."""
    packer = Packer()
    parts = tuple(packer.parts(contents.ops))
    plain = msgspec.msgpack.encode(
        _Plain(
            contents=msgspec.structs.replace(contents, ops=()),
            ranges=tuple(packer.ranges),
            parts=parts,
        )
    )
    packed = zstandard.ZstdCompressor(level=9, write_checksum=True).compress(plain)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    front = _FRONT.pack(MAGIC, VERSION, SUITE, MEMORY_KIB, PASSES, _LANES, salt, nonce)
    key = _stretch(read_code(code), salt, MEMORY_KIB, PASSES, _LANES)
    body = front + AESGCM(key).encrypt(nonce, packed, front)
    return body + sha256(body).digest()


def open_package(blob: bytes, code: str) -> PackageContents:
    """Open a package with the code that was typed.

    Raises:
        UserError: `package_damaged`, `package_newer`, `code_wrong`, `code_incomplete`,
            `code_character`.
    """
    letters = read_code(code)
    if not _FRONT.size + _HASH_BYTES < len(blob) <= _MAX_FILE_BYTES or blob[:8] != MAGIC:
        raise UserError("package_damaged")
    body = blob[:-_HASH_BYTES]
    if sha256(body).digest() != blob[-_HASH_BYTES:]:
        raise UserError("package_damaged")
    _, version, suite, memory, passes, lanes, salt, nonce = _FRONT.unpack_from(body)
    if version > VERSION or suite > SUITE:
        raise UserError("package_newer", needed=version, have=VERSION)
    if not (8 * lanes <= memory <= _MAX_MEMORY_KIB and 0 < passes <= _MAX_PASSES):
        raise UserError("package_damaged")
    if not 0 < lanes <= _MAX_LANES:
        raise UserError("package_damaged")
    key = _stretch(letters, salt, memory, passes, lanes)
    try:
        packed = AESGCM(key).decrypt(nonce, body[_FRONT.size :], body[: _FRONT.size])
    except InvalidTag as error:
        raise UserError("code_wrong") from error
    return _unpack(packed)


def _stretch(letters: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib
    ).derive(letters.encode())


def _unpack(packed: bytes) -> PackageContents:
    try:
        if zstandard.get_frame_parameters(packed).content_size > _MAX_PLAIN_BYTES:
            raise UserError("package_damaged")
        plain = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(packed), type=_Plain)
        unpacker = Unpacker(plain.ranges)
        ops = tuple(op for part in plain.parts for op in unpacker.ops(part))
    except (zstandard.ZstdError, *UNREADABLE) as error:
        raise UserError("package_damaged") from error
    if not unpacker.finished:
        raise UserError("package_damaged")
    return msgspec.structs.replace(plain.contents, ops=ops)
