"""Where the keys go can be seen: every part that takes the focus looks different with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.fields import Combo, DayCell, NoteLine
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
