"""A sheet of questions below each other that the keyboard walks through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.fields import Form
from desktop.ui.parts import button
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ui.jobs import Jobs

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class WalkSheet(Sheet):
    """Enter goes from question to question and saves in the last; Ctrl+Enter saves at once.

    What was typed stays where it is until it is written.
    """

    saved = Signal(object)
    """What writing gave."""

    def __init__(self, parent: QWidget, jobs: Jobs, title: str, verb: str) -> None:
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = jobs
        self.form = Form()
        self.close_button.setText(self.tr("取消"))
        self.go = button(verb, self.save, kind="primary")
        for one in (self.close_button, self.go):
            one.setAutoDefault(False)
        self.foot.addWidget(self.go)

    def showEvent(self, event: QShowEvent) -> None:
        """Tab comes to the button after the questions, which were put in later."""
        last = self.previousInFocusChain()
        while last not in {None, self, self.go} and last.focusPolicy() == Qt.FocusPolicy.NoFocus:
            last = last.previousInFocusChain()
        if last not in {None, self, self.go}:
            QWidget.setTabOrder(last, self.go)
        super().showEvent(event)

    def stops(self) -> Sequence[QWidget]:
        """The questions in their order, those out of sight too."""
        raise NotImplementedError

    def save(self) -> None:
        """Write it."""
        raise NotImplementedError

    def write(self, work: Callable[[], object]) -> None:
        """Do the work; the button waits until the answer is there."""
        self.go.setEnabled(False)
        self.jobs.run(work, self.done_with, lambda: self.go.setEnabled(True))

    def done_with(self, answer: object) -> None:
        """It is written: close, and pass on what came of it."""
        self.accept()
        self.saved.emit(answer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Ctrl+Enter saves."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        else:
            self.go_on(self.focusWidget())

    def go_on(self, now: QWidget | None) -> None:
        """Go to the next question in sight; after the last there is what ends the sheet."""
        order = self.stops()
        after = order[order.index(now) + 1 :] if now in order else ()
        following = next((each for each in after if not each.isHidden()), None)
        if following is None:
            self.end()
        else:
            self.to(following)

    def end(self) -> None:
        """What Enter does in the last question."""
        self.save()

    def to(self, editor: QWidget) -> None:
        """Put the cursor there, and let it be seen."""
        editor.setFocus()
        area = self.findChild(QScrollArea)
        if area is not None:
            area.ensureWidgetVisible(editor, 0, 40)

    def hint(self, editor: QWidget, text: str) -> None:
        """Say something under a question, which gets the cursor."""
        self.form.say(editor, text)
        self.to(editor)
