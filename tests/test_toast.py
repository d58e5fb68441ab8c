"""The passing line at the foot of the window: it never lies over what is needed on the page."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.bars import StatusBar
from desktop.ui.messages import Toast
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]


@pytest.mark.parametrize("wide", [1366, 1093])
def test_a_toast_with_a_way_back_lies_in_the_bar_and_leaves_page_scale_and_lock_free(
    qtbot: QtBot, wide: int
) -> None:
    window, page, bar = QWidget(), QWidget(), StatusBar()
    qtbot.addWidget(window)
    bar.show_saved("19:42")
    bar.show_waiting(1234)
    around = QVBoxLayout(window)
    around.setContentsMargins(0, 0, 0, 0)
    around.setSpacing(0)
    around.addWidget(page, 1)
    around.addWidget(bar)
    window.resize(wide, 543)
    window.show()
    toast = Toast(window, bar.scale)
    toast.say("已恢复：尉迟单玉兰 11-28 走访。", "撤销", lambda: None)
    settle()
    place = toast.geometry()
    assert bar.geometry().contains(place)
    assert place.right() < bar.mapToParent(bar.scale.pos()).x()
    assert toast.text.width() >= toast.text.sizeHint().width()
    toast.say("说得很长的一句话。" * 12, "撤销", lambda: None)
    settle()
    place = toast.geometry()
    assert place.left() >= 0 and place.right() < bar.mapToParent(bar.scale.pos()).x()
    assert place.bottom() == window.rect().bottom()
    assert toast.text.height() >= toast.text.heightForWidth(toast.text.width())
