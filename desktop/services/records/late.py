"""Overdue cases, requests to renew, suspension orders: as they are written and shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct


class SuspensionEntry(Struct, frozen=True, kw_only=True):
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


class SuspensionLine(Struct, frozen=True, kw_only=True):
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


class RenewalEntry(Struct, frozen=True, kw_only=True):
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


class DecisionEntry(Struct, frozen=True, kw_only=True):
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


class RenewalLine(Struct, frozen=True, kw_only=True):
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


class CaseEntry(Struct, frozen=True, kw_only=True):
    """A case as it is opened; without `overdue_since` what the bank reports counts."""

    loan_no: str
    opened_on: date
    overdue_since: date | None = None
    cause: str = ""
    signals: tuple[str, ...] = ()
    note: str = ""


class StepEntry(Struct, frozen=True, kw_only=True):
    """A step of a case; `participants` are "role:name" of each who came.

    `renewable` (yes, review, no) is what the rules say on that day unless it is named.
    """

    measure: str
    happened_on: date
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


class StepLine(Struct, frozen=True, kw_only=True):
    """A step as it counts; `joint` where somebody of village or township came along."""

    step_no: str
    measure: str
    happened_on: date
    participants: tuple[tuple[str, str], ...]
    joint: bool
    met: str
    told: str
    cause: str
    signals: tuple[str, ...]
    renewable: str
    promised_on: date | None
    promised_fen: int | None
    next_on: date | None
    next_step: str
    note: str
    officer: str
    correction_reason: str = ""


class CaseLine(Struct, frozen=True, kw_only=True):
    """A case as it stands (3.16): what was owed when it was opened, and what the bank reports now.

    `source` is bank or hand; `days` counts from the first overdue day to its end, or to today.
    `claim_by` is the last day of the months in which a claim on the risk fund is completed.
    """

    case_no: str
    loan_no: str
    household_no: str
    head_name: str
    village: str
    source: str
    opened_on: date
    overdue_since: date | None
    days: int | None
    overdue_principal_fen: int | None
    overdue_interest_fen: int | None
    now_principal_fen: int | None
    now_interest_fen: int | None
    still_overdue: bool | None
    cause: str
    signals: tuple[str, ...]
    note: str
    officer: str
    steps: tuple[StepLine, ...]
    joint_visits: int
    renewable: str
    promised_on: date | None
    next_on: date | None
    outcome: str = ""
    claim_no: str = ""
    ended_on: date | None = None
    end_reason: str = ""
    claim_by: date | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has said how it ended."""
        return self.ended_on is None

    @property
    def against_the_list(self) -> bool:
        """Whether it was ended as paid or renewed while the bank's list has the loan overdue."""
        return self.outcome in {"repaid", "renewed"} and bool(self.still_overdue)


class RefusedCase(Struct, frozen=True, kw_only=True):
    """A loan for which no case could be opened, with the code of the reason and what it names."""

    loan_no: str
    code: str
    params: Mapping[str, object]


class OpenedCases(Struct, frozen=True, kw_only=True):
    """The cases that one run opened, and the loans for which it opened none."""

    cases: tuple[CaseLine, ...]
    refused: tuple[RefusedCase, ...] = ()
