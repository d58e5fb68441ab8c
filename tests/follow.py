"""A county whose roster changes and whose households borrow; loans and people are made up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from db import imports, loans, rosters, undoing
from db.records.core import Value
from db.records.loans import Loan
from desktop import app
from desktop.app import SHELF
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.lending import LoanFilter
from desktop.services.records.people import HouseholdFilter, HouseholdLine
from desktop.services.whereabouts import Whereabouts
from desktop.words import words
from tests.windows import NOW

TOWNSHIP = "141124105"
Row = dict[str, Value]
LATER = NOW + timedelta(days=40)


def a_later_door(home: Path) -> Door:
    """The door some weeks after the made-up county began, so that its roster can have changed."""
    return Door(
        clock=lambda: LATER,
        shelf=SHELF,
        words=words(),
        build=app.build,
        whereabouts=Whereabouts(home),
    )


def lines(desk: Desk) -> tuple[HouseholdLine, ...]:
    """The households of the township on the roster."""
    mine = {row["household_no"] for row in people(desk)}
    found = desk.households.lines(HouseholdFilter(status="listed")).lines
    return tuple(one for one in found if one.household_no in mine)


def people(desk: Desk) -> list[Row]:
    """The township's roster in force, a row for each person."""
    store = desk.session.store
    version = rosters.in_force(store, TOWNSHIP)
    assert version is not None
    return rosters.people(store, TOWNSHIP, version.roster_version)


def publish(desk: Desk, rows: Iterable[Row], *, days: int = 1) -> str:
    """The next version of the township, as of some days after the one in force."""
    store = desk.session.store
    version = rosters.in_force(store, TOWNSHIP)
    assert version is not None
    return rosters.publish(
        store,
        "县里",
        {TOWNSHIP: list(rows)},
        as_of=version.as_of_date + timedelta(days=days),
        source_name="名单.xlsx",
    )


def changed(desk: Desk, change: Callable[[Row], Row | None]) -> str:
    """A version in which each row went through a function; None leaves it out."""
    rows = [made for row in people(desk) if (made := change(dict(row))) is not None]
    return publish(desk, rows)


def without(desk: Desk, *household_nos: str) -> str:
    """A version without these households."""
    return changed(desk, lambda row: None if row["household_no"] in household_nos else row)


def unlent(desk: Desk) -> Desk:
    """The county before its bank's ledger came in: nobody has a loan."""
    for found in imports.runs(desk.session.store, "loans"):
        undoing.undo(desk.session.store, desk.session.officer, found, "从头来")
    assert desk.loans.listed(LoanFilter()).total == 0
    return desk


def lend(desk: Desk, household_no: str, loan_no: str = "JK2025120007", **more: object) -> Loan:
    """A running loan of the product that counts now."""
    told: dict[str, object] = {
        "loan_no": loan_no,
        "contract_no": f"HT{loan_no[2:]}",
        "product_code": "BFXE",
        "household_no": household_no,
        "township_code": TOWNSHIP,
        "signed_on": date(2026, 4, 10),
        "drawn_on": date(2026, 4, 12),
        "maturity_on": date(2027, 3, 10),
        "principal_fen": 5_000_000,
        "balance_fen": 5_000_000,
        "rate_ppm": 34_500,
        "borrower_name": "王小明",
        "loan_status": "normal",
        "bank": "样县农村商业银行",
        **more,
    }
    made = Loan(**told)
    loans.keep(desk.session.store, "县里", [made])
    return made
