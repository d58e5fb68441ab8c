"""Is a sheet ours and unchanged, and which sheets went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.errors import UserError
from desktop.pages.printing.boards import otherwise
from desktop.pages.printing.delivering import Delivering, told
from desktop.pages.printing.returning import TakingBack, page_of
from desktop.services.records.people import NoticeLine
from desktop.texts import sentence, word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Cell
from desktop.ui.files import choose_file
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import Card, button, row, words
from desktop.ui.reasoned import Reasoned
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.papers import Paper, Verified
    from desktop.services.records.rounds import DeliveryLine, StaleBoard
    from desktop.ui.jobs import Jobs

CALLS, COLLECTION = "DH", "F13"
_TOWNSHIP = frozenset({"officer", "bank_desk"})


class Voiding(Reasoned[None]):
    """Voids a sheet; whoever checks it later is told."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: NoticeLine,
        then: Callable[[None], object],
    ) -> None:
        super().__init__(
            parent,
            self.tr("作废 {no}").format(no=line.notice_no),
            jobs,
            lambda reason: desk.notices.void(line.notice_no, reason),
            then,
        )
        self.add(
            words(
                self.tr("《{title}》 {day}。单号不再使用，以后验真会说“已作废”；纸请收回。").format(
                    title=line.title, day=line.issued_on
                ),
                wrap=True,
            )
        )
        self.ask(
            self.tr("作废原因"),
            example=self.tr("如 印错了、电话换了"),
            lacking=self.tr("请写明原因。"),
            verb=self.tr("作废"),
        )


class Checking(Card):
    """A code typed, scanned or photographed; and the register."""

    wanted = Signal(str, object)
    """Another page is to open, with a thing on it."""

    settled = Signal()

    handed = Signal()
    """How a notice was delivered is on record."""

    returned = Signal(object)
    """A form came back."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=16, gap=8)
        self.desk = desk
        self.jobs = jobs
        self._told = ""
        tr = self.tr
        self.code = Cell(tr("核验码或单号"))
        self.code.setPlaceholderText(tr("输入纸上的核验码或单号，或用扫码枪扫"))
        self.code.returnPressed.connect(self.verify)
        self.go_button = button(tr("验真"), self.verify, kind="primary")
        self.picture = button(tr("选照片或PDF"), self._choose, drawing="folder")
        self.answer = Banner()
        self.stale = words("", "", "warn", wrap=True)
        self.stale.hide()
        self.delivered = words("", "label", wrap=True)
        self.delivered.hide()
        self.boards: dict[str, StaleBoard] = {}
        self.table = Table[NoticeLine](
            tr("发出登记"),
            [
                Column(title=tr("日期"), text=lambda n: f"{n.issued_on:%Y-%m-%d}", width=104),
                Column(title=tr("单号"), text=lambda n: n.notice_no, width=190),
                Column(title=tr("文书"), text=lambda n: n.title),
                Column(title=tr("对象"), text=lambda n: n.subject, width=120),
                Column(title=tr("状态"), text=self._state, width=96, tone=_tone),
                Column(title=tr("核验码"), text=lambda n: n.check_code, width=104),
            ],
        )
        self.table.leaves("notices")
        self.table.current.connect(self._moved)
        self.table.opened.connect(self._open)
        self.key_button = button(tr("电话回填 回车"), self._open_current)
        self.back_button = button(tr("录回签好的表 回车"), self._open_current)
        self.found_button = button(tr("录回这张表 回车"), self.take_back, kind="primary")
        self.forms: frozenset[str] = frozenset()
        self.paper: Paper | None = None
        self.settle_button = button(tr("这块牌换好了"), self.settle)
        self.deliver_button = button(tr("登记送达"), self.deliver)
        self.deliver_button.hide()
        self.void_button = button(tr("作废"), self.void, kind="danger")
        self.void_button.hide()
        self.key_button.hide()
        self.back_button.hide()
        self.found_button.hide()
        self.settle_button.hide()
        self.export_button = export_button(self.table)
        line = row(self.code, self.go_button, self.picture, self.found_button)
        line.setStretch(0, 1)
        self.add(
            words(tr("验真"), "heading"),
            words(
                tr("不联网也能验：核对签名，并与本机登记的内容比对。收回的表再按一次回车就录回。"),
                "label",
                wrap=True,
            ),
            line,
            self.answer,
            row(
                words(tr("发出登记"), "heading"),
                1,
                self.key_button,
                self.back_button,
                self.settle_button,
                self.deliver_button,
                self.void_button,
                self.export_button,
            ),
            self.stale,
            self.delivered,
            self.table,
        )
        self.body.setStretch(7, 1)

    def refresh(self) -> None:
        """Ask for the register."""
        self.jobs.run(self._read, self._show)
        self.code.setFocus()

    def forget(self) -> None:
        """Names stand in the register."""
        self.table.lines.show([])
        self.answer.clear()
        self.code.clear()
        self.paper = None
        self.found_button.hide()

    def verify(self) -> None:
        """Check what was typed or scanned; Enter once more takes the form back that it is."""
        text = self.code.text().strip()
        if text and self.paper is not None and text == self._told:
            self.take_back()
        elif text:
            self._told = text
            self.jobs.run(lambda: self._look(text), self._verified)

    def verify_file(self, path: Path) -> None:
        """Check a picture or a PDF."""
        name = str(path)
        self._told = ""
        self.jobs.run(lambda: self._look(name), self._verified)

    def _look(self, text: str) -> tuple[Verified, Paper | None]:
        """What the register says, and the form that it is, if it is one that comes back."""
        found = self.desk.notices.verify(text)
        try:
            paper = self.desk.notices.paper(found.notice_no if found.genuine else text)
        except UserError as refused:
            if refused.code == "form_several":
                raise
            return found, None
        return found if found.genuine else self.desk.notices.verify(paper.notice_no), paper

    def take_back(self) -> None:
        """Ask whose the form is and when it was signed."""
        if self.paper is not None:
            TakingBack(self, self.desk, self.jobs, self.paper, self._came_back).show()

    def _came_back(self, paper: Paper) -> None:
        """Say it, and go to the page of the record."""
        self.paper = None
        self.found_button.hide()
        self.returned.emit(paper)
        self.refresh()
        page, what = page_of(paper, township=self.desk.station.role in _TOWNSHIP)
        if page:
            self.wanted.emit(page, what)

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

    def settle(self) -> None:
        """Say that the current board was replaced, or that it need not be."""
        line = self.table.line()
        if line is None or not line.stale:
            return
        number = line.notice_no
        self.jobs.run(lambda: self.desk.directory.settle(number), self._settled)

    def deliver(self) -> None:
        """Register how the current notice came to the one it is for."""
        line = self.table.line()
        if line is not None and line.kind == COLLECTION and not line.voided:
            Delivering(self, self.desk, self.jobs, line, self._delivered).show()

    def void(self) -> None:
        """Void the current sheet with a reason; its number stays in the register."""
        line = self.table.line()
        if line is not None and not line.voided:
            Voiding(self, self.desk, self.jobs, line, lambda _answer: self._settled(None)).show()

    def _read(self) -> tuple[list[NoticeLine], list[StaleBoard]]:
        boards = self.desk.directory.stale()
        return self.desk.notices.issued(100, {one.notice_no for one in boards}), boards

    def _show(self, found: tuple[list[NoticeLine], list[StaleBoard]]) -> None:
        lines, boards = found
        self.boards = {one.notice_no: one for one in boards}
        self.table.lines.show(lines)
        self._moved(self.table.line())

    def _state(self, line: NoticeLine) -> str:
        if line.voided:
            return self.tr("已作废")
        if line.archive:
            return self.tr("历史留档")
        if line.deliveries:
            return word("delivery_result", line.deliveries[-1].result)
        return self._in_use(line)

    def _in_use(self, line: NoticeLine) -> str:
        """A board that is out of date, a form that came back, or a sheet that is valid."""
        if line.returned_on is not None:
            return self.tr("已录回")
        return self.tr("待更换") if line.stale else self.tr("有效")

    def _moved(self, line: NoticeLine | None) -> None:
        """What can be done with the current sheet, and what a board says otherwise."""
        self.key_button.setVisible(line is not None and line.kind == CALLS and not line.voided)
        self.back_button.setVisible(line is not None and self._is_form(line))
        self.settle_button.setVisible(line is not None and line.stale)
        self.void_button.setVisible(line is not None and not line.voided)
        handed = line is not None and line.kind == COLLECTION and not line.voided
        self.deliver_button.setVisible(handed)
        self._tell_delivered(line if handed else None)
        board = self.boards.get(line.notice_no) if line is not None else None
        self.stale.setVisible(board is not None)
        if board is not None:
            self.stale.setText(otherwise(self, board))

    def _tell_delivered(self, line: NoticeLine | None) -> None:
        """How the notice came to its borrower, or that nobody has said so yet."""
        said = told(self, line) if line is not None else ""
        self.delivered.setVisible(line is not None)
        self.delivered.setText(
            self.tr("送达：{said}。").format(said=said) if said else self.tr("还没有登记送达结果。")
        )

    def _open(self, line: NoticeLine) -> None:
        if line.kind == CALLS and not line.voided:
            self.wanted.emit("calls", line.notice_no)
        elif self._is_form(line):
            self.jobs.run(lambda: self.desk.notices.paper(line.notice_no), self._ask_back)

    def _is_form(self, line: NoticeLine) -> bool:
        return line.kind in self.forms and not line.voided

    def _ask_back(self, paper: Paper) -> None:
        self.paper = paper
        self.take_back()

    def _open_current(self) -> None:
        line = self.table.line()
        if line is not None:
            self._open(line)

    def _delivered(self, _answer: DeliveryLine) -> None:
        self.handed.emit()
        self.refresh()
        self.table.setFocus()

    def _settled(self, _answer: None) -> None:
        self.settled.emit()
        self.refresh()
        self.table.setFocus()

    def _verified(self, looked: tuple[Verified, Paper | None]) -> None:
        found, self.paper = looked
        self.found_button.setVisible(self.paper is not None)
        said = sentence(found.reason, {})
        if found.notice_no:
            facts = self.tr("《{title}》 {no}　{day}　对象：{subject}　").format(
                title=found.title,
                no=found.notice_no,
                day=found.issued_on or "",
                subject=found.subject or self.tr("未登记"),
            )
            said = facts + said
        if found.sheets:
            said = self._several(found) + said
        if self.paper is not None and self.paper.returned_on is not None:
            said += self.tr("{day} 已录回。").format(day=self.paper.returned_on)
        self.answer.say(said, "ok" if found.genuine else "error")
        self.code.selectAll()

    def _several(self, found: Verified) -> str:
        """How many sheets a file has, and how many of them are not to be trusted."""
        false = sum(not one.genuine for one in found.sheets)
        text = self.tr("这份文件有{count}张文书，其中{false}张不能采信，头一张：")
        if not false:
            text = self.tr("这份文件的{count}张文书都是本单位发出的。头一张：")
        return text.format(count=len(found.sheets), false=false)


def _tone(line: NoticeLine) -> str:
    last = line.deliveries[-1].result if line.deliveries else ""
    if last and last != "signed" and not line.voided:
        return "warn"
    return "error" if line.voided else "warn" if line.stale else "ok"
