"""Whom this ledger exchanges with: the hub, or all active devices, and who may have photos."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import blobs, device
from db import settings as kept
from desktop.services.operations import HUB, REFUSED, audiences_of
from desktop.services.setting_keys import PHOTO_MB

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from db.store import Store
    from desktop.services.credentials import Credentials
    from desktop.services.session import Session

_DEFAULT_MB = 50
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Whom a bundle goes to: device, the age recipient, what it may have, its name on screen.

    `told` is a code of what it must know about itself; then it gets nothing else. `pictured` are
    the townships whose photos it may have, None for all.
    """

    device: str
    recipient: str
    audiences: Collection[str] | None
    pictured: Collection[str] | None
    name: str
    place: str
    told: str = ""


def receivers_of(store: Store, mine: Credentials) -> list[Receiver]:
    """Whom this ledger exchanges with: the hub, or all active devices."""
    if mine.root is None:
        own = store.identity.townships
        return [
            Receiver(
                device=mine.hub,
                recipient=mine.county_sealing,
                audiences=None,
                pictured=None,
                name=store.identity.county_name,
                place=own[0] if own else "county",
            )
        ]
    roster = mine.devices()
    found = []
    for enrolled in roster.devices:
        certificate = roster.certificate(enrolled.device)
        if enrolled.device == mine.hub or certificate is None:
            continue
        active = enrolled.state == "active"
        found.append(
            Receiver(
                device=enrolled.device,
                recipient=certificate.sealing,
                audiences=audiences_of(str(certificate.role), certificate.townships)
                if active
                else frozenset(),
                pictured=pictured(str(certificate.role), certificate.townships)
                if active
                else frozenset(),
                name=certificate.officer,
                place=certificate.townships[0],
                told="" if active else "device_revoked",
            )
        )
    return [*found, *_refused(store)]


def _refused(store: Store) -> list[Receiver]:
    """Laptops whose enrolment package somebody else had used: they are told, and get nothing."""
    found = []
    for key, text in kept.shown(store).items():
        if key.startswith(REFUSED):
            said = json.loads(text)
            one = Receiver(
                device=key.removeprefix(REFUSED),
                recipient=said["sealing"],
                audiences=frozenset(),
                pictured=frozenset(),
                name=said["officer"],
                place="county",
                told="package_used_elsewhere",
            )
            found.append(one)
    return found


def called(store: Store) -> dict[str, str]:
    """What people call each device: whose it is, with its letter where a person has several."""
    known = device.certs(store)
    owners = Counter(one.officer_name for one in known)
    names = {
        one.device: one.officer_name
        if owners[one.officer_name] == 1
        else f"{one.officer_name} {one.letter}"
        for one in known
    }
    me = store.identity
    hub = me.device if me.role == "county" else kept.get(store, HUB)
    return {**names, hub: me.county_name} if hub else names


def called_one(names: dict[str, str], name: str) -> str:
    """A device by the name that people have for it, else by the beginning of its number."""
    return names.get(name) or name[:8]


def budget(session: Session) -> int:
    """How many bytes of photos one bundle carries."""
    text = kept.get(session.store, PHOTO_MB)
    return (int(text) if text.isdecimal() else _DEFAULT_MB) * _MEGABYTE


def pictured(role: str, townships: Iterable[str]) -> frozenset[str]:
    """The townships whose photos such a certificate may have: where it may have what is private."""
    may = audiences_of(role, townships)
    return frozenset(one for one in townships if f"{one}.private" in may)


def ours(session: Session) -> Collection[str] | None:
    """The townships whose photos come to this ledger; None for all."""
    me = session.store.identity
    if not budget(session):
        return ()
    return None if session.is_county else pictured(me.role, me.townships)


def missing(session: Session) -> int:
    """How many photos of records here have not come yet."""
    wanted = ours(session)
    return blobs.lacking_count(session.store, wanted) if wanted or wanted is None else 0
