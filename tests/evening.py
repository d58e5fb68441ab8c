"""An officer at the keyboard: real key events through the window, counted, and never the mouse."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.visits import VisitsPage
from desktop.pages.visits.quick import QuickEntry
from desktop.pages.window import Window

_NAMED = {
    ";": Qt.Key.Key_Semicolon,
    ".": Qt.Key.Key_Period,
    "-": Qt.Key.Key_Minus,
    "+": Qt.Key.Key_Plus,
    " ": Qt.Key.Key_Space,
    "\n": Qt.Key.Key_Return,
}
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Counter(QObject):
    """Counts the keys and the presses of a mouse that reach the program."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0
        self.mouse = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWindow):
            self.keys += not cast("QKeyEvent", event).isAutoRepeat()
        self.mouse += event.type() == QEvent.Type.MouseButtonPress
        return False


class Typist:
    """Types into whatever has the focus."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def __call__(self, text: str) -> None:
        """Press one key after the other; a line break is Enter."""
        for sign in text:
            self.key(_NAMED.get(sign) or Qt.Key(ord(sign.upper())))

    def key(self, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        front = QApplication.activeModalWidget() or self.window
        handle = front.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, key, modifiers)
        QApplication.processEvents()

    def now(self) -> QWidget:
        """The field in which the officer is."""
        found = self.window.focusWidget()
        assert found is not None
        return found


def panel_of(window: Window) -> QuickEntry:
    """Quick entry, opened as the search opens it."""
    window.open("visits", "quick")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage) and page.quick is not None
    return page.quick


def at_village(panel: QuickEntry, least: int = 0) -> str:
    """Put the first village with so many households into the header; gives its code."""
    assert panel.crowd is not None
    for place in range(1, panel.sticky.village.count()):
        code = str(panel.sticky.village.itemData(place))
        if len(panel.crowd.of_village(code)) >= least:
            panel.sticky.village.choose(code)
            return code
    raise AssertionError("no village is so large")
