"""Lines that are edited in place: they come back with Esc, and a number stays masked in them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence

from desktop.ui.fields import NoteLine


class KeptLine(NoteLine):
    """A line with the value on record: Esc brings it back, an idle Ctrl+Z is left to the page."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__(name, placeholder)
        self.kept = ""
        self.reverts = True

    def show_kept(self, text: str) -> None:
        """Show the value that is on record."""
        self.kept = text
        self.setText(text)
        self.setReadOnly(False)
        self.setCursorPosition(0)

    def renew(self, text: str) -> None:
        """Another value is on record now; what is being typed stays."""
        if self.touched():
            self.kept = text
        else:
            self.show_kept(text)

    def reveal(self, full: str) -> None:
        """Show without masks; nothing can be typed meanwhile. What was typed stays."""
        if self.kept and not self.touched():
            self.setReadOnly(True)
            self.setText(full)

    def cover(self) -> None:
        """Show what is on record masked again."""
        if self.isReadOnly():
            self.show_kept(self.kept)

    def touched(self) -> bool:
        """Whether something else stands here than what is on record."""
        return not self.isReadOnly() and self.text().strip() != self.kept

    def typed(self) -> str:
        """What was typed."""
        return self.text().strip()

    def event(self, event: QEvent) -> bool:
        """Let the page have the key for undoing where this line has nothing to undo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what was typed; a second one goes to the page."""
        if event.key() == Qt.Key.Key_Escape and self.reverts and self.touched():
            self.show_kept(self.kept)
            event.accept()
        else:
            super().keyPressEvent(event)


class MaskedLine(KeptLine):
    """A number of a person: masked, replaced as a whole, in full only while it is revealed."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__(name, placeholder)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the whole masked number for overwriting: a part of it means nothing."""
        super().focusInEvent(event)
        if not self.touched():
            self.selectAll()
