"""Loans and their maturities: a calendar, lists, one loan with its ways out; what follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTableView, QWidget

from desktop.errors import UserError
from desktop.pages.loans import parts, tables
from desktop.pages.loans.card import LoanCard
from desktop.pages.loans.checks import Checks
from desktop.pages.loans.listing import Listing
from desktop.pages.loans.maturities import WIDEST, WIDTH, Maturities
from desktop.services.records.lending import LoanFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import FIELD_ROLES
from desktop.ui.clause import Clause
from desktop.ui.exporting import export_button
from desktop.ui.folding import folding
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, Tabs, button, row
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.loans.applications import Applications
    from desktop.services.desk import Desk
    from desktop.services.records.imports import ImportKind
    from desktop.services.records.lending import LoanLine
    from desktop.services.records.papers import ClauseText
    from desktop.services.records.people import Station, Village
    from desktop.ui.jobs import Jobs

CALENDAR, CHECK_SHEET = "calendar", "F11"
_KIND, _PRINT = "loans", "P"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a number that another page sent means: a loan, or a household."""

    number: str
    loan: LoanLine | None


class LoansPage(Page):
    """Tabs over one card of a loan."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._field = False
        self._loans = 1
        self._fresh: set[str] = set()
        self.calendar = Maturities(desk, jobs, go)
        self.calendar.clause_wanted.connect(self.show_clause)
        self.checks = Checks(desk, jobs)
        self.checks.photographed.connect(self.undoable)
        self.checks.paper_wanted.connect(
            lambda number: go("printing", (CHECK_SHEET, NoticeScope(record_no=number)))
        )
        self.checks.photos.missed.connect(self.toast)
        self.lists = {kind: Listing(desk, jobs, kind) for kind in _lists()}
        self.drawer = LoanCard(desk, jobs, go, closes=True)
        self.drawer.setObjectName("drawer")
        self.drawer.clause_wanted.connect(self.show_clause)
        self.drawer.closed.connect(self.close_drawer)
        for card in (self.calendar.card, self.drawer):
            card.begun.connect(self._begin)
        self._build()
        self._fit()
        self._keys()
        jobs.run(lambda: desk.station, self._station)
        jobs.run(desk.imports.kinds, self._offered)

    def _build(self) -> None:
        tr = self.tr
        self.tabs = Tabs(
            [
                (CALENDAR, tr("到期日历")),
                (tables.LIST, tr("清单")),
                (tables.RENEWALS, tr("续贷展期")),
                (tables.OVERDUE, tr("逾期")),
                (parts.CHECKS, tr("贷后检查")),
                (parts.REQUESTS, tr("续展申请")),
                (parts.CASES, tr("逾期案件")),
                (parts.HALTS, tr("暂停发放")),
                (parts.APPLYING, tr("贷款申请")),
            ]
        )
        self.tabs.chosen.connect(self._turn)
        self.import_button = button(tr("导入贷款台账"), self.start_import, drawing="import")
        self.exports = {CALENDAR: export_button(self.calendar.twin)}
        self.exports |= {kind: export_button(one.table) for kind, one in self.lists.items()}
        self.stack = QStackedWidget()
        for one in self.lists.values():
            one.opened.connect(self.show_loan)
            one.walked.connect(self._walked)
            self.stack.addWidget(one)
        self.beside = QWidget()  # not around the calendar: that has a card of its own
        line = row(self.stack, self.drawer, gap=12)
        line.setStretch(0, 1)
        self.beside.setLayout(line)
        self.work = QStackedWidget()
        self.work.addWidget(self.calendar)
        self.work.addWidget(self.beside)
        self.parts = parts.Parts(
            self.desk, self.jobs, self.checks, self.work, self._wrote, go=self.go
        )
        self.empty = Empty(
            "loans", tr("没有贷款数据。"), [(tr("从U盘接收"), lambda: self.go("sync", None))]
        )
        self.none = Card()
        self.none.add(self.empty)
        self.head = folding(self.tabs, self.import_button, *self.exports.values())
        self.body.setSpacing(6)
        for part in (self.head, self.work, self.none):
            self.body.addWidget(part)
        self.body.setStretch(1, 1)
        self.body.setStretch(2, 1)
        self.import_button.hide()
        self.none.hide()
        self._turn(CALENDAR)

    def _keys(self) -> None:
        for place, kind in enumerate(self.tabs.buttons, 1):
            QShortcut(QKeySequence(f"Alt+{place}"), self, lambda kind=kind: self.tabs.choose(kind))
        QShortcut(QKeySequence("Ctrl+F"), self, self._to_filters)
        QShortcut(QKeySequence("Ctrl+T"), self, self._toggle_twin)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._toggle)
        for key in parts.LETTERS:
            QShortcut(QKeySequence(key), self, lambda key=key: self._letter(key))
        for key, kind in (("X", parts.REQUESTS), ("Y", parts.CASES)):
            QShortcut(QKeySequence(key), self, lambda kind=kind: self._begin(kind))

    def refresh(self) -> None:
        """Ask for everything again; without any loan say so."""
        self.jobs.run(lambda: self.desk.loans.listed(LoanFilter(), limit=1).total, self._counted)
        self.jobs.run(self.desk.households.villages, self._villages)
        self._fresh.clear()
        self._freshen()
        if self.drawer.wanted:
            self.drawer.open(self.drawer.wanted)
        self._focus()

    def open(self, what: object) -> None:
        """Show a tab by its key, a part of the list, a loan or a household by its number."""
        if isinstance(what, LoanFilter):
            self._list(what)
        elif isinstance(what, tuple) and what[0] == parts.APPLICATION:
            self._apply(what[1])
        elif isinstance(what, tuple) and what[0] in parts.WAITS:
            self.tabs.choose(parts.WAITS[what[0]])
            self.parts.seek(parts.WAITS[what[0]], what[1])
        elif isinstance(what, tuple):
            self._take(parts.BEGUN[what[0]], what[1])
        elif isinstance(what, str) and what in self.tabs.buttons:
            self.tabs.choose(what)
        elif isinstance(what, str):
            self.jobs.run(lambda: meant(self.desk, what), self._meant)

    def show_loan(self, line: LoanLine) -> None:
        """Open the card of a loan beside the list."""
        self.drawer.open(line.loan_no)

    def close_drawer(self) -> None:
        """Go back to the list."""
        self.drawer.forget()
        self._focus()

    def show_clause(self, ref: str) -> None:
        """Open a clause word for word."""
        if ref:
            self.jobs.run(lambda: self.desk.policy.clause(ref), self._clause)

    def start_import(self) -> None:
        """Go to importing the bank's list of loans."""
        self.go("importing", _KIND)

    def forget(self) -> None:
        """Empty calendar, lists and cards."""
        self._fresh.clear()
        self.calendar.forget()
        self.parts.forget()
        for one in self.lists.values():
            one.forget()
        self.drawer.forget()

    def leaving(self) -> QTableView | None:
        """The month, where the day has no loans."""
        shown = self.work.isVisible() and self.tabs.key() == CALENDAR
        return self.calendar.twin if shown else None

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "drawer"):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the card; F2 logs a visit, F4 checks the household at hand."""
        number = self._at_hand()
        if event.key() == Qt.Key.Key_Escape and self.drawer.isVisible():
            self.close_drawer()
        elif event.key() == Qt.Key.Key_F2 and number and self._field:
            self.go("visits", number)
        elif event.key() == Qt.Key.Key_F4 and number and self._field:
            self.go("eligibility", number)
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        self.drawer.setFixedWidth(min(Theme.current().px(WIDTH), WIDEST))

    def _listing(self) -> Listing | None:
        return self.lists.get(self.tabs.key())

    def _card(self) -> LoanCard:
        return self.calendar.card if self._listing() is None else self.drawer

    def _at_hand(self) -> str:
        """The household of the loan in the card, else of the current row; none if there is none."""
        told, listing = self.drawer.told, self._listing()
        if self._part() is not None:
            return ""
        if listing is None:
            line = self.calendar.at_hand()
        else:
            line = told.card.loan if told else listing.table.line()
        return line.household_no if line is not None and line.roster_state else ""

    def _letter(self, key: str) -> None:
        """What a letter does in the open tab; on a card P prints."""
        if self._part() is not None:
            self.parts.press(self.tabs.key(), key)
        elif key == _PRINT:
            self._card().print()

    def _part(self) -> parts.Part | None:
        """The part of the open tab, where it writes records of its own."""
        return self.parts.of(self.tabs.key())

    def _begin(self, kind: str) -> None:
        """Write a record of a kind about the loan in the card."""
        told = self._card().told
        if self._part() is None and told is not None and self._field and told.card.loan.live:
            self._take(kind, told.card.loan.loan_no)

    def _take(self, kind: str, loan_no: str) -> None:
        """Write a record of a kind about a loan."""
        self.tabs.choose(kind)
        part = self._part()
        if part is not None:
            self.jobs.run(lambda: self.desk.loans.one(loan_no), part.take)

    def _apply(self, household_no: str) -> None:
        """Write an application of a household."""
        self.tabs.choose(parts.APPLYING)
        self.applying.begin(household_no)

    @property
    def applying(self) -> Applications:
        """The tab of applications, made when it is first asked for."""
        return cast("Applications", self.parts.of(parts.APPLYING))

    def _wrote(self, kind: str, text: str) -> None:
        self.changed.emit(parts.WRITES[kind])
        self.toast.emit(text)

    def _list(self, wanted: LoanFilter, *, first: bool = False) -> None:
        self.tabs.choose(tables.LIST)
        self.lists[tables.LIST].narrow(wanted, first=first)
        self._focus()

    def _meant(self, what: Meant) -> None:
        if what.loan is None:
            self._list(LoanFilter(household_no=what.number), first=True)
            return
        self._list(LoanFilter(household_no=what.loan.household_no))
        self.lists[tables.LIST].stand_on(what.loan.loan_no)
        self.show_loan(what.loan)

    def _turn(self, kind: str) -> None:
        listing = self.lists.get(kind)
        self.work.setCurrentWidget(self.beside if listing else self._part() or self.calendar)
        if listing is not None:
            self.stack.setCurrentWidget(listing)
        for key, one in self.exports.items():
            one.setVisible(key == kind)
        if listing is None:
            self.drawer.forget()
        self._faced()
        if self.isVisible():
            self._freshen()
            self._focus()

    def _freshen(self) -> None:
        """Ask for what the open tab shows, once until everything is asked for again."""
        kind, listing = self.tabs.key(), self._listing()
        if kind in self._fresh:
            return
        self._fresh.add(kind)
        if listing is not None:
            listing.ask()
        else:
            (self._part() or self.calendar).refresh()

    def _focus(self) -> None:
        listing, part = self._listing(), self._part()
        if listing is not None:
            listing.table.setFocus()
        elif part is not None:
            part.focus()
        else:
            self.calendar.faces.currentWidget().setFocus()

    def _to_filters(self) -> None:
        listing = self._listing()
        if listing is not None:
            listing.village.setFocus()

    def _toggle_twin(self) -> None:
        if self.tabs.key() == CALENDAR:
            self.calendar.toggle()

    def _toggle(self) -> None:
        listing = self._listing()
        if self.drawer.isVisible():
            self.close_drawer()
        elif listing is not None:
            listing.table.open_current()

    def _walked(self, line: LoanLine) -> None:
        """The open card follows the list."""
        if self.drawer.isVisible():
            self.show_loan(line)

    def _counted(self, total: int) -> None:
        self._loans = total
        self._faced()

    def _faced(self) -> None:
        """Without any loan only applications have something to show."""
        filled = bool(self._loans) or self.tabs.key() == parts.APPLYING
        self.work.setVisible(filled)
        self.none.setVisible(not filled)

    def _villages(self, villages: list[Village]) -> None:
        for one in self.lists.values():
            one.fill_villages(villages)

    def _station(self, station: Station) -> None:
        self._field = station.role in FIELD_ROLES
        self.home = "" if self._field else "households"
        for card in (self.calendar.card, self.drawer):
            card.offer(steps=self._field)
        self.parts.offer(steps=self._field)

    def _offered(self, kinds: list[ImportKind]) -> None:
        """Only who may take in the banks' lists is led to it; others get them by the exchange."""
        allowed = any(one.kind == _KIND and one.allowed for one in kinds)
        self.import_button.setVisible(allowed)
        if allowed:
            self.empty.text.setText(self.tr("没有贷款数据。先导入银行的贷款台账。"))
            self.empty.buttons[0].setText(self.tr("导入贷款台账"))
            self.empty.buttons[0].clicked.disconnect()
            self.empty.buttons[0].clicked.connect(self.start_import)
        else:
            self.empty.text.setText(self.tr("没有贷款数据。县里或银行导入以后，随同步到这台电脑。"))

    def _clause(self, clause: ClauseText) -> None:
        Clause.show_over(self, clause)


def meant(desk: Desk, number: str) -> Meant:
    """The loan of a number, else the household of it."""
    try:
        return Meant(number=number, loan=desk.loans.one(number))
    except UserError:
        return Meant(number=number, loan=None)


def _lists() -> tuple[str, ...]:
    return tables.LIST, tables.RENEWALS, tables.OVERDUE
