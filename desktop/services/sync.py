"""The exchange with the other side: nothing is done before the other side has said so."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from db import bundles, device, funding, merge, ops, overview, peers, rosters
from db import settings as kept
from desktop.errors import UserError
from desktop.exchange import bundle
from desktop.exchange.identity import Certificate, key_id, recipient_of
from desktop.exchange.mailbox import Entry, Mailbox
from desktop.services.credentials import Credentials, adopt_roster, load
from desktop.services.lines import (
    arrived,
    end_named,
    end_said,
    review_chosen,
    review_shown,
    version_row,
    withdrawn,
)
from desktop.services.operations import Counted, gap_text, to_ops, to_tuples
from desktop.services.receivers import Receiver, receivers_of
from desktop.services.records import (
    InboxLine,
    Review,
    ReviewValue,
    SentBundle,
    SyncResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import BinaryIO

    from db.records import Op
    from desktop.services.needs import Copies, Welcome
    from desktop.services.session import Session

    Say = Callable[[str], None]

SCHEMA = 1
_ANNOUNCED = "sync.incarnation"
_PASSED_OVER = frozenset({"bundle_not_for_us"})


class Sync:
    """Bundles out, bundles in, receipts, reviews."""

    def __init__(self, session: Session, county: Welcome, copies: Copies) -> None:
        self._session = session
        self._county = county
        self._copies = copies

    # Out ---------------------------------------------------------------------------------

    def export(self, mailbox: str, say: Say | None = None) -> SyncResult:
        """Write what the other side has not confirmed; read back before it counts as sent."""
        _named(mailbox)
        mine = load(self._session.store)
        targets = receivers_of(self._session.store, mine)
        if not targets:
            return SyncResult()
        sent = []
        with Mailbox.open(mailbox, county_fingerprint=mine.county) as box:
            for each in targets:
                (say or _quiet)("export")
                written = self._send(mine, each, box)
                if written is not None:
                    sent.append(written)
        return SyncResult(sent=tuple(sent))

    def _send(self, mine: Credentials, to: Receiver, box: Mailbox) -> SentBundle | None:
        store = self._session.store
        known = peers.confirmed(store, to.device)
        vector = ops.vector(store)
        own = "" if mine.root is not None else f"{store.identity.device}/"
        waiting = peers.traffic(
            store, to.device, to.audiences, self._session.clock(), written_by=own
        )
        owes = bundles.owes_receipt(store, to.device) or not self._announced()
        if not waiting.unsent and not waiting.sent_unconfirmed and not owes:
            return None
        now = self._session.clock()
        identity = store.identity
        draft = bundle.Draft(
            device=identity.device,
            incarnation=identity.incarnation,
            county=mine.county,
            place=to.place,
            number=bundles.next_number(store, to.device),
            vector=vector,
            schema=SCHEMA,
            needed=SCHEMA,
            created_at=now,
            introduction=mine.introduction(identity.device, identity.incarnation),
        )
        notes = bundle.Notes(extras={"roster": mine.roster} if mine.root else {})
        owed = Counted(self._owed(mine, known, to))
        with tempfile.TemporaryDirectory(prefix="township-desk-") as folder:
            path = Path(folder) / "bundle"
            with path.open("wb") as f:
                sealed = bundle.seal(
                    f,
                    draft,
                    to_tuples(owed),
                    recipients=[to.recipient],
                    keys=mine.keys,
                    notes=notes,
                )
            box.write("down" if mine.root else "up", sealed.name, path)
        peers.mark_sent(
            store,
            to.device,
            {run.stream: run.last for run in sealed.header.ranges},
            now,
        )
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
            contents=owed.tables,
        )
        kept.keep(store, {_ANNOUNCED: identity.incarnation})
        return SentBundle(
            to=to.name, operations=sealed.header.ops, bytes=sealed.size, name=sealed.name
        )

    def _announced(self) -> bool:
        """Whether the other side has heard of this incarnation: one back from a copy lacks work."""
        store = self._session.store
        if self._session.is_county:
            return True
        return kept.get(store, _ANNOUNCED) == store.identity.incarnation

    def _owed(
        self, mine: Credentials, known: Mapping[str, tuple[int, bytes]], to: Receiver
    ) -> Iterator[Op]:
        """What the other side lacks: the county hands on everything, a laptop its own."""
        store = self._session.store
        own = f"{store.identity.device}/"
        for op in ops.range_since(store, known, to.audiences):
            if mine.root is not None or op.stream.startswith(own):
                yield op

    # In ----------------------------------------------------------------------------------

    def take(self, mailbox: str, say: Say | None = None) -> SyncResult:
        """Take all that waits for this ledger; damaged and foreign bundles are set aside."""
        _named(mailbox)
        store = self._session.store
        mine = load(store)
        before = {version_row(one) for one in rosters.versions(store)}
        result = SyncResult()
        with (
            Mailbox.open(mailbox, county_fingerprint=mine.county) as box,
            tempfile.TemporaryDirectory(prefix="township-desk-") as folder,
        ):
            for entry in box.waiting("up" if mine.root else "down"):
                result = self._look(result, box, entry, Path(folder), say or _quiet)
        return replace(
            result,
            reviews=len(merge.reviews(store)),
            waiting=tuple(gap_text(*one) for one in merge.gaps(store)),
            rosters=arrived(store, before),
            withdrawn=withdrawn(store, before),
        )

    def _look(
        self, so_far: SyncResult, box: Mailbox, entry: Entry, folder: Path, say: Say
    ) -> SyncResult:
        """Copy one bundle here and judge it, unless it is somebody else's or was seen before."""
        if self._is_anothers(box, entry):
            return so_far
        try:
            path = box.fetch(entry, folder)
        except UserError as fault:
            if fault.code != "bundle_too_large":
                raise
            return replace(so_far, quarantined=(*so_far.quarantined, (entry.name, fault.code)))
        with path.open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
        if bundles.known(self._session.store, digest):
            return so_far
        say("take")
        self._copies.back_up_if_changed("sync")
        return self._judge(so_far, entry.name, path, digest)

    def _is_anothers(self, box: Mailbox, entry: Entry) -> bool:
        """Whether the plain front names other receivers; a broken front is judged whole."""
        mine = load(self._session.store)
        try:
            header = box.header(entry)
        except UserError:
            return False
        ours = {key_id(recipient_of(one)) for one in mine.identities}
        foreign = header.county != mine.county
        return not foreign and not ours.intersection(header.to)

    def _judge(self, so_far: SyncResult, name: str, path: Path, digest: str) -> SyncResult:
        """Take one bundle, pass it over, or set it aside with its reason."""
        try:
            with path.open("rb") as f:
                count = self._take_one(f, name, digest, path.stat().st_size)
        except UserError as fault:
            if fault.code in _PASSED_OVER:
                return so_far
            self._quarantine(name, path, digest, fault.code)
            return replace(so_far, quarantined=(*so_far.quarantined, (name, fault.code)))
        if count is None:
            return so_far
        return replace(so_far, taken=so_far.taken + 1, operations=so_far.operations + count)

    def _take_one(self, f: BinaryIO, name: str, digest: str, size: int) -> int | None:
        """Open, believe, apply in one transaction; returns how many operations were new."""
        store = self._session.store
        mine = load(store)
        header = bundle.peek(f)
        if header.device == store.identity.device:
            return None
        if mine.root is None and header.device != mine.hub:
            raise UserError("bundle_not_for_us")
        _own_streams_only(header, mine)
        opened = bundle.open_bundle(
            f,
            identities=mine.identities,
            roster=mine.devices().signer,
            county_fingerprint=mine.county,
            schema=SCHEMA,
            newcomer=self._newcomer(mine),
        )
        if mine.root is not None and header.introduction is not None:
            self._county.certify(header.introduction, header.device, header.incarnation)
            mine = load(store)
        roster = opened.extras.get("roster")
        if mine.root is None and isinstance(roster, bytes):
            mine = adopt_roster(store, mine, roster)
            self._follow_certificate(mine)
        taken = merge.take(store, to_ops(opened.ops), authority=self._authority(mine))
        now = self._session.clock()
        peers.confirm(store, header.device, header.vector, now)
        bundles.record(
            store,
            direction="in",
            name=name,
            peer=header.device,
            sha256=digest,
            state="taken",
            operations=header.ops,
            size=size,
            at=now,
        )
        return taken.taken

    def _newcomer(self, mine: Credentials) -> Callable[[bundle.Header], bytes | None]:
        """Who answers for devices that the list does not know yet."""

        def judge(header: bundle.Header) -> bytes | None:
            if mine.root is None or header.introduction is None:
                return None
            return self._county.welcome(header.introduction, header.device, header.incarnation)

        return judge

    def _authority(self, mine: Credentials) -> Callable[[str], tuple[str, tuple[str, ...]] | None]:
        """What the county's list says of a device: role and townships."""
        roster = mine.devices()

        def role_of(sender: str) -> tuple[str, tuple[str, ...]] | None:
            certificate = roster.certificate(sender)
            return (str(certificate.role), certificate.townships) if certificate else None

        return role_of

    def _follow_certificate(self, mine: Credentials) -> None:
        """Take over townships and role that the county has certified for this device."""
        store = self._session.store
        enrolled = mine.devices().find(store.identity.device)
        if enrolled is None:
            return
        certificate = Certificate.open(
            enrolled.certificate,
            mine.devices().roots(mine.root_public)[-1],
            county_fingerprint=mine.county,
        )
        if certificate.townships != store.identity.townships:
            device.set_townships(store, certificate.townships)

    def _quarantine(self, name: str, path: Path, digest: str, reason: str) -> None:
        """Keep a copy of what was refused, counted on screen, with its reason."""
        ledger = self._session.ledger
        folder = ledger.with_name(ledger.name + ".quarantine")
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / f"{digest[:16]}.tdb")
        bundles.record(
            self._session.store,
            direction="in",
            name=name,
            peer="",
            sha256=digest,
            state="quarantined",
            reason=reason,
            operations=0,
            size=path.stat().st_size,
            at=self._session.clock(),
        )

    def run(self, mailbox: str, say: Say | None = None) -> SyncResult:
        """Take, then export: the one button."""
        taken = self.take(mailbox, say)
        sent = self.export(mailbox, say)
        now = self._session.clock().astimezone()
        count = bundles.count_on(self._session.store, now.date())
        return replace(taken, sent=sent.sent, receipt=f"R{now:%Y%m%d}-{count:02d}")

    def inbox(self, limit: int = 100) -> list[InboxLine]:
        """Bundles that came: taken or set aside, and why; newest first."""
        return [
            InboxLine(
                name=one.name,
                sender=one.peer[:8],
                at=one.at,
                state=one.state,
                reason=one.reason,
                operations=one.operations,
            )
            for one in bundles.listed(self._session.store, "in", limit)
        ]

    # Reviews -----------------------------------------------------------------------------

    def reviews(self) -> list[Review]:
        """Fields that two people changed, both values, the shown one first."""
        return [
            Review(
                id=one.id,
                table=one.table,
                row=one.row,
                field=one.field,
                subject=overview.subject(self._session.store, one.table, one.row),
                values=tuple(
                    ReviewValue(
                        value=self._said(one.table, value.value),
                        officer=value.officer,
                        at=value.at,
                        op=value.op,
                        shown=review_shown(self._session.store, one.field, value.value),
                    )
                    for value in one.values
                ),
            )
            for one in merge.reviews(self._session.store)
        ]

    def resolve(self, review_id: str, value: str, reason: str) -> None:
        """Settle a field for everybody; both values stay in the log. Raises `review_unknown`."""
        if not reason.strip():
            raise UserError("reason_missing")
        store, taken = self._session.store, review_chosen(self.reviews(), review_id, value)
        if review_id.startswith(f"{funding.TABLE}|"):
            words = self._session.words
            taken = end_named(store, words, review_id, value, county=self._session.is_county)
        merge.resolve(store, self._session.officer, review_id, taken, reason.strip())

    def _said(self, table: str, value: object) -> str:
        """A value under review in words; ends of needs are named by their ids."""
        if table == funding.TABLE:
            return end_said(self._session.store, self._session.words, str(value))
        return "" if value is None else str(value)


def _own_streams_only(header: bundle.Header, mine: Credentials) -> None:
    """A laptop speaks for itself alone: what others wrote comes from the county only."""
    if mine.root is None:
        return
    own = f"{header.device}/"
    if not all(run.stream.startswith(own) for run in header.ranges):
        raise UserError("bundle_foreign_stream", device=header.device[:8])


def _named(mailbox: str) -> None:
    if not mailbox.strip():
        raise UserError("mailbox_missing", place=mailbox)


def _quiet(_step: str) -> None:
    """Nobody listens."""
