"""Checks after a loan was paid out, and how the cases that they opened ended."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class Inspection(Struct, frozen=True, kw_only=True):
    """One check of a loan (3.15); a correction names the check that it takes the place of.

    `use_as_agreed` and `passed_on` are yes, no or unseen; `conclusion` is a code of
    `desktop.rules.inspections`.
    """

    inspection_no: str
    loan_no: str
    household_no: str
    township_code: str
    kind: str
    inspected_on: date
    use_as_agreed: str
    passed_on: str
    conclusion: str
    said_at: datetime
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
    corrects_inspection_no: str = ""
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class CaseEnd(Struct, frozen=True, kw_only=True):
    """How the case that a check opened was ended: what was done, and why it is over."""

    inspection_no: str
    loan_no: str
    township_code: str
    outcome: str
    measures: str
    reason: str
    ended_on: date
    said_at: datetime
    id: str = ""
    officer: str = ""


class Watched(Struct, frozen=True, kw_only=True):
    """A running small loan with what a schedule of checks needs to know of it."""

    loan_no: str
    household_no: str
    borrower_name: str
    head_name: str
    village: str
    drawn_on: date | None
    inspected_on: date | None
