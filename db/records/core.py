"""Identity, operations and what taking, checking and backing up answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

Value = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who this ledger is: device, incarnation, role and the townships it serves."""

    device: str
    incarnation: str
    role: str
    county_code: str
    county_name: str
    townships: tuple[str, ...] = ()
    letter: str = "A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One operation as it lies in the ledger and travels; payload None = withheld or erased."""

    stream: str
    seq: int
    hlc: int
    officer: str
    schema: int
    tbl: str
    row: str
    kind: str
    scope: str
    payload: bytes | None
    digest: bytes
    chain: bytes

    @property
    def id(self) -> str:
        """The name of the operation: stream and running number."""
        return f"{self.stream}#{self.seq}"

    @property
    def device(self) -> str:
        """The device that wrote it."""
        return self.stream.partition("/")[0]

    @property
    def audience(self) -> str:
        """Who may have it."""
        return self.stream.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeResult:
    """What became of operations that came in."""

    taken: int = 0
    already: int = 0
    waiting: tuple[tuple[str, int, int], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    reviews: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewValue:
    """One of the values that stand beside each other in a field."""

    value: Value
    officer: str
    device: str
    at: datetime
    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A field that two people changed without knowing of each other; shown value first."""

    id: str
    table: str
    row: str
    field: str
    scope: str
    values: tuple[ReviewValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An operation that was kept but not applied, with its reason."""

    op: str
    code: str
    table: str
    row: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check of the whole ledger found."""

    ok: bool
    operations: int
    tables: dict[str, int]
    problems: tuple[str, ...] = ()
    photos_lost: tuple[str, ...] = ()
    """Records with photos whose bytes this device should have; no fault of the operations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup copy: verified means reopened with its key, checked and counted."""

    path: Path
    created: datetime
    reason: str
    counts: dict[str, int] = field(default_factory=dict)
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another replica and what it has confirmed so far: stream to (number, chain)."""

    device: str
    confirmed: dict[str, tuple[int, bytes]]
    confirmed_at: datetime | None
    sent: dict[str, int]
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many operations a peer lacks for certain, may have, and has confirmed."""

    unsent: int
    sent_unconfirmed: int
    confirmed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of this machine's own record of exports, reveals and prints."""

    at: datetime
    officer: str
    what: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of days, both ends in; None is open."""

    from_on: date | None = None
    to_on: date | None = None
