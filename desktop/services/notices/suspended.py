"""The notice that nothing new is lent in an area, or that lending goes on again (form F26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import assignments
from db import settings as kept

if TYPE_CHECKING:
    from desktop.services.needs import Orders
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "F26"
_OVER = "over"
_PHONES = ("complaint_phone", "supervision_phone", "hotline")


def values(session: Session, scope: NoticeScope, orders: Orders) -> tuple[dict[str, object], str]:
    """What stands on the notice of the order that is named, else of the newest, and its number.

    The number of the order that lifted another one names that: lending goes on. Without any order
    nothing is filled in.

    It goes to the banks that the order names, else to those that serve the area.

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
        "banks": line.banks or _banks(session, line.township_code),
        "open_ended": (not lifts and line.end_on is None) or None,
        "resumes": lifts or None,
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


def phone(session: Session) -> dict[str, object]:
    """The number to call: the office's own for complaints, else supervision's or the hotline."""
    known = kept.shown(session.store)
    found = next((known[name] for name in _PHONES if known.get(name)), None)
    return {_PHONES[0]: found} if found else {}


def _banks(session: Session, township_code: str) -> str:
    """The banks that serve a township, or all of the county, in the order of divisions."""
    today = session.today()
    found = {
        one.main_bank: None
        for one in assignments.listed(session.store)
        if township_code in {"", one.township_code}
        and (one.effective_from is None or one.effective_from <= today)
        and (one.effective_to is None or one.effective_to >= today)
    }
    return "\u3001".join(filter(None, found))
