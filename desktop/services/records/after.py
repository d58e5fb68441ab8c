"""Checks after a loan was paid out: as they are written, listed and due; the cases they open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct


class InspectionEntry(Struct, frozen=True, kw_only=True):
    """What an officer saw of a loan; an empty conclusion follows from the answers where it can.

    `use_as_agreed` and `passed_on` are yes, no or unseen: whether the money is used as agreed, and
    whether an enterprise or a cooperative uses it. `signed`: the household signed the sheet.
    `evidence` are files of photos, `photos` the hashes of those that were taken over while it was
    typed.
    """

    loan_no: str
    inspected_on: date
    kind: str
    use_as_agreed: str
    passed_on: str
    conclusion: str = ""
    actual_user: str = ""
    passed_to: str = ""
    business_state: str = ""
    assets: str = ""
    repayment_source: str = ""
    family_change: str = ""
    risk_note: str = ""
    measures: str = ""
    measures_due: date | None = None
    remedied: str = ""
    participants: str = ""
    signed: bool | None = None
    evidence: tuple[Path, ...] = ()
    photos: tuple[str, ...] = ()


class InspectionLine(Struct, frozen=True, kw_only=True):
    """A check as it stands now, with how often it was corrected and what became of its case.

    `case` is open, ended or empty; `first_no` is the number under which it was written first, `id`
    the record that counts, which has so many `photos`.
    """

    id: str
    photos: int
    first_no: str
    inspection_no: str
    loan_no: str
    household_no: str
    head_name: str
    village: str
    entry: InspectionEntry
    officer: str
    corrections: int
    correction_reason: str
    case: str
    outcome: str = ""
    ended_on: date | None = None
    end_measures: str = ""
    end_reason: str = ""


class InspectionDue(Struct, frozen=True, kw_only=True):
    """A loan with its next check; without a day where the bank's numbers give none."""

    loan_no: str
    household_no: str
    borrower_name: str
    head_name: str
    village: str
    drawn_on: date | None
    inspected_on: date | None
    kind: str
    due: date | None
    days: int | None


class InspectionRule(Struct, frozen=True, kw_only=True):
    """What the bank has laid down itself; the texts give no number."""

    first_days: int | None
    every_months: int | None

    @property
    def known(self) -> bool:
        """Whether there is any number to reckon with."""
        return self.first_days is not None or self.every_months is not None
