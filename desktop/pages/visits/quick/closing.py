"""Closing a day: asked once by its name, because its records are final from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.messages import Question, ask

if TYPE_CHECKING:
    from desktop.pages.visits.quick import QuickEntry as Panel
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Closing(QObject):
    """Asks, closes the day of the header, and says what that means."""

    closed = Signal(str)

    def __init__(self, panel: Panel, desk: Desk, jobs: Jobs) -> None:
        super().__init__(panel)
        self._panel = panel
        self._desk = desk
        self._jobs = jobs
        self.question: Question | None = None

    def ask(self) -> None:
        """Name the day and how many records it has."""
        header, tr = self._panel.header(), self.tr
        if header is None:
            return
        day, lines = header.on, len(self._panel.book.of_day)
        text = tr(
            "{day} 的 {n} 条记录结束后不能再撤销，只能更正：更正另记一条、写明原因，原记录保留。"
        )
        self.question = ask(
            self._panel,
            tr("结束 {day} 这一天？").format(day=f"{day:%m-%d}"),
            text.format(day=f"{day:%m-%d}", n=lines),
            tr("结束 {day}").format(day=f"{day:%m-%d}"),
            lambda: self._jobs.run(lambda: self._desk.visits.close_day(day), self._done),
        )

    def _done(self, visits: int) -> None:
        said = self.tr("当天已结束，{n} 条记录不能再撤销；写错了请按 F2 更正。")
        self.closed.emit(said.format(n=visits))
