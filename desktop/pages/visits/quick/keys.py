"""Keys of the panel before those of its cells, and keys that run ahead of a save."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Keys(QObject):
    """Listens to cells: steps back, the panel's own keys, and what is pressed while it saves."""

    undo = Signal()
    redo = Signal()

    def __init__(
        self, around: QWidget, cells: Iterable[QWidget], own: Callable[[QKeyEvent], bool]
    ) -> None:
        """`own` acts on a key of the panel and tells whether it was one."""
        super().__init__(around)
        self._around = around
        self._own = own
        self._held: list[QKeyEvent] = []
        self.holding = False
        """While this is true keys are kept for the row after this one."""
        for cell in cells:
            cell.installEventFilter(self)

    def replay(self) -> None:
        """Give the keys that were pressed ahead to whoever has the focus now."""
        self.holding = False
        held, self._held = self._held, []
        for event in held:
            now = self._around.window().focusWidget()  # also while another window is in front
            if now is not None:
                QApplication.sendEvent(now, event)

    def drop(self) -> None:
        """Forget the keys that were pressed ahead of a save that was refused."""
        self.holding = False
        self._held.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is the panel's, leave the rest to the cell."""
        kind = event.type()
        if kind not in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}:
            return super().eventFilter(watched, event)
        press = cast("QKeyEvent", event)
        step = self._step(press, watched)
        if kind == QEvent.Type.ShortcutOverride:
            if step is None:
                return super().eventFilter(watched, event)
            event.accept()
        elif self.holding:
            self._held.append(press.clone())
        elif step is not None:
            step.emit()
        else:
            return self._own(press)
        return True

    def _step(self, event: QKeyEvent, watched: QObject) -> SignalInstance | None:
        """Ctrl+Z and Ctrl+Y in a cell in which nothing was typed concern the saved rows."""
        undo = event.matches(QKeySequence.StandardKey.Undo)
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        redo = event.matches(QKeySequence.StandardKey.Redo) or (
            control and event.key() == Qt.Key.Key_Y
        )
        typed = bool(getattr(watched, "text", str)())
        fixed = bool(getattr(watched, "isReadOnly", bool)())
        if not (undo or redo) or (typed and not fixed):
            return None
        return self.undo if undo else self.redo
