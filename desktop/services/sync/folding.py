"""The log made shorter once a month, and what goes to those who were away or come new."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import compaction, hlc, peers
from db import settings as kept
from desktop.services.receivers import receivers_of

if TYPE_CHECKING:
    from desktop.services.credentials import Credentials
    from desktop.services.receivers import Receiver
    from desktop.services.session import Session

STUBS = "stubs"
"""What rides beside the operations: what is left of those whose values do not travel."""

AGE = timedelta(days=180)
"""Younger operations are never touched; who was not heard of for so long gets a snapshot."""

_FOLDED_IN = "sync.folded_in"


def settled(session: Session, mine: Credentials) -> dict[str, int]:
    """How far each stream has reached everybody for certain who is known, active and may have it.

    A laptop asks what the county has confirmed. A machine that was never heard of holds back all
    that it may have.
    """
    store = session.store
    known = [
        (each.device, each.audiences, peers.confirmed(store, each.device))
        for each in receivers_of(store, mine)
        if not each.told
    ]
    return {
        stream: min(
            (
                vector.get(stream, (0, b""))[0]
                for device, audiences, vector in known
                if audiences is None
                or stream.rpartition("/")[2] in audiences
                or stream.startswith(f"{device}/")
            ),
            default=head.seq,
        )
        for stream, head in store.streams.items()
    }


def fold_when_due(session: Session, mine: Credentials) -> int:
    """Once a month, let go of values that everybody has and later ones answer; gives how many."""
    store, month = session.store, f"{session.today():%Y-%m}"
    if kept.get(store, _FOLDED_IN) == month:
        return 0
    until = hlc.of_moment(session.clock() - AGE)
    found = compaction.answered(store, settled(session, mine), until)
    done = compaction.fold_away(store, found, archive=session.is_county)
    kept.keep(store, {_FOLDED_IN: month})
    return done


def snapshot(session: Session, to: Receiver) -> compaction.Snapshot:
    """What a receiver lacks; in the short form where it was away for long."""
    store = session.store
    heard = peers.heard_at(store, to.device)
    away = session.is_county and heard is not None and session.clock() - heard > AGE
    return compaction.Snapshot(
        store, peers.confirmed(store, to.device), to.audiences, shortened=away
    )
