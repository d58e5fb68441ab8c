"""The page of loans over 2,000 loans: the calendar and the lists, opened and painted.

Processor time, and of some rounds the best: the limit must not depend on the neighbours.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import floor
from PySide6.QtWidgets import QApplication

from db import loans
from db.records.loans import Loan
from desktop import app
from desktop.pages.launch import collect_garbage_again, make_app
from desktop.pages.loans import LoansPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.gates import LockGate
from desktop.services.records.people import HouseholdFilter
from desktop.ui.jobs import InlineJobs

HOUSEHOLDS, LOANS, TIMES = 1_500, 2_000, 15
LIMIT_MS = 100
SIZE = (1366, 697)
PLAIN = (
    "SELECT l.*, h.head_name, h.admin_village FROM loan l LEFT JOIN household h "
    "ON h.household_no = l.household_no WHERE l.gone = 0 ORDER BY l.scope, h.division_code, "
    "l.household_no, l.drawn_on, l.loan_no LIMIT 150"
)


def lend(desk: Desk) -> None:
    """Loans that end in the months around today."""
    found = desk.households.lines(HouseholdFilter(status="listed"), limit=HOUSEHOLDS).lines
    today = desk.today()
    loans.keep(
        desk.session.store,
        "县",
        (
            Loan(
                loan_no=f"JK2026{place:06d}",
                product_code="BFXE",
                household_no=found[place % len(found)].household_no,
                township_code="",
                signed_on=today - timedelta(days=100),
                drawn_on=today - timedelta(days=99),
                maturity_on=today + timedelta(days=place * 7 % 400 - 60),
                principal_fen=5_000_000,
                balance_fen=5_000_000,
                rate_ppm=34_500,
                renewal_count=place % 2,
            )
            for place in range(LOANS)
        ),
    )


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    made_app = make_app([])
    with tempfile.TemporaryDirectory() as folder:
        made = floor.verb("demo", str(Path(folder, "demo")), "--households", str(HOUSEHOLDS))
        door = app.door()
        ledger = Path(str(made["county"]))
        desk = door.unlock(ledger, door.officers(ledger)[0], str(made["password"]))
        lend(desk)
        window = Window(desk, desk.station, InlineJobs(), gate=LockGate(door, desk), clock=app.now)
        window.resize(*SIZE)
        window.show()
        collect_garbage_again()
        window.open("loans", "calendar")
        page = window.pages["loans"]
        assert isinstance(page, LoansPage)
        plain = lambda: milliseconds(lambda: desk.session.store.rows(PLAIN))  # noqa: E731
        results = []
        for name, what in (("calendar", "calendar"), ("list", "list"), ("overdue", "overdue")):
            window.open("inbox")
            rounds = [(opened(window, what), plain()) for _ in range(TIMES)]
            ours, least = (min(each) for each in zip(*rounds, strict=True))
            results.append(floor.Result(name=f"{name} opened", ours=ours, at_most=LIMIT_MS))
            print(f"     {name}: {ours / least:.1f} x the plain query of 150 rows ({least:.2f} ms)")
        assert page.lists["list"].table.lines.total >= LOANS
        window.close()
        made_app.processEvents()
        desk.close(backup=False)
    return floor.report(results)


def opened(window: Window, what: str) -> float:
    """From another page to the painted page of loans."""
    window.open("inbox")
    QApplication.processEvents()
    return milliseconds(lambda: (window.open("loans", what), QApplication.processEvents()))


def milliseconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
