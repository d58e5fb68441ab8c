"""From a key to the screen in quick entry, with 5,000 households, as thirty visits are typed.

A key is all that the program does from the press until the window is painted, the store thread's
work in the meantime included, because both take turns. Times are processor time, so that what else
runs on the machine does not count; the time on the wall is printed beside it. The floor is the same
key in a bare field of the same window.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import driver
import floor
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from db import rosters, visits
from desktop.pages.visits.quick import QuickEntry
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.entry.crowd import Neighbour
from tests.evening import at_village, panel_of
from tests.ledgers import person, visit

HOUSEHOLDS, VISITS, EVENINGS = 5_000, 10_000, 3
P99_MS = driver.P99_MS
SURNAMES = driver.SURNAMES
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
        driver.until(lambda before=before: len(panel.book.session) > before)


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
    panel = panel_of(window)
    driver.until(lambda: panel.crowd is not None and panel.sticky.village.count() > 2)
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


if __name__ == "__main__":
    sys.exit(driver.run(fill, measured, role="officer"))
