"""Editing by hand: people on no roster, the officer's own fields, merging, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from desktop.pages.households import OFF_ROSTER, HouseholdsPage
from desktop.pages.households.entry import EntrySheet
from desktop.pages.households.own_fields import twins_text
from desktop.pages.households.picking import PickSheet
from desktop.pages.window import Window
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.records import WalkInEntry
from desktop.texts import sentence
from desktop.ui.theme import Theme
from tests.follow import TOWNSHIP, changed, lines
from tests.import_books import logical
from tests.importing import at_front
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
GOOD = "14999919620228001" + check_digit("14999919620228001")
WRONG = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")


@pytest.fixture
def page(window: Window) -> HouseholdsPage:
    window.open("households")
    found = window.pages["households"]
    assert isinstance(found, HouseholdsPage)
    return found


@pytest.fixture
def number(window: Window) -> str:
    return window.desk.households.numbers()[3]


def front() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def form(page: HouseholdsPage) -> EntrySheet:
    """The form, opened by its key."""
    key(page, "Ctrl+N")
    sheet = front()
    assert isinstance(sheet, EntrySheet)
    return sheet


def press(key: str) -> None:
    """A key where the focus is in the dialog at the front."""
    now = front().focusWidget() or front()
    QTest.keySequence(now, key) if len(key) > 1 else QTest.keyClicks(now, key)
    settle()


def type_(text: str) -> None:
    QTest.keyClicks(front().focusWidget(), text)


def fill(sheet: EntrySheet, **texts: str) -> None:
    """Text into fields, as an input method puts it there, and each is left."""
    for name, text in texts.items():
        editor = sheet.form.editors[name]
        editor.setText(text)
        sheet.form.left.emit(name)
    settle()


def hint(sheet: EntrySheet, name: str) -> str:
    label = sheet.form.fields[name].hint
    return "" if label.isHidden() else label.text()


def add(desk: Desk, **more: object) -> str:
    entry = {"name": "单小红", "village": "外村", "township": TOWNSHIP, **more}
    return desk.walk_ins.add(WalkInEntry(**entry), anyway=True).walk_in_no  # type: ignore[arg-type]


def toast(page: HouseholdsPage) -> str:
    window = page.window()
    assert isinstance(window, Window)
    return window.toast.text.text()


def key(page: HouseholdsPage, keys: str) -> None:
    """A key of the window, which a dialog has just given back."""
    at_front(cast("Window", page.window()))
    QTest.keySequence(page.window(), keys)
    settle()


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
    assert page.status.code() == OFF_ROSTER and page.off.table.line() == line
    assert toast(page) == "已记下：Shan（Waicun）"
    after = logical(desk.session.store)
    key(page, "Ctrl+Z")
    assert toast(page) == "已撤销：已记下：Shan（Waicun）。"
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
    assert page.desk.session.store.rows(asked) == [(kept,)]
    assert drawer._hidden.isActive() and drawer._hidden.interval() == 5000  # noqa: SLF001
    drawer._hidden.timeout.emit()  # noqa: SLF001
    assert GOOD not in told(window) and "15400000888" not in told(window)
    QTest.mouseRelease(drawer.reveal, Qt.MouseButton.LeftButton)
    window.lock()
    settle()
    assert "单小红" not in told(window) and drawer.name.text() == ""


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
    assert toast(page) == f"已归到{head}户：单小红"
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
    assert page.off.table.lines.total == 2 and toast(page) == "已撤销：已合并：单小红（外村）。"


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
    assert page.off.drawer.wanted == made and page.status.code() == OFF_ROSTER
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
    page.text.setText("ze")
    assert [one.name for one in page.off.table.lines.rows] == ["查二"]
    page.text.setText("没有这个人")
    assert page.faces.currentWidget() is page.nothing
    page.reset.click()
    assert page.status.code() == "listed" and page.faces.currentWidget() is page.table
    assert page.table.lines.total == len(page.desk.households.numbers())


def test_own_fields_are_kept_when_left_with_who_wrote_them_and_taken_back(
    page: HouseholdsPage, number: str
) -> None:
    page.show_household(number)
    own, drawer = page.drawer.own, page.drawer
    own.lines["phone"].setFocus()
    QTest.keyClicks(own.lines["phone"], "154 0000 0777")
    QTest.keyClick(own.lines["phone"], Qt.Key.Key_Return)
    assert own.lines["address_note"].hasFocus()
    assert own.lines["phone"].text() == "154****0777"  # masked as soon as it is kept
    about = own.about["phone"].text()
    assert drawer.card is not None
    assert f"名单上是 {drawer.card.county_phone_masked}" in about
    assert f"{page.desk.session.officer} 07-08" in about
    assert toast(page) == f"已存：{drawer.card.line.head_name} 的实用电话"
    asked = "SELECT phone FROM household_note WHERE id = ?"
    assert page.desk.session.store.rows(asked, (number,)) == [("15400000777",)]
    # nothing was typed in the line at hand: the key is the page's
    QTest.keySequence(own.lines["address_note"], "Ctrl+Z")
    settle()
    assert page.desk.session.store.rows(asked, (number,)) == [(None,)]
    assert own.lines["phone"].text() == ""
    assert toast(page) == f"已撤销：已存：{drawer.card.line.head_name} 的实用电话。"


def test_esc_brings_back_what_is_kept_and_only_then_closes(
    page: HouseholdsPage, number: str
) -> None:
    page.desk.households.note(number, {"remark": "狗"})
    page.show_household(number)
    line = page.drawer.own.lines["remark"]
    line.setFocus()
    line.setText("没有狗")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "狗" and page.drawer.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible()
    assert page.desk.households.card(number).note["remark"] == "狗"


def test_a_wrong_own_phone_is_named_not_kept_and_still_there_next_time(
    page: HouseholdsPage, window: Window, number: str
) -> None:
    page.show_household(number)
    own = page.drawer.own
    own.lines["phone"].setFocus()
    QTest.keyClicks(own.lines["phone"], "154")
    assert own.hints["phone"].isHidden()
    QTest.keyClick(own.lines["phone"], Qt.Key.Key_Tab)
    assert own.hints["phone"].text().startswith("电话应是 11 位手机号")
    assert page.desk.households.card(number).note["phone"] == ""
    page.show_household(window.desk.households.numbers()[0])
    assert own.lines["phone"].text() == "" and own.hints["phone"].isHidden()
    own.lines["remark"].setText("打到一半")
    window.lock()
    assert own.lines["remark"].text() == ""
    window._unlocked(None)  # noqa: SLF001 - the password is proven elsewhere
    page.show_household(number)
    assert own.lines["phone"].text() == "154" and not own.hints["phone"].isHidden()
    own.lines["phone"].setText("")
    own.lines["phone"].editingFinished.emit()
    assert own.hints["phone"].isHidden()
    page.show_household(window.desk.households.numbers()[0])
    assert own.lines["remark"].text() == "打到一半"


def test_the_own_number_is_shown_whole_only_while_the_button_is_held(
    page: HouseholdsPage, number: str
) -> None:
    page.desk.households.note(number, {"phone": "15400000777"})
    page.show_household(number)
    drawer, line = page.drawer, page.drawer.own.lines["phone"]
    assert line.text() == "154****0777"
    QTest.mousePress(drawer.reveal, Qt.MouseButton.LeftButton)
    assert line.text() == "15400000777" and "*" not in drawer.phone.text()
    line.editingFinished.emit()  # what is shown is not typed
    QTest.mouseRelease(drawer.reveal, Qt.MouseButton.LeftButton)
    assert line.text() == "154****0777" and not line.isReadOnly()
    turns = page.desk.session.store.number("SELECT count(*) FROM op WHERE tbl = 'household_note'")
    assert turns == 1


def test_an_own_field_that_two_people_wrote_says_so(
    page: HouseholdsPage, county_desk: Desk, number: str, tmp_path: object
) -> None:
    box = f"{tmp_path}"
    page.desk.households.note(number, {"remark": "有狗"})
    county_desk.households.note(number, {"remark": "有羊"})
    county_desk.sync.export(box)
    page.desk.sync.export(box)
    county_desk.sync.run(box)
    page.desk.sync.take(box)
    page.show_household(number)
    assert "待处理" in page.drawer.own.about["remark"].text()


def test_a_person_in_two_households_is_reported_to_the_county_not_merged(
    open_window: Callable[[Desk], Window], county_desk: Desk
) -> None:
    first, second = lines(county_desk)[:2]
    numbers = county_desk.session.store.rows(
        "SELECT id_number, name FROM member WHERE household_no = ? AND id_number <> '' LIMIT 1",
        (first.household_no,),
    )

    def twice(row: dict[str, object]) -> dict[str, object]:
        if row["household_no"] == second.household_no and row["relation_to_head"] == "户主":
            return {**row, "id_number": numbers[0][0]}
        return row

    changed(county_desk, twice)  # type: ignore[arg-type]
    card = county_desk.households.card(first.household_no)
    assert [one.household_no for one in card.same_people] == [second.household_no]
    assert numbers[0][1] in twins_text(card) and "报县里核实" in twins_text(card)
    window = open_window(county_desk)
    window.open("households", second.household_no)
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    assert "报县里核实" in page.drawer.hint.text()
    assert county_desk.households.card(lines(county_desk)[4].household_no).same_people == ()


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
