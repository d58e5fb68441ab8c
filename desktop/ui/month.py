"""A month at a glance: days that carry something have a sign; a day is chosen by key or mouse."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.monthwalk import DAYS, WEEKS, MonthWalk
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINE = 26
_SIGN = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
UNDER = "_"
Signs = tuple[tuple[str, str], ...]
"""Signs of a day with their tones, such as a star for what ends."""


class Month(MonthWalk):
    """One small month; Enter, the space bar or a click opens a day."""

    opens = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})

    def __init__(self, name: str, today: date) -> None:
        super().__init__(name, today)
        self._marks: Mapping[date, Signs] = {}
        self._told: Mapping[date, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mark(self, today: date, marks: Mapping[date, Signs], told: Mapping[date, str]) -> None:
        """Show signs on days; `told` says in words what a day carries."""
        self.today, self._marks, self._told = today, marks, told
        self.tell()
        self.update()

    def words(self) -> str:
        """What the current day carries."""
        return self._told.get(self.day, "")

    def tell(self) -> None:
        """What the current day carries, for a screen reader and the mouse."""
        said = f"{self.day:%m-%d} {self.words()}"
        self.setAccessibleDescription(said)
        set_tip(self, said.strip())

    def tall(self) -> float:
        """Every month has lines of one height."""
        return Theme.current().px(_LINE)

    def sizeHint(self) -> QSize:
        """Seven columns, a heading and six weeks."""
        theme = Theme.current()
        return QSize(theme.px(30) * DAYS, theme.px(self.head) + theme.px(_LINE) * WEEKS)

    def minimumSizeHint(self) -> QSize:
        """Room for two digits a day."""
        return QSize(Theme.current().px(24) * DAYS, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the day under the pointer."""
        day = self.day_at(event.position())
        if day is not None:
            self.go(day)
            self.opened.emit(day)

    def draw(self, painter: QPainter, day: date, box: QRectF) -> None:
        """A number, today's filled, the current one ringed, with the signs of the day."""
        theme = Theme.current()
        now = day == self.today
        font = QFont(self.font())
        font.setBold(now)
        painter.setFont(font)
        pill = QRectF(0, 0, theme.px(22), box.height() - 4)
        pill.moveCenter(box.center())
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawRoundedRect(pill, 4, 4)
        if day == self.day and (self.hasFocus() or not now):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = 2 if self.hasFocus() else 1
            painter.setPen(QPen(theme.colour("primary" if not now else "text"), ring))
            painter.drawRoundedRect(pill.adjusted(-1, -1, 1, 1), 4, 4)
        painter.setPen(theme.colour("on_primary" if now else "text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        self._signs(painter, self._marks.get(day, ()), box)

    def _signs(self, painter: QPainter, signs: Signs, box: QRectF) -> None:
        """Signs at the upper right of the number; an underscore is a line below it."""
        theme = Theme.current()
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(theme.px(12))
        painter.setFont(font)
        shown = sum(sign != UNDER for sign, _ in signs)
        left = min(box.center().x() + theme.px(12), box.right() - theme.px(5) * shown)
        for sign, tone in signs:
            painter.setPen(theme.colour(tone))
            if sign == UNDER:
                line = QRectF(0, 0, theme.px(16), 2)
                line.moveCenter(QPointF(box.center().x(), box.bottom() - 3))
                painter.fillRect(line, theme.colour(tone))
                continue
            spot = QRectF(left, box.y() - 1, theme.px(8), box.height() * 0.7)
            painter.drawText(spot, _SIGN, sign)
            left += theme.px(6)
