"""What a public list has led to (form F17): the settled sums, and what the offices said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import courses
from db import notices as register
from db.records.course import OfficeStep
from desktop.errors import UserError
from desktop.rules.periods import in_order
from desktop.services.notices.publishing import listed
from desktop.services.notices.returning import kept_of

if TYPE_CHECKING:
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F17"
_LIST, _BATCH = "F16", "batch"
_PUBLISHED = "published"
_EVERY = 1_000_000


def values(session: Session, scope: NoticeScope) -> dict[str, object]:
    """Sums of a batch and what was said of its public notice.

    Days that are named stand before those that were said; what nobody said is written by hand.

    Raises:
        UserError: `batch_unknown`, `period_wrong`, `no_batch_settled`.
    """
    store = session.store
    if scope.from_on is not None and scope.to_on is not None:
        in_order(scope.from_on, scope.to_on)
    batch, lines = listed(store, scope.batch_no, "")
    if batch is None:
        raise UserError("no_batch_settled")
    told = _published(session, batch.batch_no)
    return {
        **told,
        "batch_no": batch.batch_no,
        "year": batch.year,
        "quarter": batch.quarter,
        "household_count": len({one.household_no for one in lines}) or None,
        "total_amount": sum(one.subsidy or 0 for one in lines) or None,
        "list_no": told.get("list_no") or _list_no(session, batch.batch_no),
        "notice_from": scope.from_on or told.get("notice_from"),
        "notice_to": scope.to_on or told.get("notice_to"),
    }


def _published(session: Session, batch_no: str) -> dict[str, object]:
    """Where and how long the last revision hung, and what became of the objections."""
    store = session.store
    declared = courses.declarations(store, batch_no)
    last = [one for one in declared if one.revision == declared[0].revision]
    hung = [
        step
        for one in last
        for step in courses.steps(store, OfficeStep, one.id)
        if step.step == _PUBLISHED
    ]
    if not hung:
        return {}
    until = max((step.to_on for step in hung if step.to_on), default=None)
    raised = [said for one in last for said in courses.objections(store, one.id)]
    over = until is not None and until < session.today()
    return {
        "posted_at": list(dict.fromkeys(step.place for step in hung if step.place)),
        "list_no": next((step.notice_no for step in hung if step.notice_no), ""),
        "notice_from": min((step.from_on for step in hung if step.from_on), default=None),
        "notice_to": until,
        "objection_count": len(raised) or None,
        "without_objection": (over and not raised) or None,
        "handled": [said.note for said in raised if said.note],
    }


def _list_no(session: Session, batch_no: str) -> str:
    """The number of the newest public list of a batch."""
    found = register.listed(session.store, _EVERY)
    return next(
        (
            one.notice_no
            for one in found
            if one.kind == _LIST and not one.voided_by and kept_of(one).get(_BATCH) == batch_no
        ),
        "",
    )
