"""Certificates of devices that are on the county's list: issued again, with what has changed."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from db import letters
from desktop.errors import UserError
from desktop.exchange.identity import Certificate, DevicePublic, is_recipient
from desktop.exchange.identity import County as Named
from desktop.services.credentials import VALID_FOR, Credentials, adopt_roster, invites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.store import Store
    from desktop.exchange.identity import DeviceRoster
    from desktop.services.session import Session

_KEYS, _KEY_BYTES = 2, 32
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def issue_again(
    session: Session,
    mine: Credentials,
    device: str,
    *,
    townships: Sequence[str] | None = None,
    public: DevicePublic | None = None,
) -> Certificate:
    """A new certificate from today, for other townships or keys where they are given.

    What the device wrote in townships that it served before still counts when it arrives later.

    Raises:
        UserError: `device_not_active`.
    """
    store, now = session.store, session.clock()
    roster = mine.devices()
    before, line = roster.certificate(device), roster.find(device)
    if before is None or line is None or line.state != "active" or mine.root is None:
        raise UserError("device_not_active", device=device[:8])
    keys = public or before.public
    served = tuple(before.townships if townships is None else townships)
    blob = Certificate.issue(
        mine.root,
        serial=before.serial + len(roster.devices),
        device=device,
        incarnation=before.incarnation,
        officer=before.officer,
        role=str(before.role),
        bank=before.bank,
        townships=served,
        letter=before.letter,
        public=keys,
        county=Named(code=store.identity.county_code, fingerprint=mine.county),
        issued_at=now,
        expires_on=(now + VALID_FOR).date(),
    )
    fresh = roster.with_device(blob, device, now)
    adopt_roster(store, mine, fresh.sign(mine.root))
    with store.write(session.officer) as w:
        w.set(
            "device_cert",
            device,
            {
                "townships": list(served),
                "certificate": base64.b64encode(blob).decode(),
                "signing_key": keys.signing.hex(),
                "sealing_key": keys.sealing,
                "issued_on": now.date(),
                "expires_on": (now + VALID_FOR).date(),
            },
        )
    made = fresh.certificate(device)
    assert made is not None  # noqa: S101 - it was put there above
    return made


def keys_asked_for(said: object) -> DevicePublic | None:
    """The new keys that a device asks to have certified; None for what is no pair of keys."""
    if not isinstance(said, list | tuple) or len(said) != _KEYS:
        return None
    signing, sealing = said
    if not isinstance(signing, bytes) or not isinstance(sealing, str):
        return None
    if len(signing) != _KEY_BYTES or not is_recipient(sealing):
        return None
    return DevicePublic(signing=signing, sealing=sealing)


def next_letter(store: Store, devices: DeviceRoster) -> str:
    """The first letter, or pair of letters, that no laptop was given yet.

    A county that was brought back may not know of the last that it gave: it gives any pair.
    """
    certified = [devices.certificate(one.device) for one in devices.devices]
    given = [one.letter for one in invites(store).values()]
    given += [one.letter for one in certified if one is not None]
    used = {letters.capitals(one) for one in (*given, store.identity.letter)}
    doubles = [first + second for first in _LETTERS for second in _LETTERS]
    free: list[str] = [each for each in [*_LETTERS, *doubles] if each not in used]
    if letters.marks(store.identity.letter):
        free = free[-secrets.randbelow(len(_LETTERS) ** 2 // 2) - 1 :]
    return free[0]
