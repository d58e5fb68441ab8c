"""Where the keys go can be seen: every part that takes the focus looks different with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.bars import TopBar
from desktop.ui.fields import Combo, DayCell, NoteLine
from desktop.ui.filtering import FilterLine
from desktop.ui.jobs import InlineJobs
from desktop.ui.lines import Column
from desktop.ui.parts import Tabs, button, column
from desktop.ui.tables import Table
from tests.windows import NOW, settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]


def table(*rows: str) -> Table[str]:
    made: Table[str] = Table("表", [Column(title="户主", text=str)])
    made.lines.show(list(rows))
    return made


MADE: list[Callable[[], QWidget]] = [
    lambda: table("王五", "李四"),
    table,
    lambda: button("存下", kind="primary"),
    lambda: button("晋一(二)", kind="cite"),
    lambda: button("看名单", kind="link"),
    lambda: button("锁屏", kind="flat"),
    lambda: Tabs([("a", "全部"), ("b", "今天")]).buttons["a"],
    lambda: NoteLine("备注"),
    lambda: DayCell("日期", NOW.date),
    lambda: Combo("村", [("", "全部村")]),
]


@pytest.mark.parametrize("make", MADE)
def test_what_has_the_focus_looks_different(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    window, part, other = QWidget(), make(), QLineEdit()
    qtbot.addWidget(window)
    window.setLayout(column(part, other))
    window.resize(400, 300)
    window.show()
    window.activateWindow()
    other.setFocus()
    settle()
    before = part.grab().toImage()
    part.setFocus()
    settle()
    assert part.hasFocus()
    assert part.grab().toImage() != before


def test_esc_in_a_filter_takes_the_text_away_and_then_leads_back_to_the_list(
    qtbot: QtBot,
) -> None:
    line, lefts = FilterLine("筛选", "姓名"), []
    qtbot.addWidget(line)
    line.left.connect(lambda: lefts.append(line.text()))
    line.show()
    QTest.keyClicks(line, "gxm")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "" and lefts == []
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert lefts == [""]
    QTest.keyClicks(line, "g")
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert lefts == ["", "g"] and line.text() == "g"


def test_esc_in_the_box_for_everything_leads_back_to_where_one_was(qtbot: QtBot) -> None:
    window, bar, cell = QWidget(), TopBar(InlineJobs(), lambda _query: []), QLineEdit()
    qtbot.addWidget(window)
    window.setLayout(column(bar, cell))
    window.show()
    window.activateWindow()
    cell.setFocus()
    settle()
    bar.begin()
    bar.begin()
    QTest.keyClicks(bar.search, "g")
    QTest.keyClick(bar.search, Qt.Key.Key_Escape)
    assert bar.search.hasFocus() and bar.search.text() == ""
    QTest.keyClick(bar.search, Qt.Key.Key_Escape)
    assert cell.hasFocus()


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    pressed: list[int] = []
    made = button("制作", lambda: pressed.append(1))
    qtbot.addWidget(made)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(made, key)
    assert len(pressed) == 3
