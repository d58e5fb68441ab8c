"""What the reminder of a maturity (form F12) says of each loan that ends soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import lending
from db import settings as kept
from desktop.rules.maturity import last_safe
from desktop.services.notices import lenders

if TYPE_CHECKING:
    from db.records.follow import LoanRow
    from desktop.services.needs import Openings
    from desktop.services.session import Session

KIND = "F12"
_LISTED = "listed"
_ASK_BEFORE, _DAY = timedelta(days=10), timedelta(days=1)
_ONCE = 1
_DAYS = "7,30,60,90"
_TAKEN = "renewal_days"


def values(
    session: Session, household_no: str, *, named: bool, openings: Openings
) -> list[dict[str, object]]:
    """One reminder for each running loan that ends within the days of the reminders.

    A household that was named and has none of these gets one for the loan that ends first. How
    often a loan was renewed is said only if somebody has told, or if the ledger shows it. The day
    to ask by leaves the bank the days that it has laid down for a renewal, where those are more.

    Raises:
        UserError: `loan_of_other_bank`.
    """
    today = session.today()
    found = lending.live_of(session.store, [household_no]).get(household_no, ())
    last = date.max if named else today + timedelta(days=_reminded(session))
    due = [one for one in found if one.matures_on and today <= one.matures_on <= last]
    own = lenders.own(session, due, named=named)
    soon = [one for one in own if _ends(one) <= today + timedelta(days=_reminded(session))]
    laid = openings.opening(_TAKEN)
    taken = int(laid.in_force) if laid and laid.in_force.isdecimal() else None
    return [_told(session, one, today, taken) for one in soon or own[:1]]


def _told(session: Session, one: LoanRow, today: date, taken: int | None) -> dict[str, object]:
    """What the borrower is told; a day to ask by is never today or past."""
    ends = _ends(one)
    ask_by = min(ends - _ASK_BEFORE, last_safe(ends, may_ask=True, taken=taken).day)
    shown = one.earlier + (one.extended_maturity_on is not None)
    used = (shown or None) if one.renewal_count is None else one.renewal_count
    return {
        "loan_no": one.loan_no,
        "borrower_name": one.borrower_name or one.head_name,
        "loan_product": session.words.word("product_code", one.product_code),
        "contract_no": one.contract_no or one.loan_no,
        "matures_on": ends,
        "days_left": (ends - today).days,
        "ask_by": max(ask_by, today + _DAY),
        "ask_now": ends <= today + _DAY or None,
        "renewals_used": used,
        "renewals_told": used is not None or None,
        "renewal_used": (used or 0) >= _ONCE or None,
        "off_roster": one.household_status not in {"", _LISTED} or None,
    }


def _ends(one: LoanRow) -> date:
    return one.matures_on or date.max


def _reminded(session: Session) -> int:
    """How many days before its end a loan is first reminded of."""
    days = kept.shown(session.store).get("days_maturity") or _DAYS
    return max(int(one) for one in days.split(","))
