"""Checks after a loan was paid out: when the next one is due, and what its answers amount to.

The texts ask the bank to watch the use of the money and to mend lending on to enterprises at once
(part 4 item 2); how often it checks they leave to the bank, so no day is made up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop.rules.periods import add_months

YES, NO, UNSEEN = "yes", "no", "unseen"
FIRST, REGULAR = "first", "regular"
DEVIATION, PASSED_ON = "use_deviation", "passed_on"

FINDINGS = frozenset({DEVIATION, PASSED_ON})
"""The conclusions that open a case, and hold the loan's subsidy line while it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The bank's own numbers: days from drawdown to the first check, months between checks."""

    first_days: int | None = None
    every_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The next check of a loan: its kind and its last day."""

    kind: str
    day: date


def next_due(drawn_on: date | None, last_on: date | None, schedule: Schedule) -> Due | None:
    """The next check, or None where the bank's numbers or the drawdown day are not known.

    The months count from the last check of any kind, and from the drawdown where the bank has no
    number for a first check.
    """
    if last_on is not None:
        return _regular(last_on, schedule)
    if drawn_on is None:
        return None
    if schedule.first_days is not None:
        days = min(schedule.first_days, (date.max - drawn_on).days)
        return Due(kind=FIRST, day=drawn_on + timedelta(days=days))
    return _regular(drawn_on, schedule)


def _regular(since: date, schedule: Schedule) -> Due | None:
    if schedule.every_months is None:
        return None
    return Due(kind=REGULAR, day=add_months(since, schedule.every_months))


def finding_of(use_as_agreed: str, passed_on: str) -> str:
    """The conclusion that the answers leave no choice about; empty where they leave one.

    Money that an enterprise or a cooperative uses is the graver finding of the two.
    """
    if passed_on == YES:
        return PASSED_ON
    return DEVIATION if use_as_agreed == NO else ""


def contradicts(use_as_agreed: str, passed_on: str, conclusion: str) -> bool:
    """Whether a conclusion says something else than the answers it rests on.

    With a clear answer the conclusion is that finding. A finding without it needs an answer that
    was not seen: who saw that all is as agreed has found nothing.
    """
    finding = finding_of(use_as_agreed, passed_on)
    if finding:
        return conclusion != finding
    unseen = {DEVIATION: use_as_agreed, PASSED_ON: passed_on}
    return conclusion in unseen and unseen[conclusion] != UNSEEN
