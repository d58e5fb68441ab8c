"""A household that has a record on this day: say so, and let the officer decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.texts import word
from desktop.ui.messages import Banner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.services.records.people import VisitLine


class Twice(Banner):
    """Names the record that is there; a second one needs a word of the officer."""

    meant = Signal(bool)
    """A second record is meant; true if this was asked when the row was to be saved."""

    wanted = Signal(object)
    """The record that is there is wanted instead."""

    def __init__(self) -> None:
        super().__init__()
        self._there: VisitLine | None = None
        self._allowed = ""
        self._asked = False
        QShortcut(QKeySequence("Alt+Y"), self, self._still)
        QShortcut(QKeySequence("Alt+O"), self, self._open)

    def forget(self) -> None:
        """Another household: what was allowed is over."""
        self._allowed = ""
        self.clear()

    def look(self, household_no: str, lines: Sequence[VisitLine], today: date) -> bool:
        """Say what is there already, if nobody has said that a second record is meant."""
        there = [one for one in lines if one.household_no == household_no]
        if not there or self._allowed == household_no:
            return False
        newest, tr = there[0], self.tr
        day = tr("今天") if newest.visited_on == today else f"{newest.visited_on:%m-%d} "
        text = tr("{who} {day}已记过 {n} 次{method}（{at}）。").format(
            who=newest.head_name,
            day=day,
            n=len(there),
            method=word("publicity_method", newest.publicity_method),
            at=f"{newest.logged_at.astimezone():%H:%M}",
        )
        actions = [(tr("仍要记 Alt+Y"), self._still), (tr("打开那一条 Alt+O"), self._open)]
        self.say(text, "warn", actions)
        self._there, self._asked = newest, False
        return True

    def ask(self) -> None:
        """The row is to be saved: the answer is wanted now, Enter says that it is meant."""
        self._asked = True
        for one in self.buttons:
            one.setAutoDefault(True)
        self.buttons[0].setFocus()

    def _still(self) -> None:
        if self._there is not None and self.isVisible():
            self._allowed, asked = self._there.household_no, self._asked
            self.clear()
            self.meant.emit(asked)

    def _open(self) -> None:
        if self._there is not None and self.isVisible():
            self.wanted.emit(self._there)
