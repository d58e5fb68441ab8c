"""A sheet of questions is answered by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.fields import NoteLine
from desktop.ui.jobs import InlineJobs
from desktop.ui.walksheet import WalkSheet

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Asked(WalkSheet):
    """Two questions, of which the second may be hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, InlineJobs(), "问", "记下")
        self.first, self.second = NoteLine("一"), NoteLine("二")
        for one in self.stops():
            self.form.add(one.accessibleName(), one)
        self.add(self.form)
        self.first.setFocus()

    def stops(self) -> list[QWidget]:
        return [self.first, self.second]

    def save(self) -> None:
        self.write(lambda: (self.first.text(), self.second.text()))


@pytest.fixture
def asked(dressed: QApplication) -> Iterator[Asked]:
    assert dressed is not None
    over = QWidget()
    over.show()
    made = Asked(over)
    made.open()
    QTest.qWaitForWindowActive(made)
    yield made
    over.close()


def key(sheet: Asked, which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(sheet.focusWidget(), which, modifier or Qt.KeyboardModifier.NoModifier)


def test_tab_comes_to_the_button_after_the_last_question(asked: Asked) -> None:
    key(asked, Qt.Key.Key_Tab)
    assert asked.focusWidget() is asked.second
    key(asked, Qt.Key.Key_Tab)
    assert asked.focusWidget() is asked.go


def test_enter_goes_on_past_what_is_hidden_and_saves_in_the_last(asked: Asked) -> None:
    said: list[object] = []
    asked.saved.connect(said.append)
    QTest.keyClicks(asked.first, "a")
    key(asked, Qt.Key.Key_Return)
    assert asked.focusWidget() is asked.second
    assert said == []
    asked.form.show_row(asked.second, shown=False)
    asked.first.setFocus()
    key(asked, Qt.Key.Key_Enter)
    assert said == [("a", "")]
    assert asked.isHidden()


def test_control_enter_saves_at_once_and_a_hint_has_the_cursor(asked: Asked) -> None:
    said: list[object] = []
    asked.saved.connect(said.append)
    asked.hint(asked.second, "读不懂。")
    assert asked.focusWidget() is asked.second
    assert asked.form.hints[asked.second].text() == "读不懂。"
    key(asked, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said == [("", "")]
