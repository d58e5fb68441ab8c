"""How tests go about the policy page: open a view, press keys, read what a dialog says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from desktop.pages.settings import SettingsPage
from desktop.pages.settings.policy import Policy
from desktop.pages.window import Window
from tests.windows import settle, shown

VIEWS = ("packs", "numbers", "questions", "timeline")


def opened(window: Window, view: str = "packs") -> Policy:
    window.open("settings", f"policy/{view}")
    settle()
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page.policy


def press(part: QWidget, text: str) -> None:
    QTest.keySequence(part.window(), text)
    settle()


def dialog(part: QWidget) -> QDialog:
    """The one dialog that can be seen."""
    settle()
    (found,) = shown(part.window(), QDialog)
    assert isinstance(found, QDialog)
    return found


def read(policy: Policy, pack_id: str) -> None:
    """Go to a document in the list and open it with Enter."""
    table = policy.packs.table
    table.go_to([one.pack_id for one in table.lines.rows].index(pack_id))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle()
