"""What has arrived at the county of each township, always in the order of divisions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from db import bundles, coverage, device, households, merge, peers, visits
from desktop.errors import UserError
from desktop.services.operations import audiences_of
from desktop.services.records.traffic import ArrivalLine

if TYPE_CHECKING:
    from datetime import datetime

    from db.records.work import DeviceCert
    from desktop.services.session import Session


class Arrivals:
    """The county's look at who has reported up to when."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def listed(self) -> list[ArrivalLine]:
        """A line for each township that is on the roster or served by a device.

        Raises:
            UserError: `county_only`.
        """
        if not self._session.is_county:
            raise UserError("county_only")
        store = self._session.store
        serving: dict[str, list[DeviceCert]] = {}
        for one in device.certs(store):
            for code in one.townships if one.state == "active" else ():
                serving.setdefault(code, []).append(one)
        villages = households.villages(store)
        names = {one.township_code: one.township for one in villages}
        houses: Counter[str] = Counter()
        reached: Counter[str] = Counter()
        for each in coverage.by_village(store):
            houses[each.township_code] += each.households
            reached[each.township_code] += each.reached
        came, seen = visits.by_township(store), bundles.last_from(store)
        waits = Counter(stream.partition("/")[0] for stream, _, _ in merge.gaps(store))
        lines = []
        for code in sorted({*names, *serving}):
            machines = serving.get(code, [])
            last = max((seen[one.device] for one in machines if one.device in seen), default=None)
            count, newest = came.get(code, (0, None))
            lines.append(
                ArrivalLine(
                    township_code=code,
                    township=names.get(code, code),
                    officers=tuple(one.officer_name for one in machines),
                    last_at=last,
                    days=self._days(last),
                    visits=count,
                    last_visit=newest,
                    households=houses[code],
                    reached=reached[code],
                    unsent=sum(self._owed(one) for one in machines),
                    waiting=sum(waits[one.device] for one in machines),
                )
            )
        return lines

    def _days(self, last: datetime | None) -> int | None:
        return (self._session.clock() - last).days if last is not None else None

    def _owed(self, one: DeviceCert) -> int:
        """What goes down to a device and is not confirmed."""
        store, allowed = self._session.store, audiences_of(one.role, one.townships)
        found = peers.traffic(store, one.device, allowed, self._session.clock())
        return found.unsent + found.sent_unconfirmed
