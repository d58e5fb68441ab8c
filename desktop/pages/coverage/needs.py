"""From the roster to the answer, in households, and the needs that stand open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.records.day import NeedState
from desktop.texts import word
from desktop.ui.exporting import export_button
from desktop.ui.fonts import ensure
from desktop.ui.parts import Card, flowing, row, words
from desktop.ui.reading import show_amount
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.day import NeedStage

_WAN_FEN = 1_000_000


class Needs(QWidget):
    """Counts of households; it ends where the bank decides."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.stages = words("", "strong", wrap=True)
        self.table = Table[NeedState](
            tr("资金需求"),
            [
                Column(title=tr("说的日期"), text=lambda n: f"{n.said_on:%Y-%m-%d}", width=104),
                Column(title=tr("村"), text=lambda n: n.village, width=110),
                Column(title=tr("户主"), text=lambda n: n.head_name, width=90),
                Column(title=tr("需求"), text=self._need),
                Column(title=tr("已过"), text=self._days, width=76, right=True),
                Column(title=tr("核对"), text=self._checked, width=110, tone=self._tone),
            ],
        )
        self.table.leaves("need_states")
        self.table.opened.connect(lambda one: self.opened.emit(one.household_no))
        card = Card(margin=16)
        card.body.addLayout(row(words(tr("资金需求"), "heading"), 1, export_button(self.table)))
        card.body.addWidget(self.stages)
        card.body.addWidget(self.table, 1)
        note = tr("户数到核对为止；是否发放贷款由银行依法自主决策，这里不统计（晋四(一)）。")
        card.body.addWidget(flowing(words(note, "quiet")))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def show_needs(self, stages: Sequence[NeedStage], needs: Sequence[NeedState]) -> None:
        """Show the counts and the list, the oldest first."""
        ensure("".join(one.head_name for one in needs))
        parts = [
            self.tr("{what} {n} 户").format(
                what=word("need_stage", one.metric), n=f"{one.households:,}"
            )
            for one in stages
        ]
        self.stages.setText(self.tr(" → ").join(parts))
        self.table.lines.show(needs)
        self.table.setFocus()

    def forget(self) -> None:
        """Names stand in the list."""
        self.table.lines.show([])

    def _need(self, one: NeedState) -> str:
        use = word("need_use", one.use)
        if not one.amount_fen:
            return use or self.tr("有")
        amount = show_amount(one.amount_fen, _WAN_FEN)
        return self.tr("{n} 万 {use}").format(n=amount, use=use).strip()

    def _days(self, one: NeedState) -> str:
        return self.tr("{n} 天").format(n=one.days)

    def _checked(self, one: NeedState) -> str:
        return f"{one.checked_on:%Y-%m-%d}" if one.checked_on else self.tr("未核对")

    def _tone(self, one: NeedState) -> str:
        return "ok" if one.checked_on else "warn"
