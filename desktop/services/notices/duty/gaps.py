"""What an evidence pack says where a record should be and is not; never hidden, never judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.rules.inspections import next_due
from desktop.services.notices.duty.asked import Gap
from desktop.services.notices.duty.records import visits_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.services.notices.duty.asked import Asked, Entry

_MOST = 200
"""So many missed checks are named one by one."""

_REMINDED = timedelta(days=90)


def none_written(asked: Asked, found: Sequence[Entry]) -> Iterator[Gap]:
    """Nothing was written, or the loan is older than the ledger."""
    if not found:
        yield unwritten(asked)


def unwritten(asked: Asked) -> Gap:
    """Why nothing is there: the loan is older than the ledger, or nobody wrote it."""
    drawn = asked.loan.drawn_on
    if drawn is not None and (asked.began is None or drawn < asked.began):
        if asked.began is None:
            return Gap(code="no_visits")
        return Gap(code="before_ledger", params={"day": asked.began.isoformat()})
    return Gap(code="not_written")


def always(code: str) -> Callable[[Asked, Sequence[Entry]], Iterator[Gap]]:
    """The same reason where there is nothing."""

    def gaps(asked: Asked, found: Sequence[Entry]) -> Iterator[Gap]:
        del asked
        if not found:
            yield Gap(code=code)

    return gaps


def missed_checks(asked: Asked, found: Sequence[Entry]) -> Iterator[Gap]:
    """Each day by which the bank's own rule wanted a check and none was made, late ones too."""
    schedule = asked.schedule
    if schedule.first_days is None and schedule.every_months is None:
        yield Gap(code="no_rule" if found else "no_rule_no_check")
        return
    done = sorted(one.on for one in found if one.on is not None)
    last: date | None = None
    for _ in range(_MOST):
        due = next_due(asked.loan.drawn_on, last, schedule)
        if due is None or due.day >= asked.today:
            break
        after = next((day for day in done if last is None or day > last), None)
        if after is not None and after <= due.day:
            last = after
            continue
        if not asked.loan.live and after is None:
            break  # it was repaid, nobody knows here on which day
        if after is None:
            yield Gap(code="check_missed", on=due.day)
            last = due.day
        else:
            days = (after - due.day).days
            yield Gap(
                code="check_late", on=due.day, params={"day": after.isoformat(), "days": days}
            )
            last = after
    if not found and not asked.loan.live:
        yield Gap(code="checks_unknown")


def unreminded(asked: Asked, found: Sequence[Entry]) -> Iterator[Gap]:
    """A loan that ends soon, or has ended, without any reminder on paper."""
    ends = asked.loan.matures_on
    if ends is None or found or asked.today < ends - _REMINDED:
        return
    yield Gap(code="not_reminded", on=ends)


def unpursued(asked: Asked, found: Sequence[Entry]) -> Iterator[Gap]:
    """A loan that is overdue, and nothing was written since, no visit either."""
    since = asked.loan.overdue_since
    if since is None:
        return
    later = (*found, *visits_after(asked))
    if not any(one.on is not None and one.on >= since for one in later):
        yield Gap(code="not_pursued", on=since)
