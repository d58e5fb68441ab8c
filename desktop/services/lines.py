"""Records of the ledger as lines of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records import VisitLine

if TYPE_CHECKING:
    from db.records import Visit


def visit_line(one: Visit) -> VisitLine:
    """A record as a line of the ledger."""
    return VisitLine(
        visit_no=one.visit_no,
        visited_on=one.visited_on,
        logged_at=one.visited_at,
        household_no=one.household_no,
        head_name=one.head_name,
        village=one.village,
        publicity_method=one.publicity_method,
        contact_result=one.contact_result,
        person_met=one.person_met,
        policy_understood=one.policy_understood,
        has_need=one.has_need,
        need_amount_fen=one.need_amount_fen,
        need_use=one.need_use,
        no_need_reason=one.no_need_reason,
        follow_up=one.follow_up,
        follow_up_due=one.follow_up_due,
        note=one.note,
        officer=one.officer,
        corrects_visit_no=one.corrects_visit_no,
        corrected=bool(one.corrected_by),
    )
