"""A township's day with something of every kind to do, on a desk of the made-up county."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from msgspec.structs import replace

from db import drafts, loans
from db.records.loans import Loan
from desktop.services.desk import Desk
from desktop.services.ownbank import bank_of
from desktop.services.records.day import Task
from desktop.services.records.people import VisitEntry
from desktop.services.records.walk_ins import WalkInEntry


@contextmanager
def acting_as(desk: Desk, role: str) -> Iterator[None]:
    """The ledger of another role for a while: what a county or a bank would send."""
    store = desk.session.store
    before = store.identity

    def become(name: str) -> None:
        with store.transaction():
            store.set_identity(replace(before, role=name))
        store.load_streams()

    become(role)
    yield
    become(before.role)


def a_loan(desk: Desk, household_no: str, matures_on: date, **more: object) -> Loan:
    """A running small loan."""
    township = desk.households.villages()[0].township_code
    made = Loan(
        loan_no=f"JK{household_no[-6:]}{matures_on:%m%d}",
        product_code="BFXE",
        household_no=household_no,
        township_code=township,
        signed_on=matures_on - timedelta(days=700),
        drawn_on=matures_on - timedelta(days=700),
        maturity_on=matures_on,
        principal_fen=5_000_000,
        balance_fen=5_000_000,
        rate_ppm=34_500,
        bank=bank_of(desk.session) or "样县农村商业银行",
        borrower_name=desk.households.card(household_no).line.head_name,
        loan_status="normal",
    )
    return replace(made, **more)


def lend(desk: Desk, lent: Iterable[Loan]) -> None:
    """Loans as the bank's list brings them."""
    with acting_as(desk, "county"):
        loans.keep(desk.session.store, "县里", lent)


def visited(desk: Desk, household_no: str, on: date, **more: object) -> str:
    """A contact that told the household."""
    entry = VisitEntry(
        household_no=household_no,
        visited_on=on,
        publicity_method="visit",
        contact_result="informed",
    )
    return desk.visits.log(replace(entry, **more)).visit_no


def busy(desk: Desk) -> None:
    """Something of every kind."""
    today = desk.today()
    numbers = desk.households.numbers()
    lend(
        desk,
        [
            a_loan(desk, numbers[0], today + timedelta(days=3)),
            a_loan(desk, numbers[1], today - timedelta(days=2), overdue_since=today),
            a_loan(desk, numbers[2], today + timedelta(days=25), renewal_count=1),
            a_loan(desk, numbers[3], today + timedelta(days=25)),
        ],
    )
    before = today - timedelta(days=6)
    visited(desk, numbers[4], before, follow_up="再来", follow_up_due=today)
    visited(desk, numbers[5], before, has_need=True, need_amount_fen=5_000_000, need_use="cattle")
    drafts.keep(desk.session.store, "visit", "1", "{}")
    desk.walk_ins.add(
        WalkInEntry(name="仇外来", village=desk.households.villages()[0].village, met_on=today)
    )


def waiting(desk: Desk, kind: str) -> list[Task]:
    return [one for one in desk.overview.today().tasks if one.kind == kind]


def first(desk: Desk) -> str:
    return desk.households.numbers()[0]
