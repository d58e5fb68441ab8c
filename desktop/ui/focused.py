"""A part of a page whose keys move within it: it is drawn anew as the focus comes and goes."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class Focused(QWidget):
    """A painted widget whose ring shows whether the keys go to it."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring becomes thick."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring becomes thin again."""
        super().focusOutEvent(event)
        self.update()
