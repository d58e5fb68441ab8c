"""Rows of the lists of a loan's end: overdue cases, requests to renew, suspension orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop.services.exports.offices import Offices
    from desktop.services.records.lists import ListFilter

    Rows = Iterator[Mapping[str, object]]


def late_lists(offices: Offices) -> dict[str, Callable[[ListFilter], Rows]]:
    """The rows of each list by its key."""

    def waiting(_: ListFilter) -> Rows:
        yield from map(asdict, offices.overdue.waiting())

    def cases(_: ListFilter) -> Rows:
        for one in offices.overdue.listed():
            yield {**asdict(one), "step_count": len(one.steps)}

    def requests(_: ListFilter) -> Rows:
        for one in offices.renewals.listed():
            yield {**asdict(one), **dict(one.conditions)}

    def orders(_: ListFilter) -> Rows:
        yield from map(asdict, offices.suspensions.listed())

    return {
        "overdue_waiting": waiting,
        "overdue_cases": cases,
        "renewal_requests": requests,
        "suspensions": orders,
    }
