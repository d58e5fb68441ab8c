"""What the county states about a device: who works on it, as what, where, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec

from desktop.errors import UserError
from desktop.exchange.identity.keys import (
    UNREADABLE,
    Device,
    DevicePublic,
    Fingerprint,
    Hash,
    Incarnation,
    Recipient,
    fingerprint,
)
from desktop.exchange.identity.signed import open_statement, sign_statement, unverified_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.exchange.identity.keys import DeviceKeys

_KIND = "certificate"
_SUCCESSION = "succession"


class Role(StrEnum):
    """The desks that the county certifies."""

    COUNTY = "county"
    OFFICER = "officer"
    BANK_DESK = "bank_desk"
    AGRICULTURE_DESK = "agriculture_desk"
    REGULATOR_DESK = "regulator_desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """The county as certificates name it: its code and the fingerprint of its first root key."""

    code: str
    fingerprint: str


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """The county's signed word for one device."""

    serial: int
    device: Device
    incarnation: Incarnation
    officer: str
    role: Role
    bank: str
    townships: tuple[str, ...]
    letter: str
    signing: Hash
    sealing: Recipient
    county_code: str
    county_fingerprint: Fingerprint
    issued_at: Annotated[datetime, msgspec.Meta(tz=True)]
    expires_on: date

    @property
    def public(self) -> DevicePublic:
        """The keys that the county vouches for."""
        return DevicePublic(signing=self.signing, sealing=self.sealing)

    @property
    def county(self) -> County:
        """The county that issued it."""
        return County(code=self.county_code, fingerprint=self.county_fingerprint)

    @classmethod
    def issue(
        cls,
        root: DeviceKeys,
        *,
        serial: int,
        device: str,
        incarnation: str,
        officer: str,
        role: Role | str,
        bank: str,
        townships: Sequence[str],
        letter: str,
        public: DevicePublic,
        county: County,
        issued_at: datetime,
        expires_on: date,
    ) -> bytes:
        """Sign a certificate with the county's root key."""
        certificate = cls(
            serial=serial,
            device=device,
            incarnation=incarnation,
            officer=officer,
            role=Role(role),
            bank=bank,
            townships=tuple(townships),
            letter=letter,
            signing=public.signing,
            sealing=public.sealing,
            county_code=county.code,
            county_fingerprint=county.fingerprint,
            issued_at=issued_at,
            expires_on=expires_on,
        )
        return sign_statement(_KIND, msgspec.msgpack.encode(certificate), root)

    @classmethod
    def open(
        cls,
        blob: bytes,
        root_public: bytes,
        *,
        on: date | None = None,
        county_fingerprint: str | None = None,
    ) -> Certificate:
        """Read a certificate that the root signed.

        Args:
            blob: what `issue` made.
            root_public: the county's root key in force, 32 bytes.
            on: the day for which it must be valid; None does not look at the expiry.
            county_fingerprint: the county expected, when its root key has been renewed since.

        Raises:
            UserError: `certificate_invalid`, `certificate_foreign`, `certificate_expired`.
        """
        return cls.open_any(
            blob,
            [root_public],
            on=on,
            county_fingerprint=county_fingerprint or fingerprint(root_public),
        )

    @classmethod
    def open_any(
        cls,
        blob: bytes,
        roots: Sequence[bytes],
        *,
        county_fingerprint: str,
        on: date | None = None,
    ) -> Certificate:
        """Read a certificate that any of the county's roots, old or new, signed; raises as `open`.

        A certificate that names another county is foreign even though its signature cannot be
        judged here; one that names this county and fails the signature is invalid.
        """
        certificate = _decode(unverified_body(_KIND, blob))
        if certificate is None:
            raise UserError("certificate_invalid")
        if certificate.county_fingerprint != county_fingerprint:
            raise UserError("certificate_foreign", county=certificate.county_code)
        if open_statement(_KIND, blob, roots) is None:
            raise UserError("certificate_invalid")
        if on is not None and on > certificate.expires_on:
            raise UserError(
                "certificate_expired",
                officer=certificate.officer,
                day=certificate.expires_on.isoformat(),
            )
        return certificate


def _decode(body: bytes | None) -> Certificate | None:
    if body is None:
        return None
    try:
        return msgspec.msgpack.decode(body, type=Certificate)
    except UNREADABLE:
        return None


class _Succession(msgspec.Struct, frozen=True, array_like=True):
    """The wire form of a root key's renewal."""

    old: Hash
    new: Hash
    at: datetime


def renew_root(old: DeviceKeys, new_public: bytes, at: datetime) -> bytes:
    """The old root's signed word that another key takes its place."""
    body = msgspec.msgpack.encode(_Succession(old.public().signing, new_public, at))
    return sign_statement(_SUCCESSION, body, old)


def follow_roots(root_public: bytes, successions: Sequence[bytes]) -> list[bytes]:
    """All root keys from the trusted one to the one in force, oldest first.

    A link that the last key so far did not sign (older than the trusted key, or forged) is passed
    over.
    """
    roots = [root_public]
    for blob in successions:
        body = open_statement(_SUCCESSION, blob, [roots[-1]])
        if body is not None:
            roots.append(msgspec.msgpack.decode(body, type=_Succession).new)
    return roots
