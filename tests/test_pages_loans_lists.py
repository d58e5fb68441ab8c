"""The lists of loans: narrowed, fetched in windows, opened, written as Excel; who sees what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.pages.households import HouseholdsPage
from desktop.pages.importing import ImportingPage
from desktop.pages.loans import LoansPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.lending import LoanFilter
from tests.follow import a_later_door, lend, unlent
from tests.lending import SOON, as_role, on, page_of, tails, words_of
from tests.sheet_files import cells
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures", "tests.lending_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def page(at_loans: Window) -> LoansPage:
    return page_of(at_loans)


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
    assert (told_so["适用政策"], told_so["年利率（%）"]) == (
        "关于做好山西省帮扶小额信贷工作的通知",
        3.45,
    )
    page_of(at_loans, "renewals")
    page.lists["renewals"].renewals.choose("used")
    page.exports["renewals"].click()
    rows = choose(at_loans, tmp_path / "r.xlsx")
    assert len(rows) == 4 and "续贷展期：已用" in str(rows[1][0])


def test_without_loans_one_sentence_says_where_they_come_from(
    desk: Desk, county_desk: Desk, open_window: Callable[[Desk], Window], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    unlent(county_desk).sync.run(str(stick))
    desk.sync.run(str(stick))
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
