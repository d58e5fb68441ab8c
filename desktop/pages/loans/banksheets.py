"""The sheets of what the bank says: its decision, the contract, a large need, and the hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from desktop.errors import UserError
from desktop.pages.loans.formsheet import FormSheet
from desktop.services import amounts
from desktop.services.records.applying import ContractEntry, DecisionEntry, LargeNeedEntry
from desktop.texts import applying, choices
from desktop.ui.fields import AmountCell, Choice, DayCell, NoteLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.applying import ApplicationLine
    from desktop.ui.jobs import Jobs

DECLINED, WITHDRAWN = "declined", "withdrawn"


class DecisionSheet(FormSheet):
    """What the bank said, by whom; a no and a withdrawal ask for their reason."""

    places: ClassVar[Mapping[str, str]] = {
        "decision_day_wrong": "decided_on",
        "decision_who_missing": "said_by",
        "decision_reason_missing": "declined",
        "decision_words_missing": "note",
        "decision_review_reason_missing": "note",
        "decision_stands": "decision",
        "reason_missing": "why",
        "correction_empty": "why",
    }

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, line: ApplicationLine) -> None:
        self.desk, self.line = desk, line
        self._mends = bool(line.decision) and line.state != "accepted"
        title = parent.tr("更正银行记录：{who}") if self._mends else parent.tr("银行记录：{who}")
        who = line.applicant or line.head_name
        super().__init__(parent, jobs, title.format(who=who), parent.tr("记下 Ctrl+回车"))
        tr = self.tr
        self.lay(
            {
                "decision": Choice(tr("银行说"), choices("bank_decision")),
                "declined": Choice(tr("原因"), choices("decline_reason")),
                "withdrawn": Choice(tr("撤回原因"), choices("not_now_reason")),
                "decided_on": DayCell(tr("日期"), desk.today),
                "said_by": NoteLine(tr("银行谁说的"), tr("岗位或姓名")),
                "note": NoteLine(tr("说明"), ""),
                "why": NoteLine(tr("更正原因"), tr("写明为什么更正")),
            },
            applying.OWN_WORD,
        )
        cast("DayCell", self.fields["decided_on"]).set_day(desk.today())
        self._ask()
        self.form.show_row(self.fields["why"], shown=self._mends)

    def answered(self, name: str) -> None:
        """A no asks why, and so does a withdrawal."""
        if name == "decision":
            self._ask()
        super().answered(name)

    def _ask(self) -> None:
        for name in (DECLINED, WITHDRAWN):
            self.form.show_row(self.fields[name], shown=self.code("decision") == name)

    def work(self) -> Callable[[], object]:
        """Write it down as the bank's word."""
        decision, bank = self.code("decision"), self.desk.applications.bank
        entry = DecisionEntry(
            decision=decision,
            decided_on=self.day("decided_on") or self.desk.today(),
            said_by=self.text("said_by"),
            reason=self.code(decision) if decision in {DECLINED, WITHDRAWN} else "",
            note=self.text("note"),
        )
        number, why = self.line.application_no, self.text("why")
        if self._mends:
            return lambda: bank.correct(number, entry, why)
        return lambda: bank.decide(number, entry)


class ContractSheet(FormSheet):
    """The contract that was signed: number, days, amount, and the rate that stays."""

    places: ClassVar[Mapping[str, str]] = {
        "contract_no_missing": "contract_no",
        "contract_no_taken": "contract_no",
        "contract_day_wrong": "signed_on",
        "contract_maturity_wrong": "maturity_on",
        "contract_term_over": "maturity_on",
        "contract_amount_wrong": "amount",
        "contract_rate_wrong": "rate",
        "rate_form": "rate",
        "reason_missing": "why",
        "correction_empty": "why",
    }

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, line: ApplicationLine) -> None:
        self.desk, self.line = desk, line
        title = parent.tr("更正合同：{who}") if line.contract_no else parent.tr("登记合同：{who}")
        who = line.applicant or line.head_name
        super().__init__(parent, jobs, title.format(who=who), parent.tr("登记 Ctrl+回车"))
        tr = self.tr
        self.number = NoteLine(tr("合同编号"), "")
        self.signed = DayCell(tr("签订日"), desk.today)
        self.maturity = DayCell(tr("到期日"), desk.today)
        self.amount = AmountCell(tr("金额（万元）"))
        self.rate = NoteLine(tr("年利率（%）"), "3.45")
        self.lay(
            {
                "contract_no": self.number,
                "signed_on": self.signed,
                "maturity_on": self.maturity,
                "amount": self.amount,
                "rate": self.rate,
                "why": NoteLine(tr("更正原因"), tr("写明为什么更正")),
            },
            tr("照银行签订的合同登记；合同期内利率保持不变，适用的政策从签订日起固定。"),
        )
        self.form.show_row(self.fields["why"], shown=bool(line.contract_no))
        self.number.setText(line.contract_no)
        self.signed.set_day(line.signed_on or desk.today())
        self.maturity.set_day(line.maturity_on)
        self.amount.set_fen(line.principal_fen or line.amount_fen)
        if line.rate_ppm is not None:
            self.rate.setText(amounts.percent(line.rate_ppm))

    def save(self) -> None:
        """Read the rate first."""
        self.form.quiet()
        try:
            amounts.rate(self.rate.text())
        except UserError as fault:
            self.refused(fault)
        else:
            super().save()

    def work(self) -> Callable[[], object]:
        """Write the contract, or write it anew."""
        signed = self.signed.day() or self.desk.today()
        entry = ContractEntry(
            contract_no=self.number.text(),
            signed_on=signed,
            maturity_on=self.maturity.day() or signed,
            principal_fen=self.fen("amount"),
            rate_ppm=amounts.rate(self.rate.text()),
        )
        bank, number, why = self.desk.applications.bank, self.line.application_no, self.text("why")
        if self.line.contract_no:
            return lambda: bank.correct_contract(number, entry, why)
        return lambda: bank.contract(number, entry)


class LargeNeedSheet(FormSheet):
    """Why more than the usual amount is needed, what shows it, who accepted that."""

    places: ClassVar[Mapping[str, str]] = {
        "large_need_evidence_missing": "evidence",
        "large_need_approver_missing": "approver",
        "large_need_day_wrong": "approved_on",
        "large_need_words_missing": "note",
        "large_need_small": "reason",
        "word_unknown": "reason",
    }

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, line: ApplicationLine) -> None:
        self.desk, self.line = desk, line
        title = parent.tr("大额生产经营支出：{who}").format(who=line.applicant or line.head_name)
        super().__init__(parent, jobs, title, parent.tr("登记 Ctrl+回车"))
        tr = self.tr
        self.approved = DayCell(tr("认定日期"), desk.today)
        self.lay(
            {
                "reason": Choice(tr("原因"), choices("large_need_reason")),
                "evidence": NoteLine(tr("凭据"), tr("购置合同、发票的名称和编号")),
                "approver": NoteLine(tr("由谁认定"), tr("单位和姓名")),
                "approved_on": self.approved,
                "note": NoteLine(tr("说明"), ""),
            },
            tr("登记以后，一般额度以上的部分才计贴息（一（六））。"),
        )
        self.approved.set_day(desk.today())

    def work(self) -> Callable[[], object]:
        """Write it down."""
        entry = LargeNeedEntry(
            reason=self.code("reason"),
            evidence=self.text("evidence"),
            approver=self.text("approver"),
            approved_on=self.approved.day() or self.desk.today(),
            note=self.text("note"),
        )
        number, applications = self.line.application_no, self.desk.applications

        def write() -> ApplicationLine:
            applications.bank.large_need(entry, application_no=number)
            return applications.line(number)

        return write


class HandoverSheet(FormSheet):
    """Applications that go to the bank together."""

    places: ClassVar[Mapping[str, str]] = {
        "handover_day_wrong": "handed_on",
        "handover_receiver_missing": "handed_to",
        "word_unknown": "way",
    }

    def __init__(
        self, parent: QWidget, desk: Desk, jobs: Jobs, lines: Sequence[ApplicationLine]
    ) -> None:
        self.desk, self.lines = desk, tuple(lines)
        title = parent.tr("移交银行：{n} 份申请").format(n=len(lines))
        super().__init__(parent, jobs, title, parent.tr("登记移交 Ctrl+回车"))
        tr = self.tr
        self.handed = DayCell(tr("移交日期"), desk.today)
        self.way = Choice(tr("方式"), choices("handover_way"))
        self.lay(
            {
                "handed_to": NoteLine(tr("交给谁"), tr("银行的岗位或姓名")),
                "way": self.way,
                "handed_on": self.handed,
                "note": NoteLine(tr("说明"), ""),
            },
            tr("；").join(
                f"{one.applicant or one.head_name} {one.application_no[-5:]}" for one in lines
            ),
            tr(
                "清单登记以后用“移交清单 L”打印，或用“导出Excel”导出；"
                "每份申请表在打印中心打印（申请表）。"
            ),
        )
        self.handed.set_day(desk.today())
        self.way.set_code("paper")

    def work(self) -> Callable[[], object]:
        """Write the hand-over."""
        numbers = [one.application_no for one in self.lines]
        day = self.handed.day() or self.desk.today()
        to, way, note = self.text("handed_to"), self.code("way"), self.text("note")
        service = self.desk.applications
        return lambda: service.hand_over(numbers, day, to=to, way=way, note=note)
