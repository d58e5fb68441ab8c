"""Loans, interest settlements, subsidy batches and their lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct

Change = tuple[date, int]
"""A change of the balance in fen, negative for a repayment; it holds from that day on."""


class Loan(Struct, frozen=True, kw_only=True):
    """One contract (3.10); amounts in fen, the yearly rate in parts per million.

    `balance_on` is the day whose balance the bank told, None where it did not say.
    `first_rate_ppm` is the rate that was told first, where another one came for the contract.
    """

    loan_no: str
    product_code: str
    household_no: str
    township_code: str
    signed_on: date | None
    drawn_on: date | None
    maturity_on: date | None
    principal_fen: int | None
    rate_ppm: int | None
    contract_no: str = ""
    member_no: str = ""
    borrower_name: str = ""
    settlement_mode: str = ""
    guarantee_type: str = ""
    purpose_code: str = ""
    purpose_text: str = ""
    industry_code: str = ""
    policy_pack_id: str = ""
    renews_loan_no: str = ""
    risk_class: str = ""
    loan_status: str = ""
    bank: str = ""
    large_need_reason: str = ""
    originals: str = ""
    policy_reason: str = ""
    balance_on: date | None = None
    extended_maturity_on: date | None = None
    overdue_since: date | None = None
    balance_fen: int | None = None
    day_basis: int | None = None
    months: int | None = None
    subsidy_cap_fen: int | None = None
    renewal_count: int | None = None
    overdue_principal_fen: int | None = None
    overdue_interest_fen: int | None = None
    first_rate_ppm: int | None = None
    id: str = ""
    officer: str = ""


class Settlement(Struct, frozen=True, kw_only=True):
    """Interest that the bank posted for a loan (3.11), both days of the period counted; fen."""

    loan_no: str
    settled_on: date | None
    period_from: date | None
    period_to: date | None
    interest_due_fen: int | None
    interest_paid_fen: int | None = None
    paid_on: date | None = None
    days: int | None = None
    product_sum_fen_days: int | None = None
    penalty_paid_fen: int | None = None
    balance_change: tuple[Change, ...] = ()
    township_code: str = ""
    originals: str = ""
    id: str = ""
    officer: str = ""


class SettlementFacts(NamedTuple):
    """What a settlement quarter needs of posted interest, as it is stored."""

    loan_no: str
    settled_on: str | None
    period_from: str | None
    period_to: str | None
    paid_on: str | None
    interest_due_fen: int | None
    interest_paid_fen: int | None


class LoanFacts(NamedTuple):
    """What a settlement quarter needs of a loan, as it is stored, with the interest posted for it.

    `township` is that of its operations; `listed` is 1 for a household of the roster.
    """

    id: str
    township: str
    loan_no: str
    product_code: str | None
    household_no: str | None
    member_no: str | None
    borrower_name: str | None
    bank: str | None
    renews_loan_no: str | None
    large_need_reason: str | None
    loan_status: str | None
    signed_on: str | None
    drawn_on: str | None
    maturity_on: str | None
    extended_maturity_on: str | None
    principal_fen: int | None
    balance_fen: int | None
    rate_ppm: int | None
    day_basis: int | None
    subsidy_cap_fen: int | None
    division_code: str | None
    listed: int
    settlements: tuple[SettlementFacts, ...]


class SubsidyBatch(Struct, frozen=True, kw_only=True):
    """One township's part of a settlement run (3.13); `rows` are its lines, packed by column."""

    id: str
    batch_no: str
    revision: int
    township_code: str
    year: int
    quarter: int
    bank: str
    region: str
    period_from: date
    period_to: date
    list_closed_on: date
    settled_at: datetime
    policy_digest: str
    params: str
    digest: str
    households: int
    loans: int
    lines: int
    listed: int
    needs_review: int
    held: int
    not_listed: int
    named: int
    interest_fen: int
    central_t1_fen: int
    province_t1_fen: int
    central_t2_fen: int
    local_fen: int
    subsidy_fen: int
    borrower_fen: int
    open_interest_fen: int
    officer: str = ""


class SubsidyLine(Struct, frozen=True, kw_only=True):
    """The subsidy of one loan in one batch (3.12); amounts in fen, None cannot be computed.

    `interest_due_fen` is the interest that counts: the bank's within the tolerance, else our own.
    `beside` (the household's contracts that are no lines here) and `readings` are JSON text.
    """

    batch: str
    batch_no: str
    revision: int
    township_code: str
    line_no: int
    household_no: str
    division_code: str
    member_no: str
    borrower_name: str
    loan_no: str
    product_code: str
    renewal_type: str
    bank: str
    signed_on: date | None
    drawn_on: date | None
    maturity_on: date | None
    principal_fen: int | None
    rate_ppm: int | None
    subsidy_cap_fen: int | None
    day_basis: int | None
    large_need: bool | None
    balance_change: tuple[str, ...]
    beside: str
    settled_on: date | None
    period_from: date | None
    period_to: date | None
    days: int | None
    tier1_product_fen_days: int | None
    tier2_product_fen_days: int | None
    interest_due_fen: int | None
    interest_paid_fen: int | None
    paid_on: date | None
    bank_interest_fen: int | None
    own_interest_fen: int | None
    interest_difference_fen: int | None
    central_rate: str
    province_rate: str
    central_t1_fen: int | None
    province_t1_fen: int | None
    central_t2_fen: int | None
    local_amount_fen: int | None
    subsidy_total_fen: int | None
    borrower_share_fen: int | None
    bank_claimed_fen: int | None
    difference_fen: int | None
    policy_pack_version: str
    reason: str
    clauses: tuple[str, ...]
    flags: tuple[str, ...]
    missing: tuple[str, ...]
    readings: str
    line_status: str
    village: str = ""
    relation_to_head: str = ""
