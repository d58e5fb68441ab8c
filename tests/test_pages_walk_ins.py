"""People on no roster in the window: list, record, linking, merging, taking back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.pages.households import OFF_ROSTER, HouseholdsPage
from desktop.pages.window import Window
from desktop.rules.identity import check_digit
from desktop.ui.picking import PickSheet
from tests.by_hand import GOOD, add, front, key, press, toast
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures", "tests.by_hand_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(households_page: HouseholdsPage) -> HouseholdsPage:
    return households_page


@pytest.fixture
def number(fourth_household: str) -> str:
    return fourth_household


def test_numbers_of_a_record_are_shown_only_while_the_button_is_held(
    page: HouseholdsPage, window: Window
) -> None:
    kept = add(page.desk, phone="15400000777", id_number=GOOD)
    other = add(page.desk, name="单小洪", phone="15400000888")
    page.desk.walk_ins.merge(other, kept)
    page.show_off(kept)
    drawer = page.off.drawer
    assert "**********" in drawer.id_number.text() and "15400000888" not in told(window)
    asked = "SELECT subject FROM audit WHERE what = 'reveal'"
    assert page.desk.session.store.rows(asked) == []
    QTest.mousePress(drawer.reveal, Qt.MouseButton.LeftButton)
    assert drawer.id_number.text() == GOOD and "15400000888" in told(window)
    assert page.desk.session.store.rows(asked) == [(kept,), (other,)]
    assert drawer._hidden.isActive() and drawer._hidden.interval() == 5000  # noqa: SLF001
    drawer._hidden.timeout.emit()  # noqa: SLF001
    assert GOOD not in told(window) and "15400000888" not in told(window)
    QTest.mouseRelease(drawer.reveal, Qt.MouseButton.LeftButton)
    page.off.act("unmerge", other)
    key(page, "Ctrl+Z")
    undoing = page.undoing
    assert undoing._undone and page.desk.walk_ins.card(other).walk_in_no == kept  # noqa: SLF001 - the acts
    window.lock()
    settle()
    assert "单小红" not in told(window) and drawer.name.text() == ""
    assert undoing._done == undoing._undone == []  # noqa: SLF001 - numbers stand in the acts


def test_a_record_is_linked_by_initials_and_a_digit_and_parted_again(
    page: HouseholdsPage, number: str
) -> None:
    made = add(page.desk)
    head = page.desk.households.card(number).line.head_name
    page.show_off(made)
    page.off.drawer.link.click()
    settle()
    sheet = front()
    assert isinstance(sheet, PickSheet) and sheet.focusWidget() is sheet.picker
    sheet.picker.setText(head)  # as an input method commits it
    sheet.picker.textEdited.emit(head)
    place = [one.key for one in sheet.picker.candidates].index(number)
    QTest.keyClicks(sheet.picker, str(place + 1))
    settle()
    assert page.desk.walk_ins.card(made).household_no == number
    assert toast(page) == f"已归到{head}户：单小红（外村）"
    assert page.off.drawer.kind.text() == "已归户" and page.off.drawer.link.isHidden()
    page.off.drawer.unlink.click()
    assert page.desk.walk_ins.card(made).household_no == ""
    key(page, "Ctrl+Z")
    assert page.desk.walk_ins.card(made).household_no == number
    page.show_household(number)
    links = [
        one for one in page.drawer.own.parentWidget().findChildren(QPushButton)
        if "单小红" in one.text()
    ]  # fmt: skip
    links[0].click()
    settle()
    assert page.off.drawer.wanted == made and not page.drawer.isVisible()


def test_two_records_are_merged_with_keys_and_parted_again(page: HouseholdsPage) -> None:
    kept = add(page.desk, phone="15400000777", id_number=GOOD)
    head = "14999919620228002"
    other = add(page.desk, name="单小洪", id_number=head + check_digit(head))
    page.show_off(kept)
    page.off.drawer.merge.click()
    sheet = front()
    assert isinstance(sheet, PickSheet)
    QTest.keyClicks(sheet.picker, "dxh1")
    settle()
    assert sheet.isVisible() and "身份证号不一样" in sheet.field.hint.text()
    sheet.anyway.click()
    settle()
    assert [one.walk_in_no for one in page.desk.walk_ins.card(kept).merged] == [other]
    assert toast(page) == "已合并：单小红（外村）"
    assert page.off.table.lines.total == 1
    assert "单小洪" in told(page.off.drawer)
    [part] = [
        one for one in page.off.drawer.findChildren(QPushButton) if one.text() == "取消合并"
    ]  # fmt: skip
    part.click()
    settle()
    assert page.off.table.lines.total == 2
    key(page, "Ctrl+Z")
    assert page.off.table.lines.total == 1
    key(page, "Ctrl+Z")
    assert page.off.table.lines.total == 2 and toast(page) == "已撤销：合并 单小红（外村）"


def test_a_suspect_is_offered_without_typing(page: HouseholdsPage) -> None:
    kept, other = add(page.desk, phone="15400000777"), add(page.desk, phone="15400000777")
    page.show_off(kept)
    assert "电话相同" in page.off.drawer.hint.text() and other in page.off.drawer.hint.text()
    page.off.drawer.merge.click()
    sheet = front()
    assert isinstance(sheet, PickSheet)
    [offer] = sheet.offers
    offer.setFocus()
    press("Return")
    assert [one.walk_in_no for one in page.desk.walk_ins.card(kept).merged] == [other]
    assert page.off.drawer.hint.isHidden()


def test_a_record_is_taken_away_and_comes_back(page: HouseholdsPage) -> None:
    made = add(page.desk)
    page.show_off(made)
    page.off.drawer.remove.click()
    assert page.desk.walk_ins.listed() == [] and not page.off.drawer.isVisible()
    assert page.off.face.currentWidget() is page.off.empty
    key(page, "Ctrl+Z")
    assert page.off.table.lines.total == 1


def test_ctrl_k_finds_somebody_on_no_roster_and_f4_says_why_there_is_no_check(
    page: HouseholdsPage, window: Window, number: str
) -> None:
    made = add(page.desk, name="〇小红", phone="15400000777")
    QTest.keyClicks(window.top.search, "15400000777")
    [found] = window.top.search.candidates
    assert (found.name, found.badge) == ("〇小红", "名单外")
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)
    settle()
    assert page.off.drawer.wanted == made and page.filters.status.code() == OFF_ROSTER
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert page.off.drawer.hint.text() == (
        "名单里没有这个人。帮扶小额信贷只面向名单内的户（晋一(一)、晋四(一)）。"
        "可向县农业农村部门核实名单，或了解农户贷款。"
    )
    assert window.now == "households"
    page.desk.walk_ins.link(made, number)
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert window.now == "eligibility"


def test_the_list_of_people_on_no_roster_is_narrowed_walked_and_left_with_keys(
    page: HouseholdsPage, window: Window
) -> None:
    window.open("households", "walk-ins")
    assert page.off.face.currentWidget() is page.off.empty
    first, second = add(page.desk, name="单一"), add(page.desk, name="查二", village="后会村")
    page.refresh()
    assert page.count.text() == "名单外 2 人" and page.off.table.hasFocus()
    assert page.export_button.isHidden() and not page.off_export.isHidden()
    QTest.keyClick(page.off.table, Qt.Key.Key_Return)
    assert page.off.drawer.wanted == second
    QTest.keyClick(page.off.table, Qt.Key.Key_Down)
    assert page.off.drawer.wanted == first
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.off.drawer.isVisible()
    page.filters.text.setText("ze")
    assert [one.name for one in page.off.table.lines.rows] == ["查二"]
    page.filters.text.setText("没有这个人")
    assert page.faces.currentWidget() is page.nothing
    page.reset.click()
    assert page.filters.status.code() == "listed" and page.faces.currentWidget() is page.table
    assert page.table.lines.total == len(page.desk.households.numbers())
