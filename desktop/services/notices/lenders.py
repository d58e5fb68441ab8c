"""Which of a household's loans are the station's own bank's; of others no sheet is printed."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from db import settings as kept
from desktop.errors import UserError
from desktop.rules import banks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.records.follow import LoanRow
    from desktop.services.session import Session


def own(session: Session, rows: Sequence[LoanRow], *, named: bool) -> list[LoanRow]:
    """The loans of the bank that the settings name; a loan whose bank was not told is among them.

    Raises:
        UserError: `loan_of_other_bank`, where a household was named that has only others'.
    """
    mine = kept.get(session.store, "bank")
    names = tomllib.loads(session.shelf.text("lists/banks.toml"))["names"]
    found = [one for one in rows if banks.same(one.bank or "", mine, **names)]
    if rows and not found and named:
        one = rows[0]
        raise UserError(
            "loan_of_other_bank", loan=one.loan_no[-4:], bank=one.bank, own=mine, who=one.head_name
        )
    return found
