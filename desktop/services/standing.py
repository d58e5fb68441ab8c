"""How this laptop stands with its county: certified until when, revoked, or never let in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from db import audit
from db import settings as kept
from desktop.errors import UserError
from desktop.exchange.identity import DeviceKeys
from desktop.services.credentials import load, save, trust
from desktop.services.operations import TOLD

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.session import Session

WARNED = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """What the officer must know about this computer; `code` is empty where all is well.

    `keys_waiting` says that new keys wait for the county's certificate.
    """

    code: str
    expires_on: date | None
    days: int | None
    officer: str
    keys_waiting: bool = False


class Standing:
    """This computer in the county's list of devices."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def state(self) -> StandingLine:
        """What the county has said of this computer, and how long its certificate holds."""
        store, today = self._session.store, self._session.today()
        if not trust(store):
            return StandingLine(code="", expires_on=None, days=None, officer="")
        mine = load(store)
        certificate = mine.devices().certificate(store.identity.device)
        ends = certificate.expires_on if certificate is not None else None
        days = (ends - today).days if ends is not None else None
        return StandingLine(
            code=kept.get(store, TOLD) or _of_days(days),
            expires_on=ends,
            days=days,
            officer=certificate.officer if certificate is not None else self._session.officer,
            keys_waiting=mine.next_keys is not None,
        )

    def rotate(self) -> StandingLine:
        """Make new keys for this computer; they count once the county has certified them.

        Until then the old ones sign, and both open what comes.

        Raises:
            UserError: `rotation_county`, `rotation_not_certified`, `sync_not_joined`.
        """
        store = self._session.store
        mine = load(store)
        if mine.root is not None:
            raise UserError("rotation_county")
        if mine.devices().find(store.identity.device) is None or kept.get(store, TOLD):
            raise UserError("rotation_not_certified")
        if mine.next_keys is None:
            save(store, replace(mine, next_keys=DeviceKeys.generate()))
            officer = self._session.officer
            audit.record(store, officer, "rotate", subject=store.identity.device, reason="")
        return self.state()


def _of_days(days: int | None) -> str:
    if days is None or days > WARNED.days:
        return ""
    return "certificate_soon" if days >= 0 else "certificate_over"
