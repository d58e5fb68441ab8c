"""The roster: filters, list, and a drawer for one household; the county imports lists from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import asdict
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from desktop.pages.households.drawer import Drawer
from desktop.pages.households.filters import OFF_ROSTER, Filters
from desktop.pages.households.off_roster import OffRoster
from desktop.pages.households.words import category
from desktop.services.records.people import (
    FIELD_ROLES,
    IMPORTERS,
    Found,
    HouseholdFilter,
    HouseholdLine,
)
from desktop.texts import word
from desktop.ui.exporting import export_button
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, button, flowing, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.undoing import Undoing

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.people import HouseholdPage, Station, Village
    from desktop.ui.jobs import Jobs

_WINDOW = 150
_TOLD = {"told": "ok", "never": "warn", "absent_only": "warn"}


class HouseholdsPage(Page):
    """List and drawer."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._latest, self._row = Latest(), Latest()
        self.filters = Filters()
        self.filters.asked.connect(self._ask)
        self._field = True
        self._came_from = ""
        self._lists = "work"
        self._filling = False
        self.drawer = Drawer(desk, jobs, go)
        self.drawer.closed.connect(self._drawer_closed)
        self.drawer.came.connect(self._mark_open)
        self.drawer.written.connect(lambda: self.changed.emit("household_note"))
        self.drawer.noted.connect(self._noted)
        self.drawer.photographed.connect(self.undoable)
        self.drawer.photos.missed.connect(self.toast)
        self.drawer.record.connect(self.show_off)
        self.undoing = Undoing(self, jobs)
        self.undoing.moved.connect(self._turned)
        self.off = OffRoster(self, desk, jobs, self.undoing)
        self.off.drawer.closed.connect(self.off.table.setFocus)
        self.off.household.connect(self.show_household)
        self.off.record.connect(self.show_off)
        self.off.listed.connect(self._off_listed)
        line = row(self._list(), self.drawer, self.off.drawer, gap=12)
        line.setStretch(0, 1)
        self.body.addLayout(line, 1)
        QShortcut(QKeySequence("Ctrl+F"), self, self.filters.text.setFocus)
        self.filters.text.left.connect(self._to_list)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._toggle)
        QShortcut(QKeySequence("Ctrl+N"), self, self.off.add)
        QShortcut(QKeySequence("Alt+A"), self, self._apply)
        QShortcut(QKeySequence("Alt+0"), self, self._all)
        jobs.run(lambda: desk.station, self._station)

    def _list(self) -> Card:
        self.list_card = Card(margin=12, gap=6)
        faces = self._faces()
        self.list_card.add(self.filters.bar, self._bar(), faces)
        self.list_card.body.setStretch(2, 1)
        return self.list_card

    def _bar(self) -> QHBoxLayout:
        tr = self.tr
        self.count = words("", "label")
        self.reset = button(tr("清空筛选 Alt+0"), self._reset, kind="link")
        self.import_button = button(tr("导入名单"), self.start_import, drawing="import")
        self.import_button.hide()
        self.changes_button = button(
            tr("名单变化"), lambda: self.go("rosters", self._lists), drawing="rosters"
        )
        self.print_button = button(tr("打印告知单"), self._print, drawing="printing")
        self.export_button = export_button(self.table)
        self.off_export = export_button(self.off.table)
        self.off_export.hide()
        self.new_button = button(tr("新增"), self.off.add, drawing="plus", tip="Ctrl+N")
        steps = flowing(
            self.new_button,
            self.changes_button,
            self.import_button,
            self.export_button,
            self.off_export,
            self.print_button,
        )
        bar = row(self.count, self.reset, steps)
        bar.setStretch(2, 1)
        return bar

    def _faces(self) -> QStackedWidget:
        tr = self.tr
        self.table = Table[HouseholdLine](
            tr("帮扶户名单"),
            [
                Column(title=tr("编号"), text=lambda h: h.short_no, width=60),
                Column(title=tr("村"), text=lambda h: h.village),
                Column(title=tr("组"), text=lambda h: h.group_no, width=48, optional=True),
                Column(title=tr("户主"), text=lambda h: h.head_name, width=80),
                Column(title=tr("类别"), text=lambda h: category(h.category), width=116),
                Column(
                    title=tr("告知"),
                    text=lambda h: word("told", h.told),
                    width=84,
                    tone=lambda h: _TOLD.get(h.told, "info"),
                ),
                Column(title=tr("上次走访"), text=self._last, width=104, optional=True),
                Column(
                    title=tr("人口"),
                    text=lambda h: str(h.member_count),
                    width=56,
                    right=True,
                    optional=True,
                ),
                Column(title=tr("贷款"), text=self._loans, width=64, right=True, optional=True),
            ],
        )
        self.table.leaves("households", self._part)
        self.table.opened.connect(lambda line: self.show_household(line.household_no))
        self.table.opened.connect(self.opening.emit)
        self.table.current.connect(self._walked)
        self.table.lines.more_wanted.connect(self._more)
        self.empty = Empty(
            "households",
            tr("还没有名单。"),
            [(tr("从U盘接收县里名单"), lambda: self.go("sync", None))],
        )
        self.nothing = Empty("search", tr("没有符合条件的。"), [(tr("清空筛选"), self._reset)])
        self.faces = QStackedWidget()
        for face in (self.table, self.empty, self.nothing, self.off.face):
            self.faces.addWidget(face)
        return self.faces

    def refresh(self) -> None:
        """Ask for the list, the villages and the open household again."""
        self._came_from = ""
        self.jobs.run(self.desk.households.villages, self._villages)
        if self._field:  # a county has many townships, and counts where it works on it
            self.jobs.run(self.desk.rosters.waiting, self._changes)
        self._ask()
        if self.drawer.card is not None:
            self.drawer.open(self.drawer.wanted)
        self.off.refresh()
        (self.off.table if self.filters.off_roster() else self.table).setFocus()

    def open(self, what: object) -> None:
        """Show a household by its number, somebody on no roster, or the list as it is narrowed.

        `("changes", number)` shows what rosters changed about a household; closing it leads back.
        """
        self._came_from = ""
        if isinstance(what, Found):
            self.show_off(what.walk_in_no) if what.walk_in_no else self.open(what.household_no)
        elif what == "walk-ins":
            self.filters.status.choose(OFF_ROSTER)
        elif isinstance(what, str):
            self.show_household(what)
        elif isinstance(what, tuple):
            tab, number = what
            self.drawer.tabs.choose(tab)
            self.show_household(number)
            self._came_from = "rosters"
        elif isinstance(what, HouseholdFilter):
            self.filters.choose(what)
            self._ask()

    def show_household(self, household_no: str) -> None:
        """Open the drawer."""
        if self.filters.off_roster():
            self.filters.status.choose("listed")
        self.off.drawer.forget()
        self.drawer.open(household_no)

    def show_off(self, walk_in_no: str) -> None:
        """Open somebody on no roster, beside their list."""
        self.filters.status.choose(OFF_ROSTER)
        self.off.open(walk_in_no)

    def forget(self) -> None:
        """Empty list and drawer; what was done can no longer be taken back from here."""
        for latest in (self._latest, self._row):
            latest.drop()
        self.undoing.forget()
        self.table.lines.show([])
        self.drawer.forget()
        self.off.forget()

    def start_import(self) -> None:
        """Go to importing a list."""
        self.go("importing", "roster")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer; F2 logs a visit, F4 checks the household at hand."""
        number = self._at_hand()
        if event.key() == Qt.Key.Key_Escape and self.drawer.isVisible():
            self.drawer.close_drawer()
        elif event.key() == Qt.Key.Key_Escape and self.off.drawer.isVisible():
            self.off.drawer.close_drawer()
        elif event.key() == Qt.Key.Key_F4 and self.filters.off_roster():
            self.off.check()
        elif event.key() == Qt.Key.Key_F2 and number and self._field:
            self.go("visits", number)
        elif event.key() == Qt.Key.Key_F4 and number and self._field:
            self.go("eligibility", number)
        else:
            super().keyPressEvent(event)

    def _apply(self) -> None:
        """Lead to an application of the household at hand."""
        number = self._at_hand()
        if number and self._field:
            self.go("loans", ("application", number))

    def _to_list(self) -> None:
        if self.faces.currentWidget() is self.nothing:
            self.nothing.buttons[0].setFocus()
            return
        (self.off.table if self.filters.off_roster() else self.table).setFocus()

    def _at_hand(self) -> str:
        if self.drawer.wanted:  # also while its card is still on the way
            return self.drawer.wanted
        if self.filters.off_roster():
            return ""
        line = self.table.line()
        return line.household_no if line else ""

    def _station(self, station: Station) -> None:
        self._field = station.role in FIELD_ROLES
        self.drawer.offer(steps=self._field)
        self.off.station(station)
        self.new_button.setVisible(self.off.may_write)
        self.print_button.setVisible(self._field)
        self.import_button.setVisible(station.role in IMPORTERS)
        self._lists = "work" if self._field else "versions"
        if station.role in IMPORTERS:
            self.empty.text.setText(self.tr("还没有名单。先导入县里的帮扶户名单。"))
            self.empty.buttons[0].setText(self.tr("导入名单"))
            self.empty.buttons[0].clicked.disconnect()
            self.empty.buttons[0].clicked.connect(self.start_import)

    def _part(self) -> dict[str, object]:
        return asdict(self.filters.wanted())

    def _noted(self, said: str, turn: object) -> None:
        back = cast("Callable[[object], object]", self.desk.households.take_back)
        self.undoing.did(self.tr("改"), said, back, turn)

    def _turned(self) -> None:
        """Something was taken back or done again."""
        self.changed.emit("undo")
        self.refresh()

    def _off_listed(self, count: int, narrowed: bool) -> None:  # noqa: FBT001 - a signal's value
        if self.filters.off_roster():
            self.count.setText(self.tr("名单外 {n} 人").format(n=f"{count:,}"))
            self.reset.setVisible(True)
            self.faces.setCurrentIndex(2 if narrowed and not count else 3)

    def _ask(self) -> None:
        off = self.filters.off_roster()
        for part in (*self.filters.of_households, self.export_button):
            part.setHidden(off)
        self.print_button.setHidden(off or not self._field)
        self.off_export.setHidden(not off)
        if off:
            self._latest.drop()  # a list of households that is on its way comes too late
            if self.drawer.isVisible():
                self.drawer.forget()
            self.off.village = self.filters.village.code()
            self.off.ask(village=self.off.village, text=self.filters.words())
            return
        self.off.drawer.forget()
        wanted, show = self.filters.wanted(), self._latest.only(self._show)
        ask = self._latest.asked(lambda: self.desk.households.lines(wanted, limit=_WINDOW))
        self.jobs.run(ask, show)

    def _more(self, offset: int) -> None:
        wanted = self.filters.wanted()
        self.jobs.run(
            lambda: self.desk.households.lines(wanted, limit=_WINDOW, offset=offset),
            self._latest.only(self._add),
        )

    def _show(self, page: HouseholdPage) -> None:
        self._filling = True  # a list that came anew is no walk of the officer's
        self.table.lines.show(page.lines, page.total)
        self._filling = False
        self._mark_open()
        self.count.setText(self.tr("共 {n} 户").format(n=f"{page.total:,}"))
        plain = self.filters.wanted() == HouseholdFilter(status="listed")
        self.reset.setVisible(not plain)
        self.faces.setCurrentIndex(0 if page.total else 1 if plain else 2)
        letters = self.filters.words().isalpha() and self.filters.words().isascii()
        by_letters = self.tr("没有符合条件的。这里按姓名、编号筛选，按首字母找人请按 Ctrl+K。")
        self.nothing.text.setText(by_letters if letters else self.tr("没有符合条件的。"))

    def _mark_open(self) -> None:
        """Stand on the row of the household in the drawer; on none where the list has it not."""
        self._row.drop()
        number, line = self.drawer.wanted, self.table.line()
        if not number or (line is not None and line.household_no == number):
            return
        first = self.table.lines.first(_WINDOW)
        here = [place for place, one in enumerate(first) if one.household_no == number]
        self._stand(here[0] if here else None)
        if not here and self.table.lines.total > len(first):
            wanted = self.filters.wanted()
            self.jobs.run(
                lambda: self.desk.households.row_of(number, wanted), self._row.only(self._stand)
            )

    def _stand(self, place: int | None) -> None:
        self._filling = True
        if place is None:
            self.table.go_nowhere()
        else:
            self.table.go_to(place)
        self._filling = False

    def _add(self, page: HouseholdPage) -> None:
        self.table.lines.came(page.lines)

    def _changes(self, waiting: int) -> None:
        text = self.tr("名单变化 {n}").format(n=f"{waiting:,}")
        self.changes_button.setText(text if waiting else self.tr("名单变化"))

    def _villages(self, villages: list[Village]) -> None:
        names = [one.village for one in villages]
        self.off.villages = names
        self.filters.fill(names)

    def _reset(self) -> None:
        self.filters.clear()
        self._ask()

    def _all(self) -> None:
        """Everybody again, and the keyboard on the list."""
        self._reset()
        self.table.setFocus()

    def _walked(self, line: HouseholdLine | None) -> None:
        """The open drawer follows the list."""
        walked = self.drawer.isVisible() and self.table.hasFocus() and not self._filling
        if line is not None and walked and line.household_no != self.drawer.wanted:
            self._came_from = ""
            self._row.drop()
            self.drawer.open(line.household_no)

    def _toggle(self) -> None:
        open_now = [one for one in (self.drawer, self.off.drawer) if one.isVisible()]
        if open_now:
            open_now[0].close_drawer()
        elif self.filters.off_roster():
            self.off.table.open_current()
        else:
            self.table.open_current()

    def _drawer_closed(self) -> None:
        self.table.setFocus()
        back, self._came_from = self._came_from, ""
        if back:
            self.go(back, None)

    def _print(self) -> None:
        self.go("printing", self._at_hand() or None)

    def _last(self, line: HouseholdLine) -> str:
        return f"{line.last_visit_on:%Y-%m-%d}" if line.last_visit_on else ""

    def _loans(self, line: HouseholdLine) -> str:
        return self.tr("{n} 笔").format(n=line.loans) if line.loans else ""
