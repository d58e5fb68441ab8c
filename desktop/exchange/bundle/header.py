"""The plain front of a bundle: what it is, from whom, for whom, which operations.

Layout of the file, format version 2, numbers big-endian:
magic 8 | version 1 | suite 1 | header length 4 | header (msgpack)
payload: parts, each length 4 | age( zstd with checksum( msgpack ) )
signature 64 (Ed25519, over the front and the payload's hash) | check 32 (SHA-256) | end magic 8.
Version 1 differs in the parts of operations alone: one after another, not by column.
The check tells damage in copying from a forgery; the signature alone decides.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, BinaryIO

import msgspec

from desktop.errors import UserError
from desktop.exchange.bundle.operations import MAX_NUMBER, MAX_SEQ, Range, Stream
from desktop.exchange.identity.keys import (
    SIGNATURE_BYTES,
    UNREADABLE,
    Device,
    Fingerprint,
    Hash,
    Incarnation,
    Introduction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MAGIC = b"\x89TDB\r\n\x1a\n"
END = b"\x89TDBend\n"
VERSION = 2
SUITE = 1  # age X25519 + ChaCha20-Poly1305, zstd, SHA-256, Ed25519; others may come (SM2/SM3/SM4)
FRONT = struct.Struct(">8sBBI")
CHECK_BYTES = 32
TAIL_BYTES = SIGNATURE_BYTES + CHECK_BYTES + len(END)

Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
Reached = Annotated[int, msgspec.Meta(ge=0, le=MAX_SEQ)]
KeyId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{16}\Z")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a bundle may ask of the machine before anything of it is believed; bytes."""

    file_bytes: int = 1 << 30
    header_bytes: int = 4 << 20
    part_bytes: int = 64 << 20
    plain_bytes: int = 4 << 30
    ratio: int = 200
    slack_bytes: int = 16 << 20
    ops: int = 5_000_000
    ops_slack: int = 200_000
    kept_bytes: int = 2 << 20
    kept_ops: int = 20_000

    def plain_allowed(self, payload_bytes: int) -> int:
        """How many bytes a payload of this size may unpack to, all parts together."""
        return min(self.plain_bytes, payload_bytes * self.ratio + self.slack_bytes)

    def ops_allowed(self, payload_bytes: int) -> int:
        """How many operations a payload of this size may bring; each is some bytes, packed too."""
        return min(self.ops, payload_bytes // 2 + self.ops_slack)


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The plain header; it names machines, streams and numbers, no person and no household."""

    device: Device
    incarnation: Incarnation
    county: Fingerprint
    place: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-z]{1,20}\Z")]
    to: tuple[KeyId, ...]
    ranges: tuple[Range, ...]
    vector: dict[Stream, tuple[Reached, Hash]]
    schema: Count
    needed: Count
    ops: Count
    payload_bytes: Count
    payload_sha256: Hash
    created_at: Annotated[datetime, msgspec.Meta(tz=True)]
    number: Count
    previous: Count | None = None
    introduction: Introduction | None = None
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the sender states; the rest of the header follows from the content.

    `place` is the township's code or `county` and only shows in the file's name. `needed` is the
    lowest schema that can read the operations. `previous` is the number of the bundle before this
    one to the same receiver. `introduction` goes along until the county has certified the device,
    `certificate` when the receiver may not have it yet.
    """

    device: str
    incarnation: str
    county: str
    place: str
    number: int
    vector: Mapping[str, tuple[int, bytes]]
    schema: int
    needed: int
    created_at: datetime
    previous: int | None = None
    introduction: Introduction | None = None
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A bundle's front as read: the header, its raw bytes, and where the payload starts."""

    header: Header
    raw: bytes
    payload_at: int

    @property
    def tail_at(self) -> int:
        """Where the payload ends and the signature starts."""
        return self.payload_at + self.header.payload_bytes

    def said(self) -> bytes:
        """The bytes that the sender signs."""
        return said_of(self.raw, self.header)


def said_of(raw: bytes, header: Header) -> bytes:
    """The bytes that the sender of this front signs."""
    return b"township-desk bundle\0" + raw + header.payload_sha256


def check_of(front: Front, signature: bytes) -> bytes:
    """The hash at the end of the file; with the payload's own hash it covers every byte."""
    return sha256(front.said() + signature).digest()


def make_front(header: Header) -> Front:
    """Write the front of a bundle."""
    body = msgspec.msgpack.encode(header)
    raw = FRONT.pack(MAGIC, VERSION, SUITE, len(body)) + body
    return Front(header=header, raw=raw, payload_at=len(raw))


def read_front(f: BinaryIO, limits: Limits) -> Front:
    """Read the front of a seekable file and hold its sizes against the limits.

    Raises:
        UserError: `bundle_damaged`, `bundle_truncated`, `bundle_newer`, `bundle_too_large`.
    """
    f.seek(0, 2)
    size = f.tell()
    f.seek(0)
    if size > limits.file_bytes:
        raise UserError("bundle_too_large", bytes=size, limit=limits.file_bytes)
    start = f.read(FRONT.size)
    if len(start) < FRONT.size:
        raise UserError("bundle_truncated" if MAGIC.startswith(start[:8]) else "bundle_damaged")
    magic, version, suite, length = FRONT.unpack(start)
    _check_start(magic, version, suite)
    if length > limits.header_bytes:
        raise UserError("bundle_too_large", bytes=length, limit=limits.header_bytes)
    body = f.read(length)
    if len(body) < length:
        raise UserError("bundle_truncated")
    front = Front(header=_parse(body), raw=start + body, payload_at=FRONT.size + length)
    _check_sizes(front, size, limits)
    return front


def _check_start(magic: bytes, version: int, suite: int) -> None:
    if magic != MAGIC:
        raise UserError("bundle_damaged")
    if version == 0 or suite == 0:
        raise UserError("bundle_damaged")
    if version > VERSION or suite > SUITE:
        raise UserError("bundle_newer", needed=version, have=VERSION)


def _parse(body: bytes) -> Header:
    try:
        return msgspec.msgpack.decode(body, type=Header)
    except UNREADABLE as error:
        raise UserError("bundle_damaged") from error


def _check_sizes(front: Front, size: int, limits: Limits) -> None:
    expected = front.tail_at + TAIL_BYTES
    if size < expected:
        raise UserError("bundle_truncated")
    if size > expected:
        raise UserError("bundle_damaged")
    if front.header.ops > limits.ops_allowed(front.header.payload_bytes):
        raise UserError("bundle_too_large", bytes=size, limit=limits.file_bytes)


def parse_front(f: BinaryIO) -> Header | None:
    """The header of a front that stands alone, without its payload; None for anything else."""
    start = f.read(FRONT.size)
    if len(start) < FRONT.size:
        return None
    magic, version, suite, length = FRONT.unpack(start)
    try:
        _check_start(magic, version, suite)
        body = f.read()
        return _parse(body) if len(body) == length else None
    except UserError:
        return None


def peek(f: BinaryIO, limits: Limits | None = None) -> Header:
    """Read the header of a bundle without any key; nothing in it is proved yet.

    Raises:
        UserError: `bundle_damaged`, `bundle_truncated`, `bundle_newer`, `bundle_too_large`.
    """
    return read_front(f, limits or Limits()).header
