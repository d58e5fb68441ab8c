"""Clauses word for word, and the whole text, with words looked for and marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QLineEdit, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from desktop.ui.fields import Combo
from desktop.ui.fonts import ensure
from desktop.ui.parts import button, row, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.policy import PackClause


class Text(QWidget):
    """Enter in the field goes to the next place; the list jumps to a clause."""

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self._clauses: Sequence[PackClause] = ()
        self._source = ""
        self._whole = False
        self._places: list[QTextCursor] = []
        self._at = -1
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("在原文里找"))
        self.search.setPlaceholderText(tr("在原文里找 Ctrl+F，回车找下一处"))
        self.search.textChanged.connect(lambda _text: self._look())
        self.search.returnPressed.connect(self.go_on)
        self.count = words("", "label")
        self.jump = Combo(tr("跳到哪一条"))
        self.jump.activated.connect(lambda _place: self._jump())
        self.whole_button = button(tr("看全文"), self._toggle)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("政策原文"))
        self.none = words(tr("这份文件没有附原文，只有核对用的规则。"), "label", wrap=True)
        bar = row(self.search, self.count, self.jump, self.whole_button)
        bar.setStretch(0, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 4, 0, 0)
        around.setSpacing(6)
        around.addLayout(bar)
        around.addWidget(self.none)
        around.addWidget(self.text, 1)

    def show_text(self, clauses: Sequence[PackClause], source: str) -> None:
        """Show the clauses of a document; `source` is its whole text, which may be missing."""
        self._clauses, self._source, self._whole = clauses, source, False
        ensure(source + "".join(one.text for one in clauses))
        self.search.clear()
        first = [("", self.tr("跳到…"))]
        self.jump.fill([*first, *((one.item, one.item) for one in clauses)])
        self.jump.choose("")
        self.whole_button.setVisible(bool(source))
        self.none.setVisible(not source)
        self.text.setVisible(bool(clauses or source))
        self._write()

    def go_on(self) -> None:
        """Go to the next place that was found; behind the last one comes the first."""
        if self._places:
            self._at = (self._at + 1) % len(self._places)
            self.text.setTextCursor(self._places[self._at])
            self._tell()

    def _toggle(self) -> None:
        self._whole = not self._whole
        self._write()

    def _write(self) -> None:
        tr = self.tr
        self.whole_button.setText(tr("看条款") if self._whole else tr("看全文"))
        self.jump.setEnabled(not self._whole)
        if self._whole:
            self.text.setPlainText(self._source)
        else:
            self.text.setHtml("".join(_html(one) for one in self._clauses))
        self._look()

    def _jump(self) -> None:
        if self.jump.code():
            self.text.scrollToAnchor(self.jump.code())

    def _look(self) -> None:
        """Mark every place; the first one is gone to by Enter."""
        wanted = self.search.text().strip()
        self._places, self._at = [], -1
        cursor = QTextCursor(self.text.document())
        while wanted:
            cursor = self.text.document().find(wanted, cursor, QTextDocument.FindFlag(0))
            if cursor.isNull():
                break
            self._places.append(QTextCursor(cursor))
        self.text.setExtraSelections([_marked(one) for one in self._places])
        self._tell()

    def _tell(self) -> None:
        tr = self.tr
        wanted = self.search.text().strip()
        if not wanted:
            self.count.setText("")
        elif not self._places:
            self.count.setText(tr("没有找到"))
        elif self._at < 0:
            self.count.setText(tr("共 {n} 处").format(n=len(self._places)))
        else:
            text = tr("第 {at} 处，共 {n} 处")
            self.count.setText(text.format(at=self._at + 1, n=len(self._places)))


def _html(one: PackClause) -> str:
    return (
        f'<p style="margin:10px 0 2px 0"><a name="{escape(one.item)}"></a>'
        f"<b>{escape(one.item)}</b></p>"
        f'<p style="margin:0; line-height:125%">{escape(one.text)}</p>'
    )


def _marked(cursor: QTextCursor) -> QTextEdit.ExtraSelection:
    theme = Theme.current()
    marked = QTextEdit.ExtraSelection()
    # PySide's stubs know neither of the two fields of a selection.
    marked.cursor = cursor  # type: ignore[attr-defined]
    marked.format.setBackground(theme.colour("warn_back"))  # type: ignore[attr-defined]
    marked.format.setForeground(theme.colour("warn"))  # type: ignore[attr-defined]
    return marked
