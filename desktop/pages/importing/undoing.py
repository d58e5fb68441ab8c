"""Taking a whole import back: with a reason, or with the sentence why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.pages.importing import words as said
from desktop.services.records.imports import ImportRunLine
from desktop.ui.parts import words
from desktop.ui.reasoned import Reasoned

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Undoing(Reasoned[ImportRunLine]):
    """Names the import, asks for the reason, and says under it what stands in the way."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: ImportRunLine,
        then: Callable[[ImportRunLine], object],
    ) -> None:
        super().__init__(
            parent,
            QCoreApplication.translate("Undoing", "撤销整批导入"),
            jobs,
            lambda reason: desk.imports.undo(line.run, reason=reason),
            then,
        )
        tr = self.tr
        told = tr("{kind}　{file}　{at} 由 {who} 导入，{n} 行")
        self.add(
            words(
                told.format(
                    kind=said.kind(line.kind),
                    file=line.file,
                    at=said.moment(line.taken_at),
                    who=line.officer,
                    n=f"{line.imported_rows:,}",
                ),
                "strong",
                wrap=True,
            )
        )
        text = tr("撤销后账上回到导入前的样子；这次导入和撤销都留在记录里。")
        self.add(words(text, wrap=True))
        self.ask(
            tr("撤销原因"),
            example=tr("例如：选错了文件"),
            lacking=tr("请写明为什么撤销。"),
            verb=tr("撤销这 {n} 行").format(n=f"{line.imported_rows:,}"),
        )
        self.close_button.setText(tr("不撤销"))
