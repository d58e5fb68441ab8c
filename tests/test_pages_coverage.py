"""Coverage as tiles, table and work list; weeks, needs and boards; by the keyboard alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.coverage import CoveragePage, ReportsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.people import HouseholdFilter
from desktop.ui.asking import AskPlace
from desktop.ui.tiles import shade
from tests.busy import visited
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> ReportsPage:
    window.open("reports")
    found = window.pages["reports"]
    assert isinstance(found, ReportsPage)
    settle()
    return found


@pytest.fixture
def county(county_window: Window) -> CoveragePage:
    county_window.open("coverage")
    found = county_window.pages["coverage"]
    assert isinstance(found, CoveragePage)
    settle()
    return found


def press(widget: QWidget, *keys: Qt.Key) -> None:
    widget.window().activateWindow()
    settle()
    for one in keys:
        QTest.keyClick(widget, one)
    settle()


def test_tiles_stand_in_the_order_of_divisions_with_their_numbers(
    window: Window, page: ReportsPage
) -> None:
    villages = window.desk.households.villages()
    tiles = page.covered.tiles.tiles
    assert [one.name for one in tiles] == [one.village for one in villages]
    for tile, one in zip(tiles, window.desk.reports.coverage().villages, strict=True):
        assert f"{one.told_quarter}/{one.households}" in tile.lines[0]
        assert f"{one.not_told_quarter} 户" in tile.lines[1]
        assert tile.step == shade(one.told_quarter, one.households)
        assert tile.dashed and "未登记" in tile.lines[2]


def test_who_comes_back_from_a_village_stands_on_it(page: ReportsPage) -> None:
    press(page.covered.tiles, Qt.Key.Key_Right)
    page.twin()
    press(page.covered.table, Qt.Key.Key_Down)
    page.refresh()
    settle()
    assert page.covered.line() == page.covered.lines[2]


def test_a_tile_darkens_by_fifths_and_all_told_is_the_darkest() -> None:
    assert [shade(n, 10) for n in (0, 1, 2, 4, 6, 8, 9, 10)] == [1, 1, 2, 3, 4, 5, 5, 5]
    assert shade(0, 0) == 1


def test_arrows_walk_the_tiles_and_enter_opens_exactly_those_nobody_told(
    window: Window, page: ReportsPage
) -> None:
    tiles = page.covered.tiles
    assert tiles.hasFocus()
    press(tiles, Qt.Key.Key_Right)
    one = page.covered.line()
    assert one is not None and one.name == tiles.tiles[1].name
    assert one.name in page.covered.said.text()
    assert one.name in tiles.accessibleDescription()
    press(tiles, Qt.Key.Key_Return)
    assert window.now == "households"
    rows = window.pages["households"].table.lines.rows
    assert len(rows) == one.not_told_quarter
    assert {line.village for line in rows} <= {one.name}


def test_the_twin_table_says_the_same_and_stands_on_the_same_village(page: ReportsPage) -> None:
    press(page.covered.tiles, Qt.Key.Key_End)
    one = page.covered.line()
    QTest.keyClick(page.covered.tiles, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle()
    table = page.covered.table
    assert table.hasFocus()
    assert table.line() == one == page.covered.line()
    assert table.lines.rows == list(page.covered.lines)
    assert table.leaves_as == "rounds"
    QTest.keyClick(table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.covered.tiles.hasFocus()
    assert page.covered.line() == one


def test_the_route_sheet_of_the_current_village_is_one_key_away(
    window: Window, page: ReportsPage
) -> None:
    press(page.covered.tiles, Qt.Key.Key_Right, Qt.Key.Key_L)
    assert window.now == "printing"
    printing = window.pages["printing"]
    assert printing.kind.code() == "LX"
    one = page.covered.line()
    assert one is not None and printing.scope().village == one.division_code


def test_a_contact_moves_a_household_out_of_the_list_and_a_board_does_not(
    window: Window, page: ReportsPage
) -> None:
    assert page.isVisible()
    desk = window.desk
    before = desk.reports.coverage()
    first = before.villages[0]
    wanted = HouseholdFilter(told="not_told_quarter", village=first.name, status="listed")
    line = desk.households.lines(wanted).lines[0]
    visited(desk, line.household_no, desk.today())
    after = desk.reports.coverage().villages[0]
    assert after.not_told_quarter == first.not_told_quarter - 1


def test_weeks_stand_in_the_order_of_time_and_a_week_shows_its_contacts(
    window: Window, page: ReportsPage
) -> None:
    page.tabs.choose("weeks")
    settle()
    desk, today = window.desk, window.desk.today()
    visited(desk, desk.households.numbers()[0], today, note="本周")
    page.refresh()
    settle()
    weeks = page.weeks.weeks
    assert len(weeks) == 12
    assert [one.first for one in weeks] == sorted(one.first for one in weeks)
    assert weeks[-1].first <= today <= weeks[-1].last
    assert weeks[-1].informed >= 1
    chart = page.weeks.chart
    assert [one.total for one in chart.columns] == [one.total for one in weeks]
    assert page.weeks.visits.lines.total == weeks[-1].total
    press(chart, Qt.Key.Key_Left)
    assert page.weeks.week() == weeks[-2]
    assert page.weeks.visits.lines.total == weeks[-2].total
    page.twin()
    settle()
    assert page.weeks.table.line() == weeks[-2]
    assert "目标" not in told(window)


def test_needs_are_counted_in_households_up_to_the_check(window: Window, page: ReportsPage) -> None:
    desk = window.desk
    visited(desk, desk.households.numbers()[0], desk.today(), has_need=True)
    page.tabs.choose("needs")
    settle()
    needs = desk.reports.needs()
    assert needs and [one.said_on for one in needs] == sorted(one.said_on for one in needs)
    text = page.needs.stages.text()
    assert f"有资金需求 {len(needs)} 户" in text
    press(page.needs.table, Qt.Key.Key_Return)
    assert window.now == "households"
    assert window.pages["households"].drawer.wanted == needs[0].household_no


def test_space_registers_a_board_and_the_village_is_marked_as_having_one(
    window: Window, page: ReportsPage
) -> None:
    page.tabs.choose("boards")
    settle()
    press(page.boards.table, Qt.Key.Key_Space)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, AskPlace)
    QTest.keyClicks(sheet.place, "gate")
    QTest.keyClick(sheet.day, Qt.Key.Key_Return)
    settle()
    (first, *others) = page.boards.table.lines.rows
    assert (first.boards, first.board_place) == (1, "gate")
    assert not any(one.boards for one in others)
    before = window.desk.reports.coverage()
    assert before.told_quarter == sum(one.told_quarter for one in before.villages)


def test_the_county_sees_townships_first_then_villages_and_esc_goes_back(
    county: CoveragePage,
) -> None:
    tiles = county.covered.tiles
    assert [one.name for one in tiles.tiles] == ["三交镇", "安家庄乡"]
    press(tiles, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert len({one.township_code for one in county.covered.lines}) == 1
    names = {one.name for one in tiles.tiles}
    assert "安家庄乡" not in names
    press(tiles, Qt.Key.Key_Escape)
    assert [one.name for one in tiles.tiles] == ["三交镇", "安家庄乡"]
    assert tiles.current == 1
    assert county.covered.route.isHidden()


def test_the_page_says_that_nothing_is_compared_and_with_which_clause(page: ReportsPage) -> None:
    words = told(page)
    assert "按行政区划顺序" in words
    assert "晋四(一)" in words
    assert "%" not in words


def test_nobody_told_yet_and_no_roster_say_so(page: ReportsPage) -> None:
    empty = page.desk.reports.coverage()
    page.covered.show_coverage(replace(empty, villages=(), townships=()))
    assert page.covered.faces.currentWidget() is page.covered.empty
    page.covered.turn()
    page.covered.show_coverage(empty)
    assert page.covered.faces.currentWidget() is page.covered.area


@pytest.mark.parametrize("size", [(1366, 697), (1093, 543)])
@pytest.mark.parametrize("part", ReportsPage.parts)
def test_nothing_is_clipped(
    window: Window, page: ReportsPage, part: str, size: tuple[int, int]
) -> None:
    page.tabs.choose(part)
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    assert not clipped(page)


def test_a_week_long_ago_and_a_day_of_next_week_count_nowhere(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    before = sum(one.total for one in desk.reports.weeks())
    visited(desk, number, desk.today() - timedelta(weeks=13))
    assert sum(one.total for one in desk.reports.weeks()) == before
