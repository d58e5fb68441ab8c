"""How a figure of a subsidy came about, in sentences: for the window and the command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.texts import word
from desktop.texts.rules import EQUATION, FIGURES, LESS, PART, STEP
from desktop.texts.subsidies import (
    AGREES,
    BANK_FIGURE,
    DIFFERS,
    KEPT,
    NOT_SUBMITTED,
    OTHER_ANSWER,
    OTHER_POLICY,
    ROUNDED,
    SPAN,
    said_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import Protocol

    Yuan = Callable[[int | None], str | None]

    class Step(Protocol):
        """An amount that bore interest at a rate for some days."""

        @property
        def amount_fen(self) -> int: ...
        @property
        def rate(self) -> str: ...
        @property
        def days(self) -> int: ...
        @property
        def basis(self) -> int: ...
        @property
        def first(self) -> date: ...
        @property
        def last(self) -> date: ...

    class Figure(Protocol):
        """A share of the interest with the steps that give it."""

        @property
        def name(self) -> str: ...
        @property
        def amount_fen(self) -> int: ...
        @property
        def less_fen(self) -> int: ...
        @property
        def steps(self) -> Sequence[Step]: ...

    class Derived(Protocol):
        """A line with how its figures came about."""

        @property
        def line(self) -> Any: ...  # noqa: ANN401 - a stored line; its amounts are read by name
        @property
        def figures(self) -> Sequence[Figure]: ...
        @property
        def equation(self) -> Sequence[tuple[str, int]]: ...
        @property
        def digest(self) -> str: ...
        @property
        def agrees(self) -> bool: ...
        @property
        def same_policy(self) -> bool: ...


_SEAL = 12
_WITH_FINANCE = frozenset({"submitted", "paid", "payment_failed", "reversed"})
_KEPT = {
    "central_t1": "central_t1_fen",
    "province_t1": "province_t1_fen",
    "central_t2": "central_t2_fen",
    "local": "local_amount_fen",
    "subsidy": "subsidy_total_fen",
}


def sentences(one: Derived, yuan: Yuan) -> Iterator[str]:
    """The sentences that a person can check by hand, one a line; `yuan` writes amounts."""
    line = one.line
    if line.reason:
        yield line.reason
    for figure in one.figures:
        yield from _figure(figure, yuan)
    if line.bank_interest_fen is not None and line.interest_difference_fen:
        yield BANK_FIGURE.format(
            bank=yuan(line.bank_interest_fen),
            own=yuan(line.own_interest_fen),
            difference=yuan(line.interest_difference_fen),
            due=yuan(line.interest_due_fen),
        )
    if one.equation:
        parts = [PART.format(name=FIGURES[name], amount=yuan(fen)) for name, fen in one.equation]
        yield EQUATION.format(interest=yuan(line.interest_due_fen), parts=" + ".join(parts))
    kept = {name: getattr(line, field) for name, field in _KEPT.items()}
    told = [f"{FIGURES[name]} {yuan(fen)}" for name, fen in kept.items() if fen is not None]
    if told:
        yield KEPT.format(figures="，".join(told))
    yield from map(said_of, line.flags)
    if one.figures:
        yield (AGREES if one.agrees else DIFFERS).format(digest=one.digest[:_SEAL])
        if not one.same_policy:
            yield OTHER_POLICY


def _figure(figure: Figure, yuan: Yuan) -> Iterator[str]:
    for step in figure.steps:
        yield STEP.format(
            amount=yuan(step.amount_fen), rate=step.rate, days=step.days, basis=step.basis
        )
        yield "    " + SPAN.format(first=step.first, last=step.last)
    less = f"，{LESS.format(amount=yuan(figure.less_fen))}" if figure.less_fen else ""
    rounded = f"（{ROUNDED}{less}）" if figure.steps else ""
    yield f"{FIGURES.get(figure.name, figure.name)} {yuan(figure.amount_fen)}{rounded}"


def answered(one: Any, yuan: Yuan) -> str:  # noqa: ANN401 - a declared line, as `Derived.line`
    """What finance said of a loan that does not answer its line, beside what was declared."""
    said, line = one.answered, one.line
    pattern = OTHER_ANSWER if one.standing in _WITH_FINANCE else NOT_SUBMITTED
    return pattern.format(
        state=word("pay_status", said.pay_status),
        name=said.name,
        amount=yuan(said.amount_fen),
        own=line.borrower_name,
        asked=yuan(line.subsidy_fen),
    )
