"""The page of importing over a county's own ledger without any list, for tests of the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.pages.importing import ImportingPage
from desktop.pages.importing.checking import Checking
from desktop.pages.window import Window
from tests.sheet_files import OTHER_ID, ROSTER_HEAD, person, write_book
from tests.windows import settle, shown


def page_of(window: Window, kind: str = "roster") -> ImportingPage:
    window.open("importing", kind)
    page = window.pages["importing"]
    assert isinstance(page, ImportingPage)
    settle()
    return page


def at_front(window: Window) -> None:
    """A dialog that closes gives the keyboard back to the window."""
    if QApplication.activeWindow() is None:
        window.activateWindow()
        settle()


def key(window: Window, name: str) -> None:
    """A key as the keyboard sends it: to whatever has the focus."""
    at_front(window)
    focus = QApplication.focusWidget() or window
    QTest.keySequence(focus, name)
    settle()


def enter(window: Window) -> None:
    at_front(window)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
    settle()


def dialog(window: Window) -> QDialog:
    found = shown(window, QDialog)
    assert len(found) == 1 and isinstance(found[0], QDialog)
    return found[0]


def figures(page: ImportingPage) -> list[str]:
    """The words of the figures over the problems."""
    layout = page.reviewing.figures.layout()
    assert layout is not None
    items = [layout.itemAt(n) for n in range(layout.count())]
    return [getattr(one.widget(), "text", str)() for one in items if one and one.widget()]


def stand_on(problems: Checking, code: str, *, adoptable: bool = True) -> None:
    """Make the first problem of a code the current row."""
    rows = problems.table.lines.rows
    found = (n for n, one in enumerate(rows) if one.code == code and one.adoptable == adoptable)
    problems.table.go_to(next(found))
    problems.table.setFocus()
    settle()


def strange_roster(path: Path, people: int = 2) -> Path:
    """A list whose column of ID numbers has a name that nobody knows."""
    head = ["号甲" if one == "证件号码" else one for one in ROSTER_HEAD]
    first = {"户编号": "14112410500001", "人数": str(people)}
    second = {**first, "姓名": "秦二", "证件号码": OTHER_ID, "与户主关系": "之子"}
    rows = [person(**first), person(**second)]
    code = ["行政区划代码", *["141124105201"] * people]
    whole = [head, *rows[:people]]
    return write_book(path, [[*row, more] for row, more in zip(whole, code, strict=True)])
