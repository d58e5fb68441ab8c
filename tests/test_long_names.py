"""A long name is whole: in a column where there is room, in the heading of a drawer always."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.lines import Column
from desktop.ui.parts import Badge, button, column, heading, words
from desktop.ui.tables import STRETCH, Table
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]
LONG = "阿卜杜拉·买买提"


def a_table(width: int) -> Table[tuple[str, str]]:
    made: Table[tuple[str, str]] = Table(
        "表",
        [
            Column(title="户主", text=lambda line: line[0], width=90),
            Column(title="备注", text=lambda line: line[1]),
            Column(title="日期", text=lambda line: line[1][:1], width=110),
        ],
    )
    made.resize(width, 200)
    made.show()
    made.lines.show([("王五", "短"), (LONG, "备注" * 40)])
    settle()
    QApplication.processEvents()
    return made


def test_a_long_name_takes_the_room_that_the_notes_leave() -> None:
    table = a_table(700)
    assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance(LONG)
    assert table.columnWidth(2) == 110
    table.lines.show([("王五", "短")])
    assert table.columnWidth(0) == 90


def test_where_there_is_no_room_the_columns_stay_as_designed() -> None:
    table = a_table(90 + 110 + STRETCH)
    assert (table.columnWidth(0), table.columnWidth(2)) == (90, 110)
    table.resize(700, 200)
    settle()
    assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance(LONG)


def test_a_heading_wraps_a_long_name_and_keeps_its_states_whole() -> None:
    name, state, close = words("王五", "title"), Badge("已告知"), button("关")
    box = QWidget()
    box.setLayout(column(heading(name, state, close=close), 1))
    box.resize(300, 200)
    box.show()
    settle()
    assert abs(name.geometry().center().y() - state.geometry().center().y()) <= 1
    name.setText(f"{LONG}·吐尔逊·阿布都热依木江·艾合买提")
    settle()
    assert name.width() <= 300 and name.height() >= name.heightForWidth(name.width())
    assert name.heightForWidth(name.width()) > name.fontMetrics().lineSpacing() * 1.5
    assert state.geometry().top() > name.geometry().bottom()
    assert state.width() >= state.sizeHint().width()
