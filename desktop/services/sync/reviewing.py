"""Fields that two people changed: both values as they are read, and settling one for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import funding, merge, overview
from desktop.errors import UserError
from desktop.services.lines import end_named, end_said, review_chosen, review_shown
from desktop.services.records import Review, ReviewValue

if TYPE_CHECKING:
    from desktop.services.session import Session


def listed(session: Session) -> list[Review]:
    """Fields that two people changed, both values, the shown one first."""
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
                    shown=review_shown(session.store, one.field, value.value),
                )
                for value in one.values
            ),
        )
        for one in merge.reviews(session.store)
    ]


def _said(session: Session, table: str, value: object) -> str:
    """A value under review in words; ends of needs are named by their ids."""
    if table == funding.TABLE:
        return end_said(session.store, session.words, str(value))
    return "" if value is None else str(value)


def settle(session: Session, review_id: str, value: str, reason: str) -> None:
    """Settle a field for everybody; both values stay in the log. Raises `review_unknown`."""
    if not reason.strip():
        raise UserError("reason_missing")
    store, taken = session.store, review_chosen(listed(session), review_id, value)
    if review_id.startswith(f"{funding.TABLE}|"):
        taken = end_named(store, session.words, review_id, value, county=session.is_county)
    merge.resolve(store, session.officer, review_id, taken, reason.strip())
