"""The pages of a window one over the other; with large type on a small screen a page scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Room(QWidget):
    """As large as its page must be; how tall the page would like to be does not count."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.setObjectName("page")
        self._page: QWidget | None = None

    def take(self, page: QWidget) -> None:
        """Let the page in."""
        self._page = page
        page.setParent(self)
        page.setGeometry(self.rect())

    def minimumSizeHint(self) -> QSize:
        """What the page cannot do without."""
        return QSize() if self._page is None else self._page.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        """What the page needs has changed: without a layout here, nobody else says so above."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page fills it."""
        super().resizeEvent(event)
        if self._page is not None:
            self._page.setGeometry(self.rect())


class Shelter(QScrollArea):
    """Takes less room than the page in it needs, and scrolls then; else it is not seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room = Room(self)
        self.setWidget(self.room)
        self._follows = False
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.rangeChanged.connect(self._ranged)

    def _ranged(self, _least: int, most: int) -> None:
        """Once a part of the page is out of sight, the part with the focus is kept in sight."""
        if most and not self._follows:
            self._follows = True
            app = cast("QApplication", QApplication.instance())
            app.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        seen = self.viewport().size()
        if now is None or not self.room.isAncestorOf(now):
            return
        if now.width() <= seen.width() and now.height() <= seen.height():
            middle = now.mapTo(self.room, now.rect().center())  # Qt would show the cursor alone
            self.ensureVisible(middle.x(), middle.y(), now.width() // 2 + 8, now.height() // 2 + 8)

    def minimumSizeHint(self) -> QSize:
        """As little as the window leaves."""
        return QSize(0, 0)


class PageStack(QStackedWidget):
    """Holds pages; the window never grows over the screen because of one of them."""

    def __init__(self) -> None:
        super().__init__()
        self._shelters: dict[QWidget, Shelter] = {}

    def add(self, page: QWidget) -> None:
        """Take in a page, last of all: each move of what is around it would style it anew."""
        shelter = self._shelters[page] = Shelter()
        self.addWidget(shelter)
        shelter.room.take(page)

    def turn_to(self, page: QWidget) -> None:
        """Show a page that was taken in."""
        self.setCurrentWidget(self._shelters[page])
