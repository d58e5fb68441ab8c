"""Loans and maturities in the window: a calendar of counts, lists, one loan with its ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from desktop.pages.loans import LoansPage
from desktop.pages.loans import words as said
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.ui.clause import Clause
from tests.follow import a_later_door
from tests.held_jobs import HeldJobs
from tests.lending import SOON, TODAY, on, page_of, words_of
from tests.windows import settle, shown, told

pytest_plugins = ["tests.window_fixtures", "tests.lending_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def page(at_loans: Window) -> LoansPage:
    return page_of(at_loans)


def test_the_calendar_counts_loans_by_day_and_marks_the_late_and_the_off_roster(
    page: LoansPage,
) -> None:
    figures = page.calendar.grid.figures
    assert {day: one.count for day, one in figures.items()} == {SOON: 3, TODAY - timedelta(3): 1}
    assert (figures[SOON].words, figures[SOON].alarm, figures[SOON].aside) == ("3笔", "", "调1")
    assert figures[TODAY - timedelta(days=3)].alarm == "逾1"
    assert page.calendar.sum.text() == "本月到期 4 笔"
    assert "不显示金额、不作排名" in page.calendar.legend.text()
    assert "元" not in told(page)
    page.calendar.past.click()
    assert [one.tail for one in page.calendar.list.lines.rows] == ["0005"]
    assert page.calendar.day_name.text() == "本月以前到期 · 1 笔"


def test_the_month_is_walked_with_the_keyboard_alone(at_loans: Window) -> None:
    QTest.keyClick(at_loans, Qt.Key.Key_5, CTRL)
    page = at_loans.pages["loans"]
    assert isinstance(page, LoansPage)
    grid = page.calendar.grid
    assert at_loans.focusWidget() is grid
    assert grid.day == TODAY
    for key, modifier, day in (
        (Qt.Key.Key_Right, None, date(2026, 8, 18)),
        (Qt.Key.Key_Down, None, date(2026, 8, 25)),
        (Qt.Key.Key_Up, None, date(2026, 8, 18)),
        (Qt.Key.Key_PageUp, None, date(2026, 7, 18)),
        (Qt.Key.Key_Right, ALT, date(2026, 8, 18)),
        (Qt.Key.Key_PageDown, None, date(2026, 9, 18)),
        (Qt.Key.Key_Left, ALT, date(2026, 8, 18)),
        (Qt.Key.Key_End, None, date(2026, 8, 31)),
        (Qt.Key.Key_Right, None, date(2026, 9, 1)),
        (Qt.Key.Key_Left, None, date(2026, 8, 31)),
        (Qt.Key.Key_Home, None, date(2026, 8, 1)),
        (Qt.Key.Key_T, None, TODAY),
    ):
        QTest.keyClick(grid, key, modifier or Qt.KeyboardModifier.NoModifier)
        assert grid.day == day
        assert page.calendar.month.text() == f"{day.year}年{day.month}月"
    for _ in range(5):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert at_loans.focusWidget() is page.calendar.list
    first = page.calendar.card.wanted
    QTest.keyClick(page.calendar.list, Qt.Key.Key_Down)
    assert page.calendar.card.wanted != first
    QTest.keyClick(page.calendar.list, Qt.Key.Key_Escape)
    assert at_loans.focusWidget() is grid


def test_a_day_is_said_to_a_screen_reader_and_the_month_has_a_twin_as_a_table(
    page: LoansPage, at_loans: Window
) -> None:
    calendar = page.calendar
    calendar.grid.go(SOON)
    assert calendar.grid.accessibleDescription() == "2026-08-22 周六，3 笔到期，1 户已调出名单"
    calendar.grid.go(TODAY)
    assert calendar.grid.accessibleDescription() == "2026-08-17 周一，没有"
    QTest.keyClick(at_loans, Qt.Key.Key_T, CTRL)
    assert calendar.twin.isVisible() and at_loans.focusWidget() is calendar.twin
    assert [(one.day, one.loans, one.overdue) for one in calendar.twin.lines.rows] == [
        (TODAY - timedelta(days=3), 1, 1),
        (SOON, 3, 0),
    ]
    QTest.keyClick(calendar.twin, Qt.Key.Key_Down)
    assert calendar.grid.day == SOON
    assert len(calendar.list.lines.rows) == 3
    QTest.keyClick(calendar.twin, Qt.Key.Key_PageDown)
    assert calendar.month.text() == "2026年9月"
    QTest.keyClick(at_loans, Qt.Key.Key_T, CTRL)
    assert at_loans.focusWidget() is calendar.grid


def test_the_card_says_each_way_out_in_our_words_with_its_clause_and_what_is_missing(
    page: LoansPage,
) -> None:
    card = on(page, SOON, "0001")
    text = words_of(card)
    for part in (
        "还有 5 天", "在册", "已续展 0/1", "还清", "续贷", "展期", "转农户贷款",
        "需人工核实", "银行规定办理", "政策条件核对结果", "2026-08-21（到期日前一天）",
        "是否办理由银行依法自主决策", "晋四(一)",
    ):  # fmt: skip
        assert part in text, part
    assert not [word for word in ("批准", "通过", "可贷") if word in text]
    assert not card.paper.isVisible()
    assert "已续贷或展期 1 次，不能再办理" in words_of(on(page, SOON, "0002"))


def test_a_length_and_an_answer_about_the_area_are_taken_into_account(page: LoansPage) -> None:
    card = on(page, SOON, "0001")
    ways = card.ways
    assert "申请期限（月）" in words_of(card) and "本区域是否暂停发放" in words_of(card)
    QTest.keyClicks(ways.months, "12")
    QTest.keyClick(ways.months, Qt.Key.Key_Return)
    ways.area.choose("false")
    assert "申请期限（月）" not in words_of(card)
    assert "本区域是否暂停发放" not in words_of(card)
    ways.area.choose("true")
    assert "本区域已暂停发放" in words_of(card)
    ways.months.setText("0")
    ways.months.editingFinished.emit()
    assert "1 到 600" in card.hint.text() or "没有" in card.hint.text()
    ways.months.setText("abc")
    ways.months.editingFinished.emit()
    assert ways.months.property("tone") == "error"
    on(page, SOON, "0002")
    assert ways.months.text() == "" and ways.area.code() == ""


def test_every_clause_on_the_card_opens_the_policy_word_for_word(
    page: LoansPage, at_loans: Window
) -> None:
    card = on(page, SOON, "0003")
    cites = [one for one in shown(card, QPushButton) if one.property("kind") == "cite"]
    assert len(cites) >= 5
    for one in cites:
        one.click()
        (sheet,) = [each for each in shown(at_loans, QDialog) if isinstance(each, Clause)]
        assert len(sheet.text.text()) > 20
        sheet.close()
        settle()


def test_who_left_the_roster_keeps_the_loan_and_is_led_to_the_sheet_about_it(
    page: LoansPage, at_loans: Window, numbers: list[str]
) -> None:
    card = on(page, SOON, "0003")
    text = words_of(card)
    assert "原贷款不追溯调整" in text and "转为农户贷款" in text and "已调出" in text
    assert "目前不符合" in text
    assert card.paper.isVisible()
    page.calendar.list.setFocus()
    QTest.keyClick(page.calendar.list, Qt.Key.Key_P)
    printing = at_loans.pages["printing"]
    assert isinstance(printing, PrintingPage) and at_loans.now == "printing"
    scope = printing.scope()
    assert printing.kind.code() == "F22"
    assert scope is not None and scope.household_nos == (numbers[2],)
    printing.look()
    assert printing.draft is not None and printing.draft.title == "名单调整告知书"


def test_p_prints_nothing_where_there_is_no_sheet(page: LoansPage, at_loans: Window) -> None:
    on(page, SOON, "0001")
    QTest.keyClick(page.calendar.grid, Qt.Key.Key_P)
    assert at_loans.now == "loans"


def test_visits_and_checks_of_the_household_are_one_key_away(
    page: LoansPage, at_loans: Window, numbers: list[str]
) -> None:
    on(page, SOON, "0001")
    QTest.keyClick(page.calendar.grid, Qt.Key.Key_F4)
    assert at_loans.now == "eligibility"
    page_of(at_loans, "list").lists["list"].stand_on("JK-A-0002")
    QTest.keyClick(page.lists["list"].table, Qt.Key.Key_F2)
    assert at_loans.now == "visits"
    page_of(at_loans, "list").lists["list"].stand_on("JK-A-0009")
    QTest.keyClick(page.lists["list"].table, Qt.Key.Key_F2)
    assert at_loans.now == "loans"  # nobody on any roster
    assert numbers


def test_a_locked_window_keeps_nobody_on_the_page(
    page: LoansPage, at_loans: Window, numbers: list[str]
) -> None:
    names = [at_loans.desk.households.card(one).line.head_name for one in numbers[:9]]
    for what in ("JK-A-0006", numbers[1], "renewals", "overdue", "calendar"):
        page_of(at_loans, what)
    on(page, SOON, "0003")
    at_loans.lock()
    text = words_of(page, hidden=True)
    assert [name for name in (*names, "0003", "50,000.00") if name in text] == []
    assert page.calendar.card.told is None and page.drawer.told is None


def test_words_of_a_loan_are_exact(borrowed: Desk) -> None:
    one = borrowed.loans.one("JK-A-0001")
    assert (said.percent(34_500), said.percent(36_550), said.percent(None)) == (
        "3.45%", "3.655%", "",
    )  # fmt: skip
    assert (said.yuan(5_000_005), said.yuan(-120), said.yuan(None)) == ("50,000.05", "-1.20", "")
    cases = {
        ("今天到期", "warn"): {"days_left": 0},
        ("还有 31 天", "info"): {"days_left": 31},
        ("没有到期日", "warn"): {"days_left": None},
        ("逾期", "error"): {"overdue_interest_fen": 1},
        ("已了结", "ok"): {"live": False, "loan_status": ""},
        ("转农户贷款", "ok"): {"live": False, "loan_status": "farmer_loan"},
    }
    for expected, change in cases.items():
        assert said.stand(replace(one, **change)) == expected
    assert said.roster(replace(one, roster_state="merged")) == ("合户", "warn")
    assert said.policy(replace(one, pack_title="")) == "需人工确认"
    assert said.used(replace(one, renewals=None)) == "未报"


def test_a_key_never_meets_the_household_of_the_loan_before(
    alone: Callable[[QWidget], None], borrowed: Desk, numbers: list[str]
) -> None:
    jobs = HeldJobs()
    gone: list[tuple[str, object]] = []
    page = LoansPage(borrowed, jobs, lambda key, what: gone.append((key, what)))
    alone(page)
    page.calendar.grid.go(SOON)
    page.refresh()
    jobs.let_go()
    page.calendar.grid.go(TODAY - timedelta(days=3))
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert gone == []
    jobs.let_go()
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert gone == [("eligibility", numbers[3])]


def test_a_month_that_was_left_again_is_not_painted_over_the_one_in_sight(
    alone: Callable[[QWidget], None], borrowed: Desk
) -> None:
    jobs = HeldJobs()
    page = LoansPage(borrowed, jobs, lambda _key, _what: None)
    alone(page)
    page.refresh()
    jobs.let_go()
    now = page.calendar.month.text()
    page.calendar.grid.go(TODAY.replace(day=1) + timedelta(days=40))
    page.calendar.grid.go(TODAY)
    jobs.let_go()
    assert page.calendar.month.text() == now
    assert f"{TODAY.month}月" in now


def test_what_is_asked_again_keeps_the_officers_place(page: LoansPage, at_loans: Window) -> None:
    card = on(page, SOON, "0002")
    card.ways.months.setText("12")
    at_loans.refresh()
    assert page.calendar.grid.day == SOON and card.wanted == "JK-A-0002"
    assert card.ways.months.text() == "12"
    page_of(at_loans, "list")
    page.lists["list"].stand_on("JK-A-0006")
    at_loans.refresh()
    line = page.lists["list"].table.line()
    assert line is not None and line.loan_no == "JK-A-0006"
