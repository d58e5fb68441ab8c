"""What opens each task and what resolves it; nothing here is kept, all of it is read anew.

A task vanishes with its reason: a generator asks for what is still so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import answers, coverage, households, notices, overview, payments, walkgroups
from db.records.day import Promise
from desktop.rules.periods import calendar_quarter, quarter_of, settlement_period
from desktop.services.overview.kinds import task

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from db.records.day import LoanDue, Need, Round
    from db.store import Store
    from desktop.services.overview.habits import Habits
    from desktop.services.records.after import InspectionDue
    from desktop.services.records.day import Task
    from desktop.services.records.rosters import Consequence
    from desktop.services.records.traffic import SyncStatus

_QUARTERS = 4
_NOTICE, _VISIT = "notice", "visit"
_ROSTER_KINDS = {_NOTICE: "roster_notice", _VISIT: "roster_visit"}
_SHEET = "F22"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the generators read: the ledger, the day, the habits."""

    store: Store
    today: date
    habits: Habits

    @property
    def farthest(self) -> date:
        """The last day whose maturities are tasks."""
        return self.today + timedelta(days=self.habits.maturity[-1])


def loans(found: Sequence[LoanDue], ground: Ground, cased: Collection[str] = ()) -> list[Task]:
    """Overdue loans, then maturities.

    Overdue: opens when the bank reports it or the last day has gone by; resolved by the bank's next
    list, for some days by a contact that reached the household, and by an open case, which has
    tasks of its own. Maturity: opens once at each of
    the days before it; resolved by a contact or a printed reminder since, by a mark, by the end of
    the loan.
    """
    rest = ground.today - timedelta(days=ground.habits.contact)
    late = [
        overdue(one, ground.today)
        for one in found
        if one.overdue and one.loan_no not in cased and (one.told_on is None or one.told_on <= rest)
    ]
    ending = [
        maturity(one, ground)
        for one in found
        if not one.overdue and _ends_soon(one, ground) and not _heard(one, ground)
    ]
    return [*late, *ending]


def _ends_soon(one: LoanDue, ground: Ground) -> bool:
    return one.matures_on is not None and one.matures_on <= ground.farthest


def overdue(one: LoanDue, today: date) -> Task:
    """The task of an overdue loan."""
    since = late_since(one)
    return task(
        "overdue",
        one.loan_no,
        household_no=one.household_no,
        subject=one.borrower_name or one.head_name,
        village=one.village,
        loan_no=one.loan_no,
        due=since,
        late=True,
        days=(today - since).days if since and since < today else None,
    )


def late_since(one: LoanDue) -> date | None:
    """Since when a loan is overdue, as the bank says; else the day on which it ended."""
    return one.overdue_since or one.matures_on


def maturity(one: LoanDue, ground: Ground) -> Task:
    """The task of a loan that ends; another one at each of the days before."""
    ends = one.matures_on or date.max
    left = (ends - ground.today).days
    return task(
        "maturity",
        f"{one.loan_no}:{ends}:{_stage(left, ground.habits.maturity)}",
        household_no=one.household_no,
        subject=one.borrower_name or one.head_name,
        village=one.village,
        loan_no=one.loan_no,
        due=ends,
        days=left,
    )


def _stage(left: int, stages: Iterable[int]) -> int:
    """The day before the maturity that was reached last; 0 while none was."""
    return next((days for days in stages if left <= days), 0)


def _heard(one: LoanDue, ground: Ground) -> bool:
    """Whether the household was reached, or reminded on paper, since the stage began."""
    if one.matures_on is None:
        return True
    stage = _stage((one.matures_on - ground.today).days, ground.habits.maturity)
    began = one.matures_on - timedelta(days=stage)
    return any(day is not None and day >= began for day in (one.told_on, one.reminded_on))


def promises(found: Iterable[Promise], today: date) -> list[Task]:
    """Days agreed with somebody up to today.

    Resolved by a contact that reached somebody or that agreed another day.
    """
    return [_promise(one, today) for one in found if one.due <= today]


def _promise(one: Promise, today: date) -> Task:
    return task(
        "follow_up",
        one.visit_no,
        household_no=one.household_no,
        walk_in_no="" if one.household_no else one.walk_in_no,
        subject=one.head_name,
        village=one.village,
        due=one.due,
        late=one.due < today,
    )


def of_day(one: LoanDue | Promise, ground: Ground) -> Task:
    """The task of what lies on one day of the calendar."""
    if isinstance(one, Promise):
        return _promise(one, ground.today)
    return overdue(one, ground.today) if one.overdue else maturity(one, ground)


def inspections(found: Iterable[InspectionDue], today: date) -> list[Task]:
    """Loans whose next check comes up by the bank's own numbers; resolved by a record of a check.

    Without such numbers there is none.
    """
    return [
        task(
            "inspection",
            f"{one.loan_no}:{one.due}",
            household_no=one.household_no,
            subject=one.borrower_name or one.head_name,
            village=one.village,
            loan_no=one.loan_no,
            due=one.due,
            late=one.due is not None and one.due < today,
        )
        for one in found
    ]


def needs(found: Iterable[Need], ground: Ground) -> list[Task]:
    """Needs for money.

    Unchecked: opens when the need is said, due after some days; resolved by a check since, or by
    a contact that says there is no need. Open: a checked need that is older than the limit;
    resolved by its end, or by a contact that says there is no need.
    """
    today, habits = ground.today, ground.habits
    unchecked, lasting = [], []
    for one in found:
        due = one.said_on + timedelta(days=habits.need_check)
        limit = one.said_on + timedelta(days=habits.need_end)
        told = {
            "household_no": one.household_no,
            "subject": one.head_name,
            "village": one.village,
            "days": (today - one.said_on).days,
        }
        if one.checked_on is None:
            unchecked.append(
                task("need_unchecked", one.visit_no, due=due, late=due < today, **told)
            )
        elif limit < today:
            lasting.append(task("need_open", one.visit_no, due=limit, late=True, **told))
    return [*unchecked, *lasting]


def roster(found: Iterable[Consequence], ground: Ground) -> list[Task]:
    """What versions of the roster leave to do.

    Resolved by its own record; a visit by a contact since the version that told the household, a
    sheet by its printing since. A loan that is to become a farmer's loan waits for its last days.
    """
    waits = [one for one in found if one.due is None or one.due <= ground.farthest]
    told = coverage.told_on(ground.store, {one.household_no for one in waits})
    sent = notices.issued_on(ground.store, _SHEET, {one.household_no for one in waits})
    settled = {_VISIT: told, _NOTICE: sent}
    return [
        task(
            _ROSTER_KINDS.get(one.code, "roster_other"),
            one.id,
            household_no=one.household_no,
            subject=one.head_name,
            village=one.village,
            due=one.due,
            late=one.due is not None and one.due < ground.today,
            code=one.code,
        )
        for one in waits
        if settled.get(one.code, {}).get(one.household_no, date.min) < one.as_of_date
    ]


def forms(store: Store) -> Iterator[Task]:
    """Forms that were begun; resolved when the last one is finished or given up."""
    count = overview.drafts(store)
    if count:
        yield task("drafts", "", count=count)


def reviews(status: SyncStatus) -> Iterator[Task]:
    """Fields that two people changed; resolved by choosing a value for each."""
    if status.reviews:
        yield task("reviews", "", count=status.reviews)


def villages(found: Iterable[Round], today: date) -> list[Task]:
    """Villages with households that nobody told this quarter; resolved by contacts with all."""
    year, quarter = quarter_of(today)
    _, ends = calendar_quarter(year, quarter)
    return [
        task(
            "never_told",
            f"{one.division_code or one.village}:{year}Q{quarter}",
            division_code=one.division_code,
            subject=one.village,
            village=one.village,
            due=ends,
            count=one.households - one.told_since,
            more=one.households - one.told,
        )
        for one in found
        if one.told_since < one.households
    ]


def boards(found: Iterable[Round]) -> list[Task]:
    """Villages where no board is known to hang; resolved by the register of publicity."""
    return [
        task(
            "board_missing",
            one.division_code or one.village,
            division_code=one.division_code,
            subject=one.village,
            village=one.village,
        )
        for one in found
        if one.board_on is None
    ]


def failed_payments(ground: Ground) -> list[Task]:
    """Subsidies that finance could not pay.

    Opens with the result; resolved by a result that pays the line, by a contact that reached the
    household on a later day, or by a mark. Another failure opens it again.
    """
    store = ground.store
    townships = {township for township, _ in payments.failed_batches(store)}
    failed = [one for one in answers.submitted(store, townships) if one.failed] if townships else []
    told = coverage.told_on(store, {one.line.household_no for one in failed})
    names = {one.division_code: one.village for one in households.villages(store)} if failed else {}
    return [
        task(
            "payment_failed",
            f"{one.declaration.id}:{one.line.line_no}:{one.payment.id if one.payment else ''}",
            household_no=one.line.household_no,
            subject=one.line.borrower_name,
            village=names.get(one.line.division_code, ""),
            loan_no=one.line.loan_no,
            due=one.arrived_on,
            code=one.payment.fail_reason if one.payment else "",
        )
        for one in failed
        if told.get(one.line.household_no, date.min) <= (one.arrived_on or date.min)
    ]


def subsidy(ground: Ground) -> Iterator[Task]:
    """The last quarter whose interest day is over; resolved when it is settled, or by a mark."""
    year, quarter = quarter_of(ground.today)
    _, last = settlement_period(year, quarter)
    if ground.today <= last:
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, _QUARTERS)
        _, last = settlement_period(year, quarter)
    if overview.unsettled(ground.store, year, quarter, last):
        due = last + timedelta(days=ground.habits.subsidy)
        yield task(
            "subsidy",
            f"{year}Q{quarter}",
            due=due,
            late=due < ground.today,
            count=quarter,
            more=year,
        )


def exchange(status: SyncStatus, ground: Ground, now: datetime) -> Iterator[Task]:
    """No exchange for some days, with something to send or to fetch; resolved by an exchange."""
    waits = status.unsent + status.sent_unconfirmed
    since = (now - status.last_at).days if status.last_at else status.oldest_days
    if status.peers and since is not None and since >= ground.habits.sync:
        yield task("sync_old", "", days=since, count=waits)


def copies(newest: datetime | None, ground: Ground, now: datetime) -> Iterator[Task]:
    """A copy older than some days while the ledger went on; resolved by the next copy."""
    written = overview.last_written(ground.store)
    if written is None or (newest is not None and newest >= written):
        return
    began = newest or written
    days = (now - began).days
    if newest is None or days >= ground.habits.backup:
        yield task("backup_old", "", days=days if newest else None)


def outsiders(store: Store) -> list[Task]:
    """People met who are on no roster and linked to no household; resolved by a link or a mark.

    Records that were merged are one person.
    """
    return [
        task("walk_in", kept.walk_in_no, subject=kept.name, village=kept.admin_village)
        for one in walkgroups.groups(store)
        if (kept := one.kept) and not any(part.household_no for part in one.all)
    ]
