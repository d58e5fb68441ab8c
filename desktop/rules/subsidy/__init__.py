"""The interest subsidy of one household and settlement period, a line for each loan.

The bank's posted interest is the truth within the tolerance, one cap holds per household and day,
and the parts always add up to the interest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.rules.binding import bind
from desktop.rules.line_codes import HELD, HINTS, NOT_LISTED, OPEN_READINGS
from desktop.rules.money import half_up
from desktop.rules.packs.model import LprRow
from desktop.rules.subsidy import days as interest_days
from desktop.rules.subsidy.model import (
    Line,
    Loan,
    Params,
    Period,
    ShareRow,
)
from desktop.rules.subsidy.shares import Shares, Terms, at_most_interest, shares, terms, yearly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rules.packs.model import Bound, PackSet
    from desktop.rules.subsidy.days import Limits, Segment, Tally

__all__ = [
    "OPEN_READINGS",
    "Line",
    "Loan",
    "LprRow",
    "Params",
    "Part",
    "Period",
    "ShareRow",
    "lines",
    "parts",
    "settle",
]

_HINTED = ("two_tiers", "central_and_local")
_UNSTACKED = ("none", "calculator")
_NO_TERMS = Terms(scheme="none")


class Part(NamedTuple):
    """A loan with the pack that binds it, its numbers and its sums."""

    loan: Loan
    bound: Bound
    numbers: Terms
    limits: Limits
    sums: Tally


def settle(period: Period, packs: PackSet) -> tuple[Line, ...]:
    """The lines of all loans of a household, in the order of the period's loans."""
    return lines(parts(period, packs), period)


def lines(found: Sequence[Part], period: Period) -> tuple[Line, ...]:
    """The lines of loans that `parts` has stacked already, for those who want both."""
    return tuple([_line(part, period) for part in found])


def parts(period: Period, packs: PackSet) -> list[Part]:
    """The loans with their packs and sums, stacked under the cap, the earliest drawdown first."""
    found: dict[int, Part] = {}
    below: list[Segment] = []
    loans = period.loans
    order = range(len(loans))
    if len(loans) > 1:
        order = sorted(order, key=lambda index: (loans[index].drawn_on, index))  # type: ignore[assignment]
    for index in order:
        loan = loans[index]
        bound = bind(
            packs,
            loan.product_code,
            period.region,
            loan.signed_on,
            continued=loan.renewal_type is not None,
            overlay_from=period.params.overlay_from,
        )
        numbers = _NO_TERMS
        if bound.pack is not None:
            numbers = terms(packs.packs[bound.pack], loan.product_code, loan.signed_on)
        limits = numbers.wide if period.large_need_recorded else numbers.narrow
        own = interest_days.segments(loan, period)
        stacked = numbers.scheme not in _UNSTACKED
        local = period.params.local_base_limit
        sums = interest_days.tally(
            own, below if stacked else (), limits, limits.cap if local is None else local
        )
        if stacked:
            below += own
        found[index] = Part(loan, bound, numbers, limits, sums)
    return [found[index] for index in range(len(loans))]


def _line(part: Part, period: Period) -> Line:
    loan, sums, params = part.loan, part.sums, period.params
    above, below = yearly(loan.rate, params.day_basis)
    ours = half_up(sums.product * above, below)
    interest, difference = ours, None
    if loan.bank_interest is not None:
        difference = loan.bank_interest - ours
        if abs(difference) <= params.tolerance:
            interest = loan.bank_interest
    found = shares(part.numbers, sums, loan, params)
    flags = [*part.bound.codes, *found.flags]
    missing = [*part.bound.missing, *found.missing]
    if sums.days:
        _payment(loan, period, ours, flags, missing)
        _open_points(part, flags)
    else:
        flags.append("no_interest_days")
    _recorded(part, period, difference, flags)
    at_most_interest(found, interest)
    if flags:
        _not_listed(part, found, flags)
    claimed = None
    if loan.bank_claimed is not None and found.total is not None:
        claimed = loan.bank_claimed - found.total
        if abs(claimed) > params.tolerance:
            flags.append("bank_claim_mismatch")
    if params.confirmed:
        flags = [one for one in flags if one not in params.confirmed]
    column = found.columns.get
    return Line(
        loan_no=loan.loan_no,
        policy_pack=part.bound.pack,
        status=_status(flags),
        flags=tuple(flags),
        missing=tuple(missing),
        days=sums.days,
        interest=interest,
        interest_difference=difference,
        central_t1=column("central_t1"),
        province_t1=column("province_t1"),
        central_t2=column("central_t2"),
        local=column("local"),
        subsidy_total=found.total,
        borrower=None if found.total is None else interest - found.total,
        difference=claimed,
        readings=found.readings,
        clauses=part.numbers.clauses,
        reason=part.bound.reason,
    )


def _payment(loan: Loan, period: Period, ours: int, flags: list[str], missing: list[str]) -> None:
    """Paid in full first, subsidised afterwards (Shanxi notice, part 1 item 7)."""
    due = ours if loan.bank_interest is None else loan.bank_interest
    paid, on = loan.interest_paid, loan.paid_on
    late = on is not None and on > period.list_closed_on
    if late or (paid is not None and paid < due):
        flags.append("interest_not_fully_paid")
    elif paid is None or on is None:
        flags.append("interest_payment_unknown")
        missing.append("interest_paid" if paid is None else "paid_on")
    settled = loan.settled_on or period.period_to
    if on is not None and settled < on <= period.list_closed_on:
        flags.append("interest_paid_late")


def _open_points(part: Part, flags: list[str]) -> None:
    if part.numbers.scheme in _UNSTACKED:
        return
    sums, limits, principal = part.sums, part.limits, part.loan.principal
    together = part.numbers.scheme == "central_and_local"
    limit = limits.cap if together else limits.normal
    if principal > limit and sums.product < principal * sums.days:
        flags.append("tier_basis_open")
    shared, alone = sums.tier1, sums.alone1
    if together:
        shared, alone = shared + sums.tier2, alone + sums.alone2
    if shared != alone:
        flags.append("household_cap_shared")
    if part.numbers.scheme in _HINTED and sums.beyond:
        flags.append("large_need_not_recorded")


def _recorded(part: Part, period: Period, difference: int | None, flags: list[str]) -> None:
    loan = part.loan
    matured = period.period_from <= loan.maturity_on <= period.period_to
    if difference is not None and abs(difference) > period.params.tolerance:
        flags.append("bank_interest_mismatch")
    if loan.double_subsidy:
        flags.append("double_subsidy_suspect")
    if loan.use_deviation:
        flags.append("use_deviation")
    if loan.bank_rate is not None and loan.bank_rate != loan.rate:
        flags.append("rate_changed_in_contract")
    if matured and interest_days.balance_on_maturity(loan) > 0 and not _continued(loan, period):
        flags.append("matured_unpaid")


def _continued(loan: Loan, period: Period) -> bool:
    """Whether a renewal or an extension starts as the loan ends: its balance is repaid by that.

    Where fewer start than end on the day, the same principal tells which loan goes on.
    """
    day = loan.maturity_on
    after = [one.principal for one in period.loans if one.renewal_type and one.drawn_on == day]
    ending = [one for one in period.loans if one.maturity_on == day]
    return len(after) >= len(ending) or loan.principal in after


def _not_listed(part: Part, found: Shares, flags: list[str]) -> None:
    """A line that is not listed has nothing; nobody can say how much without a parameter."""
    if part.numbers.scheme == "calculator" or NOT_LISTED.isdisjoint(flags):
        return
    if "pack_parameter_missing" in flags:
        found.columns, found.total = {}, None
        return
    found.columns = dict.fromkeys(found.columns, 0)
    found.total = 0
    found.readings = ()


def _status(flags: list[str]) -> str:
    if not flags:
        return "listed"
    if not NOT_LISTED.isdisjoint(flags):
        return "not_listed"
    if not HELD.isdisjoint(flags):
        return "held"
    return "listed" if HINTS.issuperset(flags) else "needs_review"
