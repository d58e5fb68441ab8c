"""The list of 50,000 households under the wheel, the keys and the scroll bar, and its filters.

Frames are measured as `driver.py` measures them; a filter's time is the median of its rounds.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import driver
import floor

from db import rosters, visits
from desktop.pages.households import HouseholdsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.ledgers import person, visit

HOUSEHOLDS, VISITS, ROUNDS = 50_000, 20_000, 3
FILTER_MS = 100
SURNAMES = driver.SURNAMES


def fill(desk: Desk) -> None:
    """A township of 50,000 households, a part of them visited."""
    store = desk.session.store
    people = [
        person(
            n,
            name=f"{SURNAMES[n % 20]}{SURNAMES[n // 20 % 20]}{SURNAMES[n // 400 % 20]}",
            division_code=f"149999105{200 + n // 500:03d}",
            admin_village=f"第{n // 500}村",
        )
        for n in range(HOUSEHOLDS)
    ]
    rosters.publish(
        store, "县", {"149999105": people}, as_of=desk.today() - timedelta(days=9), source_name="x"
    )
    made = [visit(n * 2, visited_on=desk.today() - timedelta(days=n % 200)) for n in range(VISITS)]
    visits.log(store, "县", made)


def filters(page: HouseholdsPage) -> Iterator[Callable[[], object]]:
    """What an officer sets, one after another, each seen in the count."""
    yield lambda: page.filters.told.choose("told")
    yield lambda: page.filters.told.choose("")
    yield lambda: page.filters.village.choose("第7村")
    yield lambda: page.filters.village.choose("")
    yield lambda: page.filters.text.setText("王李")
    yield lambda: page.filters.text.setText("")
    yield lambda: page.filters.told.choose("never")
    yield lambda: page.filters.told.choose("")


def measured(window: Window) -> Iterator[floor.Result]:
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    screen = driver.Screen(page)
    driver.until(lambda: bool(page.count.text()) and page.filters.village.count() > 2)
    screen.settle()
    yield from screen.scrolled(wheel=600, pages=300, drag=300, walk=300)
    missing = HOUSEHOLDS - page.table.lines.rowCount()
    yield floor.Result(name="rows that cannot be reached", ours=missing, unit="rows", at_most=0)
    rounds = [[driver.narrowed(page, act) for act in filters(page)] for _ in range(ROUNDS)]
    each = [[work for work, _ in one] for one in zip(*rounds, strict=True)]
    wall = [statistics.median(wall for _, wall in one) for one in zip(*rounds, strict=True)]
    medians = [statistics.median(one) for one in each]
    print("     filters:", " ".join(f"{one:.0f}" for one in medians), "ms; on the wall", end=" ")
    print(" ".join(f"{one:.0f}" for one in wall), "ms")
    yield floor.Result(name="slowest filter", ours=max(medians), at_most=FILTER_MS)


if __name__ == "__main__":
    sys.exit(driver.run(fill, measured))
