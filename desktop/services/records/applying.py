"""Applications as an officer enters them and as lists show them, with the bank's own words."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field


class ApplicationEntry(Struct, frozen=True, kw_only=True):
    """What a household applies for; without `visit_no` its newest open need is meant.

    `check_no` names a stored check of just this; without it a fitting one is taken, else the
    conditions are checked now with `facts`. Amounts in fen; `cycle` is a code of the cycles.
    """

    household_no: str
    applied_on: date
    amount_fen: int
    months: int
    purpose_code: str
    visit_no: str = ""
    member_no: str = ""
    purpose_text: str = ""
    industry: str = ""
    cycle: str = ""
    cycle_months: int | None = None
    need_month: str = ""
    repayment_source: str = ""
    check_no: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    credit_rating: str = ""
    credit_limit_fen: int | None = None
    rated_on: date | None = None
    credit_conclusion: str = ""
    concluded_on: date | None = None
    consent_on: date | None = None


class DecisionEntry(Struct, frozen=True, kw_only=True):
    """What the bank says, with who there said it; a no and a withdrawal have their reason."""

    decision: str
    decided_on: date
    said_by: str
    reason: str = ""
    note: str = ""


class ContractEntry(Struct, frozen=True, kw_only=True):
    """The contract that was signed; amount in fen, the yearly rate in parts per million."""

    contract_no: str
    signed_on: date
    maturity_on: date
    principal_fen: int
    rate_ppm: int


class LargeNeedEntry(Struct, frozen=True, kw_only=True):
    """Why more than the usual amount is needed, what shows it, who accepted that and when."""

    reason: str
    evidence: str
    approver: str
    approved_on: date
    note: str = ""


class ApplicationFilter(Struct, frozen=True, kw_only=True):
    """Which applications are wanted; empty means all. `state` is how far they are."""

    state: str = ""
    village: str = ""
    household_no: str = ""
    application_no: str = ""


class DecisionLine(Struct, frozen=True, kw_only=True):
    """One word of the bank; `replaced` where a later one corrects it."""

    decision: str
    decided_on: date
    said_by: str
    reason: str
    note: str
    officer: str
    replaced: bool
    correction_reason: str


class ApplicationLine(Struct, frozen=True, kw_only=True):
    """An application as it stands now.

    `stale` says what changed since its check: roster, policy. `hint` is what its cycle says to the
    term. `flags` are findings on the contract. The decision is the bank's, and shown as such.
    """

    application_no: str
    visit_no: str
    household_no: str
    head_name: str
    village: str
    member_no: str
    applicant: str
    bank: str
    applied_on: date
    amount_fen: int
    months: int
    purpose_code: str
    purpose_text: str
    industry: str
    cycle: str
    cycle_months: int | None
    hint: str
    hint_months: int | None
    need_month: str
    repayment_source: str
    check_no: str
    check_result: str
    policy_pack: str
    roster_version: str
    stale: tuple[str, ...]
    credit_rating: str
    credit_limit_fen: int | None
    rated_on: date | None
    credit_conclusion: str
    concluded_on: date | None
    consent_on: date | None
    officer: str
    corrections: int
    correction_reason: str
    state: str
    days: int
    handover_no: str = ""
    handed_on: date | None = None
    handed_to: str = ""
    decisions: tuple[DecisionLine, ...] = ()
    decision: str = ""
    decided_on: date | None = None
    said_by: str = ""
    reason: str = ""
    note: str = ""
    disputed: bool = False
    contract_no: str = ""
    signed_on: date | None = None
    maturity_on: date | None = None
    principal_fen: int | None = None
    rate_ppm: int | None = None
    rates: tuple[int, ...] = ()
    contract_pack: str = ""
    contract_title: str = ""
    contract_reason: str = ""
    loan_nos: tuple[str, ...] = ()
    large_reason: str = ""
    large_evidence: str = ""
    large_approver: str = ""
    large_on: date | None = None
    flags: tuple[str, ...] = ()
