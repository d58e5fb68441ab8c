"""What a sender once signed of its own state: the front of a bundle, kept as proof of its vector.

A county that was restored from a copy has forgotten operations that laptops still have. The front
of the last bundle that it signed says how far each stream was and with which chain; it believes
its own signature, and so takes those operations back from whoever kept them.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec

from desktop.exchange.bundle.header import FRONT, Front, Header, Limits, parse_front, said_of
from desktop.exchange.identity.keys import UNREADABLE, verify

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    """The signed bytes and the signature."""

    front: bytes
    signature: bytes


def keep(front: Front, signature: bytes) -> bytes:
    """The statement as it is kept and travels."""
    return msgspec.msgpack.encode(_Kept(front.raw, signature))


def vector_of(blob: bytes) -> Mapping[str, tuple[int, bytes]]:
    """How far a statement says that its sender was; nothing of it is proved."""
    header = _header(blob)
    return header.vector if header is not None else {}


def proved(blob: bytes, key: bytes, device: str) -> Mapping[str, tuple[int, bytes]]:
    """The vector that this device signed with this key (32 bytes); empty where it did not."""
    header = _header(blob)
    if header is None or header.device != device:
        return {}
    kept = msgspec.msgpack.decode(blob, type=_Kept)
    return header.vector if verify(key, said_of(kept.front, header), kept.signature) else {}


def _header(blob: bytes) -> Header | None:
    try:
        kept = msgspec.msgpack.decode(blob, type=_Kept)
    except UNREADABLE:
        return None
    if len(kept.front) > FRONT.size + Limits().header_bytes:
        return None
    return parse_front(io.BytesIO(kept.front))
