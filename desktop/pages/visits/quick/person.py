"""The cell that finds a household: initials and a digit, or its number on the route sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QKeyEvent, QMouseEvent

from desktop.ui.jobs import InlineJobs
from desktop.ui.numbered import Numbered
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from desktop.services.entry.crowd import Crowd, Neighbour

_SHORT, _GAP = 4, 2


class PersonCell(Picker):
    """Asks the crowd at every key, at once; the list stands at the side where there is room."""

    def __init__(self, name: str, logged: Callable[[], Set[str]]) -> None:
        """`logged` are the households that have a record on the day already."""
        super().__init__(name, InlineJobs(), self._look)
        self.crowd: Crowd | None = None
        self.village = ""
        self.beside: Numbered | None = None
        self.below: Numbered | None = None
        self._logged = logged

    def show_household(self, one: Neighbour | None) -> None:
        """Show a household that was chosen elsewhere; None empties the cell."""
        self.set_value(self.candidate(one) if one else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing over a household that is chosen begins anew."""
        if self.value is not None and event.text().isalnum() and event.text().isascii():
            self.set_value(None)
        super().keyPressEvent(event)

    def candidate(self, one: Neighbour) -> Candidate:
        """A household as a line of the list."""
        known = one.household_no in self._logged()
        elsewhere = one.division_code != self.village
        name = one.head_name
        if not one.is_head and one.name != one.head_name:
            name = self.tr("{name}（户主 {head}）").format(name=one.name, head=one.head_name)
        row = self.tr("{route} 号  ").format(route=one.route) if one.route else ""
        where = one.village if elsewhere else one.household_no[-_SHORT:]
        return Candidate(
            key=one.household_no,
            name=name,
            number=f"{row}{where}",
            badge=self.tr("已记") if known else "",
            tone="ok" if known else "",
            value=one,
        )

    def close_popup(self) -> None:
        """Take the list away; at the side an empty place stays."""
        self.candidates = []
        if self.beside is not None:
            self.beside.fill([], "")
        if self.below is not None:
            self.below.hide()

    def _shown(self, value: Candidate) -> str:
        return self.tr("{name}  {place}").format(name=value.name, place=value.place or value.number)

    def _look(self, query: str) -> list[Candidate]:
        if self.crowd is None:
            return []
        found = self.crowd.find(query, village=self.village, logged=self._logged())
        return [self.candidate(one) for one in found]

    def _show_popup(self) -> None:
        said = "" if self.candidates else self.tr("没有找到。可输首字母，或路线单上的号、户编号。")
        if self.beside is not None and self.beside.isVisible():
            self.beside.fill(self.candidates, said)
            return
        if self.below is None:
            self.below = Numbered(self.window(), framed=True)
            self.below.installEventFilter(self)
        self.below.fill(self.candidates, said)
        self.below.setGeometry(self._place(self.below))
        self.below.show()
        self.below.raise_()

    def _place(self, below: Numbered) -> QRect:
        """Under the cell; beside it where there is no room for all lines under it."""
        around, cell = self.window().size(), self.mapTo(self.window(), QPoint(0, 0))
        wide = max(self.width(), Theme.current().px(380))
        tall, top = below.sizeHint().height(), cell.y() + self.height() + _GAP
        room = around.height() - top - _GAP
        if room >= below.least():
            return QRect(max(cell.x(), 0), top, wide, min(tall, room))
        left, tall = cell.x() + self.width() + _GAP, min(tall, around.height() - 2 * _GAP)
        top = min(cell.y(), around.height() - tall - _GAP)
        return QRect(left, top, min(wide, around.width() - left - _GAP), tall)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pick by mouse."""
        if not isinstance(watched, Numbered):
            return super().eventFilter(watched, event)
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self.pick(int(event.position().y() // watched.row()))
            return True
        return False
