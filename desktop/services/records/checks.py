"""The check of policy conditions: the question, the answer row by row, and what would change it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from desktop.services.records.figures import FigureLine
from desktop.services.records.people import MemberLine
from desktop.services.records.policy import QuestionLine


class CheckRequest(Struct, frozen=True, kw_only=True):
    """One question to the rules: who, how much (fen), how many months, what for, facts."""

    household_no: str
    member_no: str
    amount_fen: int
    months: int
    purpose_code: str
    purpose_text: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    applied_on: date | None = None


class CheckForm(Struct, frozen=True, kw_only=True):
    """What the ledger already knows before anybody is asked.

    `known` are the facts as they are shown; `ledger` are the same and further ones by member, as
    the rules take them, so that nothing has to be looked up again while the officer types.
    """

    household_no: str
    head_name: str
    village: str
    members: tuple[MemberLine, ...]
    member_no: str
    known: dict[str, str]
    ledger: dict[str, dict[str, object]]
    roster_as_of: date | None
    today: date


class DistanceLine(Struct, frozen=True, kw_only=True):
    """How far a fact is beyond a limit; `unit` is fen, days, months, years or count."""

    fact: str
    unit: str
    amount: int


class CheckRow(Struct, frozen=True, kw_only=True):
    """One condition: result, code and clause; `clause_short` is what stands in the list.

    Results: `not_met`, `needs_review`, `pending`, `hint`, `met`, `not_applicable`. `facts` are the
    unknown facts that this condition waits for. `title` and `says` are the words of the pack for
    a condition or a code of its own.
    """

    rule: str
    result: str
    code: str
    clause: str
    clause_short: str
    force: str = ""
    distances: tuple[DistanceLine, ...] = ()
    facts: tuple[str, ...] = ()
    title: str = ""
    says: str = ""


class CheckOutcome(Struct, frozen=True, kw_only=True):
    """The answer of the rules; `missing` are names of facts, `check_no` set once stored.

    `outcome` is `not_eligible`, `needs_review`, `pending`, `eligible` or `no_rule_in_force`; the
    truth lies between `low` and `high` (`FAIL`, `REVIEW`, `PASS`). `reason` says in the words of
    the pack why it is in force, `questions` are the open points that the findings touch. `digest`
    stands for all that the answer rests on. `rows` are all findings, the most severe first;
    `reasons` are the conditions alone in their order, and `worst` is the outcome by them. `limits`
    are the numbers in force by name, in the units of the pack (fen, months, years).
    """

    outcome: str
    rows: tuple[CheckRow, ...]
    reasons: tuple[CheckRow, ...]
    worst: str
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    policy_pack: str
    policy_title: str
    low: str = ""
    high: str = ""
    reason: str = ""
    reason_clause: str = ""
    limits: dict[str, int] = field(default_factory=dict)
    questions: tuple[QuestionLine, ...] = ()
    digest: str = ""
    check_no: str = ""


class RuleChange(Struct, frozen=True, kw_only=True):
    """What another answer does to one condition: its rows before and after."""

    rule: str
    title: str
    before: tuple[CheckRow, ...]
    after: tuple[CheckRow, ...]


class WhatIf(Struct, frozen=True, kw_only=True):
    """What changing one fact would change; nothing of it is stored."""

    fact: str
    value: str
    before: str
    after: str
    changes: tuple[RuleChange, ...]
    missing: tuple[str, ...]


class SubsidyExample(Struct, frozen=True, kw_only=True):
    """What the interest of a year would come to at an example rate, and who would bear it.

    `parts` add up to `interest_fen`; empty where no subsidy can be computed. It is an example: the
    bank lays down the rate.
    """

    rate: str
    days: int
    basis: int
    interest_fen: int
    parts: tuple[tuple[str, int], ...]
    figures: tuple[FigureLine, ...]
    flags: tuple[str, ...]
    clauses: tuple[str, ...]


class Replayed(Struct, frozen=True, kw_only=True):
    """A stored check answered again by the policy of its day; `same` compares the digests.

    `policy_found` is false where the texts of that policy are not in this ledger: then the check
    was answered by the policy at hand.
    """

    check_no: str
    checked_on: date
    household_no: str
    member_no: str
    outcome: CheckOutcome
    digest: str
    same: bool
    policy_found: bool
