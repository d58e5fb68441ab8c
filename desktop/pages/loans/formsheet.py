"""A sheet of questions below each other, written by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.fields import AmountCell, Choice, Combo, CountCell, DayCell, Form, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from desktop.ui.jobs import Jobs

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class FormSheet(Sheet):
    """Enter goes from field to field and saves in the last; Ctrl+Enter saves at once.

    A refusal stands under the field that `places` names for its code, else under the last one.
    """

    saved = Signal(object)
    places: ClassVar[Mapping[str, str]] = {}

    def __init__(self, parent: QWidget, jobs: Jobs, title: str, verb: str) -> None:
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = jobs
        self.fields: dict[str, QWidget] = {}
        self.form = Form()
        self.close_button.setText(self.tr("取消"))
        self.go = button(verb, self.save, kind="primary")
        for one in (self.close_button, self.go):
            one.setAutoDefault(False)
        self.foot.addWidget(self.go)

    def lay(self, fields: Mapping[str, QWidget], *notes: str) -> None:
        """Put the questions in their places, notes above them; the first one has the cursor."""
        self.fields = dict(fields)
        for note in notes:
            if note:
                self.add(words(note, "label", wrap=True))
        for name, editor in self.fields.items():
            self.form.add(editor.accessibleName(), editor)
            if isinstance(editor, Choice):
                editor.picked.connect(lambda _code, name=name: self.answered(name))
        self.add(self.form)
        self.body.addStretch(1)
        next(iter(self.fields.values())).setFocus()

    def work(self) -> Callable[[], object]:
        """What writes the answers; asked once all of them can be read."""
        raise NotImplementedError

    def answered(self, name: str) -> None:
        """A question was answered by its digit: go on."""
        self._after(self.fields[name])

    def code(self, name: str) -> str:
        """The answer to a question with answers in sight."""
        editor = cast("Choice | Combo", self.fields[name])
        return editor.code()

    def text(self, name: str) -> str:
        """What was written."""
        editor = cast("NoteLine", self.fields[name])
        return editor.text().strip()

    def day(self, name: str) -> date | None:
        """The day that was written."""
        editor = cast("DayCell", self.fields[name])
        return editor.day()

    def fen(self, name: str) -> int:
        """The amount that was written; nothing is none."""
        editor = cast("AmountCell", self.fields[name])
        return editor.fen() or 0

    def count(self, name: str) -> int | None:
        """The whole number that was written."""
        editor = cast("CountCell", self.fields[name])
        return editor.number()

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        self.form.quiet()
        if not self.go.isEnabled() or not self._readable():
            return
        self.go.setEnabled(False)
        self.jobs.run(self.work(), self._done, lambda: self.go.setEnabled(True))

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about; nothing that was typed is lost."""
        text = explain(error)
        if text is None:
            return False
        name = self.places.get(getattr(error, "code", ""), "")
        self.say(name if name in self.fields else list(self.fields)[-1], text)
        return True

    def say(self, name: str, text: str) -> None:
        """A hint under a field, which gets the cursor."""
        self.form.say(self.fields[name], text)
        self._to(self.fields[name])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Ctrl+Enter saves."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        else:
            self._after(self.focusWidget())

    def _readable(self) -> bool:
        for name, editor in self.fields.items():
            if isinstance(editor, DayCell | AmountCell | CountCell) and editor.unread():
                hint = self.tr("这一格读不懂。日期写成 7-8 或 2026-07-08，数只写数字。")
                self.say(name, hint)
                return False
        return True

    def _to(self, editor: QWidget) -> None:
        """Put the cursor there, and let it be seen."""
        editor.setFocus()
        area = self.findChild(QScrollArea)
        if area is not None:
            area.ensureWidgetVisible(editor, 0, 40)

    def _after(self, now: QWidget | None) -> None:
        order = list(self.fields.values())
        after = order[order.index(now) + 1 :] if now in order else []
        following = next((each for each in after if not each.isHidden()), None)
        if following is None:
            self.save()
        else:
            self._to(following)

    def _done(self, answer: object) -> None:
        self.accept()
        self.saved.emit(answer)
