"""The page of rosters by keyboard: versions, differences, quality, what leaves, how it fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollBar

from desktop.pages.rosters import RostersPage
from desktop.pages.sync import SyncPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.ui.theme import Theme
from tests.checking import LARGE, SMALL
from tests.follow import Row, a_later_door, changed, lines, without
from tests.rostering import page_of, press, stirred
from tests.sheet_files import cells
from tests.windows import clipped, settle, shown, told

pytest_plugins = ["tests.window_fixtures", "tests.rostering_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


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
    assert [one.live_loan_count for one in page.diff.table.lines.rows] == [1, 2, 0]


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
    theme.scaled(scale).wear(QApplication.instance(), QApplication.font().families())
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
    for number in after[:2]:
        window.open("households", ("changes", number))
        settle()
        assert (window.width(), window.height()) == size
        drawer = window.pages["households"].drawer
        assert clipped(drawer) == []
        text = drawer.left.text
        assert text.height() >= text.heightForWidth(text.width())
        corner = drawer.mapTo(window, QPoint(drawer.width(), drawer.height()))
        assert corner.x() <= size[0] and corner.y() <= size[1]


def _sideways(bar: object) -> bool:
    return isinstance(bar, QScrollBar) and bar.orientation() == Qt.Orientation.Horizontal
