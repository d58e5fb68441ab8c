"""What the form of a visit and the form of an activity do alike with keys and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop.ui.parts import Card
from desktop.ui.walksheet import ENTER

if TYPE_CHECKING:
    from desktop.ui.fields import NoteLine
    from desktop.ui.photos import Photos


class Written(Card):
    """A form beside its list: written by keyboard alone, kept as a draft while it is open."""

    saving = Signal()
    """Before a save: the draft of the form becomes its."""

    kept = Signal(str)
    """A save was refused; the key of the draft that stays."""

    given_up = Signal()
    """The officer emptied the form."""

    note: NoteLine
    reason: NoteLine
    photos: Photos

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        raise NotImplementedError

    def clear(self) -> None:
        """Begin a new record; what stays for the next one stays."""
        raise NotImplementedError

    def start(self) -> None:
        """Put the cursor where a new record begins."""
        raise NotImplementedError

    def advance(self) -> None:
        """Go to the next question in sight."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Empty the form; what was typed is not wanted any more."""
        self.given_up.emit()
        self.photos.give_up()
        self.clear()
        self.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the form, Enter goes on, Ctrl+Enter saves, and so does Enter in a note."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in ENTER
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif enter and (control or self.focusWidget() in {self.note, self.reason}):
            self.save()
        elif enter:
            self.advance()
        else:
            super().keyPressEvent(event)
