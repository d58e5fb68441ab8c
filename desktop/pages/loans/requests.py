"""Requests to renew: what waits for the bank's word, what it said; the sheets of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.pages.loans import words as said
from desktop.pages.loans.recorded import Recorded
from desktop.pages.loans.recordsheet import RecordSheet, day_cell
from desktop.services.records.late import DecisionEntry, RenewalEntry, RenewalLine
from desktop.texts import checks, choices, late, rosters, word
from desktop.texts.rules import FACTS
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.fields import Choice, CountCell, NoteLine
from desktop.ui.fonts import ensure
from desktop.ui.parts import button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.desk import Desk
    from desktop.services.records.lending import LoanLine
    from desktop.ui.jobs import Jobs

OPEN, ALL = "open", "all"
_WAITS = "fact_missing"
_TONES = {"open": "warn", "agreed": "ok", "declined": "info", "withdrawn": "info"}
_CONDITIONS = ("lawful", "operating", "credit_good", "no_evasion")
_ASK_FIELDS = {
    "renewal_type_missing": "renewal_type",
    "renewal_day_wrong": "requested_on",
    "months_invalid": "months",
    "renewal_too_long": "reason",
}
_SAY_FIELDS = {
    "renewal_decision_missing": "decision",
    "renewal_decision_day_wrong": "decided_on",
    "renewal_reason_missing": "reason",
    "renewal_maturity_wrong": "new_maturity_on",
    "renewal_maturity_beyond": "new_maturity_on",
    "renewal_decided_already": "why",
    "renewal_too_long": "reason",
}


class Requests(Recorded):
    """J writes the bank's word on the request at hand; a request begins at its loan."""

    _known: list[RenewalLine] | None

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs, drawing="loans")
        tr = self.tr
        self.nothing.text.setText(tr("没有等银行决定的续贷、展期申请。"))
        self.chips = Chips([(OPEN, tr("等银行决定")), (ALL, tr("全部"))])
        self.chips.chosen.connect(lambda _key: self._show())
        self.table = self._table()
        self.decide = button(tr("记银行决定 J"), self.close_case, kind="primary")
        about = tr(
            "申请从贷款卡片上记：到期日历或清单里选中贷款，按 X。是否办理由银行决定，这里只照记。"
        )
        self.about = words(about, "label", wrap=True)
        head = row(self.chips, 1, export_button(self.table))
        self.arrange(head, [self.about], [self.table], [self.decide])

    def _table(self) -> Table[RenewalLine]:
        tr = self.tr
        made = Table[RenewalLine](
            tr("续贷、展期的申请"),
            [
                Column(title=tr("申请日"), text=lambda o: said.day(o.requested_on), width=98),
                Column(title=tr("户主"), text=lambda o: o.head_name, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("尾号"), text=lambda o: o.loan_no[-4:], width=60),
                Column(
                    title=tr("要办"), text=lambda o: word("loan_exit", o.renewal_type), width=98
                ),
                Column(
                    title=tr("银行"),
                    text=lambda o: word("renewal_stand", o.stand),
                    width=98,
                    tone=lambda o: _TONES[o.stand],
                ),
                Column(
                    title=tr("当时核对"),
                    text=lambda o: rosters.exit_outcome(o.outcome),
                    width=120,
                    optional=True,
                ),
                Column(
                    title=tr("原到期日"),
                    text=lambda o: said.day(o.maturity_on),
                    width=98,
                    optional=True,
                ),
                Column(
                    title=tr("新到期日"),
                    text=lambda o: said.day(o.new_maturity_on),
                    width=98,
                    optional=True,
                ),
            ],
        )
        made.leaves("renewal_requests")
        made.opened.connect(lambda _one: self.close_case())
        made.current.connect(lambda _one: self._moved())
        return made

    def refresh(self) -> None:
        """Ask for everything again."""
        self.jobs.run(self.desk.renewals.listed, self._latest.only(self._came))

    def seek(self, number: str) -> None:
        """Stand on the request of a loan that waits for the bank."""
        self.chips.choose(OPEN)
        super().seek(number)

    def write(self) -> None:
        """A request begins at its loan, not here."""

    def mend(self) -> None:
        """The bank's word is corrected by another one over it."""
        self.close_case()

    def take(self, loan: LoanLine) -> None:
        """Write a request for this loan."""
        if self._writes:
            sheet = _asking(self, self.desk, self.jobs, loan)
            sheet.saved.connect(self._asked)

    def close_case(self) -> None:
        """Write the bank's word on the request at hand."""
        line = self.table.line()
        if line is not None and self._writes and self.faces.currentWidget() is self.table:
            sheet = _saying(self, self.desk, self.jobs, line)
            sheet.saved.connect(self._decided)

    def _asked(self, line: RenewalLine) -> None:
        text = self.tr("已记下申请 {number}（当时核对：{outcome}）")
        outcome = rosters.exit_outcome(line.outcome)
        self.written.emit(text.format(number=line.request_no, outcome=outcome))
        self.refresh()

    def _decided(self, line: RenewalLine) -> None:
        text = self.tr("已记下：{number} {word}")
        self.written.emit(
            text.format(number=line.request_no, word=word("renewal_stand", line.stand))
        )
        self.refresh()

    def _came(self, known: list[RenewalLine]) -> None:
        ensure("".join(one.head_name + one.reason for one in known))
        self._known = known
        self._show()

    def _show(self) -> None:
        if self._known is None:
            return
        tr = self.tr
        waits = [one for one in self._known if one.stand == OPEN]
        name = tr("等银行决定 {n}").format(n=len(waits)) if waits else tr("等银行决定")
        self.chips.name(OPEN, name)
        filled = waits if self.chips.key() == OPEN else self._known
        self.table.lines.show(filled)
        self.face(self.table, [one.loan_no for one in filled])

    def _moved(self) -> None:
        shown = self.faces.currentWidget() is self.table
        line = self.table.line() if shown else None
        self.decide.setVisible(self._writes and line is not None)
        self.tell(self._told(line) if line is not None else "")

    def _told(self, line: RenewalLine) -> str:
        tr = self.tr
        parts = [tr("申请 {months} 个月").format(months=line.months) if line.months else ""]
        found = (checks.finding(code) for code in line.codes if code != _WAITS)
        parts += [line.reason, *found, late.conditions(line.conditions)]
        if line.decided_on:
            text = tr("{day} {word} {by} {reason}")
            parts.append(
                text.format(
                    day=said.day(line.decided_on),
                    word=word("renewal_stand", line.stand),
                    by=line.decided_by,
                    reason=line.decision_reason,
                ).strip()
            )
        if line.correction_reason:
            parts.append(tr("改记的原因：{why}").format(why=line.correction_reason))
        return tr("　").join(part for part in parts if part)


def _conditions() -> dict[str, QWidget]:
    return {name: Choice(FACTS[name], choices("told_yes_no")) for name in _CONDITIONS}


def _asking(parent: QWidget, desk: Desk, jobs: Jobs, loan: LoanLine) -> RecordSheet:
    """The sheet of a request for a loan."""
    tr = parent.tr
    ways = [one for one in choices("loan_exit") if one[0] != "repay"]
    fields: dict[str, QWidget] = {
        "renewal_type": Choice(tr("要办"), ways),
        "requested_on": day_cell(tr("申请日"), desk.today, desk.today()),
        "months": CountCell(tr("期限（月）")),
        "reason": NoteLine(tr("原因"), tr("为什么要续、接着做什么")),
        **_conditions(),
    }
    title = tr("续贷、展期申请：{who}").format(who=said.who(loan))
    sheet = RecordSheet(parent, title, jobs, fields, _ASK_FIELDS)
    sheet.note(
        tr("最后四项是不因续贷单独下调风险分类的条件，由银行核实；没有核实的先空着。"),
        rosters.BANK_DECIDES,
    )

    def work(values: Mapping[str, Any]) -> RenewalLine:
        return desk.renewals.request(RenewalEntry(loan_no=loan.loan_no, **values))

    sheet.start(work)
    return sheet


def _saying(parent: QWidget, desk: Desk, jobs: Jobs, line: RenewalLine) -> RecordSheet:
    """The sheet of the bank's word on a request."""
    tr = parent.tr
    fields: dict[str, QWidget] = {
        "decision": Choice(tr("银行决定"), choices("renewal_decision")),
        "decided_on": day_cell(tr("决定日"), desk.today, desk.today()),
        "new_maturity_on": day_cell(tr("新到期日"), desk.today),
        "decided_by": NoteLine(tr("谁定的"), tr("银行哪一级、谁")),
        "reason": NoteLine(tr("理由"), tr("照银行说的写")),
        **_conditions(),
        "why": NoteLine(tr("为什么改记"), tr("已经记过决定的，写明为什么改")),
    }
    title = tr("银行对申请的决定：{who}").format(who=line.head_name or line.loan_no[-4:])
    sheet = RecordSheet(parent, title, jobs, fields, _SAY_FIELDS)
    sheet.show_only({"why": bool(line.decisions)})
    sheet.note(tr("只照银行的决定记；新到期日照合同写，贷款数据等银行清单来改。"))

    def work(values: Mapping[str, Any]) -> RenewalLine:
        return desk.renewals.decide(line.request_no, DecisionEntry(**values))

    sheet.start(work)
    return sheet
