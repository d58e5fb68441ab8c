"""Cases of overdue loans: which have none yet, what was done in each, how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.pages.loans import casesheets
from desktop.pages.loans import words as said
from desktop.pages.loans.recorded import Recorded
from desktop.services.records.late import CaseLine, OpenedCases, StepLine
from desktop.services.records.lending import LoanLine
from desktop.texts import late, sentence, word
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.fonts import ensure
from desktop.ui.parts import button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

WAITING, OPEN, ENDED = "waiting", "open", "ended"
_LAST = 3
_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the tab shows: overdue loans without a case, and the cases."""

    waiting: tuple[LoanLine, ...]
    cases: tuple[CaseLine, ...]


class Cases(Recorded):
    """K opens a case or writes a step of it, G corrects the last step, J ends it."""

    _known: Known | None

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs, drawing="check")
        tr = self.tr
        self.chips = Chips(
            [(WAITING, tr("还没立案")), (OPEN, tr("没有了结")), (ENDED, tr("已了结"))]
        )
        self.chips.chosen.connect(lambda _key: self._show())
        self.waiting, self.cases = self._waiting_table(), self._cases_table()
        self.exports = {WAITING: export_button(self.waiting), OPEN: export_button(self.cases)}
        self.begin = button(tr("立案 K"), self.write, kind="primary")
        self.every = button(tr("全部立案"), self.open_all)
        self.step = button(tr("记处置 K"), self.write, kind="primary")
        self.correct = button(tr("更正末次处置 G"), self.mend)
        self.end = button(tr("了结 J"), self.close_case)
        self.arrange(
            row(self.chips, 1, *self.exports.values()),
            [words(late.NOT_TOLD, "label", wrap=True)],
            [self.waiting, self.cases],
            [self.begin, self.every, self.step, self.correct, self.end],
        )

    def _waiting_table(self) -> Table[LoanLine]:
        tr = self.tr
        made = Table[LoanLine](
            tr("逾期还没有立案的贷款"),
            [
                Column(title=tr("户主"), text=said.who, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("尾号"), text=lambda o: o.tail, width=60),
                Column(
                    title=tr("情况"),
                    text=lambda o: said.stand(o)[0],
                    width=108,
                    tone=lambda o: said.stand(o)[1],
                ),
                Column(
                    title=tr("逾期起日"),
                    text=lambda o: said.day(o.overdue_since),
                    width=98,
                    optional=True,
                ),
                Column(
                    title=tr("到期日"),
                    text=lambda o: said.day(o.matures_on),
                    width=98,
                    optional=True,
                ),
            ],
        )
        made.leaves("overdue_waiting")
        made.opened.connect(lambda _one: self.write())
        made.current.connect(lambda _one: self._moved())
        return made

    def _cases_table(self) -> Table[CaseLine]:
        tr = self.tr
        made = Table[CaseLine](
            tr("逾期案件"),
            [
                Column(title=tr("户主"), text=lambda o: o.head_name, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("尾号"), text=lambda o: o.loan_no[-4:], width=60),
                Column(title=tr("逾期"), text=self._days, width=80, tone=self._tone),
                Column(title=tr("原因"), text=lambda o: word("overdue_cause", o.cause), width=90),
                Column(
                    title=tr("联合上门"),
                    text=lambda o: str(o.joint_visits or ""),
                    width=80,
                    right=True,
                ),
                Column(title=tr("答应哪天还"), text=lambda o: said.day(o.promised_on), width=98),
                Column(
                    title=tr("下一步"),
                    text=lambda o: said.day(o.next_on),
                    width=98,
                    optional=True,
                ),
                Column(
                    title=tr("结果"),
                    text=lambda o: word("overdue_outcome", o.outcome),
                    width=98,
                    optional=True,
                ),
                Column(title=tr("编号"), text=lambda o: o.case_no, width=140, optional=True),
            ],
        )
        made.leaves("overdue_cases")
        made.opened.connect(lambda _one: self.write())
        made.current.connect(lambda _one: self._moved())
        return made

    def _days(self, one: CaseLine) -> str:
        return self.tr("{n} 天").format(n=one.days) if one.days is not None else ""

    def _tone(self, one: CaseLine) -> str:
        return "error" if one.open else "info"

    def refresh(self) -> None:
        """Ask for everything again."""
        self.jobs.run(lambda: gather(self.desk), self._latest.only(self._came))

    def take(self, loan: LoanLine) -> None:
        """Stand on the open case of this loan, or open one."""
        self._wanted = loan.loan_no
        self.jobs.run(
            lambda: self.desk.overdue.listed(loan.loan_no, state=OPEN),
            lambda found: self._taken(loan, found),
        )

    def write(self) -> None:
        """Open a case for the loan at hand, or write a step of the case at hand."""
        loan, case = self._loan(), self._case()
        if not self._writes:
            return
        if loan is not None:
            self._begin(loan)
        elif case is not None and case.open:
            casesheets.stepping(self, self.desk, self.jobs, case).saved.connect(self._saved)

    def mend(self) -> None:
        """Correct the last step of the case at hand."""
        case = self._case()
        if case is not None and case.open and case.steps and self._writes:
            sheet = casesheets.stepping(self, self.desk, self.jobs, case, known=case.steps[-1])
            sheet.saved.connect(self._saved)

    def close_case(self) -> None:
        """End the case at hand."""
        case = self._case()
        if case is not None and case.open and self._writes:
            casesheets.ending(self, self.desk, self.jobs, case).saved.connect(self._ended)

    def open_all(self) -> None:
        """Open a case for every overdue loan that has none."""
        if self._writes and self._known and self._known.waiting:
            self.jobs.run(self.desk.overdue.open_reported, self._opened_all)

    def _begin(self, loan: LoanLine) -> None:
        casesheets.opening(self, self.desk, self.jobs, loan).saved.connect(self._saved)

    def _loan(self) -> LoanLine | None:
        return self.waiting.line() if self.faces.currentWidget() is self.waiting else None

    def _case(self) -> CaseLine | None:
        return self.cases.line() if self.faces.currentWidget() is self.cases else None

    def _taken(self, loan: LoanLine, found: list[CaseLine]) -> None:
        if found:
            self.chips.choose(OPEN)
        elif self._writes:
            self._begin(loan)

    def _saved(self, line: CaseLine) -> None:
        self._wanted = line.loan_no
        self.chips.choose(OPEN)
        self.written.emit(self.tr("已记下：案件 {number}").format(number=line.case_no))
        self.refresh()

    def _ended(self, line: CaseLine) -> None:
        self.written.emit(self.tr("已了结 {number}").format(number=line.case_no))
        self.refresh()

    def _opened_all(self, found: OpenedCases) -> None:
        self.chips.choose(WAITING if found.refused else OPEN)
        parts = [self.tr("已立案 {n} 件").format(n=len(found.cases))]
        if found.refused:
            parts.append(self.tr("{n} 笔没有立：").format(n=len(found.refused)))
            parts += [
                late.refused(one.loan_no, sentence(one.code, one.params))
                for one in found.refused[:_NAMED]
            ]
        self.written.emit(self.tr("　").join(parts))
        self.refresh()

    def _came(self, known: Known) -> None:
        ensure("".join(one.head_name for one in known.waiting))
        ensure("".join(one.head_name for one in known.cases))
        self._known = known
        self._show()

    def _show(self) -> None:
        known = self._known
        if known is None:
            return
        tr, key = self.tr, self.chips.key()
        cases = [one for one in known.cases if one.open]
        done = [one for one in known.cases if not one.open]
        for chip, text, count in (
            (WAITING, tr("还没立案"), len(known.waiting)),
            (OPEN, tr("没有了结"), len(cases)),
        ):
            self.chips.name(chip, f"{text} {count}" if count else text)
        shown = done if key == ENDED else cases
        self.waiting.lines.show(known.waiting)
        self.cases.lines.show(shown)
        self.nothing.text.setText(
            {
                WAITING: tr("逾期的贷款都立了案，或者没有逾期。"),
                OPEN: tr("没有还没了结的逾期案件。"),
                ENDED: tr("还没有了结过逾期案件。"),
            }[key]
        )
        self.exports[WAITING].setVisible(key == WAITING)
        self.exports[OPEN].setVisible(key != WAITING)
        if key == WAITING:
            self.face(self.waiting, [one.loan_no for one in known.waiting])
        else:
            self.face(self.cases, [one.loan_no for one in shown])

    def _moved(self) -> None:
        loan, case = self._loan(), self._case()
        runs = self._writes and case is not None and case.open
        self.begin.setVisible(self._writes and loan is not None)
        self.every.setVisible(self._writes and loan is not None)
        waits = len(self._known.waiting) if self._known else 0
        self.every.setText(self.tr("全部立案（{n} 笔）").format(n=waits))
        self.step.setVisible(runs)
        self.end.setVisible(runs)
        self.correct.setVisible(runs and bool(case and case.steps))
        self.tell(self._told(case) if case is not None else "")

    def _told(self, case: CaseLine) -> str:
        tr = self.tr
        parts = [
            word("case_source", case.source),
            tr("{day} 立案").format(day=said.day(case.opened_on)),
            tr("立案时本金 {a}、欠息 {b}").format(
                a=said.yuan(case.overdue_principal_fen) or tr("没有报"),
                b=said.yuan(case.overdue_interest_fen) or tr("没有报"),
            ),
            tr("、").join(word("overdue_signal", one) for one in case.signals),
            word("renewable", case.renewable),
            case.note,
        ]
        if case.open and case.still_overdue is False:
            parts.append(tr("银行清单现在没有报逾期"))
        parts.append(late.claim_by(case.claim_by))
        lines = [tr("　").join(part for part in parts if part)]
        lines += [self._step(one) for one in case.steps[: -_LAST - 1 : -1]]
        if case.ended_on:
            text = tr("{day} 了结：{outcome} {claim}　{why}")
            lines.append(
                text.format(
                    day=said.day(case.ended_on),
                    outcome=word("overdue_outcome", case.outcome),
                    claim=case.claim_no,
                    why=case.end_reason,
                )
            )
        if case.against_the_list:
            lines.append(late.still(case.outcome))
        return "\n".join(lines)

    def _step(self, one: StepLine) -> str:
        tr = self.tr
        name = tr("联合上门") if one.joint else word("overdue_measure", one.measure)
        people = tr("、").join(
            f"{word('joint_role', role)} {name}" for role, name in one.participants
        )
        parts = [f"{said.day(one.happened_on)} {name}", people, one.met, one.told]
        if one.promised_on:
            parts.append(
                tr("答应 {day} 还 {amount}").format(
                    day=said.day(one.promised_on), amount=said.yuan(one.promised_fen)
                )
            )
        if one.next_on or one.next_step:
            parts.append(
                tr("下一步 {day} {what}").format(day=said.day(one.next_on), what=one.next_step)
            )
        if one.correction_reason:
            parts.append(tr("更正过：{why}").format(why=one.correction_reason))
        return tr("　").join(part.strip() for part in (*parts, one.note) if part)


def gather(desk: Desk) -> Known:
    """All that the tab shows, where the ledger is."""
    return Known(waiting=tuple(desk.overdue.waiting()), cases=tuple(desk.overdue.listed()))
