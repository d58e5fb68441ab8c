"""Loans and maturities in the window: a calendar of counts, lists, one loan with its ways out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from desktop.pages.households import HouseholdsPage
from desktop.pages.importing import ImportingPage
from desktop.pages.loans import LoansPage
from desktop.pages.loans import words as said
from desktop.pages.loans.card import LoanCard
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records import LoanFilter
from desktop.ui.clause import Clause
from desktop.ui.tables import Table
from tests.follow import a_later_door, lend
from tests.lending import SOON, TODAY, page_of
from tests.sheet_files import cells
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


def tails(page: LoansPage, kind: str) -> list[str]:
    return [one.tail for one in page.lists[kind].table.lines.rows]


def on(page: LoansPage, day: date, tail: str = "") -> LoanCard:
    """The card of a loan that ends on a day."""
    calendar = page.calendar
    calendar.grid.go(day)
    for place, line in enumerate(calendar.list.lines.rows):
        if line.tail == tail:
            calendar.list.go_to(place)
    settle()
    return calendar.card


def words_of(part: QWidget, *, hidden: bool = False) -> str:
    """What can be read on a part, or with `hidden` all that it holds."""
    settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    kinds = (QLabel, QPushButton, QLineEdit)
    found = [one for kind in kinds for one in part.findChildren(kind) if hidden or one.isVisible()]
    tables = [one.lines.rows for one in part.findChildren(Table)] if hidden else []
    return "\n".join([*(one.text() for one in found), *map(str, tables)])


def as_role(desk: Desk, role: str) -> None:
    """Make this ledger that of another role."""
    store = desk.session.store
    with store.transaction():
        store.set_identity(replace(store.identity, role=role))
    store.load_streams()


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
        one.click()  # type: ignore[attr-defined]
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


def test_the_list_is_narrowed_by_place_state_and_days_and_the_tabs_are_parts_of_it(
    page: LoansPage, at_loans: Window
) -> None:
    QTest.keyClick(at_loans, Qt.Key.Key_2, ALT)
    one = page.lists["list"]
    assert one.isVisible() and one.table.lines.total == 9
    assert one.count.text() == "共 9 笔"
    states = {
        "live": 8, "overdue": 1, "settled": 1, "off_roster": 1, "unmatched": 1,
    }  # fmt: skip
    for state, count in states.items():
        one.state.choose(state)
        assert one.table.lines.total == count, state
    one.state.choose("")
    one.within.choose("30")
    assert {line.tail for line in one.table.lines.rows} == {"0001", "0002", "0003", "0008"}
    one.within.choose("90")
    assert one.table.lines.total == 5
    one.clear()
    villages = [one.village.itemText(place) for place in range(one.village.count())]
    assert len(villages) > 1
    one.village.setCurrentIndex(1)
    assert {line.village for line in one.table.lines.rows} == {villages[1]}
    QTest.keyClick(at_loans, Qt.Key.Key_3, ALT)
    renewals = page.lists["renewals"]
    assert set(tails(page, "renewals")) == {"0001", "0002", "0003", "0006"}
    renewals.renewals.choose("used")
    assert tails(page, "renewals") == ["0002"]
    renewals.renewals.choose("untold")
    assert tails(page, "renewals") == ["0006"]
    QTest.keyClick(at_loans, Qt.Key.Key_4, ALT)
    assert tails(page, "overdue") == ["0006"]
    assert "逾期 16 天" in told(page) and "10,000.00" in told(page) and "123.45" in told(page)


def test_nothing_found_is_said_with_the_way_back(page: LoansPage, at_loans: Window) -> None:
    page_of(at_loans, LoanFilter(state="settled", due_within=30))
    one = page.lists["list"]
    assert one.nothing.isVisible() and "没有符合条件的贷款" in one.nothing.text.text()
    one.nothing.buttons[0].click()
    assert one.table.isVisible() and one.table.lines.total == 9


def test_a_long_list_is_fetched_as_it_comes_in_sight(
    lent: Desk, numbers: list[str], open_window: Callable[[Desk], Window]
) -> None:
    for place in range(500):
        lend(lent, numbers[place % 12], f"JK-B-{place:04d}")
    page = page_of(open_window(lent), "list")
    table = page.lists["list"].table
    assert (table.lines.total, len(table.lines.rows)) == (509, 150)
    table.go_to(505)
    table.scrollToBottom()
    settle()
    line = table.line()
    assert line is not None and line.loan_no
    assert len(table.lines.rows) < 509


def test_enter_opens_the_contract_with_its_policy_and_esc_closes_it(
    page: LoansPage, at_loans: Window
) -> None:
    page_of(at_loans, "list")
    one = page.lists["list"]
    one.stand_on("JK-A-0006")
    QTest.keyClick(one.table, Qt.Key.Key_Return)
    text = words_of(page.drawer)
    for part in (
        "关于做好山西省帮扶小额信贷工作的通知", "本省通知印发后签订的帮扶小额信贷合同。",
        "晋五(二)",
        "50,000.00", "3.45%", "2026-04-10", "2026-04-12", "123.45", "逾期起日", "2026-08-01",
    ):  # fmt: skip
        assert part in text, part
    assert "JK-A" not in told(page)  # a loan is named by its tail
    QTest.keyClick(one.table, Qt.Key.Key_Up)
    assert page.drawer.wanted != "JK-A-0006"
    QTest.keyClick(one.table, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible() and one.table.hasFocus()
    QTest.keyClick(one.table, Qt.Key.Key_Return, CTRL)
    assert page.drawer.isVisible()
    QTest.keyClick(one.table, Qt.Key.Key_Return, CTRL)
    assert not page.drawer.isVisible()


def test_a_loan_of_another_kind_or_one_that_is_settled_has_no_ways_out(
    page: LoansPage, at_loans: Window
) -> None:
    page_of(at_loans, "JK-A-0008")
    text = words_of(page.drawer)
    assert "这种贷款不适用帮扶小额信贷的政策。" in text and "展期" not in text
    page_of(at_loans, "JK-A-0007")
    assert not page.drawer.ways.isVisible()
    page_of(at_loans, "JK-A-0009")
    text = words_of(page.drawer)
    assert "路人甲" in text and "对不上名单" in text
    assert not page.drawer.visit.isVisible() and not page.drawer.house.isVisible()


def test_another_page_opens_a_loan_or_a_household_by_its_number(
    page: LoansPage, at_loans: Window, numbers: list[str]
) -> None:
    page_of(at_loans, numbers[1])
    assert tails(page, "list") == ["0002"]
    assert page.drawer.wanted == "JK-A-0002"
    page.lists["list"].house.click()
    assert page.lists["list"].table.lines.total == 9
    page_of(at_loans, "JK-A-0001")
    assert page.drawer.wanted == "JK-A-0001"
    page_of(at_loans, "calendar")
    assert page.calendar.isVisible() and not page.drawer.isVisible()
    page_of(at_loans, "31415926535")
    assert page.lists["list"].nothing.isVisible()


def test_the_drawer_of_a_household_lists_its_loans_and_leads_to_them(
    at_loans: Window, numbers: list[str]
) -> None:
    at_loans.open("households", numbers[1])
    households = at_loans.pages["households"]
    assert isinstance(households, HouseholdsPage)
    drawer = households.drawer
    assert drawer.tabs.buttons["loans"].text() == "贷款 1"
    drawer.tabs.choose("loans")
    (line,) = drawer.loans.table.lines.rows
    assert line.tail == "0002"
    drawer.loans.more.click()
    page = at_loans.pages["loans"]
    assert isinstance(page, LoansPage)
    assert (at_loans.now, page.drawer.wanted) == ("loans", "JK-A-0002")
    at_loans.open("households", numbers[9])
    assert drawer.tabs.buttons["loans"].text() == "贷款"
    assert drawer.loans.none.isVisible()
    drawer.forget()
    assert drawer.loans.table.lines.rows == []


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


def choose(window: Window, out: Path) -> list[list[object]]:
    """Answer where the file goes, and read it."""
    settle()
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(out))
    dialog.close()
    settle()
    return cells(out)


def test_ctrl_e_writes_the_list_as_it_is_narrowed_and_the_month_as_a_list(
    page: LoansPage, at_loans: Window, tmp_path: Path
) -> None:
    QTest.keyClick(at_loans, Qt.Key.Key_E, CTRL)
    rows = choose(at_loans, tmp_path / "m.xlsx")
    assert rows[0][0] == "到期清单"
    place = rows[2].index("借据尾号")
    assert [row[place] for row in rows[3:]] == ["0004", "0001", "0002", "0003"]
    assert not [head for head in rows[2] if "元" in str(head)]
    page_of(at_loans, "overdue")
    page.exports["overdue"].click()
    rows = choose(at_loans, tmp_path / "o.xlsx")
    assert rows[0][0] == "贷款清单" and "状态：逾期" in str(rows[1][0])
    (row,) = rows[3:]
    told_so = dict(zip(rows[2], row, strict=False))
    assert (told_so["逾期本金（元）"], told_so["欠息（元）"], told_so["逾期天数"]) == (
        10000,
        123.45,
        16,
    )
    assert (told_so["适用政策"], told_so["年利率（%）"]) == ("SX-2026", 3.45)
    page_of(at_loans, "renewals")
    page.lists["renewals"].renewals.choose("used")
    page.exports["renewals"].click()
    rows = choose(at_loans, tmp_path / "r.xlsx")
    assert len(rows) == 4 and "续贷展期：已用" in str(rows[1][0])


def test_without_loans_one_sentence_says_where_they_come_from(
    desk: Desk, county_desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    window = open_window(desk)
    page = page_of(window)
    assert page.none.isVisible() and not page.work.isVisible()
    assert page.empty.text.text() == "没有贷款数据。县里或银行导入以后，随同步到这台电脑。"
    page.empty.buttons[0].click()
    assert window.now == "sync"
    county = open_window(county_desk)
    page = page_of(county)
    assert page.empty.text.text() == "没有贷款数据。先导入银行的贷款台账。"
    page.empty.buttons[0].click()
    importing = county.pages["importing"]
    assert isinstance(importing, ImportingPage) and importing.kind == "loans"


def test_a_bank_desk_takes_in_its_ledger_from_here_and_an_officer_is_not_led_there(
    borrowed: Desk, open_window: Callable[[Desk], Window]
) -> None:
    assert not page_of(open_window(borrowed)).import_button.isVisible()
    as_role(borrowed, "bank_desk")
    window = open_window(borrowed)
    page = page_of(window)
    assert page.import_button.isVisible() and page.calendar.card.visit.isVisible() is False
    on(page, SOON, "0001")
    assert page.calendar.card.visit.isVisible()
    page.import_button.click()
    assert window.now == "importing"


def test_the_county_reads_the_same_without_visits_and_sheets(
    lent: Desk, open_window: Callable[[Desk], Window]
) -> None:
    window = open_window(lent)
    page = page_of(window)
    card = on(page, SOON, "0003")
    assert "原贷款不追溯调整" in words_of(card)
    for one in (card.visit, card.check, card.paper):
        assert not one.isVisible()
    QTest.keyClick(page.calendar.grid, Qt.Key.Key_F2)
    QTest.keyClick(page.calendar.grid, Qt.Key.Key_P)
    assert window.now == "loans"
    assert [one.key for one in window._find("dqrl")][:1] == ["loans"]  # noqa: SLF001


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
        assert said.stand(replace(one, **change)) == expected  # type: ignore[arg-type]
    assert said.roster(replace(one, roster_state="merged")) == ("合户", "warn")
    assert said.policy(replace(one, pack_title="")) == "需人工确认"
    assert said.used(replace(one, renewals=None)) == "未报"
