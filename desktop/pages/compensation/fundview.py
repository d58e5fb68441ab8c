"""The fund for the county's offices: its book, each day against the least it must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.compensation import tables
from desktop.pages.compensation import words as say
from desktop.texts import compensation as texts
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.jobs import Latest
from desktop.ui.messages import set_tone
from desktop.ui.parts import Card, button, flowing, row, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.compensation.acts import Acts
    from desktop.services.desk import Desk
    from desktop.services.records.fund import Adequacy, FundBook
    from desktop.ui.jobs import Jobs

BOOK, DAYS = "book", "days"


class FundView(QWidget):
    """N puts in, X takes an entry back by a counter-entry, S states what the loans come to."""

    def __init__(self, desk: Desk, jobs: Jobs, acts: Acts, cite: Callable[[str], object]) -> None:
        super().__init__()
        tr = self.tr
        self.desk, self.jobs, self.acts = desk, jobs, acts
        self._latest = Latest()
        self._loans = (0, 0)
        self.least = words("", wrap=True)
        self.clause = button("", lambda: cite(self.clause.text()), kind="cite")
        self.difference = words("", "", "warn", wrap=True)
        self.chips = Chips([(BOOK, tr("流水")), (DAYS, tr("每日规模"))])
        self.chips.chosen.connect(self._turn)
        self.table = tables.fund_table(self)
        self.days = tables.days_table(self)
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.days)
        self.put_in = button(tr("存入、利息 N"), self.acts.deposit)
        self.counter = button(tr("冲正 X"), self.take_back)
        self.state = button(tr("登记贷款余额 S"), lambda: self.acts.state(self._loans))
        self.table.current.connect(lambda _one: self._allow())
        keys = {"N": self.put_in.click, "X": self.counter.click, "S": self.state.click}
        for one in (self.table, self.days):
            tables.on_keys(one, keys)
        top = row(self.least, self.clause)
        top.setStretch(0, 1)
        card = Card(margin=12, gap=6)
        self.exports = {BOOK: export_button(self.table), DAYS: export_button(self.days)}
        self.exports[DAYS].hide()
        card.add(top, self.difference, self.chips, self.faces)
        card.add(flowing(self.put_in, self.counter, self.state, *self.exports.values()))
        note = tr("专款专存、专账管理、封闭运行。流水只增不改，错的记一笔冲正；每一笔都有依据。")
        card.add(words(note, "quiet", wrap=True))
        card.body.setStretch(3, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def show_book(self, book: FundBook, loans: tuple[int, int], *, open_: bool) -> None:
        """Show an office the book, newest entry first."""
        self.table.leaves("fund_book")
        self.days.leaves("fund_days")
        self._loans = loans
        text, tone = say.least(book.today)
        self.least.setText(text)
        set_tone(self.least, tone)
        self.clause.setText(book.today.clause)
        self.clause.setVisible(bool(book.today.clause))
        told = [texts.below_zero(book.below_zero)] if book.below_zero else []
        told += [*say.overbooked(book.overbooked), self._differs(book)]
        self.difference.setText("\n".join(filter(None, told)))
        self.difference.setVisible(bool(self.difference.text()))
        self.table.lines.show(list(reversed(book.lines)))
        self.put_in.setEnabled(open_)
        first = book.lines[0].entry.moved_on if book.lines else book.today.day
        service, last = self.desk.compensation.handling, book.today.day
        if book.statement is not None:
            first = min(first, book.statement.stated_on)
        self.jobs.run(lambda: service.days(first, last), self._latest.only(self._came))
        self._allow()

    def take_back(self) -> None:
        """Write the entry that takes the current one back."""
        one = self.table.line()
        if one is not None:
            self.acts.counter(one)

    def forget(self) -> None:
        """Empty the tables."""
        self._latest.drop()
        self.table.lines.show([])
        self.days.lines.show([])

    def enter(self) -> None:
        """Give the open table the keyboard."""
        (self.table if self.chips.key() == BOOK else self.days).setFocus()

    def _turn(self, key: str) -> None:
        self.faces.setCurrentWidget(self.table if key == BOOK else self.days)
        for face, each in self.exports.items():
            each.setVisible(face == key)
        self._allow()
        if self.isVisible():
            self.enter()

    def _came(self, found: list[Adequacy]) -> None:
        self.days.lines.show(found[::-1])

    def _allow(self) -> None:
        one = self.table.line()
        free = one is not None and not one.corrected_by and not one.entry.corrects_entry_no
        self.counter.setEnabled(free and self.chips.key() == BOOK)

    def _differs(self, book: FundBook) -> str:
        """Where the bank's statement of the account says something else than the book."""
        stated = book.statement
        if stated is None or stated.account_fen is None:
            return ""
        held = [one.balance_fen for one in book.lines if one.entry.moved_on <= stated.stated_on]
        ours = held[-1] if held else 0
        if ours == stated.account_fen:
            return ""
        text = self.tr("{day} 对账单余额 {theirs} 元，流水余额 {ours} 元，对不上，请查明。")
        return text.format(
            day=say.day(stated.stated_on), theirs=say.yuan(stated.account_fen), ours=say.yuan(ours)
        )
