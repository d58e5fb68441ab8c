"""What a list changes, township by township, before it goes in and after."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from desktop.services.records.imports import TownshipChanges
from desktop.texts import word
from desktop.ui.parts import words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.records.imports import ImportReport

ORDER = ("added", "removed", "changed", "split", "merged")
"""All kinds of change, in the order in which they are shown."""

_WIDTHS = {"changed": 74}


class ByTownship(Sheet):
    """Households before and in the list, and every kind of change; who is not in the list stays."""

    def __init__(self, parent: QWidget, report: ImportReport) -> None:
        super().__init__(parent, QCoreApplication.translate("ByTownship", "逐乡镇的变化"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tr = self.tr
        if report.untouched:
            told = tr("表里没有的乡镇照旧不动，在下面列在最后。")
            self.add(words(told, "label", wrap=True))
        self.table = Table[TownshipChanges](
            tr("逐乡镇的变化"),
            [
                Column(title=tr("乡镇"), text=lambda t: t.township),
                Column(title=tr("现行户数"), text=_had, width=74, right=True),
                Column(title=tr("表里户数"), text=partial(_has, report), width=74, right=True),
                *(
                    Column(
                        title=word("change_type", code),
                        text=partial(_count, code),
                        width=_WIDTHS.get(code, 54),
                        right=True,
                    )
                    for code in ORDER
                ),
            ],
        )
        self.table.setMinimumHeight(Theme.current().px(200))
        self.table.lines.show([*report.townships, *report.untouched])
        self.add(self.table)
        self.table.setFocus()


def _had(line: TownshipChanges) -> str:
    return "" if line.had is None else f"{line.had:,}"


def _has(report: ImportReport, line: TownshipChanges) -> str:
    return "" if line in report.untouched else f"{line.has:,}"


def _count(code: str, line: TownshipChanges) -> str:
    return f"{line.counts.get(code, 0):,}" if line.counts or line.had is None else ""
