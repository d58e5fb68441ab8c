"""The list with which applications go to the bank (YJ): one hand-over, or what waits for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import applications, households
from desktop.errors import UserError
from desktop.rules.applying import RECORDED, state
from desktop.rules.free_text import shown
from desktop.services.ownbank import bank_of, own
from desktop.services.records.people import FIELD_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.records.applying import Applied, Handover
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KIND = "YJ"


def values(session: Session, scope: NoticeScope) -> tuple[str, dict[str, object]]:
    """The number of the hand-over, if one was named, and what stands on the list.

    Raises:
        UserError: `application_bank_only`, `handover_unknown`, `handover_nothing`.
    """
    if session.store.identity.role not in FIELD_ROLES:
        raise UserError("application_bank_only")
    mine = own(session)
    known = [one for one in applications.listed(session.store) if mine(one.application.bank)]
    number = scope.record_no.strip()
    told: dict[str, object] = {"bank": bank_of(session) or None}
    if number:
        handed = _named(known, number)
        told |= {
            "handover_no": handed.handover_no,
            "handed_on": handed.handed_on,
            "handed_to": handed.handed_to,
            "bank": handed.bank or None,
        }
        found = [one for one in known if number in {each.handover_no for each in one.handovers}]
    else:
        told["open_yet"] = True
        found = [one for one in known if _waits(one)]
        if not found:
            raise UserError("handover_nothing")
    codes = {
        (one.township_code, one.village): one.division_code
        for one in households.villages(session.store)
    }
    found.sort(key=lambda one: (_place(codes, one), one.application.applied_on, one.application.id))
    told |= {
        "household_count": len({one.application.household_no for one in found}),
        "line_count": len(found),
        "rows": [_row(session, one) for one in found],
    }
    return number, {name: value for name, value in told.items() if value is not None}


def _named(known: Iterable[Applied], number: str) -> Handover:
    for one in known:
        for each in one.handovers:
            if each.handover_no == number:
                return each
    raise UserError("handover_unknown", handover_no=number)


def _waits(one: Applied) -> bool:
    """Whether nobody has handed it over and the bank has said nothing."""
    replaced = {each.corrects for each in one.decisions}
    said = [each.decision for each in one.decisions if each.id not in replaced]
    return state(said, handed=bool(one.handovers), signed=bool(one.contracts)) == RECORDED


def _place(codes: Mapping[tuple[str, str], str], one: Applied) -> tuple[str, str]:
    """Where a household lives, in the order of divisions; a village without a code by its name."""
    return codes.get((one.township_code, one.village)) or one.township_code, one.village


def _row(session: Session, known: Applied) -> dict[str, object]:
    one, words = known.application, session.words
    large = known.large_needs[-1] if known.large_needs else None
    return {
        "application_no": one.application_no,
        "applied_on": one.applied_on,
        "village": known.village,
        "household_no": one.household_no,
        "applicant_name": known.member_name or known.head_name,
        "id_number": known.id_number,
        "amount": one.applied_amount_fen,
        "months": one.applied_months,
        "purpose": shown(one.purpose_text) or words.word("purpose_code", one.purpose_code),
        "need_month": one.need_month,
        "repayment_source": shown(one.repayment_source),
        "check_result": words.word("outcome", known.check_result) if known.check_result else "",
        "check_no": one.check_no,
        "large": " ".join(
            filter(
                None,
                (words.word("large_need_reason", large.reason), shown(large.evidence)),
            )
        )
        if large
        else "",
    }
