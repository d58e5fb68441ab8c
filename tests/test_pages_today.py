"""The first page of the day on a real ledger."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.today import TodayPage
from desktop.pages.window import Window

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_today_lists_tasks_in_sentences_and_enter_opens_the_right_page(window: Window) -> None:
    page = window.pages["today"]
    assert isinstance(page, TodayPage)
    assert page.table.lines.rows
    for task in page.table.lines.rows:
        assert page.sentence(task)
        assert "{" not in page.sentence(task)
    first = page.table.line()
    assert first is not None
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert window.now == first.page


def test_today_counts_the_round_and_leads_to_those_never_told(window: Window) -> None:
    page = window.pages["today"]
    assert isinstance(page, TodayPage)
    board = window.desk.overview.today()
    assert page.told.text() == str(board.told)
    assert str(board.households) in page.of_all.text()
    QTest.mouseClick(page.never, Qt.MouseButton.LeftButton)
    assert window.now == "households"
    rows = window.pages["households"].table.lines.rows
    assert {line.told for line in rows} <= {"never"}
