"""What the service of applications answers with, beside the lines that lists show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.records.applying import ApplicationEntry, ApplicationLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What the ledger knows before an application is written: who, which need, the newest check.

    `entry` is filled as far as that; `check_no` and `checked_on` are of the check behind it.
    """

    entry: ApplicationEntry
    head_name: str
    members: tuple[tuple[str, str], ...]
    told_on: date
    needs: int
    check_no: str = ""
    checked_on: date | None = None
    check_result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A herd or crop with the months until there is something to sell; an example to start from."""

    code: str
    name: str
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An application that was written: as it stands, and the further needs that it ended."""

    line: ApplicationLine
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverLine:
    """Applications that were handed over together."""

    handover_no: str
    handed_on: date
    handed_to: str
    way: str
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeNeedLine:
    """A large need as it was recorded for an application or a loan."""

    application_no: str
    loan_no: str
    household_no: str
    reason: str
    evidence: str
    approver: str
    approved_on: date
