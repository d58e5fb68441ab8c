"""Earlier imports: when, who, which file, how many rows, and whether they can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.importing import words as said
from desktop.pages.importing.undoing import Undoing
from desktop.services.records.imports import ImportRunLine
from desktop.ui.fields import Combo
from desktop.ui.parts import Elided, Empty, button, row
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.imports import ImportKind
    from desktop.ui.jobs import Jobs


class History(QWidget):
    """The imports that were taken in here, newest first."""

    undone = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        tr = self.tr
        self.kind = Combo(tr("哪种表"), [("", tr("全部种类"))])
        self.kind.currentIndexChanged.connect(lambda _at: self.refresh())
        self.table = Table[ImportRunLine](
            tr("导入记录"),
            [
                Column(title=tr("导入时间"), text=lambda r: said.moment(r.taken_at), width=140),
                Column(title=tr("种类"), text=lambda r: said.kind(r.kind), width=120),
                Column(title=tr("文件"), text=lambda r: r.file),
                Column(title=tr("经办人"), text=lambda r: r.officer, width=92),
                Column(
                    title=tr("导入行"), text=lambda r: f"{r.imported_rows:,}", width=76, right=True
                ),
                Column(title=tr("待改行"), text=lambda r: f"{r.held_rows:,}", width=72, right=True),
                Column(
                    title=tr("采用"),
                    text=lambda r: f"{r.adopted:,}",
                    width=60,
                    right=True,
                    optional=True,
                ),
                Column(
                    title=tr("状态"),
                    text=lambda r: said.state(r)[0],
                    width=136,
                    tone=lambda r: said.state(r)[1],
                ),
            ],
        )
        self.table.current.connect(self._at_hand)
        self.table.opened.connect(lambda line: self.ask_undo(line) if line.undoable else None)
        self.empty = Empty("import", tr("这台电脑还没有导入过文件。"))
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.at_hand = Elided("", "label")
        self.undo = button(tr("撤销整批…"), self._undo, kind="danger")
        self.back = button(tr("返回导入"))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(row(self.kind, 1))
        around.addWidget(self.faces, 1)
        hand = row(self.at_hand, self.back, self.undo)
        hand.setStretch(0, 1)
        around.addLayout(hand)
        self._at_hand(None)

    def offer(self, kinds: Sequence[ImportKind]) -> None:
        """The kinds to narrow the list by."""
        every = [(one.kind, said.kind(one.kind)) for one in kinds]
        self.kind.fill([("", self.tr("全部种类")), *every])

    def refresh(self) -> None:
        """Ask for the imports again."""
        kind = self.kind.code()
        self.jobs.run(lambda: self.desk.imports.runs(kind), self.show_runs)

    def ask_undo(self, line: ImportRunLine) -> Undoing:
        """Ask for the reason, then take an import back."""
        sheet = Undoing(self.window(), self.desk, self.jobs, line, self._undone)
        sheet.open()
        return sheet

    def show_runs(self, runs: list[ImportRunLine]) -> None:
        """Show imports."""
        self.table.lines.show(runs)
        self.faces.setCurrentIndex(0 if runs else 1)
        self._at_hand(self.table.line())

    def clear(self) -> None:
        """Take everything off."""
        self.table.lines.show([])
        self._at_hand(None)

    def _undo(self) -> None:
        line = self.table.line()
        if line is not None:
            self.ask_undo(line)

    def _undone(self, line: ImportRunLine) -> None:
        self.refresh()
        self.undone.emit(line)

    def _at_hand(self, line: object) -> None:
        tr = self.tr
        self.undo.setEnabled(isinstance(line, ImportRunLine) and line.undoable)
        if not isinstance(line, ImportRunLine):
            self.at_hand.setText("")
        elif line.undone_at is not None:
            text = tr("{at} 由 {who} 撤销：{why}")
            at = said.moment(line.undone_at)
            self.at_hand.setText(text.format(at=at, who=line.undone_by, why=line.undo_reason))
        elif line.undoable:
            text = tr("第 {run} 次导入，{day} 前可以整批撤销。")
            self.at_hand.setText(
                text.format(run=said.number(line.run), day=line.undo_until.isoformat())
            )
        else:
            text = tr("第 {run} 次导入，已过 {day}，不能再撤销。")
            self.at_hand.setText(
                text.format(run=said.number(line.run), day=line.undo_until.isoformat())
            )
