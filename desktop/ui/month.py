"""A month at a glance: days that carry something are marked in colour and with a dot."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEEKS = 6
_DAYS = 7
_DOT = 2.5


class Month(QWidget):
    """One month with today ringed; `marks` are (day, tone)."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._marks: Mapping[date, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("本月日历"))

    def mark(self, today: date, marks: Mapping[date, str]) -> None:
        """Show the month of `today` with marked days."""
        self._today = today
        self._marks = marks
        self.update()

    def sizeHint(self) -> QSize:
        """Seven columns, a heading and six weeks."""
        theme = Theme.current()
        return QSize(theme.px(30) * _DAYS, theme.px(26) * (_WEEKS + 1))

    def minimumSizeHint(self) -> QSize:
        """Room for two digits a day."""
        theme = Theme.current()
        return QSize(theme.px(24) * _DAYS, theme.px(26) * (_WEEKS + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the month."""
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / _DAYS
        tall = theme.px(26)
        painter.setPen(theme.colour("text3"))
        for place, name in enumerate(self.tr("一二三四五六日")):
            box = QRectF(place * wide, 0, wide, tall)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
        weeks = calendar.Calendar().monthdatescalendar(self._today.year, self._today.month)
        for line, week in enumerate(weeks):
            for place, day in enumerate(week):
                if day.month == self._today.month:
                    self._day(painter, day, QRectF(place * wide, (line + 1) * tall, wide, tall))
        painter.end()

    def _day(self, painter: QPainter, day: date, box: QRectF) -> None:
        theme = Theme.current()
        now = day == self._today
        font = QFont(self.font())
        font.setBold(now)
        painter.setFont(font)
        if now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawRoundedRect(
                QRectF(
                    box.center().x() - theme.px(14), box.y() + 2, theme.px(28), box.height() - 4
                ),
                4,
                4,
            )
        painter.setPen(theme.colour("on_primary" if now else "text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        tone = self._marks.get(day)
        if tone:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tone))
            at = QPointF(box.center().x() + theme.px(11), box.y() + theme.px(7))
            painter.drawEllipse(at, _DOT, _DOT)
