"""All suggestions for the same problem: shown first, then taken together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from desktop.services.records.imports import ProblemLine
from desktop.texts import sheets
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget


class Everything(Sheet):
    """Original and suggestion of every row, and one button for all."""

    def __init__(
        self,
        parent: QWidget,
        lines: Sequence[ProblemLine],
        then: Callable[[Sequence[ProblemLine]], object],
    ) -> None:
        super().__init__(parent, QCoreApplication.translate("Everything", "采用同类的建议"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tr = self.tr
        self._lines = lines
        self._then = then
        self.add(words(sheets.problem(lines[0]), "strong", wrap=True))
        told = tr("下面 {n} 处按“建议”导入；表里的原值照样留在账上，采用后还可以逐行退回。")
        self.add(words(told.format(n=f"{len(lines):,}"), "label", wrap=True))
        self.table = Table[ProblemLine](
            tr("同类的建议"),
            [
                Column(title=tr("行"), text=lambda p: str(p.row), width=64, right=True),
                Column(title=tr("列"), text=lambda p: p.column, width=120),
                Column(title=tr("原值"), text=lambda p: p.shown_original),
                Column(title=tr("建议"), text=sheets.suggestion, width=180),
            ],
        )
        self.table.setMinimumHeight(Theme.current().px(200))
        self.table.lines.show(lines)
        self.add(self.table)
        self.close_button.setText(tr("取消"))
        verb = tr("采用这 {n} 处").format(n=f"{len(lines):,}")
        self.go = button(verb, self._go, kind="primary")
        self.go.setDefault(True)
        self.foot.addWidget(self.go)
        self.go.setFocus()

    def _go(self) -> None:
        self.accept()
        self._then(self._lines)
