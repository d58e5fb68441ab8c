"""Applications as lists show them: how far each is, what stands open, what contradicts what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import applications, funding, rosters
from desktop.errors import UserError
from desktop.rules import applying as rules
from desktop.rules.binding import bind
from desktop.rules.free_text import shown
from desktop.services.applications import asking, holding
from desktop.services.records.applying import ApplicationLine, DecisionLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from db.records.applying import Applied, BankDecision
    from db.records.needs import NeedEnd
    from desktop.services.needs import LaidDown
    from desktop.services.session import Session

ROSTER, POLICY = "roster", "policy"
_LARGE = "large_need_not_recorded"
_OVER, _TWICE = "contract_over_application", "contract_signed_twice"
_RIVALS = "need_applied_twice"


class Lines:
    """Makes lines of records."""

    def __init__(self, session: Session, numbers: LaidDown) -> None:
        self._session = session
        self._numbers = numbers

    def known(self, application_no: str) -> Applied:
        """An application by its number; raises `application_unknown`."""
        number = application_no.strip()
        wanted = applications.Wanted(application_no=number)
        found = applications.listed(self._session.store, wanted) if number else []
        if not found:
            raise UserError("application_unknown", application_no=application_no)
        # the township that gives out the number comes before whoever else wrote under it
        return min(found, key=lambda one: not number.startswith(one.application.township_code))

    def one(self, application_no: str) -> ApplicationLine:
        """An application by its number; raises `application_unknown`."""
        (line,) = self.of([self.known(application_no)])
        return line

    def need_heads(self, visit_no: str) -> tuple[NeedEnd, ...]:
        """The ends of the need that no other end answers."""
        found = funding.of_visit(self._session.store, visit_no)
        return found.ends if found is not None else ()

    def of(self, found: Iterable[Applied]) -> list[ApplicationLine]:
        """The lines of applications, in their order."""
        versions: dict[str, str] = {}
        bound = self._pack(self._session.today())
        return [self._line(one, self._stale(one, versions, bound)) for one in found]

    def _line(self, known: Applied, stale: tuple[str, ...]) -> ApplicationLine:
        one = known.application
        standing = holding.standing(known.decisions)
        handed = known.handovers[-1] if known.handovers else None
        contract = known.contracts[-1] if known.contracts else None
        large = known.large_needs[-1] if known.large_needs else None
        last = standing[-1] if standing else None
        final = {item.decision for item in standing if item.decision in rules.FINAL}
        state = rules.state(
            [item.decision for item in standing],
            handed=handed is not None,
            signed=contract is not None,
        )
        pack = asking.pack_on(self._session, one.applied_on)
        hint = rules.term_hint(
            one.applied_months, one.cycle_months, pack.number("max_months", one.applied_on)
        )
        over = contract is None and not final - {rules.AGREED}
        return ApplicationLine(
            application_no=one.application_no,
            visit_no=one.visit_no,
            household_no=one.household_no,
            head_name=known.head_name,
            village=known.village,
            member_no=one.member_no,
            applicant=known.member_name,
            bank=one.bank,
            applied_on=one.applied_on,
            amount_fen=one.applied_amount_fen,
            months=one.applied_months,
            purpose_code=one.purpose_code,
            purpose_text=shown(one.purpose_text),
            industry=shown(one.industry),
            cycle=one.cycle,
            cycle_months=one.cycle_months,
            hint=hint.code if hint else "",
            hint_months=hint.months if hint else None,
            need_month=one.need_month,
            repayment_source=shown(one.repayment_source),
            check_no=one.check_no,
            check_result=known.check_result,
            policy_pack=one.policy_pack_version,
            roster_version=one.roster_version,
            stale=stale if over else (),
            credit_rating=one.credit_rating,
            credit_limit_fen=one.credit_limit_fen,
            rated_on=one.rated_on,
            credit_conclusion=one.credit_conclusion,
            concluded_on=one.concluded_on,
            consent_on=one.consent_on,
            officer=one.officer,
            corrections=len(known.versions) - 1,
            correction_reason=shown(one.correction_reason),
            state=state,
            days=(self._session.today() - (handed.handed_on if handed else one.applied_on)).days,
            handover_no=handed.handover_no if handed else "",
            handed_on=handed.handed_on if handed else None,
            handed_to=handed.handed_to if handed else "",
            decisions=_told(known.decisions),
            decision=last.decision if last else "",
            decided_on=last.decided_on if last else None,
            said_by=last.said_by if last else "",
            reason=last.reason if last else "",
            note=shown(last.note) if last else "",
            disputed=rules.contradict(
                [item.decision for item in standing], signed=contract is not None
            ),
            contract_no=contract.contract_no if contract else "",
            signed_on=contract.signed_on if contract else None,
            maturity_on=contract.maturity_on if contract else None,
            principal_fen=contract.principal_fen if contract else None,
            rate_ppm=contract.rate_ppm if contract else None,
            rates=tuple(dict.fromkeys((*_rates(known), *known.loan_rates))),
            contract_pack=contract.policy_pack_id if contract else "",
            contract_title=self._title(contract.policy_pack_id) if contract else "",
            contract_reason=contract.policy_reason if contract else "",
            loan_nos=known.loan_nos,
            large_reason=large.reason if large else "",
            large_evidence=shown(large.evidence) if large else "",
            large_approver=large.approver if large else "",
            large_on=large.approved_on if large else None,
            flags=self._flags(known, pack.number("cap_normal", one.applied_on)),
        )

    def _title(self, pack_id: str) -> str:
        """The name of a pack that binds a contract; its id where its text is here no longer."""
        pack = self._session.packs.current.packs.get(pack_id)
        return pack.document.title if pack else pack_id

    def _stale(self, known: Applied, versions: dict[str, str], bound: str) -> tuple[str, ...]:
        """What changed since the check: a signing today would ask for another."""
        one, township = known.application, known.township_code
        if township not in versions:
            found = rosters.in_force(self._session.store, township)
            versions[township] = found.roster_version if found else ""
        changed = []
        if versions[township] not in ("", one.roster_version):
            changed.append(ROSTER)
        if bound != one.policy_pack_version:
            changed.append(POLICY)
        return tuple(changed)

    def _pack(self, day: date) -> str:
        session = self._session
        bound = bind(
            session.packs.current,
            asking.PRODUCT,
            session.store.identity.county_code,
            day,
            overlay_from=self._numbers.overlay_from(day),
        )
        return bound.pack or ""

    def _flags(self, known: Applied, usual: int) -> tuple[str, ...]:
        found = []
        if known.contracts and rules.rates_differ(_rates(known), known.loan_rates):
            found.append(rules.RATE_CHANGED)
        amount = known.application.applied_amount_fen
        if known.contracts:
            amount = known.contracts[-1].principal_fen
        if amount > usual and not known.large_needs:
            found.append(_LARGE)
        if known.contracts and amount > known.application.applied_amount_fen:
            found.append(_OVER)
        if signed_twice(known):
            found.append(_TWICE)
        if known.rivals and self._rivals(known):
            found.append(_RIVALS)
        return tuple(found)

    def _rivals(self, known: Applied) -> bool:
        """Whether an application and another of the same need may both end in a loan."""
        both = (known, *map(self.known, known.rivals))
        return sum(bool(one.contracts) or holding.still_asked(one) for one in both) > 1


def signed_twice(known: Applied) -> bool:
    """Whether two laptops each wrote a contract and none was corrected since."""
    first = [not one.correction_reason for one in known.contracts]
    return sum(first) > 1 and first[-1]


def _rates(known: Applied) -> list[int]:
    return [one.rate_ppm for one in known.contracts]


def _told(decisions: Sequence[BankDecision]) -> tuple[DecisionLine, ...]:
    """Each word once: one that corrects several is a row for each of them."""
    replaced = {one.corrects for one in decisions}
    once = {replace(one, id="", corrects=""): one for one in decisions}
    return tuple(
        DecisionLine(
            decision=one.decision,
            decided_on=one.decided_on,
            said_by=one.said_by,
            reason=one.reason,
            note=shown(one.note),
            officer=one.officer,
            replaced=one.id in replaced,
            correction_reason=shown(one.correction_reason),
        )
        for one in once.values()
    )
