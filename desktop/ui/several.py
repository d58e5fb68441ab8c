"""A question with several answers: digits turn them on and off, Enter goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton

from desktop.ui.parts import Flow, button

if TYPE_CHECKING:
    from collections.abc import Sequence


class Several(QFrame):
    """Answers in sight, each with its digit; any number of them may be on."""

    changed = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """`choices` are (code, word), numbered from 1."""
        super().__init__()
        self.setProperty("role", "choice")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._flow = Flow(self, gap=4)
        self._flow.setContentsMargins(2, 2, 2, 2)
        self.buttons: dict[str, QPushButton] = {}
        self._keys: dict[str, str] = {}
        for digit, (code, word) in enumerate(choices, 1):
            self._add(str(digit), code, word)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other answers; one that was on stays on if it is still there."""
        on = self.codes()
        if list(self.buttons) == [code for code, _ in choices]:
            return
        for pill in self.buttons.values():
            self._flow.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self.buttons.clear()
        self._keys.clear()
        for digit, (code, word) in enumerate(choices, 1):
            self._add(str(digit), code, word)
        self.set_codes(on)
        self._flow.invalidate()
        self.updateGeometry()

    def _add(self, digit: str, code: str, word: str) -> None:
        numbered = self.tr("{digit} {word}").format(digit=digit, word=word)
        pill = button(numbered, self.changed.emit, kind="pill")
        pill.setCheckable(True)
        pill.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons[code] = pill
        self._keys[digit] = code
        self._flow.add(pill)

    def codes(self) -> tuple[str, ...]:
        """The answers that are on, in the order in which they are offered."""
        return tuple(code for code, pill in self.buttons.items() if pill.isChecked())

    def set_codes(self, codes: Sequence[str]) -> None:
        """Turn these on and all others off, without telling anybody."""
        for code, pill in self.buttons.items():
            pill.setChecked(code in codes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit turns its answer on or off, the delete keys turn all off."""
        key = event.key()
        if event.text() in self._keys:
            self.buttons[self._keys[event.text()]].toggle()
            self.changed.emit()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.set_codes(())
            self.changed.emit()
        else:
            super().keyPressEvent(event)
