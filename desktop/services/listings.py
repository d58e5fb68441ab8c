"""Further values that services hand out: devices, packages, backups."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from desktop.services.records.rosters import Handed


class Package(Struct, frozen=True, kw_only=True):
    """An enrolment package and the one-time code that opens it."""

    path: Path
    code: str
    townships: tuple[str, ...]
    role: str


class DeviceLine(Struct, frozen=True, kw_only=True):
    """A laptop or desk that the county has invited."""

    device: str
    township: str
    officer: str
    role: str
    state: str
    last_seen: datetime | None
    expires_on: date | None = None
    revoked_at: datetime | None = None


class VersionLine(Struct, frozen=True, kw_only=True):
    """A roster version of one township; in its `first` one everybody is new.

    `handed` are the laptops it is for, as far as this ledger knows: the county's own, only.
    """

    roster_version: str
    as_of_date: date
    township_code: str
    township: str
    households: int
    members: int
    source_name: str
    imported_at: datetime
    officer: str
    in_force: bool
    first: bool
    handed: tuple[Handed, ...] = ()


class BackupLine(Struct, frozen=True, kw_only=True):
    """A verified copy of the ledger."""

    path: Path
    created: datetime
    counts: dict[str, int]
    verified: bool


class CheckedLedger(Struct, frozen=True, kw_only=True):
    """Whether the operations give the tables."""

    ok: bool
    operations: int
    tables: int
    problems: tuple[str, ...]
    photos_lost: tuple[str, ...] = ()
    """Records with photos that were added here and are not here any more."""


class SettingKey(Struct, frozen=True, kw_only=True):
    """A setting of the station; `group` is where the page shows it."""

    key: str
    group: str
    needed_for: tuple[str, ...]


class Made(Struct, frozen=True, kw_only=True):
    """A new ledger: who it is, and the recovery code that is shown once."""

    device: str
    officer: str
    role: str
    townships: tuple[str, ...]
    households: int
    recovery_code: str
