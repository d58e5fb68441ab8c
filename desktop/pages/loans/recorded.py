"""A tab of records: lists that take turns, what is said of the line at hand, and its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.jobs import Latest
from desktop.ui.parts import Card, Empty, flowing, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from PySide6.QtWidgets import QLayout

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs
    from desktop.ui.tables import Table


class Recorded(QWidget):
    """The common part of such tabs; `written` hears the sentence of what was written."""

    written = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, *, drawing: str, nothing: str = "") -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self._latest = Latest()
        self._known: Any = None
        self._writes = False
        self._wanted = ""
        self._tables: tuple[Table[Any], ...] = ()
        self.told = words("", "label", wrap=True)
        self.nothing = Empty(drawing, nothing)
        self.faces = QStackedWidget()

    def arrange(
        self,
        head: QLayout,
        above: Sequence[QWidget],
        tables: Sequence[Table[Any]],
        steps: Sequence[QWidget],
        *,
        below: Sequence[QWidget] = (),
    ) -> None:
        """Put the parts into a card from top to bottom; the lists take what is left of it."""
        self._tables = tuple(tables)
        for one in (*tables, self.nothing):
            self.faces.addWidget(one)
        card = Card(margin=12, gap=6)
        card.body.addLayout(head)
        card.add(*above, self.faces, self.told, *below)
        card.body.addWidget(flowing(*steps, gap=6))
        card.body.setStretch(1 + len(above), 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        self._moved()

    def offer(self, *, steps: bool) -> None:
        """Whether records are written here; who does not write them reads them."""
        self._writes = steps
        self._moved()

    def refresh(self) -> None:
        """Ask for everything again."""

    def forget(self) -> None:
        """Names stand in the lists."""
        self._latest.drop()
        self._known, self._wanted = None, ""
        for one in self._tables:
            one.lines.show([])
        self.told.setText("")

    def focus(self) -> None:
        """The list has the cursor."""
        self.faces.currentWidget().setFocus()

    def seek(self, number: str) -> None:
        """Stand on what has this number, as soon as the list is here."""
        self._wanted = number
        self.refresh()

    def face(self, table: Table[Any], numbers: Sequence[str]) -> None:
        """Show a list whose lines have these numbers, or say that it is empty."""
        self.faces.setCurrentWidget(table if numbers else self.nothing)
        if self._wanted in numbers:
            table.go_to(numbers.index(self._wanted))
            self._wanted = ""
        if self.isVisible():
            self.focus()
        self._moved()

    def tell(self, text: str) -> None:
        """What is said of the line at hand, nothing where there is none."""
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _moved(self) -> None:
        """Another line is at hand."""
