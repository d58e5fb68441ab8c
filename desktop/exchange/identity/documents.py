"""The county's word for a policy document: a signature over kind, file name and digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.exchange.identity.certificates import Role
from desktop.exchange.identity.keys import verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.exchange.identity.devices import DeviceRoster
    from desktop.exchange.identity.keys import DeviceKeys


def sign_document(keys: DeviceKeys, kind: str, file: str, digest: str) -> str:
    """The signature of a document, 128 hex characters."""
    return keys.sign(_said(kind, file, digest)).hex()


def document_signed(
    public_keys: Iterable[bytes], kind: str, file: str, digest: str, signature: str
) -> bool:
    """Whether one of the keys signed this document as this kind and under this name."""
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    said = _said(kind, file, digest)
    return any(verify(key, said, raw) for key in public_keys)


def county_keys(roster: DeviceRoster) -> tuple[bytes, ...]:
    """The signing keys of the county's own devices that the list holds as active."""
    certificates = [
        roster.certificate(each.device) for each in roster.devices if each.state == "active"
    ]
    return tuple(one.signing for one in certificates if one is not None and one.role is Role.COUNTY)


def _said(kind: str, file: str, digest: str) -> bytes:
    return b"township-desk policy document\0" + "\0".join((kind, file, digest)).encode()
