"""The notice that nothing new is lent in an area, or that lending goes on again (form F26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.needs import Orders
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F26"
_OVER = "over"


def values(session: Session, scope: NoticeScope, orders: Orders) -> tuple[dict[str, object], str]:
    """What stands on the notice of the order that is named, else of the newest, and its number.

    The number of the order that lifted another one names that: lending goes on. Without any order
    nothing is filled in.

    Raises:
        UserError: `suspension_unknown`.
    """
    known = [one for one in orders.listed() if one.state != _OVER]
    if not scope.record_no and not known:
        return {}, ""
    line = orders.one(scope.record_no) if scope.record_no else known[0]
    lifts = bool(line.lifted_by) and scope.record_no.strip() == line.lifted_by
    words = session.words
    told: dict[str, object] = {
        "banks": line.banks,
        "area": line.area,
        "matter": words.word("suspension_kind", "resume" if lifts else "suspend"),
        "document_no": line.lift_document if lifts else line.document_no,
        "start_on": line.again_on if lifts else line.start_on,
        "end_on": None if lifts else line.end_on,
        "cause": words.word("lift_reason", line.lift_reason)
        if lifts
        else words.word("suspension_reason", line.reason),
        "note": "" if lifts else "\u3000".join(filter(None, (line.basis, line.note))),
    }
    return told, line.lifted_by if lifts else line.order_no
