"""A sheet that takes something back: with a reason, or with the sentence why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt

from desktop.ui.fields import Field, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import button
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.jobs import Jobs

Answer = TypeVar("Answer")


class Reasoned(Sheet, Generic[Answer]):
    """Asks for a reason and works with it, one time at once; `then` gets the answer, closed."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        jobs: Jobs,
        work: Callable[[str], Answer],
        then: Callable[[Answer], object],
    ) -> None:
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = jobs
        self._work = work
        self._then = then
        self._lacking = ""

    def ask(self, label: str, *, example: str, lacking: str, verb: str) -> None:
        """Put the line for the reason and the button under what was added; the line has the focus.

        `lacking` is what is said when the reason is missing.
        """
        self._lacking = lacking
        self.reason = NoteLine(label, example)
        self.field = Field(label, self.reason)
        self.add(self.field)
        self.body.addStretch(1)
        self.go = button(verb, self.work, kind="danger")
        self.go.setAutoDefault(False)
        self.reason.returnPressed.connect(self.work)
        self.reason.textEdited.connect(lambda _text: self.field.say(""))
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.reason.setFocus()

    def work(self) -> None:
        """Take it back, unless the reason is missing or it is being taken back."""
        reason = self.reason.text().strip()
        if not reason:
            self.field.say(self._lacking)
            self.reason.setFocus()
        elif self.go.isEnabled():
            self.go.setEnabled(False)
            self.jobs.run(lambda: self._work(reason), self._done, lambda: self.go.setEnabled(True))

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be taken back, under the reason."""
        text = explain(error)
        if text is None:
            return False
        self.field.say(text)
        self.fit()
        return True

    def _done(self, answer: Answer) -> None:
        self.accept()
        self._then(answer)
