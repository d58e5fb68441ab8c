"""Interest days of a household: balances over time, and how loans stack under one cap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop.rules.subsidy.model import Loan, Period

Segment = tuple[int, int, int]
"""First day, day after the last (ordinals), balance in fen above zero."""


Piece = tuple[int, int, int, int, int]
"""First day, day after the last, tier 1, tier 2 and balance of that time in fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Tier 1 ends at `normal`, the cap with a large-need record is `large`; both fen."""

    normal: int
    large: int
    cap: int


class Tally(NamedTuple):
    """Sums of one loan over a period: fen times days, and what the open points touch."""

    days: int
    product: int
    tier1: int
    tier2: int
    alone1: int
    alone2: int
    beyond: int
    local_base: int
    pieces: tuple[Piece, ...]


def segments(loan: Loan, period: Period) -> list[Segment]:
    """The interest days of a loan: from drawdown to the day before maturity, balance above zero."""
    start = max(loan.drawn_on.toordinal(), period.period_from.toordinal())
    end = min(loan.maturity_on.toordinal(), period.period_to.toordinal() + 1)
    if start >= end:
        return []
    if not loan.balance_changes:
        return [(start, end, loan.principal)] if loan.principal else []
    found, balance = [], loan.principal
    for day, amount in _by_day(loan):
        if start < day < end:
            found.append((start, day, balance))
            start = day
        if day < end:
            balance += amount
    found.append((start, end, balance))
    return [one for one in found if one[2] and one[0] < one[1]]


def _by_day(loan: Loan) -> Iterator[tuple[int, int]]:
    for day, amount in sorted(loan.balance_changes):
        yield day.toordinal(), amount


def balance_on_maturity(loan: Loan) -> int:
    """What is left on the maturity day, repayments of that day taken off, fen."""
    paid = [amount for day, amount in loan.balance_changes if day <= loan.maturity_on]
    return loan.principal + sum(paid)


def tally(own: Sequence[Segment], earlier: Sequence[Segment], limits: Limits, local: int) -> Tally:
    """Sum a loan that lies on top of the earlier loans of the household.

    `local` is the fen up to which the county adds its share.
    """
    normal, cap, large = limits.normal, limits.cap, limits.large
    local = min(local, cap)
    if len(own) == 1 and not earlier:
        return _single(own[0], normal, cap, large, local)
    days = product = tier1 = tier2 = alone1 = alone2 = beyond = base_of_local = 0
    pieces = []
    for start, end, balance in own:
        for first, last, base in _bases(start, end, earlier):
            span = last - first
            top = base + balance
            low = min(top, normal) - min(base, normal)
            both = min(top, cap) - min(base, cap)
            alone = min(balance, normal)
            days += span
            product += balance * span
            tier1 += low * span
            tier2 += (both - low) * span
            alone1 += alone * span
            alone2 += (min(balance, cap) - alone) * span
            beyond += (min(top, large) - min(base, large) - both) * span
            base_of_local += (min(top, local) - min(base, local)) * span
            pieces.append((first, last, low, both - low, balance))
    sums = (days, product, tier1, tier2, alone1, alone2, beyond, base_of_local)
    return Tally(*sums, tuple(pieces))


def _single(own: Segment, normal: int, cap: int, large: int, local: int) -> Tally:
    """One stretch with nothing below it: what most loans are, so it is reckoned at once."""
    start, end, balance = own
    span = end - start
    low, both = min(balance, normal), min(balance, cap)
    tier1, tier2 = low * span, (both - low) * span
    return Tally(
        span,
        balance * span,
        tier1,
        tier2,
        tier1,
        tier2,
        (min(balance, large) - both) * span,
        min(balance, local) * span,
        ((start, end, low, both - low, balance),),
    )


def _bases(start: int, end: int, earlier: Sequence[Segment]) -> Iterable[tuple[int, int, int]]:
    if not earlier:
        return ((start, end, 0),)
    cuts = {start, end}
    for first, last, _ in earlier:
        cuts |= {day for day in (first, last) if start < day < end}
    return [
        (first, last, sum([one[2] for one in earlier if one[0] <= first < one[1]]))
        for first, last in pairwise(sorted(cuts))
    ]
