"""What forms about a loan say of it: the bank's own figures, one form for each loan meant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import evidence, households, inspections, late, lending
from db import notices as register
from db.records.follow import LoanFilter
from desktop.errors import UserError
from desktop.rules.facts import CONDITIONS
from desktop.rules.free_text import shown
from desktop.services.lines import loan_meant
from desktop.services.notices import claims
from desktop.services.notices.applying import place
from desktop.services.notices.returning import record_of

if TYPE_CHECKING:
    from datetime import date

    from db.records.follow import LoanRow
    from db.records.late import RenewalRequest
    from desktop.services.session import Session

INSPECTION, RENEWAL, CLAIM, RECOVERY = "F11", "F14", "F20", "F21"
_NEAR = timedelta(days=90)
_COMPENSATED, _OVERDUE = "compensated", "overdue"
_DRAFT = {"no_tolerance": True, "no_renewal_check": True, "draft": True}
_EVERY = 1000


def inspected(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """A form for the inspection of each running loan of a household."""
    del named  # a loan runs whether a village or a household was asked for
    return [told(session, one) for one in _running(session, household_no)]


def seen(session: Session, inspection_no: str) -> tuple[str, dict[str, object]]:
    """The household of a check, and its form as the check counts now.

    Raises:
        UserError: `inspection_unknown`, `loan_unknown`.
    """
    found = inspections.history(session.store, inspection_no)
    if not found:
        raise UserError("inspection_unknown", inspection_no=inspection_no)
    one = found[-1]
    word, formats = session.words.word, session.shelf.templates.house["formats"]
    count = evidence.counts(session.store, [one.id]).get(one.id, 0)
    said: dict[str, object] = {
        "inspection_no": one.corrects_inspection_no or one.inspection_no,
        "inspected_on": one.inspected_on,
        "inspection_type": word("inspection_kind", one.kind),
        "use_as_agreed": word("use_as_agreed", one.use_as_agreed),
        "actual_user": one.actual_user,
        "handed_over": f"{word('passed_on', one.passed_on)} {one.passed_to}",
        "operation": one.business_state,
        "stock": one.assets,
        "repayment_source": one.repayment_source,
        "family_change": one.family_change,
        "risk_hint": one.risk_note,
        "conclusion": word("inspection_conclusion", one.conclusion),
        "measures": one.measures,
        "due_on": one.measures_due,
        "rectified": one.remedied,
        "photos": formats["photos_kept"].format(count=count) if count else "",
        "participants": one.participants,
        "officer_name": one.officer,
    }
    return one.household_no, {**told(session, loan_meant(session.store, one.loan_no)), **said}


def renewed(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """A request for each running loan; of a village for those only that soon mature."""
    today = session.today()
    return [
        _renewal(session, one, _waiting(session, one))
        for one in _running(session, household_no)
        if named or _soon(one, today)
    ]


def requested(session: Session, number: str) -> tuple[str, dict[str, object]]:
    """The household and the form of a request, or of a loan with the request that waits.

    Raises:
        UserError: `loan_unknown`, `loan_ambiguous`.
    """
    asked = late.request(session.store, number.strip())
    loan = loan_meant(session.store, asked.loan_no if asked else number)
    return loan.household_no, _renewal(session, loan, asked or _waiting(session, loan))


def _renewal(session: Session, one: LoanRow, asked: RenewalRequest | None) -> dict[str, object]:
    used = _renewals(one)
    return {
        **told(session, one),
        "renewals_used": used,
        "used_up": bool(used) or None,
        "roster_state": session.words.word("household_status", one.household_status),
        **(_asked(session, asked) if asked else {}),
    }


def _waiting(session: Session, one: LoanRow) -> RenewalRequest | None:
    """The newest request on which the bank has said nothing yet."""
    said = late.decisions(session.store)
    found = late.requests(session.store, one.loan_no)
    return next((each for each in found if each.request_no not in said), None)


def _asked(session: Session, asked: RenewalRequest) -> dict[str, object]:
    """A request as it was written."""
    words = session.words
    answers = {name: words.word("told_yes_no", getattr(asked, name)) for name in CONDITIONS}
    return {
        "renewal_type": words.word("loan_exit", asked.renewal_type),
        "requested_on": asked.requested_on,
        "reason": shown(asked.reason),
        "requested_months": asked.months,
        **answers,
    }


def claimed(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """The claims of a household as they were filed; of overdue loans without one a draft each.

    Such a draft does not know the bank's rates of bad loans, nor whether a renewal was looked at.
    """
    del named
    filed = claims.filed(session, household_no)
    unclaimed = [
        one
        for one in _running(session, household_no)
        if _is_late(one) and one.loan_no not in {each["loan_no"] for each in filed}
    ]
    return [*filed, *({**told(session, one), **_loss(session, one), **_DRAFT} for one in unclaimed)]


def claim(session: Session, number: str) -> tuple[str, dict[str, object]]:
    """The household and the form of a claim by its number, or of the claim on a loan.

    Raises:
        UserError: `claim_unknown`, `loan_ambiguous`, `no_claim_standing`.
    """
    household_no, loan_no = claims.place(session.store, number) or _loan(session, number)
    found = claimed(session, household_no, named=True)
    for one in found:
        if number.strip() == one.get("claim_no") or one["loan_no"] == loan_no:
            return household_no, one
    raise UserError(
        "no_claim_standing", who=_head(session, household_no), household_no=household_no
    )


def _loan(session: Session, number: str) -> tuple[str, str]:
    """The household and the number of a loan that stands in the place of a claim."""
    try:
        loan = loan_meant(session.store, number)
    except UserError as refused:
        if refused.code != "loan_unknown":
            raise
        raise UserError("claim_unknown", claim_no=number) from refused
    return loan.household_no, loan.loan_no


def _head(session: Session, household_no: str) -> str:
    house = households.get(session.store, household_no)
    return house.head_name if house is not None else ""


def recovery(session: Session, number: str) -> tuple[str, dict[str, object]]:
    """The household and the notice of a recovery by its number.

    Raises:
        UserError: `recovery_unknown`.
    """
    found = claims.recovery(session, number.strip())
    if found is None:
        raise UserError("recovery_unknown", recovery_no=number)
    return found


def recovered(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """A notice for each recovery; of a compensated loan without one, a form to be written on."""
    del named
    filled = claims.recovered(session, household_no)
    wanted = LoanFilter(household_no=household_no)
    known = {each["loan_no"] for each in filled}
    return filled + [
        {**told(session, one), "claim_no": _printed(session, household_no, one.loan_no)}
        for one in lending.listed(session.store, wanted, limit=_EVERY)
        if one.loan_status == _COMPENSATED and one.loan_no not in known
    ]


def told(session: Session, one: LoanRow) -> dict[str, object]:
    """A loan as its bank reports it."""
    house = households.get(session.store, one.household_no)
    return {
        **(place(house) if house is not None else {}),
        "borrower_name": one.borrower_name or one.head_name,
        "loan_no": one.loan_no,
        "contract_no": one.contract_no,
        "principal": one.principal_fen,
        "balance": one.balance_fen,
        "drawn_on": one.drawn_on,
        "matures_on": one.matures_on,
        "purpose": one.purpose_text,
    }


def _running(session: Session, household_no: str) -> list[LoanRow]:
    return lending.live_of(session.store, [household_no]).get(household_no, [])


def _soon(one: LoanRow, today: date) -> bool:
    return one.matures_on is not None and today <= one.matures_on <= today + _NEAR


def _renewals(one: LoanRow) -> int | None:
    """How often it was renewed, by the bank or by the ledger; None where nobody has told."""
    shown = one.earlier + (one.extended_maturity_on is not None)
    return one.renewal_count if one.renewal_count is not None else shown or None


def _is_late(one: LoanRow) -> bool:
    amounts = (one.overdue_principal_fen, one.overdue_interest_fen)
    return one.loan_status == _OVERDUE or one.overdue_since is not None or any(amounts)


def _loss(session: Session, one: LoanRow) -> dict[str, object]:
    """Loss, shares and the last day for the cause that is overdue; unknown amounts stay unknown."""
    from desktop.rules import compensation

    known: dict[str, object] = {
        "claim_principal": one.overdue_principal_fen,
        "claim_interest": one.overdue_interest_fen,
        "overdue_since": one.overdue_since,
    }
    if one.overdue_principal_fen is None or one.overdue_interest_fen is None:
        return known
    since = (compensation.Spell(start=one.overdue_since),) if one.overdue_since else ()
    claim = compensation.Claim(
        region=session.store.identity.county_code,
        product_code=one.product_code,
        signed_on=one.signed_on,
        trigger=compensation.OVERDUE,
        spells=since,
        claimed_on=session.today(),
        overdue_principal=one.overdue_principal_fen,
        overdue_interest=one.overdue_interest_fen,
    )
    answer = compensation.judge(claim, session.packs.current)
    return {
        **known,
        "loss": answer.loss,
        "fund_share": answer.fund_share,
        "bank_share": answer.bank_share,
        "deadline": answer.deadline,
    }


def _printed(session: Session, household_no: str, loan_no: str) -> str:
    """The number of the newest claim that was printed for a loan."""
    found = register.of_household(session.store, household_no)
    return next(
        (
            one.notice_no
            for one in found
            if one.kind == CLAIM and not one.voided_by and record_of(one) == loan_no
        ),
        "",
    )
