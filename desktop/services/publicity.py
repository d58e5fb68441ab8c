"""Place-level publicity and who was reached: a board in a village tells no household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import coverage, publicity
from db.ids import uuid7
from db.records import Activity
from desktop.errors import UserError
from desktop.services.places import village_named

if TYPE_CHECKING:
    from datetime import date

    from db.records import VillageCoverage
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """What an officer enters for a board, a slogan, a meeting."""

    activity_type: str
    place: str
    village: str
    held_on: date
    attendance_total: int | None = None
    note: str = ""


class Publicity:
    """Activities at a place, kept apart from contacts with a household."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def log(self, entry: ActivityEntry) -> str:
        """Write an activity; returns its number. Raises `activity_in_future`, `village_unknown`."""
        if entry.held_on > self._session.today():
            raise UserError("activity_in_future")
        village = village_named(self._session.store, entry.village)
        kept = publicity.log(
            self._session.store,
            self._session.officer,
            Activity(
                id=uuid7(self._session.clock()),
                activity_no="",
                held_on=entry.held_on,
                activity_type=entry.activity_type,
                township_code=village.township_code,
                division_code=village.division_code,
                village=village.village,
                place=entry.place.strip(),
                attendance_total=entry.attendance_total,
                responsible=self._session.officer,
                note=entry.note.strip(),
            ),
        )
        return kept.activity_no

    def coverage(
        self, village: str = "", from_on: date | None = None, to_on: date | None = None
    ) -> list[VillageCoverage]:
        """Who was reached by a contact with the household itself, per village."""
        code = village_named(self._session.store, village).division_code if village else ""
        return coverage.by_village(self._session.store, village=code, from_on=from_on, to_on=to_on)
