"""Which laptops a roster version is for, and what is known of its way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import device, peers
from desktop.services.operations import audiences_of
from desktop.services.records.rosters import Handed

if TYPE_CHECKING:
    from desktop.services.session import Session

_CONFIRMED, _SENT, _WAITING = "confirmed", "sent", "waiting"
_ACTIVE = "active"


def of_versions(session: Session) -> dict[str, tuple[Handed, ...]]:
    """The laptops in use of each version's township, by the version's row.

    Only the county hands versions on. What an enrolment package held is known once its laptop has
    reported for the first time; a bundle that was written counts as sent, never as received.
    """
    if not session.is_county:
        return {}
    store = session.store
    sides = [
        (one, audiences_of(one.role, one.townships))
        for one in device.certs(store)
        if one.state == _ACTIVE
    ]
    reached = {one.device: peers.reached(store, one.device) for one, _ in sides}
    found: dict[str, tuple[Handed, ...]] = {}
    for row, stream, number in peers.versions_at(store):
        audience = stream.rpartition("/")[2]
        found[row] = tuple(
            Handed(
                officer=one.officer_name,
                device=one.device,
                state=_state(number, *reached[one.device].get(stream, (0, 0))),
            )
            for one, audiences in sides
            if audience in audiences
        )
    return found


def _state(number: int, sent: int, confirmed: int) -> str:
    if number <= confirmed:
        return _CONFIRMED
    return _SENT if number <= sent else _WAITING
