"""Bundles that came: each is proved, believed, taken in one go, passed over or set aside."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import alike, bundles, device, forks, merge, ops, peers, rejudging, rosters
from db import settings as kept
from db.gate import Odd
from db.registry import fingerprint
from db.rosterlist import no_collecting
from desktop.errors import UserError
from desktop.exchange import bundle
from desktop.exchange.identity import Certificate, key_id, recipient_of
from desktop.exchange.mailbox import Entry, Mailbox
from desktop.services.credentials import (
    Credentials,
    Remembered,
    adopt_roster,
    keep_login,
    rejoin_roster,
)
from desktop.services.lines import arrived, version_row, withdrawn
from desktop.services.operations import (
    CLOCK,
    DIFFERS,
    FORMER_KEY,
    SERVER,
    TOLD,
    audiences_of,
    clocks_differ,
    gap_text,
)
from desktop.services.receivers import missing
from desktop.services.records.traffic import SyncResult
from desktop.services.sync import photos, witnesses
from desktop.services.sync.folding import STUBS
from desktop.services.sync.inbox import front_of, inbox_of
from desktop.services.sync.reaching import reach

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from desktop.exchange.identity import Signer
    from desktop.services.needs import Copies, Welcome
    from desktop.services.session import Session

    Say = Callable[[str], None]

SCHEMA = 1
ASKS = "sync.asks"
ROSTER_BACK = "sync.roster_back"
FORMER = "former"
_JUDGED = "sync.judged"
_PASSED_OVER = frozenset({"bundle_not_for_us"})
_ODD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, Odd)
"""What a content that nobody foresaw may raise; a fault of disk or ledger is none of these."""


class Taking:
    """Takes what waits in a mailbox."""

    def __init__(self, session: Session, county: Welcome, copies: Copies) -> None:
        self._session = session
        self._county = county
        self._copies = copies
        self._load = Remembered().load

    def take(self, mailbox: str, say: Say) -> SyncResult:
        """Take all that waits for this ledger; damaged and foreign bundles are set aside."""
        store = self._session.store
        mine = self._load(store)
        before = {version_row(one) for one in rosters.versions(store)}
        result = SyncResult()
        with (
            reach(store, mailbox, mine.county) as box,
            inbox_of(self._session.ledger) as folder,
        ):
            for entry in box.waiting("up" if mine.root else "down"):
                result = self._look(result, box, entry, folder, say)
        return replace(
            result,
            photos_missing=missing(self._session),
            waiting=tuple(gap_text(*one) for one in merge.gaps(store)),
            rosters=arrived(store, before),
            withdrawn=withdrawn(store, before),
        )

    def _look(
        self, so_far: SyncResult, box: Mailbox, entry: Entry, folder: Path, say: Say
    ) -> SyncResult:
        """Copy one bundle here and judge it, unless it is somebody else's or was seen before."""
        if self._is_anothers(box, entry) or self._is_done(box, entry):
            return so_far
        try:
            path = box.fetch(entry, folder)
        except UserError as fault:
            if fault.code != "bundle_too_large":
                raise
            return replace(so_far, quarantined=(*so_far.quarantined, (entry.name, fault.code)))
        with path.open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
        if bundles.known(self._session.store, digest) and not self._again(digest, path):
            return so_far
        say("take")
        self._copies.back_up_if_changed("sync")
        return self._judge(so_far, entry.name, path, digest)

    @property
    def schema(self) -> int:
        """The newest form of operations that this program reads."""
        return SCHEMA

    def again(self, name: str, path: Path, digest: str) -> SyncResult:
        """Judge a bundle that was set aside before, as if it came now."""
        self._copies.back_up_if_changed("sync")
        return self._judge(SyncResult(), name, path, digest)

    def _is_done(self, box: Mailbox, entry: Entry) -> bool:
        """Whether this very bundle was taken, read where it lies; only one of its size is read."""
        store = self._session.store
        if not bundles.sized(store, entry.size):
            return False
        digest = box.digest(entry).hex()
        return bundles.known(store, digest) and not bundles.reason_of(store, digest)

    def _again(self, digest: str, path: Path) -> bool:
        """Whether what was refused before is worth another look: its sender is known by now."""
        store = self._session.store
        if bundles.reason_of(store, digest) != "bundle_unknown_device":
            return False
        with path.open("rb") as f:
            return self._load(store).devices().find(bundle.peek(f).device) is not None

    def _is_anothers(self, box: Mailbox, entry: Entry) -> bool:
        """Whether the plain front names other receivers; a broken front is judged whole."""
        mine = self._load(self._session.store)
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
            with path.open("rb") as f, no_collecting():
                came = self._take_one(f, name, digest, path.stat().st_size)
        except (UserError, *_ODD) as fault:
            code = fault.code if isinstance(fault, UserError) else "bundle_odd"
            if code in _PASSED_OVER:
                return so_far
            if code == "bundle_odd":
                logging.getLogger(__name__).exception("a bundle")
            self._quarantine(name, path, digest, code)
            return replace(so_far, quarantined=(*so_far.quarantined, (name, code)))
        if came is None:
            return so_far
        count, new, refused = came
        return replace(
            so_far,
            taken=so_far.taken + 1,
            operations=so_far.operations + count,
            photos=so_far.photos + new,
            photos_refused=so_far.photos_refused + refused,
        )

    def _take_one(
        self, f: BinaryIO, name: str, digest: str, size: int
    ) -> tuple[int, int, int] | None:
        """Open, believe, apply in one transaction; what was new, photos new and refused."""
        store = self._session.store
        mine = self._load(store)
        header = bundle.peek(f)
        if header.device == store.identity.device:
            return None
        if mine.root is None and header.device != mine.hub:
            raise UserError("bundle_not_for_us")
        opened = self._opened(f, mine, header.device)
        self._hold_clocks(header)
        reached: list[witnesses.Vector] = [header.vector]
        if mine.root is not None:
            self._county.attend(header.device, opened.extras)
            mine = self._load(store)
            reached = witnesses.proved(opened, mine, store.identity.device)
            witnesses.refuse_unproved(opened, reached)
        if mine.root is not None and header.introduction is not None:
            self._county.certify(header.introduction, header.device, header.incarnation)
            mine = self._load(store)
        mine = self._follow_roster(mine, opened.extras.get("roster"))
        by = self._authority(mine)
        self._judge_again(mine)
        behind = any(forks.is_behind(store, one) for one in reached)
        taken = merge.take_many(
            store,
            opened.ops,
            authority=by,
            expected=opened.counts,
            stubs=opened.extras.get(STUBS),
            linked=True,
            read=bundle.read_json,
        )
        forked = [op for op, code in taken.refused if code == "fork"]
        if mine.root is None:
            forked = [op for op in forked if not op.startswith(_unaware(header))]
            witnesses.remember(store, opened.statement)
            keep_login(store, opened.extras.get(SERVER))
            told = str(opened.extras.get(TOLD, "")) or self._revoked(mine)
            kept.keep(store, {TOLD: told, ASKS: "1" if self._lacks(header) and not told else ""})
            self._compare(opened)
        else:
            forked = [op for op in forked if op.startswith(f"{store.identity.device}/")]
            if self._lacks(header):
                kept.keep(store, {f"{ASKS}.{header.device}": "1"})
        forks.settle(store, forked, behind=behind, by=by, told=reached)
        forks.forget_twins(store)
        now = self._session.clock()
        former = opened.extras.get(FORMER)
        peers.confirm(
            store,
            header.device,
            header.vector,
            now,
            copy=header.incarnation,
            former=[str(one) for one in former] if isinstance(former, list | tuple) else [],
            parted=[op.rpartition("#")[0] for op, code in taken.refused if code == "fork"],
        )
        came = photos.receive(self._session, opened)
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
            number=header.number,
        )
        return (taken.taken, *came)

    def _hold_clocks(self, header: bundle.Header) -> None:
        """Keep that one of two clocks is wrong, or that they agree again; it refuses nothing.

        A county whose clock is years ahead takes certificates for expired: then this says why.
        """
        said, now = header.created_at, self._session.clock()
        text = said.isoformat() if clocks_differ(said, now) else ""
        name = CLOCK + header.device
        if kept.get(self._session.store, name) != text:
            kept.keep(self._session.store, {name: text})

    def _opened(self, f: BinaryIO, mine: Credentials, sender: str) -> bundle.Opened:
        """A bundle proved by its sender's key, or by the one before until the new one was seen."""
        store, name = self._session.store, FORMER_KEY + sender
        former = kept.get(store, name) if mine.root is not None else ""
        try:
            opened = self._proved(f, mine, mine.devices().signer)
        except UserError as fault:
            if fault.code != "bundle_signature" or not former:
                raise
            f.seek(0)
            return self._proved(f, mine, lambda _device: bytes.fromhex(former))
        if former:
            kept.keep(store, {name: ""})
        return opened

    def _proved(
        self, f: BinaryIO, mine: Credentials, roster: Callable[[str], Signer | bytes | None]
    ) -> bundle.Opened:
        return bundle.open_bundle(
            f,
            identities=mine.identities,
            roster=roster,
            county_fingerprint=mine.county,
            schema=SCHEMA,
            newcomer=self._newcomer(mine),
        )

    def _compare(self, opened: bundle.Opened) -> None:
        """Hold what the county shows against what stands here; an alarm, never a repair."""
        store = self._session.store
        ours = audiences_of(store.identity.role, store.identity.townships)
        if opened.hashes:
            found = alike.differing(store, opened.hashes, opened.header.vector, ours)
            if found is not None:
                kept.keep(store, {DIFFERS: " ".join(found)})

    def _lacks(self, header: bundle.Header) -> bool:
        """Whether the other side has more for this ledger than has come: then it is asked."""
        me = self._session.store.identity
        ours = None if me.role == "county" else audiences_of(me.role, me.townships)
        have = ops.vector(self._session.store)
        return any(
            seq > have.get(stream, (0, b""))[0]
            for stream, (seq, _) in header.vector.items()
            if ours is None
            or stream.rpartition("/")[2] in ours
            or stream.startswith(f"{me.device}/")
        )

    def _follow_roster(self, mine: Credentials, blob: object) -> Credentials:
        """Take over a newer list of devices; what the county's own list has forgotten goes back."""
        store = self._session.store
        if not isinstance(blob, bytes):
            return mine
        if mine.root is not None:
            return rejoin_roster(store, mine, blob, self._session.clock())
        mine = adopt_roster(store, mine, blob)
        kept.keep(store, {ROSTER_BACK: "" if mine.roster == blob else "1"})
        self._follow_certificate(mine)
        return mine

    def _revoked(self, mine: Credentials) -> str:
        """What the newest list says of this device, whatever an older bundle says or does not."""
        own = mine.devices().find(self._session.store.identity.device)
        return "device_revoked" if own is not None and own.state == "revoked" else ""

    def _judge_again(self, mine: Credentials) -> None:
        """What was refused may count since the list of devices or the program changed."""
        store, version = self._session.store, f"{mine.devices().version} {fingerprint()}"
        if kept.get(store, _JUDGED) != version:
            rejudging.judge_again(store, authority=self._authority(mine))
            kept.keep(store, {_JUDGED: version})

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
            return (str(certificate.role), roster.served(sender)) if certificate else None

        return role_of

    def _follow_certificate(self, mine: Credentials) -> None:
        """Take over townships and role that the county has certified for this device."""
        store = self._session.store
        enrolled = mine.devices().find(store.identity.device)
        if enrolled is None:
            return
        certificate = Certificate.open_any(
            enrolled.certificate,
            mine.devices().roots(mine.root_public),
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
        front = front_of(path)
        bundles.record(
            self._session.store,
            direction="in",
            name=name,
            peer=front.device if front else "",
            sha256=digest,
            state="quarantined",
            reason=reason,
            operations=0,
            size=path.stat().st_size,
            at=self._session.clock(),
        )


def _unaware(header: bundle.Header) -> str:
    """The streams that the county still writes itself: it parts from a fork in these first."""
    return f"{header.device}/{header.incarnation}/"
