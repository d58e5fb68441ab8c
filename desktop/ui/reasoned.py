"""A sheet that takes something back: with a reason, or with the sentence why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.fields import Field, NoteLine
from desktop.ui.once import Answer, Once
from desktop.ui.parts import button

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.jobs import Jobs


class Reasoned(Once[Answer]):
    """Asks for a reason and works with it, one time at once; `then` gets the answer, closed."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        jobs: Jobs,
        work: Callable[[str], Answer],
        then: Callable[[Answer], object],
    ) -> None:
        super().__init__(parent, title, jobs, then)
        self._work = work
        self._lacking = ""

    def ask(self, label: str, *, example: str, lacking: str, verb: str) -> None:
        """Put the line for the reason and the button under what was added; the line has the focus.

        `lacking` is what is said when the reason is missing.
        """
        self._lacking = lacking
        self.reason = NoteLine(label, example)
        self.put(Field(label, self.reason), self.reason, button(verb, self.work, kind="danger"))
        self.reason.returnPressed.connect(self.work)
        self.reason.textEdited.connect(lambda _text: self.field.say(""))

    def work(self) -> None:
        """Take it back, unless the reason is missing or it is being taken back."""
        reason = self.reason.text().strip()
        if reason:
            self.send(lambda: self._work(reason))
        else:
            self.ask_again(self._lacking)
