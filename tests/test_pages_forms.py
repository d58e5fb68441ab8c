"""The print centre: sheets by the moment of need, blank forms, and forms that came back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.printing import PrintingPage
from desktop.pages.printing.returning import TakingBack
from desktop.pages.window import Window
from desktop.services.records.papers import NoticeScope, PaperBack
from desktop.ui.pickers import Candidate
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "QPainter::begin", extend=True)


@pytest.fixture
def page(window: Window) -> PrintingPage:
    window.open("printing", "kind/F11")
    found = window.pages["printing"]
    assert isinstance(found, PrintingPage)
    return found


def asked() -> TakingBack:
    settle()
    found = QApplication.activeModalWidget()
    assert isinstance(found, TakingBack)
    return found


def test_the_sheets_stand_by_when_they_are_needed_and_one_digit_chooses(page: PrintingPage) -> None:
    steps = page.steps
    assert (steps.group.code(), steps.kind.code()) == ("after", "F11")
    assert {one.group for one in steps.kinds.values()} == set(steps.group.buttons)
    for digit, group in enumerate(steps.group.buttons, start=1):
        QTest.keyClick(steps.group, str(digit))
        found = {str(steps.kind.itemData(place)) for place in range(steps.kind.count())}
        assert found == {one.kind for one in steps.kinds.values() if one.group == group}
        assert len(found) <= 12
    QTest.keyClick(steps.group, Qt.Key.Key_Delete)
    assert steps.group.code() == "report" and steps.kind.count()


def test_a_blank_needs_nobody_and_each_copy_has_a_number(page: PrintingPage) -> None:
    steps = page.steps
    QTest.keyClick(steps.form, "2")
    assert not steps.about.isVisibleTo(page) and not steps.who.isVisibleTo(page)
    assert steps.options.copies.isVisibleTo(page)
    steps.options.copies.setText("2")
    assert page.scope() == NoticeScope(blank=True, copies=2)
    page.look()
    assert page.print_button.isEnabled() and page.preview.pages() == 2
    QTest.keyClick(steps.form, "1")
    assert steps.about.isVisibleTo(page)
    steps.take_kind("F12")
    assert not steps.form.isVisibleTo(page) and not steps.is_blank()


def test_a_signed_blank_is_keyed_back_by_keys_and_leads_to_its_household(
    page: PrintingPage, window: Window
) -> None:
    desk = page.desk
    number = desk.notices.issue("F09", NoticeScope(blank=True), "A4").notice_nos[0]
    house = desk.households.numbers()[0]
    name = desk.households.card(house).line.head_name
    page.tabs.choose("check")
    page.checking.code.setText(number[-5:])
    QTest.keyClick(page.checking.code, Qt.Key.Key_Return)
    assert page.checking.found_button.isVisibleTo(page)
    QTest.keyClick(page.checking.code, Qt.Key.Key_Return)
    sheet = asked()
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    assert "没有录回" in sheet.who_field.hint.text()
    sheet.who.set_value(Candidate(key=house, name=name, place="", number=house[-4:]))
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    settle()
    assert window.now == "households"
    assert desk.notices.paper(number).household_no == house
    page.tabs.choose("check")
    page.checking.code.setText(number)
    page.checking.verify()
    assert "已录回" in page.checking.answer.text.text()


def test_the_register_offers_forms_to_be_taken_back_and_refuses_a_wrong_day(
    page: PrintingPage,
) -> None:
    desk = page.desk
    number = desk.notices.issue("F23", NoticeScope(blank=True), "A4").notice_nos[0]
    page.tabs.choose("check")
    table = page.checking.table
    assert table.line().notice_no == number and page.checking.back_button.isVisibleTo(page)
    QTest.mouseClick(page.checking.back_button, Qt.MouseButton.LeftButton)
    sheet = asked()
    sheet.day.set_day(desk.today().replace(year=2020))
    sheet.work()
    assert "早于" in sheet.field.hint.text()
    sheet.close()
    desk.notices.take_back(PaperBack(text=number))
    page.checking.refresh()
    assert table.model().index(0, 4).data() == "已录回"
