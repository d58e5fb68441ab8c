"""What F7 opens: the village's households not yet visited, or the phrases for notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.ui.parts import button, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.pages.visits.quick import QuickEntry as Panel
    from desktop.services.desk import Desk
    from desktop.services.entry.crowd import Neighbour
    from desktop.ui.jobs import Jobs

T = TypeVar("T")


class Chooser(QDialog, Generic[T]):
    """A list to take one line from: arrows or J and K, then Enter."""

    chosen = Signal(object)

    def __init__(
        self,
        around: QWidget,
        title: str,
        columns: Sequence[Column[T]],
        lines: Sequence[T],
        *,
        nothing: str,
    ) -> None:
        super().__init__(around)
        self.setWindowTitle(title)
        self.setModal(True)
        self.table = Table[T](title, columns)
        self.table.lines.show(lines)
        self.table.opened.connect(self._take)
        self.said = words(nothing if not lines else self.tr("回车选，Esc 关闭。"), "quiet")
        made = QVBoxLayout(self)
        made.setContentsMargins(16, 14, 16, 14)
        made.setSpacing(8)
        made.addWidget(words(title, "heading"))
        made.addWidget(self.table, 1)
        self.close_button = button(self.tr("关闭"), self.reject)
        self.close_button.setAutoDefault(False)
        made.addLayout(row(self.said, 1, self.close_button))
        px = Theme.current().px
        self.resize(min(px(520), 640), min(px(420), 480))
        self.table.installEventFilter(self)
        self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit takes the line of that number, before the table looks for it as a word."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            line = self.numbered(int(event.text())) if event.text().isdecimal() else None
            if line is not None:
                self._take(line)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F7 closes what it opened."""
        if event.key() == Qt.Key.Key_F7:
            self.reject()
        else:
            super().keyPressEvent(event)

    def numbered(self, digit: int) -> T | None:  # noqa: ARG002 - lines without numbers
        """The line that a digit takes; none where lines are not numbered."""
        return None

    def _take(self, line: T) -> None:
        self.accept()
        self.chosen.emit(line)


class HouseChooser(Chooser["Neighbour"]):
    """The village's households without a record in this quarter, as the route goes."""

    def __init__(self, around: QWidget, village: str, houses: Sequence[Neighbour]) -> None:
        tr = around.tr
        super().__init__(
            around,
            tr("{village} 本季还没走访的 {n} 户").format(village=village, n=len(houses)),
            [
                Column(title=tr("号"), text=lambda one: str(one.route or ""), width=48),
                Column(title=tr("户主"), text=lambda one: one.head_name, width=110),
                Column(title=tr("村"), text=lambda one: one.village, width=120),
                Column(title=tr("组"), text=lambda one: one.group_no),
            ],
            houses,
            nothing=tr("本季每一户都有记录了。"),
        )


class PhraseChooser(Chooser[tuple[int, str]]):
    """The phrases for notes with the digits that write them."""

    def __init__(self, around: QWidget, phrases: Sequence[str]) -> None:
        tr = around.tr
        super().__init__(
            around,
            tr("常用语（在“设置与帮助”里改）"),
            [
                Column(title=tr("键"), text=lambda one: f";{one[0]}", width=48),
                Column(title=tr("常用语"), text=lambda one: one[1]),
            ],
            [(place, one) for place, one in enumerate(phrases, 1) if one],
            nothing=tr("还没有常用语。"),
        )

    def numbered(self, digit: int) -> tuple[int, str] | None:
        """The phrase that a digit writes."""
        return next((one for one in self.table.lines.rows if one[0] == digit), None)


class Choosing(QObject):
    """Opens with F7 what fits the field in which the officer is."""

    house = Signal(object)
    """A household was taken from the list."""

    def __init__(self, panel: Panel, desk: Desk, jobs: Jobs) -> None:
        super().__init__(panel)
        self._panel = panel
        self._desk = desk
        self._jobs = jobs
        self.chooser: HouseChooser | PhraseChooser | None = None

    def open(self) -> None:
        """Phrases where a note is written, else the village's households not yet visited."""
        row = self._panel.row
        if self._panel.window().focusWidget() is row.note:
            chooser = PhraseChooser(self._panel, row.phrases)
            chooser.chosen.connect(self._take_phrase)
            self._show(chooser)
            return
        header = self._panel.header()
        if header is not None:
            village, day = header.village, header.on
            self._jobs.run(lambda: self._desk.entry.visited(village, day), self._houses)

    def _houses(self, visited: set[str]) -> None:
        crowd, village = self._panel.crowd, self._panel.sticky.village
        if crowd is None:
            return
        houses = [
            one for one in crowd.of_village(village.code()) if one.household_no not in visited
        ]
        chooser = HouseChooser(self._panel, village.currentText(), houses)
        chooser.chosen.connect(self.house)
        self._show(chooser)

    def _show(self, chooser: HouseChooser | PhraseChooser) -> None:
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.chooser = chooser
        chooser.open()

    def _take_phrase(self, numbered: tuple[int, str]) -> None:
        note = self._panel.row.note
        note.setFocus()
        note.insert(numbered[1])
