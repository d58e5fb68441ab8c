"""What the form can change of a record, and which field a refusal is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.records.people import VisitEntry

FIELD_OF = {
    "visit_in_future": "day",
    "visit_too_old": "day",
    "day_invalid": "day",
    "household_unknown": "who",
    "walk_in_unknown": "who",
    "slip_wrong": "slip",
    "slip_of_another": "slip",
    "reason_missing": "reason",
    "correction_empty": "reason",
}


def changes_of(entry: VisitEntry) -> dict[str, object]:
    """What the form can change of a record."""
    names = (
        "visited_on",
        "publicity_method",
        "contact_result",
        "person_met",
        "policy_understood",
        "has_need",
        "need_amount_fen",
        "need_use",
        "no_need_reason",
        "follow_up",
        "follow_up_due",
        "topics",
        "slip_no",
        "note",
    )
    return {name: getattr(entry, name) for name in names}
