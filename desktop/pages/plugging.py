"""Sticks that come and go while the window is open: looked for every two seconds, on a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from desktop.services.records.traffic import StickState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.traffic import StickLine
    from desktop.services.sticks import Watch
    from desktop.ui.jobs import Jobs
    from desktop.ui.messages import Toast
    from desktop.ui.page import Page

EVERY_MS = 2000


class Around(Protocol):
    """The window, as far as it is asked here."""

    desk: Desk
    jobs: Jobs
    toast: Toast
    pages: dict[str, Page]

    def page(self, key: str) -> Page: ...
    def open(self, key: str, what: object = None) -> None: ...
    def sync_key(self) -> str: ...
    def locked(self) -> bool: ...


class ShowsSticks(Protocol):
    """The page of the exchange."""

    def show_sticks(self, lines: Sequence[StickLine]) -> None: ...


class Plugging(QObject):
    """Tells the page of the exchange what is plugged in, and opens it for a stick of ours.

    A stick that was there at the start opens nothing; nor does one that comes while somebody
    types: then the window says so in passing.
    """

    def __init__(self, window: Around, beside: Callable[[], object]) -> None:
        """`beside` is asked along with it: first when the window is there, so that it opens fast.

        What both ask needs libraries that nothing else of the first page does.
        """
        super().__init__(cast("QObject", window))
        self._beside = beside
        self._window = window
        self._jobs = window.jobs.apart()
        self._watch: Watch | None = None
        self._known: dict[str, StickLine] | None = None
        self._asking = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._first = QTimer(self, interval=0, singleShot=True)  # once the window is painted
        self._first.timeout.connect(self._timer.start)
        self._first.start()

    def renew(self) -> None:
        """Ask the ledger again where to look."""
        self._window.jobs.run(self._window.desk.sticks.watch, self._ready)
        self._beside()

    def look(self) -> None:
        """Look once, unless the last look has not come back yet."""
        if self._watch is None:
            self.renew()
        elif not self._asking:
            self._asking = True
            self._jobs.run(self._watch.look, self._seen, self._looked)

    def end(self) -> None:
        """Look no more."""
        self._first.stop()
        self._timer.stop()
        self._watch = None
        self._jobs.leave()

    def _ready(self, watch: Watch) -> None:
        self._watch = watch
        self.look()

    def _looked(self) -> None:
        self._asking = False

    def _seen(self, lines: Sequence[StickLine]) -> None:
        found = {str(one.root): one for one in lines}
        before, self._known = self._known, found
        if before == found:
            return
        key, busy = self._window.sync_key(), _busy()
        fresh = [one for root, one in found.items() if before is not None and root not in before]
        if key in self._window.pages or lines:
            page = cast("ShowsSticks", self._window.page(key))
            page.show_sticks(lines)
        if any(self._matters(one) for one in fresh) and not self._window.locked():
            self._raise(key, fresh, busy=busy)

    def _matters(self, one: StickLine) -> bool:
        return one.removable or one.state is StickState.OURS

    def _raise(self, key: str, fresh: Sequence[StickLine], *, busy: bool) -> None:
        """Show the page, unless that takes the keys away from somebody."""
        if not busy:
            self._window.open(key)
            return
        ours = any(one.state is StickState.OURS for one in fresh)
        said = self.tr("检测到县里的同步U盘，可以去“数据同步”。")
        self._window.toast.say(said if ours else self.tr("插上了一个U盘，不是县里制作的同步U盘。"))


def _busy() -> bool:
    """Whether a question is open, or something half typed stands where the keys go."""
    focus = QApplication.focusWidget()
    if QApplication.activeModalWidget() is not None:
        return True
    if isinstance(focus, QLineEdit):
        return bool(focus.text()) and not focus.isReadOnly()
    if isinstance(focus, (QPlainTextEdit, QTextEdit)):
        return bool(focus.toPlainText()) and not focus.isReadOnly()
    return False
