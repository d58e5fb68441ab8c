"""One file that is dragged onto a widget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent
    from PySide6.QtWidgets import QWidget

_KINDS = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragLeave, QEvent.Type.Drop})


class FileDrops(QObject):
    """Tells when a file hangs over a widget and which one was let go there."""

    over = Signal(bool)
    dropped = Signal(object)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take one local file; several, or what is no file, are left alone."""
        if event.type() not in _KINDS:
            return super().eventFilter(watched, event)
        file = None
        if event.type() != QEvent.Type.DragLeave:
            urls = cast("QDropEvent", event).mimeData().urls()
            one = len(urls) == 1 and urls[0].isLocalFile()
            file = Path(urls[0].toLocalFile()) if one else None
        self.over.emit(file is not None and event.type() == QEvent.Type.DragEnter)
        if file is not None:
            cast("QDropEvent", event).acceptProposedAction()
        if file is not None and event.type() == QEvent.Type.Drop:
            self.dropped.emit(file)
        return True
