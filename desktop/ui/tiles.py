"""Tiles in their own order on one hue: a figure of five shades, its words in every tile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy

from desktop.ui.focused import Focused
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = 5
_DARK = 4
_WIDE, _TALL, _GAP, _PAD = 168, 92, 8, 10
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A tile: its name, its lines of words, its shade from 1 to 5.

    `hatched` is for what is not known, `dashed` for what is missing; `sentence` says all of it.
    """

    name: str
    lines: tuple[str, ...]
    step: int
    sentence: str
    hatched: bool = False
    dashed: bool = False


def shade(part: int, whole: int) -> int:
    """The shade of a part: fifths of the whole, all of it is the darkest."""
    return min(STEPS, 1 + part * STEPS // whole) if whole else 1


class Tiles(Focused):
    """Tiles from left to right and down. Arrows walk, Enter or a click opens."""

    opened = Signal(int)
    walked = Signal(int)

    def __init__(self, name: str) -> None:
        """`name` is what a screen reader says; the twin table says the same in rows."""
        super().__init__()
        self.tiles: Sequence[Tile] = ()
        self.current = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles; the current place stays if there is still one."""
        self.tiles = tiles
        self.current = min(self.current, max(len(tiles) - 1, 0))
        self._say()
        self.updateGeometry()
        self.update()

    def columns(self) -> int:
        """How many tiles stand in a row at this width."""
        step = Theme.current().px(_WIDE) + _GAP
        return max(1, (self.width() + _GAP) // step)

    def box_of(self, place: int) -> QRect:
        """Where a tile is drawn."""
        theme, columns = Theme.current(), self.columns()
        wide = (self.width() - _GAP * (columns - 1)) // columns
        tall = theme.px(_TALL)
        line, column = divmod(place, columns)
        return QRect(column * (wide + _GAP), line * (tall + _GAP), wide, tall)

    def hasHeightForWidth(self) -> bool:
        """Fewer tiles in a row make it taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows at a width."""
        theme = Theme.current()
        columns = max(1, (width + _GAP) // (theme.px(_WIDE) + _GAP))
        rows = -(-len(self.tiles) // columns) or 1
        return rows * (theme.px(_TALL) + _GAP)

    def sizeHint(self) -> QSize:
        """Three tiles wide."""
        wide = Theme.current().px(_WIDE) * 3
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """One tile."""
        theme = Theme.current()
        return QSize(theme.px(_WIDE), theme.px(_TALL))

    def go_to(self, place: int) -> None:
        """Make a tile the current one."""
        if self.tiles and place != self.current:
            self.current = min(max(place, 0), len(self.tiles) - 1)
            self._say()
            self.update()
            self.walked.emit(self.current)

    def _say(self) -> None:
        said = self.tiles[self.current].sentence if self.tiles else ""
        self.setAccessibleDescription(said)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, or open."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns(),
            Qt.Key.Key_Down: self.columns(),
        }
        key = Qt.Key(event.key())
        if key in steps:
            place = self.current + steps[key]
            if 0 <= place < len(self.tiles):
                self.go_to(place)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go_to(0 if key == Qt.Key.Key_Home else len(self.tiles) - 1)
        elif key in _ENTER and self.tiles:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def place_at(self, at: QPoint) -> int | None:
        """The tile at a point."""
        found = (n for n in range(len(self.tiles)) if self.box_of(n).contains(at))
        return next(found, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a tile."""
        place = self.place_at(event.position().toPoint())
        if place is not None:
            self.go_to(place)
            self.setFocus()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a tile."""
        place = self.place_at(event.position().toPoint())
        if place is not None:
            self.opened.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, tile in enumerate(self.tiles):
            box = self.box_of(place)
            if box.intersects(event.rect()):
                self._draw(painter, tile, box, chosen=place == self.current)
        painter.end()

    def _draw(self, painter: QPainter, tile: Tile, box: QRect, *, chosen: bool) -> None:
        theme = Theme.current()
        fill = QRectF(box).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface" if tile.hatched else f"ramp{tile.step}"))
        painter.drawRoundedRect(fill, 6, 6)
        if tile.hatched:
            painter.setBrush(QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(fill, 6, 6)
        line = Qt.PenStyle.DashLine if tile.dashed else Qt.PenStyle.SolidLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("border" if tile.dashed else "line"), 1.5, line))
        painter.drawRoundedRect(fill, 6, 6)
        if chosen:
            ring = theme.colour("text")
            painter.setPen(QPen(ring, 3 if self.hasFocus() else 1))
            painter.drawRoundedRect(fill.adjusted(1, 1, -1, -1), 5, 5)
        dark = tile.step >= _DARK and not tile.hatched
        painter.setPen(theme.colour("on_primary" if dark else "text"))
        self._words(painter, tile, box)

    def _words(self, painter: QPainter, tile: Tile, box: QRect) -> None:
        texts = (tile.name, *tile.lines)
        inside = box.adjusted(_PAD, 6, -_PAD, -6)
        tall = inside.height() // len(texts)
        for place, text in enumerate(texts):
            font = QFont(self.font())
            font.setBold(not place)
            painter.setFont(font)
            spot = QRect(inside.x(), inside.y() + place * tall, inside.width(), tall)
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, spot.width()
            )
            painter.drawText(spot, _LEFT, shown)
