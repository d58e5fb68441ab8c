"""Shares of the subsidy by scheme: exact products, each rounded once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING

from desktop.rules.money import RATE_ONE, half_up
from desktop.rules.periods import within_months
from desktop.rules.subsidy.days import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.rules.packs.model import LprRow, Pack
    from desktop.rules.subsidy.days import Piece, Tally
    from desktop.rules.subsidy.model import Loan, Params, ShareRow

Fraction = tuple[int, int]
_YEAR = 12
_NO_LIMITS = Limits(normal=0, large=0, cap=0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """The numbers of a pack for a signing day; shares and ceilings as parts of `RATE_ONE`.

    `narrow` are the limits of a household, `wide` those with a large-need record.
    """

    scheme: str
    narrow: Limits = _NO_LIMITS
    wide: Limits = _NO_LIMITS
    central_share: int = 0
    central_ceiling: int = 0
    province_share: int = 0
    total_ceiling: int = 0
    calculator: int = 0
    clauses: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Shares:
    """What a scheme makes of a loan; `columns` are the shares that it knows."""

    columns: dict[str, int | None] = field(default_factory=dict)
    total: int | None = None
    flags: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    readings: tuple[tuple[str, int], ...] = ()


_NAMES = ("central_share", "central_ceiling", "province_share", "total_ceiling")


@lru_cache(maxsize=8192)
def terms(pack: Pack, product: str, signed_on: date) -> Terms:
    """The numbers that bind a contract from its signing on."""
    calculator = pack.calculators.get(product)
    if calculator is not None:
        return Terms(
            scheme="calculator",
            calculator=calculator.share,
            clauses=(calculator.ref,),
        )
    if pack.scheme == "none":
        return Terms(scheme="none")
    dated = {name: one.on(signed_on) for name, one in pack.parameters.items()}
    known = {name: dated[name].value for name in _NAMES if name in dated}
    cited = [dated[name].ref for name in ("cap_normal", *known)]
    normal, large = dated["cap_normal"].value, dated["cap_large_need"].value
    own = [clause.ref for clause in pack.clauses[:1] if pack.overlay_from]
    return Terms(
        scheme=pack.scheme,
        narrow=Limits(normal=normal, large=large, cap=normal),
        wide=Limits(normal=normal, large=large, cap=large),
        clauses=tuple(dict.fromkeys([*own, *cited])),
        **known,
    )


def reduced(numerator: int, denominator: int) -> Fraction:
    """A fraction in lowest terms, so that products of money and days stay small."""
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common


@lru_cache(maxsize=8192)
def yearly(rate: int, basis: int) -> Fraction:
    """A yearly rate as a fraction per day."""
    return reduced(rate, RATE_ONE * basis)


@dataclass(frozen=True, slots=True)
class Cut:
    """The rates of one contract, each as a fraction per day of the balance."""

    central: Fraction
    full: Fraction
    province: Fraction
    local: int
    unit: int


@lru_cache(maxsize=8192)
def cut(numbers: Terms, rate: int, basis: int) -> Cut:
    """Central and full rate of tier 1: the ceilings bind, the province takes what is left."""
    central = min(numbers.central_share * rate, numbers.central_ceiling * RATE_ONE)
    room = numbers.total_ceiling * RATE_ONE - central
    province = max(0, min(numbers.province_share * rate, room))
    unit = RATE_ONE * RATE_ONE * basis
    return Cut(
        central=reduced(central, unit),
        full=reduced(central + province, unit),
        province=reduced(province, unit),
        local=rate * RATE_ONE - central,
        unit=unit,
    )


def split(tier1: int, tier2: int, rates: Cut) -> tuple[int, int, int]:
    """The kernel: central and province of tier 1 and central of tier 2, from fen times days.

    The province gets what the rounded central share leaves of the rounded whole.
    """
    above, below = rates.central
    central = half_up(tier1 * above, below)
    whole = half_up(tier1 * rates.full[0], rates.full[1])
    return central, whole - central, half_up(tier2 * above, below)


def _two_tiers(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    rates = cut(numbers, loan.rate, params.day_basis)
    central, province, second = split(sums.tier1, sums.tier2, rates)
    if params.rounding == "independent":
        province = half_up(sums.tier1 * rates.province[0], rates.province[1])
    return Shares(
        columns={"central_t1": central, "province_t1": province, "central_t2": second},
        total=central + province + second,
    )


def _central_and_local(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    rates = cut(numbers, loan.rate, params.day_basis)
    above, below = rates.central
    base = (sums.tier1 + sums.tier2) * above
    central = half_up(base, below)
    found = Shares(columns={"central_t1": central, "local": None}, total=central)
    if params.local_share is None:
        found.flags.append("local_share_unconfirmed")
        found.missing.append("local_share")
        return found
    if params.local_share and sums.tier2 and params.local_base_limit is None:
        found.flags.append("local_base_open")
        found.missing.append("local_base_limit")
        return found
    share = min(params.local_share * loan.rate, rates.local)
    both = half_up(base * (rates.unit // below) + sums.local_base * share, rates.unit)
    found.columns["local"] = both - central
    found.total = both
    return found


def _scheduled_share(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    del numbers
    found = Shares()
    rows = sorted(params.legacy_share, key=lambda row: row.start)
    ended = rows[-1].end if rows else None
    if ended is not None and sums.pieces and sums.pieces[-1][1] - 1 > ended.toordinal():
        found.flags.append("legacy_share_lapsed")
    if not rows or (sums.pieces and sums.pieces[0][0] < rows[0].start.toordinal()):
        found.flags.append("pack_parameter_missing")
        found.missing.append("legacy_share")
        return found
    weighted = sum([_weighted(piece, rows) for piece in sums.pieces])
    found.total = half_up(weighted * loan.rate, RATE_ONE * RATE_ONE * params.day_basis)
    return found


def _weighted(piece: Piece, rows: Sequence[ShareRow]) -> int:
    first, last, tier1, *_ = piece
    if len(rows) == 1:
        return (last - first) * rows[0].share * tier1
    starts = [row.start.toordinal() for row in rows]
    total = 0
    for row, start, until in zip(rows, starts, [*starts[1:], last], strict=True):
        total += max(0, min(last, until) - max(first, start)) * row.share
    return total * tier1


def _lpr_full(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    del numbers
    found = Shares()
    row = _published(loan, params.lpr_table)
    if row is None:
        found.flags.append("pack_parameter_missing")
        found.missing.append("lpr_table")
        return found
    short = within_months(loan.drawn_on, loan.maturity_on, _YEAR)
    limit = row.one_year if short else row.five_years
    above, below = yearly(min(loan.rate, limit), params.day_basis)
    total = half_up(sums.tier1 * above, below)
    if loan.rate <= limit:
        found.total = total
    else:
        found.total = 0
        found.flags.append("rate_over_lpr")
        found.readings = (("rate_over_lpr", total),)
    return found


def _published(loan: Loan, rows: Sequence[LprRow]) -> LprRow | None:
    begun = [row for row in rows if row.start <= loan.signed_on]
    return max(begun, key=lambda row: row.start, default=None)


def _calculator(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    exact = sums.product * loan.rate * numbers.calculator
    total = half_up(exact, RATE_ONE * RATE_ONE * params.day_basis)
    return Shares(total=total, flags=["calculator_only"])


def _nothing(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    del numbers, sums, loan, params
    return Shares()


_SCHEMES: dict[str, Callable[[Terms, Tally, Loan, Params], Shares]] = {
    "two_tiers": _two_tiers,
    "central_and_local": _central_and_local,
    "scheduled_share": _scheduled_share,
    "lpr_full": _lpr_full,
    "calculator": _calculator,
    "none": _nothing,
}

_TAKEN_OFF = ("local", "province_t1", "central_t2", "central_t1")


def shares(numbers: Terms, sums: Tally, loan: Loan, params: Params) -> Shares:
    """The shares of a loan by the scheme of its pack."""
    if not sums.days and numbers.scheme in ("scheduled_share", "lpr_full"):
        return Shares(total=0)
    return _SCHEMES[numbers.scheme](numbers, sums, loan, params)


def at_most_interest(found: Shares, interest: int) -> None:
    """Take off what rounding put above the interest: local, province, central 2, central 1."""
    if found.total is None or found.total <= interest:
        return
    excess = found.total - interest
    found.total = interest
    for name in _TAKEN_OFF:
        amount = found.columns.get(name)
        if amount:
            part = min(amount, excess)
            found.columns[name] = amount - part
            excess -= part
