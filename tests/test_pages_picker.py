"""Picking a household: initials, a digit, and keys that run ahead of the answer."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.fields import NoteLine
from desktop.ui.jobs import InlineJobs, Jobs
from desktop.ui.pickers import Candidate, Picker

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]


@pytest.fixture
def place(qtbot: object) -> QWidget:
    assert qtbot is not None
    made = QWidget()
    made.resize(600, 400)
    QVBoxLayout(made)
    return made


PEOPLE = [Candidate(key=str(n), name=f"王{n}", place="刘家渠村", value=n) for n in range(12)]


def a_picker(place: QWidget, jobs: Jobs) -> Picker:
    picker = Picker("农户", jobs, lambda query: PEOPLE if query.startswith("w") else [])
    layout = place.layout()
    assert layout is not None
    layout.addWidget(picker)
    place.show()
    picker.setFocus()
    return picker


def test_initials_show_nine_and_a_digit_picks(place: QWidget) -> None:
    picker = a_picker(place, InlineJobs())
    seen: list[Candidate] = []
    picker.picked.connect(seen.append)
    QTest.keyClicks(picker, "wx")
    assert picker.popup is not None and picker.popup.isVisible()
    assert len(picker.candidates) == 9
    QTest.keyClicks(picker, "3")
    assert [one.key for one in seen] == ["2"]
    assert picker.text() == "王2  刘家渠村"
    assert not picker.popup.isVisible()


def test_a_number_with_letters_in_it_is_typed_to_its_end(place: QWidget) -> None:
    """Numbers of a ledger that was brought back have letters before their last digits."""
    picker = a_picker(place, InlineJobs())
    for typed in ("149999105AkqzW1234", "149999-Akqz-2026-00012"):
        picker.clear()
        QTest.keyClicks(picker, typed)
        assert picker.text() == typed


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_space_or_enter_picks_the_first(place: QWidget, key: Qt.Key) -> None:
    picker = a_picker(place, InlineJobs())
    QTest.keyClicks(picker, "w")
    QTest.keyClick(picker, key)
    assert picker.value is not None and picker.value.key == "0"
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert picker.value is None and picker.text() == ""


def test_nobody_found_says_so(place: QWidget) -> None:
    picker = a_picker(place, InlineJobs())
    QTest.keyClicks(picker, "q")
    assert picker.popup is not None
    assert picker.popup.said.text().startswith("没有找到")
    QTest.keyClicks(picker, "1")
    assert picker.value is None


def test_a_digit_typed_before_the_list_is_there_picks_when_it_comes(
    place: QWidget, qtbot: object
) -> None:
    assert qtbot is not None
    jobs = Jobs()
    try:
        picker = a_picker(place, jobs)
        with qtbot.waitSignal(picker.picked):
            QTest.keyClicks(picker, "w2")
        assert picker.value is not None and picker.value.key == "1"
    finally:
        jobs.close()


def test_keys_pressed_ahead_of_the_list_go_to_the_next_field(place: QWidget, qtbot: object) -> None:
    assert qtbot is not None
    jobs, gate = Jobs(), threading.Event()
    try:
        picker = a_picker(place, jobs)
        after = NoteLine("备注")
        layout = place.layout()
        assert layout is not None
        layout.addWidget(after)
        picker.picked.connect(lambda _one: after.setFocus())
        jobs.run(gate.wait)
        QTest.keyClicks(picker, "w")
        QTest.keyClicks(picker, "2")
        QTest.keyClicks(picker, "31")
        with qtbot.waitSignal(picker.picked):
            gate.set()
        assert picker.value is not None and picker.value.key == "1"
        qtbot.waitUntil(lambda: after.text() == "31")
    finally:
        gate.set()
        jobs.close()
