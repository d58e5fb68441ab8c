"""Tables over lines of a service: fixed rows, more on demand, states with colour and word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.fonts import ensure
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
TONE = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_SIDE = int(Qt.ItemDataRole.TextAlignmentRole)
_ANSWERED = frozenset(
    {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole), _SIDE, TONE}
)
"""Qt asks each cell for ten roles at every drawing; most are answered before anything is read."""
ROW = 30
STRETCH = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """A column: heading, text of a line, width in px (0: takes what is left), tone.

    An optional one gives way where the column without a width would become too narrow. A plain one
    holds words of ours alone, for which no face has to be looked up.
    """

    title: str
    text: Callable[[T], str]
    width: int = 0
    right: bool = False
    optional: bool = False
    plain: bool = False
    tone: Callable[[T], str] | None = None


class Lines(QAbstractTableModel, Generic[T]):
    """Lines of a service as a Qt model; asks for more when the end comes in sight."""

    more_wanted = Signal(int)

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[T] = []
        self.total = 0
        self._asked = 0

    def show(self, rows: Sequence[T], total: int | None = None) -> None:
        """Show lines from the start; `total` is how many there are in all."""
        self.beginResetModel()
        self.rows = list(rows)
        self.total = len(rows) if total is None else total
        self._asked = len(rows)
        self._learn(rows)
        self.endResetModel()

    def add(self, rows: Sequence[T]) -> None:
        """Put further lines at the end."""
        if not rows:
            return
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows += rows
        self._learn(rows)
        self.endInsertRows()

    def change(self, rows: Sequence[T], key: Callable[[T], object]) -> bool:
        """Turn the lines into others in place; what stays is not drawn again.

        Lines of one key are the same line; those that stay must keep their order. True if lines
        came or went.
        """
        wanted = {key(line) for line in rows}
        moved = False
        for place in reversed(range(len(self.rows))):
            if key(self.rows[place]) not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self.rows[place]
                self.endRemoveRows()
                moved = True
        for place, line in enumerate(rows):
            if place < len(self.rows) and key(self.rows[place]) == key(line):
                self._replace(place, line)
                continue
            self._learn([line])
            self.beginInsertRows(QModelIndex(), place, place)
            self.rows.insert(place, line)
            self.endInsertRows()
            moved = True
        self.total = self._asked = len(self.rows)
        return moved

    def _replace(self, place: int, line: T) -> None:
        if self.rows[place] == line:
            return
        self._learn([line])
        self.rows[place] = line
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def _learn(self, rows: Sequence[T]) -> None:
        told = [column.text for column in self.columns if not column.plain]
        ensure("".join(text(line) for line in rows for text in told))

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines are here."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text, its tip, its side, its tone."""
        if role not in _ANSWERED or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == _SIDE:
            return _RIGHT if column.right else _LEFT
        line = self.rows[index.row()]
        if role == TONE:
            return column.tone(line) if column.tone else ""
        return column.text(line)

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The headings."""
        if side != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are lines that are not here and were not asked for."""
        return not parent.isValid() and len(self.rows) == self._asked < self.total

    def fetchMore(self, _parent: Index) -> None:
        """Ask for the lines behind the last one."""
        self._asked = self.total
        self.more_wanted.emit(len(self.rows))

    def came(self, rows: Sequence[T]) -> None:
        """Take the lines that were asked for."""
        self.add(rows)
        self._asked = len(self.rows)


class _Cell(Protocol):
    """What an option of a cell holds; Qt's stubs leave it out."""

    text: str
    rect: QRect
    fontMetrics: QFontMetrics  # noqa: N815 - Qt's name


class _Toned(QStyledItemDelegate):
    """Draws a state as a coloured box behind its word."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """A state's word is drawn by `paint`."""
        super().initStyleOption(option, index)
        if index.data(TONE):
            cast("_Cell", option).text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        tone = str(index.data(TONE) or "")
        text = str(index.data() or "")
        if not tone or not text:
            super().paint(painter, option, index)
            return
        super().paint(painter, option, index)
        cell = cast("_Cell", option)
        theme = Theme.current()
        metrics = cell.fontMetrics
        wide = metrics.horizontalAdvance(text) + theme.px(14)
        wide = min(wide, cell.rect.width() - theme.px(8))
        tall = metrics.height() + 2
        top = cell.rect.center().y() - tall // 2
        box = QRect(cell.rect.x() + theme.px(4), top, wide, tall)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{tone}_back"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.colour(tone))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide - 8)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.restore()


class Table(QTableView, Generic[T]):
    """A table that is read, walked with the arrow keys, and opened with Enter."""

    opened = Signal(object)
    current = Signal(object)

    def __init__(self, name: str, columns: Sequence[Column[T]]) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self.lines: Lines[T] = Lines(columns, self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        toned = _Toned(self)
        for place, column in enumerate(columns):
            if column.tone is not None:  # all other cells are drawn faster without Python
                self.setItemDelegateForColumn(place, toned)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self._size()
        self.doubleClicked.connect(lambda _index: self.open_current())
        self.selectionModel().currentRowChanged.connect(lambda _now, _old: self._moved())
        self.lines.modelReset.connect(self._first)

    def _size(self) -> None:
        theme = Theme.current()
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(ROW))
        rows.setMinimumSectionSize(theme.px(ROW))
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setMinimumSectionSize(theme.px(40))
        heads.setSectionsClickable(False)
        for place, column in enumerate(self.lines.columns):
            if column.width:
                heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, theme.px(column.width))
            else:
                heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let optional columns give way, the last ones first."""
        theme = Theme.current()
        columns = self.lines.columns
        # the size of the view inside; asking for that widget makes every class that Qt has
        room = event.size().width() - theme.px(STRETCH)
        room -= sum(theme.px(one.width) for one in columns if not one.optional)
        for place, one in enumerate(columns):
            if one.optional:
                room -= theme.px(one.width)
                self.setColumnHidden(place, room < 0)
        super().resizeEvent(event)

    def line(self) -> T | None:
        """The current line."""
        place = self.currentIndex().row()
        return self.lines.rows[place] if 0 <= place < len(self.lines.rows) else None

    def go_to(self, place: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.lines.index(place, 0))

    def open_current(self) -> None:
        """Open the current line."""
        line = self.line()
        if line is not None:
            self.opened.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, J and K walk."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_current()
        elif event.text() in {"j", "k"}:
            step = 1 if event.text() == "j" else -1
            place = self.currentIndex().row() + step
            self.go_to(min(max(place, 0), len(self.lines.rows) - 1))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """A few rows are enough; the layout gives more."""
        return QSize(300, Theme.current().px(ROW) * 5)

    def minimumSizeHint(self) -> QSize:
        """Heading and two rows."""
        return QSize(200, Theme.current().px(ROW) * 3)

    def _first(self) -> None:
        if self.lines.rows:
            self.go_to(0)

    def _moved(self) -> None:
        self.current.emit(self.line())
