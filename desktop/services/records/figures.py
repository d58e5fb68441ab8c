"""Amounts with the products that they are the sum of, each a line that a person can check."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from desktop.rules.money import format_percent

if TYPE_CHECKING:
    from desktop.rules.explain import Figure


class FigureStep(Struct, frozen=True, kw_only=True):
    """One product that a person can check: fen x days x rate percent / basis."""

    first: date
    last: date
    days: int
    amount_fen: int
    rate: str
    basis: int


class FigureLine(Struct, frozen=True, kw_only=True):
    """An amount with its steps: their sum is rounded once, then `less_fen` is taken off."""

    name: str
    amount_fen: int
    steps: tuple[FigureStep, ...]
    less_fen: int

    @classmethod
    def of(cls, figure: Figure) -> Self:
        """A figure of the rules as it is shown."""
        return cls(
            name=figure.name,
            amount_fen=figure.amount_fen,
            less_fen=figure.less_fen,
            steps=tuple(
                FigureStep(
                    first=step.first,
                    last=step.last,
                    days=step.days,
                    amount_fen=step.amount_fen,
                    rate=format_percent(step.rate),
                    basis=step.basis,
                )
                for step in figure.steps
            ),
        )
