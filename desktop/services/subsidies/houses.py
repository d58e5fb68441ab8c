"""One household of a settlement quarter: its loans in, a line for each of them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.rules.subsidy import parts, settle
from desktop.services.subsidies.contracts import Contract, Contradiction, contracts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from db.records import LoanFacts, SettlementFacts
    from desktop.rules.subsidy import Line, Part
    from desktop.services.subsidies.contracts import Frame

UNCLEAR = "household_loan_unclear"
OWN_FLAGS = frozenset({UNCLEAR, "extension_signed_unknown"})
"""What only the ledger knows; a line that would be listed asks for a review with one of them."""

NAMED = "named"
"""The status of a line without figures, because the facts of its loan contradict each other."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A contract with its line and its part of the household's stack."""

    contract: Contract
    line: Line
    part: Part
    flags: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Named:
    """A loan that cannot be reckoned: the code says why, `missing` which facts are not there."""

    facts: LoanFacts
    code: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
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
    """Where the facts of a slice are found, by loan number."""

    settlements: Mapping[str, Sequence[SettlementFacts]]
    repayments: Mapping[str, Sequence[str]]
    renewed: Mapping[str, date]
    twice: frozenset[str]
    earlier: Callable[[str, date], Sequence[LoanFacts]]


def reckon(rows: Sequence[LoanFacts], source: Source, frame: Frame) -> House:
    """Settle the loans of one household together, whatever bank or township they are of."""
    found: list[Contract] = []
    named: list[Named] = []
    for facts in rows:
        try:
            found += _contracts(facts, source, frame)
        except Contradiction as fault:
            named.append(Named(facts, fault.code, fault.missing))
    large_need = any(one.facts.large_need_reason for one in found)
    stacked = [*found, *_earlier(rows, found, source, frame)]
    if len(stacked) > 1:
        stacked.sort(key=lambda one: one.order)
    told = (UNCLEAR,) if named else ()
    lines: list[Reckoned] = []
    for start, basis in dict.fromkeys((one.start, one.basis) for one in found):
        lines += _settled(stacked, start, basis, frame, large_need=large_need, told=told)
    met = {id(one.contract.facts) for one in lines} | {id(one.facts) for one in named}
    return House(
        lines=tuple(lines),
        named=tuple(named),
        stacked=tuple(stacked),
        large_need=large_need,
        idle=tuple(facts for facts in rows if id(facts) not in met),
    )


def _contracts(facts: LoanFacts, source: Source, frame: Frame) -> list[Contract]:
    if facts.loan_no in source.twice:
        raise Contradiction("loan_number_twice")
    if not facts.listed:
        raise Contradiction("loan_household_unknown")
    number = facts.loan_no
    return contracts(
        facts,
        source.settlements.get(number, ()),
        source.repayments.get(number, ()),
        source.renewed.get(number),
        frame,
    )


def _earlier(
    rows: Sequence[LoanFacts], found: Sequence[Contract], source: Source, frame: Frame
) -> Iterable[Contract]:
    """What shared the cap before the quarter, where interest was posted for longer than it."""
    start = min((one.start for one in found), default=frame.span.first)
    if start >= frame.span.first:
        return
    known = {facts.loan_no for facts in rows}
    wide = replace(frame, span=replace(frame.span, first=start))
    for facts in source.earlier(rows[0].household_no or "", start):
        if facts.loan_no not in known:
            try:
                for one in _contracts(facts, source, wide):
                    yield replace(one, start=date.min)  # in the stack only: no line of its own
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
) -> Iterable[Reckoned]:
    """The lines of the contracts with this interest period, all others beneath the same cap."""
    period = frame.period([one.loan for one in stacked], start=start, large_need=large_need)
    if basis != frame.params.day_basis:
        period = replace(period, params=replace(frame.params, day_basis=basis))
    both = zip(settle(period, frame.packs), parts(period, frame.packs), strict=True)
    for contract, (line, part) in zip(stacked, both, strict=True):
        here = contract.start == start and contract.basis == basis
        if here and (line.days or contract.posted):
            flags = (*line.flags, *contract.flags, *told)
            yield Reckoned(contract, line, part, flags, status_of(line, flags))


def status_of(line: Line, flags: Iterable[str]) -> str:
    """The status of a line with what only the ledger knows."""
    if line.status == "listed" and not OWN_FLAGS.isdisjoint(flags):
        return "needs_review"
    return line.status
