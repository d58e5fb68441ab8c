"""A month at a glance: days that carry something have a sign; a day is chosen by key or mouse."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEEKS = 6
_DAYS = 7
_HEAD, _LINE = 22, 26
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_DAYS,
    Qt.Key.Key_Down: _DAYS,
}
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_SIGN = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
UNDER = "_"
Signs = tuple[tuple[str, str], ...]
"""Signs of a day with their tones, such as a star for what ends."""


class Month(QWidget):
    """One month, today filled, the current day ringed.

    Arrows walk days, PgUp and PgDn months, t goes to today, Enter or a click chooses.
    """

    chosen = Signal(object)
    """A day was chosen."""

    walked = Signal(object)
    """Another day is the current one, maybe of another month."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.day = today
        self._marks: Mapping[date, Signs] = {}
        self._told: Mapping[date, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("本月日历"))

    def mark(self, today: date, marks: Mapping[date, Signs], told: Mapping[date, str]) -> None:
        """Show signs on days; `told` says in words what a day carries."""
        self._today, self._marks, self._told = today, marks, told
        self._say()
        self.update()

    def go_to(self, day: date) -> None:
        """Make a day the current one."""
        if day != self.day and 1 < day.year < date.max.year:
            self.day = day
            self._say()
            self.update()
            self.walked.emit(day)

    def words(self) -> str:
        """What the current day carries."""
        return self._told.get(self.day, "")

    def _say(self) -> None:
        said = f"{self.day:%m-%d} {self.words()}"
        self.setAccessibleDescription(said)
        set_tip(self, said.strip())

    def _first(self) -> date:
        return self.day.replace(day=1)

    def _weeks(self) -> list[list[date]]:
        return calendar.Calendar().monthdatescalendar(self.day.year, self.day.month)

    def sizeHint(self) -> QSize:
        """Seven columns, a heading and six weeks."""
        theme = Theme.current()
        return QSize(theme.px(30) * _DAYS, theme.px(_HEAD) + theme.px(_LINE) * _WEEKS)

    def minimumSizeHint(self) -> QSize:
        """Room for two digits a day."""
        return QSize(Theme.current().px(24) * _DAYS, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or choose."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go_to(self.day + timedelta(days=_STEPS[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_T:
            self.go_to(self._today)
        elif key in _ENTER:
            self.chosen.emit(self.day)
        else:
            super().keyPressEvent(event)

    def turn(self, months: int) -> None:
        """Go some months on; the last day of a shorter month where there is no such day."""
        index = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(index, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.go_to(date(year, month + 1, min(self.day.day, last)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day under the pointer."""
        day = self.day_at(event.position())
        if day is not None:
            self.go_to(day)
            self.chosen.emit(day)

    def day_at(self, at: QPointF) -> date | None:
        """The day of the month at a point."""
        theme = Theme.current()
        line = int((at.y() - theme.px(_HEAD)) // theme.px(_LINE))
        place = int(at.x() * _DAYS // max(self.width(), 1))
        weeks = self._weeks()
        if not (0 <= line < len(weeks) and 0 <= place < _DAYS):
            return None
        day = weeks[line][place]
        return day if day.month == self.day.month else None

    def box_of(self, day: date) -> QRectF:
        """Where a day of the shown month is drawn."""
        theme = Theme.current()
        lines = [line for line, week in enumerate(self._weeks()) if day in week]
        wide = self.width() / _DAYS
        top = theme.px(_HEAD) + lines[0] * theme.px(_LINE)
        return QRectF(day.weekday() * wide, top, wide, theme.px(_LINE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows where the keys go."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring becomes thin again."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the month."""
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / _DAYS
        painter.setPen(theme.colour("text3"))
        for place, name in enumerate(self.tr("一二三四五六日")):
            box = QRectF(place * wide, 0, wide, theme.px(_HEAD))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
        for week in self._weeks():
            for day in week:
                if day.month == self.day.month:
                    self._day(painter, day, self.box_of(day))
        painter.end()

    def _day(self, painter: QPainter, day: date, box: QRectF) -> None:
        theme = Theme.current()
        now = day == self._today
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
