"""The last day on which something can still be done before a loan ends, so that nothing is overdue.

The texts say that a renewal or an extension is given once and in time (part 2 item 3), not how many
days before: how long the bank takes it lays down itself, and without its number none is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ASK, REPAY = "ask", "repay"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """Until when to `ask` for a renewal or an extension, or to `repay` where neither is left.

    `taken` are the days that the bank takes, None where it has laid down none.
    """

    what: str
    day: date
    taken: int | None = None


def last_safe(matures_on: date, *, may_ask: bool, taken: int | None) -> LastDay:
    """The last safe day of a loan: nothing is overdue that is repaid on the day it ends.

    A request comes before that day, and early enough for the bank to be done with it.
    """
    if not may_ask:
        return LastDay(what=REPAY, day=matures_on)
    days = min(max(taken or 1, 1), (matures_on - date.min).days)
    return LastDay(what=ASK, day=matures_on - days * _DAY, taken=taken)
