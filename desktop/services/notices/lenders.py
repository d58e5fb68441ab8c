"""Which of a household's loans are the station's own bank's; of others no sheet is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services import ownbank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.records.follow import LoanRow
    from desktop.services.session import Session


def own(session: Session, rows: Sequence[LoanRow], *, named: bool) -> list[LoanRow]:
    """The loans of the ledger's own bank; a loan whose bank was not told is among them.

    Raises:
        UserError: `loan_of_other_bank`, where a household was named that has only others'.
    """
    is_own = ownbank.own(session)
    found = [one for one in rows if is_own(one.bank or "")]
    if rows and not found and named:
        one = rows[0]
        raise UserError(
            "loan_of_other_bank",
            loan=one.loan_no[-4:],
            bank=one.bank,
            own=ownbank.bank_of(session),
            who=one.head_name,
        )
    return found
