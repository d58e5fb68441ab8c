"""The policy documents that ship with the program, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTextBrowser, QWidget

from desktop.places import RESOURCES
from desktop.ui.fonts import ensure
from desktop.ui.parts import Card, column, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records import PackLine
    from desktop.ui.jobs import Jobs


class Documents(QWidget):
    """Packs at the left, the text of the chosen one at the right."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        tr = self.tr
        self.table: Table[PackLine] = Table(
            tr("政策文件"),
            [
                Column(title=tr("文号"), text=lambda p: p.number or p.pack_id, width=170),
                Column(title=tr("名称"), text=lambda p: p.title),
            ],
        )
        self.table.current.connect(self._turn)
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("在原文里找"))
        self.search.setPlaceholderText(tr("在原文里找，回车找下一处"))
        self.search.returnPressed.connect(self._find)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("政策原文"))
        self.note = words("", "quiet", wrap=True)
        left = Card(tr("政策文件"), margin=12)
        left.add(self.table)
        right = Card("", margin=12)
        right.body.addLayout(column(self.search, self.text, self.note))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(left, 2)
        line.addWidget(right, 3)

    def refresh(self) -> None:
        """Ask for the packs once."""
        if not self.table.lines.rows:
            self.jobs.run(self.desk.policy.packs, self._show)

    def _show(self, packs: list[PackLine]) -> None:
        self.table.lines.show(packs)

    def _turn(self, pack: PackLine | None) -> None:
        if pack is None:
            return
        name = f"{pack.pack_id.lower()}.txt"
        self.jobs.run(lambda: _read(name), self._came)

    def _came(self, text: str) -> None:
        ensure(text)
        self.text.setPlainText(text or self.tr("这份文件没有附原文，只有核对用的规则。"))
        self.note.setText(self.tr("原文按发布文本收录，核对时每一条都能点开对应条款。"))

    def _find(self) -> None:
        wanted = self.search.text().strip()
        if wanted and not self.text.find(wanted, QTextDocument.FindFlag(0)):
            self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
            self.text.find(wanted)


def _read(name: str) -> str:
    path = RESOURCES / "policy" / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
