"""Sealing: operations and attachments become one signed, encrypted file."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, cast

from desktop.errors import UserError
from desktop.exchange.bundle.header import END, Draft, Header, check_of, make_front
from desktop.exchange.bundle.operations import OpTuple, Packer
from desktop.exchange.bundle.parts import (
    MAX_BLOB_BYTES,
    BlobPart,
    Closing,
    Opening,
    Ops,
    Part,
    Sealer,
)
from desktop.exchange.identity.keys import key_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from desktop.exchange.identity.keys import DeviceKeys

SPOOL_BYTES = 2 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What rides sealed beside the operations.

    Attributes:
        hashes: state hash per table, compared by the receiver when the vectors are equal.
        wants: SHA-256 of attachments that the sender still lacks.
        extras: small values by name (certificates, device roster, packs' versions); msgpack types.
    """

    hashes: Mapping[str, bytes] = field(default_factory=dict)
    wants: Sequence[bytes] = ()
    extras: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A finished bundle: the name to give it, its bytes, its SHA-256, header and row counts."""

    name: str
    size: int
    digest: bytes
    header: Header
    counts: Mapping[str, int]


class _Payload:
    """Collects the sealed parts beside the target, small ones in memory, and hashes them.

    The header stands before the payload and states its hash, so the payload has to exist first;
    what is spooled is already encrypted.
    """

    def __init__(self, spool: BinaryIO) -> None:
        self.spool = spool
        self.hash = sha256()
        self.bytes = 0

    def add(self, sealed: bytes) -> None:
        self.spool.write(sealed)
        self.hash.update(sealed)
        self.bytes += len(sealed)


class _Out:
    """Writes to the target and hashes what went there."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.hash = sha256()
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self._out.write(data)
        self.hash.update(data)
        self.bytes += len(data)
        return len(data)


def seal(
    out: BinaryIO,
    draft: Draft,
    ops: Iterable[OpTuple],
    *,
    recipients: Sequence[str],
    keys: DeviceKeys,
    notes: Notes | None = None,
    blobs: Iterable[bytes] = (),
) -> Sealed:
    """Write one bundle to `out`; memory stays flat whatever the number of operations.

    Args:
        out: a binary file open for writing; flushing and syncing it is the caller's.
        draft: what the sender states.
        ops: operations, rising in each stream; streams may be mixed, a gap starts a new range.
        recipients: age public keys of all who may open it.
        keys: the sender's keys; they sign.
        notes: state hashes, wants and extras.
        blobs: attachments, each at most 8 MiB.

    Raises:
        UserError: `bundle_ops_broken` when an operation fits neither its digest nor its chain,
            `blob_too_large`, `bundle_no_recipient`.
    """
    if not recipients:
        raise UserError("bundle_no_recipient")
    sealer, packer = Sealer(recipients), Packer()
    with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
        payload = _Payload(cast("BinaryIO", spool))
        for part in _parts(draft, packer, ops, notes or Notes(), blobs):
            payload.add(sealer.seal(part))
        front = make_front(_header(draft, packer, payload, recipients))
        target = _Out(out)
        target.write(front.raw)
        spool.seek(0)
        shutil.copyfileobj(spool, target)
    signature = keys.sign(front.said())
    target.write(signature + check_of(front, signature) + END)
    digest = target.hash.digest()
    return Sealed(
        name=_name(front.header, digest),
        size=target.bytes,
        digest=digest,
        header=front.header,
        counts=packer.counts,
    )


def _parts(
    draft: Draft, packer: Packer, ops: Iterable[OpTuple], notes: Notes, blobs: Iterable[bytes]
) -> Iterator[Part]:
    yield Opening(
        device=draft.device,
        incarnation=draft.incarnation,
        number=draft.number,
        hashes=dict(notes.hashes),
        wants=tuple(notes.wants),
        extras=dict(notes.extras),
    )
    for part in packer.parts(ops):
        yield Ops(part)
    sent: list[tuple[bytes, int]] = []
    for data in blobs:
        if len(data) > MAX_BLOB_BYTES:
            raise UserError("blob_too_large", bytes=len(data), limit=MAX_BLOB_BYTES)
        digest = sha256(data).digest()
        sent.append((digest, len(data)))
        yield BlobPart(digest, data)
    yield Closing(ops=packer.total, counts=packer.counts, blobs=tuple(sent))


def _header(draft: Draft, packer: Packer, payload: _Payload, recipients: Sequence[str]) -> Header:
    return Header(
        device=draft.device,
        incarnation=draft.incarnation,
        county=draft.county,
        place=draft.place,
        to=tuple(key_id(each) for each in recipients),
        ranges=tuple(packer.ranges),
        vector=dict(draft.vector),
        schema=draft.schema,
        needed=draft.needed,
        ops=packer.total,
        payload_bytes=payload.bytes,
        payload_sha256=payload.hash.digest(),
        created_at=draft.created_at,
        number=draft.number,
        previous=draft.previous,
        introduction=draft.introduction,
        certificate=draft.certificate,
    )


def _name(header: Header, digest: bytes) -> str:
    """ASCII and short; nobody believes it."""
    own = [run for run in header.ranges if run.stream.startswith(header.device)]
    runs = own or list(header.ranges)
    first = min((run.first for run in runs), default=0)
    last = max((run.last for run in runs), default=0)
    return f"{header.place}-{header.device[:8]}-{first}-{last}-{digest.hex()[:8]}.tdb"
