"""What is fixed by freezing, said before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.pages.subsidies import words as say
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.services.records.course import QuarterDraft


class Fixing(Sheet):
    """Lines, households and sums that nobody changes afterwards, and how to get out of it."""

    def __init__(self, parent: QWidget, draft: QuarterDraft, freeze: Callable[[], object]) -> None:
        super().__init__(parent, parent.tr("冻结申报清单"))
        tr, sums = self.tr, draft.totals
        text = tr("冻结以后，{lines} 笔、{houses} 户的名单和每一笔的金额都固定下来，不能再改。")
        self.add(words(text.format(lines=sums.lines, houses=sums.households), wrap=True))
        self.add(words(say.sources(draft), "strong", wrap=True))
        text = tr("利息 {interest} 元 = 贴息 {subsidy} + 自付 {own}")
        said = text.format(
            interest=say.yuan(sums.interest_fen),
            subsidy=say.yuan(sums.subsidy_fen),
            own=say.yuan(sums.borrower_fen),
        )
        self.add(words(said, wrap=True))
        if draft.reversals:
            text = tr("其中 {n} 笔是负数行，冲回以前拨付有误的。")
            self.add(words(text.format(n=draft.reversals), wrap=True))
        self.add(
            words(tr("没有申报以前可以撤回，再测算成下一版。申报要另外登记。"), "label", wrap=True)
        )
        self.body.addStretch(1)
        self.close_button.setText(tr("取消"))
        self.go = button(tr("冻结这 {n} 笔").format(n=sums.lines), self._go, kind="primary")
        self.go.setDefault(True)
        self.foot.addWidget(self.go)
        self._freeze = freeze
        self.go.setFocus()

    def _go(self) -> None:
        self.accept()
        self._freeze()
