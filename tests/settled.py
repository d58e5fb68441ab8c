"""Loans of a ledger, lent and settled, and the words of a sheet about them."""

from __future__ import annotations

from datetime import date

import pypdfium2
from msgspec.structs import replace

from db import loans
from desktop.services.desk import Desk
from tests.lending import as_role
from tests.quarters import loan, posted

RELEASED = {"released_by": "赵律师", "released_on": "2026-06-01", "days_repay": "15"}


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def lend(desk: Desk, place: int = 0, loan_no: str = "L1", **more: object) -> str:
    """A loan for a household of the ledger; answers the household."""
    as_role(desk, "bank_desk")
    number = desk.households.numbers()[place]
    township = desk.station.townships[0][0]
    store = desk.session.store
    made = loan(loan_no, contract_no=f"HT-{loan_no}", borrower_name="王𬱖明", **more)
    loans.keep(store, "行里", [replace(made, household_no=number, township_code=township)])
    return number


def settle(desk: Desk) -> str:
    """The third quarter, with one loan that is listed; answers the batch."""
    return desk.subsidies.settle_quarter(2026, 3, list_closed_on=date(2026, 10, 10)).batch_no


def a_settled_loan(desk: Desk) -> tuple[str, str]:
    """A listed loan and its batch."""
    number = lend(desk)
    township = desk.station.townships[0][0]
    loans.keep_settlements(
        desk.session.store, "行里", [replace(posted("L1"), township_code=township)]
    )
    return number, settle(desk)
