"""Identity, operations and what taking, checking and backing up answer."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, field

Value = str | int | None


class Identity(Struct, frozen=True, kw_only=True):
    """Who this ledger is: device, incarnation, role and the townships it serves."""

    device: str
    incarnation: str
    role: str
    county_code: str
    county_name: str
    townships: tuple[str, ...] = ()
    letter: str = "A"


class Op(Struct, frozen=True, kw_only=True):
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


class TakeResult(Struct, frozen=True, kw_only=True):
    """What became of operations that came in."""

    taken: int = 0
    already: int = 0
    waiting: tuple[tuple[str, int, int], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    reviews: int = 0


class ReviewValue(Struct, frozen=True, kw_only=True):
    """One of the values that stand beside each other in a field."""

    value: Value
    officer: str
    device: str
    at: datetime
    op: str


class Review(Struct, frozen=True, kw_only=True):
    """A field that two people changed without knowing of each other; shown value first."""

    id: str
    table: str
    row: str
    field: str
    scope: str
    values: tuple[ReviewValue, ...]


class Quarantined(Struct, frozen=True, kw_only=True):
    """An operation that was kept but not applied, with its reason."""

    op: str
    code: str
    table: str
    row: str
    at: datetime


class CheckResult(Struct, frozen=True, kw_only=True):
    """What a check of the whole ledger found."""

    ok: bool
    operations: int
    tables: dict[str, int]
    problems: tuple[str, ...] = ()
    photos_lost: tuple[str, ...] = ()
    """Records with photos whose bytes this device should have; no fault of the operations."""


class Backup(Struct, frozen=True, kw_only=True):
    """A backup copy: verified means reopened with its key, checked and counted."""

    path: Path
    created: datetime
    reason: str
    counts: dict[str, int] = field(default_factory=dict)
    verified: bool = False


class Peer(Struct, frozen=True, kw_only=True):
    """Another replica and what it has confirmed so far: stream to (number, chain)."""

    device: str
    confirmed: dict[str, tuple[int, bytes]]
    confirmed_at: datetime | None
    sent: dict[str, int]
    sent_at: datetime | None


class Traffic(Struct, frozen=True, kw_only=True):
    """How many operations a peer lacks for certain, may have, and has confirmed."""

    unsent: int
    sent_unconfirmed: int
    confirmed: int
    oldest: datetime | None


class AuditLine(Struct, frozen=True, kw_only=True):
    """One line of this machine's own record of exports, reveals and prints."""

    at: datetime
    officer: str
    what: str
    subject: str
    reason: str


class Span(Struct, frozen=True, kw_only=True):
    """A span of days, both ends in; None is open."""

    from_on: date | None = None
    to_on: date | None = None
