"""A cell that is answered by one digit and shows the word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from desktop.ui.fields import Cell
from desktop.ui.messages import set_tone
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence


class CodeCell(Cell):
    """One digit answers; a key that is no answer changes nothing and is told."""

    picked = Signal(str)
    wrong = Signal(str)
    """A key that is no answer here."""

    entered = Signal(str)
    """The cell has the focus; what its digits say."""

    left = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], *, width: int = 0) -> None:
        """`choices` are (code, word), numbered from 1."""
        super().__init__(name, width=width)
        self.choices = list(choices)
        self._code = ""
        self.setReadOnly(True)
        set_tip(self, self.legend())

    def legend(self) -> str:
        """Every digit with its word."""
        one = self.tr("{digit} {word}")
        said = [one.format(digit=at, word=word) for at, (_, word) in enumerate(self.choices, 1)]
        return self.tr("　").join(said)

    def code(self) -> str:
        """The code of the answer, empty if there is none."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show an answer without telling anybody."""
        place = next((at for at, (one, _) in enumerate(self.choices, 1) if one == code), 0)
        self._code = code if place else ""
        word = self.choices[place - 1][1] if place else ""
        self.setText(self.tr("{digit} {word}").format(digit=place, word=word) if place else "")
        self.setCursorPosition(0)
        set_tone(self, "")

    def pick(self, code: str) -> None:
        """Answer."""
        self.set_code(code)
        self.picked.emit(code)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what the digits are."""
        super().focusInEvent(event)
        self.entered.emit(self.legend())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The digits mean nothing any more."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit answers, the delete keys take it back; a letter is told to be no answer."""
        typed, plain = event.text(), event.modifiers() in _PLAIN
        if plain and event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self.pick("") if self._code else None
        elif plain and typed.isdecimal() and 1 <= int(typed) <= len(self.choices):
            self.pick(self.choices[int(typed) - 1][0])
        elif plain and typed.isprintable() and typed.strip():
            self.wrong.emit(typed)
        else:
            super().keyPressEvent(event)


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
