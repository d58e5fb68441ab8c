"""What forms about a loan say of it: the bank's own figures, one form for each loan meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import lending

if TYPE_CHECKING:
    from db.records import LoanRow
    from desktop.services.session import Session

INSPECTION = "F11"


def inspected(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """A form for the inspection of each running loan of a household."""
    del named  # a loan runs whether a village or a household was asked for
    return [told(one) for one in _running(session, household_no)]


def told(one: LoanRow) -> dict[str, object]:
    """A loan as its bank reports it."""
    return {
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
