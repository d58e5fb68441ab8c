"""A small signed envelope: what it is, the body, an Ed25519 signature over both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from desktop.exchange.identity.keys import SIGNATURE_BYTES, UNREADABLE, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.exchange.identity.keys import DeviceKeys


class _Envelope(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The wire form of a signed statement."""

    kind: Annotated[str, msgspec.Meta(max_length=40)]
    body: bytes
    signature: Annotated[
        bytes, msgspec.Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)
    ]


def sign_statement(kind: str, body: bytes, keys: DeviceKeys) -> bytes:
    """Wrap a body with the signature of its issuer; a kind keeps statements from being swapped."""
    return msgspec.msgpack.encode(_Envelope(kind, body, keys.sign(_said(kind, body))))


def open_statement(kind: str, blob: bytes, public_keys: Sequence[bytes]) -> bytes | None:
    """The body if one of the keys signed it as this kind, else None."""
    envelope = _parse(kind, blob)
    if envelope is None:
        return None
    said = _said(kind, envelope.body)
    if not any(verify(key, said, envelope.signature) for key in public_keys):
        return None
    return envelope.body


def unverified_body(kind: str, blob: bytes) -> bytes | None:
    """The body whoever signed it, only good for naming what is wrong with it."""
    envelope = _parse(kind, blob)
    return envelope.body if envelope is not None else None


def _parse(kind: str, blob: bytes) -> _Envelope | None:
    try:
        envelope = msgspec.msgpack.decode(blob, type=_Envelope)
    except UNREADABLE:
        return None
    return envelope if envelope.kind == kind else None


def _said(kind: str, body: bytes) -> bytes:
    return b"township-desk statement\0" + kind.encode() + b"\0" + body
