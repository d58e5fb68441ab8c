"""An application as the command line answers it; a decision is always the bank's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, table, yuan
from desktop.services import amounts
from desktop.texts import applying, word

if TYPE_CHECKING:
    from desktop.services.records.applying import ApplicationLine, DecisionLine

REASONS = {"declined": "decline_reason", "withdrawn": "not_now_reason"}
"""Where the words of a decision's reason stand."""


def shown(one: ApplicationLine) -> Answer:
    """An application in words and as JSON."""
    said = [
        table([cells(one)]),
        applying.hint_of(one.hint, one.hint_months),
        *(applying.STALE[code] for code in one.stale),
        *(applying.FLAGS[code] for code in one.flags),
        applying.OWN_WORD if one.decision else "",
    ]
    return Answer(data=application_row(one), text="\n".join(part for part in said if part))


def cells(one: ApplicationLine) -> tuple[object, ...]:
    """An application as a line of a list."""
    return (
        one.application_no,
        one.applied_on,
        one.village,
        one.applicant or one.head_name,
        yuan(one.amount_fen),
        f"{one.months} 个月",
        one.purpose_text or word("purpose_code", one.purpose_code),
        word("application_state", one.state),
    )


def application_row(one: ApplicationLine) -> dict[str, object]:
    """An application as JSON shows it; the decision is the bank's record."""
    reason = REASONS.get(one.decision, "")
    return {
        "application_no": one.application_no,
        "visit_no": one.visit_no,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "member_no": one.member_no,
        "applicant": one.applicant or None,
        "bank": one.bank or None,
        "applied_on": one.applied_on,
        "applied_amount": yuan(one.amount_fen),
        "applied_months": one.months,
        "purpose_code": one.purpose_code,
        "purpose_text": one.purpose_text or None,
        "industry": one.industry or None,
        "cycle": word("cycle", one.cycle) or None,
        "cycle_months": one.cycle_months,
        "hint": one.hint or None,
        "hint_months": one.hint_months,
        "need_month": one.need_month or None,
        "repayment_source": one.repayment_source or None,
        "check_no": one.check_no,
        "check_result": word("outcome", one.check_result) or None,
        "policy_pack_version": one.policy_pack or None,
        "roster_version": one.roster_version or None,
        "stale": list(one.stale),
        "credit_rating": one.credit_rating or None,
        "credit_limit": yuan(one.credit_limit_fen),
        "rated_on": one.rated_on,
        "credit_conclusion": word("credit_conclusion", one.credit_conclusion) or None,
        "concluded_on": one.concluded_on,
        "consent_signed_on": one.consent_on,
        "officer": one.officer,
        "corrections": one.corrections,
        "correction_reason": one.correction_reason or None,
        "state": word("application_state", one.state),
        "days": one.days,
        "handover_no": one.handover_no or None,
        "handed_on": one.handed_on,
        "handed_to": one.handed_to or None,
        "bank_decision": word("bank_decision", one.decision) or None,
        "decision_date": one.decided_on,
        "said_by": one.said_by or None,
        "decline_reason_class": word(reason, one.reason) if reason else None,
        "note": one.note or None,
        "disputed": one.disputed,
        "decisions": [_said(each) for each in one.decisions],
        "contract_no": one.contract_no or None,
        "signed_on": one.signed_on,
        "maturity_on": one.maturity_on,
        "principal": yuan(one.principal_fen),
        "rate": None if one.rate_ppm is None else amounts.percent(one.rate_ppm),
        "rates": [amounts.percent(rate) for rate in one.rates],
        "policy_pack_id": one.contract_pack or None,
        "policy_reason": one.contract_reason or None,
        "loan_nos": list(one.loan_nos),
        "large_need_reason": word("large_need_reason", one.large_reason) or None,
        "large_need_evidence": one.large_evidence or None,
        "large_need_approver": one.large_approver or None,
        "flags": list(one.flags),
    }


def _said(one: DecisionLine) -> dict[str, object]:
    reason = REASONS.get(one.decision, "")
    return {
        "bank_decision": word("bank_decision", one.decision),
        "decision_date": one.decided_on,
        "said_by": one.said_by,
        "decline_reason_class": word(reason, one.reason) if reason else None,
        "note": one.note or None,
        "officer": one.officer,
        "replaced": one.replaced,
        "correction_reason": one.correction_reason or None,
    }
