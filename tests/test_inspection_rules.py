"""When the next check of a loan is due, and what the answers of a check amount to."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.rules.inspections import (
    DEVIATION,
    FIRST,
    NO,
    PASSED_ON,
    REGULAR,
    UNSEEN,
    YES,
    Due,
    Schedule,
    contradicts,
    finding_of,
    next_due,
)

DRAWN, CHECKED = date(2026, 8, 31), date(2026, 9, 20)
BOTH = Schedule(first_days=30, every_months=6)


@pytest.mark.parametrize(
    ("drawn", "last", "schedule", "due"),
    [
        (DRAWN, None, BOTH, Due(kind=FIRST, day=date(2026, 9, 30))),
        (DRAWN, CHECKED, BOTH, Due(kind=REGULAR, day=date(2027, 3, 20))),
        (None, CHECKED, BOTH, Due(kind=REGULAR, day=date(2027, 3, 20))),
        (DRAWN, None, Schedule(every_months=6), Due(kind=REGULAR, day=date(2027, 2, 28))),
        (DRAWN, CHECKED, Schedule(first_days=30), None),
        (DRAWN, None, Schedule(), None),
        (None, None, BOTH, None),
        (DRAWN, None, Schedule(first_days=10**9), Due(kind=FIRST, day=date.max)),
        (DRAWN, None, Schedule(every_months=10**9), Due(kind=REGULAR, day=date.max)),
    ],
)
def test_a_check_is_due_by_the_banks_own_numbers_and_without_them_on_no_day(
    drawn: date | None, last: date | None, schedule: Schedule, due: Due | None
) -> None:
    assert next_due(drawn, last, schedule) == due


@pytest.mark.parametrize(
    ("use", "passed_on", "finding"),
    [
        (YES, NO, ""),
        (UNSEEN, UNSEEN, ""),
        (NO, NO, DEVIATION),
        (NO, UNSEEN, DEVIATION),
        (NO, YES, PASSED_ON),
        (YES, YES, PASSED_ON),
    ],
)
def test_an_answer_that_leaves_no_choice_is_the_finding(
    use: str, passed_on: str, finding: str
) -> None:
    assert finding_of(use, passed_on) == finding


@pytest.mark.parametrize(
    ("use", "passed_on", "conclusion", "wrong"),
    [
        (NO, NO, "normal", True),
        (NO, NO, DEVIATION, False),
        (NO, YES, DEVIATION, True),
        (YES, NO, "normal", False),
        (YES, NO, "risk_warning", False),
        (YES, NO, DEVIATION, True),
        (UNSEEN, NO, DEVIATION, False),
        (YES, NO, PASSED_ON, True),
        (YES, UNSEEN, PASSED_ON, False),
    ],
)
def test_a_conclusion_says_what_its_answers_say(
    use: str, passed_on: str, conclusion: str, wrong: bool
) -> None:
    assert contradicts(use, passed_on, conclusion) is wrong
