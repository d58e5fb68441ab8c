"""One household of a settlement quarter: its loans in, a line for each of them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from desktop.rules import subsidy as rules
from desktop.rules.applying import RATE_CHANGED
from desktop.services.subsidies.contracts import Contract, Contradiction, contracts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from db.records.loans import LoanFacts
    from desktop.rules.subsidy import Line, Part
    from desktop.services.subsidies.contracts import Frame

UNCLEAR = "household_loan_unclear"
OWN_FLAGS = frozenset(
    {
        UNCLEAR,
        "extension_signed_unknown",
        "period_crosses_quarters",
        "periods_overlap",
        RATE_CHANGED,
    }
)
"""What only the ledger knows; a line that would be listed asks for a review with one of them."""

NAMED = "named"
"""The status of a line without figures, because the facts of its loan contradict each other."""


class Reckoned(NamedTuple):
    """A contract with its line and its part of the household's stack."""

    contract: Contract
    line: Line
    part: Part
    flags: tuple[str, ...]
    status: str


class Named(NamedTuple):
    """A loan that cannot be reckoned: the code says why, `missing` which facts are not there."""

    facts: LoanFacts
    code: str
    missing: tuple[str, ...] = ()


class House(NamedTuple):
    """A household's answer; `idle` are loans without an interest day for which none was posted.

    `stacked` are all contracts that share the household's cap.
    """

    lines: tuple[Reckoned, ...]
    named: tuple[Named, ...]
    stacked: tuple[Contract, ...]
    large_need: bool
    idle: tuple[LoanFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of loans beside their own facts.

    `repayments` by loan number, `renewed` the day on which a renewal took a loan's place, `twice`
    the numbers that two loans carry, `deviating` those with an open finding on the use of the
    money, `repriced` those whose contract was given a second rate, `large` those with a recorded
    large need; `household` gives what a household has anywhere since a day, and the repayments
    of it.
    """

    repayments: Mapping[str, Sequence[str]]
    renewed: Mapping[str, date]
    twice: frozenset[str]
    deviating: frozenset[str] = frozenset()
    repriced: frozenset[str] = frozenset()
    large: frozenset[str] = frozenset()
    household: Callable[[str, date], tuple[Sequence[LoanFacts], Mapping[str, Sequence[str]]]]


def reckon(rows: Sequence[LoanFacts], source: Source, frame: Frame) -> House:
    """Settle the loans of one household together, whatever bank or township they are of."""
    found: list[Contract] = []
    named: list[Named] = []
    for facts in rows:
        try:
            found += _contracts(facts, source, frame)
        except Contradiction as fault:
            named.append(Named(facts, fault.code, fault.missing))
    if len(found) == 1 and not named and found[0].start == frame.span.first:
        return _alone(found[0], source, frame)
    periods = sorted({(one.start, one.basis) for one in found})
    stacked = found
    if periods and periods[0][0] < frame.span.first:
        stacked = [*found, *_earlier(rows, periods[0][0], source, frame)]
    stacked.sort(key=lambda one: one.order)
    large_need = any(_needs(one, source) for one in found)
    told = (UNCLEAR,) if named else ()
    lines: list[Reckoned] = []
    for start, basis in periods:
        lines += _settled(stacked, start, basis, frame, large_need=large_need, told=told)
    idle = _idle(rows, lines, named)
    return House(tuple(lines), tuple(named), tuple(stacked), large_need, idle)


def _alone(one: Contract, source: Source, frame: Frame) -> House:
    """The usual household: one loan, one contract, the interest period of the quarter."""
    large_need = _needs(one, source)
    lines = _settled((one,), one.start, one.basis, frame, large_need=large_need, told=())
    return House(tuple(lines), (), (one,), large_need, () if lines else (one.facts,))


def _needs(one: Contract, source: Source) -> bool:
    """Whether a large need is recorded, by the bank's file or by hand."""
    return bool(one.facts.large_need_reason) or one.facts.loan_no in source.large


def _idle(
    rows: Sequence[LoanFacts], lines: Sequence[Reckoned], named: Sequence[Named]
) -> tuple[LoanFacts, ...]:
    """The loans of which nothing is said."""
    met = {id(one.contract.facts) for one in lines} | {id(one.facts) for one in named}
    return tuple(facts for facts in rows if id(facts) not in met)


def of_these(house: House, rows: Sequence[LoanFacts]) -> House:
    """The answer for some of the loans; the others only stack."""
    mine = set(map(id, rows))
    return house._replace(
        lines=tuple(one for one in house.lines if id(one.contract.facts) in mine),
        named=tuple(one for one in house.named if id(one.facts) in mine),
        idle=tuple(one for one in house.idle if id(one) in mine),
    )


def _contracts(facts: LoanFacts, source: Source, frame: Frame) -> list[Contract]:
    number = facts.loan_no
    if number in source.twice:
        raise Contradiction("loan_number_twice")
    if not facts.listed:
        raise Contradiction("loan_household_unknown")
    repayments = source.repayments.get(number, ())
    found = contracts(facts, repayments, source.renewed.get(number), frame)
    if number in source.repriced:
        found = [one._replace(flags=(*one.flags, RATE_CHANGED)) for one in found]
    if number not in source.deviating:
        return found
    return [one._replace(loan=replace(one.loan, use_deviation=True)) for one in found]


def _earlier(
    rows: Sequence[LoanFacts], start: date, source: Source, frame: Frame
) -> Iterable[Contract]:
    """What shared the cap before the quarter, where interest was posted for longer than it."""
    known = {facts.id for facts in rows}
    wide = replace(frame, span=replace(frame.span, first=start))
    found, repayments = source.household(rows[0].household_no or "", start)
    source = replace(source, repayments=repayments)
    for facts in found:
        if facts.id not in known:
            try:
                for one in _contracts(facts, source, wide):
                    yield one._replace(start=date.min)  # in the stack only: no line of its own
            except Contradiction:
                continue


def _settled(
    stacked: Sequence[Contract],
    start: date,
    basis: int,
    frame: Frame,
    *,
    large_need: bool,
    told: tuple[str, ...],
) -> list[Reckoned]:
    """The lines of the contracts with this interest period, all others beneath the same cap."""
    period = frame.period([one.loan for one in stacked], start=start, large_need=large_need)
    if basis != frame.params.day_basis:
        period = replace(period, params=replace(frame.params, day_basis=basis))
    found: list[Reckoned] = []
    stack = rules.parts(period, frame.packs)
    for contract, line, part in zip(stacked, rules.lines(stack, period), stack, strict=True):
        if contract.start != start or contract.basis != basis:
            continue
        if line.days or contract.posted:
            flags, status = line.flags, line.status
            if contract.flags or told:
                flags = (*flags, *contract.flags, *told)
                status = status_of(line, flags)
            found.append(Reckoned(contract, line, part, flags, status))
    return found


def status_of(line: Line, flags: Iterable[str]) -> str:
    """The status of a line with what only the ledger knows."""
    if line.status == "listed" and not OWN_FLAGS.isdisjoint(flags):
        return "needs_review"
    return line.status
