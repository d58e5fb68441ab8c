"""The sheet that ends a need: applied, not now with a reason, or the bank's no as the bank says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox

from desktop.services.records.needs import NeedEndEntry
from desktop.texts import choices, word
from desktop.ui.fields import Cell, Choice, DayCell, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import words
from desktop.ui.reading import show_amount
from desktop.ui.walksheet import WalkSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.needs import NeedLine
    from desktop.ui.jobs import Jobs

APPLIED, NOT_NOW, DECLINED = "applied", "not_now", "declined"
_REASONS = {NOT_NOW: "not_now_reason", DECLINED: "decline_reason"}
_WAN_FEN = 1_000_000
_FIELD_OF = {
    "need_end_future": "day",
    "need_end_early": "day",
    "need_reason_missing": "reason",
    "need_bank_missing": "said_by",
    "need_application_missing": "note",
    "need_words_missing": "note",
    "words_too_long": "note",
    "need_check_wrong": "check",
    "reason_missing": "why",
}


def told(need: NeedLine) -> str:
    """Amount and use of a need in a few words."""
    tr = QCoreApplication.translate
    use = word("need_use", need.use)
    if not need.amount_fen:
        return use or tr("Ending", "有需求")
    amount = show_amount(need.amount_fen, _WAN_FEN)
    return tr("Ending", "{n} 万 {use}").format(n=amount, use=use).strip()


class Ending(WalkSheet):
    """Writes the end of a need, or a correction of it; what was typed stays if it fails."""

    ended = Signal(object, object)
    """The ids that were written, and the need."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        need: NeedLine,
        outcome: str,
        *,
        correcting: bool = False,
    ) -> None:
        named = word("need_outcome", outcome)
        title = QCoreApplication.translate("Ending", "{outcome}：{who} {told}")
        title = title.format(outcome=named, who=need.head_name, told=told(need))
        super().__init__(parent, jobs, title, parent.tr("记为{outcome}").format(outcome=named))
        self.desk = desk
        self.need = need
        self.outcome = outcome
        self.correcting = correcting
        self._others: tuple[str, ...] = ()
        self._fields()
        self.add(words(self._about(), "label", wrap=True))
        self.add(self.form)
        self.add(self.also)
        self.body.addStretch(1)
        self.also.hide()
        if not correcting:
            jobs.run(lambda: desk.funding.others(need.visit_no), self._offer_others)
        if need.outcome == outcome:
            self.reason.set_code(need.reason)
            self.said_by.setText(need.said_by)
            self.note.setText(need.note)
        first = self.reason if outcome in _REASONS else self.note
        first.setFocus()

    def _fields(self) -> None:
        tr = self.tr
        self.day = DayCell(tr("日期"), self.desk.today)
        self.day.set_day(self.need.ended_on or self.desk.today())
        enum = _REASONS.get(self.outcome)
        self.reason = Choice(tr("原因"), choices(enum) if enum else [])
        self.reason.picked.connect(lambda _code: self.go_on(self.reason))
        self.said_by = NoteLine(tr("银行告知人"), tr("银行谁说的，例如：支行信贷岗 张经理"))
        self.check = Cell(tr("核对编号"), width=220)
        self.check.setText(self.need.check_no)
        self.note = NoteLine(tr("说明"), self._example())
        self.why = NoteLine(tr("更正原因"), tr("写明为什么更正"))
        self.also = QCheckBox()
        self.form.add(tr("日期"), self.day)
        self.form.add(tr("原因"), self.reason)
        self.form.add(tr("告知人"), self.said_by)
        self.form.add(tr("核对"), self.check, words(self._check_said(), "quiet"))
        self.form.add(tr("说明"), self.note)
        self.form.add(tr("更正"), self.why)
        self.form.show_row(self.reason, shown=self.outcome in _REASONS)
        self.form.show_row(self.said_by, shown=self.outcome == DECLINED)
        self.form.show_row(self.check, shown=self.outcome == APPLIED)
        self.form.show_row(self.why, shown=self.correcting)

    def _about(self) -> str:
        """What the record says and what it does not."""
        tr = self.tr
        return {
            APPLIED: tr("只记下已经递交申请；是否发放贷款由银行依法自主决策。"),
            NOT_NOW: tr("这一户这次不申请。以后再提，另记一条走访。"),
            DECLINED: tr("照银行告知的记，作为银行的决定登记；是否发放贷款由银行依法自主决策。"),
        }[self.outcome]

    def _example(self) -> str:
        tr = self.tr
        return {
            APPLIED: tr("申请交到哪里：网点、经办人或申请编号"),
            NOT_NOW: tr("可以空着；选“其他”时写清楚"),
            DECLINED: tr("银行说的原话，可以空着"),
        }[self.outcome]

    def _check_said(self) -> str:
        if self.need.check_no:
            return self.tr("说出需求后核对过")
        return self.tr("没有就空着，写说明")

    def stops(self) -> list[QWidget]:
        """The questions in their order, those out of sight too."""
        return [self.day, self.reason, self.said_by, self.check, self.note, self.why]

    def entry(self) -> NeedEndEntry | None:
        """What the sheet says, or None with a hint at the day."""
        day = self.day.day()
        if day is None:
            self.hint(self.day, self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。"))
            return None
        return NeedEndEntry(
            outcome=self.outcome,
            ended_on=day,
            reason=self.reason.code(),
            check_no=self.check.text().strip() if self.outcome == APPLIED else "",
            said_by=self.said_by.text().strip(),
            note=self.note.text().strip(),
        )

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        self.form.quiet()
        entry = self.entry()
        if entry is None or not self.go.isEnabled():
            return
        number, why = self.need.visit_no, self.why.text()
        also = self._others if self.also.isChecked() else ()
        funding = self.desk.funding

        def write() -> list[str]:
            if self.correcting:
                return [funding.correct(number, entry, why)]
            return funding.end(number, entry, also=also)

        self.write(write)

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about; nothing that was typed is lost."""
        text = explain(error)
        if text is None:
            return False
        editor = getattr(self, _FIELD_OF.get(getattr(error, "code", ""), "note"))
        self.hint(editor, text)
        self.fit()
        return True

    def _offer_others(self, others: list[NeedLine]) -> None:
        self._others = tuple(one.visit_no for one in others)
        if others:
            days = self.tr("、").join(f"{one.told_on:%m-%d}" for one in others[:4])
            text = self.tr("这一户还有 {n} 条没有了结（{days}），一并记下 Alt+&Q")
            self.also.setText(text.format(n=len(others), days=days))
            self.also.setChecked(True)
            self.also.show()
            self.fit()

    def done_with(self, answer: object) -> None:
        """The end is written: close, and tell which need it was."""
        need = self.need
        super().done_with(answer)
        self.ended.emit(answer, need)
