"""A subsidy quarter's course: what bank and offices said of it, in records of their own."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class LineChoice(Struct, frozen=True, kw_only=True):
    """What the bank decided about a line of a settled batch, and why; the last one counts."""

    batch: str
    line_no: int
    loan_no: str
    choice: str
    said_at: datetime
    reason: str = ""
    renewal_type: str = ""
    id: str = ""
    officer: str = ""


class Declaration(Struct, frozen=True, kw_only=True):
    """One township's frozen part of a batch (3.13, form F15); amounts in fen.

    Its id is the id of the batch it froze; its lines are `DeclaredLine`.
    """

    id: str
    batch_no: str
    revision: int
    township_code: str
    bank: str
    region: str
    year: int
    quarter: int
    period_from: date
    period_to: date
    list_closed_on: date
    frozen_on: date
    said_at: datetime
    digest: str
    households: int
    lines: int
    interest_fen: int
    central_t1_fen: int
    province_t1_fen: int
    central_t2_fen: int
    local_fen: int
    subsidy_fen: int
    borrower_fen: int
    officer: str = ""


class DeclaredLine(Struct, frozen=True, kw_only=True):
    """A line as it was frozen; amounts in fen, rates in parts per million.

    `reverses` names the paid line that it takes back (``declaration:line_no``); its amounts are
    negative then. `own_subsidy_fen` is what the rules gave before the bank's choice.
    """

    line_no: int
    household_no: str
    division_code: str
    member_no: str
    borrower_name: str
    loan_no: str
    interest_fen: int
    subsidy_fen: int
    borrower_fen: int
    id_number: str = ""
    relation: str = ""
    renewal_type: str = ""
    principal_fen: int | None = None
    rate_ppm: int | None = None
    day_basis: int | None = None
    days: int | None = None
    tier1_product_fen_days: int | None = None
    tier2_product_fen_days: int | None = None
    paid_fen: int | None = None
    central_t1_fen: int | None = None
    province_t1_fen: int | None = None
    central_t2_fen: int | None = None
    local_fen: int | None = None
    own_subsidy_fen: int | None = None
    choice: str = ""
    reason: str = ""
    flags: str = ""
    clauses: str = ""
    reverses: str = ""
    drawn_on: date | None = None
    maturity_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    paid_on: date | None = None


class BankStep(Struct, frozen=True, kw_only=True):
    """What the bank did with a declaration: handed it to the county, or took it back."""

    declaration: str
    step: str
    happened_on: date
    said_at: datetime
    way: str = ""
    notice_no: str = ""
    reason: str = ""
    id: str = ""
    officer: str = ""


class LineReview(Struct, frozen=True, kw_only=True):
    """What the county's agriculture office says of a line; the last one counts."""

    declaration: str
    line_no: int
    loan_no: str
    result: str
    reviewed_on: date
    said_at: datetime
    reason_code: str = ""
    note: str = ""
    id: str = ""
    officer: str = ""


class OfficeStep(Struct, frozen=True, kw_only=True):
    """What the county's offices did with a declaration: public notice, its end, submission, close.

    `lines` are the numbers of the lines that a submission names, `subsidy_fen` their sum.
    """

    declaration: str
    step: str
    happened_on: date
    said_at: datetime
    level: str = ""
    place: str = ""
    phone: str = ""
    witness: str = ""
    document_no: str = ""
    notice_no: str = ""
    note: str = ""
    digest: str = ""
    lines: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    days: int | None = None
    subsidy_fen: int | None = None
    id: str = ""
    officer: str = ""


class Objection(Struct, frozen=True, kw_only=True):
    """An objection against a published line, with its decision where there is one."""

    objection_no: str
    declaration: str
    line_no: int
    loan_no: str
    raised_on: date
    said_at: datetime
    raised_by: str = ""
    text: str = ""
    id: str = ""
    officer: str = ""
    outcome: str = ""
    decided_on: date | None = None
    note: str = ""


class Reversal(Struct, frozen=True, kw_only=True):
    """A paid line that was found wrong: it is taken back by a negative line in a later batch."""

    declaration: str
    line_no: int
    loan_no: str
    township_code: str
    found_on: date
    said_at: datetime
    reason: str
    document_no: str
    id: str = ""
    officer: str = ""
