"""A numbered list that is painted at every key: no widget is made or laid out for a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.pickers import Candidate

ROW = 30
MOST = 9
_TAKEN = 6 + 20 + 8 + 8 + 6
"""The edges, the digit, and the gaps beside a name."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = Qt.TextElideMode.ElideRight
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Numbered(QWidget):
    """Digit, name, number, state; or what is said instead of lines.

    What it shows is also its description for a screen reader.
    """

    def __init__(self, parent: QWidget | None = None, *, framed: bool = False) -> None:
        super().__init__(parent)
        self.lines: Sequence[Candidate] = ()
        self.said = ""
        self._framed = framed
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, on=framed)

    def fill(self, candidates: Sequence[Candidate], said: str) -> None:
        """Show candidates, or what is said instead of them."""
        if (candidates, said) == (self.lines, self.said):
            return
        self.lines, self.said = list(candidates), said
        told = [f"{at} {one.name} {one.number} {one.badge}" for at, one in enumerate(candidates, 1)]
        self.setAccessibleDescription("\n".join(told) or said)
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as its lines; at the side always as tall as nine."""
        rows = (max(len(self.lines), 2) if self._framed else MOST) * ROW
        return QSize(Theme.current().px(300), Theme.current().px(rows))

    def least(self) -> int:
        """How tall its lines must be to be read."""
        return max(len(self.lines), 2) * (self.fontMetrics().height() + 2)

    def row(self) -> int:
        """How tall a line is: as designed, or less where that lets all of them be seen."""
        return min(Theme.current().px(ROW), self.height() // max(len(self.lines), 1))

    def minimumSizeHint(self) -> QSize:
        """It gives way."""
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        theme = Theme.current()
        painter = QPainter(self)
        if self._framed:
            painter.fillRect(self.rect(), theme.colour("surface"))
            painter.setPen(theme.colour("border"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if not self.lines:
            painter.setPen(theme.colour("text3"))
            painter.drawText(self.rect().adjusted(8, 6, -8, -4), _WRAPPED, self.said)
        numbers = [painter.fontMetrics().horizontalAdvance(one.number) for one in self.lines]
        room = self.width() - theme.px(_TAKEN) - max(numbers, default=0)
        for at, one in enumerate(self.lines):
            self._line(painter, at, one, max(min(room, theme.px(170)), theme.px(60)))
        painter.end()

    def _line(self, painter: QPainter, at: int, one: Candidate, wide: int) -> None:
        """Draw a line; `wide` is the room of the name and the mark behind it."""
        theme, px = Theme.current(), Theme.current().px
        tall = self.row()
        box = QRect(px(6), at * tall, self.width() - px(12), tall)
        plain, strong = self.font(), QFont(self.font())
        strong.setBold(True)
        side = min(px(20), tall - 2)
        key = QRect(box.left(), box.top() + (tall - side) // 2, px(20), side)
        painter.setPen(theme.colour("border"))
        painter.drawRect(key)
        painter.setPen(theme.colour("text2"))
        painter.drawText(key, _CENTRE, str(at + 1))
        badge = painter.fontMetrics().horizontalAdvance(one.badge) + px(8) if one.badge else 0
        left = box.left() + px(20) + px(8)
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        name = painter.fontMetrics().elidedText(one.name, _RIGHT, wide - badge)
        painter.drawText(QRect(left, box.top(), wide, box.height()), _LEFT, name)
        behind = left + painter.fontMetrics().horizontalAdvance(name) + px(8)
        painter.setFont(plain)
        if one.badge:
            painter.setPen(theme.colour(one.tone or "text2"))
            painter.drawText(QRect(behind, box.top(), badge, box.height()), _LEFT, one.badge)
        painter.setPen(theme.colour("text2"))
        start = left + wide + px(8)
        rest = QRect(start, box.top(), self.width() - px(6) - start, box.height())
        number = painter.fontMetrics().elidedText(one.number, _RIGHT, rest.width())
        painter.drawText(rest, _LEFT, number)
