"""The window: rail, bars, pages that are built when first shown, and the lock over all."""

from __future__ import annotations

from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop.pages.features import NEIGHBOURS, Place, asides, features, places
from desktop.pages.finding import found_functions, found_people
from desktop.pages.leftovers import Leftovers
from desktop.pages.lists import Lists
from desktop.pages.plugging import Plugging
from desktop.pages.remembering import remembered
from desktop.pages.standing import Standing
from desktop.ui.bars import StatusBar, TopBar
from desktop.ui.exporting import Exporting
from desktop.ui.messages import Toast, explain
from desktop.ui.navigation import Rail
from desktop.ui.pickers import Candidate
from desktop.ui.stack import PageStack
from desktop.ui.theme import Theme
from desktop.ui.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.pages.unlock import Gate, UnlockPage
    from desktop.services.desk import Desk
    from desktop.services.records.people import Station
    from desktop.services.records.traffic import SyncStatus
    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page

BREAK = 1280
IDLE_MS = 5 * 60 * 1000
_ALIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


@runtime_checkable
class Restoring(Protocol):
    """A page from which a copy of the ledger can be brought back."""

    restore_wanted: SignalInstance


class Window(QMainWindow):
    """One window per ledger."""

    restore_wanted = Signal(object, str)
    """Bring a copy back: path and password; the window is of no use afterwards."""

    def __init__(
        self,
        desk: Desk,
        station: Station,
        jobs: Jobs,
        *,
        gate: Gate,
        clock: Callable[[], datetime],
    ) -> None:
        """`station` was read on the store thread; `gate` proves the password after a lock."""
        super().__init__()
        self.desk = desk
        self.station = station
        self.jobs = jobs
        self._clock = clock
        self._gate = gate
        self._features = features(station.role, self.tr)
        every = (*self._features, *asides(station.role, self.tr))
        self._by_key = {one.stop.key: one for one in every}
        self.pages: dict[str, Page] = {}
        self.now = ""
        self._build()
        self._keys()
        jobs.failed.connect(self.show_error)
        self._waiting = Waiting(self, jobs)
        self.exporting = Exporting(Lists(desk), jobs, desk.today)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.lock)
        self._idle.start()
        self._watched: QWindow | None = None
        cast("QApplication", QApplication.instance()).focusWindowChanged.connect(self._watch)
        self.open(self._features[0].stop.key)
        self._count()
        jobs.run(desk.settings.show, self._wear_kept)
        Leftovers(self).ask()
        self.standing = Standing(self)
        self.plugging = Plugging(self, self.standing.ask)

    def _build(self) -> None:
        station = self.station
        names = [name for _, name in station.townships]
        own = station.role != "county" and names
        place = self.tr("、").join(names) if own else station.county_name
        self.rail = Rail([one.stop for one in self._features], place, station.bank)
        self.rail.chosen.connect(self.open)
        self.top = TopBar(self.jobs, self._find)
        self.top.search.picked.connect(self._found)
        self.top.sync.clicked.connect(lambda: self.open(self.sync_key()))
        self.top.help.clicked.connect(self.show_keys)
        self.status = StatusBar()
        self.status.waiting.clicked.connect(lambda: self.open(self.sync_key()))
        self.status.scale.clicked.connect(self._next_scale)
        self.status.lock.clicked.connect(self.lock)
        self.stack = PageStack()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addLayout(right, 1)
        self.desktop = QWidget()
        around = QVBoxLayout(self.desktop)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addLayout(body, 1)
        around.addWidget(self.status)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.desktop)
        self.setCentralWidget(self.layers)
        self.toast = Toast(self, self.status.scale)
        self.stack.currentChanged.connect(self.toast.let_go)
        self.setWindowTitle(self.tr("乡镇信贷工作台"))
        self.resize(1366, 697)

    def _keys(self) -> None:
        for one in self._features:
            key = one.stop.key
            self._key(f"Ctrl+{one.stop.digit}", partial(self.open, key))
        self._key("Ctrl+K", self.top.begin)
        self._key("Ctrl+L", self.lock)
        for keys, step in (("Ctrl+=", 1), ("Ctrl++", 1), ("Ctrl+-", -1), ("Ctrl+Shift+0", 0)):
            self._key(keys, partial(self.rescale, step))
        self._key("Ctrl+/", self.show_keys)
        self._key("F1", self.show_help)
        self._key("F5", self.refresh)
        self._key("Ctrl+S", self._say_saved)
        self._key("Ctrl+E", lambda: self.exporting.of_page(self.page(self.now)))

    def _key(self, keys: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: None if self.locked() else call())

    def page(self, key: str) -> Page:
        """A page by its key, built when it is first asked for."""
        if key not in self.pages:
            feature = self._by_key[key]
            module = import_module(f"desktop.pages.{feature.module}")
            made = cast("Page", getattr(module, feature.name)(self.desk, self.jobs, self.open))
            made.changed.connect(self._changed)
            made.behind.connect(self._changed)
            made.toast.connect(self.toast.say)
            made.opening.connect(partial(self._remember, key))
            made.undoable.connect(partial(self.toast.offer, made))
            made.turned.connect(self.toast.let_go)
            made.export_wanted.connect(partial(self.exporting.of_table, made))
            if isinstance(made, Restoring):
                made.restore_wanted.connect(self.restore_wanted.emit)
            self.pages[key] = made
            self.stack.add(made)
        return self.pages[key]

    @Slot(str)
    def open(self, key: str, what: object = None) -> None:
        """Show a page, and a thing on it if one is given."""
        if key not in self._by_key:
            key = self.sync_key() if key == "sync" else self._features[0].stop.key
        page = self.page(key)
        self.now = key
        self.top.title.setText(self._by_key[key].stop.word)
        self.top.under.setText(self._day())
        self.stack.turn_to(page)
        page.refresh()
        if what is not None:
            page.open(what)
            self._remember(key, what)
        home = page.home or key
        self.rail.mark(home if home in self.rail.buttons else NEIGHBOURS.get(home, home))

    def _remember(self, key: str, what: object) -> None:
        kept = remembered(key, what)
        if kept is not None:
            self.jobs.run(partial(self.desk.overview.remember, *kept))

    def _day(self) -> str:
        today = self.desk.today()
        return self.tr("{day} 周{name}").format(
            day=today.isoformat(), name=self.tr("一二三四五六日")[today.weekday()]
        )

    def refresh(self) -> None:
        """Ask again for what the open page shows."""
        self.page(self.now).refresh()
        self._count()

    def locked(self) -> bool:
        """Whether the lock covers the window."""
        return self.layers.currentWidget() is not self.desktop

    @cached_property
    def cover(self) -> UnlockPage:
        """What lies over the window while it is locked; not built before."""
        module = import_module("desktop.pages.unlock")
        made = cast("UnlockPage", module.UnlockPage(self._gate, self.jobs, locked=True))
        made.opened.connect(self._unlocked)
        made.setObjectName("cover")
        made.place.setText(self.tr("　").join([self.rail.place.text(), self.rail.under.text()]))
        self.layers.addWidget(made)
        return made

    @Slot()
    def lock(self) -> None:
        """Cover the window and take all personal data off it."""
        if self.locked():
            return
        if self._waiting.dialog is not None:  # closing it would stop the work
            self._idle.start()
            return
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.toast.forget()
        self.top.search.set_value(None)
        for page in self.pages.values():
            page.forget()
        self.jobs.run(self.desk.forget)
        self.layers.setCurrentWidget(self.cover)
        self.cover.ask(self.station.officer)

    def _unlocked(self, _answer: object) -> None:
        self.layers.setCurrentWidget(self.desktop)
        self._idle.start()
        self.refresh()

    def rescale(self, step: int) -> None:
        """Make all type larger (1), smaller (-1) or as designed (0)."""
        theme = Theme.current()
        self._wear(theme.stepped(step) if step else theme.scaled(100))

    def _next_scale(self) -> None:
        theme = Theme.current()
        place = (theme.scales.index(theme.scale) + 1) % len(theme.scales)
        self._wear(theme.scaled(theme.scales[place]))

    def _wear_kept(self, values: dict[str, str]) -> None:
        """The font scale of last time."""
        kept, theme = values.get("font_scale", ""), Theme.current()
        if kept.isdecimal() and int(kept) in theme.scales and int(kept) != theme.scale:
            self._wear(theme.scaled(int(kept)))

    def _wear(self, theme: Theme) -> None:
        app = cast("QApplication", QApplication.instance())
        theme.wear(app, app.font().families())
        for part in (self.rail, self.top, self.status):
            part.rescale()
        self._fold()
        scale = str(theme.scale)
        self.jobs.run(lambda: self.desk.settings.set({"font_scale": scale}))

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Show what no page placed; a mistake of ours goes to the report."""
        text = explain(error)
        if text is None:
            raise error
        if self.locked():
            self.cover.hint.say(text)
        else:
            self.page(self.now).banner.say(text, "error")

    def show_keys(self) -> None:
        """The sheet of all keys."""
        keys = import_module("desktop.pages.keymap").shortcuts(self.tr)
        made = import_module("desktop.ui.shortcuts").Shortcuts(self, keys)
        sheet = cast("QDialog", made)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def show_help(self) -> None:
        """Help for the open page; a page that knows better shows its clause."""
        helping = getattr(self.page(self.now), "help", None)
        if callable(helping):
            helping()
        else:
            self.show_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail where there is little room."""
        super().resizeEvent(event)
        self._fold()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop listening before the application ends; photos that are read are not left unasked."""
        said = self._waiting.lost() if event.spontaneous() else ""
        if said:
            self.toast.say(said)
            event.ignore()
            return
        app = cast("QApplication", QApplication.instance())
        app.focusWindowChanged.disconnect(self._watch)
        self.jobs.failed.disconnect(self.show_error)
        self._watch(None)
        self._idle.stop()
        self.plugging.end()
        self.standing.end()
        for page in self.pages.values():
            page.forget()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is at work: the lock waits."""
        if event.type() in _ALIVE and self._idle.isActive():
            self._idle.start()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _watch(self, focus: QWindow | None) -> None:
        """Listen for keys and mouse where they arrive: the window or the dialog in front.

        A filter on the application would see every event of every widget, and makes Qt's bindings
        build all classes they know for the first widget without a name in Python.
        """
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = focus
        if focus is not None:
            focus.installEventFilter(self)

    def _fold(self) -> None:
        self.rail.fold(narrow=self.width() < Theme.current().px(BREAK))

    def _find(self, query: str) -> Sequence[Candidate]:
        """Functions whose word or initials begin so, then households; on the store thread."""
        functions = found_functions(query, self._features, self._places())
        people = found_people(self.desk.households.find(query, walk_ins=True), self.tr("名单外"))
        return [*people, *functions] if len(query) > 1 else [*functions, *people]

    def _places(self) -> list[Place]:
        """Places inside pages that this window has; a page of the rail is found by its own word."""
        return [
            one
            for one in places(self.tr)
            if one.page in self._by_key and (one.what or one.page not in self.rail.buttons)
        ]

    def _found(self, candidate: Candidate) -> None:
        self.top.search.set_value(None)
        value = candidate.value
        if isinstance(value, Place):
            self.open(candidate.key, value.what)
            return
        self.open("households" if value else candidate.key, value)
        if not self.page(self.now).isAncestorOf(self.focusWidget()):
            self.page(self.now).setFocus()

    def sync_key(self) -> str:
        """The page of the exchange that this role has."""
        return "sync" if "sync" in self._by_key else "inbox"

    def _changed(self, kind: str) -> None:
        if kind == "sync":
            self.plugging.renew()
        self.status.show_saved(f"{self._clock().astimezone():%H:%M}")
        self._count()

    def _say_saved(self) -> None:
        self.toast.say(self.status.saved.text())

    def _count(self) -> None:
        self.jobs.run(self.desk.traffic.status, self._counted)

    def _counted(self, status: SyncStatus) -> None:
        waits = status.unsent
        self.top.show_waiting(waits)
        self.status.show_waiting(waits, down=self.desk.session.is_county)
