"""Forms and keys of the page of households, for tests that edit by hand."""

from __future__ import annotations

from typing import cast

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.households import HouseholdsPage
from desktop.pages.households.entry import EntrySheet
from desktop.pages.window import Window
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.records.walk_ins import WalkInEntry
from tests.follow import TOWNSHIP
from tests.importing import at_front
from tests.windows import settle

GOOD = "14999919620228001" + check_digit("14999919620228001")
WRONG = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")


def front() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def form(page: HouseholdsPage) -> EntrySheet:
    """The form, opened by its key."""
    key(page, "Ctrl+N")
    sheet = front()
    assert isinstance(sheet, EntrySheet)
    return sheet


def press(key: str) -> None:
    """A key where the focus is in the dialog at the front."""
    now = front().focusWidget() or front()
    QTest.keySequence(now, key) if len(key) > 1 else QTest.keyClicks(now, key)
    settle()


def type_(text: str) -> None:
    QTest.keyClicks(front().focusWidget(), text)


def fill(sheet: EntrySheet, **texts: str) -> None:
    """Text into fields, as an input method puts it there, and each is left."""
    for name, text in texts.items():
        editor = sheet.form.editors[name]
        editor.setText(text)
        sheet.form.left.emit(name)
    settle()


def hint(sheet: EntrySheet, name: str) -> str:
    label = sheet.form.fields[name].hint
    return "" if label.isHidden() else label.text()


def add(desk: Desk, **more: object) -> str:
    entry = {"name": "单小红", "village": "外村", "township": TOWNSHIP, **more}
    return desk.walk_ins.add(WalkInEntry(**entry), anyway=True).walk_in_no


def toast(page: HouseholdsPage) -> str:
    window = page.window()
    assert isinstance(window, Window)
    return window.toast.text.text()


def key(page: HouseholdsPage, keys: str) -> None:
    """A key of the window, which a dialog has just given back."""
    at_front(cast("Window", page.window()))
    QTest.keySequence(page.window(), keys)
    settle()
