"""Columns in the order of time, each in parts, with their numbers; no line to reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.focused import Focused
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

_TALL, _LEAST, _HEAD, _FOOT = 190, 120, 22, 24
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_FILLS = (
    ("ramp4", Qt.BrushStyle.SolidPattern),
    ("ramp3", Qt.BrushStyle.BDiagPattern),
    ("ramp2", Qt.BrushStyle.SolidPattern),
)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what stands under it, its parts from below, and all of it as a sentence."""

    label: str
    parts: tuple[int, ...]
    sentence: str

    @property
    def total(self) -> int:
        """The number on its top."""
        return sum(self.parts)


class Columns(Focused):
    """Columns from left to right. Left and right walk, Enter or a click chooses."""

    chosen = Signal(int)

    def __init__(self, name: str, parts: Sequence[str]) -> None:
        """`parts` name the parts from below, for the legend."""
        super().__init__()
        self.columns: Sequence[Column] = ()
        self.parts = tuple(parts)
        self.current = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns; the last one is current at first."""
        first = not self.columns
        self.columns = columns
        if first or self.current >= len(columns):
            self.current = max(len(columns) - 1, 0)
        self._say()
        self.update()

    def _say(self) -> None:
        said = self.columns[self.current].sentence if self.columns else ""
        self.setAccessibleDescription(said)
        set_tip(self, said)

    def go_to(self, place: int) -> None:
        """Make a column the current one and tell."""
        if 0 <= place < len(self.columns):
            self.current = place
            self._say()
            self.update()
            self.chosen.emit(place)

    def sizeHint(self) -> QSize:
        """Wide enough for twelve weeks."""
        theme = Theme.current()
        return QSize(theme.px(560), theme.px(_TALL))

    def minimumSizeHint(self) -> QSize:
        """Labels of five characters still fit."""
        theme = Theme.current()
        return QSize(theme.px(420), theme.px(_LEAST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or choose."""
        key = event.key()
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.go_to(self.current + (1 if key == Qt.Key.Key_Right else -1))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go_to(0 if key == Qt.Key.Key_Home else len(self.columns) - 1)
        elif key in _ENTER:
            self.go_to(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the column under the pointer."""
        at = event.position().toPoint()
        for place in range(len(self.columns)):
            if self.box_of(place).contains(at):
                self.go_to(place)

    def box_of(self, place: int) -> QRect:
        """Where a column and its label are drawn."""
        wide = self.width() // max(len(self.columns), 1)
        return QRect(place * wide, 0, wide, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the columns."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = Theme.current()
        most = max((one.total for one in self.columns), default=0)
        ground = self.height() - theme.px(_FOOT)
        painter.fillRect(0, ground, self.width(), 1, theme.colour("line"))
        for place, one in enumerate(self.columns):
            self._draw(painter, one, self.box_of(place), (ground, most))
        painter.end()

    def _draw(self, painter: QPainter, one: Column, box: QRect, scale: tuple[int, int]) -> None:
        theme, (ground, most) = Theme.current(), scale
        room = ground - theme.px(_HEAD)
        bar = QRectF(box).adjusted(box.width() * 0.2, 0, -box.width() * 0.2, 0)
        top = float(ground)
        for part, (colour, pattern) in zip(one.parts, _FILLS, strict=False):
            tall = room * part / most if most else 0.0
            top -= tall
            piece = QRectF(bar.x(), top, bar.width(), tall)
            painter.setPen(QPen(theme.colour("ramp4"), 1))
            painter.setBrush(QBrush(theme.colour(colour), pattern))
            if part:
                painter.drawRect(piece)
        painter.setPen(theme.colour("text"))
        head = theme.px(_HEAD)
        painter.drawText(
            QRect(box.x(), round(top) - head, box.width(), head), _CENTRE, str(one.total)
        )
        foot = QRect(box.x(), ground, box.width(), theme.px(_FOOT))
        painter.setPen(theme.colour("text2"))
        painter.drawText(foot, _CENTRE, one.label)
        if one is self.columns[self.current]:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("primary"), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(QRectF(foot).adjusted(3, 2, -3, -2), 4, 4)
