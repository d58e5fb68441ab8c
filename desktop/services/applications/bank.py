"""What the bank says to an application: its decision, the contract, a large need; nobody else can.

The bank decides by itself (part 4 item 1). Its words are records of the bank's own people; a
correction stands beside what it corrects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import applications, eligibility
from db.records.applying import BankDecision, LargeNeed, LoanContract
from db.records.needs import NeedEnd
from desktop.errors import UserError
from desktop.rules import applying as rules
from desktop.services import amounts
from desktop.services.applications import asking, holding, signing
from desktop.services.applications.lines import signed_twice
from desktop.services.applications.made import LargeNeedLine
from desktop.services.lines import loan_meant
from desktop.services.ownbank import bank_of

if TYPE_CHECKING:
    from db.records.applying import Applied
    from desktop.services.applications.asking import Saying
    from desktop.services.applications.lines import Lines
    from desktop.services.needs import LaidDown
    from desktop.services.records.applying import (
        ApplicationLine,
        ContractEntry,
        DecisionEntry,
        LargeNeedEntry,
    )
    from desktop.services.session import Session

_REASONS = {rules.DECLINED: "decline_reason", rules.WITHDRAWN: "not_now_reason"}
_OTHER, _REVIEW = "other", "needs_review"
_APPLIED, _NOT_NOW, _DECLINED = "applied", "not_now", "declined"
_LONGEST_NO = 60


class Bank:
    """The bank's record of applications."""

    def __init__(self, session: Session, numbers: LaidDown, saying: Saying, lines: Lines) -> None:
        self._session = session
        self._numbers = numbers
        self._saying = saying
        self._lines = lines

    def decide(self, application_no: str, entry: DecisionEntry) -> ApplicationLine:
        """Write down what the bank says; a no and a withdrawal end the need as such.

        Raises:
            UserError: `application_unknown`, `decision_bank_only`, `application_other_bank`,
                `decision_day_wrong`, `word_unknown`, `decision_who_missing`,
                `decision_reason_missing`, `decision_words_missing`,
                `decision_review_reason_missing`, `decision_stands`, `words_too_long`.
        """
        known = self._known(application_no)
        made = self._decision(known, entry)
        said = [one.decision for one in self._standing(known)]
        if not rules.may_follow(said, made.decision):
            raise UserError("decision_stands", application_no=made.application_no)
        return self._say(known, made)

    def correct(self, application_no: str, entry: DecisionEntry, reason: str) -> ApplicationLine:
        """Write another decision over what stands; what stood before stays and is shown.

        Where final decisions contradict each other it takes the place of all of them; one that
        contradicts a contract can only become a yes.

        Raises:
            UserError: `reason_missing`, `decision_none`, `decision_contracted`,
                `correction_empty`, and those of `decide`.
        """
        known = self._known(application_no)
        if not reason.strip():
            raise UserError("reason_missing")
        standing = self._standing(known)
        if not standing:
            raise UserError("decision_none", application_no=application_no)
        made, words = self._decision(known, entry), [one.decision for one in standing]
        mends = made.decision == rules.AGREED and rules.contradict(words, signed=True)
        if known.contracts and not mends:
            raise UserError("decision_contracted", application_no=application_no)
        over = [one for one in standing if one.decision in rules.FINAL] or standing
        same = ("decision", "decided_on", "said_by", "reason", "note")
        if all(getattr(made, name) == getattr(one, name) for one in over for name in same):
            raise UserError("correction_empty")
        if not rules.may_follow(
            [one.decision for one in standing if one not in over], made.decision
        ):
            raise UserError("decision_stands", application_no=made.application_no)
        made = replace(made, correction_reason=reason.strip())
        return self._say(known, *(replace(made, corrects=one.id) for one in over))

    def contract(self, application_no: str, entry: ContractEntry) -> ApplicationLine:
        """Write the contract that was signed; its pack binds it for life.

        Raises:
            UserError: `application_unknown`, `decision_bank_only`, `application_other_bank`,
                `contract_disputed`, `contract_no_decision`, `rate_changed_in_contract`,
                `contract_stands`, `contract_no_missing`, `contract_no_taken`, `contract_day_wrong`,
                `contract_maturity_wrong`, `contract_term_over`, `contract_amount_wrong`,
                `contract_rate_wrong`, `contract_no_pack`, `contract_check_stale`,
                `contract_not_met`.
        """
        known = self._known(application_no)
        if known.contracts:
            first = known.contracts[-1]
            if first.rate_ppm != entry.rate_ppm:
                raise UserError(
                    rules.RATE_CHANGED,
                    contract_no=first.contract_no,
                    first=amounts.percent(first.rate_ppm),
                    second=amounts.percent(entry.rate_ppm),
                )
            raise UserError("contract_stands", contract_no=first.contract_no)
        return self._sign(known, entry, "")

    def correct_contract(
        self, application_no: str, entry: ContractEntry, reason: str
    ) -> ApplicationLine:
        """Write a contract anew; a rate that changes is marked until the bank's file bears it.

        Where two laptops wrote one, it says which of them is right.

        Raises:
            UserError: `reason_missing`, `contract_none`, `correction_empty`, those of `contract`.
        """
        known = self._known(application_no)
        if not reason.strip():
            raise UserError("reason_missing")
        if not known.contracts:
            raise UserError("contract_none", application_no=application_no)
        last = known.contracts[-1]
        same = ("contract_no", "signed_on", "maturity_on", "principal_fen", "rate_ppm")
        kept = all(getattr(entry, name) == getattr(last, name) for name in same)
        if kept and not signed_twice(known):
            raise UserError("correction_empty")
        return self._sign(known, entry, reason.strip())

    def large_need(
        self, entry: LargeNeedEntry, *, application_no: str = "", loan_no: str = ""
    ) -> LargeNeedLine:
        """Record why more than the usual amount is subsidised, for an application or a loan.

        Said again it takes the place of what was said before, which stays.

        Raises:
            UserError: `application_unknown`, `loan_unknown`, `loan_ambiguous`,
                `decision_bank_only`, `application_other_bank`, `large_need_subject_missing`,
                `large_need_small`, `word_unknown`, `large_need_evidence_missing`,
                `large_need_approver_missing`, `large_need_day_wrong`, `large_need_words_missing`,
                `words_too_long`.
        """
        self._bank_only()
        session = self._session
        made = self._needing(entry, application_no, loan_no)
        reason = session.words.code("large_need_reason", entry.reason)
        asking.short(entry.evidence, entry.approver, entry.note)
        if not entry.evidence.strip():
            raise UserError("large_need_evidence_missing")
        if not entry.approver.strip():
            raise UserError("large_need_approver_missing")
        if entry.approved_on > session.today():
            raise UserError("large_need_day_wrong")
        if reason == _OTHER and not entry.note.strip():
            raise UserError("large_need_words_missing")
        made = replace(
            made,
            reason=reason,
            evidence=entry.evidence.strip(),
            approver=entry.approver.strip(),
            note=entry.note.strip(),
        )
        applications.keep(session.store, session.officer, [made])
        return LargeNeedLine(
            application_no=made.application_no,
            loan_no=made.loan_no,
            household_no=made.household_no,
            reason=made.reason,
            evidence=made.evidence,
            approver=made.approver,
            approved_on=made.approved_on,
        )

    def _bank_only(self) -> None:
        try:
            asking.bank_only(self._session)
        except UserError as fault:
            raise UserError("decision_bank_only") from fault

    def _known(self, application_no: str) -> Applied:
        """An application that this bank may answer."""
        known = self._lines.known(application_no)
        self._bank_only()
        asking.own_bank(self._session, known.application.bank)
        return known

    def _standing(self, known: Applied) -> list[BankDecision]:
        return holding.standing(known.decisions)

    def _decision(self, known: Applied, entry: DecisionEntry) -> BankDecision:
        session, one = self._session, known.application
        words, decision = session.words, session.words.code("bank_decision", entry.decision)
        if not one.applied_on <= entry.decided_on <= session.today():
            raise UserError("decision_day_wrong", first=one.applied_on)
        if not entry.said_by.strip():
            raise UserError("decision_who_missing")
        asking.short(entry.said_by, entry.note)
        kind, reason, note = _REASONS.get(decision), "", entry.note.strip()
        if kind is not None:
            if not entry.reason:
                raise UserError("decision_reason_missing")
            reason = words.code(kind, entry.reason)
            if reason == _OTHER and not note:
                raise UserError("decision_words_missing")
        if decision == rules.AGREED and self._in_doubt(one.check_no) and not note:
            raise UserError("decision_review_reason_missing")
        return BankDecision(
            application_no=one.application_no,
            township_code=one.township_code,
            bank=bank_of(session),
            decision=decision,
            decided_on=entry.decided_on,
            said_by=entry.said_by.strip(),
            reason=reason,
            note=note,
            said_at=session.clock(),
        )

    def _in_doubt(self, check_no: str) -> bool:
        found = eligibility.by_no(self._session.store, check_no)
        return found is not None and found.overall_result == _REVIEW

    def _say(self, known: Applied, *made: BankDecision) -> ApplicationLine:
        session = self._session
        ends = self._need_ends(known, made[0])
        applications.keep(session.store, session.officer, made, ends)
        return self._lines.one(known.application.application_no)

    def _need_ends(self, known: Applied, made: BankDecision) -> list[NeedEnd]:
        """The need ends as the bank's word says: declined, not now, or applied as before."""
        one = known.application
        heads = self._lines.need_heads(one.visit_no)
        outcome = {rules.DECLINED: _DECLINED, rules.WITHDRAWN: _NOT_NOW}.get(
            made.decision, _APPLIED
        )
        if heads and {head.outcome for head in heads} == {outcome} == {_APPLIED}:
            return []
        applied = outcome == _APPLIED
        return [
            NeedEnd(
                visit=one.visit,
                township_code=one.township_code,
                outcome=outcome,
                ended_on=one.applied_on if applied else made.decided_on,
                recorded_at=self._session.clock(),
                reason="" if applied else made.reason,
                check_no=one.check_no if applied else "",
                said_by=made.said_by if outcome == _DECLINED else "",
                note=made.note or one.application_no,
                settles=tuple(head.id for head in heads),
                correction_reason=made.correction_reason,
            )
        ]

    def _sign(self, known: Applied, entry: ContractEntry, reason: str) -> ApplicationLine:
        session, one = self._session, known.application
        standing = self._standing(known)
        agreed = [each for each in standing if each.decision == rules.AGREED]
        if rules.contradict([each.decision for each in standing], signed=False):
            raise UserError("contract_disputed", application_no=one.application_no)
        if not agreed:
            raise UserError("contract_no_decision", application_no=one.application_no)
        number = "".join(entry.contract_no.split())
        if not 0 < len(number) <= _LONGEST_NO:
            raise UserError("contract_no_missing", most=_LONGEST_NO)
        owner = applications.taken(session.store, number, one.township_code)
        if owner not in ("", one.application_no):
            raise UserError("contract_no_taken", contract_no=number, application_no=owner)
        if not agreed[-1].decided_on <= entry.signed_on <= session.today():
            raise UserError("contract_day_wrong", first=agreed[-1].decided_on)
        signing.within(session, known, entry)
        bound = signing.bound(session, self._numbers, entry)
        check = signing.check(session, known, entry, bound.pack or "")
        made = LoanContract(
            application_no=one.application_no,
            township_code=one.township_code,
            bank=bank_of(session),
            contract_no=number,
            signed_on=entry.signed_on,
            maturity_on=entry.maturity_on,
            principal_fen=entry.principal_fen,
            rate_ppm=entry.rate_ppm,
            check_no=check.check_no,
            roster_version=check.roster_version,
            policy_pack_id=bound.pack or "",
            policy_reason=bound.reason,
            policy_digest=session.packs.current.digest,
            said_at=session.clock(),
            correction_reason=reason,
        )
        applications.keep(session.store, session.officer, [made])
        return self._lines.one(one.application_no)

    def _needing(self, entry: LargeNeedEntry, application_no: str, loan_no: str) -> LargeNeed:
        """Whose large need it is, and that the amount is one."""
        session = self._session
        if application_no:
            known = self._known(application_no)
            one = known.application
            application_no = one.application_no
            amount = known.contracts[-1].principal_fen if known.contracts else None
            subject = (one.household_no, one.township_code, amount or one.applied_amount_fen)
            day = one.applied_on
        elif loan_no:
            row = loan_meant(session.store, loan_no)
            asking.own_bank(session, row.bank)
            loan_no = row.loan_no
            subject = (row.household_no, row.township_code, row.principal_fen or 0)
            day = row.signed_on or session.today()
        else:
            raise UserError("large_need_subject_missing")
        usual = asking.pack_on(session, day).number("cap_normal", day)
        household, township, amount = subject
        if amount <= usual:
            raise UserError("large_need_small", usual=amounts.plain(usual))
        return LargeNeed(
            application_no=application_no,
            loan_no="" if application_no else loan_no,
            household_no=household,
            township_code=township,
            amount_fen=amount,
            reason="",
            evidence="",
            approver="",
            approved_on=entry.approved_on,
            said_at=session.clock(),
        )
