"""The record of an activity at a place (form F23): what the register of publicity says of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import evidence, publicity
from desktop.errors import UserError
from desktop.rules.periods import in_order

if TYPE_CHECKING:
    from db.records.work import Activity
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F23"
_QUARTER = timedelta(days=92)
_ALL = 10_000_000


def activities(session: Session, scope: NoticeScope, village: str) -> list[Activity]:
    """The one that was named, else those of a village within a span (a quarter up to today).

    Raises:
        UserError: `activity_unknown`, `period_wrong`.
    """
    store = session.store
    if scope.record_no:
        found = publicity.by_no(store, scope.record_no)
        if found is None:
            raise UserError("activity_unknown", activity_no=scope.record_no)
        return [found]
    to_on = scope.to_on or session.today()
    from_on = scope.from_on or to_on - _QUARTER
    in_order(from_on, to_on)
    listed = publicity.listed(store, from_on=from_on, to_on=to_on, limit=_ALL)
    return [one for one in reversed(listed) if village in {one.division_code, one.village}]


def values(session: Session, one: Activity) -> dict[str, object]:
    """What stands on the sheet of an activity; people are counts only."""
    words = session.words
    return {
        "activity_no": one.activity_no,
        "held_on": one.held_on,
        "place": one.place,
        "village": one.village,
        "activity_type": words.word("activity_type", one.activity_type),
        "topics": [words.word("topics", topic) for topic in one.topics],
        "materials": [words.word("material", kind) for kind in one.materials],
        "materials_count": one.materials_count,
        "attendance_total": one.attendance_total,
        "attendance_elderly": one.attendance_elderly,
        "attendance_disabled": one.attendance_disabled,
        "photo_count": evidence.counts(session.store, [one.id]).get(one.id),
        "responsible": one.responsible or one.kept_by or one.officer,
    }
