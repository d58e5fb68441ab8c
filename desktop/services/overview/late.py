"""Tasks of a loan's end: cases to open and to go on with, the last day to ask for a renewal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import lending
from desktop.services.overview.kinds import task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.services.overview.waiting import Ground
    from desktop.services.records.day import Task
    from desktop.services.records.late import CaseLine
    from desktop.services.records.lending import LoanLine

_BANK = frozenset({"officer", "bank_desk"})
PROMISE, NEXT, REST = "promise", "next", "rest"


def uncased(ground: Ground) -> Iterator[Task]:
    """Overdue loans without a case, in one line; resolved by opening one for each.

    An office that opens no cases has no such task.
    """
    if ground.store.identity.role not in _BANK:
        return
    count = len(lending.without_case(ground.store, ground.today))
    if count:
        yield task("overdue_uncased", "", count=count)


def open_cases(found: Iterable[CaseLine], ground: Ground) -> list[Task]:
    """Open cases that wait for a step.

    Opens when a promised day has gone by, when the day of the next step has come, or when nothing
    was done for some days; resolved by a step since, or by the end of the case.
    """
    return [one for line in found if (one := _of(line, ground)) is not None]


def _of(line: CaseLine, ground: Ground) -> Task | None:
    today = ground.today
    last = line.steps[-1].happened_on if line.steps else line.opened_on
    rest = last + timedelta(days=ground.habits.contact)
    promised = line.promised_on if line.promised_on and line.promised_on >= last else None
    if promised is not None and promised < today:
        code, due = PROMISE, promised
    elif line.next_on is not None and last < line.next_on:
        code, due = NEXT, line.next_on
    else:
        code, due = REST, max(rest, promised or rest)
    if due > today:
        return None
    return task(
        "overdue_case",
        f"{line.case_no}:{due}:{code}",
        household_no=line.household_no,
        subject=line.head_name,
        village=line.village,
        loan_no=line.loan_no,
        due=due,
        late=due < today,
        days=line.days,
        code=code,
    )


def last_days(found: Iterable[LoanLine]) -> list[Task]:
    """Loans for which today is the last day to ask for a renewal or an extension.

    Resolved by a request, or by a mark where the household will repay.
    """
    return [
        task(
            "renewal_last",
            f"{one.loan_no}:{one.matures_on}",
            household_no=one.household_no,
            subject=one.borrower_name or one.head_name,
            village=one.village,
            loan_no=one.loan_no,
            due=one.matures_on,
            days=one.days_left,
        )
        for one in found
    ]
