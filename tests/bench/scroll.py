"""The list of 50,000 households under the wheel, the keys and the scroll bar, and its filters.

A frame is all that the program does for one step until the list is painted, the store thread's
work in the meantime included, because both take turns; steps come as fast as a screen shows them
(60 a second). What happens between two steps (rows that came and are painted) is a frame of its
own. Frames are counted in processor time, so that what else runs on the machine does not count;
the time on the wall is printed beside it.
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

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import rosters, visits
from desktop import app
from desktop.pages.households import HouseholdsPage
from desktop.pages.launch import make_app
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.gates import LockGate
from desktop.ui.jobs import Jobs
from tests.ledgers import number, person, visit

HOUSEHOLDS, VISITS = 50_000, 20_000
P99_MS, WORST_MS, FILTER_MS = 16, 50, 100
TICK = 1 / 60
PASSWORD = "bench-2026"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


class Painted(QObject):
    """Counts how often a widget was painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


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


class Screen:
    """A person at the window: one step a tick, and how long the window took for each."""

    def __init__(self, page: HouseholdsPage) -> None:
        self.page = page
        self.table = page.table
        self.frames: list[tuple[float, float]] = []
        self._painted = Painted()
        self.table.viewport().installEventFilter(self._painted)

    def step(self, act: Callable[[], object]) -> None:
        """One step, painted; then what comes until the next tick."""
        start = time.perf_counter()
        self._frame(act)
        self._between(start + TICK)

    def _frame(self, act: Callable[[], object], *, wait: bool = False) -> None:
        """Keep what it took, work and wall, if something was painted."""
        wall, work, before = time.perf_counter(), time.process_time(), self._painted.count
        act()
        if wait:
            pump()
        else:
            QApplication.processEvents()
        if self._painted.count > before:
            took = time.process_time() - work, time.perf_counter() - wall
            self.frames.append((took[0] * 1000, took[1] * 1000))

    def _between(self, until: float) -> None:
        while time.perf_counter() < until:
            self._frame(lambda: None, wait=True)

    def wheel(self, steps: int) -> None:
        """Turn the wheel, three lines a notch."""
        for _ in range(steps):
            self.step(lambda: QApplication.sendEvent(self.table.viewport(), _notch()))

    def pages(self, steps: int) -> None:
        """Press PageDown."""
        for _ in range(steps):
            self.step(lambda: QTest.keyClick(self.table, Qt.Key.Key_PageDown))

    def drag(self, steps: int) -> None:
        """Draw the scroll bar from one end to the other and back."""
        bar = self.table.verticalScrollBar()
        for place in [*range(steps), *reversed(range(steps))]:
            self.step(lambda place=place: bar.setValue(bar.maximum() * place // steps))  # type: ignore[misc]

    def walk(self, steps: int) -> None:
        """Hold the arrow key."""
        for _ in range(steps):
            self.step(lambda: QTest.keyClick(self.table, Qt.Key.Key_Down))

    def settle(self) -> None:
        """Until the rows in sight are here."""
        for _ in range(20_000):
            pump()
            if self.whole():
                return
        raise RuntimeError("rows in sight did not come")

    def whole(self) -> bool:
        """Whether every row in sight holds its household."""
        table = self.table
        first = max(table.rowAt(1), 0)
        last = table.rowAt(table.viewport().height() - 2)
        last = table.lines.rowCount() - 1 if last < 0 else last
        return all(table.lines.index(row, 0).data() for row in range(first, last + 1))

    def narrow(self, act: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds of work and on the wall from a filter to the painted answer."""
        before = self.page.count.text()
        start, work = time.perf_counter(), time.process_time()
        act()
        while self.page.count.text() == before:
            pump()
        QApplication.processEvents()
        return (time.process_time() - work) * 1000, (time.perf_counter() - start) * 1000


def pump() -> None:
    """Handle what comes next; the pulse of `main` comes at the latest."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _notch() -> QWheelEvent:
    return QWheelEvent(
        QPointF(200, 200),
        QPointF(400, 400),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


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


def measured(window: Window) -> list[floor.Result]:
    window.resize(1366, 697)
    window.show()
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    screen = Screen(page)
    while not page.count.text() or not page.filters.village.count() > 2:
        QApplication.processEvents()
    screen.settle()
    page.table.setFocus()
    results = []
    for name, act in (
        ("wheel", lambda: screen.wheel(600)),
        ("PageDown", lambda: screen.pages(300)),
        ("scroll bar", lambda: screen.drag(300)),
        ("arrow key", lambda: screen.walk(300)),
    ):
        screen.frames = []
        act()
        screen.settle()
        took = [work for work, _ in screen.frames]
        wall = [wall for _, wall in screen.frames]
        print(
            f"     {name}: {len(took)} frames, median {floor.percentile(took, 50):.2f} ms; on the "
            f"wall median {floor.percentile(wall, 50):.2f}, p99 {floor.percentile(wall, 99):.2f}, "
            f"worst {max(wall):.2f} ms"
        )
        results += [
            floor.Result(name=f"{name}, p99", ours=floor.percentile(took, 99), at_most=P99_MS),
            floor.Result(name=f"{name}, worst frame", ours=max(took), at_most=WORST_MS),
        ]
    last = page.table.lines.rowCount()
    results.append(
        floor.Result(
            name="rows that cannot be reached", ours=HOUSEHOLDS - last, unit="rows", at_most=0
        )
    )
    narrowed = [screen.narrow(act) for act in filters(page)]
    print("     filters on the wall:", " ".join(f"{wall:.0f}" for _, wall in narrowed), "ms")
    slowest = max(work for work, _ in narrowed)
    results.append(floor.Result(name="slowest filter", ours=slowest, at_most=FILTER_MS))
    return results


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    make_app([])
    pulse = QTimer(interval=1)
    pulse.start()
    door = app.door()
    jobs = Jobs()
    assert number(1)
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
            pump()
        desk, station = opened[0]
        window = Window(desk, station, jobs, gate=LockGate(door, desk), clock=app.now)  # type: ignore[arg-type]
        results = measured(window)
        window.close()
        jobs.close(lambda: desk.close(backup=False))
        return floor.report(results)


if __name__ == "__main__":
    sys.exit(main())
