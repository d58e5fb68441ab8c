"""A month to walk through: a cell a day, its figure on a shade of one hue, marks in its corners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.monthwalk import DAYS, WEEKS, MonthWalk
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEPS = (1, 2, 4, 9)
"""The largest count of each shade; more than the last is the darkest."""

_CELL, _WIDE, _GAP = 36, 50, 6
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigure:
    """What a day carries: a count, its words in the cell, two short marks, all of it as a sentence.

    `alarm` stands in the upper corner, `aside` in the lower one.
    """

    count: int
    words: str
    alarm: str
    aside: str
    sentence: str


class MonthGrid(MonthWalk):
    """A large month, a cell a day; Enter opens a day."""

    head = 24

    def __init__(self, name: str, today: date) -> None:
        super().__init__(name, today)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.figures: Mapping[date, DayFigure] = {}
        self._wear()

    def show_figures(self, figures: Mapping[date, DayFigure]) -> None:
        """Show what the days of the current month carry."""
        self.figures = figures
        self.tell()
        self.update()

    def sizeHint(self) -> QSize:
        """Six weeks of cells with two lines each."""
        theme = Theme.current()
        wide, tall = theme.px(_WIDE + 20) * DAYS, theme.px(_CELL + 12) * WEEKS
        return QSize(wide, tall + theme.px(self.head))

    def minimumSizeHint(self) -> QSize:
        """Room for two lines a day."""
        theme = Theme.current()
        return QSize(theme.px(_WIDE) * DAYS, theme.px(_CELL) * WEEKS + theme.px(self.head))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the day that was pressed."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        day = self.day_at(event.position())
        if day is not None:
            self.go(day)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the month in the fonts of now."""
        self._wear()
        super().paintEvent(event)

    def tell(self) -> None:
        """Say the current day to a screen reader."""
        figure = self.figures.get(self.day)
        said = self.tr("{day} 周{name}").format(
            day=self.day.isoformat(), name=self.tr("一二三四五六日")[self.day.weekday()]
        )
        sentence = figure.sentence if figure else self.tr("没有")
        self.setAccessibleDescription(self.tr("{day}，{what}").format(day=said, what=sentence))
        if QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def draw(self, painter: QPainter, day: date, box: QRectF) -> None:
        """A cell with its figure and its marks, the current one ringed."""
        theme, box = Theme.current(), box.adjusted(2, 2, -2, -2)
        figure = self.figures.get(day)
        ground = theme.colour(f"ramp{shade(figure.count)}" if figure else "raised")
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        ink = _readable(ground)
        inner = box.adjusted(theme.px(_GAP), 1, -theme.px(_GAP), -1)
        upper = QRectF(inner.x(), inner.y(), inner.width(), inner.height() / 2)
        lower = upper.translated(0, inner.height() / 2)
        self._number(painter, day, upper, ink)
        if figure is not None:
            self._corner(painter, upper, figure.alarm, "error")
            painter.setFont(self._bold)
            painter.setPen(ink)
            painter.drawText(lower, _LEFT, self._fitting(figure, lower.width()))
            self._corner(painter, lower, figure.aside, "warn")
        if day == self.day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = theme.colour("primary" if self.hasFocus() else "border")
            painter.setPen(QPen(theme.colour("surface"), 5))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
            painter.setPen(QPen(ring, 3 if self.hasFocus() else 2))
            painter.drawRoundedRect(box, 4, 4)

    def _fitting(self, figure: DayFigure, room: float) -> str:
        """The words of a figure, or the count alone where a mark beside it takes the room."""
        words = QFontMetricsF(self._bold).horizontalAdvance(figure.words)
        mark = QFontMetricsF(self._small).horizontalAdvance(figure.aside)
        around = Theme.current().px(12) if figure.aside else 0
        return figure.words if words + mark + around <= room else str(figure.count)

    def _number(self, painter: QPainter, day: date, box: QRectF, ink: QColor) -> None:
        """The number of the day; today's is underlined."""
        now = day == self.today
        painter.setFont(self._bold if now else self._plain)
        painter.setPen(ink)
        painter.drawText(box, _LEFT, str(day.day))
        if now:
            metrics = QFontMetricsF(painter.font())
            foot = box.center().y() + metrics.ascent() / 2 + 2
            wide = metrics.horizontalAdvance(str(day.day))
            painter.setPen(QPen(ink, 2))
            painter.drawLine(QPointF(box.x(), foot), QPointF(box.x() + wide, foot))

    def _corner(self, painter: QPainter, box: QRectF, text: str, tone: str) -> None:
        """A short mark at the right, in its colour on its ground."""
        if not text:
            return
        theme = Theme.current()
        painter.setFont(self._small)
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(text) + theme.px(8)
        tall = min(metrics.height() + 2, box.height())
        place = QRectF(box.right() - wide, box.center().y() - tall / 2, wide, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{tone}_back"))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(theme.colour(tone))
        painter.drawText(place, _CENTRE, text)

    def _wear(self) -> None:
        """The fonts of this painting, made once: a new font for every cell takes time."""
        theme = Theme.current()
        self._plain, self._bold, self._small = (QFont(self.font()) for _ in range(3))
        for font, size in ((self._plain, 14), (self._bold, 14), (self._small, 12)):
            font.setPixelSize(theme.px(size))
        self._bold.setBold(True)


def shade(count: int) -> int:
    """The shade of a count, 1 to 5."""
    return next((place for place, most in enumerate(_STEPS, 1) if count <= most), len(_STEPS) + 1)


def _readable(ground: QColor) -> QColor:
    """The ink with the greater contrast to a ground."""
    theme = Theme.current()
    inks = [theme.colour("text"), theme.colour("on_primary")]
    return max(inks, key=lambda ink: abs(ink.lightness() - ground.lightness()))
