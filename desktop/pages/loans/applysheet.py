"""The sheet on which an application is written or corrected, from the need that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace

from desktop.pages.loans.formsheet import FormSheet
from desktop.services.records.applying import ApplicationEntry
from desktop.texts import applying, choices, word
from desktop.ui.fields import AmountCell, Choice, Combo, CountCell, DayCell, NoteLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.services.applications.made import Begun, Cycle
    from desktop.services.desk import Desk
    from desktop.services.records.applying import ApplicationLine
    from desktop.ui.jobs import Jobs

_PURPOSE = "production"


class ApplicationSheet(FormSheet):
    """Filled from the need and the newest check; saving checks the conditions at its date."""

    places: ClassVar[Mapping[str, str]] = {
        "application_future": "applied_on",
        "application_before_wish": "applied_on",
        "application_amount_over": "amount",
        "application_household_over": "amount",
        "amount_not_positive": "amount",
        "application_term_over": "months",
        "months_invalid": "months",
        "application_not_met": "purpose_text",
        "application_check_differs": "purpose_text",
        "application_cycle_wrong": "cycle_months",
        "need_month_invalid": "need_month",
        "application_day_wrong": "consent_on",
        "reason_missing": "why",
        "correction_empty": "why",
    }

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        entry: ApplicationEntry,
        *,
        begun: Begun | None = None,
        known: ApplicationLine | None = None,
        cycles: Sequence[Cycle] = (),
    ) -> None:
        """`begun` is what the ledger knows for a new one, `known` the application to correct."""
        title = parent.tr("更正申请：{who}") if known else parent.tr("登记贷款申请：{who}")
        who = known.head_name if known else begun.head_name if begun else ""
        super().__init__(parent, jobs, title.format(who=who), parent.tr("保存 Ctrl+回车"))
        tr = self.tr
        self.desk, self._entry, self._known = desk, entry, known
        self._months = {one.code: one.months for one in cycles}
        people = begun.members if begun else ((entry.member_no, known.applicant if known else ""),)
        self.lay(
            {
                "applied_on": DayCell(tr("申请日"), desk.today),
                "member": Combo(tr("申请人"), people),
                "amount": AmountCell(tr("金额（万元）")),
                "months": CountCell(tr("期限（月）")),
                "purpose_text": NoteLine(tr("用途"), tr("买什么、做什么")),
                "purpose": Choice(tr("用途类别"), choices("purpose_code")),
                "industry": NoteLine(tr("产业"), ""),
                "cycle": Choice(tr("养什么种什么"), choices("cycle")),
                "cycle_months": CountCell(tr("周期（月）")),
                "need_month": NoteLine(tr("用款月"), "2026-09"),
                "repayment_source": NoteLine(tr("还款来源"), ""),
                "consent_on": DayCell(tr("签授权书"), desk.today),
                "why": NoteLine(tr("更正原因"), tr("写明为什么更正")),
            },
            self._told(begun),
            applying.OWN_WORD,
        )
        self.form.show_row(self.fields["why"], shown=known is not None)
        self._fill()

    def _told(self, begun: Begun | None) -> str:
        if begun is None:
            return self.tr("更正后重新核对；原来的申请保留。")
        tr = self.tr
        said = tr("{day} 说出的资金需求。").format(day=begun.told_on)
        if begun.needs > 1:
            said += tr("这一户的 {n} 条需求一并了结。").format(n=begun.needs)
        if begun.check_no:
            text = tr("已核对 {no}（{day}，{result}），内容相同就用它。")
            result = word("outcome", begun.check_result)
            return said + text.format(no=begun.check_no, day=begun.checked_on, result=result)
        return said + tr("还没有核对过，保存时按名单核对，没问到的列为待补；先按 F4 核对更好。")

    def _fill(self) -> None:
        one, fields = self._entry, self.fields
        for name in ("purpose_text", "industry", "need_month", "repayment_source"):
            cast("NoteLine", fields[name]).setText(getattr(one, name))
        for name in ("applied_on", "consent_on"):
            cast("DayCell", fields[name]).set_day(getattr(one, name))
        for name in ("months", "cycle_months"):
            number = getattr(one, name)
            cast("CountCell", fields[name]).setText(str(number) if number else "")
        cast("AmountCell", fields["amount"]).set_fen(one.amount_fen or None)
        cast("Combo", fields["member"]).choose(one.member_no)
        cast("Choice", fields["purpose"]).set_code(one.purpose_code or _PURPOSE)
        cast("Choice", fields["cycle"]).set_code(one.cycle)

    def answered(self, name: str) -> None:
        """A herd or crop proposes its usual months."""
        if name == "cycle":
            usual = self._months.get(self.code("cycle"))
            count = cast("CountCell", self.fields["cycle_months"])
            count.setText(str(usual) if usual else "")
        super().answered(name)

    def entry(self) -> ApplicationEntry:
        """What the sheet says."""
        return replace(
            self._entry,
            applied_on=self.day("applied_on") or self.desk.today(),
            member_no=self.code("member"),
            amount_fen=self.fen("amount"),
            months=self.count("months") or 0,
            purpose_code=self.code("purpose") or _PURPOSE,
            purpose_text=self.text("purpose_text"),
            industry=self.text("industry"),
            cycle=self.code("cycle"),
            cycle_months=self.count("cycle_months"),
            need_month=self.text("need_month"),
            repayment_source=self.text("repayment_source"),
            consent_on=self.day("consent_on"),
        )

    def work(self) -> Callable[[], object]:
        """Write it, or write it anew."""
        service, entry, known, why = self.desk.applications, self.entry(), self._known, ""
        if known is None:
            return lambda: service.log(entry, also=True).line
        why = self.text("why")
        return lambda: service.correct(known.application_no, entry, why)
