"""The bank's overdue loans without a claim, and a claim of any other loan by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.compensation import tables
from desktop.ui.exporting import export_button
from desktop.ui.fields import NoteLine
from desktop.ui.parts import Card, button, row, words

if TYPE_CHECKING:
    from desktop.services.records.fund import ClaimCandidate


class Waiting(QWidget):
    """Enter or N begins a claim of the loan at hand."""

    claim_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.table = tables.candidates_table(self)
        self.table.opened.connect(lambda _one: self.start())
        tables.on_keys(self.table, {"N": self.start})
        self.nothing = words(tr("没有逾期而未申请的贷款。"), "label", wrap=True)
        self.file = button(tr("申请补偿 N"), self.start, kind="primary")
        self.loan = NoteLine(tr("按借据申请"), tr("借据号、合同号或后四位，回车"))
        self.loan.returnPressed.connect(self._by_number)
        card = Card(margin=12, gap=6)
        self.export = export_button(self.table)
        line = row(self.file, words(tr("其他贷款"), "label"), self.loan, self.export)
        line.setStretch(2, 1)
        card.add(self.nothing, self.table, line)
        note = tr(
            "按最迟办结日排列，从逾期第一天起 6 个月。借款人死亡、重病的不等逾期，用借据号申请。"
        )
        card.add(words(note, "quiet", wrap=True))
        card.body.setStretch(1, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def show_lines(self, found: list[ClaimCandidate], *, open_: bool) -> None:
        """Show the bank its loans; without a fund in the county nothing can be begun."""
        self.table.leaves("claim_candidates")
        self.table.lines.show(found)
        self.nothing.setVisible(not found)
        self.file.setEnabled(bool(found) and open_)
        self.loan.setEnabled(open_)

    def forget(self) -> None:
        """Nothing personal stays."""
        self.table.lines.show([])
        self.loan.clear()

    def start(self) -> None:
        """Begin a claim of the loan at hand."""
        one = self.table.line()
        if one is not None and self.file.isEnabled():
            self.claim_wanted.emit(one.loan_no, one.borrower_name)

    def _by_number(self) -> None:
        text = self.loan.text().strip()
        if text:
            self.claim_wanted.emit(text, text)
