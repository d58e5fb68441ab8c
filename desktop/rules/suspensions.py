"""Where nothing new is lent: which order of the county stands in an area on a day.

Part 4 item 3: where overdue or bad loans are abnormally many, banks suspend lending of the product.
What is lent already runs on: its subsidy, renewals and extensions are no matter of such an order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SUSPEND, RESUME = "suspend", "resume"
BY_RATE = frozenset({"overdue_high", "npl_high"})
"""Reasons that rest on a figure: it is named with its source, and nobody is ranked by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An order with its area; `again_on` is the first day of lending again, by another order."""

    order_no: str
    township_code: str
    division_code: str
    start_on: date
    end_on: date | None = None
    again_on: date | None = None

    @property
    def last_on(self) -> date | None:
        """The last day on which it stands, None while none is known."""
        ends = [self.end_on] if self.end_on else []
        if self.again_on:
            ends.append(self.again_on - timedelta(days=1))
        return min(ends, default=None)

    def stands(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.start_on <= on and (self.last_on is None or on <= self.last_on)

    def covers(self, township_code: str, division_code: str) -> bool:
        """Whether a village lies in its area; the whole county where it names no place."""
        return self.township_code in {"", township_code} and self.division_code in {
            "",
            division_code,
        }


def standing(
    spans: Iterable[Span], township_code: str, division_code: str, on: date
) -> Span | None:
    """The order that stands for a place on a day, the one of the wider area first."""
    found = [one for one in spans if one.stands(on) and one.covers(township_code, division_code)]
    return min(
        found,
        key=lambda one: (bool(one.township_code), bool(one.division_code), one.start_on),
        default=None,
    )
