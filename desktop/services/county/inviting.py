"""Enrolment packages that nobody has used yet: who is awaited, and one that was lost."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.services.credentials import invites, keep_invite
from desktop.services.listings import DeviceLine

if TYPE_CHECKING:
    from db.store import Store


def awaited(store: Store) -> list[DeviceLine]:
    """The packages that no laptop has used, those that were revoked among them."""
    return [
        DeviceLine(
            device=name,
            township=",".join(invite.townships),
            officer=invite.officer,
            role=invite.role,
            state="revoked" if invite.withdrawn else "invited",
            last_seen=None,
            revoked_at=datetime.fromisoformat(invite.withdrawn) if invite.withdrawn else None,
        )
        for name, invite in invites(store).items()
        if not invite.device
    ]


def withdraw(store: Store, token: str, now: datetime) -> bool:
    """Let nobody enrol with a package that was not used; false where there is no such package."""
    invite = invites(store).get(token)
    if invite is None or invite.device:
        return False
    if not invite.withdrawn:
        keep_invite(store, dataclasses.replace(invite, withdrawn=now.isoformat()))
    return True
