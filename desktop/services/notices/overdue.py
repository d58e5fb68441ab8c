"""What the collection notice (form F13) says of each overdue loan, and whether it may be sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import lending
from db import settings as kept
from desktop.services.notices import lenders
from desktop.services.setting_keys import RELEASED_TEXT

if TYPE_CHECKING:
    from db.records.follow import LoanRow
    from desktop.services.session import Session

KIND = "F13"
_DAYS, _BY, _ON = "days_repay", "released_by", "released_on"
_OVERDUE = "overdue"


def values(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """One notice for each overdue loan of a household; what the bank has not told is missing.

    The text is locked: without the name and the day of the bank's own legal desk nothing is
    printed, and a release is of the text as it was then.

    Raises:
        UserError: `loan_of_other_bank`.
    """
    found = lending.live_of(session.store, [household_no]).get(household_no, ())
    late = lenders.own(session, [one for one in found if _late(one)], named=named)
    settings = kept.shown(session.store)
    return [_told(session, one, settings) for one in late]


def _told(session: Session, one: LoanRow, settings: dict[str, str]) -> dict[str, object]:
    return {
        "borrower_name": one.borrower_name or one.head_name,
        "contract_no": one.contract_no or one.loan_no,
        "loan_product": session.words.word("product_code", one.product_code),
        "drawn_on": one.drawn_on,
        "amount": one.principal_fen,
        "matures_on": one.matures_on,
        "counted_on": lending.balance_on(session.store, one.loan_no),
        "principal": one.overdue_principal_fen,
        "interest": one.overdue_interest_fen,
        "days": settings.get(_DAYS),
        "bank_phone": settings.get("complaint_phone"),
        "released_by": settings.get(_BY),
        "released_on": _day(settings.get(_ON, "")),
        "released_text": _released(session, settings),
    }


def _late(one: LoanRow) -> bool:
    """Whether the bank's file says that something of a loan is overdue."""
    amounts = (one.overdue_principal_fen, one.overdue_interest_fen)
    return one.loan_status == _OVERDUE or one.overdue_since is not None or any(amounts)


def _released(session: Session, settings: dict[str, str]) -> str | None:
    """The version of the text, where it is the one that was released."""
    version = session.shelf.templates.sheet(KIND).version
    return version if settings.get(RELEASED_TEXT) == version else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
