"""Rows of the lists of needs and of households to go to again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict

from desktop.services.records.needs import NeedFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from desktop.services.records.lists import ListFilter
    from desktop.services.records.needs import FollowUpLine, NeedPage
    from desktop.services.session import Session

    Rows = Iterable[Mapping[str, object]]

_ALL = 10_000_000
_AHEAD = 14
_REASONS = {"not_now": "not_now_reason", "declined": "decline_reason"}


class Wants(Protocol):
    """Knows needs and whom to go to again."""

    def listed(self, wanted: NeedFilter, limit: int = 500, offset: int = 0) -> NeedPage:
        """A window on the needs."""

    def follow_ups(self, ahead: int = 0, limit: int = 500) -> list[FollowUpLine]:
        """Whom to go to again."""


class Offices(Protocol):
    """Where needs are known; made when it is first asked."""

    @property
    def funding(self) -> Wants: ...


class NeedLists:
    """The two lists of what waits at the door."""

    def __init__(self, session: Session, offices: Offices) -> None:
        self._session = session
        self._offices = offices

    def by_key(self) -> dict[str, Callable[[ListFilter], Rows]]:
        """The rows of each list by its key."""
        return {"needs": self._needs, "follow_ups": self._follow_ups}

    def _needs(self, wanted: ListFilter) -> Rows:
        asked = NeedFilter(
            state=wanted.status,
            village=wanted.village,
            household_no=wanted.household_no,
            text=wanted.text,
        )
        for one in self._offices.funding.listed(asked, _ALL).lines:
            kind = _REASONS.get(one.outcome, "")
            reason = self._session.words.word(kind, one.reason) if kind else ""
            yield {**asdict(one), "reason": reason}

    def _follow_ups(self, _: ListFilter) -> Rows:
        return map(asdict, self._offices.funding.follow_ups(_AHEAD, _ALL))
