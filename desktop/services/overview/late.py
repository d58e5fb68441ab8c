"""Tasks of what waits for the bank or for an office, and of a loan's end: cases, the last day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import lending
from desktop.services.overview.kinds import task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from db.records.applying import Unanswered
    from desktop.services.overview.waiting import Ground
    from desktop.services.records.day import Task
    from desktop.services.records.fund import OpenClaim
    from desktop.services.records.late import CaseLine
    from desktop.services.records.lending import LoanLine

BANK = frozenset({"officer", "bank_desk"})
HANDED, RECORDED = "handed", "recorded"
UNFILED, _RETURNED, _PAID = "unfiled", "returned", "paid"
_LONGEST = timedelta(days=3 * 366)
"""No small loan runs longer: what was asked for before was for one that has ended since."""
PROMISE, NEXT, REST = "promise", "next", "rest"


def uncased(ground: Ground) -> Iterator[Task]:
    """Overdue loans without a case, in one line; resolved by opening one for each.

    An office that opens no cases has no such task.
    """
    if ground.store.identity.role not in BANK:
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


def renewals(ground: Ground) -> list[Task]:
    """Requests to renew on which the bank has said nothing.

    Opens some days after the request, or so many days before the loan ends; resolved by the bank's
    word, by the household's withdrawal, or by the end of the loan.
    """
    if ground.store.identity.role not in BANK:
        return []
    near = ground.today + timedelta(days=ground.habits.renewal)
    return [
        task(
            "renewal_open",
            one.request_no,
            household_no=one.household_no,
            subject=one.borrower,
            village=one.village,
            loan_no=one.loan_no,
            due=one.matures_on,
            late=one.matures_on is not None and one.matures_on < ground.today,
            days=(ground.today - one.asked_on).days,
        )
        for one in lending.unanswered(ground.store, ground.today - _LONGEST)
        if one.asked_on + timedelta(days=ground.habits.renewal) <= ground.today
        or (one.matures_on is not None and one.matures_on <= near)
    ]


def asked(found: Iterable[Unanswered], ground: Ground) -> list[Task]:
    """Applications of the own bank that wait for its word.

    Opens after as many days as a need is followed up; resolved by the bank's final word, by the
    household's withdrawal, or by a contract.
    """
    limit = timedelta(days=ground.habits.need_end)
    return [
        task(
            "application_open",
            one.application_no,
            household_no=one.household_no,
            subject=one.applicant,
            village=one.village,
            due=one.applied_on + limit,
            late=True,
            days=(ground.today - one.applied_on).days,
            code=HANDED if one.handed else RECORDED,
        )
        for one in found
    ]


def clocks(
    found: Sequence[OpenClaim], cases: Iterable[CaseLine], ground: Ground, *, fund: bool
) -> list[Task]:
    """Claims on the risk fund that are to be completed soon, and loans that none was filed of.

    Opens so many days before the last day of the months in which a claim is completed, and for
    the bank at once where an office returned one; resolved by the payment, by taking the claim
    back, and where none was filed by filing it or by the end of the case.
    """
    bank = ground.store.identity.role in BANK
    made = [
        _clock(one, one.borrower_name, one.standing, one.deadline, ground.today)
        for one in found
        if one.standing != _PAID
        and (one.own or not bank)
        and (_near(one.deadline, ground) or (bank and one.standing == _RETURNED))
    ]
    claimed = {one.loan_no for one in found}
    if bank and fund:
        made += [
            _clock(one, one.head_name, UNFILED, one.claim_by, ground.today)
            for one in cases
            if one.loan_no not in claimed and _near(one.claim_by, ground)
        ]
    return made


def _near(deadline: date | None, ground: Ground) -> bool:
    return deadline is not None and deadline <= ground.today + timedelta(days=ground.habits.claim)


def _clock(
    of: OpenClaim | CaseLine, subject: str, code: str, deadline: date | None, today: date
) -> Task:
    return task(
        "claim_clock",
        f"{of.loan_no}:{deadline or ''}:{code}",
        household_no=of.household_no,
        subject=subject,
        village=of.village,
        loan_no=of.loan_no,
        due=deadline,
        late=deadline is not None and deadline < today,
        days=(deadline - today).days if deadline else None,
        code=code,
    )
