"""Answers made plain: for the officer, for the household, and for whoever checks years later.

Nothing here holds a sentence: names, amounts and citations go out, the words are put to them in
`desktop.texts.rules`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.rules.money import RATE_ONE, half_up
from desktop.rules.periods import add_months
from desktop.rules.subsidy import parts
from desktop.rules.verdict import RESULTS, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.rules.eligibility import Decision
    from desktop.rules.facts import Value
    from desktop.rules.packs.model import PackSet
    from desktop.rules.subsidy import Line, Part, Period

GROUPS = tuple(reversed(RESULTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of one result, in the order of the rules."""

    result: str
    rows: tuple[Row, ...]


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


def for_officer(decision: Decision) -> tuple[Group, ...]:
    """The rows as the list shows them: what is not met first, then reviews, unknowns, the rest."""
    return tuple(
        Group(result=result, rows=tuple(row for row in decision.rows if row.result == result))
        for result in GROUPS
    )


def for_household(line: Line) -> tuple[tuple[str, int], ...]:
    """The interest as a sum: who pays how much, fen; parts of nothing are left out.

    Empty where no subsidy can be computed.
    """
    if line.subsidy_total is None or line.borrower is None:
        return ()
    shares = {
        "central": (line.central_t1 or 0) + (line.central_t2 or 0),
        "province": line.province_t1 or 0,
        "local": line.local or 0,
    }
    if not any(shares.values()):
        shares = {"subsidy": line.subsidy_total}
    found = [(name, amount) for name, amount in shares.items() if amount]
    return (*found, ("borrower", line.borrower))


def distance(decision: Decision) -> dict[str, int]:
    """How far a rule is from being met: fen for the amount, days for the term."""
    failed = {row.rule for row in decision.rows if row.level}
    return {name: far for name, far in _distances(decision) if name in failed and far > 0}


def _distances(decision: Decision) -> Iterator[tuple[str, int]]:
    case, numbers = decision.case, decision.book.numbers
    if case.applied_amount is not None:
        asked = case.applied_amount + (case.live_bfxe_balance or 0)
        yield "amount_household_cap", asked - numbers["max_amount"].value
    if case.drawn_on is not None and case.maturity_on is not None:
        longest = add_months(case.drawn_on, numbers["max_months"].value)
        yield "term", (case.maturity_on - longest).days


def for_audit(decision: Decision, packs: PackSet) -> dict[str, object]:
    """All that the decision rests on, ready for JSON, with a digest that a replay gives again."""
    tree: dict[str, object] = {
        "facts": {name: _plain(value) for name, value in sorted(decision.facts.items())},
        "answer": decision.answer(),
        "interval": [decision.interval.best, decision.interval.worst],
        "judged_by": decision.judged_by,
        "packs": _chain(decision.judged_by, packs),
        "parameters": {
            name: {"value": one.value, "from": one.start.isoformat(), "clause": one.ref}
            for name, one in decision.parameters.items()
        },
    }
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**tree, "digest": hashlib.sha256(text.encode()).hexdigest()}


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _chain(name: str, packs: PackSet) -> Mapping[str, str]:
    found = {}
    while name:
        pack = packs.pack(name)
        found[name] = pack.digest
        name = pack.over
    return found


def reckoning(period: Period, packs: PackSet, loan_no: str) -> tuple[Figure, ...]:
    """The figures of one loan step by step, before anything is held back or taken off.

    Interest for every loan; the shares for contracts with two tiers or a central share.
    """
    part = next(one for one in parts(period, packs) if one.loan.loan_no == loan_no)
    basis = period.params.day_basis
    interest = _figure("interest", _steps(part, 4, part.loan.rate, basis))
    numbers = part.numbers
    if numbers.scheme not in ("two_tiers", "central_and_local"):
        return (interest,)
    central = min(numbers.central_share * part.loan.rate // RATE_ONE, numbers.central_ceiling)
    if numbers.scheme == "central_and_local":
        both = (*_steps(part, 2, central, basis), *_steps(part, 3, central, basis))
        return interest, _figure("central_t1", both)
    return (interest, *_tiers(part, central, basis))


def _tiers(part: Part, central: int, basis: int) -> Iterator[Figure]:
    numbers, loan = part.numbers, part.loan
    room = numbers.total_ceiling - central
    province = max(0, min(numbers.province_share * loan.rate // RATE_ONE, room))
    first = _figure("central_t1", _steps(part, 2, central, basis))
    yield first
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
