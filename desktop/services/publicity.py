"""Place-level publicity and who was reached: a board in a village tells no household."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from db import coverage, evidence, publicity, visits
from db.ids import uuid7
from db.publicity import ActivityFilter as Wanted
from db.records.work import Activity
from desktop.errors import UserError
from desktop.rules.free_text import restored, shown
from desktop.rules.periods import in_order
from desktop.services.places import village_named
from desktop.services.records.needs import ActivityEntry, ActivityLine, ActivityPage

if TYPE_CHECKING:
    from datetime import date

    from db.records.evidence import Photo
    from db.records.houses import VillageCoverage
    from desktop.services.records.needs import ActivityFilter
    from desktop.services.session import Session

__all__ = ["ActivityEntry", "Publicity"]

_FIRST_YEAR = 2020
_MOST = 100_000
_LONGEST = {"place": 60, "note": 2000}
_COUNTS = ("attendance_total", "attendance_elderly", "attendance_disabled", "materials_count")
_WORDS = {"topics": "topics", "materials": "material"}


class Photos(Protocol):
    """Who takes photos over for a record."""

    def of_entry(self, entry: ActivityEntry) -> list[Photo]: ...


class Publicity:
    """Activities at a place, kept apart from contacts with a household."""

    def __init__(self, session: Session, photos: Photos) -> None:
        self._session = session
        self._photos = photos

    def log(self, entry: ActivityEntry, draft: str = "") -> str:
        """Write an activity; returns its number.

        `draft` is the key of what was kept while it was typed; it ends with this.

        Raises:
            UserError: `activity_in_future`, `activity_too_old`, `village_unknown`,
                `village_ambiguous`, `word_unknown`, `activity_place_missing`,
                `activity_count_wrong`, `words_too_long`, and those of `Evidence.read_file`.
        """
        made, photos = self._record(entry), self._photos.of_entry(entry)
        store, officer = self._session.store, self._session.officer
        return publicity.log(store, officer, made, finishing=draft, photos=photos).activity_no

    def correct(self, activity_no: str, entry: ActivityEntry, reason: str, draft: str = "") -> str:
        """Write a correction; the first record stays and is shown as corrected.

        The photos of the first record are those of the correction too.

        Raises:
            UserError: `activity_unknown`, `activity_corrected_already`, `reason_missing`,
                `correction_empty`, and those of `log`.
        """
        store = self._session.store
        first = self._known(activity_no)
        latest = publicity.corrected_by(store, activity_no)
        if latest:
            raise UserError("activity_corrected_already", activity_no=activity_no, latest=latest)
        if not reason.strip():
            raise UserError("reason_missing")
        said = {name: restored(getattr(entry, name), getattr(first, name)) for name in _LONGEST}
        made = self._record(replace(entry, **said))
        photos = self._photos.of_entry(entry)
        if not photos and all(getattr(first, name) == getattr(made, name) for name in _SAID):
            raise UserError("correction_empty")
        fresh = replace(
            made,
            corrects_activity_no=activity_no,
            correction_reason=reason.strip(),
            taken_over=first.taken_over,
            kept_by=first.kept_by,
        )
        return publicity.log(
            store,
            self._session.officer,
            fresh,
            finishing=draft,
            carrying=first.id,
            photos=photos,
        ).activity_no

    def entry(self, activity_no: str) -> ActivityEntry:
        """An activity as it could be entered again; raises `activity_unknown`."""
        known = self._known(activity_no)
        return ActivityEntry(
            **{name: getattr(known, name) for name in _SAME},
            village=known.division_code or known.village,
        )

    def line(self, activity_no: str) -> ActivityLine | None:
        """An activity by its number; None where it was taken back."""
        store = self._session.store
        found = publicity.by_no(store, activity_no)
        if found is None:
            return None
        photos = evidence.counts(store, [found.id]).get(found.id, 0)
        return _line(found, publicity.corrected_by(store, activity_no), photos)

    def listed(self, wanted: ActivityFilter, limit: int = 500, offset: int = 0) -> ActivityPage:
        """A window on the activities, newest day first; raises `period_wrong`."""
        in_order(wanted.from_on, wanted.to_on)
        store = self._session.store
        place = village_named(store, wanted.village) if wanted.village else None
        inner = Wanted(
            from_on=wanted.from_on,
            to_on=wanted.to_on,
            division_code=place.division_code if place else "",
            activity_type=wanted.activity_type,
        )
        rows = publicity.page(store, inner, limit=limit, offset=offset)
        photos = evidence.counts(store, [one.id for one, _ in rows])
        return ActivityPage(
            total=publicity.count(store, inner),
            lines=tuple(_line(one, corrected, photos.get(one.id, 0)) for one, corrected in rows),
        )

    def undo(self, activity_no: str) -> str:
        """Take back a record of this device whose day is not closed; gives what `redo` needs.

        Raises:
            UserError: `activity_unknown`, `activity_closed`.
        """
        store = self._session.store
        found = self._known(activity_no)
        if visits.is_closed(store, found.held_on):
            raise UserError("activity_closed")
        publicity.undo(store, self._session.officer, found.id)
        return found.id

    def redo(self, activity_id: str) -> None:
        """Bring back what `undo` took."""
        publicity.redo(self._session.store, self._session.officer, activity_id)

    def coverage(
        self, village: str = "", from_on: date | None = None, to_on: date | None = None
    ) -> list[VillageCoverage]:
        """Who was reached by a contact with the household itself; raises `period_wrong`."""
        in_order(from_on, to_on)
        code = village_named(self._session.store, village).division_code if village else ""
        return coverage.by_village(self._session.store, village=code, from_on=from_on, to_on=to_on)

    def _known(self, activity_no: str) -> Activity:
        found = publicity.by_no(self._session.store, activity_no)
        if found is None:
            raise UserError("activity_unknown", activity_no=activity_no)
        return found

    def _record(self, entry: ActivityEntry) -> Activity:
        """What was typed, checked."""
        if entry.held_on > self._session.today():
            raise UserError("activity_in_future")
        if entry.held_on.year < _FIRST_YEAR:
            raise UserError("activity_too_old")
        if not entry.place.strip():
            raise UserError("activity_place_missing")
        _allow_counts(entry)
        words = self._session.words
        for name, enum in _WORDS.items():
            for code in getattr(entry, name):
                words.code(enum, code)
        for name, most in _LONGEST.items():
            if len(getattr(entry, name)) > most:
                raise UserError("words_too_long", most=most)
        village = village_named(self._session.store, entry.village)
        return Activity(
            id=uuid7(self._session.clock()),
            activity_no="",
            held_on=entry.held_on,
            activity_type=words.code("activity_type", entry.activity_type),
            township_code=village.township_code,
            division_code=village.division_code,
            village=village.village,
            place=entry.place.strip(),
            topics=entry.topics,
            attendance_total=entry.attendance_total,
            attendance_elderly=entry.attendance_elderly,
            attendance_disabled=entry.attendance_disabled,
            materials=entry.materials,
            materials_count=entry.materials_count,
            removed_on=entry.removed_on,
            responsible=self._session.officer,
            note=entry.note.strip(),
        )


_OTHER = frozenset({"village", "evidence", "photos"})
"""Fields of an entry that a record has in another form."""
_SAME = [name for name in ActivityEntry.__struct_fields__ if name not in _OTHER]

_SAID = (
    *("held_on", "activity_type", "village", "place", "topics", "materials", "removed_on", "note"),
    *_COUNTS,
)


def _allow_counts(entry: ActivityEntry) -> None:
    """Counts only, each possible, and no part larger than the whole."""
    counts = [getattr(entry, name) for name in _COUNTS]
    wrong = any(one is not None and not 0 <= one <= _MOST for one in counts)
    total = entry.attendance_total
    parts = (entry.attendance_elderly, entry.attendance_disabled)
    if wrong or any(one is not None and (total is None or one > total) for one in parts):
        raise UserError("activity_count_wrong")


def _line(one: Activity, corrected: str, photos: int) -> ActivityLine:
    return ActivityLine(
        id=one.id,
        photos=photos,
        activity_no=one.activity_no,
        held_on=one.held_on,
        activity_type=one.activity_type,
        village=one.village,
        place=shown(one.place),
        topics=one.topics,
        attendance_total=one.attendance_total,
        attendance_elderly=one.attendance_elderly,
        attendance_disabled=one.attendance_disabled,
        materials=one.materials,
        materials_count=one.materials_count,
        removed_on=one.removed_on,
        note=shown(one.note),
        officer=one.kept_by or one.responsible or one.officer,
        taken_over=one.taken_over,
        corrects_activity_no=one.corrects_activity_no,
        correction_reason=shown(one.correction_reason),
        corrected=bool(corrected),
    )
