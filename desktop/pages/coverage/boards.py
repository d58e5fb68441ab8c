"""Where boards hang, village by village, as the register of publicity says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.records.day import VillageRound
from desktop.ui.exporting import export_button
from desktop.ui.parts import Card, button, flowing, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.records.day import Coverage


class Boards(QWidget):
    """A line per village; Space or Enter registers a board."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.sums = words("", "label")
        self.table = Table[VillageRound](
            tr("各村公示牌"),
            [
                Column(title=tr("村"), text=lambda v: v.name, width=150),
                Column(title=tr("公示牌"), text=self._state, width=110, tone=self._tone),
                Column(title=tr("上墙日期"), text=self._day, width=110),
                Column(title=tr("地点"), text=lambda v: v.board_place),
            ],
        )
        self.table.leaves("rounds")
        self.table.opened.connect(self.opened.emit)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table, self._enter)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.register = button(tr("登记上墙 空格"), kind="primary")
        self.paper = button(tr("打印公示牌 B"))
        card = Card(margin=16)
        card.body.addLayout(row(words(tr("各村公示牌"), "heading"), self.sums, 1, gap=12))
        card.body.addWidget(self.table, 1)
        note = tr("公示牌只说明这个村有牌，不算告知到户。人员、电话或政策变了，要换牌再登记一次。")
        card.body.addWidget(words(note, "quiet", wrap=True))
        card.body.addWidget(flowing(self.register, self.paper, export_button(self.table)))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def place(self, *, field: bool) -> None:
        """Whether boards are this role's work."""
        self.register.setVisible(field)
        self.paper.setVisible(field)

    def show_coverage(self, coverage: Coverage) -> None:
        """Show the villages in the order of divisions."""
        place = max(self.table.currentIndex().row(), 0)
        self.table.lines.show(coverage.villages)
        if coverage.villages:
            self.table.go_to(min(place, len(coverage.villages) - 1))
        up = sum(one.boards for one in coverage.villages)
        text = self.tr("上墙 {n} / {all} 个村").format(n=up, all=len(coverage.villages))
        self.sums.setText(text)
        self.table.setFocus()

    def line(self) -> VillageRound | None:
        """The current village."""
        return self.table.line()

    def _enter(self) -> None:
        self.table.open_current()

    def _state(self, one: VillageRound) -> str:
        return self.tr("已上墙") if one.boards else self.tr("未登记")

    def _tone(self, one: VillageRound) -> str:
        return "ok" if one.boards else "warn"

    def _day(self, one: VillageRound) -> str:
        return f"{one.board_on:%Y-%m-%d}" if one.board_on else ""
