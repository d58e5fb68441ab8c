"""The ledger of 500,000 visits: the page opens, its filters answer, and it scrolls.

Frames and filters are measured as `scroll.py` measures them, in processor time. What half of the
ledger says is a search with its own limit: a word of every third note is looked for in all of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import floor

os.environ.update({"QT_QPA_PLATFORM": floor.environment().get("QT_QPA_PLATFORM", "")})

import scroll
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from quick_entry import officer

from db import rosters, visits
from desktop import app
from desktop.pages.launch import make_app
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.gates import LockGate
from desktop.ui.jobs import Jobs
from tests.ledgers import number, person, visit

HOUSEHOLDS, VISITS, AT_ONCE = 10_000, 500_000, 25_000
P99_MS, WORST_MS, FILTER_MS, WIDE_MS = 16, 50, 100, 400
PASSWORD = "bench-2026"
SURNAMES = scroll.SURNAMES


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
    for start in range(0, VISITS, AT_ONCE):
        made = [
            visit(
                n * 7 % HOUSEHOLDS,
                visited_on=day - timedelta(days=n * 13 % 3_000),
                note=("下次集日再来", "", "")[n % 3] if n else "只有这一条这样写",
            )
            for n in range(start, start + AT_ONCE)
        ]
        visits.log(store, "县", made)


def narrow(page: VisitsPage, act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of work and on the wall from a filter to the painted answer."""
    before = page.count.text()
    start, work = time.perf_counter(), time.process_time()
    act()
    while page.count.text() == before:
        scroll.pump()
    QApplication.processEvents()
    return (time.process_time() - work) * 1000, (time.perf_counter() - start) * 1000


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


def measured(window: Window) -> Iterator[floor.Result]:
    window.resize(1366, 697)
    window.show()
    quiet(window)
    start, work = time.perf_counter(), time.process_time()
    window.open("visits")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    while not page.count.text():
        scroll.pump()
    QApplication.processEvents()
    took = (time.process_time() - work) * 1000
    print(f"     first opened on the wall: {(time.perf_counter() - start) * 1000:.0f} ms")
    window.open("households")
    quiet(window)
    again = narrow_open(window, page)
    screen = scroll.Screen(page)  # type: ignore[arg-type]
    screen.settle()
    yield floor.Result(name="page opens the first time", ours=took, at_most=WIDE_MS)
    yield floor.Result(name="page opens", ours=again, at_most=FILTER_MS)
    narrowed = [(name, *narrow(page, act)) for name, act in filters(page)]
    for name, took, wall in narrowed:
        print(f"     {name}: {took:.0f} ms, on the wall {wall:.0f} ms")
    slowest = max(took for _, took, _ in narrowed)
    yield floor.Result(name="slowest filter", ours=slowest, at_most=FILTER_MS)
    wide, _ = narrow(page, lambda: page.text.setText("集日再来"))
    yield floor.Result(name="what a third of all say", ours=wide, at_most=WIDE_MS)
    narrow(page, lambda: page.text.setText(""))
    screen.settle()
    page.table.setFocus()
    yield from scrolled(screen)


def quiet(window: Window) -> None:
    """Until the store thread has done what other pages asked."""
    done: list[None] = []
    window.jobs.run(lambda: None, done.append)
    while not done:
        scroll.pump()
    QApplication.processEvents()


def narrow_open(window: Window, page: VisitsPage) -> float:
    """Milliseconds of work until the page is painted again after another one."""
    page.count.setText("")
    return narrow(page, lambda: window.open("visits"))[0]


def scrolled(screen: scroll.Screen) -> Iterator[floor.Result]:
    """The wheel, PageDown, the scroll bar from end to end, the arrow key."""
    for name, act in (
        ("wheel", lambda: screen.wheel(300)),
        ("PageDown", lambda: screen.pages(200)),
        ("scroll bar", lambda: screen.drag(150)),
        ("arrow key", lambda: screen.walk(200)),
    ):
        screen.frames = []
        act()
        screen.settle()
        took = [work for work, _ in screen.frames]
        print(f"     {name}: {len(took)} frames, median {floor.percentile(took, 50):.2f} ms")
        yield floor.Result(name=f"{name}, p99", ours=floor.percentile(took, 99), at_most=P99_MS)
        yield floor.Result(name=f"{name}, worst frame", ours=max(took), at_most=WORST_MS)


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    make_app([])
    pulse = QTimer(interval=1)
    pulse.start()
    door, jobs = app.door(), Jobs()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "county.db"
        door.create_county(ledger, name="样县", region="149999", officer="县", password=PASSWORD)
        opened: list[tuple[Desk, object]] = []

        def unlock() -> tuple[Desk, object]:
            desk = door.unlock(ledger, "县", PASSWORD)
            fill(desk)
            return desk, desk.station

        jobs.run(unlock, opened.append)
        while not opened:
            scroll.pump()
        desk, station = opened[0]
        window = Window(desk, officer(station), jobs, gate=LockGate(door, desk), clock=app.now)
        results = list(measured(window))
        window.close()
        jobs.close(lambda: desk.close(backup=False))
        return floor.report(results)


if __name__ == "__main__":
    sys.exit(main())
