"""Keys and text as they reach whatever has the focus."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.pages.window import Window
from tests.windows import settle


def press(window: Window, keys: str) -> None:
    """A key to whatever has the focus."""
    if QApplication.activeWindow() is None:
        window.activateWindow()
        settle()
    QTest.keySequence(QApplication.focusWidget() or window, keys)
    settle()


def write(text: str) -> None:
    """Text to whatever has the focus, as an input method commits it."""
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)
    settle()
