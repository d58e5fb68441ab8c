"""What the views of the policy page share: a clause opens word for word, F1 shows the row's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.clause import Clause

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.papers import ClauseText
    from desktop.ui.jobs import Jobs


class View(QWidget):
    """One part of the policy page."""

    said = Signal(str)
    """Something was done, told in passing."""

    written = Signal(str)
    """The kind of record that was written."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs

    def refresh(self) -> None:
        """Ask the services again."""

    def enter(self) -> None:
        """Put the focus where work begins."""

    def leave(self) -> bool:
        """Close what is open inside; False if nothing is."""
        return False

    def ref(self) -> str:
        """The clause that the current row cites; empty if there is none."""
        return ""

    def help(self) -> None:
        """The clause of the current row, word for word."""
        self.show_clause(self.ref())

    def show_clause(self, ref: str) -> None:
        """Open a clause by its citation."""
        if ref:
            self.jobs.run(lambda: self.desk.policy.clause(ref), self._clause)

    def _clause(self, clause: ClauseText) -> None:
        Clause.show_over(self, clause)


def shorts(desk: Desk, refs: set[str]) -> dict[str, str]:
    """How citations stand in a list; runs on the store thread."""
    return {ref: desk.policy.short(ref) for ref in sorted(refs) if ref}
