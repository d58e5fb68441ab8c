"""A sheet that does one thing with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt

from desktop.ui.messages import explain
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton, QWidget

    from desktop.ui.fields import Field
    from desktop.ui.jobs import Jobs

Answer = TypeVar("Answer")


class Once(Sheet, Generic[Answer]):
    """Works once at a time; a refusal stands under its field, `then` gets the answer, closed."""

    field: Field
    cell: QWidget
    go: QPushButton

    def __init__(
        self, parent: QWidget, title: str, jobs: Jobs, then: Callable[[Answer], object]
    ) -> None:
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = jobs
        self._then = then

    def put(self, field: Field, cell: QWidget, go: QPushButton) -> None:
        """Put the field of the answer and its button in their places; the cell has the focus."""
        self.field, self.cell, self.go = field, cell, go
        self.add(field)
        self.body.addStretch(1)
        for one in (go, self.close_button):
            one.setAutoDefault(False)
        self.foot.addWidget(go)
        cell.setFocus()

    def send(self, work: Callable[[], Answer]) -> None:
        """Do it, unless it is being done."""
        if self.go.isEnabled():
            self.go.setEnabled(False)
            self.jobs.run(work, self._done, lambda: self.go.setEnabled(True))

    def ask_again(self, why: str) -> None:
        """Say under the field why it cannot be, and go back to it."""
        self.field.say(why)
        self.cell.setFocus()

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, under the field."""
        text = explain(error)
        if text is None:
            return False
        self.ask_again(text)
        self.fit()
        return True

    def _done(self, answer: Answer) -> None:
        self.accept()
        self._then(answer)
