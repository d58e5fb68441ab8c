"""Rows of the lists of risk compensation: claims, loans without one, the fund's book and days."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop.services.exports.offices import Offices
    from desktop.services.records.fund import (
        Adequacy,
        ClaimCandidate,
        ClaimLine,
        FundBook,
    )
    from desktop.services.records.lists import ListFilter

    Rows = Iterator[Mapping[str, object]]


class Filing(Protocol):
    """The bank's side of claims."""

    def candidates(self) -> list[ClaimCandidate]:
        """Overdue loans without a claim."""


class Keeping(Protocol):
    """The offices' side, which alone sees the fund."""

    def book(self) -> FundBook:
        """The fund's entries."""

    def days(self, first: date, last: date) -> list[Adequacy]:
        """The fund day by day."""


class Compensating(Protocol):
    """Knows the claims on the fund."""

    @property
    def claiming(self) -> Filing: ...
    @property
    def handling(self) -> Keeping: ...

    def claims(self) -> list[ClaimLine]:
        """The claims, the newest first."""


def compensation_lists(offices: Offices) -> dict[str, Callable[[ListFilter], Rows]]:
    """The rows of each list by its key, in the order in which the window has them."""
    return {
        "claims": partial(_claims, offices),
        "claim_candidates": partial(_candidates, offices),
        "fund_book": partial(_book, offices),
        "fund_days": partial(_days, offices),
    }


def _claims(offices: Offices, wanted: ListFilter) -> Rows:
    for one in offices.compensation.claims():
        if _within(one.claim.claimed_on, wanted) and wanted.status in {"", one.standing}:
            yield _claim(one)


def _candidates(offices: Offices, _: ListFilter) -> Rows:
    yield from map(asdict, offices.compensation.claiming.candidates())


def _book(offices: Offices, wanted: ListFilter) -> Rows:
    for one in reversed(offices.compensation.handling.book().lines):
        if _within(one.entry.moved_on, wanted):
            yield {**asdict(one.entry), **asdict(one)}


def _days(offices: Offices, wanted: ListFilter) -> Rows:
    first, last = wanted.from_on or date.min, wanted.to_on or date.max
    yield from map(asdict, reversed(offices.compensation.handling.days(first, last)))


def _claim(one: ClaimLine) -> Mapping[str, object]:
    return {
        **asdict(one.claim),
        **asdict(one),
        "left_fen": one.left_fen,
        "paid_on": one.paid_on,
        "recovered_fen": one.recovered_fen,
        "returned_fen": one.returned_fen,
    }


def _within(day: date, wanted: ListFilter) -> bool:
    return (wanted.from_on or date.min) <= day <= (wanted.to_on or date.max)
