"""The checks of running loans: which are due by the bank's own rule, what was found, open cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.pages.loans import words as said
from desktop.pages.loans.casesheet import CaseSheet
from desktop.pages.loans.checksheet import CheckSheet
from desktop.pages.loans.recorded import Recorded
from desktop.services.records.after import InspectionDue, InspectionLine
from desktop.texts import after, word
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.fonts import ensure
from desktop.ui.parts import button, row, words
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.after import InspectionRule
    from desktop.services.records.lending import LoanLine
    from desktop.ui.jobs import Jobs

DUE, DONE, CASES = "due", "done", "cases"
_SOON = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the tab shows: the bank's rule, the loans with their next check, the checks."""

    rule: InspectionRule
    due: tuple[InspectionDue, ...]
    done: tuple[InspectionLine, ...]


class Checks(Recorded):
    """Enter or K writes a check of the loan at hand, G corrects, J ends a case, F8 adds photos.

    P leads to the sheet of the check.
    """

    paper_wanted = Signal(str)
    photographed = Signal(str, str, object)
    """A check got or lost photos: in words, the word of the way back, and its call."""

    _known: Known | None

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs, drawing="check")
        tr = self.tr
        self.rule = words("", "label", wrap=True)
        self.chips = Chips([(DUE, tr("该查")), (DONE, tr("已查")), (CASES, tr("疑点没有了结"))])
        self.chips.chosen.connect(lambda _key: self._show())
        self.log = button(tr("记检查 K"), self.write, kind="primary")
        self.correct = button(tr("更正 G"), self.mend)
        self.end = button(tr("了结疑点 J"), self.close_case)
        self.paper = button(tr("打印检查表 P"), self.print)
        self.photos = Photos(desk.evidence, jobs, self._day, folds=True)
        self.photos.setAccessibleName(tr("检查的照片"))
        self.photos.attached.connect(self._photographed)
        Arriving(self).came.connect(self.photos.add)
        QShortcut(
            QKeySequence("F8"),
            self,
            self.photos.pick,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.due, self.done = self._due_table(), self._done_table()
        self.exports = {DUE: export_button(self.due), DONE: export_button(self.done)}
        self.arrange(
            row(self.chips, 1, *self.exports.values()),
            [self.rule],
            [self.due, self.done],
            [self.log, self.correct, self.end, self.paper, self.photos.pick_button],
            below=[self.photos],
        )

    def _due_table(self) -> Table[InspectionDue]:
        tr = self.tr
        made = Table[InspectionDue](
            tr("该做贷后检查的贷款"),
            [
                Column(title=tr("户主"), text=lambda o: o.head_name or o.borrower_name, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("尾号"), text=lambda o: o.loan_no[-4:], width=60),
                Column(title=tr("该查日期"), text=lambda o: said.day(o.due), width=98),
                Column(title=tr("情况"), text=self.stand, width=112, tone=self._tone),
                Column(
                    title=tr("类型"),
                    text=lambda o: word("inspection_kind", o.kind),
                    width=110,
                    optional=True,
                ),
                Column(
                    title=tr("放款日"), text=lambda o: said.day(o.drawn_on), width=98, optional=True
                ),
                Column(
                    title=tr("上次检查"),
                    text=lambda o: said.day(o.inspected_on),
                    width=98,
                    optional=True,
                ),
            ],
        )
        made.leaves("inspections_due")
        made.opened.connect(lambda _one: self.write())
        made.current.connect(lambda _one: self._moved())
        return made

    def _done_table(self) -> Table[InspectionLine]:
        tr = self.tr
        made = Table[InspectionLine](
            tr("贷后检查记录"),
            [
                Column(title=tr("日期"), text=lambda o: said.day(o.entry.inspected_on), width=98),
                Column(title=tr("户主"), text=lambda o: o.head_name, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("尾号"), text=lambda o: o.loan_no[-4:], width=60),
                Column(
                    title=tr("结论"),
                    text=lambda o: word("inspection_conclusion", o.entry.conclusion),
                    width=112,
                    tone=self._found,
                ),
                Column(
                    title=tr("疑点"),
                    text=lambda o: word("case_state", o.case),
                    width=82,
                    optional=True,
                ),
                Column(
                    title=tr("类型"),
                    text=lambda o: word("inspection_kind", o.entry.kind),
                    width=110,
                    optional=True,
                ),
                Column(
                    title=tr("照片"),
                    text=lambda o: str(o.photos or ""),
                    width=56,
                    right=True,
                    optional=True,
                ),
                Column(title=tr("编号"), text=lambda o: o.first_no, width=140, optional=True),
            ],
        )
        made.leaves("inspections")
        made.opened.connect(lambda _one: self.mend())
        made.current.connect(lambda _one: self._moved())
        return made

    def stand(self, one: InspectionDue) -> str:
        """How far the day of the next check is."""
        if one.days is None:
            return self.tr("不推算")
        if one.days < 0:
            return self.tr("过了 {n} 天").format(n=-one.days)
        return self.tr("还有 {n} 天").format(n=one.days)

    def _tone(self, one: InspectionDue) -> str:
        if one.days is None or one.days > _SOON:
            return ""
        return "error" if one.days < 0 else "warn"

    def _found(self, one: InspectionLine) -> str:
        if one.case:
            return "error" if one.case == "open" else "info"
        return {"normal": "ok", "risk_warning": "warn"}.get(one.entry.conclusion, "info")

    def offer(self, *, steps: bool) -> None:
        """Whether checks are written here; the county only reads them."""
        self.photos.writable = steps
        super().offer(steps=steps)

    def refresh(self) -> None:
        """Ask for everything again."""
        self.jobs.run(lambda: gather(self.desk), self._latest.only(self._came))

    def forget(self) -> None:
        """Names stand in the lists."""
        super().forget()
        self.photos.forget()

    def take(self, loan: LoanLine) -> None:
        """Write a check of this loan."""
        kind = "regular"
        if not any(one.loan_no == loan.loan_no and one.inspected_on for one in self._all()):
            kind = "first"
        self._sheet(loan.loan_no, said.who(loan), kind)

    def write(self) -> None:
        """Write a check of the loan at hand."""
        due, done = self.due.line(), self.done.line()
        if not self._writes:
            return
        if self.faces.currentWidget() is self.due and due is not None:
            self._sheet(due.loan_no, due.head_name or due.borrower_name, due.kind)
        elif self.faces.currentWidget() is self.done and done is not None:
            self._sheet(done.loan_no, done.head_name, "special")

    def mend(self) -> None:
        """Correct the check at hand; a case that was ended stays as it is."""
        line = self._line()
        if line is None or not self._writes or line.case == "ended":
            return
        self._sheet(line.loan_no, line.head_name, "", known=line)

    def close_case(self) -> None:
        """End the case of the check at hand."""
        line = self._line()
        if line is not None and self._writes and line.case == "open":
            CaseSheet(self, self.desk, self.jobs, line, self._ended).open()

    def print(self) -> None:
        """Lead to the sheet of the check at hand, filled from it."""
        line = self._line()
        if line is not None and self._writes:
            self.paper_wanted.emit(line.first_no)

    def _all(self) -> tuple[InspectionDue, ...]:
        return self._known.due if self._known else ()

    def _line(self) -> InspectionLine | None:
        return self.done.line() if self.faces.currentWidget() is self.done else None

    def _sheet(
        self, loan_no: str, who: str, kind: str, known: InspectionLine | None = None
    ) -> None:
        sheet = CheckSheet(
            self, self.desk, self.jobs, loan_no=loan_no, who=who, kind=kind, known=known
        )
        sheet.saved.connect(self._saved)
        sheet.photographed.connect(self._photographed)
        sheet.open()

    def _saved(self, line: InspectionLine) -> None:
        text = self.tr("已记下贷后检查 {number}").format(number=line.first_no)
        self.written.emit(text)
        self.refresh()

    def _photographed(self, said: str, verb: str, call: object) -> None:
        self.photographed.emit(said, verb, call)
        self.refresh()

    def _day(self) -> date | None:
        line = self._line()
        return line.entry.inspected_on if line is not None else None

    def _ended(self, line: InspectionLine) -> None:
        self.written.emit(self.tr("已了结 {number}").format(number=line.first_no))
        self.refresh()

    def _came(self, known: Known) -> None:
        ensure("".join(one.head_name for one in known.due))
        ensure("".join(one.head_name for one in known.done))
        self._known = known
        self.rule.setText(after.rule_of(known.rule.first_days, known.rule.every_months))
        self._show()

    def _show(self) -> None:
        known = self._known
        if known is None:
            return
        tr = self.tr
        cases = [one for one in known.done if one.case == "open"]
        late = sum(one.days is not None and one.days <= _SOON for one in known.due)
        self.chips.name(DUE, tr("该查 {n}").format(n=late) if late else tr("该查"))
        self.chips.name(
            CASES, tr("疑点没有了结 {n}").format(n=len(cases)) if cases else tr("疑点没有了结")
        )
        key = self.chips.key()
        self.due.lines.show(known.due)
        shown = cases if key == CASES else known.done
        self.done.lines.show(shown)
        self.nothing.text.setText(
            {
                DUE: tr("没有在贷的帮扶小额贷款。"),
                DONE: tr("还没有记过贷后检查。"),
                CASES: tr("没有还没了结的资金用途疑点。"),
            }[key]
        )
        self.exports[DUE].setVisible(key == DUE)
        self.exports[DONE].setVisible(key != DUE)
        if key == DUE:
            self.face(self.due, [one.loan_no for one in known.due])
        else:
            self.face(self.done, [one.first_no for one in shown])

    def _moved(self) -> None:
        line = self._line()
        here = self._writes and self.faces.currentWidget() is not self.nothing
        self.log.setVisible(here)
        self.paper.setVisible(here and line is not None)
        self.correct.setVisible(here and line is not None and line.case != "ended")
        self.end.setVisible(here and line is not None and line.case == "open")
        self.tell(self._told(line) if line is not None else "")
        self.photos.setEnabled(line is not None)
        self.photos.pick_button.setVisible(here and line is not None)
        self.photos.show_record(line.id if line is not None else "")

    def _told(self, line: InspectionLine) -> str:
        tr, entry = self.tr, line.entry
        use, passed = word("use_as_agreed", entry.use_as_agreed), word("passed_on", entry.passed_on)
        parts = [
            tr("用途一致：{answer}").format(answer=use),
            tr("交给企业、合作社：{answer}").format(answer=f"{passed} {entry.passed_to}".strip()),
            entry.assets,
            entry.risk_note,
        ]
        if entry.measures:
            parts.append(tr("措施：{text}").format(text=entry.measures))
        if line.corrections:
            text = tr("更正过 {n} 次，最后一次的原因：{why}")
            parts.append(text.format(n=line.corrections, why=line.correction_reason))
        if line.case == "ended":
            text = tr("{day} 了结：{outcome}，{measures}；{reason}")
            outcome = word("case_outcome", line.outcome)
            parts.append(
                text.format(
                    day=said.day(line.ended_on),
                    outcome=outcome,
                    measures=line.end_measures,
                    reason=line.end_reason,
                )
            )
        if line.case == "open":
            parts.append(after.HELD)
        return tr("　").join(part for part in parts if part)


def gather(desk: Desk) -> Known:
    """All that the tab shows, where the ledger is."""
    service = desk.inspections
    return Known(rule=service.rule(), due=tuple(service.due()), done=tuple(service.listed()))
