"""What each tab of the page of rosters is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.fields import Combo
from desktop.ui.parts import Card

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class View(QWidget):
    """A tab: filled in `refresh`, emptied in `forget`; `enter` puts the keyboard on its list."""

    go_wanted = Signal(str, object)
    said = Signal(str)
    written = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, *, framed: bool = True) -> None:
        """A framed tab is one card; else it arranges cards itself."""
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self.role = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        self.around = outer
        if framed:
            card = Card(margin=12, gap=6)
            outer.addWidget(card)
            self.around = card.body

    def offer(self, role: str) -> None:
        """Show what is this role's work."""
        self.role = role

    def refresh(self) -> None:
        """Ask again."""

    def enter(self) -> None:
        """Give the list the keyboard."""

    def search(self) -> None:
        """Give the first filter the keyboard."""
        combos = [one for one in self.findChildren(Combo) if one.isVisible()]
        if combos:
            combos[0].setFocus()

    def forget(self) -> None:
        """Take everything personal off."""

    def open_household(self, household_no: str) -> None:
        """Lead to a household, at what rosters changed about it."""
        self.go_wanted.emit("households", ("changes", household_no))
