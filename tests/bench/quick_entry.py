"""From a key to the screen in quick entry, with 5,000 households, as thirty visits are typed.

A key is all that the program does from the press until the window is painted, the store thread's
work in the meantime included, because both take turns. Times are processor time, so that what else
runs on the machine does not count; the time on the wall is printed beside it. The floor is the same
key in a bare field of the same window.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import floor

os.environ.update({"QT_QPA_PLATFORM": floor.environment().get("QT_QPA_PLATFORM", "")})

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from db import rosters, visits
from desktop import app
from desktop.pages.launch import make_app
from desktop.pages.visits.quick import QuickEntry
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.entry.crowd import Neighbour
from desktop.services.gates import LockGate
from desktop.ui.jobs import Jobs
from tests.evening import at_village, panel_of
from tests.ledgers import person, visit

HOUSEHOLDS, VISITS, EVENINGS = 5_000, 10_000, 3
P99_MS = 16
PASSWORD = "bench-2026"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "小梅明军红芳建国华秀英伟强丽静敏杰涛艳勇磊洋娟超霞兰桂玉平刚"
ANSWERS = ("12\n", "12\n", "12\n", "115\n1;2\n", "4;3\n", "23..\n")
KEYS = {"\n": Qt.Key.Key_Return, ";": Qt.Key.Key_Semicolon, ".": Qt.Key.Key_Period}


def fill(desk: Desk) -> None:
    """A township of fifty villages with three people to a household, a part of them visited."""
    chance = random.Random(2026)  # noqa: S311
    people = []
    for n in range(HOUSEHOLDS):
        head = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        for member in range(1, 4):
            name = head if member == 1 else head[0] + "".join(chance.choices(GIVEN, k=2))
            people.append(
                person(
                    n,
                    member,
                    name,
                    head_name=head,
                    division_code=f"149999105{200 + n // 100:03d}",
                    admin_village=f"第{n // 100}村",
                )
            )
    day = desk.today()
    store = desk.session.store
    rosters.publish(
        store, "县", {"149999105": people}, as_of=day - timedelta(days=9), source_name="x"
    )
    made = [
        visit(n % HOUSEHOLDS, visited_on=day - timedelta(days=1 + n % 200)) for n in range(VISITS)
    ]
    visits.log(store, "县", made)


class Hand:
    """Presses keys and waits for the paint of each."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.work: list[float] = []
        self.wall: list[float] = []

    def __call__(self, text: str) -> None:
        for sign in text:
            self.press(KEYS.get(sign) or Qt.Key(ord(sign.upper())))

    def press(self, key: Qt.Key) -> None:
        handle = self.window.windowHandle()
        assert handle is not None
        work, wall = time.process_time(), time.perf_counter()
        QTest.keyClick(handle, key)
        QApplication.processEvents()
        self.work.append((time.process_time() - work) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)

    def told(self, name: str) -> float:
        """Print what the keys took; gives the share that 99 of 100 do not exceed."""
        p50, p99 = (floor.percentile(self.work, one) for one in (50, 99))
        wall = floor.percentile(self.wall, 50), floor.percentile(self.wall, 99)
        print(
            f"     {name}: {len(self.work)} keys, p50 {p50:.2f}, p99 {p99:.2f} ms; "
            f"on the wall p50 {wall[0]:.2f}, p99 {wall[1]:.2f} ms"
        )
        return p99


def wait(until: Callable[[], bool]) -> None:
    """Handle events until something is so."""
    while not until():
        QApplication.processEvents()


def evening(panel: QuickEntry, hand: Hand, houses: list[Neighbour], *, route: bool) -> None:
    """Thirty visits, by initials or by the numbers of the route sheet."""
    assert panel.crowd is not None
    for at, house in enumerate(houses):
        before = len(panel.book.session)
        if route:
            hand(f"{house.route}\n")
        else:
            letters = house.initials[0]
            found = panel.crowd.find(
                letters, village=house.division_code, logged=panel.book.logged()
            )
            place = [one.household_no for one in found].index(house.household_no) + 1
            hand(f"{letters}{place}")
        hand(ANSWERS[at % len(ANSWERS)])
        wait(lambda before=before: len(panel.book.session) > before)  # type: ignore[misc]


def bare(hand: Hand) -> None:
    """The same number of keys into a field that does nothing."""
    field = QLineEdit(hand.window)
    field.setGeometry(300, 200, 300, 32)
    field.show()
    field.setFocus()
    for at in range(600):
        hand("abcdefghij"[at % 10])
        if at % 10 == 9:
            field.clear()
    field.hide()


def measured(window: Window) -> Iterator[floor.Result]:
    window.resize(1366, 697)
    window.show()
    panel = panel_of(window)
    wait(lambda: panel.crowd is not None and panel.sticky.village.count() > 2)
    for at, (size, route) in enumerate(product(((1366, 697), (1093, 543)), (False, True))):
        window.resize(*size)
        hand = Hand(window)
        for turn in range(EVENINGS):
            at_village(panel)
            panel.sticky.village.setCurrentIndex(1 + at * EVENINGS + turn)
            QApplication.processEvents()
            assert panel.crowd is not None
            houses = panel.crowd.of_village(panel.sticky.village.code())[:30]
            panel.row.person.setFocus()
            evening(panel, hand, houses, route=route)
        name = f"{'route numbers' if route else 'initials'} at {size[0]}x{size[1]}"
        p99 = hand.told(name)
        yield floor.Result(name=f"key to screen, {name}, p99", ours=p99, at_most=P99_MS)
    least = Hand(window)
    bare(least)
    least.told("floor: a bare field")


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
        wait(lambda: bool(opened))
        desk, station = opened[0]
        assert isinstance(desk, Desk)
        station = desk.station if station is None else station
        window = Window(desk, officer(station), jobs, gate=LockGate(door, desk), clock=app.now)
        results = list(measured(window))
        window.close()
        jobs.close(lambda: desk.close(backup=False))
        return floor.report(results)


def officer(station: object) -> object:
    """The county's station with the pages of a township."""
    from dataclasses import replace

    return replace(station, role="officer")  # type: ignore[type-var]


if __name__ == "__main__":
    sys.exit(main())
