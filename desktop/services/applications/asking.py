"""What an application must bring: a need, a household on the roster, limits, a check of its day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from db import applications, eligibility, funding, households, rosters, visits
from db.records.needs import NeedFilter
from desktop.errors import UserError
from desktop.rules.binding import standing
from desktop.services import amounts
from desktop.services.applications import holding
from desktop.services.applications.made import Begun
from desktop.services.ownbank import bank_of, own
from desktop.services.records.applying import ApplicationEntry
from desktop.services.records.checks import CheckRequest
from desktop.services.records.people import FIELD_ROLES

if TYPE_CHECKING:
    from datetime import date

    from db.records.needs import FundingNeed
    from db.records.work import EligibilityCheck
    from db.store import Store
    from desktop.rules.packs import Pack
    from desktop.services.records.checks import CheckOutcome
    from desktop.services.session import Session

PRODUCT = "BFXE"
NOT_MET = "not_met"
_REFUSED = "not_eligible"
_LONGEST = 300
_OPEN = "open"
_EVERY = 1000
_MOST_CYCLE = 240
_TEXTS = ("purpose_text", "industry", "repayment_source", "credit_rating")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


class Conditions(Protocol):
    """Checks the policy conditions."""

    def preview(self, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules, not stored."""

    def check(self, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules, stored."""


class Saying(Protocol):
    """Puts the words to codes of a check."""

    def finding(self, code: str, says: str = "") -> str:
        """What a code says."""


def bank_only(session: Session) -> None:
    """Applications are written by the bank's people; raises `application_bank_only`."""
    if session.store.identity.role not in FIELD_ROLES:
        raise UserError("application_bank_only")


def own_bank(session: Session, bank: str) -> None:
    """Another bank's application is not this one's to answer; raises `application_other_bank`."""
    if not own(session)(bank):
        raise UserError("application_other_bank", bank=bank, own=bank_of(session))


def short(*texts: str) -> None:
    """Refuse words that are too long; raises `words_too_long`."""
    for text in texts:
        if len(text) > _LONGEST:
            raise UserError("words_too_long", most=_LONGEST)


def pack_on(session: Session, day: date) -> Pack:
    """The pack that stands for the small loan on a day."""
    return standing(session.packs.current, PRODUCT, session.store.identity.county_code, day)


def need_of(session: Session, entry: ApplicationEntry, *, known: str = "") -> FundingNeed:
    """The need that an application comes from; `known` is the root of one that it ended already.

    Raises:
        UserError: `application_no_wish`, `visit_unknown`, `household_unknown`,
            `application_not_on_roster` for a need of somebody on no roster,
            `application_need_wrong`, `application_twice`, `need_ended_already`.
    """
    store = session.store
    if entry.visit_no:
        found = funding.of_visit(store, entry.visit_no)
    else:
        wanted = NeedFilter(state=_OPEN, household_no=entry.household_no)
        needs = funding.listed(store, wanted, limit=_EVERY) if entry.household_no else []
        found = needs[-1] if needs else None
    if found is None:
        raise _without_need(store, entry)
    if not found.household_no:
        raise UserError("application_not_on_roster")
    if entry.household_no not in ("", found.household_no):
        raise UserError("application_need_wrong", visit_no=entry.visit_no)
    if found.ends and found.root != known:
        numbers = applications.of_need(store, [found.root])
        if numbers:
            raise UserError("application_twice", application_no=numbers[0])
        raise UserError("need_ended_already", visit_no=found.visit.visit_no)
    return found


def other_needs(session: Session, need: FundingNeed, day: date) -> list[FundingNeed]:
    """Further open needs of the same household, told until a day."""
    wanted = NeedFilter(state=_OPEN, household_no=need.household_no)
    return [
        one
        for one in funding.listed(session.store, wanted, limit=_EVERY)
        if one.root != need.root and one.visit.visited_on <= day
    ]


def allowed(
    session: Session, entry: ApplicationEntry, need: FundingNeed, *, but: str = ""
) -> ApplicationEntry:
    """The entry in codes; what cannot be applied for is refused, each with its own sentence.

    `but` is the application that the entry corrects.

    Raises:
        UserError: `application_future`, `application_before_wish`, `household_unknown`,
            `application_not_on_roster`, `amount_not_positive`, `months_invalid`,
            `application_amount_over`, `application_household_over`, `application_term_over`,
            `application_cycle_wrong`, `application_day_wrong`, `need_month_invalid`,
            `word_unknown`, `words_too_long`.
    """
    entry = _coded(session, entry)
    day, today = entry.applied_on, session.today()
    if day > today:
        raise UserError("application_future")
    if day < need.visit.visited_on:
        raise UserError("application_before_wish", day=need.visit.visited_on)
    for said in (entry.rated_on, entry.concluded_on, entry.consent_on):
        if said is not None and said > today:
            raise UserError("application_day_wrong", day=said)
    if entry.cycle_months is not None and not 0 < entry.cycle_months <= _MOST_CYCLE:
        raise UserError("application_cycle_wrong", most=_MOST_CYCLE)
    if entry.need_month and not _MONTH.fullmatch(entry.need_month):
        raise UserError("need_month_invalid", value=entry.need_month)
    _listed(session, need, day)
    _within(session, entry, but)
    return entry


def _coded(session: Session, entry: ApplicationEntry) -> ApplicationEntry:
    words = session.words
    said = {name: str(getattr(entry, name)).strip() for name in _TEXTS}
    short(*said.values())
    codes = {
        name: words.code(name, getattr(entry, name)) if getattr(entry, name) else ""
        for name in ("cycle", "credit_conclusion")
    }
    purpose = words.code("purpose_code", entry.purpose_code)
    return replace(entry, purpose_code=purpose, **said, **codes)


def _without_need(store: Store, entry: ApplicationEntry) -> UserError:
    """Why no need was found: no such visit, no such household, or nothing asked for."""
    if entry.visit_no and visits.by_no(store, entry.visit_no) is None:
        return UserError("visit_unknown", visit_no=entry.visit_no)
    if entry.household_no and households.get(store, entry.household_no) is None:
        return UserError("household_unknown", household_no=entry.household_no)
    return UserError("application_no_wish")


def _listed(session: Session, need: FundingNeed, day: date) -> None:
    store, number = session.store, need.household_no
    house = households.get(store, number)
    if house is None:
        raise UserError("household_unknown", household_no=number)
    version = rosters.in_force(store, house.township_code, day)
    if version is not None and rosters.entry(store, number, day) is None:
        raise UserError("application_not_on_roster")


def _within(session: Session, entry: ApplicationEntry, but: str) -> None:
    if entry.amount_fen <= 0:
        raise UserError("amount_not_positive")
    if entry.months <= 0:
        raise UserError("months_invalid")
    pack = pack_on(session, entry.applied_on)
    most = pack.number("max_amount", entry.applied_on)
    longest = pack.number("max_months", entry.applied_on)
    if entry.amount_fen > most:
        raise UserError("application_amount_over", most=amounts.plain(most), clause=pack.id)
    if entry.months > longest:
        raise UserError("application_term_over", most=longest)
    live = holding.owed(session, entry.household_no, but=but)
    if live + entry.amount_fen > most:
        raise UserError(
            "application_household_over",
            live=amounts.plain(live),
            total=amounts.plain(live + entry.amount_fen),
            most=amounts.plain(most),
        )


def check_of(
    session: Session, conditions: Conditions, saying: Saying, entry: ApplicationEntry
) -> EligibilityCheck:
    """The stored check of just this application, at its date; made now where there is none.

    Raises:
        UserError: `application_check_wrong`, `application_check_differs`, `application_not_met`
            and the sentences of single conditions, and those of a check.
    """
    found = _named(session, entry) if entry.check_no else _fitting(session, entry)
    if found is None:
        request = CheckRequest(
            household_no=entry.household_no,
            member_no=entry.member_no,
            amount_fen=entry.amount_fen,
            months=entry.months,
            purpose_code=entry.purpose_code,
            purpose_text=entry.purpose_text,
            facts=entry.facts,
            applied_on=entry.applied_on,
        )
        _met(conditions.preview(request), saying)
        number = conditions.check(request).check_no
        found = eligibility.by_no(session.store, number)
    if found is None or found.overall_result == _REFUSED:
        raise UserError("application_check_not_met", check_no=found.check_no if found else "")
    return found


def _met(outcome: CheckOutcome, saying: Saying) -> None:
    """Refuse what a condition stands against; what is open or in doubt is the bank's to say."""
    if outcome.outcome != _REFUSED:
        return
    against = [one for one in outcome.reasons if one.result == NOT_MET]
    for one in against:
        if one.code == "not_on_roster":
            raise UserError("application_not_on_roster")
    said = " ".join(saying.finding(one.code, one.says) for one in against)
    raise UserError("application_not_met", found=said)


def _named(session: Session, entry: ApplicationEntry) -> EligibilityCheck:
    found = eligibility.by_no(session.store, entry.check_no)
    if found is None or found.household_no != entry.household_no:
        raise UserError("application_check_wrong", check_no=entry.check_no)
    if not _fits(found, entry):
        raise UserError("application_check_differs", check_no=entry.check_no)
    return found


def _fitting(session: Session, entry: ApplicationEntry) -> EligibilityCheck | None:
    """The newest stored check of just this; with facts of its own an application has a new one."""
    if entry.facts:
        return None
    made = eligibility.listed(session.store, entry.household_no, limit=_EVERY)
    version = _version(session, entry)
    return next(
        (
            one
            for one in made
            if _fits(one, entry)
            and one.purpose_text == entry.purpose_text.strip()
            and one.roster_version == version
            and one.overall_result != _REFUSED
        ),
        None,
    )


def _version(session: Session, entry: ApplicationEntry) -> str:
    house = households.get(session.store, entry.household_no)
    township = house.township_code if house else ""
    found = rosters.in_force(session.store, township, entry.applied_on)
    return found.roster_version if found else ""


def _fits(check: EligibilityCheck, entry: ApplicationEntry) -> bool:
    asked = check.applied_amount_fen, check.applied_months, check.purpose_code
    in_time = check.valid_until is None or entry.applied_on <= check.valid_until
    return (
        asked == (entry.amount_fen, entry.months, entry.purpose_code)
        and entry.member_no in ("", check.member_no)
        and check.checked_on <= entry.applied_on
        and in_time
    )


def begun(session: Session, household_no: str, visit_no: str) -> Begun:
    """What is known before an application is written; raises as `need_of`."""
    store, today = session.store, session.today()
    entry = ApplicationEntry(
        household_no=household_no,
        visit_no=visit_no,
        applied_on=today,
        amount_fen=0,
        months=0,
        purpose_code="production",
    )
    need = need_of(session, entry)
    said, number = need.visit, need.household_no
    house = households.get(store, number)
    made = [
        one
        for one in eligibility.listed(store, number, limit=_EVERY)
        if said.visited_on <= one.checked_on
        and (one.valid_until is None or today <= one.valid_until)
    ]
    check = made[0] if made else None
    entry = replace(
        entry,
        household_no=number,
        visit_no=said.visit_no,
        amount_fen=(check.applied_amount_fen if check else said.need_amount_fen) or 0,
        months=(check.applied_months if check else 0) or 0,
        member_no=check.member_no if check else "",
        purpose_code=check.purpose_code if check else entry.purpose_code,
        purpose_text=check.purpose_text if check else session.words.word("need_use", said.need_use),
        need_month=said.need_month,
    )
    people = households.members(store, number)
    head = house.head_name if house else ""
    first = next((one.member_no for one in people if one.name == head), "")
    return Begun(
        entry=replace(entry, member_no=entry.member_no or first),
        head_name=head,
        members=tuple((one.member_no, one.name) for one in people),
        told_on=said.visited_on,
        needs=1 + len(other_needs(session, need, today)),
        check_no=check.check_no if check else "",
        checked_on=check.checked_on if check else None,
        check_result=check.overall_result if check else "",
    )
