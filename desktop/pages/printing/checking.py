"""Is a sheet ours and unchanged, and which sheets went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records import NoticeLine
from desktop.texts import sentence
from desktop.ui.exporting import export_button
from desktop.ui.fields import Cell
from desktop.ui.files import choose_file
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import Card, button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records import Verified
    from desktop.ui.jobs import Jobs


class Checking(Card):
    """A code typed, scanned or photographed; and the register."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=16, gap=8)
        self.desk = desk
        self.jobs = jobs
        tr = self.tr
        self.code = Cell(tr("核验码或单号"))
        self.code.setPlaceholderText(tr("输入纸上的核验码或单号，或用扫码枪扫"))
        self.code.returnPressed.connect(self.verify)
        self.go_button = button(tr("验真"), self.verify, kind="primary")
        self.picture = button(tr("选照片或PDF"), self._choose, drawing="folder")
        self.answer = Banner()
        self.table = Table[NoticeLine](
            tr("发出登记"),
            [
                Column(title=tr("日期"), text=lambda n: f"{n.issued_on:%Y-%m-%d}", width=104),
                Column(title=tr("单号"), text=lambda n: n.notice_no, width=210),
                Column(title=tr("文书"), text=lambda n: n.title),
                Column(title=tr("对象"), text=lambda n: n.subject, width=180),
                Column(
                    title=tr("状态"),
                    text=lambda n: tr("已作废") if n.voided else tr("有效"),
                    width=84,
                    tone=lambda n: "error" if n.voided else "ok",
                ),
            ],
        )
        self.table.leaves("notices")
        self.export_button = export_button(self.table)
        line = row(self.code, self.go_button, self.picture)
        line.setStretch(0, 1)
        self.add(
            words(tr("验真"), "heading"),
            words(tr("不联网也能验：核对签名，并与本机登记的内容比对。"), "label", wrap=True),
            line,
            self.answer,
            row(words(tr("发出登记"), "heading"), 1, self.export_button),
            self.table,
        )
        self.body.setStretch(5, 1)

    def refresh(self) -> None:
        """Ask for the register."""
        self.jobs.run(lambda: self.desk.notices.issued(100), self._show)
        self.code.setFocus()

    def forget(self) -> None:
        """Names stand in the register."""
        self.table.lines.show([])
        self.answer.clear()
        self.code.clear()

    def verify(self) -> None:
        """Check what was typed or scanned."""
        text = self.code.text().strip()
        if text:
            self.jobs.run(lambda: self.desk.notices.verify(text), self._verified)

    def verify_file(self, path: Path) -> None:
        """Check a picture or a PDF."""
        name = str(path)
        self.jobs.run(lambda: self.desk.notices.verify(name), self._verified)

    def refused(self, error: BaseException) -> bool:
        """Say it where the answer would stand."""
        text = explain(error)
        if text is None:
            return False
        self.answer.say(text, "error")
        return True

    def _choose(self) -> None:
        kinds = self.tr("照片或PDF (*.png *.jpg *.jpeg *.bmp *.webp *.pdf)")
        choose_file(self, self.tr("选照片或PDF"), kinds, self.verify_file)

    def _show(self, lines: list[NoticeLine]) -> None:
        self.table.lines.show(lines)

    def _verified(self, found: Verified) -> None:
        said = sentence(found.reason, {})
        if found.notice_no:
            facts = self.tr("《{title}》 {no}　{day}　").format(
                title=found.title, no=found.notice_no, day=found.issued_on or ""
            )
            said = facts + said
        self.answer.say(said, "ok" if found.genuine else "error")
        self.code.selectAll()
