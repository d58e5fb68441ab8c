"""Photos with the bundles: what is asked for, what is owed, how many go at once, which are kept."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from db import blobs
from db import settings as kept
from desktop.errors import UserError
from desktop.services.receivers import budget, ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop.exchange import bundle
    from desktop.services.receivers import Receiver
    from desktop.services.session import Session

_Written = TypeVar("_Written")

_LARGEST, _MOST_PIXELS = 1_000_000, 8_000_000
"""What is taken from others: a newer program may keep photos somewhat larger."""

_ASK_AGAIN = timedelta(days=1)


def lacking(session: Session) -> dict[str, list[str]]:
    """The photos that have not come, by township; asked once for all receivers of an exchange."""
    may = ours(session)
    return blobs.lacking(session.store, may) if may is None or may else {}


class Outgoing:
    """The photos of one bundle to one receiver, and what it is asked for."""

    def __init__(self, session: Session, to: Receiver, lacking: Mapping[str, list[str]]) -> None:
        """Lacking are the photos that have not come, by township (`lacking`)."""
        self._session = session
        self._to = to
        store, own = session.store, session.store.identity
        theirs, here = to.pictured, ours(session)
        shared = theirs if here is None else here
        self._budget = budget(session)
        asked = (
            digest
            for township, hashes in lacking.items()
            if shared is None or township in shared
            for digest in hashes
        )
        self.wants = list(dict.fromkeys(asked))[: blobs.MOST_ASKED]
        by = "" if session.is_county else f"{own.device}/"
        self._owed = (
            blobs.owed(store, to.device, theirs, audiences=to.audiences, written_by=by)
            if self._budget
            else []
        )
        self.sent: list[str] = []
        self._damaged: set[str] = set()

    @property
    def due(self) -> bool:
        """Whether a bundle is worth its while for the photos alone."""
        return self._untold() or any(True for _ in self._whole(self._budget))

    @property
    def asked(self) -> list[bytes]:
        """The hashes that this ledger lacks and the receiver may have."""
        return [bytes.fromhex(one) for one in self.wants]

    def data(self, *, room: bool) -> Iterator[bytes]:
        """The photos as far as they fit; none where the place has no room for them."""
        self.sent = []
        for digest, data in self._whole(self._budget if room else 0):
            self.sent.append(digest)
            yield data

    def _whole(self, room: int) -> Iterator[tuple[str, bytes]]:
        return blobs.within(self._session.store, self._owed, room, self._damaged)

    @property
    def later(self) -> int:
        """How many photos are owed and did not go, without those that are damaged here."""
        return len(self._owed) - len(self.sent) - len(self._damaged)

    def keep(self, number: int) -> None:
        """Keep what went with the bundle of that number, and what was asked for in it."""
        store = self._session.store
        if self.sent:
            blobs.mark_sent(store, self._to.device, self.sent, number)
        if self.wants or kept.get(store, self._setting):
            kept.keep(store, {self._setting: f"{self._digest} {self._session.clock().isoformat()}"})

    def _untold(self) -> bool:
        """Whether the other side has not heard what is lacking now, or may have missed it."""
        told = kept.get(self._session.store, self._setting)
        if not told:
            return bool(self.wants)
        digest, _, at = told.partition(" ")
        if digest != self._digest:
            return True
        since = self._session.clock() - datetime.fromisoformat(at)
        return bool(self.wants) and abs(since) >= _ASK_AGAIN

    @property
    def _digest(self) -> str:
        return sha256(" ".join(sorted(self.wants)).encode()).hexdigest()[:16]

    @property
    def _setting(self) -> str:
        return f"sync.wants.{self._to.device}"


def with_or_without(pictures: Outgoing, write: Callable[..., _Written]) -> _Written:
    """Write a bundle with its photos; where the place is too full for them, the work goes alone."""
    try:
        return write(room=True)
    except UserError as fault:
        if fault.code != "mailbox_full" or not pictures.sent:
            raise
    return write(room=False)


def receive(session: Session, opened: bundle.Opened) -> tuple[int, int]:
    """Keep the photos of a bundle whose operations were taken; gives how many are new and refused.

    Each stands alone: one that is damaged, no photo, too large, or of no record here is left out,
    and asked for again where a record names it.
    """
    store, new, here = session.store, 0, 0
    blobs.asked(store, opened.header.device, [one.hex() for one in opened.wants])
    may = ours(session)
    wanted = bool(opened.manifest) and (may is None or bool(may))
    for digest, data in opened.blobs() if wanted else ():
        if blobs.is_here(store, digest.hex()):
            here += 1
        elif blobs.is_lacking(store, digest.hex()) and _is_photo(data):
            new += blobs.put(store, digest.hex(), data)
    return new, (len(opened.manifest) - new - here if wanted else 0)


def _is_photo(data: bytes) -> bool:
    """Whether it is a small picture as this program keeps them; nothing of it is decoded."""
    if len(data) > _LARGEST or not data.startswith(b"\xff\xd8\xff"):
        return False
    from PIL.JpegImagePlugin import JpegImageFile

    try:
        with JpegImageFile(io.BytesIO(data)) as picture:
            return picture.width * picture.height <= _MOST_PIXELS
    except Exception:  # noqa: BLE001 - broken bytes raise errors of many kinds; none is a bug of ours
        return False
