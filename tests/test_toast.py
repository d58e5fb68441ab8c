"""The passing line at the foot of the window: it never lies over what is needed on the page."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.pages.households import HouseholdsPage
from desktop.pages.visits import PLACES, VisitsPage
from desktop.pages.window import Window
from desktop.services.records.walk_ins import WalkInEntry
from desktop.ui.bars import StatusBar
from desktop.ui.messages import Toast
from tests.by_hand import key, toast
from tests.follow import TOWNSHIP
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


def test_a_key_that_takes_back_is_promised_only_where_it_does(window: Window) -> None:
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    entry = WalkInEntry(name="丁一", village="外村", township=TOWNSHIP)
    made = window.desk.walk_ins.add(entry, anyway=True)
    page.show_off(made.walk_in_no)
    page.off.act("remove", made.walk_in_no)
    settle()
    key(page, "Return")
    offered = window.toast.action
    assert "Ctrl+Z" in offered.text() and offered.isVisible()
    window.open("visits", "quick")
    assert toast(page) and not offered.isVisible() and "Ctrl+Z" not in offered.text()
    page.undoing.undo()  # an answer that comes when its page is gone
    settle()
    assert "已撤销" in toast(page) and not offered.isVisible()


def test_a_view_of_the_visits_promises_only_its_own_steps(window: Window) -> None:
    window.open("visits")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    page.view.choose(PLACES)
    page.activities.form.logged.emit("XC-1", "会议")
    settle()
    offered = window.toast.action
    assert offered.isVisible() and "Ctrl+Z" in offered.text()
    page.turn(quick=True)
    settle()
    assert not offered.isVisible() and "Ctrl+Z" not in offered.text()
