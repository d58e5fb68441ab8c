"""What the reminder of a maturity says of a household's loan that ends first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import lending
from db import settings as kept
from desktop.services.notices import lenders

if TYPE_CHECKING:
    from desktop.services.session import Session

KIND = "F12"
_LISTED = "listed"
_ASK_BEFORE = timedelta(days=10)
_ONCE = 1
_DAYS = "7,30,60,90"


def values(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """The running loan that ends first, today or later; nothing where there is none.

    Of a village only loans are meant that end within the days of the reminders. How often a loan
    was renewed is said only if somebody has told, or if the ledger shows it.

    Raises:
        UserError: `loan_of_other_bank`.
    """
    today = session.today()
    found = lending.live_of(session.store, [household_no]).get(household_no, ())
    last = date.max if named else today + timedelta(days=_reminded(session))
    due = [one for one in found if one.matures_on and today <= one.matures_on <= last]
    row = next(iter(lenders.own(session, due, named=named)), None)
    if row is None or row.matures_on is None:
        return []
    shown = row.earlier + (row.extended_maturity_on is not None)
    used = (shown or None) if row.renewal_count is None else row.renewal_count
    return [
        {
            "contract_no": row.contract_no or row.loan_no,
            "matures_on": row.matures_on,
            "days_left": (row.matures_on - today).days,
            "ask_by": max(row.matures_on - _ASK_BEFORE, today),
            "renewals_used": used,
            "renewals_told": used is not None or None,
            "renewal_used": (used or 0) >= _ONCE or None,
            "off_roster": row.household_status not in {"", _LISTED} or None,
        }
    ]


def _reminded(session: Session) -> int:
    """How many days before its end a loan is first reminded of."""
    days = kept.shown(session.store).get("days_maturity") or _DAYS
    return max(int(one) for one in days.split(","))
