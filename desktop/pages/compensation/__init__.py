"""Risk compensation: what can be claimed, claims and their course, the fund for the offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop.pages.compensation import tables
from desktop.pages.compensation.acts import Acts
from desktop.pages.compensation.claimsheet import ClaimSheet
from desktop.pages.compensation.fundview import FundView
from desktop.pages.compensation.panel import ClaimPanel
from desktop.pages.compensation.waiting import Waiting
from desktop.services.records.people import FIELD_ROLES, IMPORTERS
from desktop.texts import compensation as texts
from desktop.ui.clause import Clause
from desktop.ui.exporting import export_button
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint, explain, set_tone
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, Tabs, button, flowing, row, words
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.fund import (
        ClaimCandidate,
        ClaimLine,
        FundBook,
        Mechanism,
        RecoveryLine,
    )
    from desktop.services.records.papers import ClauseText
    from desktop.ui.jobs import Jobs

CLAIMS, CANDIDATES, FUND = "claims", "candidates", "fund"
_HAS_FUND = "fund"
_BANK = ("resubmit", "withdraw", "recover", "strike", "print_claim", "print_recovery")
_OFFICE = ("accept", "give_back", "pay", "book", "print_claim")
_OPEN = frozenset({"filed", "returned"})
_HANDED = frozenset({"filed", "returned", "accepted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that the page shows, asked for at once."""

    role: str
    mechanism: Mechanism
    claims: list[ClaimLine]
    candidates: list[ClaimCandidate]
    book: FundBook | None
    loans: tuple[int, int]


class CompensationPage(Page):
    """Alt+1 to Alt+3 turn; each side sees the steps that are its own."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.role = ""
        self.known: Known | None = None
        self._latest = Latest()
        self._wanted = ""
        self.acts = Acts(self, desk, jobs, self._wrote)
        self._build()

    def _build(self) -> None:
        tr = self.tr
        self.mechanism = words("", wrap=True)
        self.clause = button("", self._mechanism_clause, kind="cite", tip=tr("看政策原文"))
        self.tabs = Tabs(
            [(CLAIMS, tr("补偿申请")), (CANDIDATES, tr("逾期未申请")), (FUND, tr("专户"))]
        )
        self.tabs.chosen.connect(lambda _key: self._turn())
        for place, (key, tab) in enumerate(self.tabs.buttons.items(), 1):
            keys = f"Alt+{place}"
            set_tip(tab, keys)
            QShortcut(QKeySequence(keys), self, lambda key=key: self._choose(key))
        self.hint = Hint()
        self.table = tables.claims_table(self)
        self.table.opened.connect(lambda _one: self.open_panel())
        self.table.current.connect(lambda _one: self._walked())
        self.waiting = Waiting()
        self.waiting.claim_wanted.connect(lambda loan, who: self._sheet(loan, who, None))
        self.fund = FundView(self.desk, self.jobs, self.acts, self._clause_of)
        self.panel = ClaimPanel()
        self.panel.closed.connect(self.table.setFocus)
        self.panel.clause_wanted.connect(self._clause_of)
        self.faces = QStackedWidget()
        for part in (self._claims_face(), self.waiting, self.fund):
            self.faces.addWidget(part)
        self.empty = Empty(
            "compensation",
            "",
            [(tr("去填参数"), lambda: self.go("settings", "policy/numbers"))],
        )
        self.none = Card()
        self.none.add(self.empty)
        line = row(self.tabs, 1, gap=12)
        self.head = QWidget()
        self.head.setLayout(line)
        self.body.setSpacing(6)
        top = row(self.mechanism, self.clause)
        top.setStretch(0, 1)
        self.body.addLayout(top)
        for part in (self.head, self.hint, self.faces, self.none):
            self.body.addWidget(part)
        self.body.setStretch(3, 1)
        self.body.setStretch(4, 1)
        self.none.hide()

    def _claims_face(self) -> QWidget:
        tr = self.tr
        labels: list[tuple[str, str, Callable[[], object]]] = [
            ("resubmit", tr("再报一版 E"), self.resubmit),
            ("withdraw", tr("撤回"), lambda: self._of_claim(self.acts.withdraw)),
            ("recover", tr("登记追回 H"), lambda: self._of_claim(self.acts.recover)),
            ("strike", tr("冲销追回"), lambda: self._of_recovery(self.acts.strike)),
            ("accept", tr("核实无误 A"), lambda: self._of_claim(self.acts.accept)),
            ("give_back", tr("退回 R"), lambda: self._of_claim(self.acts.give_back)),
            ("pay", tr("登记付款 F"), lambda: self._of_claim(self.acts.pay)),
            ("book", tr("追回入账 B"), lambda: self._of_recovery(self.acts.book)),
            ("print_claim", tr("打印申请表 P"), lambda: self._print("F20")),
            ("print_recovery", tr("打印退回通知"), lambda: self._print("F21")),
        ]
        self.buttons: dict[str, QPushButton] = {
            key: button(text, call) for key, text, call in labels
        }
        keys = {"E": "resubmit", "H": "recover", "A": "accept", "R": "give_back", "F": "pay"}
        keys |= {"B": "book", "P": "print_claim"}
        tables.on_keys(
            self.table,
            {key: lambda name=name: self._press(name) for key, name in keys.items()}
            | {"D": self.open_panel, "N": self._new, "Escape": self.panel.shut},
        )
        self.details = button(tr("核对和算法 D"), self.open_panel)
        self.no_claims = words("", "label", wrap=True)
        card = Card(margin=12, gap=6)
        acts = flowing(self.details, *self.buttons.values(), export_button(self.table))
        card.add(self.no_claims, self.table, acts)
        card.add(words(texts.DECIDES, "quiet", wrap=True))
        card.body.setStretch(1, 1)
        beside = QWidget()
        line = row(card, self.panel, gap=12)
        line.setStretch(0, 1)
        beside.setLayout(line)
        return beside

    def refresh(self) -> None:
        """Ask for everything again."""
        desk = self.desk

        def ask() -> Known:
            service, role = desk.compensation, desk.station.role
            office = role in IMPORTERS
            return Known(
                role=role,
                mechanism=service.mechanism(),
                claims=service.claims(),
                candidates=service.claiming.candidates() if role in FIELD_ROLES else [],
                book=service.handling.book() if office else None,
                loans=service.handling.known_loans() if office else (0, 0),
            )

        self.jobs.run(ask, self._latest.only(self._show))

    def open(self, what: object) -> None:
        """Show a tab by its key, a claim by its number, or begin one for a loan."""
        if isinstance(what, str) and what in self.tabs.buttons:
            self._choose(what)
        elif isinstance(what, str):
            self._wanted = what
            self.refresh()

    def forget(self) -> None:
        """Nothing personal stays."""
        self._latest.drop()
        self.known = None
        self.panel.forget()
        self.table.lines.show([])
        self.waiting.forget()
        self.fund.forget()

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, above the list."""
        text = explain(error)
        self.hint.say(text or "")
        return text is not None

    def resubmit(self) -> None:
        """File a returned claim anew."""
        one = self.table.line()
        if one is not None:
            self._sheet(one.claim.loan_no, one.claim.borrower_name, one)

    def open_panel(self) -> None:
        """Show what stands behind the claim at hand."""
        one = self.table.line()
        if one is not None:
            self.panel.show_line(one)

    def _sheet(self, loan_no: str, who: str, known: ClaimLine | None) -> None:
        sheet = ClaimSheet(self, self.desk, self.jobs, loan_no=loan_no, who=who, known=known)
        sheet.saved.connect(self._filed)
        sheet.open()

    def _new(self) -> None:
        if self.role in FIELD_ROLES:
            self._choose(CANDIDATES)

    def _choose(self, key: str) -> None:
        if self.tabs.buttons[key].isVisible() or not self.isVisible():
            self.tabs.choose(key)

    def _turn(self) -> None:
        order = list(self.tabs.buttons)
        self.faces.setCurrentIndex(order.index(self.tabs.key()))
        if self.isVisible():
            self._enter()

    def _enter(self) -> None:
        """Put the keyboard on what is open."""
        if not self.none.isHidden():
            self.empty.buttons[0].setFocus()
        elif self.tabs.key() == FUND:
            self.fund.enter()
        else:
            (self.table if self.tabs.key() == CLAIMS else self.waiting.table).setFocus()

    def _show(self, known: Known) -> None:
        tr = self.tr
        self.known, self.role = known, known.role
        bank, office = known.role in FIELD_ROLES, known.role in IMPORTERS
        told = known.mechanism
        sentence = texts.mechanism(told.kind, told.document, told.effective_from)
        self.mechanism.setText(sentence)
        set_tone(self.mechanism, "" if told.kind == _HAS_FUND else "warn")
        self.clause.setText(told.clause)
        self.tabs.buttons[CANDIDATES].setVisible(bank)
        self.tabs.buttons[FUND].setVisible(office)
        nothing = told.kind != _HAS_FUND and not known.claims and not _moved(known.book)
        for part in (self.head, self.faces):
            part.setVisible(not nothing)
        self.none.setVisible(nothing)
        self.empty.text.setText(sentence)
        self.mechanism.setVisible(not nothing)
        self.empty.buttons[0].setVisible(known.role == "county")
        self.no_claims.setText("" if known.claims else tr("还没有补偿申请。"))
        self.no_claims.setVisible(not known.claims)
        if bank:
            self.waiting.show_lines(known.candidates, open_=told.kind == _HAS_FUND)
        self._refill()
        if known.book is not None:
            self.fund.show_book(known.book, known.loans, open_=told.kind == _HAS_FUND)
        self._allow()
        self._go_to_wanted()
        if self.isVisible():
            self._enter()

    def _refill(self) -> None:
        known = self.known
        if known is None:
            return
        at = self.table.line()
        stay = at.claim.claim_no if at else ""
        self.table.lines.show(known.claims)
        numbers = [one.claim.claim_no for one in known.claims]
        if numbers:
            self.table.go_to(numbers.index(stay) if stay in numbers else 0)
        if self.panel.isVisible():
            self.open_panel()

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        known = self.known
        if not wanted or known is None:
            return
        places = {one.claim.claim_no: place for place, one in enumerate(known.claims)}
        places |= {one.claim.loan_no: place for place, one in enumerate(known.claims)}
        loans = {one.loan_no: place for place, one in enumerate(known.candidates)}
        if wanted in places:
            self.tabs.choose(CLAIMS)
            self.table.go_to(places[wanted])
            self.open_panel()
        elif wanted in loans:
            self.tabs.choose(CANDIDATES)
            self.waiting.table.go_to(loans[wanted])

    def _walked(self) -> None:
        self._allow()
        if self.panel.isVisible():
            self.open_panel()

    def _allow(self) -> None:
        """Show the steps of this office, and let those be pressed that are open now."""
        one = self.table.line()
        mine: tuple[str, ...] = _BANK if self.role in FIELD_ROLES else ()
        mine = _OFFICE if self.role in IMPORTERS else mine
        for key, each in self.buttons.items():
            each.setVisible(key in mine)
            each.setEnabled(one is not None and _open(key, one))
        self.details.setEnabled(one is not None)

    def _press(self, key: str) -> None:
        one = self.buttons[key]
        if one.isVisible() and one.isEnabled():
            one.click()

    def _of_claim(self, call: Callable[[ClaimLine], object]) -> None:
        one = self.table.line()
        if one is not None:
            call(one)

    def _of_recovery(self, call: Callable[[RecoveryLine], object]) -> None:
        """The last recovery that waits for this step."""
        one = self.table.line()
        waiting = [each for each in one.recoveries if each.standing == "waiting"] if one else []
        if waiting:
            call(waiting[-1])

    def _print(self, kind: str) -> None:
        one = self.table.line()
        if one is not None:
            self.go("printing", (kind, one.claim.household_no))

    def _filed(self, line: ClaimLine) -> None:
        self._wanted = line.claim.claim_no
        self._wrote(line)

    def _wrote(self, _answer: object) -> None:
        self.hint.say("")
        self.changed.emit("compensation_claim")
        self.toast.emit(self.tr("已登记"))
        self.refresh()

    def _mechanism_clause(self) -> None:
        self._clause_of(self.clause.text())

    def _clause_of(self, ref: str) -> None:
        if ref:
            self.jobs.run(lambda: self.desk.policy.clause(ref), self._clause)

    def _clause(self, clause: ClauseText) -> None:
        Clause.show_over(self, clause)


def _moved(book: FundBook | None) -> bool:
    return book is not None and bool(book.lines)


def _open(key: str, one: ClaimLine) -> bool:
    """Whether a step can be taken; the service decides, this only greys what it would refuse."""
    waiting = any(each.standing == "waiting" for each in one.recoveries)
    fresh = one.standing == "part_paid" and not one.verified and not one.withdrawn
    return {
        "resubmit": one.standing in _OPEN,
        "withdraw": one.standing in _HANDED,
        "recover": one.paid_fen > 0,
        "strike": waiting,
        "accept": one.standing in _HANDED or fresh,
        "give_back": one.standing in _HANDED or fresh,
        "pay": one.left_fen > 0 and one.verified and not (one.withdrawn or one.twin),
        "book": waiting,
        "print_claim": one.standing != "withdrawn",
        "print_recovery": bool(one.recoveries),
    }[key]
