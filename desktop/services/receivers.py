"""Whom this ledger exchanges with: the hub, or all active devices."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import device
from db import settings as kept
from desktop.services.operations import HUB, REFUSED, audiences_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from db.store import Store
    from desktop.services.credentials import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Whom a bundle goes to: device, the age recipient, what it may have, its name on screen.

    `told` is a code of what it must know about itself; then it gets nothing else.
    """

    device: str
    recipient: str
    audiences: Collection[str] | None
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
