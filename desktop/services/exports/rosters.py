"""Rows of the lists about roster versions: what they are, changed, leave to do, and get wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict

from db import rosters
from desktop.services.lines import details, link_of
from desktop.services.records.rosters import ConsequenceFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from desktop.services.listings import VersionLine
    from desktop.services.records.lists import ListFilter
    from desktop.services.records.rosters import Change, Consequence, Detail, Quality
    from desktop.services.session import Session

    Rows = Iterable[Mapping[str, object]]

_GAP = " "


class RosterWork(Protocol):
    """Knows roster versions and what follows from them."""

    def versions(self) -> list[VersionLine]:
        """All versions."""

    def diff(self, earlier: str = "", later: str = "", township: str = "") -> list[Change]:
        """What one version changed against another."""

    def consequences(self, wanted: ConsequenceFilter | None = None) -> list[Consequence]:
        """The list of work."""

    def quality(self, township: str = "") -> Quality:
        """What is wrong with the roster in force."""


class Offices(Protocol):
    """Where roster versions are known; made when it is first asked."""

    @property
    def rosters(self) -> RosterWork: ...


class RosterLists:
    """The four lists about roster versions."""

    def __init__(self, session: Session, offices: Offices) -> None:
        self._session = session
        self._offices = offices

    def by_key(self) -> dict[str, Callable[[ListFilter], Rows]]:
        """The rows of each list by its key."""
        return {
            "roster_versions": self._versions,
            "roster_changes": self._changes,
            "roster_work": self._work,
            "roster_quality": self._quality,
        }

    def _versions(self, _: ListFilter) -> Rows:
        words = self._session.words
        for one in self._offices.rosters.versions():
            ways = [
                _GAP.join((each.officer, words.word("handed_state", each.state)))
                for each in one.handed
            ]
            yield {**asdict(one), "handed": ways}

    def _changes(self, wanted: ListFilter) -> Rows:
        """Of one household all versions, else what one version changed against another."""
        if wanted.household_no and not wanted.version:
            return self._of_household(wanted.household_no)
        found = self._offices.rosters.diff(wanted.since, wanted.version, wanted.township)
        return (
            {**asdict(one), "fields": _fields(one.details), "loans": one.live_loan_count}
            for one in found
            if wanted.household_no in {"", one.household_no}
            and wanted.change in {"", one.change_type}
        )

    def _of_household(self, household_no: str) -> Rows:
        for row in rosters.changes_of(self._session.store, household_no):
            told = details(row.details)
            yield {**asdict(row), "fields": _fields(told), "link_no": link_of(row.details)}

    def _work(self, wanted: ListFilter) -> Rows:
        found = self._offices.rosters.consequences(
            ConsequenceFilter(
                roster_version=wanted.version,
                township=wanted.township,
                household_no=wanted.household_no,
                code=wanted.todo,
                state=wanted.state,
            )
        )
        return (
            {
                **asdict(one),
                "fields": _fields(one.details),
                "loans": len(one.loans),
                "state": "open" if one.done_on is None else "done",
            }
            for one in found
        )

    def _quality(self, wanted: ListFilter) -> Rows:
        found = self._offices.rosters.quality(wanted.township).lines
        return (asdict(one) for one in found if wanted.finding in {"", one.code})


def _fields(told: Iterable[Detail]) -> tuple[str, ...]:
    """The facts that changed; of people only that they did, and never what stood there."""
    names = sorted(one.field if not one.member_no else "members" for one in told)
    return tuple(dict.fromkeys(names))
