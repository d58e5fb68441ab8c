"""The exchange with other replicas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.records.rosters import Arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLine:
    """Another replica and what it is known to have."""

    device: str
    name: str
    state: str
    last_seen: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """What the other side does not have for certain, in operations.

    `set_aside` operations of others do not count here, `bundles_set_aside` were refused whole;
    all of them are kept. `differs` names tables that show something else at the county.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBundle:
    """A bundle that was written and read back."""

    to: str
    operations: int
    bytes: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """What one exchange did; `quarantined` are (file name, code).

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


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A bundle that arrived: taken, waiting or quarantined, and why (a code)."""

    name: str
    sender: str
    at: datetime
    state: str
    reason: str
    operations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewValue:
    """One of the values that two people gave a field; `shown` is how it is read, if otherwise."""

    value: str
    officer: str
    at: datetime | None
    op: str
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A field that was changed on two replicas."""

    id: str
    table: str
    row: str
    field: str
    subject: str
    values: tuple[ReviewValue, ...]
