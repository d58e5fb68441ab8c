"""A band of days: stretches beside each other, what reaches across them below, and today."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.fonts import ensure
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEYOND = timedelta(days=120)
_DAY = timedelta(days=1)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_EDGE, _TOP, _MAIN, _DATES, _LANE = 4, 22, 36, 18, 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days of one kind; None is open. The longest of `labels` that has room is written inside.

    `tone` is ok, warn or empty; a hatched foot says the same without colour.
    """

    number: str
    labels: tuple[str, ...]
    start: date | None
    end: date | None
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A bar below the band, or a diamond where it has no end; the longest label that fits."""

    labels: tuple[str, ...]
    start: date
    end: date | None


class Band(QWidget):
    """The stretches are as wide as their words need: the axis bends, and its days are written."""

    picked = Signal(int)
    """A stretch, or behind them a lane, was pressed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.stretches: tuple[Stretch, ...] = ()
        self.lanes: tuple[Lane, ...] = ()
        self._today = date.min
        self._chosen = -1
        self._days: list[tuple[date, date]] = []

    def show_days(
        self, today: date, stretches: Sequence[Stretch], lanes: Sequence[Lane] = ()
    ) -> None:
        """Show other stretches; they follow each other without gap."""
        self.stretches, self.lanes, self._today = tuple(stretches), tuple(lanes), today
        self._days = self._bounds()
        labels = [*(one.labels for one in stretches), *(one.labels for one in lanes)]
        ensure("".join(text for group in labels for text in group))
        self.updateGeometry()
        self.update()

    def choose(self, place: int) -> None:
        """Ring a stretch, or behind them a lane."""
        self._chosen = place
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as its lanes need."""
        theme = Theme.current()
        tall = _TOP + _MAIN + _DATES + _LANE * len(self.lanes) + _EDGE
        return QSize(theme.px(600), theme.px(tall))

    def minimumSizeHint(self) -> QSize:
        """Narrow ones write fewer words."""
        return QSize(Theme.current().px(300), self.sizeHint().height())

    def boxes(self) -> list[QRectF]:
        """Where each stretch is painted."""
        theme = Theme.current()
        room = self.width() - 2 * theme.px(_EDGE)
        least = self._metrics().horizontalAdvance("2026-06-26") + theme.px(12)
        least = min(least, room / max(len(self._days), 1))
        weights = [math.sqrt((end - start).days + 1) for start, end in self._days]
        spare = room - least * len(weights)
        found, at = [], float(theme.px(_EDGE))
        for weight in weights:
            wide = least + spare * weight / sum(weights)
            found.append(QRectF(at, theme.px(_TOP), wide, theme.px(_MAIN)))
            at += wide
        return found

    def at(self, day: date) -> float:
        """Where a day begins on the bent axis, px from the left."""
        boxes = self.boxes()
        for (start, end), box in zip(self._days, boxes, strict=True):
            if day <= end:
                part = max((day - start).days, 0) / ((end - start).days + 1)
                return box.x() + box.width() * part
        return boxes[-1].right() if boxes else 0.0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell what was pressed."""
        theme = Theme.current()
        point = event.position()
        foot = theme.px(_TOP + _MAIN + _DATES)
        if point.y() >= foot:
            lane = int((point.y() - foot) // theme.px(_LANE))
            if lane < len(self.lanes):
                self.picked.emit(len(self.stretches) + lane)
            return
        for place, box in enumerate(self.boxes()):
            if box.x() <= point.x() < box.right():
                self.picked.emit(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all."""
        if not self.stretches:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        for place, box in enumerate(self.boxes()):
            self._stretch(painter, place, box)
        for place, lane in enumerate(self.lanes):
            self._lane(painter, place, lane)
        self._now(painter)
        painter.end()

    def _bounds(self) -> list[tuple[date, date]]:
        """First and last day of each stretch; open ends reach a little beyond all that is shown."""
        shown = [self._today, *(day for one in self.lanes for day in (one.start, one.end) if day)]
        shown += [day for one in self.stretches for day in (one.start, one.end) if day]
        first, last = min(shown) - _BEYOND, max(shown) + _BEYOND
        return [(one.start or first, one.end or last) for one in self.stretches]

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(Theme.current().px(12))
        font.setBold(bold)
        return font

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._font())

    def _stretch(self, painter: QPainter, place: int, box: QRectF) -> None:
        theme = Theme.current()
        one = self.stretches[place]
        inner = box.adjusted(1, 1, -1, -1)
        edge = theme.colour(one.tone or "border")
        line = QPen(edge, 1, Qt.PenStyle.SolidLine if one.tone else Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.setBrush(theme.colour(f"{one.tone}_back" if one.tone else "surface"))
        painter.drawRoundedRect(inner, 3, 3)
        if one.tone == "warn":
            foot = QRectF(inner.x(), inner.bottom() - theme.px(8), inner.width(), theme.px(8))
            painter.fillRect(foot, QBrush(edge, Qt.BrushStyle.BDiagPattern))
        if place == self._chosen:
            painter.setPen(QPen(theme.colour("primary"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 3, 3)
        self._words(painter, one, inner)
        if one.start is not None:
            painter.setPen(theme.colour("border"))
            foot_y = box.bottom()
            painter.drawLine(QLineF(box.x(), foot_y, box.x(), foot_y + theme.px(5)))
            painter.setPen(theme.colour("text2"))
            under = QRectF(box.x() + theme.px(3), foot_y, box.width(), theme.px(_DATES))
            day = self._fitting((one.start.isoformat(), f"{one.start:%m-%d}"), box.width())
            painter.drawText(under, _LEFT, day)

    def _words(self, painter: QPainter, one: Stretch, inner: QRectF) -> None:
        theme = Theme.current()
        gap = theme.px(6)
        number = self._metrics().horizontalAdvance(one.number) + gap
        room = inner.width() - number - 2 * gap
        label = self._fitting(one.labels, room)
        painter.setPen(theme.colour("text"))
        foot = -theme.px(7) if one.tone == "warn" else 0
        box = inner.adjusted(gap, 0, -gap, foot)
        painter.setFont(self._font(bold=True))
        painter.drawText(box, _LEFT if label else _CENTRE, one.number)
        painter.setFont(self._font())
        painter.drawText(box.adjusted(number, 0, 0, 0), _LEFT, label)

    def _fitting(self, labels: Sequence[str], room: float) -> str:
        """The first text that has room; empty if none has."""
        metrics = self._metrics()
        return next((one for one in labels if metrics.horizontalAdvance(one) <= room), "")

    def _lane(self, painter: QPainter, place: int, lane: Lane) -> None:
        theme = Theme.current()
        top = theme.px(_TOP + _MAIN + _DATES) + place * theme.px(_LANE)
        tall = theme.px(_LANE - 4)
        left = self.at(lane.start)
        chosen = place + len(self.stretches) == self._chosen
        painter.setPen(QPen(theme.colour("text"), 2) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary"))
        if lane.end is None:
            half = tall / 2 - 1
            middle = QPointF(left, top + tall / 2)
            corners = ((0, -half), (half, 0), (0, half), (-half, 0))
            painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
            bar = QRectF(left - half, top, 2 * half, tall)
        else:
            wide = max(self.at(lane.end + _DAY) - left, 3.0)
            bar = QRectF(left, top, wide, tall)
            painter.drawRoundedRect(bar, 3, 3)
        self._beside(painter, lane.labels, bar)

    def _beside(self, painter: QPainter, labels: Sequence[str], bar: QRectF) -> None:
        """Write inside the bar, else behind it, else before it, wherever a label has room."""
        gap = Theme.current().px(6)
        behind = bar.right() + gap
        for label in labels:
            wide = self._metrics().horizontalAdvance(label) + 2
            inside = bar.x() + gap if wide + 2 * gap <= bar.width() else None
            beside = behind if behind + wide <= self.width() else bar.x() - gap - wide
            at = beside if inside is None else inside
            if at >= 0:
                break
        painter.setPen(Theme.current().colour("text" if inside is None else "on_primary"))
        painter.drawText(QRectF(at, bar.y(), wide, bar.height()), _LEFT, label)

    def _now(self, painter: QPainter) -> None:
        theme = Theme.current()
        at = self.at(self._today)
        label = self.tr("今天 {day}").format(day=self._today.isoformat())
        tip, half = theme.px(_TOP), theme.px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        corners = (QPointF(at, tip), QPointF(at - half, tip - half), QPointF(at + half, tip - half))
        painter.drawPolygon(QPolygonF(list(corners)))
        painter.setPen(theme.colour("text"))
        painter.setFont(self._font(bold=True))
        wide = self._metrics().horizontalAdvance(label) + theme.px(12)
        left = min(max(at - wide / 2, 0), self.width() - wide)
        painter.drawText(QRectF(left, 0, wide, tip - half), _CENTRE, label)
