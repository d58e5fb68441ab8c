"""The interest subsidy of a loan as a sum, step by step, and under the other readings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.rules.money import RATE_ONE, half_up
from desktop.rules.subsidy import Params, Period, ShareRow, parts, settle
from desktop.rules.subsidy.days import Tally
from desktop.rules.subsidy.shares import shares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.rules.packs.model import PackSet
    from desktop.rules.subsidy import Line, Part

_DAY = timedelta(days=1)
_NOTHING = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A loan's line with the question that it answers."""

    period: Period
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One product that a person can check: fen x days x rate (parts of `RATE_ONE`) / basis."""

    first: date
    last: date
    days: int
    amount_fen: int
    rate: int
    basis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount with its steps: their sum is rounded once, then `less_fen` is taken off."""

    name: str
    amount_fen: int
    steps: tuple[Step, ...]
    less_fen: int = 0

    @property
    def checks(self) -> bool:
        """Whether the steps give the amount."""
        basis = self.steps[0].basis if self.steps else 1
        exact = sum(step.amount_fen * step.days * step.rate for step in self.steps)
        return half_up(exact, RATE_ONE * basis) - self.less_fen == self.amount_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The interest in parts, fen: who pays how much; empty where nothing can be computed."""

    interest_fen: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Another reading of an open point, by its place in the list, and what it would come to."""

    question: str
    place: int
    subsidy_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """All figures of a line with their steps, and the other readings of what is open."""

    figures: tuple[Figure, ...]
    readings: tuple[Reading, ...]


def for_officer(settled: Settled, packs: PackSet) -> Derivation:
    """Every figure as a line that a person can check by hand, and the competing readings."""
    return Derivation(
        figures=reckoning(settled.period, packs, settled.line.loan_no),
        readings=tuple(_others(settled, packs)),
    )


def for_household(settled: Settled) -> Sum:
    """The interest as a sum: who pays how much, fen; parts of nothing are left out."""
    line = settled.line
    if line.subsidy_total is None or line.borrower is None:
        return Sum(interest_fen=line.interest, parts=())
    amounts = {
        "central": (line.central_t1 or 0) + (line.central_t2 or 0),
        "province": line.province_t1 or 0,
        "local": line.local or 0,
    }
    if not any(amounts.values()):
        amounts = {"subsidy": line.subsidy_total}
    found = [(name, amount) for name, amount in amounts.items() if amount]
    return Sum(interest_fen=line.interest, parts=(*found, ("borrower", line.borrower)))


def _others(settled: Settled, packs: PackSet) -> Iterator[Reading]:
    for flag in settled.line.flags:
        if flag in _READINGS:
            question, reckon = _READINGS[flag]
            for place, total in reckon(settled, packs):
                yield Reading(question=question, place=place, subsidy_fen=total)


def _again(settled: Settled, packs: PackSet, period: Period) -> int:
    """The subsidy of the same loan where something else is put into the question."""
    lines = settle(period, packs)
    found = next(one for one in lines if one.loan_no == settled.line.loan_no)
    return found.subsidy_total or _NOTHING


def _each_alone(settled: Settled, packs: PackSet) -> Iterator[tuple[int, int]]:
    own = [one for one in settled.period.loans if one.loan_no == settled.line.loan_no]
    yield 1, _again(settled, packs, replace(settled.period, loans=tuple(own)))


def _by_shares(settled: Settled, packs: PackSet) -> Iterator[tuple[int, int]]:
    """Tiers in proportion to the principal instead of by the balance of each day."""
    part = _part(settled.period, packs, settled.line.loan_no)
    low = min(part.loan.principal, part.limits.normal)
    both = min(part.loan.principal, part.limits.cap)
    first = half_up(part.sums.product * low, part.loan.principal)
    second = half_up(part.sums.product * (both - low), part.loan.principal)
    sums = part.sums._replace(tier1=first, tier2=second)
    yield 2, _total(part, sums, settled.period)


def _total(part: Part, sums: Tally, period: Period) -> int:
    return shares(part.numbers, sums, part.loan, period.params).total or _NOTHING


def _after_the_schedule(settled: Settled, packs: PackSet) -> Iterator[tuple[int, int]]:
    params = settled.period.params
    last = max(params.legacy_share, key=lambda row: row.start)
    assert last.end is not None  # noqa: S101 - a schedule that lapsed has an end
    for place, share in ((1, 0), (2, RATE_ONE)):
        after = ShareRow(start=last.end + _DAY, end=None, share=share)
        rows = (*params.legacy_share, after)
        period = replace(settled.period, params=replace(params, legacy_share=rows))
        yield place, _again(settled, packs, period)


def _none_now(settled: Settled, packs: PackSet) -> Iterator[tuple[int, int]]:
    del settled, packs
    yield 1, _NOTHING


def _up_to_the_rate(settled: Settled, packs: PackSet) -> Iterator[tuple[int, int]]:
    del packs
    for _, total in settled.line.readings:
        yield 1, total


_READINGS: dict[str, tuple[str, Callable[[Settled, PackSet], Iterator[tuple[int, int]]]]] = {
    "legacy_share_lapsed": ("AMB-03", _after_the_schedule),
    "tier_basis_open": ("AMB-04", _by_shares),
    "household_cap_shared": ("AMB-05", _each_alone),
    "interest_paid_late": ("AMB-10", _none_now),
    "matured_unpaid": ("AMB-11", _none_now),
    "rate_over_lpr": ("AMB-31", _up_to_the_rate),
}


def _part(period: Period, packs: PackSet, loan_no: str) -> Part:
    return next(one for one in parts(period, packs) if one.loan.loan_no == loan_no)


def reckoning(period: Period, packs: PackSet, loan_no: str) -> tuple[Figure, ...]:
    """The figures of one loan step by step, before anything is held back or taken off.

    Interest for every loan; the shares for contracts with two tiers or a central share; the
    subsidy as one for older contracts.
    """
    part = _part(period, packs, loan_no)
    basis = period.params.day_basis
    interest = _figure("interest", _steps(part, 4, part.loan.rate, basis))
    scheme = part.numbers.scheme
    if scheme in ("scheduled_share", "lpr_full"):
        return (interest, *_older(part, period))
    if scheme not in ("two_tiers", "central_and_local"):
        return (interest,)
    numbers = part.numbers
    central = min(numbers.central_share * part.loan.rate // RATE_ONE, numbers.central_ceiling)
    if scheme == "central_and_local":
        both = (*_steps(part, 2, central, basis), *_steps(part, 3, central, basis))
        return interest, _figure("central_t1", both)
    return (interest, *_tiers(part, central, period.params))


def _older(part: Part, period: Period) -> Iterator[Figure]:
    """The subsidy of an older contract: each stretch of days at the share of its day.

    Only where the steps give what the scheme gives: a line without a parameter has no figure.
    """
    total = _total(part, part.sums, period)
    figure = _figure("subsidy", tuple(_by_share(part, period)))
    if total and figure.amount_fen == total:
        yield figure


def _by_share(part: Part, period: Period) -> Iterator[Step]:
    shares = [(0, RATE_ONE)]
    if part.numbers.scheme == "scheduled_share":
        rows = sorted(period.params.legacy_share, key=lambda row: row.start)
        shares = [(row.start.toordinal(), row.share) for row in rows]
    ends = [start for start, _ in shares[1:]]
    for first, last, tier1, *_ in part.sums.pieces:
        for (start, share), end in zip(shares, [*ends, last], strict=False):
            begins, until = max(first, start), min(last, end)
            if begins < until and tier1:
                yield Step(
                    first=date.fromordinal(begins),
                    last=date.fromordinal(until - 1),
                    days=until - begins,
                    amount_fen=tier1,
                    rate=part.loan.rate * share // RATE_ONE,
                    basis=period.params.day_basis,
                )


def _tiers(part: Part, central: int, params: Params) -> Iterator[Figure]:
    numbers, loan, basis = part.numbers, part.loan, params.day_basis
    room = numbers.total_ceiling - central
    province = max(0, min(numbers.province_share * loan.rate // RATE_ONE, room))
    first = _figure("central_t1", _steps(part, 2, central, basis))
    yield first
    if params.rounding == "independent":
        yield _figure("province_t1", _steps(part, 2, province, basis))
    else:
        whole = _steps(part, 2, central + province, basis)
        yield _figure("province_t1", whole, less=first.amount_fen)
    yield _figure("central_t2", _steps(part, 3, central, basis))


def _steps(part: Part, place: int, rate: int, basis: int) -> tuple[Step, ...]:
    return tuple(
        Step(
            first=date.fromordinal(piece[0]),
            last=date.fromordinal(piece[1] - 1),
            days=piece[1] - piece[0],
            amount_fen=piece[place],
            rate=rate,
            basis=basis,
        )
        for piece in part.sums.pieces
        if piece[place]
    )


def _figure(name: str, steps: tuple[Step, ...], less: int = 0) -> Figure:
    exact = sum(step.amount_fen * step.days * step.rate for step in steps)
    basis = steps[0].basis if steps else 1
    amount = half_up(exact, RATE_ONE * basis) - less
    return Figure(name=name, amount_fen=amount, steps=steps, less_fen=less)
