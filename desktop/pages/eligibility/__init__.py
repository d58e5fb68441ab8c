"""The policy check of one household: inputs, open questions, and every row with its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.pages.eligibility.questions import Questions
from desktop.services.records import CheckRequest, CheckRow
from desktop.texts import choices, word
from desktop.texts.rules import FINDINGS, NEXT, RULES
from desktop.ui.clause import Clause
from desktop.ui.fields import AmountCell, Combo, CountCell, Field, NoteLine
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint
from desktop.ui.page import Page
from desktop.ui.parts import Badge, Card, Elided, Empty, button, row, words
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex

    from desktop.services.desk import Desk
    from desktop.services.records import CheckForm, CheckOutcome, ClauseText
    from desktop.ui.jobs import Jobs

OUTCOME_TONES = {
    "eligible": "ok",
    "needs_review": "warn",
    "pending": "warn",
    "not_eligible": "error",
}
_ROW_TONES = {"met": "ok", "needs_review": "warn", "pending": "info", "not_met": "error"}
_WORST = {"not_met": 0, "needs_review": 1, "pending": 2, "met": 3}
_CLAUSE = 3
WIDEST = 380
_SETTLE_MS = 120
_FIRST_FEN = 5_000_000
_FIRST_MONTHS = "12"


class EligibilityPage(Page):
    """Decides again while the officer types; the bank alone decides on the loan."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.form: CheckForm | None = None
        self.outcome: CheckOutcome | None = None
        self._latest = Latest()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._preview)
        self.questions = Questions(desk.today)
        self.questions.setFixedWidth(min(Theme.current().px(300), WIDEST))
        self.questions.answered.connect(self._settle.start)
        self.body.addWidget(self._inputs())
        self.faces = QStackedWidget()
        self.faces.addWidget(self._nothing())
        self.faces.addWidget(self._answer())
        self.body.addWidget(self.faces, 1)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save)

    def _inputs(self) -> Card:
        tr = self.tr
        self.who = Picker(tr("农户"), self.jobs, self._find, placeholder=tr("姓名首字母，数字选人"))
        self.who.picked.connect(lambda one: self.choose(one.key, one.name))
        self.member = Combo(tr("申请人"))
        self.member.setMinimumWidth(Theme.current().px(110))
        self.amount = AmountCell(tr("借多少（万元）"), width=76)
        self.months = CountCell(tr("期限（月）"), width=64)
        self.purpose = Combo(tr("用途类别"), choices("purpose_code"))
        self.purpose_text = NoteLine(tr("用途说明"), tr("例如：养羊"))
        self.member.currentIndexChanged.connect(lambda _place: self._settle.start())
        self.purpose.currentIndexChanged.connect(lambda _place: self._settle.start())
        for cell in (self.amount, self.months, self.purpose_text):
            cell.textChanged.connect(lambda _text: self._settle.start())
            cell.returnPressed.connect(self.questions.focus_first)
        card = Card(margin=16)
        line = QHBoxLayout()
        line.setSpacing(12)
        for label, editor, stretch in (
            (tr("农户"), self.who, 3),
            (tr("申请人"), self.member, 0),
            (tr("借（万元）"), self.amount, 0),
            (tr("期限（月）"), self.months, 0),
            (tr("用途"), self.purpose, 0),
            (tr("用途说明"), self.purpose_text, 2),
        ):
            line.addWidget(Field(label, editor), stretch, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
        return card

    def _nothing(self) -> Card:
        card = Card()
        text = self.tr("先选一户。输入姓名首字母即可。")
        card.body.addWidget(Empty("eligibility", text))
        return card

    def _answer(self) -> QWidget:
        tr = self.tr
        self.verdict = Badge()
        self.verdict.setProperty("role", "verdict")
        self.count = words("", "label")
        self.promise = words(
            tr("本结果不是贷款承诺，是否发放贷款由银行依法自主决策。"), "label", wrap=True
        )
        self.policy = Elided("", "quiet")
        self.policy.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table = Table[CheckRow](
            tr("逐条核对结果"),
            [
                Column(
                    title=tr("结果"),
                    text=lambda r: word("rule_result", r.result),
                    width=108,
                    tone=lambda r: _ROW_TONES.get(r.result, "info"),
                ),
                Column(title=tr("项目"), text=lambda r: RULES.get(r.rule, r.rule), width=232),
                Column(title=tr("说明和下一步"), text=self._finding),
                Column(title=tr("依据"), text=lambda r: r.clause_short, width=92),
            ],
        )
        self.table.leaves("checks", self._part)
        self.table.opened.connect(lambda line: self.show_clause(line.clause))
        self.table.clicked.connect(self._clicked)
        self.save_button = button(tr("保存核对记录 Ctrl+回车"), self.save, kind="primary")
        self.clause_button = button(tr("看政策原文 F1"), self.help)
        self.paper_button = button(tr("打印告知单"), self._print, drawing="printing")
        self.hints = Hint()
        left = Card(margin=12, gap=6)
        top = row(self.verdict, self.count, self.policy)
        top.setStretch(2, 1)
        left.add(
            top,
            self.promise,
            self.hints,
            self.table,
            row(self.paper_button, self.clause_button, 1, self.save_button),
        )
        left.body.setStretch(3, 1)
        both = QWidget()
        line = row(left, self.questions, gap=12)
        line.setStretch(0, 1)
        both.setLayout(line)
        return both

    def refresh(self) -> None:
        """Ask again for the household at hand."""
        if self.form is not None:
            self._settle.start()
        else:
            self.who.setFocus()

    def open(self, what: object) -> None:
        """Check a household by its number."""
        if isinstance(what, str):
            self.choose(what)

    def forget(self) -> None:
        """Take the household off the page."""
        self.form = self.outcome = None
        self._latest.number += 1
        self.who.set_value(None)
        self.member.fill([])
        self.purpose_text.clear()
        self.table.lines.show([])
        self.questions.clear()
        self.faces.setCurrentIndex(0)

    def choose(self, household_no: str, member: str = "") -> None:
        """Take a household, and who of it applies; what the ledger knows is filled in."""
        self.jobs.run(lambda: self.desk.eligibility.prepare(household_no, member), self._prepared)

    def _part(self) -> dict[str, object]:
        """The stored checks of the household at hand: what is not stored does not leave."""
        return {"household_no": self.form.household_no if self.form else ""}

    def save(self) -> None:
        """Store the check with its number."""
        request = self.request()
        if request is None or not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        self.jobs.run(
            lambda: self.desk.eligibility.check(request),
            self._saved,
            lambda: self.save_button.setEnabled(True),
        )

    def request(self) -> CheckRequest | None:
        """The question as it stands, None while something is missing in it."""
        fen, months = self.amount.fen(), self.months.number()
        if self.form is None or not fen or not months or not self.member.code():
            return None
        return CheckRequest(
            household_no=self.form.household_no,
            member_no=self.member.code(),
            amount_fen=fen,
            months=months,
            purpose_code=self.purpose.code(),
            purpose_text=self.purpose_text.text().strip(),
            facts=self.questions.answers(),
        )

    def help(self) -> None:
        """The clause of the selected row, word for word."""
        line = self.table.line()
        if line is not None:
            self.show_clause(line.clause)

    def show_clause(self, clause: str) -> None:
        """Open a clause."""
        if clause:
            self.jobs.run(lambda: self.desk.policy.clause(clause), self._clause)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the page, F2 logs a visit for this household."""
        if event.key() == Qt.Key.Key_Escape:
            self.forget()
            self.who.setFocus()
        elif event.key() == Qt.Key.Key_F2 and self.form is not None:
            self.go("visits", self.form.household_no)
        else:
            super().keyPressEvent(event)

    def _find(self, query: str) -> list[Candidate]:
        return [
            Candidate(
                key=hit.household_no,
                name=hit.name,
                place=hit.village,
                number=hit.household_no[-4:],
            )
            for hit in self.desk.households.find(query)
        ]

    def _prepared(self, form: CheckForm) -> None:
        self.form = form
        self.banner.clear()
        self.who.set_value(
            Candidate(key=form.household_no, name=form.head_name, place=form.village)
        )
        self.member.fill([(one.member_no, one.name) for one in form.members])
        self.member.choose(form.member_no)
        self.questions.clear()
        if not self.amount.text():
            self.amount.set_fen(_FIRST_FEN)
        if not self.months.text():
            self.months.setText(_FIRST_MONTHS)
        self._preview()
        self.amount.setFocus()
        self.amount.selectAll()

    def _preview(self) -> None:
        request = self.request()
        if request is not None:
            self.jobs.run(
                lambda: self.desk.eligibility.preview(request), self._latest.only(self._show)
            )

    def _show(self, outcome: CheckOutcome) -> None:
        self.outcome = outcome
        tone = OUTCOME_TONES.get(outcome.outcome, "info")
        self.verdict.say(word("outcome", outcome.outcome), tone)
        open_rows = sum(one.result != "met" for one in outcome.rows)
        text = self.tr("{n} 项要看，其余 {m} 项符合")
        self.count.setText(text.format(n=open_rows, m=len(outcome.rows) - open_rows))
        self.policy.setText(outcome.policy_title)
        self.table.lines.show(sorted(outcome.rows, key=lambda one: _WORST.get(one.result, 3)))
        self.questions.ask(outcome.missing)
        hints = "".join(FINDINGS.get(code, "") for code in outcome.hints)
        self.hints.say(hints, "info")
        self.faces.setCurrentIndex(1)

    def _saved(self, outcome: CheckOutcome) -> None:
        self._show(outcome)
        self.toast.emit(self.tr("核对记录已存：{no}").format(no=outcome.check_no))
        self.changed.emit("eligibility_check")

    def _finding(self, line: CheckRow) -> str:
        found = FINDINGS.get(line.code, "") if line.code else ""
        follow = NEXT.get(line.code, "") if line.code else ""
        return found + follow

    def _clicked(self, index: QModelIndex) -> None:
        line = self.table.line()
        if line is not None and index.column() == _CLAUSE:
            self.show_clause(line.clause)

    def _clause(self, clause: ClauseText) -> None:
        sheet = Clause(
            self,
            short=clause.short,
            document=clause.document,
            item=clause.item,
            text=clause.text,
        )
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _print(self) -> None:
        self.go("printing", self.form.household_no if self.form else None)
