"""导出Excel in the window: every table has its list, one way to it, a reason where it needs one."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from desktop.pages.households import HouseholdsPage
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.ui.tables import Table
from tests.sheet_files import cells
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
ROOT = Path(__file__).resolve().parent.parent

# Tables that leave in no list of their own, and why.
STAY = {
    "calls.py": "a list being keyed back; what comes of it leaves with the visits",
    "eligibility/keeping.py": "the same checks leave from the page behind it (checks)",
    "importing/adopting.py": "the error file keeps the columns of the file that came",
    "importing/history.py": "what this machine took in, to be undone here; nothing of the county's",
    "importing/townships.py": "a look ahead at a list; what it changed leaves as roster_changes",
    "printing/boards.py": "each hanging is an entry of 宣传登记 and leaves with it",
    "settings/backups.py": "copies on this machine; the list means nothing anywhere else",
    "settings/products.py": "the handbook of products leaves on paper (F24)",
    "settings/policy/reader.py": "a published document; it leaves as the document itself",
    "visits/quick/choosers.py": "a list to pick one household from; it leaves as the call list",
    "settings/policy/timeline.py": "an answer to a question typed just now; nothing of it is kept",
}

# Tables of one office, which are named once they are shown there: see `test_pages_compensation`.
OF_ONE_OFFICE = {"逾期未申请", "专户流水", "每日规模"}


def tables_of(window: Window) -> list[tuple[str, Table[object]]]:
    """Every table of every page, with its page's key."""
    found = []
    for key in window._by_key:  # noqa: SLF001 - the window's own table of pages
        page = window.page(key)
        found += [(key, one) for one in page.findChildren(Table)]
    return found


def asked(window: Window) -> QDialog:
    """The dialog in front."""
    settle()
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def choose(window: Window, out: Path) -> None:
    """Answer the question where the file goes."""
    dialog = asked(window)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(out))
    dialog.close()
    settle()


def press(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)


def test_every_table_of_the_source_leaves_as_a_list_or_says_why_not() -> None:
    made, leaves = {}, {}
    pages = ROOT / "desktop" / "pages"
    for path in sorted(pages.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        name = path.relative_to(pages).as_posix()
        subscripts = [one.value for one in calls if isinstance(one, ast.Subscript)]
        made[name] = sum(isinstance(one, ast.Name) and one.id == "Table" for one in subscripts)
        leaves[name] = any(isinstance(one, ast.Attribute) and one.attr == "leaves" for one in calls)
    silent = {name for name, count in made.items() if count and not leaves[name]}
    assert silent - {"households/histories.py"} == set(STAY)  # histories: named by the drawer


@pytest.mark.parametrize("role", ["township", "county"])
def test_every_table_of_the_window_names_a_list_that_exists(
    open_desk: Callable[[str], Desk], open_window: Callable[[Desk], Window], role: str
) -> None:
    desk = open_desk(role)
    window = open_window(desk)
    known = {one.key for one in desk.exports.lists()}
    found = tables_of(window)
    assert len(found) > 10
    named = {one.leaves_as for _, one in found if one.leaves_as}
    assert named <= known
    nameless = {one.accessibleName() for _, one in found if not one.leaves_as}
    assert nameless <= {
        "自动备份", "适用的合同", "文件里的数字", "文件里的条件", "合同时间线", "检查出的问题",
        "导入记录", "采用的建议", "列的对应", "要回填的户", "公示牌登记", "金融产品",
    } | OF_ONE_OFFICE  # fmt: skip


@pytest.mark.parametrize("role", ["township", "county"])
def test_what_a_table_shows_can_always_be_written(
    open_desk: Callable[[str], Desk],
    open_window: Callable[[Desk], Window],
    tmp_path: Path,
    role: str,
) -> None:
    window = open_window(open_desk(role))
    for key, table in tables_of(window):
        if table.leaves_as:
            out = tmp_path / f"{key}-{table.leaves_as}.xlsx"
            window.exporting.of_table(window.page(key), table)
            dialog = asked(window)
            if dialog.objectName() == "export_reason":
                button = dialog.findChild(QPushButton, "masked")
                assert button is not None
                button.click()
            choose(window, out)
            assert str(out) in window.page(key).banner.text.text()
            assert cells(out)[2]


def test_ctrl_e_writes_the_list_as_it_is_narrowed_and_says_where_it_went(
    window: Window, tmp_path: Path
) -> None:
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    page.filters.loans.choose("none")
    without = page.table.lines.total
    page.filters.told.choose("never")
    wanted = page.table.lines.total
    assert wanted < without
    out = tmp_path / "h.xlsx"
    press(window)
    choose(window, out)
    assert len(cells(out)) - 3 == wanted > 0
    assert str(out) in page.banner.text.text()
    assert f"已导出 {wanted:,} 行" in page.banner.text.text()


def test_the_button_does_what_the_key_does(window: Window, tmp_path: Path) -> None:
    window.open("visits")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    out = tmp_path / "v.xlsx"
    page.export_button.click()
    choose(window, out)
    assert len(cells(out)) - 3 == page.table.lines.total
    assert "已导出" in page.banner.text.text()


def test_the_table_with_the_focus_leaves_first_and_full_numbers_want_a_reason(
    window: Window, tmp_path: Path
) -> None:
    window.open("households", window.desk.households.numbers()[3])
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    page.drawer.members.setFocus()
    settle()
    press(window)
    dialog = asked(window)
    full = dialog.findChild(QPushButton, "full")
    assert full is not None and not full.isEnabled()
    from desktop.ui.fields import NoteLine

    line = dialog.findChild(NoteLine)
    assert line is not None
    line.setText("核对证件")
    assert full.isEnabled()
    full.click()
    out = tmp_path / "m.xlsx"
    choose(window, out)
    rows = cells(out)
    assert "用途：核对证件" in str(rows[1][0])
    assert all(str(row[6]).startswith("149999") for row in rows[3:])
    assert {row[1] for row in rows[3:]} == {window.desk.households.numbers()[3]}


def test_where_there_is_no_table_the_page_says_so(window: Window) -> None:
    window.open("reports")
    press(window)
    assert "没有可以导出的表" in window.page("reports").banner.text.text()


def test_a_folder_that_is_gone_is_said_on_the_page(window: Window, tmp_path: Path) -> None:
    window.open("visits")
    press(window)
    choose(window, tmp_path / "gone" / "v.xlsx")
    assert "没有" in window.page("visits").banner.text.text()
