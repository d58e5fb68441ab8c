"""One loan: how it stands, what can be done at its maturity, the contract and its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.pages.loans import words as said
from desktop.pages.loans.told import Told, gather
from desktop.pages.loans.ways import Ways
from desktop.services.records.papers import NoticeScope
from desktop.texts import word
from desktop.texts.checks import finding
from desktop.ui.fonts import ensure
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import (
    Badge,
    Elided,
    button,
    clear,
    column,
    flowing,
    heading,
    row,
    rule,
    scrolled,
    words,
)
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QResizeEvent

    from desktop.services.desk import Desk
    from desktop.services.records.lending import LoanLine
    from desktop.ui.jobs import Jobs

SHEET, PACK = "F22", "LZ"
_NONE = "\u2014"


class LoanCard(QFrame):
    """Shows the loan of a number; what it asks late is dropped once another one is wanted."""

    clause_wanted = Signal(str)
    closed = Signal()
    begun = Signal(str)

    def __init__(
        self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None], *, closes: bool = False
    ) -> None:
        """`closes` gives it a button to close it."""
        super().__init__()
        self.setProperty("role", "card")
        self.desk, self.jobs, self.go = desk, jobs, go
        self._latest = Latest()
        self._steps = False
        self.wanted = ""
        self.told: Told | None = None
        self.close_button = button(
            "", self.closed.emit, kind="flat", drawing="close", tip=self.tr("关闭（Esc）")
        )
        self._around = around = QVBoxLayout(self)
        around.setContentsMargins(14, 10, 14, 10)
        around.setSpacing(6)
        around.addLayout(self._head())
        around.addWidget(self._buttons())
        self.hint = Hint()
        around.addWidget(self.hint)
        around.addWidget(rule(soft=True))
        around.addWidget(scrolled(self._body()), 1)
        self.close_button.setHidden(not closes)  # not before it has a place
        self.hide()

    def _head(self) -> QVBoxLayout:
        self.name = words("", "title")
        self.stand, self.roster, self.used = Badge(), Badge(), Badge()
        set_tip(self.used, self.tr("续贷和展期合计可办 1 次"))
        self.place = Elided("", "label")
        badges = (self.stand, self.roster, self.used)
        return column(heading(self.name, *badges, close=self.close_button), self.place, gap=2)

    def _buttons(self) -> QWidget:
        tr = self.tr
        self.visit = button(tr("记走访 F2"), lambda: self.send("visits"), kind="primary")
        self.check = button(tr("核对 F4"), lambda: self.send("eligibility"))
        self.house = button(tr("看这户"), lambda: self.send("households"))
        self.paper = button(tr("打印告知书 P"), self.print, tip=tr("名单调整告知书"))
        self.ask = button(tr("续展申请 X"), lambda: self.begun.emit("requests"))
        self.late = button(tr("逾期立案 Y"), lambda: self.begun.emit("cases"))
        self.pack = button(
            tr("履职证据包"), self.print_pack, tip=tr("走访、核对、检查、文书和照片，按阶段一册")
        )
        steps = (self.visit, self.check, self.house, self.paper, self.ask, self.late, self.pack)
        self.steps = flowing(*steps, gap=6)
        return self.steps

    def _body(self) -> QWidget:
        self.left = words("", "", "warn", wrap=True)
        self.left_clause = button("", self._open_left, kind="cite", tip=self.tr("看政策原文"))
        self.ways = Ways()
        self.ways.asked.connect(self._ask)
        self.ways.clause_wanted.connect(self.clause_wanted.emit)
        self.why = words("", wrap=True)
        self.why_clause = button("", self._open_why, kind="cite", tip=self.tr("看政策原文"))
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(10)
        self.facts.setVerticalSpacing(4)
        self.facts.setColumnStretch(1, 1)
        self.facts.setColumnStretch(3, 1)
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 2, 8, 0)
        around.setSpacing(8)
        around.addLayout(column(self.left, row(self.left_clause, 1), gap=0))
        around.addWidget(self.ways)
        around.addWidget(rule(soft=True))
        around.addWidget(words(self.tr("适用的政策"), "strong"))
        around.addLayout(column(self.why, row(self.why_clause, 1), gap=0))
        around.addWidget(words(self.tr("合同（银行报的）"), "strong"))
        around.addLayout(self.facts)
        around.addStretch(1)
        return inner

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be another number of lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._hold()

    def _hold(self) -> None:
        """Keep all lines of states and buttons in sight at the width that it has."""
        self.setMinimumHeight(self._around.minimumHeightForWidth(self.width()))

    def offer(self, *, steps: bool) -> None:
        """Whether visits, checks and sheets are this role's work."""
        self._steps = steps
        for one in (self.visit, self.check, self.pack):
            one.setVisible(steps)

    def open(self, loan_no: str) -> None:
        """Show a loan."""
        if loan_no != self.wanted:
            self.told = None  # keys pressed before the answer must not meet the old household
            self.ways.forget()
        self.wanted = loan_no
        self._ask()

    def show_told(self, told: Told) -> None:
        """Fill in what is known."""
        self.told, line = told, told.card.loan
        self.wanted = line.loan_no
        ensure(line.head_name + line.borrower_name + line.village + line.purpose)
        self.hint.say("")
        self.name.setText(said.who(line))
        self.stand.say(*said.stand(line))
        self.roster.say(*said.roster(line))
        used = said.used(line)
        text = self.tr("已续展 {n}").format(n=used) if line.renewals is not None else ""
        text = text or (self.tr("续展次数未报") if used else "")
        self.used.say(text if used else "", "warn" if line.renewals else "info")
        self.place.setText(self._place(line))
        self._say_left(told)
        self.ways.setVisible(line.live)
        if line.live:
            self.ways.show_told(told)
        self._say_why(told)
        self._fill(line)
        has_house = bool(line.roster_state)
        for one in (self.visit, self.check):
            one.setVisible(self._steps and has_house)
        self.house.setVisible(has_house)
        self.pack.setVisible(self._steps and has_house)
        self.paper.setVisible(self.prints())
        small = self._steps and line.live and line.product_code in said.SMALL
        self.ask.setVisible(small)
        self.late.setVisible(small)
        self.show()
        self._hold()

    def prints(self) -> bool:
        """Whether there is a sheet for the household of this loan today."""
        line = self.told.card.loan if self.told else None
        return line is not None and self._steps and line.live and said.off_roster(line)

    def print(self) -> None:
        """Lead to the sheet about leaving the roster."""
        if self.told is not None and self.prints():
            self.go("printing", (SHEET, self.told.card.loan.household_no))

    def print_pack(self) -> None:
        """Lead to the evidence pack of the loan."""
        if self.told is not None:
            number = self.told.card.loan.loan_no
            self.go("printing", (PACK, NoticeScope(record_no=number)))

    def send(self, page: str) -> None:
        """Lead to another page with the household."""
        if self.told is not None and self.told.card.loan.roster_state:
            self.go(page, self.told.card.loan.household_no)

    def forget(self) -> None:
        """Take everything personal away."""
        self._latest.drop()
        self.told, self.wanted = None, ""
        for label in (self.name, self.place, self.left, self.why):
            label.setText("")
        clear(self.facts)
        self.ways.forget()
        self.hint.say("")
        self.hide()

    def refused(self, error: BaseException) -> bool:
        """An error of this card's own question is said on the card."""
        text = explain(error)
        if text is None or not self.isVisible():
            return False
        self.hint.say(text)
        return True

    def _ask(self) -> None:
        if not self.wanted:
            return
        loan_no, (months, suspended) = self.wanted, self.ways.wish()
        self.jobs.run(
            lambda: gather(self.desk, loan_no, months, suspended=suspended),
            self._latest.only(self.show_told),
        )

    def _place(self, line: LoanLine) -> str:
        tr = self.tr
        parts = [
            line.village,
            tr("尾号 {tail}").format(tail=line.tail),
            tr("{day} 到期").format(day=said.day(line.matures_on)) if line.matures_on else "",
            word("product_code", line.product_code),
        ]
        if line.borrower_name and line.head_name not in {"", line.borrower_name}:
            parts.insert(0, tr("借款人 {name}").format(name=line.borrower_name))
        return tr("　").join(part for part in parts if part)

    def _say_left(self, told: Told) -> None:
        """What leaving the roster means for a running loan."""
        line = told.card.loan
        told_so = line.live and said.off_roster(line)
        if told_so:
            text = finding("off_roster_at_maturity")
            when = self.tr("{day} ").format(day=said.day(line.exited_on)) if line.exited_on else ""
            self.left.setText(f"{when}{text}")
            self.left_clause.setText(told.short(self._farmer()))
        self.left.setVisible(told_so)
        self.left_clause.setVisible(told_so and bool(self._farmer()))

    def _farmer(self) -> str:
        """The clause that opens the ordinary loan to who left the roster."""
        ways = self.told.card.exits if self.told else ()
        return next((one.clause for one in ways if one.kind == "farmer_loan"), "")

    def _say_why(self, told: Told) -> None:
        line = told.card.loan
        small = line.product_code in said.SMALL
        texts = [line.pack_title, line.pack_why, *(finding(code) for code in line.pack_codes)]
        found = "\n".join(text for text in texts if text)
        self.why.setText(found if small else self.tr("这种贷款不适用帮扶小额信贷的政策。"))
        self.why_clause.setText(told.short(line.pack_ref))
        self.why_clause.setVisible(small and bool(line.pack_ref))

    def _fill(self, line: LoanLine) -> None:
        clear(self.facts)
        for place, (label, text) in enumerate(self._contract(line)):
            at, side = divmod(place, 2)
            self.facts.addWidget(words(label, "label"), at, side * 2)
            self.facts.addWidget(Elided(text or _NONE), at, side * 2 + 1)

    def _contract(self, line: LoanLine) -> Iterator[tuple[str, str]]:
        tr = self.tr
        yield tr("借款金额"), said.yuan(line.principal_fen)
        yield tr("余额"), said.yuan(line.balance_fen)
        yield tr("年利率"), said.percent(line.rate_ppm)
        yield tr("银行状态"), word("loan_status", line.loan_status)
        yield tr("签订日"), said.day(line.signed_on)
        yield tr("放款日"), said.day(line.drawn_on)
        yield tr("到期日"), said.day(line.matures_on)
        yield tr("用途"), line.purpose
        if line.live and (said.told_overdue(line) or line.overdue_days is not None):
            yield tr("逾期起日"), said.day(line.overdue_since)
            yield tr("逾期天数"), "" if line.overdue_days is None else str(line.overdue_days)
            yield tr("逾期本金"), said.yuan(line.overdue_principal_fen)
            yield tr("欠息"), said.yuan(line.overdue_interest_fen)
        if line.renews_loan_no:
            yield tr("续自"), tr("尾号 {tail}").format(tail=line.renews_loan_no[-4:])
        yield tr("承贷银行"), line.bank

    def _open_left(self) -> None:
        self.clause_wanted.emit(self._farmer())

    def _open_why(self) -> None:
        if self.told is not None:
            self.clause_wanted.emit(self.told.card.loan.pack_ref)
