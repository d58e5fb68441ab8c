"""What a public list has led to (form F17): the sums of the settled quarter, the rest by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import notices as register
from db import subsidies
from desktop.rules.periods import in_order
from desktop.services.notices.publishing import batch_of
from desktop.services.notices.returning import kept_of

if TYPE_CHECKING:
    from desktop.services.records import NoticeScope
    from desktop.services.session import Session

KIND = "F17"
_LIST, _BATCH = "F16", "batch"
_LISTED = "listed"
_EVERY = 1_000_000


def values(session: Session, scope: NoticeScope) -> dict[str, object]:
    """Sums of a batch and the number of its public list; nothing where nothing was settled.

    From when to when it hung is said by who prints the form, else written by hand.

    Raises:
        UserError: `batch_unknown`, `period_wrong`.
    """
    store = session.store
    if scope.from_on is not None and scope.to_on is not None:
        in_order(scope.from_on, scope.to_on)
    batch = batch_of(store, scope.batch_no)
    if batch is None:
        return {}
    wanted = subsidies.LineFilter(line_status=_LISTED)
    lines = subsidies.lines(store, batch.batch_no, batch.revision, wanted)
    return {
        "batch_no": batch.batch_no,
        "year": batch.year,
        "quarter": batch.quarter,
        "household_count": len({one.household_no for one in lines}) or None,
        "total_amount": sum(one.subsidy_total_fen or 0 for one in lines) or None,
        "list_no": _list_no(session, batch.batch_no),
        "notice_from": scope.from_on,
        "notice_to": scope.to_on,
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
