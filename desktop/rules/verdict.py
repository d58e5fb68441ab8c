"""Results of rules and the outcomes that follow from them, in order of severity."""

from __future__ import annotations

from dataclasses import dataclass

MET, PENDING, NEEDS_REVIEW, NOT_MET = range(4)
RESULTS = ("met", "pending", "needs_review", "not_met")
OUTCOMES = ("eligible", "pending", "needs_review", "not_eligible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding of one rule: result and code, clause with its short form, force of the rule."""

    rule: str
    result: str
    code: str | None
    clause: str
    short: str
    force: str
    level: int

    def answer(self) -> dict[str, str | None]:
        """The row as an answer line carries it."""
        return {
            "rule": self.rule,
            "result": self.result,
            "code": self.code,
            "clause": self.clause,
        }


@dataclass(frozen=True, slots=True)
class Interval:
    """The outcomes between which the truth lies while facts are unknown."""

    best: str
    worst: str

    def covers(self, other: Interval) -> bool:
        """Whether another interval lies inside this one."""
        return OUTCOMES.index(self.best) <= OUTCOMES.index(other.best) and OUTCOMES.index(
            other.worst
        ) <= OUTCOMES.index(self.worst)
