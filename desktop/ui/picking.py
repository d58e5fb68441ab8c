"""A sheet that picks with initials and a digit, and writes what was picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.fields import Field
from desktop.ui.messages import explain
from desktop.ui.parts import button, words
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.shortcuts import Sheet
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ui.jobs import Jobs

_ROOM = 300


class PickSheet(Sheet):
    """Initials, then a digit: the pick is written at once, and once."""

    saved = Signal(object)
    """What the writing gave."""

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        *,
        title: str,
        about: str,
        label: str,
        find: Callable[[str], Sequence[Candidate]],
        write: Callable[[str, bool], object],
        anyway: tuple[str, str] = ("", ""),
        first: Sequence[Candidate] = (),
    ) -> None:
        """`write(key, anyway)` runs on the store thread; `first` are offered before any typing.

        `anyway` is a code of refusal and the button that is offered then.
        """
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = jobs
        self._write = write
        self._picked = ""
        self._busy = False
        self._differs = anyway[0] or None
        self.add(words(about, "label", wrap=True))
        self.picker = Picker(
            label,
            jobs,
            find,
            placeholder=self.tr("姓名首字母，数字选；也可输编号、后四位"),
            input_method=True,
        )
        self.picker.picked.connect(lambda candidate: self.write(candidate.key))
        self.field = Field(label, self.picker)
        self.add(self.field)
        self.offers = [self._offer(one) for one in first]
        self.anyway = button(anyway[1], lambda: self.write(self._picked, anyway=True))
        self.anyway.hide()
        self.add(self.anyway)
        room = QWidget()
        room.setMinimumHeight(Theme.current().px(_ROOM - 40 * len(self.offers)))
        self.add(room)
        self.close_button.setAutoDefault(False)
        self.picker.setFocus()

    def _offer(self, one: Candidate) -> QWidget:
        text = self.tr("{why}：{name}　{place}　{number}").format(
            why=one.badge, name=one.name, place=one.place, number=one.number
        )
        made = button(text, lambda: self.write(one.key))
        made.setAutoDefault(False)
        self.add(made)
        return made

    def write(self, key: str, *, anyway: bool = False) -> None:
        """Write what was picked."""
        if self._busy:
            return
        self._busy, self._picked = True, key
        self.field.say("")
        self.jobs.run(lambda: self._write(key, anyway), self._saved, self._ready)

    def _ready(self) -> None:
        self._busy = False

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, under the field."""
        text = explain(error)
        if text is None:
            return False
        self.picker.set_value(None)
        self.field.say(text)
        self.anyway.setVisible(getattr(error, "code", "") == self._differs)
        self.fit()
        self.picker.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the picker, or presses the button that has the focus."""
        now = self.focusWidget()
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif isinstance(now, QPushButton):
            now.click()

    def _saved(self, kept: object) -> None:
        self.accept()
        self.saved.emit(kept)
