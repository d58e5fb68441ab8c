"""Which bank this ledger works for, and whether another name is that bank's."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from db import device
from db import settings as kept
from desktop.errors import UserError
from desktop.rules import banks

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.records.follow import LoanRow
    from desktop.services.session import Session


def bank_of(session: Session) -> str:
    """The bank of this ledger, as its certificate or the settings name it."""
    store = session.store
    mine = next((one for one in device.certs(store) if one.device == store.identity.device), None)
    return (mine.bank if mine else "") or kept.get(store, "bank")


def own(session: Session) -> Callable[[str], bool]:
    """Tells of the name of a bank whether it is this ledger's; one that nobody told is of any."""
    names = tomllib.loads(session.shelf.text("lists/banks.toml"))["names"]
    mine = bank_of(session)
    return lambda bank: banks.same(bank, mine, **names)


def lent_by_own(session: Session, row: LoanRow) -> None:
    """What is said of a loan is for the bank that lent it; raises `loan_other_bank`."""
    if not own(session)(row.bank):
        raise UserError("loan_other_bank", loan_no=row.loan_no, bank=row.bank, own=bank_of(session))
