"""Applications to the bank: needs that wait for one, those on their way, what the bank said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.pages.loans import words as said
from desktop.pages.loans.applysheet import ApplicationSheet
from desktop.pages.loans.banksheets import (
    ContractSheet,
    DecisionSheet,
    HandoverSheet,
    LargeNeedSheet,
)
from desktop.pages.loans.recorded import Recorded
from desktop.services import amounts
from desktop.services.applications.made import HandoverLine
from desktop.services.records.applying import ApplicationEntry, ApplicationLine
from desktop.services.records.needs import NeedFilter, NeedLine
from desktop.services.records.papers import NoticeScope
from desktop.texts import applying, word
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.fonts import ensure
from desktop.ui.parts import button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.applications.made import Begun, Cycle
    from desktop.services.desk import Desk
    from desktop.services.records.lending import LoanLine
    from desktop.ui.jobs import Jobs

NEEDS, WAITING, OVER = "needs", "waiting", "over"
_BEFORE, _OPEN, _LIST = "recorded", "open", "YJ"
_ENDED = frozenset({"declined", "withdrawn", "contracted"})
_TONES = {"agreed": "ok", "contracted": "ok", "declined": "warn", "withdrawn": "warn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the tab shows: open needs, the applications, usual cycles."""

    needs: tuple[NeedLine, ...]
    lines: tuple[ApplicationLine, ...]
    cycles: tuple[Cycle, ...]


class Applications(Recorded):
    """Enter writes an application of the need at hand, or what comes next for an application."""

    _known: Known | None

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(desk, jobs, drawing="loans")
        self.leave = go
        tr = self.tr
        self.chips = Chips(
            [(NEEDS, tr("有需求没申请")), (WAITING, tr("银行办理中")), (OVER, tr("已有结果"))]
        )
        self.chips.chosen.connect(lambda _key: self._show())
        self.needs, self.table = self._needs_table(), self._table()
        self.exports = export_button(self.table)
        self.steps = {
            "A": button(tr("登记申请 A"), self.apply, kind="primary"),
            "B": button(tr("银行记录 B"), self.decide),
            "H": button(tr("合同 H"), self.sign),
            "M": button(tr("移交银行 M"), self.hand_over),
            "D": button(tr("大额支出 D"), self.need_more),
            "G": button(tr("更正 G"), self.mend),
            "P": button(tr("打印申请表 P"), self.print),
            "L": button(tr("移交清单 L"), self.print_list),
        }
        self.arrange(
            row(self.chips, 1, self.exports),
            [words(applying.OWN_WORD, "label", wrap=True)],
            [self.needs, self.table],
            list(self.steps.values()),
        )

    def _needs_table(self) -> Table[NeedLine]:
        tr = self.tr
        made = Table[NeedLine](
            tr("有资金需求还没有申请的户"),
            [
                Column(title=tr("户主"), text=lambda o: o.head_name, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("说出日期"), text=lambda o: said.day(o.told_on), width=98),
                Column(title=tr("金额"), text=lambda o: _yuan(o.amount_fen), width=100, right=True),
                Column(title=tr("用途"), text=lambda o: word("need_use", o.use), width=80),
                Column(title=tr("用款月"), text=lambda o: o.month, width=80, optional=True),
                Column(title=tr("核对"), text=lambda o: o.check_no, width=140, optional=True),
            ],
        )
        made.leaves("needs", lambda: {"status": _OPEN})
        made.opened.connect(lambda _one: self.apply())
        made.current.connect(lambda _one: self._moved())
        return made

    def _table(self) -> Table[ApplicationLine]:
        tr = self.tr
        made = Table[ApplicationLine](
            tr("贷款申请"),
            [
                Column(title=tr("申请日"), text=lambda o: said.day(o.applied_on), width=98),
                Column(title=tr("申请人"), text=lambda o: o.applicant or o.head_name, width=80),
                Column(title=tr("村"), text=lambda o: o.village),
                Column(title=tr("金额"), text=lambda o: _yuan(o.amount_fen), width=100, right=True),
                Column(title=tr("期限"), text=self._term, width=70, optional=True),
                Column(
                    title=tr("进展"),
                    text=lambda o: word("application_state", o.state),
                    width=98,
                    tone=lambda o: _TONES.get(o.state, "info"),
                ),
                Column(
                    title=tr("天数"),
                    text=lambda o: str(o.days),
                    width=56,
                    right=True,
                    optional=True,
                ),
                Column(title=tr("用途"), text=lambda o: o.purpose_text, width=100, optional=True),
                Column(title=tr("合同"), text=lambda o: o.contract_no, width=120, optional=True),
                Column(title=tr("编号"), text=lambda o: o.application_no, width=140, optional=True),
            ],
        )
        made.leaves("applications")
        made.opened.connect(lambda _one: self.further())
        made.current.connect(lambda _one: self._moved())
        return made

    def refresh(self) -> None:
        """Ask for everything again."""
        self.jobs.run(lambda: gather(self.desk), self._latest.only(self._came))

    def seek(self, number: str) -> None:
        """Stand on an application that waits for the bank."""
        self.chips.choose(WAITING)
        super().seek(number)

    def begin(self, household_no: str, visit_no: str = "") -> None:
        """Write an application of a household's newest need, or of one need."""
        if self._writes:
            service = self.desk.applications
            self.jobs.run(
                lambda: (service.begin(household_no, visit_no), service.cycles()), self._begun
            )

    def take(self, loan: LoanLine) -> None:
        """Write an application of the household of a loan."""
        self.begin(loan.household_no)

    def apply(self) -> None:
        """Write an application of the need at hand."""
        need = self.needs.line() if self._on_needs() else None
        if need is not None:
            self.begin(need.household_no, need.visit_no)

    def further(self) -> None:
        """What comes next for the application at hand: the bank's word, then the contract."""
        line = self._line()
        if line is not None and line.state == "agreed" and not line.disputed:
            self.sign()
        elif line is not None and _answers(line):
            self.decide()

    def decide(self) -> None:
        """Write down what the bank said, or correct it."""
        line = self._line()
        if line is not None and self._writes and _answers(line):
            self._sheet(DecisionSheet(self, self.desk, self.jobs, line))

    def sign(self) -> None:
        """Write down the contract, or correct it."""
        line = self._line()
        if line is not None and self._writes and _signs(line):
            self._sheet(ContractSheet(self, self.desk, self.jobs, line))

    def need_more(self) -> None:
        """Record a large need."""
        line = self._line()
        if line is not None and self._writes and self._is_large(line):
            self._sheet(LargeNeedSheet(self, self.desk, self.jobs, line))

    def mend(self) -> None:
        """Correct the application while the bank has said nothing to it."""
        line = self._line()
        if line is None or not self._writes or line.decision:
            return
        entry = ApplicationEntry(
            household_no=line.household_no,
            member_no=line.member_no,
            applied_on=line.applied_on,
            amount_fen=line.amount_fen,
            months=line.months,
            purpose_code=line.purpose_code,
            purpose_text=line.purpose_text,
            industry=line.industry,
            cycle=line.cycle,
            cycle_months=line.cycle_months,
            need_month=line.need_month,
            repayment_source=line.repayment_source,
            consent_on=line.consent_on,
        )
        cycles = self._known.cycles if self._known else ()
        self._sheet(ApplicationSheet(self, self.desk, self.jobs, entry, known=line, cycles=cycles))

    def hand_over(self) -> None:
        """Hand over all that were not handed over yet."""
        lines = self._unhanded() if self.chips.key() == WAITING else []
        if lines and self._writes:
            self._sheet(HandoverSheet(self, self.desk, self.jobs, lines))

    def print(self) -> None:
        """Lead to the sheets of the household at hand."""
        line = self._line()
        if line is not None:
            self.leave("printing", line.household_no)

    def print_list(self) -> None:
        """Lead to the list for the bank: of the hand-over of the one at hand, or of what waits."""
        line = self._line()
        if line is not None and self._lists(line):
            scope = NoticeScope(record_no=line.handover_no)
            self.leave("printing", (_LIST, scope) if line.handover_no else f"kind/{_LIST}")

    def _lists(self, line: ApplicationLine) -> bool:
        """Whether the application at hand stands on a list for the bank."""
        return bool(line.handover_no) or line.state == _BEFORE

    def _on_needs(self) -> bool:
        return self.faces.currentWidget() is self.needs

    def _line(self) -> ApplicationLine | None:
        return self.table.line() if self.faces.currentWidget() is self.table else None

    def _unhanded(self) -> list[ApplicationLine]:
        return [one for one in self._known.lines if one.state == _BEFORE] if self._known else []

    def _begun(self, found: tuple[Begun, list[Cycle]]) -> None:
        begun, cycles = found
        self._sheet(
            ApplicationSheet(self, self.desk, self.jobs, begun.entry, begun=begun, cycles=cycles)
        )

    def _sheet(
        self,
        sheet: ApplicationSheet | DecisionSheet | ContractSheet | LargeNeedSheet | HandoverSheet,
    ) -> None:
        sheet.saved.connect(self._saved)
        sheet.open()

    def _saved(self, made: ApplicationLine | HandoverLine) -> None:
        tr = self.tr
        if isinstance(made, HandoverLine):
            text = tr("已登记移交 {no}").format(no=made.handover_no)
            key = WAITING
        else:
            state = word("application_state", made.state)
            text = tr("{no}：{state}").format(no=made.application_no, state=state)
            key = OVER if made.state in _ENDED else WAITING
        self.chips.choose(key)
        self.written.emit(text)
        self.refresh()

    def _came(self, known: Known) -> None:
        ensure("".join(one.head_name for one in known.needs))
        ensure("".join(one.head_name + one.applicant for one in known.lines))
        self._known = known
        self._show()

    def _show(self) -> None:
        known = self._known
        if known is None:
            return
        tr, key = self.tr, self.chips.key()
        waiting = [one for one in known.lines if one.state not in _ENDED]
        over = [one for one in known.lines if one.state in _ENDED]
        for name, text, count in (
            (NEEDS, tr("有需求没申请"), len(known.needs)),
            (WAITING, tr("银行办理中"), len(waiting)),
            (OVER, tr("已有结果"), len(over)),
        ):
            self.chips.name(name, f"{text} {count}" if count else text)
        lines = over if key == OVER else waiting
        self.needs.lines.show(known.needs)
        self.table.lines.show(lines)
        self.nothing.text.setText(
            {
                NEEDS: tr("没有还开着的资金需求。走访时记下需求，再来登记申请。"),
                WAITING: tr("没有等银行结果的申请。"),
                OVER: tr("还没有银行已有结果的申请。"),
            }[key]
        )
        self.exports.setVisible(key != NEEDS)
        if key == NEEDS:
            self.face(self.needs, [one.visit_no for one in known.needs])
        else:
            self.face(self.table, [one.application_no for one in lines])

    def _moved(self) -> None:
        line, writes = self._line(), self._writes
        shown = {
            "A": writes and self._on_needs(),
            "B": writes and line is not None and _answers(line),
            "H": writes and line is not None and _signs(line),
            "M": writes
            and line is not None
            and self.chips.key() == WAITING
            and bool(self._unhanded()),
            "D": writes and line is not None and self._is_large(line),
            "G": writes and line is not None and not line.decision,
            "P": writes and line is not None,
            "L": writes and line is not None and self._lists(line),
        }
        for key, step in self.steps.items():
            step.setVisible(shown[key])
        self.tell(self._told(line) if line is not None else "")

    def _is_large(self, line: ApplicationLine) -> bool:
        return bool(line.large_reason) or "large_need_not_recorded" in line.flags

    def _told(self, line: ApplicationLine) -> str:
        tr = self.tr
        parts = [
            tr("核对 {no}：{result}").format(
                no=line.check_no, result=word("outcome", line.check_result)
            )
        ]
        if line.handed_on:
            text = tr("{day} 移交给 {who}")
            parts.append(text.format(day=line.handed_on, who=line.handed_to))
        for one in line.decisions:
            text = tr("{day} {said}（{who}）")
            told = text.format(
                day=one.decided_on, said=word("bank_decision", one.decision), who=one.said_by
            )
            parts.append(tr("{told}，已更正").format(told=told) if one.replaced else told)
        if line.contract_no and line.rate_ppm is not None:
            text = tr("合同 {no}，{day} 签订，年利率 {rate}%，适用{pack}")
            parts.append(
                text.format(
                    no=line.contract_no,
                    day=line.signed_on,
                    rate=amounts.percent(line.rate_ppm),
                    pack=line.contract_title,
                )
            )
        parts.append(applying.hint_of(line.hint, line.hint_months))
        parts += [applying.STALE[code] for code in line.stale]
        parts += [applying.FLAGS[code] for code in line.flags]
        if line.disputed:
            parts.append(tr("银行的记录互相不一致，请与银行核实后更正（B）。"))
        return tr("　").join(part for part in parts if part)

    def _term(self, line: ApplicationLine) -> str:
        return self.tr("{n} 个月").format(n=line.months)


def _answers(line: ApplicationLine) -> bool:
    """Whether the bank's word can be written or corrected: with a contract only what disputes."""
    return line.disputed or not line.contract_no


def _signs(line: ApplicationLine) -> bool:
    """Whether a contract can be written or corrected."""
    return not line.disputed and (line.state == "agreed" or bool(line.contract_no))


def _yuan(fen: int | None) -> str:
    return "" if fen is None else amounts.shown(fen)


def gather(desk: Desk) -> Known:
    """All that the tab shows, where the ledger is."""
    needs = desk.funding.listed(NeedFilter(state=_OPEN), limit=1000).lines
    return Known(
        needs=tuple(one for one in needs if one.household_no),
        lines=tuple(desk.applications.listed()),
        cycles=tuple(desk.applications.cycles()),
    )
