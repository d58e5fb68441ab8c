"""The policy check of a household: facts of the ledger, answers of people, a clause each."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import eligibility as checks
from db import households, policy_sets, rosters, rosterspan
from db.ids import uuid7
from db.records.work import EligibilityCheck
from desktop.errors import UserError
from desktop.rules import periods
from desktop.rules.eligibility import Decision, decide
from desktop.rules.explain import explain
from desktop.rules.lines.eligibility import read_case
from desktop.rules.lines.reading import Fault, Fields
from desktop.services import amounts
from desktop.services.eligibility.answers import outcome_of, tried
from desktop.services.eligibility.examples import example
from desktop.services.facts import FACT_KINDS, parsed
from desktop.services.packs import proved
from desktop.services.records.checks import (
    CheckForm,
    CheckOutcome,
    CheckRequest,
    Replayed,
    SubsidyExample,
    WhatIf,
)
from desktop.services.records.people import MemberLine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from db.records.houses import HouseholdCard, Member
    from db.store import Store
    from desktop.rules.facts import Value
    from desktop.rules.packs import PackSet
    from desktop.rules.subsidy import Params
    from desktop.services.needs import LaidDown, Masks, Orders
    from desktop.services.session import Session

_VALID_FOR = timedelta(days=30)
_MOST_MONTHS = 600
_SAME = "same"
_SUSPENDED = "area_suspended"
_NAME = "check"
_PRODUCT = "BFXE"


class Eligibility:
    """Checks conditions; never says whether a loan is given, the bank alone decides that."""

    def __init__(self, session: Session, houses: Masks, numbers: LaidDown, orders: Orders) -> None:
        self._session = session
        self._houses = houses
        self._numbers = numbers
        self._orders = orders
        self._at_hand: tuple[PackSet, Params] | None = None

    def prepare(self, household_no: str, member_no: str = "", on: date | None = None) -> CheckForm:
        """What the ledger knew on a day (today if left out) before anybody is asked.

        Raises:
            UserError: `household_unknown`, `member_unknown`, `member_ambiguous`.
        """
        card = self._card(household_no, on)
        members = tuple(self._houses.member_line(one) for one in card.members)
        member = self._member(card, member_no or _head(members))
        today = on or self._session.today()
        ledger = {one.member_no: self._known(card, one, today) for one in card.members}
        version = rosters.in_force(self._session.store, card.household.township_code, today)
        self._at_hand = self._in_force()
        return CheckForm(
            household_no=household_no,
            head_name=card.household.head_name,
            village=card.household.admin_village,
            members=members,
            member_no=member.member_no,
            known={
                key: str(value)
                for key, value in ledger[member.member_no].items()
                if key in FACT_KINDS
            },
            ledger=ledger,
            roster_as_of=version.as_of_date if version else None,
            today=today,
        )

    def decide(self, form: CheckForm, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules to a prepared question; reads nothing, stores nothing.

        Raises:
            UserError: `member_unknown`, `amount_not_positive`, `months_invalid`, `fact_unknown`,
                `fact_invalid`, `fact_refused`.
        """
        packs, _ = self._prepared()
        return outcome_of(self._decided(self._case(form, request), packs), packs)

    def try_out(self, form: CheckForm, request: CheckRequest, fact: str, text: str) -> WhatIf:
        """What another answer to one fact would change; stores nothing.

        Raises:
            UserError: as `decide`.
        """
        packs, _ = self._prepared()
        case = self._case(form, request)
        value = self._value(form, request, fact, text)
        before = self._decided(case, packs)
        self._decided({**case, fact: value}, packs)
        return tried(before, packs, fact, _as_rules_take(fact, value))

    def example(self, form: CheckForm, request: CheckRequest, rate: str) -> SubsidyExample:
        """What the interest of a year would come to at an example rate ("3.45", percent).

        Raises:
            UserError: `rate_form`, `amount_not_positive`, `months_invalid`.
        """
        _possible(request)
        said = request.facts.get("large_need_recorded", "")
        return example(
            *self._prepared(),
            region=self._session.store.identity.county_code,
            drawn_on=request.applied_on or form.today,
            amount_fen=request.amount_fen,
            months=request.months,
            rate=rate,
            large_need=self._session.words.known("yes_no", said) == "true",
        )

    def preview(self, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules, not stored.

        Raises:
            UserError: `household_unknown`, and those of `decide`.
        """
        form = self.prepare(request.household_no, request.member_no, request.applied_on)
        return self.decide(form, request)

    def check(self, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules, stored with pack, roster version, all facts and its digest.

        Raises:
            UserError: `household_unknown`, and those of `decide`.
        """
        packs = self._packs()
        on = request.applied_on or self._session.today()
        form = self.prepare(request.household_no, request.member_no, on)
        case = self._case(form, request)
        decision = self._decided(case, packs)
        card = self._card(request.household_no)
        outcome = outcome_of(decision, packs)
        digest = str(explain(decision, "audit", packs)["digest"])
        version = rosters.in_force(self._session.store, card.household.township_code, on)
        answer = decision.answer()
        kept = checks.keep(
            self._session.store,
            self._session.officer,
            EligibilityCheck(
                id=uuid7(self._session.clock()),
                check_no="",
                household_no=request.household_no,
                member_no=form.member_no,
                township_code=card.household.township_code,
                checked_on=on,
                applied_amount_fen=request.amount_fen,
                applied_months=request.months,
                purpose_code=request.purpose_code,
                purpose_text=request.purpose_text,
                policy_pack_version=outcome.policy_pack,
                policy_digest=packs.digest,
                roster_version=version.roster_version if version else "",
                facts=json.dumps(case, ensure_ascii=False, sort_keys=True),
                rows=json.dumps(answer["reasons"], ensure_ascii=False, sort_keys=True),
                overall_result=outcome.outcome,
                digest=digest,
                valid_until=on + _VALID_FOR,
            ),
            policy=self._texts(),
        )
        return replace(outcome, digest=digest, check_no=kept.check_no)

    def replay(self, check_no: str) -> Replayed:
        """A stored check answered again, by the policy texts of its day where they are kept.

        Raises:
            UserError: `check_unknown`, `check_unreadable` where its facts no longer fit the form.
        """
        kept = checks.by_no(self._session.store, check_no)
        if kept is None:
            raise UserError("check_unknown", check_no=check_no)
        packs = self._policy_of(kept.policy_digest)
        try:
            decision = self._decided(json.loads(kept.facts), packs)
        except (UserError, ValueError, TypeError, AttributeError, RecursionError) as fault:
            raise UserError("check_unreadable", check_no=check_no) from fault
        digest = str(explain(decision, "audit", packs)["digest"])
        outcome = replace(outcome_of(decision, packs), digest=digest, check_no=check_no)
        return Replayed(
            check_no=check_no,
            checked_on=kept.checked_on,
            household_no=kept.household_no,
            member_no=kept.member_no,
            outcome=outcome,
            digest=kept.digest,
            same=digest == kept.digest,
            policy_found=packs.digest == kept.policy_digest,
        )

    def _policy_of(self, digest: str) -> PackSet:
        """The set of that digest as any device kept it, else the one at hand.

        What a device kept counts only if it is what its digest says.
        """
        here = self._packs()
        if here.digest == digest:
            return here
        for texts in policy_sets.kept(self._session.store, digest):
            try:
                packs = proved(texts, texts)
            except UserError:
                continue
            if packs.digest == digest:
                return packs
        return here

    def _in_force(self) -> tuple[PackSet, Params]:
        """What decides now, and what the county has laid down for new contracts."""
        session = self._session
        region = session.store.identity.county_code
        params = self._numbers.params_for(region, session.today(), _PRODUCT)
        return session.packs.current, params

    def _prepared(self) -> tuple[PackSet, Params]:
        """As it stood when the form was prepared: a question in between asks the ledger nothing."""
        return self._at_hand or self._in_force()

    def _packs(self) -> PackSet:
        return self._session.packs.current

    def _texts(self) -> Mapping[str, bytes]:
        return self._session.packs.standing().texts

    def _card(self, household_no: str, on: date | None = None) -> HouseholdCard:
        """The household, on a day before the newest version as the version of that day lists it."""
        store = self._session.store
        card = households.card(store, household_no)
        if card is None:
            raise UserError("household_unknown", household_no=household_no)
        newest = rosters.in_force(store, card.household.township_code)
        if on is None or newest is None or newest.as_of_date <= on:
            return card
        then = rosterspan.on_day(store, household_no, on)
        return card if then is None else replace(card, household=then[0], members=tuple(then[1]))

    def _member(self, card: HouseholdCard, member_no: str) -> Member:
        number = card.household.household_no
        hits = [one for one in card.members if member_no in {one.member_no, one.name}]
        if not hits:
            # the last two digits, as officers write them beside the household's number
            hits = [
                one for one in card.members if member_no and one.member_no == number + member_no
            ]
        if not hits:
            raise UserError("member_unknown", household_no=number, member_no=member_no)
        if len(hits) > 1:
            raise UserError("member_ambiguous")
        return hits[0]

    def _listed(self, card: HouseholdCard, on: date) -> bool | None:
        """Whether the household stood on the list of a day; unknown before the first list."""
        store, house = self._session.store, card.household
        if rosters.in_force(store, house.township_code, on) is None:
            return None
        return rosters.entry(store, house.household_no, on) is not None

    def _known(self, card: HouseholdCard, member: Member, on: date) -> dict[str, object]:
        """What the roster says; a fact that it does not say is left out, not guessed."""
        store, house = self._session.store, card.household
        relation = self._session.words.known("relation_to_head", member.relation_to_head or "")
        known: dict[str, object] = {
            "on_roster": self._listed(card, on),
            "relation_to_head": relation or "other_member",
            "household_type": house.household_type or None,
            "monitor_category": house.monitor_category or "none",
            "risk_cleared": {"yes": True, "no": False}.get(house.risk_cleared),
            "needs_continued_support": house.needs_continued_support or "unmarked",
            "roster_id_number": member.id_number or None,
            "id_duplicate_in_roster": _shared(store, member),
            _SUSPENDED: self._suspended(house.township_code, house.division_code, on),
        }
        return {key: value for key, value in known.items() if value is not None}

    def _suspended(self, township_code: str, division_code: str, on: date) -> bool | None:
        """Whether an order of the county stands; without one a bank's own may, so it is asked."""
        return bool(self._orders.standing(township_code, division_code, on)) or None

    def _case(self, form: CheckForm, request: CheckRequest) -> dict[str, object]:
        """The question as the rules take it: ledger first, answers over it."""
        _possible(request)
        on = request.applied_on or form.today
        member_no = request.member_no if request.member_no in form.ledger else form.member_no
        case: dict[str, object] = {
            "id": _NAME,
            "region": self._session.store.identity.county_code,
            "applied_on": on.isoformat(),
            **form.ledger[member_no],
            "purpose_code": request.purpose_code,
            "applied_amount": amounts.plain(request.amount_fen),
            "drawn_on": on.isoformat(),
            "maturity_on": periods.add_months(on, request.months).isoformat(),
        }
        if request.purpose_text:
            case["purpose_text"] = request.purpose_text
        for key, text in request.facts.items():
            case[key] = self._value(form, request, key, text)
        if form.ledger[member_no].get(_SUSPENDED):  # no answer outweighs an order that stands
            case[_SUSPENDED] = True
        return {key: value for key, value in case.items() if value is not None}

    def _value(self, form: CheckForm, request: CheckRequest, key: str, text: str) -> object:
        """An answer as typed; `id_number=same` says that the card agrees with the roster."""
        if key == "id_number" and text == _SAME:
            member_no = request.member_no if request.member_no in form.ledger else form.member_no
            return form.ledger[member_no].get("roster_id_number")
        return parsed(self._session.words, key, text)

    def _decided(self, case: Mapping[str, object], packs: PackSet) -> Decision:
        try:
            return decide(read_case(Fields(dict(case))), packs)
        except Fault as fault:
            raise UserError("fact_refused", key=fault.field) from fault
        except UserError as fault:
            raise UserError("fact_refused", key=fault.params.get("fact", "")) from fault


def _possible(request: CheckRequest) -> None:
    if request.amount_fen <= 0:
        raise UserError("amount_not_positive")
    if not 0 < request.months <= _MOST_MONTHS:
        raise UserError("months_invalid")


def _as_rules_take(fact: str, value: object) -> Value:
    """One answer in the form of a case: text of amounts and days becomes fen and dates."""
    case = read_case(Fields({"region": "000000", "applied_on": "2026-01-01", fact: value}))
    found: Value = getattr(case, fact)
    return found


def _shared(store: Store, member: Member) -> bool:
    """Whether two households of the list carry the member's ID number."""
    if not member.id_number:
        return False
    carriers = households.with_id(store, member.id_number)
    return len({one.household_no for one in carriers}) > 1


def _head(members: tuple[MemberLine, ...]) -> str:
    """Who is asked about first: the head of the household, else the first member."""
    return members[0].member_no if members else ""
