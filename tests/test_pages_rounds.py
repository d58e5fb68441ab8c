"""Call lists keyed back, sheets narrowed, the directory and stale boards: keyboard only."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.calls import CallsPage
from desktop.pages.printing import PrintingPage
from desktop.pages.settings import SettingsPage
from desktop.pages.settings.person import Ending, Person
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitFilter
from desktop.services.records.rounds import PersonEntry
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def village_of(desk: Desk) -> str:
    return max(desk.households.villages(), key=lambda one: one.households).division_code


@pytest.fixture
def number(desk: Desk) -> str:
    """A printed call list."""
    return desk.notices.issue("DH", NoticeScope(village=village_of(desk)), "A4").notice_nos[0]


@pytest.fixture
def calls(window: Window, number: str) -> CallsPage:
    window.open("calls")
    page = window.pages["calls"]
    assert isinstance(page, CallsPage)
    QTest.keyClicks(page.number, number[-5:])
    QTest.keyClick(page.number, Qt.Key.Key_Return)
    return page


def here() -> object:
    """The widget that gets the keys."""
    settle()
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(here(), key)


def test_one_digit_and_enter_a_row_then_all_go_into_the_ledger(
    calls: CallsPage, desk: Desk
) -> None:
    assert here() is calls.code
    before = desk.visits.listed(VisitFilter()).total
    rows = calls.table.lines.total
    assert rows > 1
    for _ in range(rows - 1):
        press(Qt.Key.Key_2, Qt.Key.Key_Return)
    assert calls.table.currentIndex().row() == rows - 1
    press(Qt.Key.Key_7, Qt.Key.Key_Tab)
    assert here() is calls.note
    QTest.keyClicks(calls.note, "5 wan")
    press(Qt.Key.Key_Return)
    assert here() is calls.code and "都填完了" in calls.banner.text.text()
    QTest.keyClick(calls.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    lines = desk.visits.listed(VisitFilter(), limit=rows).lines
    assert desk.visits.listed(VisitFilter()).total == before + rows
    results = [one.contact_result for one in reversed(lines)]
    assert results == ["absent"] * (rows - 1) + ["informed"]
    assert (lines[0].has_need, lines[0].note) == (True, "5 wan")
    assert all(one.logged for one in calls.table.lines.rows)
    assert f"当天已记 {rows} 户" in calls.about.text()


def test_a_row_of_the_day_is_logged_twice_only_by_its_own_button(
    calls: CallsPage, desk: Desk
) -> None:
    ctrl = Qt.KeyboardModifier.ControlModifier
    press(Qt.Key.Key_2)
    QTest.keyClick(here(), Qt.Key.Key_Return, ctrl)
    settle()
    calls.table.go_to(0)
    before = desk.visits.listed(VisitFilter()).total
    calls.code.setFocus()
    press(Qt.Key.Key_1)
    QTest.keyClick(here(), Qt.Key.Key_Return, ctrl)
    assert here() is calls.again_button and "当天已记过" in calls.banner.text.text()
    assert desk.visits.listed(VisitFilter()).total == before and calls.marks[1].result == "told"
    press(Qt.Key.Key_Space)
    assert desk.visits.listed(VisitFilter()).total == before + 1
    assert not calls.again_button.isVisible() and not calls.marks


def test_nothing_typed_is_lost_on_esc_or_when_the_page_is_left(
    calls: CallsPage, window: Window, number: str
) -> None:
    press(Qt.Key.Key_3, Qt.Key.Key_Return, Qt.Key.Key_Tab)
    QTest.keyClicks(calls.note, "later")
    press(Qt.Key.Key_Escape)
    assert here() is calls.number
    assert "已留着 2 户" in calls.banner.text.text()
    calls.forget()
    assert calls.table.lines.rows == []
    window.open("today")
    window.open("calls", number)
    marks = [one.mark for one in calls.table.lines.rows[:2]]
    assert [(mark.result, mark.note) for mark in marks if mark] == [
        ("dead_number", ""), ("", "later"),
    ]  # fmt: skip
    assert calls.table.currentIndex().row() == 1 and calls.note.text() == "later"


def test_a_number_in_a_note_stands_whole_where_it_is_typed_and_masked_on_the_list(
    calls: CallsPage, desk: Desk
) -> None:
    press(Qt.Key.Key_1, Qt.Key.Key_Tab)
    QTest.keyClicks(calls.note, "13812345678")
    assert calls.note.text() == "13812345678"
    assert "138****5678" in told(calls.table) and "13812345678" not in told(calls.table)
    press(Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert calls.note.text() == "13812345678"  # it is not saved yet, like a draft gone on with
    QTest.keyClick(calls.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    kept = desk.visits.listed(VisitFilter()).lines[0]
    assert kept.note == "138****5678"


def test_digits_that_mean_nothing_and_letters_do_nothing(calls: CallsPage) -> None:
    for key in (Qt.Key.Key_0, Qt.Key.Key_8, Qt.Key.Key_A):
        press(key)
    assert calls.code.text() == "" and not calls.marks
    press(Qt.Key.Key_4, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert calls.code.text() == "4"
    press(Qt.Key.Key_Backspace)
    assert not calls.marks
    QTest.keyClick(calls.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "还没有填" in calls.banner.text.text()


def test_a_number_that_is_no_call_list_is_told_and_stays(calls: CallsPage, desk: Desk) -> None:
    route = desk.notices.issue("LX", NoticeScope(village=village_of(desk)), "A4").notice_nos[0]
    for typed, said in ((route, "走访路线单"), ("77777", "没有找到")):
        calls.number.setText(typed)
        QTest.keyClick(calls.number, Qt.Key.Key_Return)
        settle()
        assert said in calls.banner.text.text() and calls.number.text() == typed
    calls.on.setText("2030-01-01")
    calls.on.editingFinished.emit()
    assert "通话日期" in calls.banner.text.text()
    before = desk.visits.listed(VisitFilter()).total
    calls.code.digit.emit("1")
    calls.log()
    assert "日期还没有改好" in calls.banner.text.text()
    assert desk.visits.listed(VisitFilter()).total == before


def test_after_a_lock_the_list_is_there_again_with_what_was_typed(
    calls: CallsPage, number: str
) -> None:
    press(Qt.Key.Key_5)
    calls.forget()
    assert calls.table.lines.rows == []
    calls.refresh()
    assert calls.found is not None and calls.found.sheet.sheet_no == number
    assert [one.mark.result for one in calls.table.lines.rows if one.mark] == ["working_away"]


def test_the_number_cells_have_no_input_method_and_the_note_has(calls: CallsPage) -> None:
    on = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert [one.testAttribute(on) for one in (calls.number, calls.code, calls.note)] == [
        False, False, True,
    ]  # fmt: skip


def test_a_call_list_of_the_register_opens_with_enter(window: Window, number: str) -> None:
    window.open("printing")
    page = cast("PrintingPage", window.pages["printing"])
    page.tabs.choose("check")
    page.checking.table.setFocus()
    assert page.checking.key_button.isVisible()
    press(Qt.Key.Key_Return)
    assert window.now == "calls"
    assert cast("CallsPage", window.pages["calls"]).number.text() == number


@pytest.fixture
def printing(window: Window, desk: Desk) -> PrintingPage:
    window.open("printing", ("LX", village_of(desk)))
    page = window.pages["printing"]
    assert isinstance(page, PrintingPage)
    page.look()
    return page


def test_a_route_sheet_is_narrowed_to_a_group_and_to_who_was_never_told(
    printing: PrintingPage, desk: Desk
) -> None:
    page = printing
    assert page.kind.code() == "LX" and page.village.code() == village_of(desk)
    groups = desk.route.groups(village_of(desk))
    offered = [page.options.group.itemData(at) for at in range(page.options.group.count())]
    assert offered == ["", *groups]
    page.options.group.choose(groups[0])
    page.options.only.pick("quarter")
    scope = page.scope()
    assert scope == NoticeScope(village=village_of(desk), group=groups[0], only="quarter")
    page.open(("LX", village_of(desk), "never"))
    settle()
    assert page.options.only.code() == "never"


def test_the_ledger_and_blank_slips_have_their_own_options(
    printing: PrintingPage, desk: Desk
) -> None:
    page = printing
    page.open("kind/F05")
    page.look()
    options = page.options
    assert options.since.isVisible() and not options.group.isVisible()
    options.since.set_day(desk.today())
    options.method.choose("phone")
    options.by.choose(desk.station.officer)
    scope = page.scope()
    assert scope is not None
    assert (scope.from_on, scope.method, scope.by) == (
        desk.today(), "phone", desk.station.officer,
    )  # fmt: skip
    page.look()
    assert page.draft is not None
    assert page.draft.missing == (("rows", "所选范围内的宣传记录"),)
    options.until.set_day(desk.today().replace(year=2020))
    page.look()
    assert "前后颠倒" in page.banner.text.text()
    options.until.setText("2-30")
    assert page.scope() is None
    page.look()
    assert options.days[1].hint.text() and page.draft is None
    page.open("kind/F04K")
    options.copies.setText("2")
    page.look()
    assert page.draft is not None and page.draft.pages == 2
    options.copies.setText("")
    page.look()
    assert "1 到 100 张" in page.banner.text.text()


@pytest.fixture
def directory(window: Window) -> SettingsPage:
    window.open("settings", "directory")
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def test_somebody_is_added_changed_and_ended_without_a_mouse(
    directory: SettingsPage, window: Window, desk: Desk
) -> None:
    view = directory.directory
    QTest.keyClick(view.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, Person)
    assert sheet.focusWidget() is sheet.name
    sheet.role.choose("adviser")
    QTest.keyClicks(sheet.phone, "12")
    QTest.keyClick(sheet.phone, Qt.Key.Key_Return)
    assert "不能为空" in sheet.form.hints[sheet.name].text()
    sheet.name.setText("王小梅")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    assert "电话应是" in sheet.form.hints[sheet.phone].text() and sheet.phone.text() == "12"
    sheet.phone.setText("0358-4420001")
    sheet.since.setText("2-30")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    assert "读不懂" in sheet.form.hints[sheet.since].text()
    sheet.since.setText("")
    QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    settle()
    assert [one.name for one in view.table.lines.rows] == ["王小梅"]
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    again = QApplication.activeModalWidget()
    assert isinstance(again, Person) and again.name.text() == "王小梅"
    assert again.role.code() == "adviser"
    again.areas.setText("后会村、刘家渠村，枣林村")
    QTest.keyClick(again.areas, Qt.Key.Key_Return)
    settle()
    assert desk.directory.listed()[0].areas == ("后会村", "刘家渠村", "枣林村")
    window.activateWindow()
    view.table.setFocus()
    settle()
    QTest.keyClick(view.table, Qt.Key.Key_Delete)
    ending = QApplication.activeModalWidget()
    assert isinstance(ending, Ending)
    QTest.keyClick(ending.day, Qt.Key.Key_Return)
    settle()
    assert view.table.lines.rows == [] and not desk.directory.listed()
    view.span.pick("all")
    assert [one.serves for one in view.table.lines.rows] == [False]
    assert not window.locked()


def test_an_outlet_is_asked_for_its_address_and_a_person_for_a_number(
    directory: SettingsPage,
) -> None:
    directory.directory.add()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, Person)
    for role, outlet in (("outlet", True), ("grid_worker", False)):
        sheet.role.choose(role)
        assert sheet.address.isHidden() is not outlet
        assert sheet.staff_no.isHidden() is outlet
    sheet.close()


def test_a_stale_board_is_marked_in_the_register_and_ticked_off(
    window: Window, desk: Desk, directory: SettingsPage
) -> None:
    kept = desk.directory.add(PersonEntry(name="王小梅", role="adviser", phone="0358-4420001"))
    township = desk.households.villages()[0].township_code
    number = desk.notices.issue("F01", NoticeScope(township=township), "A4").notice_nos[0]
    desk.directory.end(kept.id)
    directory.directory.refresh()
    assert "1 块公示牌待更换" in directory.directory.boards.text.text()
    window.open("printing")
    page = cast("PrintingPage", window.pages["printing"])
    page.tabs.choose("check")
    checking = page.checking
    model = checking.table.lines
    assert [model.index(0, at).data() for at in range(model.columnCount())][1:5:3] == [
        number, "待更换",
    ]  # fmt: skip
    assert "牌上王小梅 0358-4420001，已不在" in checking.stale.text()
    checking.settle_button.setFocus()
    QTest.keyClick(checking.settle_button, Qt.Key.Key_Space)
    settle()
    assert model.index(0, 4).data() == "有效"
    assert not checking.settle_button.isVisible() and not checking.stale.isVisible()


def test_what_is_new_can_be_found_by_its_initials(window: Window, number: str) -> None:
    for typed, page in (("dhht", "calls"), ("txl", "settings"), ("zflxd", "printing")):
        found = [one for one in window._find(typed) if one.key == page]  # noqa: SLF001
        assert found, typed
        window._found(found[0])  # noqa: SLF001
        assert window.now == page
    assert number


@pytest.mark.parametrize("size", [(1366, 697), (1093, 543)])
def test_nothing_of_it_is_cut_off(
    window: Window, desk: Desk, number: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for page, what in (
        ("calls", number),
        ("settings", "directory"),
        ("printing", ("LX", village_of(desk))),
        ("printing", "kind/F05"),
    ):
        window.open(page, what)
        settle()
        assert clipped(window) == []
        assert window.height() == size[1]
