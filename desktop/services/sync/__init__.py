"""The exchange with the other side: nothing is done before the other side has said so."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import alike, backup, bundles, merge, moves, ops, peers
from db import settings as kept
from db.registry import audience_for
from desktop.errors import UserError
from desktop.exchange import bundle
from desktop.exchange.mailbox import Mailbox
from desktop.services.credentials import Credentials, invites, load, login_for
from desktop.services.operations import FROM_KEYS, ROTATION, SERVER, TOLD
from desktop.services.receivers import Receiver, called, called_one, receivers_of
from desktop.services.records.traffic import (
    AsideLine,
    InboxLine,
    OutboxLine,
    Review,
    SentBundle,
    SyncResult,
)
from desktop.services.sync import folding, reviewing, witnesses
from desktop.services.sync.photos import Outgoing, lacking, with_or_without
from desktop.services.sync.quarantine import ASIDE, Quarantine
from desktop.services.sync.reaching import reach
from desktop.services.sync.taking import ASKS, FORMER, ROSTER_BACK, SCHEMA, Taking

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from db.compaction import Stub
    from desktop.services.needs import Copies, Welcome
    from desktop.services.session import Session

    Say = Callable[[str], None]

_ANNOUNCED = "sync.incarnation"
_HASHED_ON = "sync.hashed_on"
_KEY = 16
_SILENCE = timedelta(days=7)


class Sync:
    """Bundles out, bundles in, receipts, reviews."""

    def __init__(self, session: Session, county: Welcome, copies: Copies) -> None:
        self._session = session
        self._taking = Taking(session, county, copies)
        self._quarantine = Quarantine(session, county, self._taking)

    # Out ---------------------------------------------------------------------------------

    def export(self, mailbox: str, say: Say | None = None) -> SyncResult:
        """Write what the other side has not confirmed; read back before it counts as sent."""
        _named(mailbox)
        mine = load(self._session.store)
        targets = receivers_of(self._session.store, mine)
        if not targets:
            return SyncResult()
        if self._session.is_county:
            moves.hand_on(self._session.store, self._session.officer)
        sent = []
        hashes, missing = self._hashes(), lacking(self._session)
        with reach(self._session.store, mailbox, mine.county) as box:
            for each in targets:
                (say or _quiet)("export")
                written = self._send(mine, each, box, hashes, missing)
                if written is not None:
                    sent.append(written)
        return SyncResult(sent=tuple(sent))

    def _hashes(self) -> dict[str, bytes]:
        """What every table of the county shows, once a day; laptops compare theirs with it."""
        store, today = self._session.store, self._session.today().isoformat()
        if not self._session.is_county or kept.get(store, _HASHED_ON) == today:
            return {}
        kept.keep(store, {_HASHED_ON: today})
        return alike.hashes(store)

    def _send(
        self,
        mine: Credentials,
        to: Receiver,
        box: Mailbox,
        hashes: Mapping[str, bytes],
        missing: Mapping[str, list[str]],
    ) -> SentBundle | None:
        store = self._session.store
        known = peers.confirmed(store, to.device)
        vector = ops.vector(store)
        own = "" if mine.root is not None else f"{store.identity.device}/"
        waiting = peers.traffic(
            store, to.device, to.audiences, self._session.clock(), written_by=own
        )
        owes = bundles.owes_receipt(store, to.device) or not self._announced(to)
        back = None if mine.root is not None else witnesses.Owed(store, mine.hub)
        pictures = Outgoing(self._session, to, missing)
        owes = owes or bool(back and back.statements) or bool(kept.get(store, ASKS)) or pictures.due
        owes = owes or mine.next_keys is not None or self._untold(to) or self._asks_back(to)
        if not waiting.unsent and not waiting.sent_unconfirmed and not owes:
            return None
        now = self._session.clock()
        identity = store.identity
        number = bundles.next_number(store, to.device)
        draft = bundle.Draft(
            device=identity.device,
            incarnation=identity.incarnation,
            county=mine.county,
            place=to.place,
            number=number,
            vector=vector,
            schema=SCHEMA,
            needed=SCHEMA,
            created_at=now,
            introduction=mine.introduction(identity.device, identity.incarnation),
        )
        short = folding.snapshot(self._session, to)
        extras = self._extras(mine, to, back, short.stubs())

        def lay_down(*, room: bool) -> bundle.Sealed:
            given = map(ops.op_tuple, back.operations()) if back else ()
            owed = short.shortened(chain(self._owed(mine, known, to), given))
            with tempfile.TemporaryDirectory(prefix="township-desk-") as folder:
                path = Path(folder) / "bundle"
                with path.open("wb") as f:
                    sealed = bundle.seal(
                        f,
                        draft,
                        owed,
                        recipients=[to.recipient],
                        keys=mine.keys,
                        notes=bundle.Notes(
                            extras=extras, hashes=_for(to, hashes), wants=pictures.asked
                        ),
                        blobs=pictures.data(room=room),
                    )
                box.write("down" if mine.root else "up", sealed.name, path)
            return sealed

        sealed = with_or_without(pictures, lay_down)
        peers.mark_sent(
            store,
            to.device,
            {run.stream: run.last for run in sealed.header.ranges},
            now,
        )
        pictures.keep(number)
        bundles.record(
            store,
            direction="out",
            name=sealed.name,
            peer=to.device,
            sha256=sealed.digest.hex(),
            state="sent",
            operations=sealed.header.ops,
            size=sealed.size,
            at=now,
            contents=sealed.counts,
            number=number,
        )
        kept.keep(store, {self._announces(to): identity.incarnation, f"{ASKS}.{to.device}": ""})
        if to.told:
            kept.keep(store, {f"{TOLD}.{to.device}": to.told})
        return SentBundle(
            to=to.name,
            operations=sealed.header.ops,
            bytes=sealed.size,
            name=sealed.name,
            photos=len(pictures.sent),
            photos_later=pictures.later,
        )

    def _extras(
        self, mine: Credentials, to: Receiver, back: witnesses.Owed | None, stubs: Sequence[Stub]
    ) -> dict[str, object]:
        """What rides beside the operations."""
        store = self._session.store
        extras: dict[str, object] = {FORMER: backup.former_incarnations(store)}
        if mine.root is not None or kept.get(store, ROSTER_BACK):
            extras["roster"] = mine.roster
        if mine.root is not None:
            extras[TOLD] = to.told
            tokens = {one.device: token for token, one in invites(store).items() if one.device}
            if to.device in tokens and not to.told:
                extras[SERVER] = login_for(store, tokens[to.device])
        if mine.next_keys is not None:
            fresh = mine.next_keys.public()
            extras[ROTATION] = (fresh.signing, fresh.sealing)
        if back is not None and back.statements:
            extras[witnesses.EXTRA] = back.statements
        if stubs:
            extras[folding.STUBS] = stubs
        return extras

    def _announces(self, to: Receiver) -> str:
        """Where it is kept that a receiver has heard of this incarnation."""
        return f"{_ANNOUNCED}.{to.device}" if self._session.is_county else _ANNOUNCED

    def _announced(self, to: Receiver) -> bool:
        """Whether the other side has heard of this incarnation: one back from a copy lacks work.

        A county speaks first only where it was made again from its keys.
        """
        store = self._session.store
        if self._session.is_county and not kept.get(store, FROM_KEYS):
            return True
        return kept.get(store, self._announces(to)) == store.identity.incarnation

    def _asks_back(self, to: Receiver) -> bool:
        """Whether how far this ledger is must be said though there is nothing to send.

        A laptop says so once a week: a county that was put back behind everybody's back learns it
        though nobody works. The county answers who has more than it.
        """
        store = self._session.store
        if self._session.is_county:
            return bool(kept.get(store, f"{ASKS}.{to.device}"))
        return bundles.was_silent(store, to.device, self._session.clock(), _SILENCE)

    def _untold(self, to: Receiver) -> bool:
        """Whether a receiver is still to be told what it must know about itself."""
        return to.told != kept.get(self._session.store, f"{TOLD}.{to.device}")

    def _owed(
        self, mine: Credentials, known: Mapping[str, tuple[int, bytes]], to: Receiver
    ) -> Iterator[ops.OpTuple]:
        """What the other side lacks: the county hands on everything, a laptop its own."""
        store = self._session.store
        writer = "" if mine.root is not None else store.identity.device
        return ops.travelling(store, known, to.audiences, writer)

    # In ----------------------------------------------------------------------------------

    def take(self, mailbox: str, say: Say | None = None) -> SyncResult:
        """Take all that waits for this ledger; damaged and foreign bundles are set aside.

        What was set aside for a reason that is gone by now is taken with it.
        """
        _named(mailbox)
        came = self._taking.take(mailbox, say or _quiet)
        late = self._quarantine.retake()
        return replace(
            came,
            taken=came.taken + late.taken,
            operations=came.operations + late.operations,
            reviews=merge.review_count(self._session.store),
        )

    def run(self, mailbox: str, say: Say | None = None) -> SyncResult:
        """Take, then export: the one button."""
        taken = self.take(mailbox, say)
        sent = self.export(mailbox, say)
        folding.fold_when_due(self._session, load(self._session.store))
        now = self._session.clock().astimezone()
        count = bundles.count_on(self._session.store, now.date())
        return replace(taken, sent=sent.sent, receipt=f"R{now:%Y%m%d}-{count:02d}")

    def inbox(self, limit: int = 100) -> list[InboxLine]:
        """Bundles that came: all that are set aside and why, then the others; newest first."""
        store = self._session.store
        names, waits = called(store), {ASIDE}
        rest = [one for one in bundles.listed(store, "in", limit) if one.state not in waits]
        return [
            InboxLine(
                name=one.name,
                sender=called_one(names, one.peer),
                at=one.at,
                state=one.state,
                reason=one.reason,
                operations=one.operations,
                key=one.sha256[:_KEY],
                number=one.number,
            )
            for one in (*bundles.in_states(store, waits), *rest)
        ]

    def outbox(self, limit: int = 100) -> list[OutboxLine]:
        """Bundles that were written and read back, newest first."""
        names = called(self._session.store)
        return [
            OutboxLine(
                name=one.name.removesuffix(".tdb"),
                number=one.number,
                receiver=called_one(names, one.peer),
                at=one.at,
                operations=one.operations,
                size=one.size,
            )
            for one in bundles.listed(self._session.store, "out", limit)
        ]

    def aside(self) -> list[AsideLine]:
        """Operations that came and do not count, newest first."""
        return self._quarantine.operations()

    def release(self, key: str) -> SyncResult:
        """Judge a refused bundle again; raises as `Quarantine.release`."""
        return self._quarantine.release(key)

    def discard(self, key: str) -> None:
        """Put a refused bundle away, to be released later all the same; raises as `Quarantine`."""
        self._quarantine.discard(key)

    # Reviews -----------------------------------------------------------------------------

    def reviews(self) -> list[Review]:
        """Fields that two people changed, both values, the shown one first."""
        return reviewing.listed(self._session)

    def both(self, review_id: str) -> str:
        """All values of a field beside each other. Raises `review_one_value`, `review_unknown`."""
        return reviewing.beside(self._session, review_id)

    def resolve(self, review_id: str, value: str, reason: str) -> None:
        """Settle a field for everybody; both values stay in the log. Raises `review_unknown`."""
        reviewing.settle(self._session, review_id, value, reason)


def _for(to: Receiver, hashes: Mapping[str, bytes]) -> dict[str, bytes]:
    """The fingerprints of what a receiver may have."""
    allowed = to.audiences or ()
    return {name: digest for name, digest in hashes.items() if _may_see(name, allowed)}


def _may_see(name: str, allowed: Collection[str]) -> bool:
    table, _, scope = name.partition("@")
    return name == alike.FORM or audience_for(table, scope) in allowed


def _named(mailbox: str) -> None:
    if not mailbox.strip():
        raise UserError("mailbox_missing", place=mailbox)


def _quiet(_step: str) -> None:
    """Nobody listens."""
