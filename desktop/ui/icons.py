"""Icons drawn from short path texts in the colour they are asked for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from desktop.ui.theme import Theme

_GRID = 20
_STROKE = 1.5
_COUNTS = {"M": 2, "L": 2, "C": 6, "Z": 0, "O": 3, "R": 5}
_DENSITY = 2


def outline(text: str) -> QPainterPath:
    """The painter's path of a path text on the 20 x 20 grid."""
    path = QPainterPath()
    words = iter(text.split())
    for word in words:
        values = [float(next(words)) for _ in range(_COUNTS[word])]
        _add(path, word, values)
    return path


def _add(path: QPainterPath, word: str, at: list[float]) -> None:
    if word == "M":
        path.moveTo(at[0], at[1])
    elif word == "L":
        path.lineTo(at[0], at[1])
    elif word == "C":
        path.cubicTo(at[0], at[1], at[2], at[3], at[4], at[5])
    elif word == "O":
        path.addEllipse(QPointF(at[0], at[1]), at[2], at[2])
    elif word == "R":
        path.addRoundedRect(QRectF(at[0], at[1], at[2], at[3]), at[4], at[4])
    else:
        path.closeSubpath()


def paint(painter: QPainter, path: QPainterPath, box: QRectF, colour: QColor) -> None:
    """Draw a path of the grid into a box (px)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _GRID, box.height() / _GRID)
    pen = QPen(colour, _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.restore()


def pixmap(name: str, colour: str = "text2", size: int = 20) -> QPixmap:
    """The drawing `name` in the colour of a token, `size` px at 100 % font scale."""
    theme = Theme.current()
    side = theme.px(size)
    drawn = QPixmap(side * _DENSITY, side * _DENSITY)
    drawn.fill(Qt.GlobalColor.transparent)
    drawn.setDevicePixelRatio(_DENSITY)
    painter = QPainter(drawn)
    box = QRectF(0, 0, side, side)
    paint(painter, outline(theme.drawings[name]), box, theme.colour(colour))
    painter.end()
    return drawn


def icon(name: str, colour: str = "text2", size: int = 20) -> QIcon:
    """The drawing as an icon for a button."""
    return QIcon(pixmap(name, colour, size))
