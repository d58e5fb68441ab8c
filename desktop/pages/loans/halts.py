"""Where nothing new is lent: the county's orders; the county writes them, others read them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.pages.loans import words as said
from desktop.pages.loans.recorded import Recorded
from desktop.pages.loans.recordsheet import RecordSheet, day_cell
from desktop.services.records.late import SuspensionEntry, SuspensionLine
from desktop.services.records.papers import NoticeScope
from desktop.texts import choices, late, word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Choice, Combo, NoteLine
from desktop.ui.files import choose_target
from desktop.ui.parts import button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records.lending import LoanLine
    from desktop.services.records.papers import Issued
    from desktop.services.records.people import Village
    from desktop.ui.jobs import Jobs

SHEET, PAPER = "F26", "A4"
_TONES = {"coming": "info", "standing": "error", "over": "ok"}
_FIELDS = {
    "suspension_document_missing": "document_no",
    "suspension_reason_missing": "reason",
    "suspension_basis_missing": "basis",
    "suspension_days_wrong": "start_on",
    "suspension_stands": "start_on",
    "suspension_too_long": "note",
}
_LIFT_FIELDS = {**_FIELDS, "suspension_days_wrong": "on"}
_TOWNSHIP, _VILLAGE = "t", "v"


class Halts(Recorded):
    """K writes an order, J lets lending go on, P saves the notice; all at the county alone."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs, drawing="check")
        self._villages: list[Village] = []
        self._county = desk.session.is_county
        tr = self.tr
        self.table = self._table()
        self.issue = button(tr("记暂停发放 K"), self.write, kind="primary")
        self.lift = button(tr("记恢复发放 J"), self.close_case)
        self.paper = button(tr("存通知（PDF）P"), self.print)
        self.about = words(self._about(), "label", wrap=True)
        self.nothing.text.setText(tr("没有暂停发放的记录。"))
        head = row(self.about, export_button(self.table))
        head.setStretch(0, 1)
        self.arrange(head, [], [self.table], [self.issue, self.lift, self.paper])

    def _about(self) -> str:
        if self._county:
            return self.tr("县里记下文件，随同步到各乡镇；核对和续贷时按范围提示，不影响已发放的。")
        return self.tr("由县里记，随同步到这台电脑；这里只看。没有记录不等于没有文件，请问上级行。")

    def _table(self) -> Table[SuspensionLine]:
        tr = self.tr
        made = Table[SuspensionLine](
            tr("暂停、恢复发放"),
            [
                Column(title=tr("范围"), text=lambda o: o.area),
                Column(
                    title=tr("状态"),
                    text=lambda o: word("suspension_state", o.state),
                    width=98,
                    tone=lambda o: _TONES[o.state],
                ),
                Column(title=tr("起"), text=lambda o: said.day(o.start_on), width=98),
                Column(title=tr("最后一天"), text=lambda o: said.day(o.last_on), width=98),
                Column(title=tr("文号"), text=lambda o: o.document_no, width=160),
                Column(
                    title=tr("原因"),
                    text=lambda o: word("suspension_reason", o.reason),
                    width=110,
                    optional=True,
                ),
                Column(
                    title=tr("恢复文号"), text=lambda o: o.lift_document, width=160, optional=True
                ),
                Column(title=tr("编号"), text=lambda o: o.order_no, width=120, optional=True),
            ],
        )
        made.leaves("suspensions")
        made.opened.connect(lambda _one: self.print())
        made.current.connect(lambda _one: self._moved())
        return made

    def offer(self, *, steps: bool) -> None:
        """Orders are the county's, whatever the role's other steps are."""
        del steps
        self._moved()

    def refresh(self) -> None:
        """Ask for everything again."""
        self.jobs.run(
            lambda: (self.desk.suspensions.listed(), self.desk.households.villages()),
            self._latest.only(self._came),
        )

    def take(self, _loan: LoanLine) -> None:
        """An order is about a place, not about a loan."""

    def write(self) -> None:
        """Write an order."""
        if self._county:
            sheet = _issuing(self, self.desk, self.jobs, self._villages)
            sheet.saved.connect(self._saved)

    def mend(self) -> None:
        """An order is never changed; it is lifted."""

    def close_case(self) -> None:
        """Let lending go on."""
        line = self.table.line()
        if line is not None and self._county and self._lifts(line):
            sheet = _lifting(self, self.desk, self.jobs, line)
            sheet.saved.connect(self._saved)

    def print(self) -> None:
        """Save the notice of the order at hand, or of its end; a county has no print centre."""
        line = self.table.line()
        if line is not None and self._county:
            name = self.tr("暂停恢复发放通知-{number}.pdf").format(number=_notice_of(line))
            kinds = self.tr("PDF (*.pdf)")
            choose_target(self, self.tr("存通知"), name, kinds, partial(self.save_sheet, line))

    def save_sheet(self, line: SuspensionLine, out: Path) -> None:
        """Issue the notice of an order and keep it as a PDF."""
        scope = NoticeScope(record_no=_notice_of(line))
        self.jobs.run(lambda: self.desk.notices.issue(SHEET, scope, PAPER, out=out), self._issued)

    def _issued(self, issued: Issued) -> None:
        said = self.tr("通知已存好，单号 {no}，打印后签发")
        self.written.emit(said.format(no=self.tr("、").join(issued.notice_nos)))

    def _lifts(self, line: SuspensionLine) -> bool:
        return not line.lifted_by and line.state != "over"

    def _saved(self, line: SuspensionLine) -> None:
        text = self.tr("已记下 {number}，下次同步到各乡镇")
        self.written.emit(text.format(number=line.order_no))
        self.refresh()

    def _came(self, found: tuple[list[SuspensionLine], list[Village]]) -> None:
        lines, self._villages = found
        self.table.lines.show(lines)
        self.face(self.table, [one.order_no for one in lines])

    def _moved(self) -> None:
        line = self.table.line() if self.faces.currentWidget() is self.table else None
        self.issue.setVisible(self._county)
        self.lift.setVisible(self._county and line is not None and self._lifts(line))
        self.paper.setVisible(self._county and line is not None)
        self.tell(self._told(line) if line is not None else "")

    def _told(self, line: SuspensionLine) -> str:
        parts = [line.basis, line.banks, line.note, late.RUNS_ON.format(clause=line.clause)]
        if line.lifted_by:
            text = self.tr("{day} 起恢复（{document}，{why}）")
            parts.insert(
                0,
                text.format(
                    day=said.day(line.again_on),
                    document=line.lift_document,
                    why=word("lift_reason", line.lift_reason),
                ),
            )
        return self.tr("　").join(part for part in parts if part)


def _notice_of(line: SuspensionLine) -> str:
    """The number of the order whose notice is due: the one that lifts it, where there is one."""
    return line.lifted_by or line.order_no


def _issuing(parent: QWidget, desk: Desk, jobs: Jobs, villages: list[Village]) -> RecordSheet:
    """The sheet of an order."""
    tr = parent.tr
    towns = {one.township_code: one.township for one in villages}
    areas = [("", tr("全县"))]
    areas += [(f"{_TOWNSHIP}{code}", name) for code, name in towns.items()]
    areas += [
        (f"{_VILLAGE}{one.division_code}", f"{one.township} {one.village}") for one in villages
    ]
    area = Combo(tr("范围"), areas)
    area.choose(areas[1][0] if len(areas) > 1 else "")
    fields: dict[str, QWidget] = {
        "document_no": NoteLine(tr("文号"), tr("没有文号不能记")),
        "area": area,
        "start_on": day_cell(tr("起"), desk.today, desk.today()),
        "end_on": day_cell(tr("止"), desk.today),
        "reason": Choice(tr("原因类别"), choices("suspension_reason")),
        "basis": NoteLine(tr("依据的数"), tr("逾期率、不良率是多少，出处")),
        "banks": NoteLine(tr("送达银行"), ""),
        "note": NoteLine(tr("说明"), ""),
    }
    sheet = RecordSheet(parent, tr("暂停发放"), jobs, fields, _FIELDS)
    sheet.note(tr("止日没有就空着。数和出处照文件写，这里不推算。"))

    def work(values: Mapping[str, Any]) -> SuspensionLine:
        told = dict(values)
        place = str(told.pop("area"))
        told["township"] = place[1:] if place.startswith(_TOWNSHIP) else ""
        told["village"] = place[1:] if place.startswith(_VILLAGE) else ""
        return desk.suspensions.issue(SuspensionEntry(**told))

    sheet.start(work)
    return sheet


def _lifting(parent: QWidget, desk: Desk, jobs: Jobs, line: SuspensionLine) -> RecordSheet:
    """The sheet by which lending goes on."""
    tr = parent.tr
    fields: dict[str, QWidget] = {
        "document_no": NoteLine(tr("文号"), tr("恢复发放的文号")),
        "on": day_cell(tr("从哪天起"), desk.today, desk.today()),
        "reason": Choice(tr("原因类别"), choices("lift_reason")),
        "note": NoteLine(tr("说明"), ""),
    }
    title = tr("恢复发放：{area}").format(area=line.area)
    sheet = RecordSheet(parent, title, jobs, fields, _LIFT_FIELDS)
    sheet.note(tr("原来的暂停记录留着。记错了的，从起日恢复，就等于没有暂停过。"))

    def work(values: Mapping[str, Any]) -> SuspensionLine:
        return desk.suspensions.lift(line.order_no, **values)

    sheet.start(work)
    return sheet
