"""Rows of the list of applications that goes to the bank with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict

from desktop.services.records.applying import ApplicationFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from desktop.services.exports.offices import Offices
    from desktop.services.records.applying import ApplicationLine
    from desktop.services.records.lists import ListFilter

    Rows = Iterator[Mapping[str, object]]


class Applying(Protocol):
    """Knows the applications."""

    def listed(self, wanted: ApplicationFilter | None = None) -> list[ApplicationLine]:
        """The applications as they stand now."""

    def with_numbers(self, lines: Iterable[ApplicationLine]) -> list[tuple[ApplicationLine, str]]:
        """Each with its applicant's full ID number."""


def application_lists(offices: Offices) -> dict[str, Callable[[ListFilter], Rows]]:
    """The rows of each list by its key."""

    def listed(wanted: ListFilter) -> Rows:
        asked = ApplicationFilter(
            state=wanted.status, village=wanted.village, household_no=wanted.household_no
        )
        found = offices.applications.listed(asked)
        for one, id_number in offices.applications.with_numbers(found):
            yield {**asdict(one), "id_number": id_number}

    return {"applications": listed}
