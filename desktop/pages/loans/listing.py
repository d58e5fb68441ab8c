"""A list of loans with its fixed filters; more of it is fetched as it comes in sight."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.loans import tables
from desktop.services.records.lending import LoanFilter, LoanLine
from desktop.texts import choices
from desktop.ui.fields import Combo
from desktop.ui.jobs import Latest
from desktop.ui.parts import Card, Empty, button, flowing, row, words

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.lending import LoanPage
    from desktop.services.records.people import Village
    from desktop.ui.jobs import Jobs

_WINDOW = 150
_WITHIN = (30, 60, 90)
_STARTS = {
    tables.LIST: LoanFilter(),
    tables.RENEWALS: LoanFilter(state="live", due_within=90, renewals="any"),
    tables.OVERDUE: LoanFilter(state="overdue"),
}
"""What each list shows before anything is narrowed."""


class Listing(QWidget):
    """The loans of a kind in the order of places and households."""

    opened = Signal(object)
    walked = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, kind: str) -> None:
        super().__init__()
        self.desk, self.jobs, self.kind = desk, jobs, kind
        self._latest = Latest()
        self._household = ""
        self._filling = False
        self._wants_first = False
        self.table = tables.loans_table(self, kind, self.part)
        self.table.opened.connect(self.opened.emit)
        self.table.current.connect(self._moved)
        self.table.lines.more_wanted.connect(self._more)
        self.nothing = Empty("search", self._none_text(), [(self.tr("清空筛选"), self.clear)])
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.nothing)
        card = Card(margin=12, gap=6)
        card.add(self._filters(), self._bar(), self.faces)
        card.body.setStretch(2, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        self._take(_STARTS[kind])

    def _filters(self) -> QWidget:
        tr = self.tr
        self.village = Combo(tr("村"), [("", tr("全部村"))])
        self.state = Combo(tr("状态"), [("", tr("状态不限")), *choices("loan_state")])
        within = [(str(n), tr("{n} 天内到期").format(n=n)) for n in _WITHIN]
        self.within = Combo(tr("到期天数"), [("", tr("到期不限")), *within])
        text = tr("续贷展期{word}")
        used = [(code, text.format(word=name)) for code, name in choices("loan_renewals")]
        self.renewals = Combo(tr("续贷展期"), used)
        if self.kind != tables.RENEWALS:
            self.renewals.fill([("", ""), *used])
        for combo in self._combos():
            combo.currentIndexChanged.connect(lambda _place: self.ask())
        offered = {
            tables.LIST: (self.village, self.state, self.within),
            tables.RENEWALS: (self.village, self.within, self.renewals),
            tables.OVERDUE: (self.village,),
        }[self.kind]
        for combo in self._combos():
            if combo not in offered:
                combo.setParent(self)
                combo.hide()
        return flowing(*offered)

    def _bar(self) -> QHBoxLayout:
        self.count = words("", "label")
        self.house = button("", self._drop_household, kind="pill", tip=self.tr("不再只看这一户"))
        self.house.hide()
        self.reset = button(self.tr("清空筛选"), self.clear, kind="link")
        return row(self.count, self.house, self.reset, 1)

    def _combos(self) -> tuple[Combo, Combo, Combo, Combo]:
        return self.village, self.state, self.within, self.renewals

    def fill_villages(self, villages: list[Village]) -> None:
        """Offer these villages, named with their township where there are several."""
        several = len({one.township_code for one in villages}) > 1
        text = self.tr("{township} {village}") if several else "{village}"
        found = [
            (one.division_code, text.format(township=one.township, village=one.village))
            for one in villages
        ]
        self.village.fill([("", self.tr("全部村")), *found])

    def wanted(self) -> LoanFilter:
        """The filter that is set now."""
        within = self.within.code()
        return LoanFilter(
            village=self.village.code(),
            state=self.state.code(),
            household_no=self._household,
            due_within=int(within) if within else None,
            renewals=self.renewals.code(),
        )

    def part(self) -> dict[str, object]:
        """The same for the list that leaves; days ahead become two days."""
        now, today = self.wanted(), self.desk.today()
        ahead = None if now.due_within is None else today + timedelta(days=now.due_within)
        return {
            "village": now.village,
            "status": now.state,
            "household_no": now.household_no,
            "renewals": now.renewals,
            "from_on": None if ahead is None else today,
            "to_on": ahead,
        }

    def narrow(self, wanted: LoanFilter, *, first: bool = False) -> None:
        """Show another part; `first` opens its first loan."""
        self._wants_first = first
        self._take(wanted)
        self.ask()

    def clear(self) -> None:
        """Show what it began with."""
        self.narrow(_STARTS[self.kind])

    def ask(self) -> None:
        """Ask for the list again."""
        wanted = self.wanted()
        self.jobs.run(
            lambda: self.desk.loans.listed(wanted, limit=_WINDOW), self._latest.only(self._show)
        )

    def forget(self) -> None:
        """Take everything personal away."""
        self._latest.drop()
        self.table.lines.show([])
        self.count.setText("")
        self.house.setText("")

    def stand_on(self, loan_no: str) -> None:
        """Make the row of a loan the current one, if it is here."""
        for place in range(min(self.table.lines.total, _WINDOW)):
            line = self.table.lines.at(place)
            if line is not None and line.loan_no == loan_no:
                self.table.go_to(place)
                return

    def _take(self, wanted: LoanFilter) -> None:
        within = "" if wanted.due_within is None else str(wanted.due_within)
        codes = (wanted.village, wanted.state, within, wanted.renewals)
        for combo, code in zip(self._combos(), codes, strict=True):
            with QSignalBlocker(combo):
                combo.choose(code)
        self._household = wanted.household_no

    def _show(self, page: LoanPage) -> None:
        now = self.table.line()
        self._filling = True  # a list that came anew is no walk of the officer's
        self.table.lines.show(page.lines, page.total)
        if now is not None:
            self.stand_on(now.loan_no)
        self._filling = False
        self.count.setText(self.tr("共 {n} 笔").format(n=f"{page.total:,}"))
        plain = self.wanted() == _STARTS[self.kind]
        self.reset.setVisible(not plain)
        self.nothing.buttons[0].setVisible(not plain)
        self.faces.setCurrentIndex(0 if page.total else 1)
        name = next((one.head_name for one in page.lines), "") or self._household[-4:]
        self.house.setText(self.tr("只看 {name} 一户（取消）").format(name=name))
        self.house.setVisible(bool(self._household))
        if self._wants_first and page.lines:
            self.opened.emit(page.lines[0])
        self._wants_first = False

    def _more(self, offset: int) -> None:
        wanted = self.wanted()
        self.jobs.run(
            lambda: self.desk.loans.listed(wanted, limit=_WINDOW, offset=offset),
            self._latest.only(self._add),
        )

    def _add(self, page: LoanPage) -> None:
        self.table.lines.came(page.lines)

    def _moved(self, line: LoanLine | None) -> None:
        if line is not None and self.table.hasFocus() and not self._filling:
            self.walked.emit(line)

    def _drop_household(self) -> None:
        self._household = ""
        self.ask()

    def _none_text(self) -> str:
        if self.kind == tables.OVERDUE:
            return self.tr("没有银行报逾期的贷款。")
        return self.tr("没有符合条件的贷款。")
