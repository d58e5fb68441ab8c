"""What a list leaves to do, by keyboard: marked, taken back, opened, printed; the drawer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.households import HouseholdsPage
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from tests.follow import Row, a_later_door, changed, lines, without
from tests.rostering import page_of, press
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures", "tests.rostering_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


def test_the_list_of_households_leads_to_what_waits_and_the_count_follows(
    window: Window, after: list[str]
) -> None:
    window.open("households")
    houses = window.pages["households"]
    assert isinstance(houses, HouseholdsPage)
    waits = window.desk.rosters.waiting()
    assert houses.changes_button.text() == f"名单变化 {waits}"
    QTest.mouseClick(houses.changes_button, Qt.MouseButton.LeftButton)
    page = page_of(window)
    assert page.view() is page.work
    assert page.tabs.buttons["work"].text() == f"要做的事 {waits}"
    table = page.work.table
    assert table.hasFocus() and table.lines.total == waits
    assert {one.household_no for one in table.lines.rows} >= set(after[:7])
    press(window, "Space")
    assert table.lines.total == waits and table.currentIndex().row() == 0
    line = table.line()
    assert line is not None and line.done_by == window.desk.session.officer
    assert "再按空格撤回" in window.toast.text.text()
    assert page.tabs.buttons["work"].text() == f"要做的事 {waits - 1}"
    press(window, "Space")
    line = table.line()
    assert line is not None and line.done_on is None
    assert "改回待办" in window.toast.text.text()
    assert window.desk.rosters.waiting() == waits


def test_a_note_is_typed_before_the_mark_and_stands_in_the_panel(
    window: Window, after: list[str]
) -> None:
    page = page_of(window)
    table = page.work.table
    line = table.line()
    assert after and line is not None
    press(window, "Down", "N")
    assert QApplication.focusWidget() is page.work.beside.note
    QTest.keyClicks(page.work.beside.note, "told by phone")
    press(window, "Escape")
    assert table.hasFocus() and page.work.beside.note.text() == "told by phone"
    press(window, "N", "Return")
    marked = table.line()
    assert marked is not None and marked.note == "told by phone"
    assert page.work.beside.note.text() == ""
    assert "told by phone" in told(page.work.beside)
    page.refresh()
    assert marked.id not in {one.id for one in table.lines.rows}
    page.work.state.choose("done")
    assert [one.id for one in table.lines.rows] == [marked.id]


def test_a_household_is_opened_at_its_changes_and_left_to_the_same_line(
    window: Window, after: list[str]
) -> None:
    page = page_of(window)
    place = next(
        n for n, one in enumerate(page.work.table.lines.rows) if one.household_no == after[5]
    )
    page.work.table.go_to(place)
    press(window, "Return")
    assert window.now == "households"
    houses = window.pages["households"]
    assert isinstance(houses, HouseholdsPage)
    assert houses.drawer.tabs.key() == "changes"
    rows = houses.drawer.changes.table.lines.rows
    assert (rows[0].what, rows[0].day) == ("信息变更", page.work.table.lines.rows[place].as_of_date)
    assert [one.what for one in rows[1:4]] == ["需要继续帮扶", "户联系电话", "要办"]
    assert rows[2].text.endswith("→ 154****7777")
    assert rows[-1].what == "新增"
    assert not houses.drawer.left.isVisible()
    QTest.keyClick(houses, Qt.Key.Key_Escape)
    settle()
    assert window.now == "rosters"
    assert page.work.table.currentIndex().row() == place


def test_a_household_that_left_says_so_with_its_loan_and_what_follows(
    window: Window, after: list[str]
) -> None:
    window.open("households", after[0])
    houses = window.pages["households"]
    assert isinstance(houses, HouseholdsPage)
    said = houses.drawer.left.text.text()
    newest = window.desk.rosters.versions()[0].as_of_date.isoformat()
    assert houses.drawer.left.isVisible()
    assert said.startswith(f"已调出：{newest} 起不在名单上。尾号 0000 的贷款 2027-03-10 到期")
    assert "原贷款不追溯调整" in said
    assert said.endswith("要办：发名单调整告知书、到期转农户贷款。")
    for one in window.desk.rosters.consequences():
        if one.household_no == after[0]:
            window.desk.rosters.mark_done(one.id)
    window.open("households", after[0])
    assert houses.drawer.left.text.text().endswith("要办的事都已办结。")
    window.open("households", after[1])
    assert "2 笔未到期贷款不追溯调整，最早 2027-03-10 到期" in houses.drawer.left.text.text()
    window.open("households", after[2])
    assert "贷款" not in houses.drawer.left.text.text()
    assert houses.drawer.tabs.buttons["changes"].text() == "变更 2"


def test_a_household_that_was_merged_says_where_it_went(county_window: Window) -> None:
    county = county_window.desk
    into, gone = (one.household_no for one in lines(county)[:2])

    def merge(row: Row) -> Row:
        mine = row["household_no"] == gone
        return {**row, "household_no": into, "head_name": "并"} if mine else row

    changed(county, merge)
    county_window.open("households", gone)
    houses = county_window.pages["households"]
    assert isinstance(houses, HouseholdsPage)
    said = houses.drawer.left.text.text()
    assert said.startswith("已合户：") and f"并入 {into}" in said
    assert said.endswith("要办：核对分户合户。")
    county_window.open("households", into)
    assert not houses.drawer.left.isVisible()


def test_the_sheet_for_who_left_is_at_hand_and_only_for_who_left(
    window: Window, after: list[str]
) -> None:
    page = page_of(window)
    page.work.code.choose("recheck")
    press(window, "P")
    assert window.now == "rosters" and "只给调出的户" in window.toast.text.text()
    page.work.code.choose("notice")
    page.work.table.setFocus()
    line = page.work.table.line()
    assert line is not None and line.household_no == after[0]
    press(window, "P")
    assert window.now == "printing"
    printing = window.pages["printing"]
    assert isinstance(printing, PrintingPage)
    printing.look()
    assert printing.kind.code() == "F22"
    assert printing.draft is not None and printing.draft.missing == ()
    page_of(window)
    press(window, "V")
    assert window.now == "visits"


def test_the_work_of_a_first_version_is_said_to_be_left_out(window: Window) -> None:
    first = window.desk.rosters.versions()[-1]
    assert first.first
    page = page_of(window, ("work", first.roster_version))
    assert page.work.table.lines.total == first.households
    assert "各户都是新增" in page.work.note.text()
    page.work.version.choose("")
    assert page.work.note.text() == ""
    assert first.roster_version not in {one.roster_version for one in page.work.table.lines.rows}


def test_a_mark_of_another_machine_stays_and_the_page_says_why(
    county_window: Window, desk: Desk, box: Path
) -> None:
    county = county_window.desk
    without(county, lines(county)[0].household_no)
    county.sync.export(str(box))
    desk.sync.take(str(box))
    first = desk.rosters.consequences()[0]
    desk.rosters.mark_done(first.id)
    desk.sync.export(str(box))
    county.sync.take(str(box))
    page = page_of(county_window, "work")
    page.work.state.choose("done")
    page.work.table.setFocus()
    press(county_window, "Space")
    assert page.banner.isVisible() and page.banner.property("tone") == "error"
    line = page.work.table.line()
    assert line is not None and line.done_on is not None
