"""Small pictures beside each other."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent
from PySide6.QtWidgets import QListView, QListWidget

from desktop.ui.icons import pixmap
from desktop.ui.theme import Theme

WIDE, TALL = 84, 56
_SCROLL_BAR = 14
_BLANK = 32
_PASTED = "PNG"


class Thumbs(QListWidget):
    """Small pictures beside each other: Enter opens one, Delete takes it off."""

    opened = Signal(int)
    dropped = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        px = Theme.current().px
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(px(WIDE), px(TALL)))
        self.setGridSize(QSize(px(WIDE + 12), px(TALL + 30)))
        self.setFixedHeight(px(TALL + 28) + _SCROLL_BAR)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(self.row(item)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete takes off; the rest walks."""
        place = self.currentRow()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and place >= 0:
            self.opened.emit(place)
        elif event.key() == Qt.Key.Key_Delete and place >= 0:
            self.dropped.emit(place)
        else:
            super().keyPressEvent(event)


def blank() -> QIcon:
    """What stands where a small picture is not there yet."""
    return QIcon(pixmap("photo", "text3", _BLANK))


def encoded(image: QImage) -> bytes:
    """A pasted picture as bytes of a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, _PASTED)  # type: ignore[call-overload]  # a text is what it takes
    return bytes(buffer.data().data())


def small(content: bytes, size: QSize) -> QImage:
    """A picture that fits into a size."""
    kind = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QImage.fromData(content).scaled(size, *kind)
