"""A county in memory with loans and posted interest, and the service that settles a quarter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from db import loans
from db.records.loans import Loan, Settlement, SubsidyLine
from db.store import Store
from desktop.app import SHELF
from desktop.rules.money import RATE_ONE
from desktop.rules.subsidy import LprRow, Params, ShareRow
from desktop.services.packs import InForce
from desktop.services.session import Session
from desktop.services.shelf import Shelf
from desktop.services.subsidies import Subsidies
from desktop.words import words
from tests.ledgers import TOWNSHIP, Clock, number

FIRST, LAST, CLOSED = date(2026, 6, 21), date(2026, 9, 20), date(2026, 10, 10)
OFFICER = "县里"
LEGACY = Params(legacy_share=(ShareRow(start=date(2021, 1, 1), end=None, share=RATE_ONE),))
"""A county that pays the whole interest of old contracts."""


class Laid:
    """A county that has laid down these parameters, for every day."""

    def __init__(self, params: Params = Params()) -> None:  # noqa: B008 - frozen
        self.params = params

    def params_for(self, region: str, day: date, product: str = "") -> Params:
        assert (len(region), day.day, product) == (6, 20, "")
        return self.params

    def overlay_from(self, day: date) -> date | None:
        del day
        return self.params.overlay_from

    def rates(self, day: date) -> tuple[LprRow, ...]:
        del day
        return self.params.lpr_table


def office(
    store: Store, clock: Clock, params: Params | None = None, shelf: Shelf = SHELF
) -> Subsidies:
    """The service over a ledger."""
    session = Session(
        store=store,
        ledger=Path("L"),
        officer=OFFICER,
        clock=clock,
        shelf=shelf,
        words=words(),
        packs=InForce(shelf, store),
    )
    return Subsidies(session, Laid(params or Params()))


def loan(loan_no: str = "A", household: int = 1, **more: object) -> Loan:
    """Fifty thousand at 3.60 %, drawn before the quarter and due long after it."""
    made = Loan(
        loan_no=loan_no,
        product_code="BFXE",
        household_no=number(household),
        township_code=TOWNSHIP,
        borrower_name="王小明",
        bank="农商行",
        signed_on=date(2026, 4, 1),
        drawn_on=date(2026, 4, 1),
        maturity_on=date(2029, 4, 1),
        principal_fen=5_000_000,
        rate_ppm=36_000,
    )
    return replace(made, **more)


def posted(loan_no: str = "A", due: int | None = 46_000, **more: object) -> Settlement:
    """Interest posted and paid on the settlement day."""
    made = Settlement(
        loan_no=loan_no,
        settled_on=LAST,
        period_from=FIRST,
        period_to=LAST,
        interest_due_fen=due,
        interest_paid_fen=due,
        paid_on=LAST,
        township_code=TOWNSHIP,
    )
    return replace(made, **more)


def fill(store: Store, contracts: Iterable[Loan], settlements: Iterable[Settlement] = ()) -> None:
    """Loans and posted interest into the ledger."""
    loans.keep(store, OFFICER, contracts)
    loans.keep_settlements(store, OFFICER, settlements)


def settled(
    store: Store, clock: Clock, params: Params | None = None, **more: object
) -> dict[tuple[str, str], SubsidyLine]:
    """The lines of the third quarter of 2026 by loan and kind of renewal."""
    service = office(store, clock, params)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED, **more)
    lines = service.lines(run.batch_no, limit=-1)
    return {(one.loan_no, one.renewal_type): one for one in lines}
