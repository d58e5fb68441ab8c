"""A head of a page whose buttons go below its tabs when there is no room beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.ui.parts import Flow

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QResizeEvent


class _Ends(Flow):
    """The first part at the left; the others at the right edge while all share a line."""

    def setGeometry(self, box: QRect) -> None:
        """Place the items."""
        super().setGeometry(box)
        shown = [
            item for place in range(self.count()) if not (item := self.itemAt(place)).isEmpty()
        ]
        last = shown[-1].geometry() if shown else box
        if len(shown) > 1 and shown[0].geometry().right() < last.left():
            for item in shown[1:]:
                item.setGeometry(item.geometry().translated(box.right() - last.right(), 0))


class _Head(QWidget):
    """As tall as its lines at the width that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = _Ends(self)

    def minimumSizeHint(self) -> QSize:
        """The widest part, and all lines."""
        return QSize(self.ends.minimumSize().width(), self.ends.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be another number of lines."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.updateGeometry()


def folding(first: QWidget, *others: QWidget) -> QWidget:
    """A part at the left and others at the right, below it when there is no room."""
    made = _Head()
    for part in (first, *others):
        made.ends.add(part)
    return made
