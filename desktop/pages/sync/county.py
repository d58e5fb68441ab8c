"""The county's side of the exchange: what the townships sent, and sending to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.pages.sync.arrivals import arrivals_table
from desktop.pages.sync.page import SHEET, SyncPage
from desktop.services.records.papers import NoticeScope
from desktop.ui.files import choose_target

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.services.records.papers import Issued
    from desktop.services.records.traffic import OutboxLine

PAPER = "A4"


class InboxPage(SyncPage):
    """The county's view: what the townships sent, and sending to them."""

    def _count_names(self) -> tuple[str, str, str]:
        return self.tr("未下发"), self.tr("已下发，等回执"), self.tr("乡镇已收到")

    def _told(self) -> str:
        return self.tr("下发 {sent} 条，接收 {taken} 包（{ops} 条）。")

    def _named_tabs(self) -> list[tuple[str, str]]:
        return [("arrivals", self.tr("各乡镇到数")), *super()._named_tabs()]

    def _more(self) -> list[QWidget]:
        self.arrivals = arrivals_table(self.tr("各乡镇到数"), self.tr)
        return [self.arrivals]

    def refresh(self) -> None:
        """Ask also what has arrived of each township."""
        super().refresh()
        if self.desk.session.is_county:
            self.jobs.run(self.desk.arrivals.listed, self.arrivals.lines.show)

    def sheet(self, line: OutboxLine) -> None:
        """The county has no print centre: its sheet is saved as a PDF."""
        name = self.tr("交接单-{name}.pdf").format(name=line.name)
        kinds = self.tr("PDF (*.pdf)")
        choose_target(self, self.tr("存交接单"), name, kinds, partial(self.save_sheet, line))

    def save_sheet(self, line: OutboxLine, out: Path) -> None:
        """Issue the sheet of a bundle and keep it as a PDF."""
        scope = NoticeScope(bundle=line.name)
        self.jobs.run(lambda: self.desk.notices.issue(SHEET, scope, PAPER, out=out), self._saved)

    def _saved(self, issued: Issued) -> None:
        said = self.tr("交接单已存好，单号 {no}。")
        self.toast.emit(said.format(no=self.tr("、").join(issued.notice_nos)))
