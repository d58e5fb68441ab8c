"""Fields that two people changed: both values as they are read, and settling one for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import funding, merge, overview
from desktop.errors import UserError
from desktop.services import facts
from desktop.services.lines import end_named, end_said, review_chosen, review_shown
from desktop.services.receivers import called, called_one
from desktop.services.records.traffic import Review, ReviewValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.records.core import ReviewValue as Standing
    from desktop.services.session import Session


_OWN = "household_note"
_BESIDE = "\uff1b"
_NOTES = frozenset({"phone", "address_note", "needs_note", "best_time", "remark", "hours"})
"""Fields of free words, in which two answers can stand beside each other."""


def listed(session: Session) -> list[Review]:
    """Fields that two people changed, both values, the shown one first."""
    names = called(session.store)
    return [
        Review(
            id=one.id,
            table=one.table,
            row=one.row,
            field=one.field,
            subject=overview.subject(session.store, one.table, one.row),
            values=tuple(
                ReviewValue(
                    value=_said(session, one.table, value.value),
                    officer=value.officer,
                    at=value.at,
                    op=value.op,
                    shown=review_shown(session.store, session.words, one.field, value.value),
                    machine=called_one(names, value.device),
                )
                for value in one.values
            ),
            both=_both(one.field, one.values),
        )
        for one in merge.reviews(session.store)
    ]


def _both(field: str, values: Sequence[Standing]) -> str:
    """All values beside each other, oldest first; empty where a field can have only one."""
    texts = [str(one.value) for one in reversed(values) if one.value]
    return _BESIDE.join(dict.fromkeys(texts)) if field in _NOTES and len(texts) > 1 else ""


def _said(session: Session, table: str, value: object) -> str:
    """A value under review in words; ends of needs are named by their ids."""
    if table == funding.TABLE:
        return end_said(session.store, session.words, str(value))
    return "" if value is None else str(value)


def settle(session: Session, review_id: str, value: str, reason: str) -> None:
    """Settle a field for everybody; both values stay in the log.

    Raises:
        UserError: `reason_missing`, `review_unknown`, and for an own field of a household that gets
            a value which nobody wrote those of `facts.own_fields`.
    """
    if not reason.strip():
        raise UserError("reason_missing")
    store, reviews = session.store, listed(session)
    found = next((one for one in reviews if one.id == review_id), None)
    taken = review_chosen(reviews, review_id, value)
    if found is not None and found.table == _OWN and not _stands(found, taken):
        taken = facts.own_fields({found.field: taken})[found.field]
    if review_id.startswith(f"{funding.TABLE}|"):
        taken = end_named(store, session.words, review_id, value, county=session.is_county)
    merge.resolve(store, session.officer, review_id, taken, reason.strip())


def _stands(review: Review, value: str) -> bool:
    """Whether a value is one of those under review, or all of them beside each other."""
    return value == review.both or value in {one.value for one in review.values}


def beside(session: Session, review_id: str) -> str:
    """All values of a field beside each other.

    Raises:
        UserError: `review_unknown`; `review_one_value` for a field that can hold one alone.
    """
    found = next((one for one in listed(session) if one.id == review_id), None)
    if found is None:
        raise UserError("review_unknown", id=review_id)
    if not found.both:
        raise UserError("review_one_value")
    return found.both
