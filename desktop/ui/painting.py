"""The rows of a table drawn straight: a style sheet draws each cell, and that is too slow here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap, QStaticText

from desktop.ui.lines import LEFT
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.lines import Lines

T = TypeVar("T")
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_WAITS = "\u2026"
_KEPT = 4_000
_ROUND = 4


class Rows(Generic[T]):
    """Draws rows: background, rule, texts that end in an ellipsis, states as boxes.

    A text is laid out once for its column, a state is drawn once; both are kept until the font or
    the theme changes.
    """

    def __init__(self, lines: Lines[T]) -> None:
        self._lines = lines
        self._texts: dict[tuple[str, int], tuple[QStaticText, float, float]] = {}
        self._states: dict[tuple[str, str, int], QPixmap] = {}
        self._look: tuple[object, ...] = ()

    def begin(self, painter: QPainter) -> None:
        """Take up the font and the colours of this painting."""
        self._painter, self._theme = painter, Theme.current()
        ratio = painter.device().devicePixelRatioF()
        look = (painter.font().key(), self._theme.scale, id(self._theme.colours), ratio)
        if look != self._look:
            self._look, self._ratio = look, ratio
            self._texts.clear()
            self._states.clear()
        self._metrics = painter.fontMetrics()
        self._selected = self._theme.colour("selected")
        self._rule = self._theme.colour("line_soft")
        self._gap = self._theme.px(8) + 2
        painter.setPen(self._theme.colour("text"))

    def draw(
        self, places: Sequence[tuple[int, int, int]], row: int, box: QRect, *, chosen: bool
    ) -> bool:
        """Draw one row in its box; `places` are (column, x, width). False: the line is not here."""
        painter, columns, top, tall = self._painter, self._lines.columns, box.y(), box.height()
        if chosen:
            painter.fillRect(box, self._selected)
        painter.fillRect(0, box.bottom(), box.width(), 1, self._rule)
        line = self._lines.at(row)
        if line is None:
            painter.drawText(box.adjusted(self._gap, 0, 0, 0), LEFT, _WAITS)
            return False
        for place, x, width in places:
            column = columns[place]
            text = column.text(line)
            tone = column.tone(line) if column.tone and text else ""
            if tone:
                self._state((text, tone, width), x, top, tall)
            elif text:
                shown, wide, high = self._text(text, width - 2 * self._gap)
                left = x + width - self._gap - wide if column.right else x + self._gap
                painter.drawStaticText(QPointF(left, top + (tall - high) // 2), shown)
        return True

    def _text(self, text: str, room: int) -> tuple[QStaticText, float, float]:
        """A text as far as it fits, with its width and height."""
        found = self._texts.get((text, room))
        if found is None:
            if len(self._texts) > _KEPT:
                self._texts.clear()
            self._lines.learn(text)
            made = QStaticText(self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(font=self._painter.font())
            size = made.size()
            found = self._texts[text, room] = (made, size.width(), size.height())
        return found

    def _state(self, said: tuple[str, str, int], x: int, top: int, tall: int) -> None:
        """A state as a coloured box behind its word."""
        found = self._states.get(said)
        if found is None:
            if len(self._states) > _KEPT:
                self._states.clear()
            self._lines.learn(said[0])
            found = self._states[said] = self._box(*said)
        high = round(found.height() / self._ratio)
        self._painter.drawPixmap(x + self._theme.px(4), top + (tall - high) // 2, found)

    def _box(self, text: str, tone: str, width: int) -> QPixmap:
        theme, metrics = self._theme, QFontMetrics(self._painter.font())
        wide = min(metrics.horizontalAdvance(text) + theme.px(14), width - theme.px(8))
        size = QSize(max(wide, 1), metrics.height() + 2)
        made = QPixmap(size * self._ratio)
        made.setDevicePixelRatio(self._ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._painter.font())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{tone}_back"))
        box = QRect(0, 0, size.width(), size.height())
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        painter.setPen(theme.colour(tone))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide - 8)
        painter.drawText(box, _CENTRE, shown)
        painter.end()
        return made
