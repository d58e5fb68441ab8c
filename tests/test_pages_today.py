"""The first page of the day on a real ledger, with the keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.pages.today import TodayPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.day import Task
from desktop.services.records.people import HouseholdFilter
from desktop.ui.asking import AskDay, AskPlace
from desktop.ui.picking import PickSheet
from tests.busy import busy
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window, desk: Desk) -> TodayPage:
    """The page with something of every kind to do."""
    busy(desk)
    window.open("today")
    found = window.pages["today"]
    assert isinstance(found, TodayPage)
    settle()
    return found


def stand_on(page: TodayPage, kind: str) -> Task:
    """Go to the first line of a kind with the arrow keys, out of a group if it is in one."""
    page.board.chips.choose(
        next(t.family for t in page.desk.overview.today().tasks if t.kind == kind)
    )
    table = page.board.table
    table.go_to(0)
    for _ in range(table.lines.total):
        task = page.board.task()
        assert task is not None
        if task.kind == kind:
            return task
        QTest.keyClick(table, Qt.Key.Key_J)
    raise AssertionError(kind)


def key(page: TodayPage, what: Qt.Key) -> None:
    page.window().activateWindow()
    settle()
    QTest.keyClick(page.board.table, what)
    settle()


def dialog() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def test_every_line_says_what_to_do_by_when_and_its_one_key(page: TodayPage) -> None:
    assert page.board.table.lines.rows
    for task in page.board.table.lines.rows:
        assert page.board.sentence(task) and "{" not in page.board.sentence(task)
    words = told(page)
    for said in ("R 记一次联系", "Y 去立案", "O 展开", "6 去处理"):
        assert said in words
    assert "%" not in "".join(map(page.board.sentence, page.board.table.lines.rows))


@pytest.mark.parametrize(
    ("kind", "what", "place"),
    [
        ("overdue", Qt.Key.Key_R, "visits"),
        ("maturity", Qt.Key.Key_P, "printing"),
        ("follow_up", Qt.Key.Key_V, "visits"),
        ("need_unchecked", Qt.Key.Key_F4, "eligibility"),
        ("drafts", Qt.Key.Key_V, "visits"),
        ("never_told", Qt.Key.Key_L, "printing"),
        ("board_missing", Qt.Key.Key_B, "printing"),
        ("subsidy", Qt.Key.Key_6, "subsidies"),
    ],
)
def test_the_key_of_a_line_leads_where_it_says(
    window: Window, page: TodayPage, kind: str, what: Qt.Key, place: str
) -> None:
    stand_on(page, kind)
    key(page, what)
    assert window.now == place


def test_the_sheet_of_a_task_is_ready_for_its_household_or_village(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "maturity")
    key(page, Qt.Key.Key_P)
    printing = window.pages["printing"]
    assert printing.kind.code() == "F12"
    assert printing.scope().household_nos == (task.household_no,)
    window.open("today")
    task = stand_on(page, "never_told")
    key(page, Qt.Key.Key_L)
    assert printing.kind.code() == "LX"
    assert printing.scope().village == task.division_code


def test_enter_opens_the_household_or_the_list_that_a_line_names(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "follow_up")
    key(page, Qt.Key.Key_Return)
    assert window.now == "households"
    assert window.pages["households"].drawer.wanted == task.household_no
    window.open("today")
    task = stand_on(page, "maturity")
    key(page, Qt.Key.Key_Return)
    assert window.now == "loans"
    assert window.pages["loans"].drawer.isVisible()
    window.open("today")
    task = stand_on(page, "never_told")
    key(page, Qt.Key.Key_Return)
    rows = window.pages["households"].table.lines.rows
    assert len(rows) == task.count
    assert {one.village for one in rows} == {task.village}


def test_a_key_that_belongs_to_another_line_goes_there_and_does_nothing_yet(
    window: Window, page: TodayPage
) -> None:
    page.board.table.go_to(0)
    first = page.board.task()
    assert first is not None and first.kind == "overdue"
    key(page, Qt.Key.Key_V)
    assert window.now == "today"
    now = page.board.task()
    assert now is not None and now.letter == "V"
    key(page, Qt.Key.Key_S)
    assert "S" in window.toast.text.text()


def test_a_group_unfolds_and_esc_goes_back(window: Window, page: TodayPage) -> None:
    group = next(one for one in page.board.table.lines.rows if one.grouped)
    page.board.table.go_to(page.board.table.lines.rows.index(group))
    key(page, Qt.Key.Key_D)
    assert "展开" in window.toast.text.text()
    key(page, Qt.Key.Key_O)
    rows = page.board.table.lines.rows
    assert len(rows) == group.count
    assert {one.kind for one in rows} == {group.kind}
    key(page, Qt.Key.Key_Escape)
    assert page.board.chips.key() == "all"


def test_space_marks_as_done_and_what_needs_a_record_says_so(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "follow_up")
    key(page, Qt.Key.Key_Space)
    assert task.id not in {one.id for one in window.desk.overview.today().tasks}
    assert "已办" in window.toast.text.text()
    task = stand_on(page, "overdue")
    key(page, Qt.Key.Key_Space)
    assert "要留下记录" in page.banner.text.text() or "要留下记录" in told(window)
    assert task.id in {one.id for one in window.desk.overview.today().tasks}


def test_space_on_a_missing_board_registers_it_with_place_and_day(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "board_missing")
    key(page, Qt.Key.Key_Space)
    sheet = dialog()
    assert isinstance(sheet, AskPlace)
    QTest.keyClick(sheet.place, Qt.Key.Key_Return)
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    assert "挂在哪里" in sheet.place_field.hint.text()
    QTest.keyClicks(sheet.place, "cunweihui")
    QTest.keyClick(sheet.place, Qt.Key.Key_Return)
    sheet.day.set_day(window.desk.today() + timedelta(days=1))
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    assert "不能晚于今天" in sheet.field.hint.text()
    QTest.keyClicks(sheet.day, "t")
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    settle()
    assert task.id not in {one.id for one in window.desk.overview.today().tasks}
    found = [one for one in window.desk.reports.coverage().villages if one.boards]
    assert [(one.division_code, one.board_place) for one in found] == [
        (task.division_code, "cunweihui")
    ]


def test_somebody_on_no_roster_is_linked_with_initials_and_a_digit(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "walk_in")
    key(page, Qt.Key.Key_O)
    sheet = dialog()
    assert isinstance(sheet, PickSheet)
    number = window.desk.households.numbers()[0]
    QTest.keyClicks(sheet.picker, number[-4:])
    QTest.keyClick(sheet.picker, Qt.Key.Key_Return)
    settle()
    assert task.id not in {one.id for one in window.desk.overview.today().tasks}
    assert window.desk.walk_ins.listed(linked=True)[0].household_no == number


def test_d_puts_off_to_a_typed_day_and_what_was_put_off_is_listed_and_taken_back(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "maturity")
    key(page, Qt.Key.Key_D)
    sheet = dialog()
    assert isinstance(sheet, AskDay)
    for typed, said in (("2-30", "读不懂"), ("7-8", "今天以后")):
        sheet.day.selectAll()
        QTest.keyClicks(sheet.day, typed)
        QTest.keyClick(sheet.day, Qt.Key.Key_Return)
        assert said in sheet.field.hint.text()
        assert sheet.day.text() == typed
    sheet.day.selectAll()
    QTest.keyClicks(sheet.day, "7-10")
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    settle()
    assert task.id not in {one.id for one in page.board.table.lines.rows}
    assert "已推迟 1" in page.board.chips.buttons["later"].text()
    page.board.chips.choose("later")
    (later,) = page.board.table.lines.rows
    assert later.id == task.id
    assert "07-10" in told(page)
    key(page, Qt.Key.Key_Space)
    assert task.id in {one.id for one in window.desk.overview.today().tasks}


def test_the_text_of_a_task_goes_to_the_clipboard_with_no_other_name_and_no_number(
    window: Window, page: TodayPage
) -> None:
    task = stand_on(page, "maturity")
    window.desk.settings.set({"officer_phone": "", "outlet": ""})
    key(page, Qt.Key.Key_C)
    assert "缺" in told(window)
    window.desk.settings.set(
        {"bank": "样县农商行", "outlet": "三交支行", "officer_phone": "0358-4421234"}
    )
    key(page, Qt.Key.Key_C)
    text = QApplication.clipboard().text()
    assert text.startswith(f"{task.subject[0]}\u00d7\u00d7：您好")
    assert task.subject not in text
    assert "自主决策" in text
    assert task.household_no not in text
    assert "已复制" in window.toast.text.text()
    assert task.subject not in window.toast.text.text()


def test_the_month_is_walked_with_keys_and_a_day_lists_what_it_carries(
    window: Window, page: TodayPage
) -> None:
    month = page.side.month
    month.setFocus()
    for _ in range(3):
        QTest.keyClick(month, Qt.Key.Key_Right)
    assert month.day == window.desk.today() + timedelta(days=3)
    assert "到期 1 笔" in page.side.told_of_day.text()
    QTest.keyClick(month, Qt.Key.Key_Return)
    assert [one.kind for one in page.board.table.lines.rows] == ["maturity"]
    assert "07-11" in page.board.title.text()
    key(page, Qt.Key.Key_Escape)
    assert page.board.table.lines.total > 1
    QTest.keyClick(month, Qt.Key.Key_PageDown)
    assert "8 月" in page.side.name.text()
    QTest.keyClick(month, Qt.Key.Key_T)
    assert month.day == window.desk.today()
    box = month.box(month.day + timedelta(days=1))
    QTest.mouseClick(month, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert "没有到期" in page.board.empty.text.text()


def test_today_counts_the_round_of_the_quarter_and_leads_to_those_not_told(
    window: Window, page: TodayPage
) -> None:
    board = window.desk.overview.today()
    assert page.side.told.text() == str(board.told)
    assert str(board.households) in page.side.of_all.text()
    QTest.mouseClick(page.side.never, Qt.MouseButton.LeftButton)
    assert window.now == "households"
    households = window.pages["households"]
    assert households.table.lines.total == board.households - board.told
    assert households.filters.told.code() == "not_told_quarter"


def test_what_was_opened_is_listed_masked_and_opens_again(window: Window, page: TodayPage) -> None:
    number = window.desk.households.numbers()[0]
    head = window.desk.households.card(number).line.head_name
    window.open("households", number)
    window.open("today")
    settle()
    (line,) = window.desk.overview.recent()
    assert (line.page, line.what) == ("households", number)
    assert head not in line.name
    page.side.reopened.emit(line.page, line.what)
    assert window.pages["households"].drawer.wanted == number
    households = window.pages["households"]
    households.drawer.close_drawer()
    QTest.keyClick(households.table, Qt.Key.Key_Down)
    QTest.keyClick(households.table, Qt.Key.Key_Return)
    assert window.desk.overview.recent()[-1].what in window.desk.households.numbers()
    assert len(window.desk.overview.recent()) == 2


def test_in_customer_mode_what_was_opened_is_forgotten(window: Window) -> None:
    number = window.desk.households.numbers()[0]
    window.open("households", number)
    assert window.desk.overview.recent()
    window.open("eligibility", number)
    window.pages["eligibility"].read()
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.close()
    assert window.desk.overview.recent() == []


def test_names_leave_the_page_when_it_is_locked(window: Window, page: TodayPage) -> None:
    heads = {one.subject for one in page.board.table.lines.rows if one.household_no}
    assert heads
    window.lock()
    words = told(page)
    assert not [one for one in heads if one in words]
    assert page.side.recent_card.isHidden()


@pytest.mark.parametrize("size", [(1366, 697), (1093, 543)])
def test_nothing_is_clipped(window: Window, page: TodayPage, size: tuple[int, int]) -> None:
    window.resize(*size)
    settle()
    assert not clipped(page)
    assert window.minimumSizeHint().width() <= 1024


def test_in_a_low_window_the_lines_have_the_room_and_the_month_is_a_key_away(
    window: Window, page: TodayPage
) -> None:
    board = page.board
    window.resize(1366, 697)
    settle()
    assert board.title.isVisible() and board.why.isVisible() and page.side.area.isVisible()
    page.resize(1009, 434)
    board.fold(low=True, narrow=True)
    page.side.area.hide()
    page._narrow = True  # noqa: SLF001 - as with type half as large again
    settle()
    assert not board.title.isVisible() and board.visit.isVisible() and board.short.text()
    assert not board.table.horizontalHeader().isVisible()
    key(page, Qt.Key.Key_M)
    assert page.side.area.isVisible() and window.focusWidget() is page.side.month
    QTest.keyClick(page.side.month, Qt.Key.Key_M)
    assert window.focusWidget() is board.table


def test_a_filter_by_telling_counts_from_the_first_day_of_the_quarter(desk: Desk) -> None:
    lines = desk.households.lines(HouseholdFilter(told="not_told_quarter", status="listed"))
    board = desk.overview.today()
    assert lines.total == board.households - board.told
    ever = desk.households.lines(HouseholdFilter(told="not_told", status="listed"))
    assert ever.total == sum(one.never_told for one in desk.reports.coverage().villages)
    assert ever.total <= lines.total
