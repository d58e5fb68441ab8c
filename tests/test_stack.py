"""A page that does not fit scrolls to where the keys go."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.stack import PageStack


def test_a_field_out_of_sight_is_brought_into_sight_when_the_keys_go_to_it(qtbot: QtBot) -> None:
    stack, page = PageStack(), QWidget()
    qtbot.addWidget(stack)
    line = QHBoxLayout(page)
    left, right = QLineEdit(), QLineEdit()
    for field in (left, right):
        field.setFixedWidth(200)
        line.addWidget(field)
    line.setSpacing(600)
    stack.add(page)
    stack.turn_to(page)
    stack.resize(400, 200)
    with qtbot.waitExposed(stack):
        stack.show()
    stack.activateWindow()
    for field in (right, left, right):
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        assert field.visibleRegion().boundingRect() == field.rect()


def test_a_page_that_needs_more_later_is_given_it(qtbot: QtBot) -> None:
    stack, page, grown = PageStack(), QWidget(), QWidget()
    qtbot.addWidget(stack)
    line = QHBoxLayout(page)
    line.addWidget(grown)
    stack.add(page)
    stack.turn_to(page)
    stack.resize(400, 200)
    with qtbot.waitExposed(stack):
        stack.show()
    grown.setMinimumHeight(500)
    qtbot.waitUntil(lambda: page.height() >= 500, timeout=1_000)
