"""The ledger's page opens with its list; the form comes after it, and no key is lost meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def opened(window: Window) -> VisitsPage:
    """The page as it is when it is opened, before any event."""
    window.open("visits")
    made = window.pages["visits"]
    assert isinstance(made, VisitsPage)
    assert made.table.lines.total
    assert not made.beside.is_built()
    return made


def focused(page: VisitsPage) -> QWidget:
    return page.window().focusWidget()


def press(page: VisitsPage, keys: str) -> None:
    """Keys as they come from the system: each to whoever has the focus then."""
    for key in keys:
        QTest.keyClick(focused(page), key)


def test_the_form_comes_by_itself_once_the_list_is_seen(window: Window, qtbot: QtBot) -> None:
    page = opened(window)
    assert focused(page) is page.beside
    qtbot.waitUntil(page.beside.is_built)
    assert focused(page) is page.form.who


def test_keys_pressed_before_the_form_is_there_are_in_its_first_field(window: Window) -> None:
    page = opened(window)
    press(page, "qqz")
    assert page.form.who.text() == "qqz"


def test_tab_and_esc_before_the_form_is_there_do_what_they_do_in_it(window: Window) -> None:
    page = opened(window)
    QTest.keyClick(focused(page), Qt.Key.Key_Tab)
    assert focused(page) is page.form.result
    QTest.keyClick(page.form.note, Qt.Key.Key_Escape)
    assert focused(page) is page.form.who


def test_a_click_on_the_empty_card_brings_the_form(window: Window) -> None:
    page = opened(window)
    QTest.mouseClick(page.beside, Qt.MouseButton.LeftButton)
    assert page.beside.is_built()
    assert focused(page) is page.form.who


def test_a_page_that_is_locked_before_its_form_came_forgets_without_one(window: Window) -> None:
    page = opened(window)
    window.lock()
    assert not page.table.lines.total
    assert not page.beside.is_built()


def test_hidden_answers_are_made_when_they_are_asked(window: Window) -> None:
    page = opened(window)
    need = page.form.need
    assert "buttons" not in vars(need)
    need.set_code("no")
    page.form.result.pick("informed")
    assert need.isVisible()
    assert [one for one, pill in need.buttons.items() if pill.isChecked()] == ["no"]
