"""Risk compensation: claims, opinions on them, money of the fund, recoveries; amounts in fen."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class Claim(Struct, frozen=True, kw_only=True):
    """One revision of a bank's claim on the fund (3.17, form F20).

    It carries what the loan was on that day, because the county's offices have no loans; ratios
    are in parts per million. `spells` are earlier spells overdue as ``from/to``.
    """

    claim_no: str
    revision: int
    township_code: str
    household_no: str
    borrower_name: str
    loan_no: str
    product_code: str
    bank: str
    trigger: int
    cause: str
    claimed_on: date
    said_at: datetime
    principal_fen: int
    claim_principal_fen: int
    claim_interest_fen: int
    loss_fen: int
    fund_share_fen: int
    bank_share_fen: int
    policy_pack: str
    contract_no: str = ""
    outlet: str = ""
    id_tail: str = ""
    cause_note: str = ""
    renewal_note: str = ""
    npl_source: str = ""
    late_reason: str = ""
    policy_digest: str = ""
    note: str = ""
    spells: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    signed_on: date | None = None
    drawn_on: date | None = None
    maturity_on: date | None = None
    overdue_since: date | None = None
    deadline: date | None = None
    npl_on: date | None = None
    npl_product_ppm: int | None = None
    npl_bank_ppm: int | None = None
    renewable: bool | None = None
    use_deviation: bool | None = None
    id: str = ""
    officer: str = ""


class ClaimWithdrawal(Struct, frozen=True, kw_only=True):
    """That the bank took a claim back, and why."""

    claim_no: str
    township_code: str
    reason: str
    withdrawn_on: date
    said_at: datetime
    id: str = ""
    officer: str = ""


class ClaimReview(Struct, frozen=True, kw_only=True):
    """What an office of the county says of one revision of a claim; its last word counts."""

    claim: str
    township_code: str
    office: str
    result: str
    reviewed_on: date
    said_at: datetime
    reason_code: str = ""
    note: str = ""
    document_no: str = ""
    cause_verified: bool | None = None
    id: str = ""
    officer: str = ""


class ClaimMoney(Struct, frozen=True, kw_only=True):
    """What the offices tell the bank of the fund's money: paid (below zero), or come back."""

    claim_no: str
    township_code: str
    entry_no: str
    voucher_no: str
    moved_on: date
    said_at: datetime
    amount_fen: int
    recovery_no: str = ""
    corrects_entry_no: str = ""
    note: str = ""
    id: str = ""
    officer: str = ""


class Recovery(Struct, frozen=True, kw_only=True):
    """What the bank recovered of a compensated loan, and how it is shared (form F21)."""

    recovery_no: str
    claim_no: str
    loan_no: str
    township_code: str
    recovered_on: date
    said_at: datetime
    amount_fen: int
    to_fund_fen: int
    kept_fen: int
    voucher_no: str
    costs_fen: int | None = None
    way: str = ""
    note: str = ""
    id: str = ""
    officer: str = ""


class RecoveryStrike(Struct, frozen=True, kw_only=True):
    """That a recovery was written wrongly and does not count."""

    recovery_no: str
    claim_no: str
    township_code: str
    reason: str
    struck_on: date
    said_at: datetime
    id: str = ""
    officer: str = ""


class FundEntry(Struct, frozen=True, kw_only=True):
    """One entry of the fund's book; the amount has the sign of what it does to the fund."""

    entry_no: str
    kind: str
    ref_no: str
    voucher_no: str
    moved_on: date
    said_at: datetime
    amount_fen: int
    claim_no: str = ""
    recovery_no: str = ""
    corrects_entry_no: str = ""
    note: str = ""
    id: str = ""
    officer: str = ""


class FundStatement(Struct, frozen=True, kw_only=True):
    """The loans of the county and what lay on the account on a day, with where that is written."""

    stated_on: date
    source: str
    said_at: datetime
    small_loans_fen: int
    older_loans_fen: int | None = None
    account_fen: int | None = None
    account_no: str = ""
    note: str = ""
    id: str = ""
    officer: str = ""
