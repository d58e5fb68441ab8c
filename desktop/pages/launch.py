"""From nothing to the open window: which ledger, its password, then the pages."""

from __future__ import annotations

import gc
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.places import RESOURCES
from desktop.services.gates import LedgerGate, LockGate
from desktop.texts import sentence
from desktop.ui.fonts import Fonts, keep
from desktop.ui.jobs import Jobs
from desktop.ui.messages import Question, explain
from desktop.ui.report import Reporter
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.pages.window import Window
    from desktop.services.desk import Desk
    from desktop.services.door import Door
    from desktop.services.records.people import Station

VERSION = "1.0"
_FIRST_NEEDED = (
    "desktop.pages.window",
    "desktop.pages.today",
    "desktop.services.overview",
    "desktop.services.settings",
    "desktop.services.traffic",
)
PASSWORD = "TOWNSHIP_DESK_PASSWORD"


class Launch(QObject):
    """Shows the right first screen, and the window when a ledger is open."""

    def __init__(self, app: QApplication, door: Door, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._app = app
        self._door = door
        self._clock = clock
        self._desk: Desk | None = None
        self.jobs = Jobs(self)
        self.shell = QMainWindow()
        self.shell.setWindowTitle(self.tr("乡镇信贷工作台"))
        self.shell.resize(1024, 640)
        self.window: Window | None = None
        self._fresh: tuple[Desk, Station] | None = None
        self._pending: LedgerGate | None = None
        self._said = ""
        self.jobs.failed.connect(self._failed)
        app.lastWindowClosed.connect(self._end)

    def start(self, ledger: Path | None, *, demo: bool = False) -> None:
        """Open the ledger named, the demonstration, the last one known, or say welcome."""
        known = self._door.whereabouts.ledgers()
        if demo:
            self._show(self._welcome())
            self._demo()
        elif ledger is not None or known:
            self._ask(ledger or known[0])
        else:
            self._show(self._welcome())
        QTimer.singleShot(5000, collect_garbage_again)

    def _ask(self, ledger: Path) -> None:
        """Ask for the password, unless the environment has it."""
        gate = LedgerGate(self._door, ledger)
        password = os.environ.get(PASSWORD)
        if password:
            self._pending = gate
            self.jobs.run(lambda: self._opened(gate.unlock(gate.officers()[0], password)), self._go)
            load_pages()
            return
        self._unlock(gate)
        QTimer.singleShot(0, load_pages)

    def _unlock(self, gate: LedgerGate) -> None:
        from desktop.pages.unlock import UnlockPage

        page = UnlockPage(gate, self.jobs)
        page.opened.connect(self._enter)
        self._show(page)
        page.ask()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        """Before there is a window: ask for the password, or say what went wrong."""
        if self.window is not None:
            return
        gate, self._pending = self._pending, None
        if gate is not None:
            self._unlock(gate)
            return
        text = explain(error)
        if text is None:
            raise error
        verbs = [("go", self.tr("知道了"))]
        Question(self.shell, self.tr("没有办成"), text, verbs).open()

    def _welcome(self) -> QWidget:
        from desktop.pages.welcome import WelcomePage

        page = WelcomePage(self._door, self.jobs)
        page.opened.connect(self._enter)
        page.demo_wanted.connect(self._demo)
        return page

    @Slot()
    def _demo(self) -> None:
        """Build the demonstration once, then open its first township."""
        folder = self._door.whereabouts.demo()

        def make() -> tuple[Desk, Station]:
            place = self._door.demonstration(folder)
            self._said = place.password
            return self._opened(
                self._door.unlock(place.townships[0], place.officers[0], place.password)
            )

        self.jobs.run_long(lambda _progress: make(), self._go, self.tr("正在建演示县"))

    @Slot(object)
    def _enter(self, desk: Desk) -> None:
        self.jobs.run(lambda: self._opened(desk), self._go)

    def _opened(self, desk: Desk) -> tuple[Desk, Station]:
        """Runs on the store thread: what the window must know before it is drawn."""
        return desk, desk.station

    def _go(self, opened: tuple[Desk, Station]) -> None:
        from desktop.pages.window import Window

        desk, station = opened
        self._desk, self._pending = desk, None
        self.window = Window(
            desk, station, self.jobs, gate=LockGate(self._door, desk), clock=self._clock
        )
        self.window.restore_wanted.connect(self._restore)
        self._tell_missing()
        self.window.show()
        self.shell.hide()
        QTimer.singleShot(0, collect_garbage_again)
        if self._said:
            said = self.tr("演示账本的密码是 {password}，锁屏后用它打开。")
            self.window.toast.say(said.format(password=self._said))
        if station.ledger.parent != self._door.whereabouts.demo():
            self._door.whereabouts.remember(station.ledger)

    def _tell_missing(self) -> None:
        """Say once which photos a restore could not bring back."""
        missing, self._door.photos_missing = self._door.photos_missing, 0
        if missing and self.window is not None:
            text = sentence("photos_not_restored", {"n": missing})
            verbs = [("go", self.tr("知道了"))]
            Question(self.window, self.tr("已恢复，缺一些照片"), text, verbs).open()

    @Slot(object, str)
    def _restore(self, copy: Path, password: str) -> None:
        """Bring a copy back in the place of the open ledger, then open a window on it."""
        desk = self._desk
        if desk is None:
            return
        ledger, officer = desk.session.ledger, desk.session.officer

        def call() -> None:
            LockGate(self._door, desk).unlock(officer, password)
            desk.close(backup=False)
            try:
                self._door.restore(
                    copy, to=ledger, officer=officer, password=password, replace=True
                )
            finally:
                self._fresh = self._opened(self._door.unlock(ledger, officer, password))

        title = self.tr("正在恢复备份")
        self.jobs.run_long(lambda _progress: call(), None, title, self._reopen)

    def _reopen(self) -> None:
        """Put a window over the ledger that was opened anew in the place of the old one."""
        fresh, self._fresh = self._fresh, None
        old = self.window
        if fresh is None or old is None:
            return
        self._go(fresh)
        old.close()
        old.deleteLater()

    def report_to(self, folder: Path) -> None:
        """Write reports of our own mistakes into a folder, and say where."""
        Reporter(
            folder,
            version=VERSION,
            clock=self._clock,
            where=lambda: self.window.now if self.window is not None else "",
            tell=self._tell_report,
        ).install()

    def _tell_report(self, path: Path) -> None:
        said = sentence("bug_reported", {"path": path})
        verbs = [("go", self.tr("继续工作"))]
        Question(self.window or self.shell, self.tr("程序出错"), said, verbs).open()

    def bench(self, ledger: Path) -> None:
        """Open a ledger, and say on standard output when the window has been painted."""
        derived: list[float] = []

        def unlock() -> tuple[Desk, Station]:
            officer = self._door.officers(ledger)[0]
            began = time.perf_counter()
            key = self._door.key(ledger, officer, os.environ[PASSWORD])
            derived.append(time.perf_counter() - began)
            return self._opened(self._door.open(ledger, officer, key))

        def painted() -> None:
            sys.stdout.write(f"painted {derived[0]:.4f}\n")
            sys.stdout.flush()

        def go(opened: tuple[Desk, Station]) -> None:
            self._go(opened)
            QTimer.singleShot(0, painted)

        self.jobs.run(unlock, go)
        load_pages()

    def _show(self, page: QWidget) -> None:
        self.shell.setCentralWidget(page)
        self.shell.show()

    @Slot()
    def _end(self) -> None:
        """Close the ledger as the last job, with its backup."""
        desk, self._desk = self._desk, None
        self.jobs.close(desk.close if desk is not None else None)


def load_pages() -> None:
    """Load the window's code while the key is derived or the password typed."""
    for name in _FIRST_NEEDED:
        import_module(name)


def collect_garbage_again() -> None:
    """What was loaded for the start stays for good; the collector looks at the rest from now on."""
    gc.freeze()
    gc.enable()


def run(door: Door, clock: Callable[[], datetime], argv: list[str], home: Path) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    app = make_app(argv)
    launch = Launch(app, door, clock)
    launch.report_to(home / "reports")
    names = [word for word in argv if not word.startswith("--")]
    ledger = Path(names[0]) if names else None
    if "--bench-start" in argv and ledger is not None:
        launch.bench(ledger)
    else:
        launch.start(ledger, demo="--demo" in argv)
    return app.exec()


def make_app(argv: list[str]) -> QApplication:
    """The Qt application: Chinese standard texts, theme, faces, and reports of our mistakes."""
    app = cast("QApplication", QApplication.instance() or QApplication([sys.argv[0], *argv]))
    app.setApplicationName("township-desk")
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    theme = Theme.read(RESOURCES / "theme")
    faces = Fonts(RESOURCES / "fonts", theme.families, app)
    keep(app, faces)
    theme.wear(app, faces.families)
    faces.grown.connect(lambda: Theme.current().wear(app, faces.families))
    return app
