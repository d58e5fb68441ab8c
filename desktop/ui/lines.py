"""Lines of a service as a Qt model: all of a list can be scrolled, what is in sight is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QElapsedTimer,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.ui.fonts import ensure
from desktop.ui.tips import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
TONE = int(Qt.ItemDataRole.UserRole) + 1
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_AHEAD = 50
_PATIENCE_MS = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """A column: heading, text of a line, width in px (0: takes what is left), tone.

    An optional one gives way where the column without a width would become too narrow.
    """

    title: str
    text: Callable[[T], str]
    width: int = 0
    right: bool = False
    optional: bool = False
    tone: Callable[[T], str] | None = None


class Lines(QAbstractTableModel, Generic[T]):
    """Lines of a service; those that are not here are asked for when they come in sight."""

    more_wanted = Signal(int)
    """Lines from this place on are wanted; `came` takes them. One question at a time."""

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._kept: list[T | None] = []
        self._met: list[str] = []
        self._wish = -1
        self._asked = -1
        self._since = QElapsedTimer()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    @property
    def rows(self) -> list[T]:
        """The lines that are here, in their order."""
        return [one for one in self._kept if one is not None]

    def first(self, count: int) -> list[T]:
        """The lines that are here among the first ones."""
        return [one for one in self._kept[:count] if one is not None]

    @property
    def total(self) -> int:
        """How many lines there are in all."""
        return len(self._kept)

    def at(self, place: int) -> T | None:
        """The line at a place; None where there is none, or where it is not here yet."""
        return self._kept[place] if 0 <= place < len(self._kept) else None

    def show(self, rows: Sequence[T], total: int | None = None) -> None:
        """Show lines from the start; `total` is how many there are in all."""
        self.beginResetModel()
        self._kept = [None] * max(total or 0, len(rows))  # one list: it may be half a million long
        self._kept[: len(rows)] = rows
        self._wish = self._asked = -1
        self.endResetModel()

    def change(self, rows: Sequence[T], key: Callable[[T], object]) -> bool:
        """Turn the lines into others in place; what stays is not drawn again.

        All lines must be here. Lines of one key are the same line; those that stay must keep their
        order. True if lines came or went.
        """
        wanted = {key(line) for line in rows}
        moved = False
        for place in reversed(range(len(self._kept))):
            line = self._kept[place]
            if line is None or key(line) not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._kept[place]
                self.endRemoveRows()
                moved = True
        for place, line in enumerate(rows):
            there = self.at(place)
            if there is not None and key(there) == key(line):
                self._replace(place, line)
                continue
            self.beginInsertRows(QModelIndex(), place, place)
            self._kept.insert(place, line)
            self.endInsertRows()
            moved = True
        return moved

    def _replace(self, place: int, line: T) -> None:
        if self._kept[place] != line:
            self._kept[place] = line
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def want(self, place: int) -> None:
        """Ask for the lines around a place that is in sight, as soon as this is painted."""
        self._wish = place
        if not self._soon.isActive():
            self._soon.start()

    def came(self, rows: Sequence[T]) -> None:
        """Take the lines that were asked for."""
        first, self._asked = self._asked, -1
        last = min(first + len(rows), len(self._kept))
        if first < 0 or last <= first:
            return
        self._kept[first:last] = rows[: last - first]
        self.dataChanged.emit(self.index(first, 0), self.index(last - 1, len(self.columns) - 1))

    def _ask(self) -> None:
        """Ask once; an answer that never came is waited for no longer than a moment."""
        if self._asked >= 0 and self._since.elapsed() < _PATIENCE_MS:
            return
        if not 0 <= self._wish < len(self._kept) or self._kept[self._wish] is not None:
            return
        first = self._wish
        while first > 0 and self._kept[first - 1] is None and self._wish - first < _AHEAD:
            first -= 1
        self._asked = first
        self._since.start()
        self.more_wanted.emit(first)

    def learn(self, text: str) -> None:
        """See that a text can be drawn, once the painting that met it is over."""
        if not self._met:
            QTimer.singleShot(0, self._see_to_faces)
        self._met.append(text)

    def _see_to_faces(self) -> None:
        met, self._met = self._met, []
        ensure("".join(met))

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines there are, here or not."""
        return 0 if parent is not None and parent.isValid() else len(self._kept)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text, its tip, its side, its tone; nothing for a line that is not here."""
        line = self.at(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(column.text(line))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        if role == TONE:
            return column.tone(line) if column.tone else ""
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The headings."""
        if side != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.columns[section].right else LEFT
        return None
