"""What every page is: a title, a banner, a way to other pages, and nothing kept when locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from desktop.ui.messages import Banner, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.jobs import Jobs


class Page(QWidget):
    """One place of the window. Subclasses build widgets once and fill them in `refresh`."""

    changed = Signal(str)
    """The kind of record that was written; the window tells the other pages."""

    behind = Signal(str)
    """As `changed`, of a record that was written a while ago: what the page says now stays."""

    toast = Signal(str)
    """Something was done; the window shows it in passing."""

    undoable = Signal(str, str, object)
    """Something was done or taken back: what, the word of the way back, and the call."""

    turned = Signal()
    """Another view of the page is shown, with steps of its own to take back."""

    opening = Signal(object)
    """A thing was opened in the page itself; the window keeps it among the last ones."""

    export_wanted = Signal(object)
    """A table is to leave as an Excel file; the window asks where to."""

    home = ""
    """The page of the rail that this one belongs to, where it has no place of its own."""

    def __init__(self, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        """`go(page, what)` opens another page, with a thing to show there."""
        super().__init__()
        self.setObjectName("page")
        self.jobs = jobs
        self.go = go
        self.banner = Banner()
        self.changed.connect(self._went_well)
        self.undoable.connect(self._went_well)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        around.setSpacing(8)
        around.addWidget(self.banner)
        around.addLayout(self.body, 1)

    def refresh(self) -> None:
        """Ask the services again and show the answer."""

    def open(self, what: object) -> None:
        """Show the thing that another page sent the officer here for."""

    def forget(self) -> None:
        """Take all personal data off the page; text being typed may stay in hidden fields."""

    def leaving(self) -> QTableView | None:
        """The table that leaves as Excel where none can be seen."""
        return None

    @Slot()
    def _went_well(self) -> None:
        """A refusal is over once something was written or taken back after it."""
        if self.banner.property("tone") == "error" and not self.banner.buttons:
            self.banner.clear()

    def refused(self, error: BaseException) -> bool:
        """Show an error of this page's own job; False hands it to the window."""
        text = explain(error)
        if text is None:
            return False
        self.banner.say(text, "error")
        return True
