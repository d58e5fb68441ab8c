"""What a household applies for at the bank, what the bank says to it, and the contract."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class Application(Struct, frozen=True, kw_only=True):
    """What is applied for (3.9), bound to the check, roster version and pack of its day.

    `visit` is the id of the record that first told the need, `visit_no` the number of the one that
    was named; `credit_rating`, `credit_limit_fen` and `credit_conclusion` are the bank's words.
    """

    application_no: str
    visit: str
    visit_no: str
    household_no: str
    member_no: str
    township_code: str
    bank: str
    applied_on: date
    applied_amount_fen: int
    applied_months: int
    purpose_code: str
    check_no: str
    said_at: datetime
    policy_pack_version: str = ""
    roster_version: str = ""
    purpose_text: str = ""
    industry: str = ""
    cycle: str = ""
    cycle_months: int | None = None
    need_month: str = ""
    repayment_source: str = ""
    credit_rating: str = ""
    credit_limit_fen: int | None = None
    rated_on: date | None = None
    credit_conclusion: str = ""
    concluded_on: date | None = None
    consent_on: date | None = None
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class Handover(Struct, frozen=True, kw_only=True):
    """Applications that were handed to the bank together, as paper or as a file."""

    handover_no: str
    township_code: str
    bank: str
    way: str
    handed_to: str
    handed_on: date
    applications: tuple[str, ...]
    said_at: datetime
    note: str = ""
    id: str = ""
    officer: str = ""


class BankDecision(Struct, frozen=True, kw_only=True):
    """What the bank says to an application; `corrects` is the id of the decision it replaces."""

    application_no: str
    township_code: str
    bank: str
    decision: str
    decided_on: date
    said_by: str
    said_at: datetime
    reason: str = ""
    note: str = ""
    corrects: str = ""
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class LoanContract(Struct, frozen=True, kw_only=True):
    """The contract that followed, with the pack that binds it for life and the texts of its day."""

    application_no: str
    township_code: str
    bank: str
    contract_no: str
    signed_on: date
    maturity_on: date
    principal_fen: int
    rate_ppm: int
    check_no: str
    roster_version: str
    policy_pack_id: str
    policy_reason: str
    policy_digest: str
    said_at: datetime
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class LargeNeed(Struct, frozen=True, kw_only=True):
    """Why more than the usual amount is subsidised: reason, evidence, and who accepted it."""

    household_no: str
    township_code: str
    reason: str
    evidence: str
    approver: str
    approved_on: date
    said_at: datetime
    application_no: str = ""
    loan_no: str = ""
    amount_fen: int | None = None
    note: str = ""
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class Applied(Struct, frozen=True, kw_only=True):
    """An application as it counts now with all that belongs to it, each history oldest first.

    `loan_nos` are the loans that the bank reports under the number of its contract, `rivals` the
    other applications of the same need.
    """

    application: Application
    head_name: str = ""
    village: str = ""
    member_name: str = ""
    id_number: str = ""
    township_code: str = ""
    check_result: str = ""
    versions: tuple[Application, ...] = ()
    handovers: tuple[Handover, ...] = ()
    decisions: tuple[BankDecision, ...] = ()
    contracts: tuple[LoanContract, ...] = ()
    large_needs: tuple[LargeNeed, ...] = ()
    loan_nos: tuple[str, ...] = ()
    loan_rates: tuple[int, ...] = ()
    rivals: tuple[str, ...] = ()


class Unanswered(Struct, frozen=True, kw_only=True):
    """An application that the bank has not answered; `handed` once a list took it there."""

    application_no: str
    bank: str
    household_no: str
    applicant: str
    village: str
    applied_on: date
    handed: bool
