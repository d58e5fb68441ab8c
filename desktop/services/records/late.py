"""Overdue cases, requests to renew, suspension orders: as they are written and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionEntry:
    """An order as it is written: area (a village, a township, or neither: the county), days, why.

    `basis` is the figure that the reason rests on, with its source.
    """

    document_no: str
    start_on: date
    end_on: date | None = None
    township: str = ""
    village: str = ""
    reason: str = ""
    basis: str = ""
    banks: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionLine:
    """An order as it stands; `state` is coming, standing or over, `last_on` its last day.

    `clause` is the one on which it rests. Where another order lifted it, `lifted_by` is its number
    and `lift_document` that of its paper.
    """

    order_no: str
    document_no: str
    township_code: str
    division_code: str
    area: str
    start_on: date
    end_on: date | None
    reason: str
    basis: str
    banks: str
    note: str
    officer: str
    state: str
    last_on: date | None
    clause: str
    lifted_by: str = ""
    lift_document: str = ""
    lift_reason: str = ""
    again_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalEntry:
    """A request as it is written: renewal, extension, or farmer_loan (to go on as that).

    The four conditions are yes, no, or empty where nobody has said.
    """

    loan_no: str
    renewal_type: str
    requested_on: date
    months: int | None = None
    reason: str = ""
    new_rate_ppm: int | None = None
    lawful: str = ""
    operating: str = ""
    credit_good: str = ""
    no_evasion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """The bank's word on a request: agreed, declined, or withdrawn by the household.

    `why` is needed for another word over one that stands. Conditions that are named count over
    those of the request.
    """

    decision: str
    decided_on: date
    decided_by: str = ""
    reason: str = ""
    new_maturity_on: date | None = None
    why: str = ""
    lawful: str = ""
    operating: str = ""
    credit_good: str = ""
    no_evasion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalLine:
    """A request with what was so on its day, what the rules said, and the bank's word on it.

    `stand` is open, agreed, declined or withdrawn; `decisions` how often the bank has spoken.
    """

    request_no: str
    loan_no: str
    household_no: str
    head_name: str
    village: str
    renewal_type: str
    requested_on: date
    maturity_on: date | None
    months: int | None
    reason: str
    new_rate_ppm: int | None
    prior_count: int | None
    roster_state: str
    overdue: bool | None
    area_suspended: bool | None
    age: int | None
    check_no: str
    outcome: str
    codes: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    officer: str
    stand: str
    decisions: int
    decided_on: date | None = None
    decided_by: str = ""
    decision_reason: str = ""
    new_maturity_on: date | None = None
    policy_pack: str = ""
    correction_reason: str = ""
