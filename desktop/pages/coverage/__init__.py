"""How far the round is: tiles by village, contacts by week, needs, boards; never by value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.pages.coverage.boards import Boards
from desktop.pages.coverage.covered import Covered
from desktop.pages.coverage.needs import Needs
from desktop.pages.coverage.weeks import Weeks
from desktop.services.records.needs import ActivityEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import FIELD_ROLES, HouseholdFilter
from desktop.ui.asking import ask_board
from desktop.ui.page import Page
from desktop.ui.parts import Tabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.day import NeedStage, NeedState, VillageRound
    from desktop.services.records.people import Station
    from desktop.ui.jobs import Jobs

_BOARD, _ROUTE = "board", "LX"


class CoveragePage(Page):
    """Coverage and boards, for the county: townships first, then their villages."""

    parts: tuple[str, ...] = ("coverage", "boards")

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.covered = Covered()
        self.boards = Boards()
        self.weeks = Weeks(desk, jobs)
        self.needs = Needs()
        every: dict[str, tuple[str, QWidget]] = {
            "coverage": (self.tr("政策告知覆盖"), self.covered),
            "weeks": (self.tr("每周走访"), self.weeks),
            "needs": (self.tr("资金需求"), self.needs),
            "boards": (self.tr("公示牌"), self.boards),
        }
        self.tabs = Tabs([(key, every[key][0]) for key in self.parts])
        self.faces = QStackedWidget()
        for key in self.parts:
            self.faces.addWidget(every[key][1])
        self.tabs.chosen.connect(self._turn)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.faces, 1)
        self._connect()
        jobs.run(lambda: desk.station, self._station)

    def _connect(self) -> None:
        self.covered.opened.connect(self.show_untold)
        self.covered.route.clicked.connect(self.print_route)
        self.covered.calls.clicked.connect(self.print_calls)
        self.boards.opened.connect(self.register_board)
        self.boards.register.clicked.connect(lambda: self.register_board(self.boards.line()))
        self.boards.paper.clicked.connect(self.print_board)
        self.needs.opened.connect(lambda number: self.go("households", number))
        self.weeks.opened.connect(lambda number: self.go("households", number))
        for keys, call in (
            ("Ctrl+T", self.twin),
            ("L", self.print_route),
            ("D", self.print_calls),
            ("B", self.print_board),
            *((f"Alt+{place + 1}", self._tab(place)) for place in range(len(self.parts))),
        ):
            made = QShortcut(QKeySequence(keys), self, call)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _tab(self, place: int) -> Callable[[], None]:
        return lambda: self.tabs.choose(self.parts[place])

    def refresh(self) -> None:
        """Ask for all that the open part shows."""
        self._turn(self.tabs.key())

    def open(self, what: object) -> None:
        """Show a part by its key."""
        if isinstance(what, str) and what in self.parts:
            self.tabs.choose(what)

    def forget(self) -> None:
        """Names stand in the lists."""
        self.needs.forget()
        self.weeks.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes from the villages of a township back to all townships."""
        if event.key() == Qt.Key.Key_Escape and self.covered.isVisible():
            self.covered.back()
        else:
            super().keyPressEvent(event)

    def twin(self) -> None:
        """Show the chart as a table, or again as a chart."""
        turns = {"coverage": self.covered.turn, "weeks": self.weeks.turn}
        turn = turns.get(self.tabs.key())
        if turn is not None:
            turn()

    def show_untold(self, one: VillageRound) -> None:
        """The households of a village that nobody told this quarter."""
        self.go("households", HouseholdFilter(told="not_told_quarter", village=one.name))

    def print_route(self) -> None:
        """The route sheet of the current village."""
        self._print(_ROUTE)

    def print_calls(self) -> None:
        """The call list of the current village."""
        self._print("DH")

    def print_board(self) -> None:
        """The board, which is the same for all villages of a township."""
        if self.tabs.key() == "boards" and self.boards.line() is not None:
            self.go("printing", (_BOARD, ""))

    def _print(self, kind: str) -> None:
        one = self.covered.village()
        if self.tabs.key() == "coverage" and one is not None and self.covered.field:
            self.go("printing", (kind, NoticeScope(village=one.division_code or one.name)))

    def register_board(self, one: VillageRound | None) -> None:
        """Ask where the board of a village was hung."""
        if one is None or not self.covered.field:
            return
        village, publicity = one.division_code or one.name, self.desk.publicity
        ask_board(
            self,
            one.name,
            self.desk.today,
            lambda place, day: publicity.log(
                ActivityEntry(activity_type=_BOARD, place=place, village=village, held_on=day)
            ),
        )

    def _turn(self, key: str) -> None:
        self.faces.setCurrentIndex(self.parts.index(key))
        reports = self.desk.reports
        if key == "coverage":
            self.jobs.run(reports.coverage, self.covered.show_coverage)
        elif key == "boards":
            self.jobs.run(reports.coverage, self.boards.show_coverage)
        elif key == "weeks":
            self.jobs.run(reports.weeks, self.weeks.show_weeks)
        else:
            self.jobs.run(self._ask_needs, self._needs)

    def _ask_needs(self) -> tuple[list[NeedStage], list[NeedState]]:
        return self.desk.reports.stages(), self.desk.reports.needs()

    def _needs(self, answer: tuple[list[NeedStage], list[NeedState]]) -> None:
        self.needs.show_needs(*answer)

    def _station(self, station: Station) -> None:
        field = station.role in FIELD_ROLES
        self.covered.place(field=field, by_township=not field)
        self.boards.place(field=field)


class ReportsPage(CoveragePage):
    """All four parts: coverage, weeks, needs, boards."""

    parts = ("coverage", "weeks", "needs", "boards")
