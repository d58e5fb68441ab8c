"""Days, months and quarters as contracts and banks count them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from desktop.errors import UserError

_SETTLEMENT_DAY = 20
_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day some months later (or earlier), or the last day of a month that is too short.

    Beyond the calendar of four-digit years it is the first or last day of that calendar.
    """
    index = day.year * _YEAR + day.month - 1 + months
    year, month = divmod(index, _YEAR)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_order(first: date | None, last: date | None) -> None:
    """Refuse a span that ends before it begins; an open end is any day.

    Raises:
        UserError: `period_wrong`.
    """
    if first is not None and last is not None and first > last:
        raise UserError("period_wrong", first=first, last=last)


def within_months(start: date, end: date, months: int) -> bool:
    """Whether a term ends at most so many months after its first day."""
    return end <= add_months(start, months)


def full_years(born: date, on: date) -> int:
    """Age in completed years; the birthday itself completes one."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def quarter_of(settled_on: date) -> tuple[int, int]:
    """Year and quarter (1 to 4) in which a settlement falls."""
    return settled_on.year, (settled_on.month + 2) // 3


def is_quarter(year: int, quarter: int) -> bool:
    """Whether there is such a quarter, with years before and after it."""
    return quarter in range(1, 5) and date.min.year < year < date.max.year


def calendar_quarter(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter of the calendar."""
    first = date(year, quarter * 3 - 2, 1)
    return first, add_months(first, 3) - timedelta(days=1)


def settlement_period(year: int, quarter: int) -> tuple[date, date]:
    """First and last interest day of a quarter, both counted: the 21st to the 20th."""
    last = date(year, quarter * 3, _SETTLEMENT_DAY)
    return add_months(last, -3).replace(day=_SETTLEMENT_DAY + 1), last
