"""A sheet of questions below each other, written by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from PySide6.QtWidgets import QWidget

from desktop.ui.fields import AmountCell, Choice, Combo, CountCell, DayCell, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import words
from desktop.ui.walksheet import WalkSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from desktop.ui.jobs import Jobs


class FormSheet(WalkSheet):
    """A refusal stands under the field that `places` names for its code, else the last one."""

    places: ClassVar[Mapping[str, str]] = {}

    def __init__(self, parent: QWidget, jobs: Jobs, title: str, verb: str) -> None:
        super().__init__(parent, jobs, title, verb)
        self.fields: dict[str, QWidget] = {}

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
        self.go_on(self.fields[name])

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
        self.write(self.work())

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
        self.hint(self.fields[name], text)

    def stops(self) -> list[QWidget]:
        """The questions in their order, those out of sight too."""
        return list(self.fields.values())

    def _readable(self) -> bool:
        for name, editor in self.fields.items():
            if isinstance(editor, DayCell | AmountCell | CountCell) and editor.unread():
                hint = self.tr("这一格读不懂。日期写成 7-8 或 2026-07-08，数只写数字。")
                self.say(name, hint)
                return False
        return True
