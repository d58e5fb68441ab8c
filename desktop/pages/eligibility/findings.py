"""The findings of a check as one table: groups with their counts, the failed ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStaticText,
    QTextOption,
    QTransform,
)
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.pages.eligibility.wording import FOLDED, Line
from desktop.texts import word
from desktop.texts.checks import joined
from desktop.ui.icons import pixmap
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

TONES = {
    "not_met": "error",
    "needs_review": "warn",
    "pending": "info",
    "met": "ok",
    "hint": "info",
}
DRAWINGS = {
    "not_met": "cross",
    "needs_review": "warn",
    "pending": "question",
    "met": "check",
    "hint": "help",
    FOLDED: "minus",
}
_RESULT, _ITEM, _SAYS, _CLAUSE, _STEP = range(5)
_ROW, _PAD, _ICON = 26, 8, 16
_TALL, _AROUND, _BREAK, _LOW = 400, 4, 760, 600


class Findings(Table[Line]):
    """Changes in place while the officer types; what does not apply stays folded."""

    clause_wanted = Signal(str)
    folded = Signal()

    def __init__(self, name: str) -> None:
        translate = QCoreApplication.translate
        super().__init__(
            name,
            [
                Column(title=translate("Findings", "结果"), text=self._result, width=110),
                Column(title=translate("Findings", "项目"), text=lambda line: line.item, width=196),
                Column(title=translate("Findings", "说明"), text=self._says),
                Column(title=translate("Findings", "依据"), text=lambda line: line.short, width=74),
                Column(title=translate("Findings", "怎么办"), text=lambda line: line.step),
            ],
        )
        self._heights: dict[tuple[str, int], int] = {}
        self._narrow = False
        self._face = _Face(self)
        self.setItemDelegate(self._face)
        self._fit_all()
        self.opened.connect(self._opened)
        self.clicked.connect(self._clicked)
        self._reworded = False
        self.lines.dataChanged.connect(lambda _first, _last: self._note())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show the findings of another answer; the officer's line stays the current one."""
        self._fade(stale=False)
        now = self.line()
        moved = self.lines.change(lines, lambda line: line.key)
        if moved or self._reworded:
            self._fit_rows()
        if moved and self.hasFocus():
            self._keep(now)
        elif moved and self.lines.rows:
            self.go_to(1)
            self.scrollToTop()
        self.executeDelayedItemsLayout()  # else all is painted once now and once more after it

    def fade(self) -> None:
        """Grey the findings while there is no answer; they come back with the next one."""
        self._fade(stale=True)

    def _fade(self, *, stale: bool) -> None:
        if self._face.stale != stale:
            self._face.stale = stale
            self.viewport().update()

    def clause(self) -> str:
        """The clause of the current line, empty on the head of a group."""
        line = self.line()
        return line.row.clause if line is not None and line.row is not None else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every line the height that its words take."""
        super().resizeEvent(event)
        self._share(event.size().width())
        self.horizontalHeader().setVisible(self.window().height() >= Theme.current().px(_LOW))
        self._fit_rows()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground under the last line; all else is drawn by the cells."""
        end = self.rowViewportPosition(len(self.lines.rows) - 1) if self.lines.rows else 0
        end += self.rowHeight(len(self.lines.rows) - 1) if self.lines.rows else 0
        room = self.viewport().rect()
        if end < room.height():
            painter = QPainter(self.viewport())
            painter.fillRect(room.adjusted(0, end, 0, 0), Theme.current().colour("surface"))
            painter.end()
        QTableView.paintEvent(self, event)  # the cells draw themselves, not the rows of a list

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits are answers, not a search in the table."""
        if event.text().isdecimal():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_face"):
            self._fit_all()

    def _fit_all(self) -> None:
        self._heights = {}
        self._face.wear()
        self._size()
        self.verticalHeader().setMinimumSectionSize(Theme.current().px(_ROW))
        self.verticalHeader().setDefaultSectionSize(Theme.current().px(_ROW))
        self._share(self.viewport().width())
        self._fit_rows()

    def _share(self, width: int) -> None:
        """Let columns give way where there is little room: what to do joins what is said."""
        theme = Theme.current()
        self._narrow = width < theme.px(_BREAK)
        self.setColumnHidden(_STEP, self._narrow)
        self.setColumnWidth(_ITEM, min(max(width * 30 // 100, theme.px(140)), theme.px(244)))

    def _note(self) -> None:
        self._reworded = True

    def _fit_rows(self) -> None:
        """Give all lines their height, and heads the whole width.

        Told of every row, the view would paint itself once more a moment later.
        """
        self._reworded = False
        self.clearSpans()
        changed = False
        with QSignalBlocker(self.verticalHeader()):
            for place, line in enumerate(self.lines.rows):
                if line.row is None:
                    self.setSpan(place, 0, 1, len(self.lines.columns))
                changed |= self._fit_row(place)
            self.verticalHeader().length()  # settles what the header would do a moment later
        if changed:
            self.scheduleDelayedItemsLayout()

    def _fit_row(self, place: int) -> bool:
        """Give a line its height; true if it had another one."""
        line = self.lines.rows[place]
        tall = Theme.current().px(_ROW)
        if line.row is not None and line.group != "pending":
            texts = [(_ITEM, line.item), (_SAYS, self._says(line))]
            for column, text in texts if self._narrow else [*texts, (_STEP, line.step)]:
                tall = max(tall, self._height(text, self.columnWidth(column)))
        if self.rowHeight(place) == tall:
            return False
        self.setRowHeight(place, tall)
        return True

    def _height(self, text: str, width: int) -> int:
        found = self._heights.get((text, width))
        if found is None:
            room = QRect(0, 0, width - 2 * _PAD, _TALL)
            box = QFontMetrics(self.font()).boundingRect(room, _WRAP, text)
            found = self._heights[text, width] = box.height() + _AROUND
        return found

    def _says(self, line: Line) -> str:
        return joined(line.says, line.step) if self._narrow else line.says

    def _result(self, line: Line) -> str:
        name = word("rule_result", line.group)
        if line.row is not None:
            return name
        text = self.tr("{name} {n} 项").format(name=name, n=line.count)
        if line.group != FOLDED:
            return text
        how = self.tr("回车收起") if line.open else self.tr("回车打开")
        return self.tr("{text}　{how}").format(text=text, how=how)

    def _keep(self, now: Line | None) -> None:
        """Stay on the line of the same condition, else on the first finding."""
        if now is None or now.row is None:
            wanted = now.key if now is not None else None
            place = next((n for n, one in enumerate(self.lines.rows) if one.key == wanted), 1)
        else:
            rule = now.row.rule
            places = enumerate(self.lines.rows)
            place = next((n for n, one in places if one.row and one.row.rule == rule), 1)
        if place < len(self.lines.rows) and place != self.currentIndex().row():
            self.go_to(place)

    def _opened(self, line: Line) -> None:
        if line.row is not None:
            self.clause_wanted.emit(line.row.clause)
        elif line.group == FOLDED:
            self.folded.emit()

    def _clicked(self, index: QModelIndex) -> None:
        line = self.lines.rows[index.row()]
        if line.row is None or index.column() == _CLAUSE:
            self._opened(line)


_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_MOST = 2000


class _Cell(Protocol):
    """What an option of a cell holds; Qt's stubs leave it out."""

    rect: QRect


class _Face(QStyledItemDelegate):
    """Draws cells by hand from texts that were laid out before.

    The style sheet and a layout of every text for every key take longer than there is time.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = cast("Findings", table)
        self.stale = False
        self.wear()

    def wear(self) -> None:
        """Take colours, sizes and drawings of the theme once, not for every cell."""
        theme = Theme.current()
        names = {*TONES.values(), "text", "text2", "text3", "primary", "selected", "raised"}
        self._colours = {name: theme.colour(name) for name in (*names, "surface", "line_soft")}
        self._icons = {
            group: pixmap(name, TONES.get(group, "text2"), _ICON)
            for group, name in DRAWINGS.items()
        }
        self._side = theme.px(_ICON)
        self._plain = QFont(self._table.font())
        self._bold = QFont(self._plain)
        self._bold.setBold(True)
        self._laid: dict[tuple[str, int, str], QStaticText] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        box = cast("_Cell", option).rect
        table = self._table
        line = table.lines.rows[index.row()]
        picked = index.row() == table.currentIndex().row() and not self.stale
        ground = "selected" if picked else "raised" if line.row is None else "surface"
        painter.fillRect(box, self._colours[ground])
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, self._colours["line_soft"])
        column = index.column()
        text = table.lines.columns[column].text(line)
        if column == _RESULT:
            self._result(painter, box, line, text)
        elif text:
            kind = "elide" if line.group == "pending" else "wrap"
            colour = "primary" if column == _CLAUSE else "text"
            laid = self._text(text, box.width() - 2 * _PAD, kind)
            self._draw(painter, box.x() + _PAD, box, laid, colour)

    def _result(self, painter: QPainter, box: QRect, line: Line, text: str) -> None:
        left, top = box.x() + _PAD, box.y() + (box.height() - self._side) // 2
        painter.drawPixmap(left, top, self._icons[line.group])
        kind = "bold" if line.row is None else "plain"
        painter.setFont(self._bold if line.row is None else self._plain)
        laid = self._text(text, box.width(), kind)
        tone = TONES.get(line.group, "text2")
        self._draw(painter, left + self._side + 6, box, laid, tone)

    def _draw(
        self, painter: QPainter, left: int, box: QRect, laid: QStaticText, colour: str
    ) -> None:
        painter.setPen(self._colours["text3" if self.stale else colour])
        top = box.y() + (box.height() - 1 - round(laid.size().height())) // 2
        painter.drawStaticText(left, top, laid)

    def _text(self, text: str, width: int, kind: str) -> QStaticText:
        """A text laid out once for a width: wrapped, cut short, plain or bold."""
        key = (text, width, kind)
        laid = self._laid.get(key)
        if laid is None:
            if len(self._laid) > _MOST:
                self._laid.clear()
            laid = self._laid[key] = self._lay(text, width, kind)
        return laid

    def _lay(self, text: str, width: int, kind: str) -> QStaticText:
        font = self._bold if kind == "bold" else self._plain
        if kind == "elide":
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        laid = QStaticText(text)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        if kind == "wrap":
            laid.setTextOption(_WRAPPED)
            laid.setTextWidth(width)
        laid.prepare(QTransform(), font)
        return laid


_WRAPPED = QTextOption()
_WRAPPED.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
