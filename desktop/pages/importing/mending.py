"""The rows that wait, as a file of their own: mended there, they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.files import choose_target
from desktop.ui.messages import explain

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.pages.importing.work import Work
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Mending(QObject):
    """Writes the rows that wait with their columns and reasons."""

    said = Signal(str, str)
    """What came of it, and its tone."""

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs) -> None:
        super().__init__(parent)
        self._parent = parent
        self.desk = desk
        self.jobs = jobs

    def ask(self, work: Work) -> None:
        """Ask where the file goes; beside the one that it comes from is proposed."""
        name = self.tr("{name}-待改.xlsx").format(name=work.path.stem)
        choose_target(
            self._parent,
            self.tr("存错误行"),
            name,
            self.tr("Excel (*.xlsx)"),
            lambda out: self.write(work, out),
            folder=str(work.path.parent),
        )

    def write(self, work: Work, out: Path) -> None:
        """Write the file."""
        call = work.call(self.desk.imports, errors=out)

        def wrote() -> str:
            call()
            return out.name

        self.jobs.run(wrote, self._written)

    def refused(self, error: BaseException) -> bool:
        """Why the file could not be written."""
        text = explain(error)
        if text is None:
            return False
        self.said.emit(text, "error")
        return True

    def _written(self, name: str) -> None:
        text = self.tr("错误行已存到“{name}”：原表原列，末列写明错误原因，改好后直接再导入。")
        self.said.emit(text.format(name=name), "ok")
