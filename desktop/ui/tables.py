"""Tables over lines of a service: fixed rows, more on demand, states with colour and word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.lines import Column, Lines
from desktop.ui.painting import Rows
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


__all__ = ["ROW", "Column", "Table"]

T = TypeVar("T")
ROW = 30
STRETCH = 130
MEASURED = 24


class Inside(QWidget):
    """What scrolls inside a table; painted whole by the table, so nothing is painted before it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


class Table(QTableView, Generic[T]):
    """A table that is read, walked with the arrow keys, and opened with Enter."""

    opened = Signal(object)
    current = Signal(object)

    def __init__(self, name: str, columns: Sequence[Column[T]]) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self.inside = Inside()
        self.setViewport(self.inside)
        self.lines: Lines[T] = Lines(columns, self)
        self._rows = Rows(self.lines)
        self.leaves_as = ""
        self.part: Callable[[], Mapping[str, object]] = dict
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self._size()
        self.doubleClicked.connect(lambda _index: self.open_current())
        self.selectionModel().currentRowChanged.connect(lambda _now, _old: self._moved())
        self.lines.modelReset.connect(self._first)
        self.lines.dataChanged.connect(self._came)

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
            else:
                heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._breathe(self.inside.width())

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
        self._breathe(event.size().width())
        super().resizeEvent(event)

    def _breathe(self, room: int) -> None:
        """Let a column be wider than designed where its texts need it and there is room."""
        theme, columns = Theme.current(), self.lines.columns
        seen = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        slack = room - sum(theme.px(columns[place].width or STRETCH) for place in seen)
        for place in seen:
            if columns[place].width:
                wide = theme.px(columns[place].width)
                more = min(self._needed(columns[place]) - wide, 2 * wide, slack)
                self.setColumnWidth(place, wide + max(more, 0))
                slack -= max(more, 0)

    def _needed(self, column: Column[T]) -> int:
        """How wide the longest text of the first lines is with the space around it."""
        texts = (column.text(line) for line in self.lines.first(MEASURED))
        longest = max(texts, key=len, default="")
        return self.fontMetrics().horizontalAdvance(longest) + 2 * (Theme.current().px(8) + 3)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "lines"):
            self._size()

    def leaves(self, key: str, part: Callable[[], Mapping[str, object]] | None = None) -> None:
        """Name the list that leaves as Excel for this table; `part` gives its filter now."""
        self.leaves_as = key
        self.part = part or dict

    def line(self) -> T | None:
        """The current line."""
        return self.lines.at(self.currentIndex().row())

    def go_to(self, place: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.lines.index(place, 0))

    def go_nowhere(self) -> None:
        """Mark no row."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def open_current(self) -> None:
        """Open the current line."""
        line = self.line()
        if line is not None:
            self.opened.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, J and K walk; Ctrl+Enter is the page's."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not control:
            self.open_current()
        elif event.text() in {"j", "k"}:
            step = 1 if event.text() == "j" else -1
            place = self.currentIndex().row() + step
            self.go_to(min(max(place, 0), self.lines.total - 1))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """A few rows are enough; the layout gives more."""
        return QSize(300, Theme.current().px(ROW) * 5)

    def minimumSizeHint(self) -> QSize:
        """Heading and two rows."""
        return QSize(200, Theme.current().px(ROW) * 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that are in sight and ask for those that are not here."""
        painter = QPainter(self.inside)
        box = event.rect()
        painter.fillRect(box, Theme.current().colour("surface"))
        self._rows.begin(painter)
        chosen = self.currentIndex().row() if self.selectionModel().hasSelection() else -1
        wide, places = self.inside.width(), self._places()
        row, y = self.rowAt(box.top()), 0
        while 0 <= row < self.lines.total:
            y, tall = self.rowViewportPosition(row), self.rowHeight(row)
            if y > box.bottom():
                break
            line = QRect(0, y, wide, tall)
            if not self._rows.draw(places, row, line, chosen=row == chosen):
                self.lines.want(row)
            row += 1
        if self.hasFocus():
            self._ring(painter, chosen)
        painter.end()

    def _ring(self, painter: QPainter, chosen: int) -> None:
        """Show where the keys go: around the current row, or around all where there is none."""
        box = self.inside.rect()
        if chosen >= 0:
            top, tall = self.rowViewportPosition(chosen), self.rowHeight(chosen)
            box = QRect(0, top, self.inside.width(), tall)
        painter.setPen(QPen(Theme.current().colour("primary"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _places(self) -> list[tuple[int, int, int]]:
        """Column, x and width of what is shown."""
        heads = self.horizontalHeader()
        return [
            (place, heads.sectionViewportPosition(place), heads.sectionSize(place))
            for place in range(len(self.lines.columns))
            if not heads.isSectionHidden(place)
        ]

    def _came(self, first: QModelIndex, last: QModelIndex) -> None:
        """Tell of the current line once it is here."""
        if first.row() <= self.currentIndex().row() <= last.row():
            self._moved()

    def _first(self) -> None:
        self._breathe(self.inside.width())
        if self.lines.total:
            self.go_to(0)

    def _moved(self) -> None:
        self.current.emit(self.line())
