"""Opening: a bundle is proved whole, ours and honest before anything of it is handed on.

What a sender sealed and signed and that still does not fit is found at once in a small bundle, and
in a large one while its operations are read; these are taken in one transaction.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from desktop.errors import UserError
from desktop.exchange.bundle import statements
from desktop.exchange.bundle.header import (
    CHECK_BYTES,
    END,
    TAIL_BYTES,
    Front,
    Header,
    Limits,
    check_of,
    read_front,
)
from desktop.exchange.bundle.operations import OpTuple, Unpacker
from desktop.exchange.bundle.parts import (
    BlobPart,
    Broken,
    Closing,
    Opening,
    Ops,
    Part,
    Unsealer,
)
from desktop.exchange.identity.devices import Signer
from desktop.exchange.identity.keys import SIGNATURE_BYTES, key_id, recipient_of, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Lookup = Callable[[str], Signer | bytes | None]
    Newcomer = Callable[[Header], Signer | bytes | None]

CHUNK = 1 << 20
_NO_CLOSING = Closing(ops=0, counts={}, blobs=())
KEPT_BYTES = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A bundle whose every byte has been proved.

    Attributes:
        header: the sender's statement.
        hashes: state hash per table as the sender has it.
        wants: SHA-256 of attachments that the sender lacks.
        extras: small values by name.
        counts: operations per table.
        manifest: attachments in this bundle, SHA-256 and size in bytes.
        statement: what the sender signed of its own state, to be kept (`statements`).
    """

    header: Header
    hashes: Mapping[str, bytes]
    wants: Sequence[bytes]
    extras: Mapping[str, object]
    counts: Mapping[str, int]
    manifest: Sequence[tuple[bytes, int]]
    statement: bytes
    _source: _Source

    @property
    def ops(self) -> Iterator[OpTuple]:
        """The operations in the sender's order; the file must still be open.

        Raises:
            UserError: `bundle_damaged`, `bundle_too_large`: what was handed on before counts for
                nothing.
        """
        return self._source.ops()

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        """The attachments that are what they are called, each as (SHA-256, bytes).

        The file must still be open; what the manifest names and does not come here is refused.
        """
        return self._source.blobs()


class _Source:
    """Reads the operations of a bundle: from memory, or proved while they are read from its file.

    A small bundle is gone through before anything of it is handed on. Of a large one only the first
    and the last part are; the rest is decrypted once, and what does not fit raises while it is
    being taken.
    """

    def __init__(self, f: BinaryIO, front: Front, unsealer: Unsealer, *, keeps: bool) -> None:
        self._f = f
        self._front = front
        self._unsealer = unsealer
        self._kept: list[OpTuple] | None = None
        first, last = unsealer.ends(f, front)
        if not isinstance(first, Opening):
            raise _damaged("no opening part")
        self.opening = first
        self.closing = last if isinstance(last, Closing) else _NO_CLOSING
        if self.closing is _NO_CLOSING:
            deque(self._proved_ops(), maxlen=0)  # for what else is wrong with it
            raise _damaged("parts are missing")
        _compare(front.header, first, self.closing)
        if keeps:
            self._kept = self._all_ops()

    def ops(self) -> Iterator[OpTuple]:
        return self._proved_ops() if self._kept is None else iter(self._kept)

    def _proved_ops(self) -> Iterator[OpTuple]:
        """Go through all parts once; raises `bundle_damaged` at the first that does not fit."""
        unpacker, total = Unpacker(self._front.header.ranges), 0
        blobs: list[tuple[bytes, int] | None] = []
        broken: list[UserError] = []
        for part in self._in_order(lambda: unpacker.finished, broken):
            if isinstance(part, Ops):
                ops = _unpacked(unpacker, part)
                total += len(ops)
                if total > self._front.header.ops:
                    raise _damaged("more operations than announced")
                yield from ops
            elif not isinstance(part, Opening | Closing):
                blobs.append(_proved(part))
        if not unpacker.finished:
            raise broken[0] if broken else _damaged("parts are missing")
        if total != self.closing.ops or not _as_told(blobs, self.closing):
            raise _damaged("other parts than announced")

    def _in_order(
        self, spares: Callable[[], bool], broken: list[UserError]
    ) -> Iterator[Part | Broken]:
        """All parts, the opening one first and the closing one last; notes what is broken."""
        opened = closed = False
        for part in self._parts(spares):
            if closed or opened is isinstance(part, Opening):
                raise _damaged("parts out of order")
            if isinstance(part, Broken):
                broken.append(part.fault)
            opened, closed = True, isinstance(part, Closing)
            yield part
        if not closed:
            raise broken[0] if broken else _damaged("parts are missing")

    def _all_ops(self) -> list[OpTuple] | None:
        """All of them, unless they turn out to need more room than a small bundle may."""
        found, left = [], KEPT_BYTES
        for op in self._proved_ops():
            found.append(op)
            left -= len(op[9] or b"")
            if left < 0:
                return None
        return found

    def _parts(self, spares: Callable[[], bool]) -> Iterator[Part | Broken]:
        return self._unsealer.parts(self._f, self._front, spares)

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        for part in self._parts(lambda: True):
            if isinstance(part, BlobPart) and _proved(part) is not None:
                yield part.digest, part.data


def _unpacked(unpacker: Unpacker, part: Ops) -> list[OpTuple]:
    try:
        return unpacker.ops(part.part)
    except ValueError as error:
        raise _damaged(str(error)) from error


def open_bundle(
    f: BinaryIO,
    *,
    identities: Sequence[str],
    roster: Lookup,
    county_fingerprint: str,
    limits: Limits | None = None,
    schema: int | None = None,
    newcomer: Newcomer | None = None,
) -> Opened:
    """Prove a bundle and hand on its content; on any error nothing of it has been used.

    The operations of one of more than `limits.kept_bytes` are proved while they are read.

    Args:
        f: a seekable binary file; it must stay open while operations or attachments are read.
        identities: our secret age identities (the device's own, an enrolment's).
        roster: device (32 hex) to the key expected from it, e.g. `DeviceRoster.signer`.
        county_fingerprint: our county.
        limits: sizes that are refused before they are believed.
        schema: our schema; a bundle that needs a newer one is refused.
        newcomer: asked for devices that the roster does not know; it may accept the header's
            introduction (`Introduction.proves`) or certificate (`Certificate.open`).

    Raises:
        UserError: `bundle_damaged`, `bundle_truncated`, `bundle_too_large`, `bundle_newer`,
            `bundle_foreign_county`, `bundle_unknown_device`, `bundle_revoked`,
            `bundle_signature`, `bundle_not_for_us`.
    """
    limits = limits or Limits()
    front = read_front(f, limits)
    signature = _prove_whole(f, front)
    header = front.header
    if header.county != county_fingerprint:
        raise UserError("bundle_foreign_county")
    signer = _signer(header, roster, newcomer)
    if not verify(signer.key, front.said(), signature):
        raise UserError("bundle_signature", device=header.device[:8])
    _check_believed(header, signer)
    if schema is not None and header.needed > schema:
        raise UserError("bundle_newer", needed=header.needed, have=schema)
    ours = {key_id(recipient_of(each)) for each in identities}
    if not ours.intersection(header.to):
        raise UserError("bundle_not_for_us")
    small = header.payload_bytes <= limits.kept_bytes and header.ops <= limits.kept_ops
    source = _Source(f, front, Unsealer(identities, limits), keeps=small)
    return Opened(
        header=header,
        hashes=source.opening.hashes,
        wants=source.opening.wants,
        extras=source.opening.extras,
        counts=source.closing.counts,
        manifest=source.closing.blobs,
        statement=statements.keep(front, signature),
        _source=source,
    )


def is_whole(f: BinaryIO, limits: Limits) -> bool:
    """Tell whether the file came over undamaged, without any key; says nothing about its sender."""
    try:
        _prove_whole(f, read_front(f, limits))
    except UserError:
        return False
    return True


def _prove_whole(f: BinaryIO, front: Front) -> bytes:
    """Hash the payload and compare the tail; returns the signature."""
    f.seek(front.payload_at)
    payload, left = sha256(), front.header.payload_bytes
    while left:
        chunk = f.read(min(left, CHUNK))
        if not chunk:
            raise UserError("bundle_truncated")
        payload.update(chunk)
        left -= len(chunk)
    tail = f.read(TAIL_BYTES)
    signature = tail[:SIGNATURE_BYTES]
    check = tail[SIGNATURE_BYTES : SIGNATURE_BYTES + CHECK_BYTES]
    if not any(tail[-len(END) :]):
        raise UserError("bundle_truncated")
    whole = payload.digest() == front.header.payload_sha256 and tail.endswith(END)
    if not whole or check != check_of(front, signature):
        raise UserError("bundle_damaged")
    return signature


def _signer(header: Header, roster: Lookup, newcomer: Newcomer | None) -> Signer:
    found = roster(header.device)
    if found is None and newcomer is not None:
        found = newcomer(header)
    if found is None:
        raise UserError("bundle_unknown_device", device=header.device[:8])
    return found if isinstance(found, Signer) else Signer(key=found)


def _check_believed(header: Header, signer: Signer) -> None:
    """A revoked device is believed up to its cut-offs; an empty bundle of one tells nothing."""
    if signer.cutoffs is None:
        return
    believed = all(signer.believes(run.stream, run.last) for run in header.ranges)
    if not header.ranges or not believed:
        raise UserError("bundle_revoked", device=header.device[:8])


def _proved(part: BlobPart | Broken) -> tuple[bytes, int] | None:
    """An attachment that is what it is called; None for one that is refused alone."""
    if isinstance(part, Broken) or sha256(part.data).digest() != part.digest:
        return None
    return part.digest, len(part.data)


def _as_told(blobs: Sequence[tuple[bytes, int] | None], closing: Closing) -> bool:
    """Whether the attachments are those of the manifest, but for those that are refused alone."""
    return len(blobs) == len(closing.blobs) and all(
        found in {None, said} for found, said in zip(blobs, closing.blobs, strict=True)
    )


def _compare(header: Header, opening: Opening, closing: Closing) -> None:
    """What is inside the seal must be what the signer announced outside."""
    inside = (opening.device, opening.incarnation, opening.number)
    if inside != (header.device, header.incarnation, header.number):
        raise _damaged("sealed by another sender")
    if header.ops != closing.ops:
        raise _damaged("other parts than announced")


def _damaged(detail: str) -> UserError:
    return UserError("bundle_damaged", detail=detail)
