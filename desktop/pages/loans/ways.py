"""The ways out of a loan at its maturity, each with what the policy says of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.loans.told import clauses
from desktop.texts import choices, late, rosters, word
from desktop.texts.checks import behind, finding, next_step, not_asked, rule_name
from desktop.ui.fields import Combo, CountCell
from desktop.ui.messages import set_tone
from desktop.ui.parts import Badge, button, clear, column, flowing, row, words
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from datetime import date

    from desktop.pages.loans.told import Told
    from desktop.services.records.lending import Exit, ExitRow

_TONES = {"open": "info", "allowed": "ok", "needs_review": "warn", "not_allowed": "error"}
_OPEN = "fact_missing"
_LEFT = "off_roster_at_maturity"


class Ways(QWidget):
    """Three or four lines, and above them the two facts that only the officer can tell."""

    asked = Signal()
    """Another length or another answer about the area."""

    clause_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.months = CountCell(tr("想续几个月"), width=52)
        self.months.setMaxLength(3)
        self.months.editingFinished.connect(self._typed)
        self.area = Combo(
            tr("本区域是否暂停发放"),
            [
                ("", tr("不清楚")),
                *((code, self._area_word(code)) for code, _ in reversed(choices("yes_no"))),
            ],
        )
        self.area.currentIndexChanged.connect(lambda _place: self.asked.emit())
        self._before = ""
        self.inputs = QWidget()
        line = row(
            words(tr("想续"), "label"),
            self.months,
            words(tr("个月　本区域"), "label"),
            self.area,
            1,
            gap=6,
        )
        self.inputs.setLayout(line)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        self.last = words("", wrap=True)
        self.beside = QVBoxLayout()
        self.beside.setSpacing(4)
        self.decides = words("", "label", wrap=True)
        self.decides_clause = button("", self._open_decides, kind="cite")
        self._decides = ""
        around = column(
            words(tr("到期怎么办"), "strong"),
            self.last,
            self.beside,
            self.inputs,
            self.lines,
            self.decides,
            row(self.decides_clause, 1),
            gap=6,
        )
        self.setLayout(around)

    def wish(self) -> tuple[int | None, bool | None]:
        """The length and whether lending is suspended here; None is unknown."""
        answer = self.area.code()
        return self.months.number(), (answer == "true") if answer else None

    def forget(self) -> None:
        """Take away what was told and asked."""
        self.months.clear()
        set_tone(self.months, "")
        self._before = ""
        with QSignalBlocker(self.area):
            self.area.choose("")
        self.area.setEnabled(True)
        clear(self.lines)
        clear(self.beside)
        self.last.clear()

    def show_told(self, told: Told) -> None:
        """Show the ways out of a loan."""
        card = told.card
        clear(self.lines)
        for way in card.exits:
            self.lines.addLayout(self._way(way, told))
        for part in (self.inputs, self.decides, self.decides_clause):
            part.setVisible(len(card.exits) > 1)  # else a loan of another kind
        self._say_last(told)
        self._say_beside(told)
        self.decides.setText(rosters.BANK_DECIDES)
        self._decides = told.decides
        self.decides_clause.setText(told.short(told.decides))
        set_tip(self.decides_clause, self.tr("看政策原文"))

    def _say_last(self, told: Told) -> None:
        last, left = told.card.last_subsidy_day, told.card.loan.days_left
        if last is not None:
            text = self.tr("贴息最多算到 {day}（到期日前一天）；续贷、展期要在到期日以前提出。")
            if left is not None and left < 0:
                text = self.tr("到期日已过，贴息只算到 {day}。下面按到期那天的情况核对；{late}")
            late = finding("overdue_at_renewal").replace(self.tr("申请时"), self.tr("现在提出的"))
            self.last.setText(text.format(day=last.isoformat(), late=late))
        self.last.setVisible(last is not None)

    def _say_beside(self, told: Told) -> None:
        """The last safe day, what was asked for, orders that stand, the four conditions."""
        clear(self.beside)
        card = told.card
        if self.area.isEnabled() is (card.suspension is not None):  # an order answers, or no more
            with QSignalBlocker(self.area):
                self.area.choose("true" if card.suspension else "")
        self.area.setEnabled(card.suspension is None)
        if card.last_safe_day is not None:
            tone = "error" if card.last_safe_day.days_left <= 0 else ""
            self.beside.addWidget(words(late.safe_day(card.last_safe_day), "", tone, wrap=True))
        if card.request is not None:
            self.beside.addWidget(words(late.asked(card.request), wrap=True))
        found = [(late.suspended, card.suspension), (late.drawn_under, card.drawn_under)]
        for tell, order in found:
            if order is not None:
                self.beside.addWidget(words(tell(order), "", "warn", wrap=True))
                self.beside.addLayout(row(self._cite(order.clause, told), 1))
        if card.conditions:
            ref = card.conditions[0].ref
            text = late.conditions([(one.fact, one.answer) for one in card.conditions])
            self.beside.addWidget(words(text, "label", wrap=True))
            self.beside.addLayout(row(self._cite(ref, told), 1))

    def _cite(self, ref: str, told: Told) -> QWidget:
        return button(
            told.short(ref),
            partial(self.clause_wanted.emit, ref),
            kind="cite",
            tip=self.tr("看政策原文"),
        )

    def _way(self, way: Exit, told: Told) -> QVBoxLayout:
        """One way out: name, outcome, clauses; below it what is said."""
        name = words(word("loan_exit", way.kind), "strong")
        badge = Badge(rosters.exit_outcome(way.outcome), _TONES[way.outcome])
        made = column(flowing(name, badge, *self._cites(way, told), gap=6), gap=2)
        for text in self._said(way, told):
            made.addWidget(words(text, "label", wrap=True))
        return made

    def _cites(self, way: Exit, told: Told) -> list[QWidget]:
        return [self._cite(ref, told) for ref in clauses(way)]

    def _said(self, way: Exit, told: Told) -> list[str]:
        """What is found and what to do, what is not known yet, what the next stretch is under."""
        if way.kind == "repay":
            again = self.tr("按合同按期还清；还清后符合条件的可以再次申请。")
            return [again if len(told.card.exits) > 1 else self.tr("按合同按期还清。")]
        if way.kind == "farmer_loan":
            return [rosters.why("farmer_loan")]
        texts = []
        says = {row.code: row.says for row in way.rows}
        for code in dict.fromkeys(one for one in way.codes if one != _OPEN):
            said, step = finding(code, says.get(code, "")), next_step(code)
            texts.append(said if code == _LEFT or step in said else said + step)
        texts += [self._behind(one, way.checked_on) for one in way.behind]
        if way.missing:
            texts.append(self.tr("{what}。").format(what=not_asked(way.missing)))
        if way.policy_pack and way.reason:
            text = self.tr("续后适用：{why}（{clause}）")
            why = way.reason.removesuffix(self.tr("。"))
            texts.append(text.format(why=why, clause=told.short(way.clause)))
        return texts

    def _behind(self, row: ExitRow, checked_on: date | None) -> str:
        """One condition of the last check; its clause stands beside the outcome."""
        title, said = rule_name(row.rule, row.title), finding(row.code, row.says)
        return behind(checked_on.isoformat() if checked_on else "", title, row.result, said)

    def _area_word(self, code: str) -> str:
        return self.tr("已暂停发放") if code == "true" else self.tr("没有暂停")

    def _typed(self) -> None:
        wrong = bool(self.months.text().strip()) and self.months.number() is None
        set_tone(self.months, "error" if wrong else "")
        if self.months.text() != self._before:
            self._before = self.months.text()
            self.asked.emit()

    def _open_decides(self) -> None:
        self.clause_wanted.emit(self._decides)
