"""Results of rules, the outcomes that follow from them, and the verdict as an interval."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

MET, PENDING, NEEDS_REVIEW, NOT_MET = range(4)
RESULTS = ("met", "pending", "needs_review", "not_met")
HINT = "hint"
NOT_APPLICABLE = "not_applicable"
LEVELS = {
    **{name: level for level, name in enumerate(RESULTS)},
    HINT: MET,
    NOT_APPLICABLE: MET,
}
"""How severe a result is; a hint and a rule that does not apply weigh nothing."""

OUTCOMES = ("eligible", "pending", "needs_review", "not_eligible")
NO_RULE = "no_rule_in_force"

PACK_CODES = {
    "pack_window": NEEDS_REVIEW,
    "no_pack": NEEDS_REVIEW,
    "pack_record_only": NEEDS_REVIEW,
    "pack_parameter_missing": NEEDS_REVIEW,
}
"""What a contract's pack alone brings, whatever is asked about the contract."""


class Verdict(IntEnum):
    """What the rules say of a case once everything is known, from worst to best."""

    FAIL = 0
    REVIEW = 1
    PASS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding of one rule: result and code, clause with its short form, force of the rule.

    `reading` names the open point of the text on whose recommended reading the finding rests;
    `exits` what is left to the borrower. `title` and `says` are the words of a pack for a rule or
    a code of its own.
    """

    rule: str
    result: str
    code: str | None
    clause: str
    short: str
    force: str
    level: int
    reading: str = ""
    exits: tuple[str, ...] = ()
    title: str = ""
    says: str = ""

    def answer(self) -> dict[str, str | None]:
        """The row as an answer line carries it; what does not apply stands in nobody's way."""
        return {
            "rule": self.rule,
            "result": "met" if self.result == NOT_APPLICABLE else self.result,
            "code": self.code,
            "clause": self.clause,
        }


@dataclass(frozen=True, slots=True)
class Interval:
    """The verdicts between which the truth lies while facts are unknown, both included."""

    low: Verdict
    high: Verdict

    @property
    def settled(self) -> bool:
        """Whether nothing that is unknown can change the verdict."""
        return self.low == self.high

    def covers(self, other: Interval) -> bool:
        """Whether another interval lies inside this one."""
        return self.low <= other.low and other.high <= self.high

    def worst(self, other: Interval) -> Interval:
        """Both together: a case is as good as the worst of its rules."""
        return _INTERVALS[min(self.low, other.low)][min(self.high, other.high)]


_INTERVALS = tuple(tuple(Interval(low, high) for high in Verdict) for low in Verdict)

BY_LEVEL = (
    _INTERVALS[Verdict.PASS][Verdict.PASS],
    _INTERVALS[Verdict.FAIL][Verdict.PASS],
    _INTERVALS[Verdict.REVIEW][Verdict.REVIEW],
    _INTERVALS[Verdict.FAIL][Verdict.FAIL],
)
"""The verdict of a rule by its level: what is pending may still end either way."""


def interval(low: Verdict, high: Verdict) -> Interval:
    """The interval between two verdicts; always the same object for the same two."""
    return _INTERVALS[low][high]
