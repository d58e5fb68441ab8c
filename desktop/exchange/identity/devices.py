"""The county's signed list of devices: who may send, and up to where a lost one is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from desktop.errors import UserError
from desktop.exchange.identity.certificates import Certificate, follow_roots
from desktop.exchange.identity.keys import UNREADABLE, Device, Fingerprint, fingerprint
from desktop.exchange.identity.signed import open_statement, sign_statement, unverified_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.exchange.identity.keys import DeviceKeys

_KIND = "roster"
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose signature to expect: the key (32 bytes) and, if revoked, the last seq per stream.

    `cutoffs` None means active. A revoked device is still believed up to its cut-offs; a stream
    that is not named there is not believed at all.
    """

    key: bytes
    cutoffs: Mapping[str, int] | None = None

    def believes(self, stream: str, last: int) -> bool:
        """Tell whether operations of this stream up to `last` are accepted."""
        return self.cutoffs is None or last <= self.cutoffs.get(stream, 0)


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """One device of the list: its certificate as issued and its state.

    `former` are townships that it served before: what it wrote there still counts.
    """

    device: Device
    certificate: bytes
    state: Literal["active", "revoked"] = "active"
    cutoffs: dict[str, int] = {}
    revoked_at: Moment | None = None
    former: tuple[str, ...] = ()


class DeviceRoster(msgspec.Struct, frozen=True, kw_only=True):
    """All devices that the county ever certified, signed as one list with a rising version.

    Receivers keep the highest version that they saw. `successions` are the renewals of the root
    key, oldest first: who trusts an older root reaches the one in force through them.
    """

    county: Fingerprint
    version: int
    issued_at: Moment
    devices: tuple[Enrolled, ...] = ()
    successions: tuple[bytes, ...] = ()

    def sign(self, root: DeviceKeys) -> bytes:
        """The list as it travels, signed by the root key in force."""
        return sign_statement(_KIND, msgspec.msgpack.encode(self), root)

    @classmethod
    def open(
        cls, blob: bytes, root_public: bytes, *, county_fingerprint: str | None = None
    ) -> DeviceRoster:
        """Read a list signed by the trusted root or by one that it passed the office to.

        Every certificate in it must be signed by one of those roots and name the same device.

        Raises:
            UserError: `roster_invalid`, `roster_foreign`.
        """
        county = county_fingerprint or fingerprint(root_public)
        roster = _decode(unverified_body(_KIND, blob))
        if roster is None:
            raise UserError("roster_invalid")
        if roster.county != county:
            raise UserError("roster_foreign")
        roots = roster.roots(root_public)
        if open_statement(_KIND, blob, [roots[-1]]) is None:
            raise UserError("roster_invalid")
        for enrolled in roster.devices:
            certificate = _certificate(enrolled, roots, county)
            if certificate is None or certificate.device != enrolled.device:
                raise UserError("roster_invalid")
        return roster

    def roots(self, root_public: bytes) -> list[bytes]:
        """The trusted root and those after it; the last one is in force."""
        return follow_roots(root_public, self.successions)

    def find(self, device: str) -> Enrolled | None:
        """The device's line, or None."""
        return next((each for each in self.devices if each.device == device), None)

    def certificate(self, device: str) -> Certificate | None:
        """The device's certificate; `open` has already proved its signature."""
        enrolled = self.find(device)
        if enrolled is None:
            return None
        body = unverified_body("certificate", enrolled.certificate)
        return msgspec.msgpack.decode(body, type=Certificate) if body is not None else None

    def signer(self, device: str) -> Signer | None:
        """What `open_bundle` asks: the key to expect from this device, or None if unknown."""
        enrolled = self.find(device)
        certificate = self.certificate(device)
        if enrolled is None or certificate is None:
            return None
        revoked = enrolled.state == "revoked"
        return Signer(key=certificate.signing, cutoffs=enrolled.cutoffs if revoked else None)

    def served(self, device: str) -> tuple[str, ...]:
        """All townships that a device serves or ever served."""
        enrolled, certificate = self.find(device), self.certificate(device)
        if enrolled is None or certificate is None:
            return ()
        return tuple(dict.fromkeys((*certificate.townships, *enrolled.former)))

    def with_device(self, certificate: bytes, device: str, at: datetime) -> DeviceRoster:
        """The next version with this device added, or its certificate replaced."""
        others = tuple(each for each in self.devices if each.device != device)
        added = Enrolled(device=device, certificate=certificate, former=self.served(device))
        return self._next(at, (*others, added))

    def joined(self, other: DeviceRoster, at: datetime) -> DeviceRoster:
        """This list with all that another version of it knows; a revocation of either counts."""
        theirs = {each.device: each for each in other.devices}
        newer = other.version > self.version
        known = []
        for each in self.devices:
            twin = theirs.pop(each.device, None)
            if twin is not None and (twin.state == "revoked" or newer) and each.state == "active":
                known.append(twin)
            else:
                known.append(each)
        devices = (*known, *theirs.values())
        if devices == self.devices and not newer:
            return self
        raised = msgspec.structs.replace(self, version=max(self.version, other.version))
        return msgspec.structs.replace(
            raised, version=raised.version + 1, issued_at=at, devices=devices
        )

    def revoke(self, device: str, cutoffs: Mapping[str, int], at: datetime) -> DeviceRoster:
        """The next version, in which the device is believed only up to its cut-offs."""
        return self._next(
            at,
            tuple(
                msgspec.structs.replace(each, state="revoked", cutoffs=dict(cutoffs), revoked_at=at)
                if each.device == device
                else each
                for each in self.devices
            ),
        )

    def with_root(self, succession: bytes, at: datetime) -> DeviceRoster:
        """The next version after a renewal of the root; sign it with the new root."""
        return msgspec.structs.replace(
            self,
            version=self.version + 1,
            issued_at=at,
            successions=(*self.successions, succession),
        )

    def _next(self, at: datetime, devices: tuple[Enrolled, ...]) -> DeviceRoster:
        return msgspec.structs.replace(
            self, version=self.version + 1, issued_at=at, devices=devices
        )


def _decode(body: bytes | None) -> DeviceRoster | None:
    if body is None:
        return None
    try:
        return msgspec.msgpack.decode(body, type=DeviceRoster)
    except UNREADABLE:
        return None


def _certificate(enrolled: Enrolled, roots: list[bytes], county: str) -> Certificate | None:
    try:
        return Certificate.open_any(enrolled.certificate, roots, county_fingerprint=county)
    except UserError:
        return None
