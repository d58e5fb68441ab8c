"""The policy check of a household: facts of the ledger, answers of people, a clause each."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from db import eligibility as checks
from db import households, rosters
from db.ids import uuid7
from db.records import EligibilityCheck
from desktop.errors import UserError
from desktop.rules import periods
from desktop.services import amounts
from desktop.services.facts import FACT_KINDS, parsed
from desktop.services.records import CheckForm, CheckOutcome, CheckRequest, CheckRow, MemberLine

if TYPE_CHECKING:
    from datetime import date

    from db.records import HouseholdCard, Member
    from db.store import Store
    from desktop.services.needs import Masks, Rulebook
    from desktop.services.session import Session

_VALID_FOR = timedelta(days=30)
_MOST_MONTHS = 600
_SAME = "same"
_PACK_RULE = "policy_pack"


class Eligibility:
    """Checks conditions; never says whether a loan is given, the bank alone decides that."""

    def __init__(self, session: Session, policy: Rulebook, houses: Masks) -> None:
        self._session = session
        self._policy = policy
        self._houses = houses

    def prepare(self, household_no: str, member_no: str = "") -> CheckForm:
        """What the ledger knows before anybody is asked; raises `household_unknown`."""
        card = self._card(household_no)
        members = tuple(self._houses.member_line(one) for one in card.members)
        member = self._member(card, member_no or _head(members))
        known = self._known(card, member, self._session.today())
        return CheckForm(
            household_no=household_no,
            head_name=card.household.head_name,
            village=card.household.admin_village,
            members=members,
            member_no=member.member_no,
            known={key: str(value) for key, value in known.items() if key in FACT_KINDS},
        )

    def preview(self, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules, not stored.

        Raises:
            UserError: `household_unknown`, `member_unknown`, `amount_not_positive`,
                `months_invalid`, `fact_unknown`, `fact_invalid`.
        """
        return self._outcome(self._decide(self._case(request)))

    def check(self, request: CheckRequest) -> CheckOutcome:
        """The answer of the rules, stored with pack, roster version and all facts."""
        case = self._case(request)
        answer = self._decide(case)
        card = self._card(request.household_no)
        now, on = self._session.clock(), request.applied_on or self._session.today()
        outcome = self._outcome(answer)
        version = rosters.in_force(self._session.store, card.household.township_code, on)
        kept = checks.keep(
            self._session.store,
            self._session.officer,
            EligibilityCheck(
                id=uuid7(now),
                check_no="",
                household_no=request.household_no,
                member_no=request.member_no,
                township_code=card.household.township_code,
                checked_on=on,
                applied_amount_fen=request.amount_fen,
                applied_months=request.months,
                purpose_code=request.purpose_code,
                purpose_text=request.purpose_text,
                policy_pack_version=outcome.policy_pack,
                roster_version=version.roster_version if version else "",
                facts=json.dumps(case, ensure_ascii=False, sort_keys=True),
                rows=json.dumps(answer["reasons"], ensure_ascii=False, sort_keys=True),
                overall_result=outcome.outcome,
                valid_until=on + _VALID_FOR,
            ),
        )
        return self._outcome(answer, kept.check_no)

    def _card(self, household_no: str) -> HouseholdCard:
        card = households.card(self._session.store, household_no)
        if card is None:
            raise UserError("household_unknown", household_no=household_no)
        return card

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

    def _known(self, card: HouseholdCard, member: Member, on: date) -> dict[str, object]:
        """What the roster says; a fact that it does not say is left out, not guessed."""
        store, house = self._session.store, card.household
        relation = self._session.words.known("relation_to_head", member.relation_to_head or "")
        known: dict[str, object] = {
            "on_roster": rosters.entry(store, house.household_no, on) is not None,
            "relation_to_head": relation or "other_member",
            "household_type": house.household_type or None,
            "monitor_category": house.monitor_category or "none",
            "risk_cleared": {"yes": True, "no": False}.get(house.risk_cleared),
            "needs_continued_support": house.needs_continued_support or "unmarked",
            "roster_id_number": member.id_number or None,
            "id_duplicate_in_roster": _shared(store, member),
        }
        return {key: value for key, value in known.items() if value is not None}

    def _case(self, request: CheckRequest) -> dict[str, object]:
        """The question as the rules take it: ledger first, answers over it."""
        if request.amount_fen <= 0:
            raise UserError("amount_not_positive")
        if not 0 < request.months <= _MOST_MONTHS:
            raise UserError("months_invalid")
        on = request.applied_on or self._session.today()
        card = self._card(request.household_no)
        member = self._member(card, request.member_no)
        case: dict[str, object] = {
            "id": "check",
            "region": self._session.store.identity.county_code,
            "applied_on": on.isoformat(),
            **self._known(card, member, on),
            "purpose_code": request.purpose_code,
            "applied_amount": amounts.plain(request.amount_fen),
            "drawn_on": on.isoformat(),
            "maturity_on": periods.add_months(on, request.months).isoformat(),
        }
        if request.purpose_text:
            case["purpose_text"] = request.purpose_text
        for key, text in request.facts.items():
            case[key] = self._fact(key, text, member)
        return {key: value for key, value in case.items() if value is not None}

    def _fact(self, key: str, text: str, member: Member) -> object:
        """An answer as typed; `id_number=same` says that the card agrees with the roster."""
        if key == "id_number" and text == _SAME:
            return member.id_number
        return parsed(self._session.words, key, text)

    def _decide(self, case: dict[str, object]) -> dict[str, object]:
        answer = self._policy.answer("eligibility", json.dumps(case, ensure_ascii=False))
        fault = answer.get("error")
        if isinstance(fault, dict):
            params = fault.get("params", {})
            raise UserError("fact_refused", key=params.get("field", ""))
        return answer

    def _outcome(self, answer: dict[str, object], check_no: str = "") -> CheckOutcome:
        rows: list[dict[str, str | None]] = answer["reasons"]  # type: ignore[assignment]
        pack = str(answer["policy_pack"] or "")
        return CheckOutcome(
            outcome=str(answer["outcome"]),
            rows=tuple(
                CheckRow(
                    rule=row["rule"] or "",
                    result=row["result"] or "",
                    code=row["code"] or "",
                    clause=row["clause"] or "",
                    clause_short=self._policy.short(row["clause"] or ""),
                )
                for row in rows
            ),
            missing=tuple(answer["missing"]),  # type: ignore[arg-type]
            hints=tuple(answer["hints"]),  # type: ignore[arg-type]
            policy_pack=pack,
            policy_title=self._policy.title(pack),
            check_no=check_no,
        )


def _shared(store: Store, member: Member) -> bool:
    """Whether two households of the list carry the member's ID number."""
    if not member.id_number:
        return False
    carriers = households.with_id(store, member.id_number)
    return len({one.household_no for one in carriers}) > 1


def _head(members: tuple[MemberLine, ...]) -> str:
    """Who is asked about first: the head of the household, else the first member."""
    return members[0].member_no if members else ""
