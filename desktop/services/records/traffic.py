"""The exchange with other replicas."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from desktop.services.records.rosters import Arrived


class PeerLine(Struct, frozen=True, kw_only=True):
    """Another replica and what it is known to have."""

    device: str
    name: str
    state: str
    last_seen: datetime | None


class Missing(Struct, frozen=True, kw_only=True):
    """Operations of a sender that others wait for, and the bundles that would bring them."""

    sender: str
    first: int
    last: int
    bundles: tuple[int, ...] = ()


class SyncStatus(Struct, frozen=True, kw_only=True):
    """What the other side does not have for certain, in operations.

    `set_aside` operations of others do not count here, `bundles_set_aside` were refused whole;
    all of them are kept. `differs` names tables that show something else at the county.
    `clocks` are others by whose bundles one of two clocks must be wrong, with the day they said.
    `renumbered` are numbers of this ledger that a copy of it gave too, with what they became.
    """

    unsent: int
    sent_unconfirmed: int
    confirmed: int
    oldest_days: int | None
    gaps: tuple[str, ...]
    reviews: int
    last_at: datetime | None
    set_aside: int = 0
    bundles_set_aside: int = 0
    differs: tuple[str, ...] = ()
    peers: tuple[PeerLine, ...] = ()
    missing: tuple[Missing, ...] = ()
    photos_missing: int = 0
    clocks: tuple[tuple[str, str], ...] = ()
    renumbered: tuple[tuple[str, str], ...] = ()


class SentBundle(Struct, frozen=True, kw_only=True):
    """A bundle that was written and read back; `photos_later` did not fit into it."""

    to: str
    operations: int
    bytes: int
    name: str
    photos: int = 0
    photos_later: int = 0


class SyncResult(Struct, frozen=True, kw_only=True):
    """What one exchange did; `quarantined` are (file name, code).

    `photos` came, `photos_refused` came damaged or to no record, `photos_missing` have not come.
    `rosters` are the versions that came, `withdrawn` the labels of those that were taken back.
    """

    sent: tuple[SentBundle, ...] = ()
    taken: int = 0
    operations: int = 0
    reviews: int = 0
    waiting: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()
    receipt: str = ""
    rosters: tuple[Arrived, ...] = ()
    withdrawn: tuple[str, ...] = ()
    photos: int = 0
    photos_refused: int = 0
    photos_missing: int = 0


class InboxLine(Struct, frozen=True, kw_only=True):
    """A bundle that arrived: taken, quarantined or discarded, and why (a code).

    `key` names it for `release` and `discard`, `number` is its sender's own, 0 if unknown.
    """

    name: str
    sender: str
    at: datetime
    state: str
    reason: str
    operations: int
    key: str = ""
    number: int = 0


class OutboxLine(Struct, frozen=True, kw_only=True):
    """A bundle that was written and read back; `name` is what the handover sheet asks for."""

    name: str
    number: int
    receiver: str
    at: datetime
    operations: int
    size: int


class AsideLine(Struct, frozen=True, kw_only=True):
    """An operation that came and does not count: what it is about and why (a code)."""

    op: str
    sender: str
    table: str
    code: str
    at: datetime


class StickState(StrEnum):
    """Whose a place is, as its marker says."""

    OURS = "ours"
    FOREIGN = "foreign"
    UNMARKED = "unmarked"
    NEWER = "newer"


class StickLine(Struct, frozen=True, kw_only=True):
    """A stick that is plugged in, or the folder that stands for one; free space in bytes."""

    root: Path
    label: str
    free_bytes: int
    state: StickState
    removable: bool
    county: str = ""


class ReviewValue(Struct, frozen=True, kw_only=True):
    """One of the values that two people gave a field; `shown` is how it is read, if otherwise.

    `machine` is whose computer it was written on.
    """

    value: str
    officer: str
    at: datetime | None
    op: str
    shown: str = ""
    machine: str = ""


class Review(Struct, frozen=True, kw_only=True):
    """A field that was changed on two replicas; `both` keeps all values, where that makes sense."""

    id: str
    table: str
    row: str
    field: str
    subject: str
    values: tuple[ReviewValue, ...]
    both: str = ""


class ArrivalLine(Struct, frozen=True, kw_only=True):
    """What has arrived of a township: its computers, their last bundle, the records.

    `days` since its last bundle; `households` reached of all; `last_visit` is the newest day.
    """

    township_code: str
    township: str
    officers: tuple[str, ...]
    last_at: datetime | None
    days: int | None
    visits: int
    last_visit: date | None
    households: int
    reached: int
    unsent: int
    waiting: int
