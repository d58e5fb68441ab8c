"""The first page of the day: 5,000 households, 2,000 loans and a ledger of 500,000 contacts.

What waits today and the month around it are asked, then the page is painted with them. The floor
is one look per household into the index of contacts, and reading the running loans once: less
cannot tell who was not told and what ends. Processor time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import floor

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_LOGGING_RULES"] = "qt.qpa.*=false"

from PySide6.QtWidgets import QApplication

from desktop.pages.launch import make_app
from desktop.pages.today import TodayPage
from desktop.ui.jobs import InlineJobs
from tests.ledgers import Clock, new_store
from tests.rounds import TODAY, build, desk_over, looks

HOUSEHOLDS, LOANS, VISITS = 5_000, 2_000, 500_000
MOST_MS, PAINTED_MS, RATIO = 100, 150, 6
TIMES = 9


def worked(call: Callable[[], object]) -> float:
    """Milliseconds that one call works, not counting what others do on this machine."""
    start = process_time()
    call()
    return (process_time() - start) * 1000


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    made = make_app([])
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "L", clock) as store:
        build(store, households=HOUSEHOLDS, running=LOANS, visits=VISITS)
        desk = desk_over(store, clock)
        desk.vault.back_up_before("bench")

        def asked() -> float:
            desk.overview.remember("households", "1")  # something was written: read anew
            return worked(lambda: (desk.overview.today(), month()))

        def month() -> object:
            return desk.overview.month(TODAY.year, TODAY.month)

        def least() -> float:
            def read() -> None:
                looks(store)
                store.rows("SELECT loan_no, maturity_on, overdue_since FROM loan WHERE gone = 0")

            return worked(read)

        board = desk.overview.today()
        assert board.households == HOUSEHOLDS and len(board.lines) <= 12
        ours, bare = floor.medians(asked, least, times=TIMES)
        page = TodayPage(desk, InlineJobs(), lambda _page, _what: None)
        page.resize(1190, 600)
        page.show()
        QApplication.processEvents()

        def painted() -> float:
            desk.overview.remember("households", "1")

            def show() -> None:
                page.refresh()
                page.repaint()
                QApplication.processEvents()

            return worked(show)

        shown, _ = floor.medians(painted, lambda: 0.0, times=TIMES)
        page.close()
        made.processEvents()
    return floor.report(
        [
            floor.Result(name="what waits today, and the month", ours=ours, at_most=MOST_MS),
            floor.Result(name="the same, to the floor", ours=ours, floor=bare, at_most=RATIO),
            floor.Result(name="the page asked and painted", ours=shown, at_most=PAINTED_MS),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
