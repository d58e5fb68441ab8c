"""What the other side does not have for certain; asked at every start, so it opens no bundle."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from db import bundles, device, merge, peers, renumbering
from db import settings as kept
from desktop.services.operations import CLOCK, DIFFERS, HUB, audiences_of, clocks_differ, gap_text
from desktop.services.receivers import called, called_one, missing
from desktop.services.records.traffic import Missing, PeerLine, SyncStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.services.session import Session

_DAY = 86_400
_Side = tuple[str, str, "Collection[str] | None", "datetime | None"]


class Traffic:
    """Unsent, sent and not confirmed, confirmed; reviews and gaps."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def status(self) -> SyncStatus:
        """The counts over all replicas that this ledger exchanges with, in operations."""
        store, now = self._session.store, self._session.clock()
        sides = self._sides()
        own = "" if self._session.is_county else f"{store.identity.device}/"
        counts = [
            peers.traffic(store, name, audiences, now, written_by=own)
            for name, _, audiences, _ in sides
        ]
        oldest = [one.oldest for one in counts if one.oldest is not None]
        return SyncStatus(
            unsent=sum(one.unsent for one in counts),
            sent_unconfirmed=sum(one.sent_unconfirmed for one in counts),
            confirmed=sum(one.confirmed for one in counts),
            oldest_days=max(
                (int((now - one).total_seconds()) // _DAY for one in oldest), default=None
            ),
            gaps=tuple(gap_text(*one) for one in merge.gaps(store)),
            missing=self._missing(),
            reviews=merge.review_count(store),
            last_at=bundles.last_at(store),
            set_aside=merge.set_aside_count(store),
            differs=tuple(kept.get(store, DIFFERS).split()),
            photos_missing=missing(self._session),
            bundles_set_aside=bundles.set_aside_count(store),
            clocks=self._clocks(),
            renumbered=renumbering.remembered(store),
            peers=tuple(
                PeerLine(device=name, name=shown, state="active", last_seen=seen)
                for name, shown, _, seen in sides
            ),
        )

    def contents(self) -> dict[str, int]:
        """Own operations that are not confirmed to this laptop, by table; none at the county."""
        store = self._session.store
        hub = kept.get(store, HUB)
        if self._session.is_county or not hub:
            return {}
        return peers.open_tables(store, hub, written_by=f"{store.identity.device}/")

    def _missing(self) -> tuple[Missing, ...]:
        """What is waited for; to a laptop all bundles come from the hub, whoever wrote."""
        store = self._session.store
        gaps = merge.gaps(store)
        names = called(store) if gaps else {}
        hub = "" if self._session.is_county else kept.get(store, HUB)
        found = []
        for stream, first, last in gaps:
            sender = stream.partition("/")[0]
            numbers = tuple(bundles.missing(store, hub or sender))
            found.append(
                Missing(sender=called_one(names, sender), first=first, last=last, bundles=numbers)
            )
        return tuple(found)

    def _clocks(self) -> tuple[tuple[str, str], ...]:
        """Whose bundle last said a moment that cannot be by this machine's clock, and its day.

        Where this machine's own clock was the wrong one and was put right, nothing is said.
        """
        store, now = self._session.store, self._session.clock()
        names = called(store)
        return tuple(
            (called_one(names, key.removeprefix(CLOCK)), said[:10])
            for key, said in sorted(kept.shown(store).items())
            if key.startswith(CLOCK) and said and clocks_differ(datetime.fromisoformat(said), now)
        )

    def _sides(self) -> list[_Side]:
        """The hub, or all active devices: device, name, audiences, when last heard of."""
        store = self._session.store
        if not self._session.is_county:
            hub = kept.get(store, HUB)
            return [(hub, store.identity.county_name, None, bundles.last_at(store))] if hub else []
        return [
            (one.device, one.officer_name, audiences_of(one.role, one.townships), one.last_seen)
            for one in device.certs(store)
            if one.state == "active"
        ]
