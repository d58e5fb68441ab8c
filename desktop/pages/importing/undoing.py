"""Taking a whole import back: with a reason, or with the sentence why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from desktop.pages.importing import words as said
from desktop.ui.fields import Field, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records import ImportRunLine
    from desktop.ui.jobs import Jobs


class Undoing(Sheet):
    """Names the import, asks for the reason, and says under it what stands in the way."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: ImportRunLine,
        then: Callable[[ImportRunLine], object],
    ) -> None:
        super().__init__(parent, QCoreApplication.translate("Undoing", "撤销整批导入"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.jobs = jobs
        self._line = line
        self._then = then
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
        self.reason = NoteLine(tr("撤销原因"), tr("例如：选错了文件"))
        self.field = Field(tr("撤销原因"), self.reason)
        self.add(self.field)
        self.body.addStretch(1)
        self.go = button(tr("撤销这 {n} 行").format(n=f"{line.imported_rows:,}"), self.undo)
        self.go.setProperty("kind", "danger")
        self.go.setAutoDefault(False)
        self.reason.returnPressed.connect(self.undo)
        self.close_button.setText(tr("不撤销"))
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.reason.setFocus()

    def undo(self) -> None:
        """Take it back, unless the reason is missing."""
        reason = self.reason.text().strip()
        if not reason:
            self.field.say(self.tr("请写明为什么撤销。"))
            self.reason.setFocus()
            return
        run = self._line.run
        self.go.setEnabled(False)
        self.jobs.run(
            lambda: self.desk.imports.undo(run, reason=reason),
            self._undone,
            lambda: self.go.setEnabled(True),
        )

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be taken back, under the reason."""
        text = explain(error)
        if text is None:
            return False
        self.field.say(text)
        self.fit()
        return True

    def _undone(self, line: ImportRunLine) -> None:
        self.accept()
        self._then(line)
