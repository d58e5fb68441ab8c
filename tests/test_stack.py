"""A page that does not fit scrolls to where the keys go."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.messages import Banner
from desktop.ui.stack import PageStack

pytest_plugins = ["tests.window_fixtures"]


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


@pytest.mark.usefixtures("dressed")
def test_a_long_note_is_never_cut_on_a_page_without_room(qtbot: QtBot) -> None:
    stack, page, below = PageStack(), QWidget(), QWidget()
    qtbot.addWidget(stack)
    banner = Banner()
    below.setMinimumHeight(150)
    room = QVBoxLayout(page)
    room.addWidget(banner)
    room.addWidget(below, 1)
    stack.add(page)
    stack.turn_to(page)
    stack.resize(400, 180)
    with qtbot.waitExposed(stack):
        stack.show()
    label = banner.text
    for text in ("没有比对，请核对纸上的单号。" * 9, "一样就好。", "请核对日期和对象。" * 20):
        banner.say(text)
        qtbot.waitUntil(
            lambda: banner.height() > label.height() >= label.heightForWidth(label.width()) > 0
        )
    tall = page.height()
    assert tall > stack.height()
    banner.say("一样就好。")
    qtbot.waitUntil(lambda: page.height() < tall)


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
