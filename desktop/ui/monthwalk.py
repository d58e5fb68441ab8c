"""A month of days to walk through by keys; how a day looks is for who shows it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent

from desktop.ui.focused import Focused
from desktop.ui.theme import Theme

DAYS, WEEKS = 7, 6
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class MonthWalk(Focused):
    """Monday first. Arrows walk days, PgUp/PgDn and Alt+arrows months, t goes to today."""

    head = 22
    """How high the line of the weekdays is."""

    opens = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})

    walked = Signal(date)
    """Another day is the current one, maybe of another month."""

    opened = Signal(date)
    """The current day is to be opened."""

    def __init__(self, name: str, today: date) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.today = today
        self.day = today

    def tell(self) -> None:
        """Say the current day to a screen reader."""

    def draw(self, painter: QPainter, day: date, box: QRectF) -> None:
        """Draw one day of the current month."""

    def tall(self) -> float:
        """How high a week is."""
        return (self.height() - Theme.current().px(self.head)) / len(self.weeks())

    def go(self, day: date) -> None:
        """Make a day the current one; the walk ends at the far ends of the calendar."""
        day = min(max(day, _FIRST), _LAST)
        if day == self.day:
            return
        self.day = day
        self.tell()
        self.update()
        self.walked.emit(day)

    def turn(self, months: int) -> None:
        """Go some months on, to the same day or the last one of a shorter month."""
        place = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(place, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.go(date(year, month + 1, min(self.day.day, last)))

    def weeks(self) -> list[list[date]]:
        """The days of the current month in whole weeks."""
        return calendar.Calendar().monthdatescalendar(self.day.year, self.day.month)

    def days(self) -> list[date]:
        """The days of the current month alone."""
        return [day for week in self.weeks() for day in week if day.month == self.day.month]

    def box(self, day: date) -> QRectF:
        """Where a day of the current month is painted."""
        line = next(place for place, week in enumerate(self.weeks()) if day in week)
        wide, tall = self.width() / DAYS, self.tall()
        top = Theme.current().px(self.head) + line * tall
        return QRectF(day.weekday() * wide, top, wide, tall)

    def day_at(self, at: QPointF) -> date | None:
        """The day of the month at a point."""
        return next((day for day in self.days() if self.box(day).contains(at)), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or open."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        days, months = _DAY_KEYS.get(key, 0), _MONTH_KEYS.get((key, alt), 0)
        if months:
            self.turn(months)
        elif days and not alt:
            self.go(self.day + timedelta(days=days))
        elif key in _EDGES:
            last = calendar.monthrange(self.day.year, self.day.month)[1]
            self.go(self.day.replace(day=1 if key == Qt.Key.Key_Home else last))
        elif event.text().lower() == "t":
            self.go(self.today)
        elif key in self.opens and not alt and not _held(event):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the weekdays and the days."""
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("text3"))
        wide = self.width() / DAYS
        for place, name in enumerate(self.tr("一二三四五六日")):
            painter.drawText(QRectF(place * wide, 0, wide, theme.px(self.head)), _CENTRE, name)
        for day in self.days():
            self.draw(painter, day, self.box(day))
        painter.end()


def _held(event: QKeyEvent) -> bool:
    """Whether Ctrl or Shift goes with a key; the keypad's Enter is as good as any."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return bool(event.modifiers() & held)


_DAY_KEYS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -DAYS,
    Qt.Key.Key_Down: DAYS,
}
_MONTH_KEYS: dict[tuple[int, bool], int] = {
    (Qt.Key.Key_PageUp, False): -1,
    (Qt.Key.Key_PageDown, False): 1,
    (Qt.Key.Key_Left, True): -1,
    (Qt.Key.Key_Up, True): -1,
    (Qt.Key.Key_Right, True): 1,
    (Qt.Key.Key_Down, True): 1,
}
_EDGES = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
