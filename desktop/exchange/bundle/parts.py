"""The sealed parts of a payload: each one message, compressed, checked and encrypted alone.

Parts keep memory flat in both directions: a bundle of any size passes through one part at a time.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, BinaryIO

import msgspec
import pyrage
import zstandard

from desktop.errors import UserError
from desktop.exchange.bundle import beside
from desktop.exchange.bundle.columns import ColumnsPart, columns_of, rows_of
from desktop.exchange.bundle.operations import OpsPart
from desktop.exchange.identity.keys import UNREADABLE, Hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.exchange.bundle.header import Front, Limits

LENGTH = struct.Struct(">I")
LEVEL = 3
MAX_BLOB_BYTES = 8 << 20
_LISTED = 1024


class Opening(msgspec.Struct, tag="opening", kw_only=True):
    """The first part: the sender again (so that nobody re-signs another's payload) and notes."""

    device: str
    incarnation: str
    number: int
    hashes: dict[str, bytes]
    wants: tuple[Hash, ...]
    extras: dict[str, object]


class _Opening(msgspec.Struct, tag="opening", kw_only=True):
    """The first part as it is read: what rides beside is looked at one by one."""

    device: str
    incarnation: str
    number: int
    hashes: Annotated[dict[str, Hash], msgspec.Meta(max_length=1 << 16)]
    wants: tuple[Hash, ...]
    extras: Annotated[dict[str, msgspec.Raw], msgspec.Meta(max_length=256)]

    def whole(self, most: int) -> Opening:
        """The part, with what rides beside as far as it is plain; lists are not longer than most.

        What another version says otherwise is left out.
        """
        extras: dict[str, object] = {}
        for name, raw in self.extras.items():
            with suppress(*UNREADABLE):
                extras[name] = beside.read(raw, most)
        return Opening(
            device=self.device,
            incarnation=self.incarnation,
            number=self.number,
            hashes=self.hashes,
            wants=self.wants,
            extras=extras,
        )


class Ops(msgspec.Struct, tag="ops"):
    """A part of operations; format 1 wrote it so."""

    part: OpsPart


class Columns(msgspec.Struct, tag="columns"):
    """A part of operations by column."""

    part: ColumnsPart


class BlobPart(msgspec.Struct, tag="blob"):
    """One attachment, named by its SHA-256."""

    digest: Hash
    data: Annotated[bytes, msgspec.Meta(max_length=MAX_BLOB_BYTES)]


class Closing(msgspec.Struct, tag="closing", kw_only=True):
    """The last part: what came before it, so that none can be missing."""

    ops: int
    counts: Annotated[dict[str, int], msgspec.Meta(max_length=1 << 16)]
    blobs: tuple[tuple[Hash, int], ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A part behind all operations that cannot be read: an attachment that is refused alone."""

    fault: UserError


Part = Opening | Ops | BlobPart | Closing
_Read = _Opening | Ops | Columns | BlobPart | Closing


class Sealer:
    """Turns messages into sealed parts for the given recipients (age public keys)."""

    def __init__(self, recipients: Sequence[str]) -> None:
        self._recipients = [pyrage.x25519.Recipient.from_str(each) for each in recipients]
        self._encoder = msgspec.msgpack.Encoder()
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)

    def seal(self, part: Part) -> bytes:
        """One part with its length in front."""
        wire = Columns(columns_of(part.part)) if isinstance(part, Ops) else part
        packed = self._compressor.compress(self._encoder.encode(wire))
        sealed: bytes = pyrage.encrypt(packed, self._recipients)
        return LENGTH.pack(len(sealed)) + sealed


class Unsealer:
    """Reads the parts of one payload back, within limits."""

    def __init__(self, identities: Sequence[str], limits: Limits) -> None:
        self._identities = [pyrage.x25519.Identity.from_str(each) for each in identities]
        self._limits = limits
        self._decoder: msgspec.msgpack.Decoder[_Read] = msgspec.msgpack.Decoder(_Read)
        self._decompressor = zstandard.ZstdDecompressor()

    def parts(
        self, f: BinaryIO, front: Front, spares: Callable[[], bool]
    ) -> Iterator[Part | Broken]:
        """All parts in order; where ``spares`` says so, one that cannot be read is passed over.

        Raises:
            UserError: `bundle_damaged`, `bundle_too_large`, `bundle_not_for_us`.
        """
        at = front.payload_at
        allowed = self._limits.plain_allowed(front.header.payload_bytes)
        while at < front.tail_at:
            f.seek(at)
            sealed = self._read(f, front.tail_at - at)
            at += LENGTH.size + len(sealed)
            try:
                plain = self._unpack(self._decrypt(sealed), allowed)
                part: Part | Broken = self._decode(plain, front.header.ops)
            except UserError as fault:
                if not spares():
                    raise
                part = Broken(fault)
            else:
                allowed -= len(plain)
            yield part

    def ends(self, f: BinaryIO, front: Front) -> tuple[Part, Part]:
        """The first and the last part, read alone.

        Raises:
            UserError: as `parts`.
        """
        allowed = self._limits.plain_allowed(front.header.payload_bytes)
        at, last = front.payload_at, front.payload_at
        while at < front.tail_at:
            f.seek(at)
            last, at = at, at + LENGTH.size + self._length(f, front.tail_at - at)
        found = []
        for place in (front.payload_at, last):
            f.seek(place)
            sealed = self._read(f, front.tail_at - place)
            plain = self._unpack(self._decrypt(sealed), allowed)
            found.append(self._decode(plain, front.header.ops))
        return found[0], found[1]

    def _read(self, f: BinaryIO, left: int) -> bytes:
        return f.read(self._length(f, left))

    def _length(self, f: BinaryIO, left: int) -> int:
        prefix = f.read(LENGTH.size)
        length = LENGTH.unpack(prefix)[0] if len(prefix) == LENGTH.size else left
        if LENGTH.size + length > left:
            raise UserError("bundle_damaged")
        if length > self._limits.part_bytes:
            raise UserError("bundle_too_large", bytes=length, limit=self._limits.part_bytes)
        return length

    def _decrypt(self, sealed: bytes) -> bytes:
        try:
            packed: bytes = pyrage.decrypt(sealed, self._identities)
        except pyrage.DecryptError as error:
            code = "bundle_not_for_us" if "No matching keys" in str(error) else "bundle_damaged"
            raise UserError(code) from error
        return packed

    def _unpack(self, packed: bytes, allowed: int) -> bytes:
        try:
            frame = zstandard.get_frame_parameters(packed)
        except zstandard.ZstdError as error:
            raise UserError("bundle_damaged") from error
        limit = min(allowed, self._limits.part_bytes)
        if frame.content_size > limit:  # a frame that does not say its size says the largest number
            raise UserError("bundle_too_large", bytes=frame.content_size, limit=limit)
        if not frame.has_checksum:
            raise UserError("bundle_damaged")
        try:
            return self._decompressor.decompress(
                packed, max_output_size=frame.content_size, allow_extra_data=False
            )
        except zstandard.ZstdError as error:
            raise UserError("bundle_damaged") from error

    def _decode(self, plain: bytes, ops: int) -> Part:
        try:
            part = self._decoder.decode(plain)
            if isinstance(part, _Opening):
                return part.whole(ops + _LISTED)
            return Ops(rows_of(part.part)) if isinstance(part, Columns) else part
        except UNREADABLE as error:
            raise UserError("bundle_damaged") from error
