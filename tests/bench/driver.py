"""A real window over a filled ledger, driven as a person drives it: what benches of pages share.

A frame, or a key, is all that the program does for one step until it is painted, the store
thread's work in the meantime included, because both take turns; steps come as fast as a screen
shows them (60 a second). What happens between two steps (rows that came and are painted) is a frame
of its own. Times are processor time, so that what else runs on the machine does not count; the time
on the wall is printed beside it.

Importing this chooses the screen, so it comes before anything of Qt.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import floor
from msgspec.structs import replace

os.environ.update({"QT_QPA_PLATFORM": floor.environment().get("QT_QPA_PLATFORM", "")})
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QEventLoop,
    QModelIndex,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop import app
from desktop.pages.launch import collect_garbage_again, make_app
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.gates import LockGate
from desktop.ui.jobs import Jobs

P99_MS, WORST_MS = 16, 50
_FEWER = 4
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
TICK = 1 / 60
PATIENCE = 170
PASSWORD = "bench-2026"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def run(
    fill: Callable[[Desk], object],
    measured: Callable[[Window], Iterable[floor.Result]],
    *,
    role: str = "",
) -> int:
    """Fill a new county's ledger, open its window, measure; 1 when a limit is exceeded.

    `role` shows the pages of another station, such as an officer's.
    """
    make_app([])
    pulse = QTimer(interval=1)
    pulse.start()
    door, jobs = app.door(), Jobs()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "county.db"
        door.create_county(ledger, name="样县", region="149999", officer="县", password=PASSWORD)
        opened: list[tuple[Desk, Any]] = []

        def unlock() -> tuple[Desk, Any]:
            desk = door.unlock(ledger, "县", PASSWORD)
            fill(desk)
            return desk, desk.station

        jobs.run(unlock, opened.append)
        until(lambda: bool(opened))
        desk, station = opened[0]
        station = replace(station, role=role) if role else station
        window = Window(desk, station, jobs, gate=LockGate(door, desk), clock=app.now)
        window.resize(1366, 697)
        window.show()
        quiet(window)
        collect_garbage_again()  # as the program does a moment after its window is there
        results = list(measured(window))
        window.close()
        jobs.close(lambda: desk.close(backup=False))
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"     load of the machine (1, 5, 15 minutes): {load}")
        return floor.report(results)


def pump() -> None:
    """Handle what comes next; the pulse of `run` comes at the latest."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def until(so: Callable[[], bool]) -> None:
    """Handle events until something is so.

    Raises:
        RuntimeError: it was not so after minutes: what is waited for never comes.
    """
    last = time.monotonic() + PATIENCE
    while not so():
        pump()
        if time.monotonic() > last:
            raise RuntimeError(f"{so} did not come within {PATIENCE} s")


def worked(window: Window, call: Callable[[], object], *, times: int = 5) -> float:
    """Milliseconds of work of a call on the store thread: the median of some."""
    found: list[float] = []

    def once() -> float:
        work = time.process_time()
        call()
        return (time.process_time() - work) * 1000

    for _ in range(times):
        before = len(found)
        window.jobs.run(once, found.append)
        until(lambda before=before: len(found) > before)
    return statistics.median(found)


def quiet(window: Window) -> None:
    """Until the store thread has done what pages asked, and it is painted."""
    done: list[None] = []
    window.jobs.run(lambda: None, done.append)
    until(lambda: bool(done))
    QApplication.processEvents()


def taken(act: Callable[[], object], so: Callable[[], bool]) -> tuple[float, float]:
    """Milliseconds of work and on the wall from an act until something is so and painted."""
    wall, work = time.perf_counter(), time.process_time()
    act()
    until(so)
    QApplication.processEvents()
    return (time.process_time() - work) * 1000, (time.perf_counter() - wall) * 1000


def narrowed(page: Any, act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of work and on the wall from a filter to the painted answer in `page.count`."""
    page.count.setText("")  # another filter may count the same
    return taken(act, lambda: bool(page.count.text()))


class Painted(QObject):
    """Counts how often a widget was painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


class Numbers(QAbstractTableModel):
    """As many rows and columns as another model has, each cell its own number."""

    def __init__(self, other: QAbstractTableModel) -> None:
        super().__init__()
        self._size = other.rowCount(), other.columnCount()

    def rowCount(self, _parent: object = None) -> int:  # noqa: N802 - Qt's name
        return self._size[0]

    def columnCount(self, _parent: object = None) -> int:  # noqa: N802 - Qt's name
        return self._size[1]

    def data(self, index: QModelIndex, role: int = 0) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return f"{index.row()} {index.column()}"


class Bare(QStyledItemDelegate):
    """Draws the text of a cell and nothing else."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painter.drawText(option.rect, _LEFT, index.data())


class Screen:
    """A person at a table: one step a tick, and how long the window took for each."""

    def __init__(self, table: Any) -> None:
        self.table = table
        self.frames: list[tuple[float, float]] = []
        self._painted = Painted()
        self.table.viewport().installEventFilter(self._painted)

    def step(self, act: Callable[[], object]) -> None:
        """One step, painted; then what comes until the next tick."""
        start = time.perf_counter()
        self._frame(act)
        while time.perf_counter() < start + TICK:
            self._frame(lambda: None, wait=True)

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
            self.step(lambda place=place: bar.setValue(bar.maximum() * place // steps))

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
        """Whether every row in sight holds its line."""
        table = self.table
        first = max(table.rowAt(1), 0)
        last = table.rowAt(table.viewport().height() - 2)
        last = table.lines.rowCount() - 1 if last < 0 else last
        return all(table.lines.index(row, 0).data() for row in range(first, last + 1))

    def scrolled(self, *, wheel: int, pages: int, drag: int, walk: int) -> Iterator[floor.Result]:
        """Each way through the list with so many steps, its frames told and held to the limits.

        The floor is a table of Qt's as large as this one that draws bare texts from memory: the
        same steps, fewer of them.
        """
        bare = Screen(plain := _plain(self.table))
        for name, way, steps in (
            ("wheel", Screen.wheel, wheel),
            ("PageDown", Screen.pages, pages),
            ("scroll bar", Screen.drag, drag),
            ("arrow key", Screen.walk, walk),
        ):
            plain.setFocus()
            bare.frames = []
            way(bare, steps // _FEWER)
            self.table.setFocus()
            self.frames = []
            way(self, steps)
            self.settle()
            took = [work for work, _ in self.frames]
            wall = [wall for _, wall in self.frames]
            p50, p99 = floor.percentile(took, 50), floor.percentile(took, 99)
            print(
                f"     {name}: {len(took)} frames, median {p50:.2f} ms; on the wall median "
                f"{floor.percentile(wall, 50):.2f}, p99 {floor.percentile(wall, 99):.2f}, "
                f"worst {max(wall):.2f} ms"
            )
            least = floor.percentile([work for work, _ in bare.frames], 50)
            floor.beside(f"{name}, median frame to one of a bare table", p50, least)
            yield floor.Result(name=f"{name}, p99", ours=p99, at_most=P99_MS)
            yield floor.Result(name=f"{name}, worst frame", ours=max(took), at_most=WORST_MS)
        plain.close()


def _plain(table: QTableView) -> QTableView:
    """A table that only paints, of the size of another one, in a window of its own."""
    made = QTableView()
    made.setModel(Numbers(table.model()))
    made.model().setParent(made)
    made.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
    made.verticalHeader().hide()
    made.setItemDelegate(Bare(made))
    made.setShowGrid(False)
    made.resize(table.size())
    made.setCurrentIndex(made.model().index(0, 0))
    made.show()
    return made


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
