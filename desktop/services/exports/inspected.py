"""Rows of the lists of checks after a loan was paid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop.services.exports.offices import Offices
    from desktop.services.records.lists import ListFilter

    Rows = Iterator[Mapping[str, object]]


def inspection_lists(offices: Offices) -> dict[str, Callable[[ListFilter], Rows]]:
    """The rows of each list by its key."""

    def due(_: ListFilter) -> Rows:
        yield from map(asdict, offices.inspections.due())

    def done(_: ListFilter) -> Rows:
        for one in offices.inspections.listed():
            yield {**asdict(one.entry), **asdict(one)}

    return {"inspections_due": due, "inspections": done}
