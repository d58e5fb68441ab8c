"""The rows under quick entry: where they stand, and what is counted, after undo and redo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.pages.window import Window
from desktop.ui.pickers import MOST
from tests.evening import CONTROL, Typist, at_village, panel_of

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_rows_that_are_brought_back_stand_and_count_where_they_did(window: Window) -> None:
    panel = panel_of(window)
    at_village(panel, 2)
    typed = Typist(window)
    typed("1\n12\n")
    typed("2\n4;3\n")
    written = [one.id for one in panel.book.session]
    typed.key(Qt.Key.Key_Z, CONTROL)
    assert panel.row.above is not None and panel.row.above.met == "self"
    typed.key(Qt.Key.Key_Z, CONTROL)
    assert panel.book.session == []
    typed.key(Qt.Key.Key_Y, CONTROL)
    assert [one.id for one in panel.book.session] == written[1:]
    typed.key(Qt.Key.Key_Y, CONTROL)
    assert [one.id for one in panel.book.session] == written
    assert panel.row.above.met == "absent" and "2 条" in panel.counted.text()
    panel.mending.begin(panel.book.session[1])
    panel.row.note.setText("讲过了")
    typed.key(Qt.Key.Key_Return, CONTROL)
    assert panel.book.session[1].note == "讲过了"
    typed.key(Qt.Key.Key_Z, CONTROL)
    assert [one.id for one in panel.book.session] == written


def test_all_nine_who_may_be_meant_are_seen_where_the_window_is_low(window: Window) -> None:
    panel = panel_of(window)
    window.resize(1093, 380)
    at_village(panel, 0)
    Typist(window)("w")
    below, cell = panel.row.person.below, panel.row.person
    assert below is not None and below.isVisible()
    below.fill(cell.candidates * MOST, "")
    below.setGeometry(cell._place(below))  # noqa: SLF001 - with as many as there may be
    assert window.rect().contains(below.geometry())
    assert below.row() * len(below.lines[:MOST]) <= below.height()
    around = cell.mapTo(window, cell.rect().topLeft())
    assert not below.geometry().intersects(cell.rect().translated(around))
