"""What forms for an application say: who applies, what was checked, asked for or surveyed."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from db import applications, funding, households, lending
from db import notices as register
from db.records.needs import NeedFilter
from desktop.rules.applying import AGREED, FINAL
from desktop.services.notices import checks

if TYPE_CHECKING:
    from db.records.applying import Application
    from db.records.houses import Household, Member
    from db.records.needs import FundingNeed
    from db.records.work import EligibilityCheck
    from desktop.services.needs import Orders
    from desktop.services.session import Session

APPLICATION, SURVEY, COVER = "F07", "F09", "F10"
_OPEN = "open"
_ROOM = 3
_EVERY = 1000


def applied(
    session: Session, household_no: str, *, named: bool, orders: Orders
) -> list[dict[str, object]]:
    """An application, of a village only for who asked for money or was checked.

    An application that the bank has not answered says what is applied for, else the newest check,
    else the newest open need. Where nothing new is lent, the form says by which order.
    """
    check, need = checks.newest(session, household_no), _need(session, household_no)
    written = _written(session, household_no)
    if check is None and need is None and written is None and not named:
        return []
    member = written.member_no if written else check.member_no if check else ""
    asked = _asked(session, check, need) if written is None else _applied(session, written)
    return [
        {
            **_applicant(session, household_no, member),
            **_suspended(session, household_no, orders),
            **asked,
        }
    ]


def covered(
    session: Session, household_no: str, *, named: bool, orders: Orders
) -> list[dict[str, object]]:
    """The cover of a rating, with the numbers of the forms that went before it."""
    said = applied(session, household_no, named=named, orders=orders)
    printed = {
        one.kind: one.notice_no
        for one in reversed(register.of_household(session.store, household_no))
        if not one.voided_by
    }
    numbers = {"application_no": printed.get(APPLICATION), "survey_no": printed.get(SURVEY)}
    return [{**one, **numbers} for one in said]


def surveyed(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """A survey of any household, with the loans that banks report and room for others."""
    del named
    house = households.get(session.store, household_no)
    running = lending.live_of(session.store, [household_no]).get(household_no, [])
    rows: list[dict[str, object]] = [
        {"lender": one.bank, "owed": one.balance_fen, "due_on": one.matures_on} for one in running
    ]
    known = {"household_phone": house.household_phone, **place(house)} if house else {}
    return [{**known, "rows": [*rows, *({} for _ in range(_ROOM))]}]


def place(house: Household) -> dict[str, object]:
    """The village with the group."""
    group = house.group_no
    village = house.admin_village
    return {"village": f"{village}\uff08{group}\uff09" if group else village}


def _suspended(session: Session, household_no: str, orders: Orders) -> dict[str, object]:
    """The order by which nothing new is lent where a household lives; nothing where none stands."""
    house = households.get(session.store, household_no)
    line = orders.standing(house.township_code, house.division_code) if house else None
    return {"suspended_by": line.document_no, "suspended_from": line.start_on} if line else {}


def _applicant(session: Session, household_no: str, wanted: str) -> dict[str, object]:
    """Who applies: the member who applied or was checked, else the head of the household."""
    house = households.get(session.store, household_no)
    if house is None:
        return {}
    people = households.members(session.store, household_no)
    found = next((one for one in people if one.member_no == wanted), None)
    person = found or next((one for one in people if one.name == house.head_name), None)
    return {
        **place(house),
        "head_name": house.head_name,
        "member_count": house.member_count,
        "household_phone": house.household_phone,
        **(_person(session, person) if person is not None else {}),
    }


def _person(session: Session, one: Member) -> dict[str, object]:
    return {
        "applicant_name": one.name,
        "id_number": one.id_number,
        "relation_to_head": session.words.word("relation_to_head", one.relation_to_head),
    }


def _asked(
    session: Session, check: EligibilityCheck | None, need: FundingNeed | None
) -> dict[str, object]:
    said = need.visit if need is not None else None
    month = _first(said.need_month) if said is not None else None
    wanted: dict[str, object] = {}
    if said is not None:
        wanted = {
            "applied_amount": said.need_amount_fen,
            "purpose": session.words.word("need_use", said.need_use),
            "need_month": month,
        }
    return {**wanted, **(_of_check(session, check) if check is not None else {})}


def _of_check(session: Session, check: EligibilityCheck) -> dict[str, object]:
    """What was checked, and what was known on that day of the bank's own conclusion."""
    words = session.words
    facts = json.loads(check.facts)
    concluded = str(facts.get("credit_conclusion") or "")
    told: dict[str, object] = {
        "applied_amount": check.applied_amount_fen,
        "applied_months": check.applied_months,
        "purpose": check.purpose_text or words.word("purpose_code", check.purpose_code),
        "check_no": check.check_no,
        "credit_conclusion": words.word("credit_conclusion", concluded) if concluded else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _applied(session: Session, one: Application) -> dict[str, object]:
    """What an application that was written says."""
    return {
        "applied_amount": one.applied_amount_fen,
        "applied_months": one.applied_months,
        "purpose": one.purpose_text or session.words.word("purpose_code", one.purpose_code),
        "need_month": _first(one.need_month),
        "industry": one.industry,
        "repayment_source": one.repayment_source,
        "check_no": one.check_no,
        "credit_rating": one.credit_rating,
        "credit_limit": one.credit_limit_fen,
        "rated_on": one.rated_on,
        "credit_conclusion": session.words.word("credit_conclusion", one.credit_conclusion)
        if one.credit_conclusion
        else "",
        "concluded_on": one.concluded_on,
    }


def _written(session: Session, household_no: str) -> Application | None:
    """The newest application that the bank has not answered for good."""
    for known in applications.listed(session.store, applications.Wanted(household_no=household_no)):
        replaced = {one.corrects for one in known.decisions}
        standing = {one.decision for one in known.decisions if one.id not in replaced}
        if FINAL.isdisjoint(standing - {AGREED}) and not known.contracts:
            return known.application
    return None


def _first(month: str) -> date | None:
    """The first day of a month as the ledger keeps it, 2026-03; None where it says none."""
    return date.fromisoformat(f"{month}-01") if month else None


def _need(session: Session, household_no: str) -> FundingNeed | None:
    """The newest need of a household that has not ended."""
    wanted = NeedFilter(state=_OPEN, household_no=household_no)
    found = funding.listed(session.store, wanted, limit=_EVERY)
    return found[-1] if found else None
