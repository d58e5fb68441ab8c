"""The page of rosters by keyboard: versions, differences, the work they leave, quality."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollBar

from desktop.pages.households import HouseholdsPage
from desktop.pages.printing import PrintingPage
from desktop.pages.rosters import RostersPage
from desktop.pages.sync import SyncPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.ui.theme import Theme
from tests.checking import LARGE, SMALL
from tests.follow import Row, a_later_door, changed, lend, lines, people, publish, without
from tests.sheet_files import cells
from tests.windows import clipped, settle, shown, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def page_of(window: Window, what: object = None) -> RostersPage:
    window.open("rosters", what)
    settle()
    page = window.pages["rosters"]
    assert isinstance(page, RostersPage)
    return page


def press(window: Window, *names: str) -> None:
    """Keys as the keyboard sends them: to whatever has the focus."""
    for name in names:
        if QApplication.activeWindow() is None:
            window.activateWindow()
            settle()
        QTest.keySequence(QApplication.focusWidget() or window, name)
        settle()


def stirred(county: Desk, loans: int = 1) -> list[str]:
    """A version in which three households leave, four change and one is new; who left first."""
    numbers = [one.household_no for one in lines(county)]
    for place in range(loans):
        lend(county, numbers[place], f"JK20251200{place:02d}")

    def change(row: Row) -> Row | None:
        number = row["household_no"]
        if number in numbers[:3]:
            return None
        if number in numbers[3:7]:
            return {**row, "needs_continued_support": "no", "household_phone": "15400007777"}
        return row

    rows = [made for row in people(county) if (made := change(dict(row))) is not None]
    new = {**rows[0], "household_no": "14112410077777", "member_no": "1411241007777701"}
    new["id_number"] = "149999197001019993"
    publish(county, [*rows, new])
    return numbers


@pytest.fixture
def after(desk: Desk, county_desk: Desk, box: Path) -> list[str]:
    """The township has taken a version that changed eight households."""
    numbers = stirred(county_desk)
    county_desk.sync.export(str(box))
    desk.sync.take(str(box))
    return numbers


def test_the_county_sees_versions_with_who_has_them_and_says_no_more_than_it_knows(
    county_window: Window, desk: Desk, box: Path
) -> None:
    county = county_window.desk
    page = page_of(county_window)
    assert page.view() is page.versions
    table = page.versions.table
    assert county_window.rail.buttons["rosters"].isChecked()
    assert {one.in_force for one in table.lines.rows} == {True, False}

    def way() -> str:
        page.refresh()
        return str(table.lines.index(0, 6).data())

    assert way() == "1 台已收到"
    without(county, lines(county)[0].household_no)
    assert way() == "1 台没有下发"
    county.sync.export(str(box))
    assert way() == "1 台等回执"
    assert "已写入数据包，等回执" in page.versions.hand.text()
    desk.sync.run(str(box))
    county.sync.take(str(box))
    assert way() == "1 台已收到"
    assert "高晓梅 已收到" in page.versions.hand.text()
    press(county_window, "Return")
    assert page.view() is page.diff
    assert [one.change_type for one in page.diff.table.lines.rows] == ["removed"]


def test_a_township_is_told_nothing_of_other_laptops(window: Window) -> None:
    page = page_of(window, "versions")
    assert page.versions.table.isColumnHidden(6)
    assert not page.versions.import_button.isVisible()
    assert not page.versions.undo_button.isVisible()
    assert window.rail.buttons["households"].isChecked()


def test_undoing_leads_to_the_import_history(county_window: Window) -> None:
    page = page_of(county_window)
    QTest.mouseClick(page.versions.undo_button, Qt.MouseButton.LeftButton)
    assert county_window.now == "importing"
    assert county_window.pages["importing"].history.isVisible()


def test_a_difference_is_read_in_words_and_masked(window: Window, after: list[str]) -> None:
    page = page_of(window, "diff")
    assert page.diff.count.text() == "新增 1 户、调出 3 户、信息变更 4 户"
    page.diff.change.choose("changed")
    line = page.diff.table.lines.rows[0]
    assert line.household_no == after[3]
    said = str(page.diff.table.lines.index(0, 2).data())
    assert said.startswith("需要继续帮扶：") and "→ 否" in said
    assert "→ 154****7777" in said
    assert "15400007777" not in told(page)
    page.diff.change.choose("removed")
    assert [one.live_loan_count for one in page.diff.table.lines.rows].count(1) == 1


def test_any_two_versions_can_be_compared_both_ways(county_window: Window) -> None:
    county = county_window.desk
    oldest = county.rosters.versions()[-1].roster_version
    number = lines(county)[0].household_no
    without(county, number)
    page = page_of(county_window, "diff")
    diff = page.diff
    diff.township.choose("141124105")
    assert [one.household_no for one in diff.table.lines.rows] == [number]
    diff.earlier.choose(oldest)
    newest = diff.later.code()
    wanted = county.rosters.diff(oldest, newest, "141124105")
    assert diff.table.lines.rows == wanted and len(wanted) == 2
    diff.later.choose(oldest)
    assert diff.earlier.code() == ""
    assert diff.note.text().startswith(f"{oldest} 是三交镇第一版名单：各户都是新增")
    assert diff.table.lines.total == county.rosters.versions()[-1].households
    diff.earlier.choose(newest)
    assert diff.note.text() == ""
    assert {one.change_type for one in diff.table.lines.rows} == {"added"}


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


def test_every_tab_leaves_as_it_is_narrowed(
    window: Window, after: list[str], tmp_path: Path
) -> None:
    page = page_of(window)
    assert after
    page.work.code.choose("recheck")
    page.diff.refresh()
    for key, table in (
        ("work", page.work.table),
        ("diff", page.diff.table),
        ("quality", page.quality.table),
        ("versions", page.versions.table),
    ):
        page.tabs.choose(key)
        if key == "diff":
            page.diff.change.choose("removed")
        table.setFocus()
        settle()
        out = tmp_path / f"{key}.xlsx"
        press(window, "Ctrl+E")
        dialog = next(one for one in shown(window, QFileDialog))
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(out))
        dialog.close()
        settle()
        rows = cells(out)
        assert len(rows) - 3 == table.lines.total, key
        assert "15400007777" not in str(rows)


def test_what_is_wrong_is_counted_narrowed_and_opens_the_household(county_window: Window) -> None:
    county = county_window.desk
    number = lines(county)[0].household_no

    def spoil(row: Row) -> Row:
        wrong = {"id_number": "149999197001011230", "household_phone": "12"}
        return {**row, **wrong} if row["household_no"] == number else row

    changed(county, spoil)
    page = page_of(county_window, "quality")
    quality = page.quality
    assert "处要核对" in quality.count.text()
    every = quality.table.lines.total
    page.view().search()
    place = [one.code for one in quality.kinds.lines.rows].index("phone_form")
    press(county_window, *["Down"] * place)
    assert quality.kinds.lines.rows[place].count == quality.table.lines.total
    assert 0 < quality.table.lines.total < every
    line = quality.table.lines.rows[0]
    assert (line.household_no, line.code) == (number, "phone_form")
    assert "上门时问清" in quality.whole.text()
    assert "149999197001011230" not in told(page)
    press(county_window, "Return")
    assert quality.table.hasFocus()
    press(county_window, "Return")
    assert county_window.now == "households"
    assert county_window.pages["households"].drawer.wanted == number


def test_a_new_list_is_said_where_it_arrives_and_leads_to_its_work(
    window: Window, county_desk: Desk, box: Path
) -> None:
    stirred(county_desk)
    county_desk.sync.export(str(box))
    window.open("sync")
    sync = window.pages["sync"]
    assert isinstance(sync, SyncPage)
    sync.mailbox.setText(str(box))
    sync.take()
    said = sync.banner.text.text()
    assert "收到新名单" in said and "新增 1 户、调出 3 户、信息变更 4 户" in said
    sync.banner.buttons[0].click()
    page = page_of(window)
    newest = window.desk.rosters.versions()[0].roster_version
    assert page.work.version.code() == newest
    assert {one.roster_version for one in page.work.table.lines.rows} == {newest}


@pytest.mark.parametrize(
    ("word", "tab"), [("mdbh", "work"), ("mdzl", "quality"), ("mdbb", "versions")]
)
def test_every_tab_is_found_by_its_initials(window: Window, word: str, tab: str) -> None:
    press(window, "Ctrl+K")
    QTest.keyClicks(window.top.search, word)
    press(window, "1")
    page = window.pages["rosters"]
    assert isinstance(page, RostersPage)
    assert page.tabs.key() == tab
    press(window, "Alt+2")
    assert page.view() is page.diff
    press(window, "Ctrl+F")
    assert QApplication.focusWidget() is page.diff.later


def test_a_locked_window_keeps_no_name(window: Window, after: list[str]) -> None:
    page = page_of(window)
    for key in page.views:
        page.tabs.choose(key)
    assert after and page.work.table.lines.total
    window.lock()
    for table in (page.work.table, page.diff.table, page.quality.table, page.versions.table):
        assert table.lines.total == 0
    assert page.work.beside.name.text() == ""


@pytest.mark.parametrize(("size", "scale"), [(LARGE, 100), (SMALL, 100), (LARGE, 150)])
def test_the_page_fits_and_shows_enough_rows(
    open_window: Callable[[Desk], Window],
    desk: Desk,
    after: list[str],
    size: tuple[int, int],
    scale: int,
) -> None:
    theme = Theme.current()
    desk.settings.set({"font_scale": str(scale)})
    try:
        theme.scaled(scale).wear(QApplication.instance(), QApplication.font().families())  # type: ignore[arg-type]
        window = open_window(desk)
        window.resize(*size)
        for what in ("work", "diff", "quality", "versions"):
            page = page_of(window, what)
            assert (window.width(), window.height()) == size, what
            assert clipped(page) == [], what
            assert not [one for one in shown(page, QScrollBar) if _sideways(one)], what
            table = page.view().findChildren(type(page.work.table))[0]
            rows = table.viewport().height() // table.rowHeight(0) if table.lines.total else 12
            assert rows >= (12 if (size, scale) == (LARGE, 100) else 5), what
        window.open("households", ("changes", after[0]))
        settle()
        assert (window.width(), window.height()) == size
        drawer = window.pages["households"].drawer
        assert clipped(drawer) == []
        text = drawer.left.text
        assert text.height() >= text.heightForWidth(text.width())
        corner = drawer.mapTo(window, QPoint(drawer.width(), drawer.height()))
        assert corner.x() <= size[0] and corner.y() <= size[1]
    finally:
        Theme.current().scaled(100).wear(QApplication.instance(), QApplication.font().families())  # type: ignore[arg-type]


def _sideways(bar: object) -> bool:
    return isinstance(bar, QScrollBar) and bar.orientation() == Qt.Orientation.Horizontal


def test_who_came_later_was_on_no_roster_of_an_earlier_day(county_desk: Desk) -> None:
    numbers = [one.household_no for one in lines(county_desk)]
    before = county_desk.rosters.versions()[0].as_of_date
    rows = people(county_desk)
    left = without(county_desk, numbers[0])
    publish(county_desk, rows)
    days = {one.roster_version: one.as_of_date for one in county_desk.rosters.versions()}

    def listed(on: date | None) -> object:
        form = county_desk.eligibility.prepare(numbers[0], on=on)
        return form.ledger[form.member_no]["on_roster"]

    assert [listed(before), listed(days[left]), listed(None)] == [True, False, True]
