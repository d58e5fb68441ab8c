"""Numbered candidates are all seen, also with large type in a small window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.numbered import MOST, ROW, Numbered
from desktop.ui.pickers import Candidate
from desktop.ui.theme import Theme

pytest_plugins = ["tests.window_fixtures"]


@pytest.mark.usefixtures("dressed")
def test_lines_give_way_until_the_last_of_nine_is_in_sight(qtbot: QtBot) -> None:
    shown = Numbered(framed=True)
    qtbot.addWidget(shown)
    shown.fill([Candidate(key=str(n), name="王小明", number="1") for n in range(MOST)], "")
    shown.resize(shown.sizeHint())
    assert shown.row() == Theme.current().px(ROW)
    shown.resize(300, shown.least())
    assert shown.row() < Theme.current().px(ROW)
    assert shown.fontMetrics().height() < shown.row() <= shown.height() / MOST
