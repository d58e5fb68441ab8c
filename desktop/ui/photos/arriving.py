"""Photos that come by paste or by drag: whatever has the focus, text goes on as before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

_DRAGS = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})


def pictures_of(mime: QMimeData) -> list[Path | QImage]:
    """Local files or a picture; a text, be it beside a picture, means that text is pasted."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return list(files)
    if not mime.hasImage() or mime.text().strip():
        return []
    image = mime.imageData()
    return [image] if isinstance(image, QImage) and not image.isNull() else []


class Arriving(QObject):
    """Watches a widget and the fields in it."""

    came = Signal(list)
    """Paths and pictures that were pasted or let go here."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        for one in (around, *around.findChildren(QLineEdit)):
            one.setAcceptDrops(True)
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take pictures, leave everything else to whoever has the focus."""
        kind = event.type()
        if kind in _KEYS:
            return self._pasted(cast("QKeyEvent", event)) or super().eventFilter(watched, event)
        if kind not in _DRAGS:
            return super().eventFilter(watched, event)
        drop = cast("QDropEvent", event)
        found = pictures_of(drop.mimeData())
        if not found:
            return super().eventFilter(watched, event)
        drop.acceptProposedAction()
        if kind == QEvent.Type.Drop:
            self.came.emit(found)
        return True

    def _pasted(self, event: QKeyEvent) -> bool:
        if not event.matches(QKeySequence.StandardKey.Paste):
            return False
        found = pictures_of(QGuiApplication.clipboard().mimeData())
        if found and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif found:
            self.came.emit(found)
        return bool(found)
