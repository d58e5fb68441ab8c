"""The ledger of 500,000 visits: the page opens, its filters answer, and it scrolls.

Frames and filters are measured as `driver.py` measures them, in processor time; a filter's time is
the median of its rounds. The first opening builds the page and reads what nothing has read: it
happens once in a run.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import driver
import floor

from db import rosters
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.ledgers import number, person
from tests.rounds import contact, put

HOUSEHOLDS, VISITS, ROUNDS = 10_000, 500_000, 3
OPEN_MS = FILTER_MS = 100
SURNAMES = driver.SURNAMES
PLAIN = (
    "SELECT *, (SELECT count(*) FROM outreach_visit WHERE gone = 0) FROM outreach_visit "
    "WHERE gone = 0 LIMIT 100"
)


def note(n: int) -> str:
    """What a third say, what one in a hundred says, what one alone says, or nothing."""
    if n == 0:
        return "只有这一条这样写"
    return "已留联系电话" if n % 99 == 1 else ("下次集日再来", "", "")[n % 3]


def fill(desk: Desk) -> None:
    """A hundred villages, ten years of visits, a note on every third."""
    store, day = desk.session.store, desk.today()
    people = []
    for n in range(HOUSEHOLDS):
        name = f"{SURNAMES[n % 20]}{SURNAMES[n // 20 % 20]}{SURNAMES[n // 400 % 20]}"
        village = f"第{n // 100}村"
        code = f"149999105{200 + n // 100:03d}"
        people.append(
            person(n, name=name, head_name=name, division_code=code, admin_village=village)
        )
    rosters.publish(
        store, "县", {"149999105": people}, as_of=day - timedelta(days=9), source_name="x"
    )
    made = (
        contact(
            store,
            n,
            number(n * 7 % HOUSEHOLDS),
            day - timedelta(days=n * 13 % 3_000),
            note=note(n) or None,
        )
        for n in range(VISITS)
    )
    put(store, made)


def filters(page: VisitsPage) -> Iterator[tuple[str, Callable[[], object]]]:
    """What an officer sets, one after another, each seen in the count."""
    yield "today", lambda: page.tabs.choose("today")
    yield "seven days", lambda: page.tabs.choose("week")
    yield "all", lambda: page.tabs.choose("all")
    yield "a village", lambda: page.village.choose("第7村")
    yield "all villages", lambda: page.village.choose("")
    yield "a name", lambda: page.text.setText("王李张")
    yield "no text", lambda: page.text.setText("")
    yield "a household number", lambda: page.text.setText(number(77))
    yield "no text", lambda: page.text.setText("")
    yield "a word of one note", lambda: page.text.setText("这样写")
    yield "no text", lambda: page.text.setText("")
    yield "a surname", lambda: page.text.setText("王")
    yield "what nobody says", lambda: page.text.setText("没有人这样写")
    yield "what one in a hundred says", lambda: page.text.setText("联系电话")
    yield "what a third of all say", lambda: page.text.setText("集日再来")
    yield "the same in a village", lambda: page.village.choose("第6村")
    yield "the same of seven days", lambda: page.tabs.choose("week")
    yield "that village of seven days", lambda: page.text.setText("")
    yield "all villages of seven days", lambda: page.village.choose("")
    yield "all", lambda: page.tabs.choose("all")


def opened(window: Window) -> tuple[float, float, VisitsPage]:
    """What opening the page for the first time takes: work and wall in ms, and the page."""
    found: list[VisitsPage] = []

    def act() -> None:
        window.open("visits")
        page = window.pages["visits"]
        assert isinstance(page, VisitsPage)
        found.append(page)

    work, wall = driver.taken(act, lambda: bool(found[0].count.text()))
    return work, wall, found[0]


def again(window: Window, page: VisitsPage) -> float:
    """Milliseconds of work until the page is painted again after another one."""
    window.open("households")
    driver.quiet(window)
    page.count.setText("")
    return driver.narrowed(page, lambda: window.open("visits"))[0]


def measured(window: Window) -> Iterator[floor.Result]:
    first, wall, page = opened(window)
    form, _ = driver.taken(lambda: None, page.beside.is_built)
    print(f"     the form beside the list: {form:.0f} ms of work more")
    driver.quiet(window)
    print(f"     first opened on the wall: {wall:.0f} ms")
    yield floor.Result(name="page opens the first time", ours=first, at_most=OPEN_MS)
    reopened = statistics.median(again(window, page) for _ in range(ROUNDS))
    yield floor.Result(name="page opens", ours=reopened, at_most=OPEN_MS)
    screen = driver.Screen(page.table)
    screen.settle()
    rounds = [
        [(name, *driver.narrowed(page, act)) for name, act in filters(page)] for _ in range(ROUNDS)
    ]
    slowest = 0.0
    for one in zip(*rounds, strict=True):
        work, wall = (statistics.median(at[place] for at in one) for place in (1, 2))
        name, cold, _ = one[0]
        print(f"     {name}: {work:.0f} ms, on the wall {wall:.0f} ms; first asked {cold:.0f} ms")
        slowest = max(slowest, work)
    store = window.desk.session.store
    plain = driver.worked(window, lambda: store.rows(PLAIN))
    floor.beside("slowest filter to a plain query of a count and 100 rows", slowest, plain)
    yield floor.Result(name="slowest filter", ours=slowest, at_most=FILTER_MS)
    screen.settle()
    yield from screen.scrolled(wheel=300, pages=200, drag=150, walk=200)


if __name__ == "__main__":
    sys.exit(driver.run(fill, measured, role="officer"))
