"""The form for somebody on no roster: keys, validation in place, twins, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.pages.households import OFF_ROSTER, HouseholdsPage
from desktop.pages.households.entry import EntrySheet
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.texts import sentence
from desktop.ui.theme import Theme
from tests.by_hand import GOOD, WRONG, add, fill, form, front, hint, key, press, toast, type_
from tests.import_books import logical
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures", "tests.by_hand_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(households_page: HouseholdsPage) -> HouseholdsPage:
    return households_page


@pytest.fixture
def number(fourth_household: str) -> str:
    return fourth_household


def test_somebody_new_is_written_down_with_keys_alone_taken_back_and_done_again(
    page: HouseholdsPage,
) -> None:
    desk = page.desk
    before = logical(desk.session.store)
    sheet = form(page)
    assert sheet.form.editors["name"].hasFocus()
    order = ["Shan", "Waicun", "2", "15400000777", GOOD, "", "qiaotou", "", "", ""]
    for text in order:
        type_(text)
        press("Return")
    assert sheet.form.editors["met_on"].hasFocus()
    press("Return")
    assert sheet.save_button.hasFocus()
    press("Return")
    assert QApplication.activeModalWidget() is None
    [line] = desk.walk_ins.listed()
    assert (line.name, line.village, line.group_no) == ("Shan", "Waicun", "2")
    assert (line.phone_masked, line.address_note) == ("154****0777", "qiaotou")
    assert (line.met_on, line.wrong) == (desk.today(), ())
    assert page.off.drawer.isVisible() and page.off.drawer.name.text() == "Shan"
    assert page.filters.status.code() == OFF_ROSTER and page.off.table.line() == line
    assert toast(page) == "已新增：Shan（Waicun）"
    after = logical(desk.session.store)
    key(page, "Ctrl+Z")
    assert toast(page) == "已撤销：新增 Shan（Waicun）"
    assert desk.walk_ins.listed() == [] and logical(desk.session.store) == before
    assert not page.off.drawer.isVisible() and page.banner.isHidden()
    key(page, "Ctrl+Y")
    assert logical(desk.session.store) == after
    key(page, "Ctrl+Y")
    assert toast(page) == "没有可以重做的。"


def test_a_wrong_number_is_named_when_the_field_is_left_and_never_while_typing(
    page: HouseholdsPage,
) -> None:
    sheet = form(page)
    editor = sheet.form.editors["id_number"]
    editor.setFocus()
    type_(WRONG)
    assert hint(sheet, "id_number") == ""
    press("Tab")
    assert hint(sheet, "id_number") == "身份证号最后一位对不上，请对照证件再看一遍。"
    assert editor.text() == WRONG and sheet.form.editors["birth_date"].hasFocus()
    assert hint(sheet, "name") == ""  # not visited yet
    fill(sheet, id_number=WRONG[:-1])
    assert hint(sheet, "id_number") == "身份证号应为 18 位，现在是 17 位。"
    fill(sheet, id_number=GOOD)
    assert hint(sheet, "id_number") == ""


def test_a_birth_date_that_differs_is_taken_from_the_number_with_one_press(
    page: HouseholdsPage,
) -> None:
    sheet = form(page)
    fill(sheet, id_number=GOOD, birth_date="1962-02-27")
    assert hint(sheet, "birth_date") == "出生日期与身份证号不一致，按身份证是 1962-02-28。"
    assert not sheet.form.adopt.isHidden() and sheet.form.adopt.text() == "采用"
    sheet.form.adopt.click()
    assert sheet.form.editors["birth_date"].text() == "1962-02-28"
    assert hint(sheet, "birth_date") == "" and sheet.form.adopt.isHidden()
    fill(sheet, birth_date="13-45")
    assert hint(sheet, "birth_date") == "这一天读不懂，请写成 2026-07-08 的样子。"
    fill(sheet, name="单", village="外村")
    sheet.save()
    assert sheet.isVisible() and page.desk.walk_ins.listed() == []


def test_what_is_missing_stops_the_save_and_what_is_wrong_waits_to_be_put_right(
    page: HouseholdsPage,
) -> None:
    sheet = form(page)
    fill(sheet, phone="154")
    assert sheet.save_button.text() == "存下（待补正）"
    press("Ctrl+Return")
    assert (hint(sheet, "name"), hint(sheet, "village")) == ("请写姓名。", "请写是哪个村。")
    assert sheet.form.editors["name"].hasFocus()
    fill(sheet, name="单小红", village="外村", met_on="2030-01-01")
    press("Ctrl+Return")
    assert hint(sheet, "met_on") == "见面日期不能晚于今天。"
    fill(sheet, met_on="")
    press("Ctrl+Return")
    [line] = page.desk.walk_ins.listed()
    assert line.wrong == ("phone",) and line.met_on == page.desk.today()
    assert page.off.drawer.state.text() == "待补正"


def test_a_likely_twin_is_named_in_time_opened_and_what_was_typed_waits(
    page: HouseholdsPage, number: str
) -> None:
    desk = page.desk
    desk.households.note(number, {"phone": "15400000888"})
    head = desk.households.card(number).line.head_name
    sheet = form(page)
    fill(sheet, name="单小红", village="外村")
    assert sheet.banner.isHidden()
    fill(sheet, phone="15400000888")
    assert head in sheet.banner.text.text() and "电话相同" in sheet.banner.text.text()
    assert [one.text() for one in sheet.banner.buttons] == ["打开那一户", "仍要新增"]
    sheet.banner.buttons[0].click()
    settle()
    assert page.drawer.card is not None and page.drawer.card.line.household_no == number
    assert "接着填" in toast(page) and desk.walk_ins.listed() == []
    sheet = form(page)
    assert sheet.form.editors["name"].text() == "单小红"
    assert sheet.banner.text.text() == "接着上次没存的内容。"
    press("Ctrl+Return")
    assert desk.walk_ins.listed() == []  # stopped by the twin, and the choice has the focus
    assert sheet.banner.buttons[0].hasFocus()
    press("Tab")
    press("Return")
    [line] = desk.walk_ins.listed()
    assert line.phone_masked == "154****0888" and QApplication.activeModalWidget() is None
    assert form(page).form.editors["name"].text() == ""  # nothing waits any more


def test_two_people_are_told_apart_before_the_form_is_full_too(page: HouseholdsPage) -> None:
    add(page.desk, phone="15400000777")
    sheet = form(page)
    fill(sheet, phone="15400000777")
    assert sheet.banner.buttons[0].text() == "打开那一条"
    sheet.banner.buttons[1].click()
    fill(sheet, name="单小洪", village="别村")
    assert sheet.banner.isHidden()
    press("Ctrl+Return")
    assert len(page.desk.walk_ins.listed()) == 2


@pytest.mark.parametrize("way", ["Esc", "lock"])
def test_a_form_closed_by_mistake_comes_back_as_it_was(
    page: HouseholdsPage, window: Window, way: str
) -> None:
    sheet = form(page)
    fill(sheet, name="单小红", id_number=WRONG, remark="狗")
    if way == "Esc":
        press("Escape")
    else:
        window.lock()
        settle()
        assert "单小红" not in told(window)
        window._unlocked(None)  # noqa: SLF001 - the password is proven elsewhere
    assert QApplication.activeModalWidget() is None
    sheet = form(page)
    assert sheet.form.raw()["id_number"] == WRONG and sheet.form.raw()["remark"] == "狗"
    assert hint(sheet, "id_number") == "身份证号最后一位对不上，请对照证件再看一遍。"
    sheet.clear_button.click()
    assert sheet.form.raw()["name"] == "" and hint(sheet, "id_number") == ""
    press("Escape")
    assert form(page).banner.isHidden()


def test_a_record_is_changed_without_showing_its_numbers(page: HouseholdsPage) -> None:
    number = add(page.desk, phone="15400000777", id_number=GOOD, remark="狗")
    page.show_off(number)
    page.off.drawer.edit.click()
    settle()
    sheet = front()
    assert isinstance(sheet, EntrySheet)
    assert sheet.form.raw()["phone"] == "154****0777"
    assert "15400000777" not in told(sheet) and GOOD not in told(sheet)
    fill(sheet, remark="没有狗了", birth_date="1962-02-27")
    assert "1962-02-28" in hint(sheet, "birth_date")  # against the number that is kept
    sheet.form.adopt.click()
    press("Ctrl+Return")
    page.off.act("edit", number)
    sheet = front()
    assert isinstance(sheet, EntrySheet)
    fill(sheet, phone="154****077")
    assert hint(sheet, "phone") == sentence("typed_phone", {})
    fill(sheet, phone="")
    press("Ctrl+Return")
    line = page.desk.walk_ins.card(number)
    assert (line.phone_masked, line.remark) == ("", "没有狗了")
    assert line.birth_date == date(1962, 2, 28) and line.id_masked.endswith(GOOD[-4:])
    key(page, "Ctrl+Z")
    assert page.desk.walk_ins.card(number).phone_masked == "154****0777"
    assert page.off.drawer.phone.text() == "154****0777"


@pytest.mark.parametrize("scale", [100, 150])
def test_everything_fits_a_small_screen_and_has_a_name(
    dressed: QApplication, open_window: Callable[[Desk], Window], desk: Desk, scale: int
) -> None:
    kept, other = add(desk, id_number=GOOD), add(desk, name="单小洪")
    desk.walk_ins.merge(other, kept)
    Theme.current().scaled(scale).wear(dressed, dressed.font().families())
    window = open_window(desk)
    window.resize(1093, 543)
    window.open("households", desk.households.numbers()[3])
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    page.drawer.own.lines["phone"].setText("154")
    page.drawer.own.lines["phone"].editingFinished.emit()
    settle()
    assert clipped(page) == []
    page.show_off(kept)
    settle()
    assert clipped(page) == []
    sheet = form(page)
    fill(sheet, name="单小红", village="外村", phone="154", id_number=WRONG)
    assert clipped(sheet) == []
    assert sheet.height() <= 520 and sheet.width() <= (640 if scale == 100 else 900)
    assert sheet.rect().contains(sheet.save_button.geometry())
    edits = [one for one in sheet.findChildren(QLineEdit) if one.isVisible()]
    assert all(one.accessibleName() for one in edits)
    press("Escape")
    page.off.act("merge", kept)
    assert clipped(front()) == []
    press("Escape")


def test_the_form_is_walked_in_reading_order(page: HouseholdsPage) -> None:
    sheet = form(page)
    walked = []
    for _ in range(len(sheet.form.editors)):
        now = sheet.focusWidget()
        walked.append(
            next(n for n, e in sheet.form.editors.items() if e is now or e.isAncestorOf(now))
        )
        press("Tab")
    assert walked == list(sheet.form.editors)
