"""Overdue cases with their steps, requests to renew with the bank's word, suspension orders."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class OverdueCase(Struct, frozen=True, kw_only=True):
    """A case of an overdue loan as it was opened (3.16): by the bank's file, or by hand."""

    case_no: str
    loan_no: str
    household_no: str
    township_code: str
    source: str
    opened_on: date
    said_at: datetime
    overdue_since: date | None = None
    overdue_principal_fen: int | None = None
    overdue_interest_fen: int | None = None
    cause: str = ""
    signals: tuple[str, ...] = ()
    note: str = ""
    id: str = ""
    officer: str = ""


class OverdueStep(Struct, frozen=True, kw_only=True):
    """One step of a case: what was done, by whom together, what was said and promised.

    `participants` are role and name of each, joined by a colon; `renewable` is yes, no or review.
    A correction names the step whose place it takes.
    """

    step_no: str
    case_no: str
    loan_no: str
    township_code: str
    measure: str
    happened_on: date
    said_at: datetime
    participants: tuple[str, ...] = ()
    met: str = ""
    told: str = ""
    cause: str = ""
    signals: tuple[str, ...] = ()
    renewable: str = ""
    promised_on: date | None = None
    promised_fen: int | None = None
    next_on: date | None = None
    next_step: str = ""
    note: str = ""
    corrects_step_no: str = ""
    correction_reason: str = ""
    id: str = ""
    officer: str = ""


class OverdueEnd(Struct, frozen=True, kw_only=True):
    """How a case ended; `claim_no` is the claim on the risk fund, where there is one."""

    case_no: str
    loan_no: str
    township_code: str
    outcome: str
    reason: str
    ended_on: date
    said_at: datetime
    claim_no: str = ""
    id: str = ""
    officer: str = ""


class RenewalRequest(Struct, frozen=True, kw_only=True):
    """A request to renew or extend a loan (3.14), or to go on as a farmer's loan.

    What was so on the day of the request stands in it: times renewed, roster, overdue, age, and
    what the rules said. The four conditions are yes, no, or empty where nobody has said.
    """

    request_no: str
    loan_no: str
    household_no: str
    township_code: str
    renewal_type: str
    requested_on: date
    said_at: datetime
    maturity_on: date | None = None
    months: int | None = None
    reason: str = ""
    new_rate_ppm: int | None = None
    prior_count: int | None = None
    roster_state: str = ""
    overdue: bool | None = None
    area_suspended: bool | None = None
    age: int | None = None
    check_no: str = ""
    outcome: str = ""
    codes: tuple[str, ...] = ()
    policy_pack: str = ""
    lawful: str = ""
    operating: str = ""
    credit_good: str = ""
    no_evasion: str = ""
    id: str = ""
    officer: str = ""


class RenewalDecision(Struct, frozen=True, kw_only=True):
    """What the bank said of a request; a later one stands in its place, with a reason."""

    request_no: str
    loan_no: str
    township_code: str
    decision: str
    decided_on: date
    said_at: datetime
    decided_by: str = ""
    reason: str = ""
    new_maturity_on: date | None = None
    policy_pack: str = ""
    correction_reason: str = ""
    lawful: str = ""
    operating: str = ""
    credit_good: str = ""
    no_evasion: str = ""
    id: str = ""
    officer: str = ""


class SuspensionOrder(Struct, frozen=True, kw_only=True):
    """The county's order that banks lend nothing new in an area, or that they may again.

    Empty codes mean the whole county, a division code a village of the township. An order to go
    on names the order that it lifts, and `start_on` is then the first day of lending again.
    """

    order_no: str
    kind: str
    document_no: str
    start_on: date
    said_at: datetime
    end_on: date | None = None
    township_code: str = ""
    division_code: str = ""
    area_name: str = ""
    reason: str = ""
    basis: str = ""
    banks: str = ""
    note: str = ""
    lifts_order_no: str = ""
    id: str = ""
    officer: str = ""
