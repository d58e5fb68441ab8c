"""The list of 50,000 households under the wheel, the keys and the scroll bar, and its filters.

Frames are measured as `driver.py` measures them; a filter's time is the median of its rounds, in
processor time, each filter alone and several of them one upon the other.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import driver
import floor

from db import loans, rosters, visits
from db.records.loans import Loan
from desktop.pages.households import HouseholdsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.people import HouseholdFilter
from tests.ledgers import number, person, visit

HOUSEHOLDS, GONE, VISITS, LOANS, ROUNDS = 50_000, 500, 20_000, 20_000, 3
FILTER_MS = 100
SURNAMES = driver.SURNAMES
TOWNSHIP, VILLAGE = "149999105", "第7村"
KINDS = ("none",) * 7 + ("unstable_exit", "marginal", "sudden_hardship")
STATES = ("normal", "normal", "overdue", "settled")
PLAIN = (
    "SELECT *, (SELECT count(*) FROM household WHERE household_status = 'listed') FROM household "
    "WHERE household_status = 'listed' ORDER BY household_no LIMIT 150"
)


def fill(desk: Desk) -> None:
    """A township of 50,000 households, a part of them visited, with loans, or monitored.

    Some hundred stood on an earlier roster only.
    """
    store, day = desk.session.store, desk.today()
    for first, count, ago in ((HOUSEHOLDS, GONE, 99), (0, HOUSEHOLDS, 9)):
        people = [_person(n) for n in range(first, first + count)]
        as_of = day - timedelta(days=ago)
        rosters.publish(store, "县", {TOWNSHIP: people}, as_of=as_of, source_name=f"{ago}")
    made = [visit(n * 2, visited_on=day - timedelta(days=n % 200)) for n in range(VISITS)]
    visits.log(store, "县", made)
    loans.keep(
        store,
        "县",
        (
            Loan(
                loan_no=f"JK2026{n:06d}",
                product_code="BFXE",
                household_no=number(n * 2 + 1),
                township_code=TOWNSHIP,
                signed_on=day - timedelta(days=200),
                drawn_on=day - timedelta(days=200),
                maturity_on=day + timedelta(days=n % 700),
                principal_fen=5_000_000,
                balance_fen=0 if STATES[n % 4] == "settled" else 5_000_000,
                overdue_since=day if STATES[n % 4] == "overdue" else None,
                loan_status=STATES[n % 4],
                rate_ppm=34_500,
            )
            for n in range(LOANS)
        ),
    )


def _person(n: int) -> dict[str, object]:
    return person(
        n,
        name=f"{SURNAMES[n % 20]}{SURNAMES[n // 20 % 20]}{SURNAMES[n // 400 % 20]}",
        division_code=f"{TOWNSHIP}{200 + n // 500:03d}",
        admin_village=f"第{n // 500}村",
        household_type="general" if n % 3 == 0 else "poverty_exit",
        monitor_category=KINDS[n % 10],
    )


def filters(page: HouseholdsPage) -> Iterator[tuple[str, Callable[[], object]]]:
    """What an officer sets, one after another, each seen in the count."""
    told, village, text = page.filters.told, page.filters.village, page.filters.text
    status, loan, kind = page.filters.status, page.filters.loans, page.filters.category
    yield "told", lambda: told.choose("told")
    yield "told or not", lambda: told.choose("")
    yield "a village", lambda: village.choose(VILLAGE)
    yield "all villages", lambda: village.choose("")
    yield "a part of a name", lambda: text.setText("王李")
    yield "no text", lambda: text.setText("")
    yield "never reached", lambda: told.choose("never")
    yield "not told this quarter", lambda: told.choose("not_told_quarter")
    yield "told or not", lambda: told.choose("")
    yield "left the roster", lambda: status.choose("out")
    yield "whatever the status", lambda: status.choose("")
    yield "on the roster", lambda: status.choose("listed")
    yield "without a loan", lambda: loan.choose("none")
    yield "with a running loan", lambda: loan.choose("live")
    yield "with an overdue loan", lambda: loan.choose("overdue")
    yield "all loans ended", lambda: loan.choose("ended")
    yield "whatever the loans", lambda: loan.choose("")
    yield "general households", lambda: kind.choose("general")
    yield "monitored households", lambda: kind.choose("marginal")
    yield "monitored, without a loan", lambda: loan.choose("none")
    yield "these, not told this quarter", lambda: told.choose("not_told_quarter")
    yield "these, whatever the status", lambda: status.choose("")
    yield "these of a name", lambda: text.setText("王")
    yield "these of a village", lambda: village.choose(VILLAGE)
    yield "all emptied at once", page.reset.click
    yield (
        "several set at once",
        lambda: page.open(
            HouseholdFilter(told="not_told_quarter", loans="live", category="poverty_exit")
        ),
    )
    yield "all emptied at once", page.reset.click


def measured(window: Window) -> Iterator[floor.Result]:
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    screen = driver.Screen(page.table)
    driver.until(lambda: bool(page.count.text()) and page.filters.village.count() > 2)
    screen.settle()
    yield from screen.scrolled(wheel=600, pages=300, drag=300, walk=300)
    missing = HOUSEHOLDS - page.table.lines.rowCount()
    yield floor.Result(name="rows that cannot be reached", ours=missing, unit="rows", at_most=0)
    rounds = [
        [(name, *driver.narrowed(page, act)) for name, act in filters(page)] for _ in range(ROUNDS)
    ]
    slowest = 0.0
    for one in zip(*rounds, strict=True):
        work, wall = (statistics.median(at[place] for at in one) for place in (1, 2))
        print(f"     {one[0][0]}: {work:.0f} ms, on the wall {wall:.0f} ms")
        slowest = max(slowest, work)
    store = window.desk.session.store
    plain = driver.worked(window, lambda: store.rows(PLAIN))
    floor.beside("slowest filter to a plain query of a count and 150 rows", slowest, plain)
    yield floor.Result(name="slowest filter", ours=slowest, at_most=FILTER_MS)


if __name__ == "__main__":
    sys.exit(driver.run(fill, measured))
