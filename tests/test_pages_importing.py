"""Importing in the window: nothing goes in unseen, every problem is mendable, all can be undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.importing import CHECK, CHOOSE, COLUMNS, RESULT, ImportingPage
from desktop.pages.importing.adopting import Everything
from desktop.pages.importing.undoing import Undoing
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.import_books import logical, sample
from tests.importing import dialog, enter, figures, key, page_of, stand_on, strange_roster
from tests.sheet_files import cells, write_book
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures", "tests.importing_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
MESSY = sample("messy", "roster")
SIZES = ((1366, 697), (1093, 543))
ANYWHERE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def undo_newest(page: ImportingPage, window: Window) -> None:
    """Take back the newest import that stands, with a reason."""
    page.show_history()
    rows = page.history.table.lines.rows
    page.history.table.go_to(next(n for n, one in enumerate(rows) if one.undoable))
    page.history.undo.click()
    settle()
    sheet = dialog(window)
    assert isinstance(sheet, Undoing)
    sheet.work()
    assert "请写明" in sheet.field.hint.text()
    sheet.reason.setText("选错了文件")
    sheet.work()
    settle()


def test_a_messy_list_is_checked_adopted_exported_taken_and_undone(
    page: ImportingPage, at_county: Window, ledger: Desk, tmp_path: Path
) -> None:
    before = logical(ledger.session.store)
    page.look(MESSY)
    settle()
    assert page.faces.currentIndex() == CHECK  # every column was found
    assert figures(page)[0] == "表里 891 行 ="
    assert {"可导入 863 行", "待改 18 行", "299 户 863 人"} <= set(figures(page))
    problems = page.reviewing.problems
    columns = problems.table.lines.columns
    seen = "".join(one.text(line) for line in problems.lines() for one in columns)
    assert not re.search(r"149999\d{11}[\dXx]|(?<!\d)154\d{8}(?!\d)", seen)
    stand_on(problems, "formula_text")
    enter(at_county)
    assert {"可导入 864 行", "待改 17 行"} <= set(figures(page))
    assert problems.effects.buttons["adopted"].text() == "已采用 1"
    assert problems.take.text() == "导入 864 行"
    assert page.work is not None
    assert next(iter(page.work.adopted.values())) in problems.table.lines.rows  # marked, not gone

    page.mending.write(page.work, tmp_path / "待改.xlsx")
    assert "原表原列" in page.banner.text.text()
    head, *waiting = cells(tmp_path / "待改.xlsx")
    assert len(waiting) == 17 and all(row[head.index("错误原因")] for row in waiting)
    assert logical(ledger.session.store) == before

    QTest.mouseClick(problems.take, Qt.MouseButton.LeftButton)
    settle()
    assert page.faces.currentIndex() == RESULT
    assert "还有 17 行没有导入" in page.result.held.text()
    assert ledger.imports.runs()[0].adopted == 1
    undo_newest(page, at_county)
    assert logical(ledger.session.store) == before
    assert ledger.imports.runs()[0].undo_reason == "选错了文件"


def test_a_mended_row_comes_back_and_joins_the_others(
    page: ImportingPage, at_county: Window, ledger: Desk, tmp_path: Path
) -> None:
    page.look(MESSY)
    assert page.work is not None
    page.mending.write(page.work, tmp_path / "待改.xlsx")
    page.reviewing.problems.take.click()
    before = logical(ledger.session.store)
    head, *waiting = cells(tmp_path / "待改.xlsx")
    at = head.index("自然村")
    mended = [row for row in waiting if "@SUM" in str(row[at])]
    assert len(mended) == 1
    mended[0][at] = "上河湾"
    page.look(write_book(tmp_path / "改好.xlsx", [head, *mended]))
    settle()
    assert "改好的错误行" in page.file.text()
    page.reviewing.problems.take.click()
    assert ledger.imports.runs()[0].imported_rows == 1
    assert len(ledger.households.numbers()) == 299
    undo_newest(page, at_county)
    assert logical(ledger.session.store) == before


def test_the_keyboard_alone_imports_a_list_and_takes_it_back(
    at_county: Window, ledger: Desk
) -> None:
    page = page_of(at_county)
    assert QApplication.focusWidget() is page.choosing.choose
    page.look(sample("clean", "roster"))  # what the file dialog answers
    settle()
    key(at_county, "Ctrl+Return")
    assert page.faces.currentIndex() == RESULT
    assert QApplication.focusWidget() is page.result.back
    assert page.result.steps
    page.result.undo.setFocus()
    enter(at_county)
    sheet = dialog(at_county)
    assert isinstance(sheet, Undoing)
    QTest.keyClicks(sheet.reason, "wrong file")
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    settle()
    assert ledger.imports.runs()[0].undone_at is not None
    assert ledger.rosters.versions() == []
    assert page.faces.currentIndex() == CHOOSE
    key(at_county, "Esc")
    assert at_county.now == "rosters"


def test_all_rows_of_one_problem_are_shown_before_their_suggestions_are_taken(
    page: ImportingPage, at_county: Window
) -> None:
    page.look(MESSY)
    problems = page.reviewing.problems
    stand_on(problems, "formula_text")
    key(at_county, "A")
    sheet = dialog(at_county)
    assert isinstance(sheet, Everything)
    assert {one.code for one in sheet.table.lines.rows} == {"formula_text"}
    listed = list(sheet.table.lines.rows)
    assert page.work is not None and page.work.adopted == {}
    enter(at_county)
    assert sorted(one.row or 0 for one in page.work.adopted.values()) == [one.row for one in listed]
    assert f"待改 {18 - len(listed)} 行" in figures(page)
    problems.effects.choose("adopted")
    assert len(problems.table.lines.rows) == len(listed)
    problems.table.setFocus()
    enter(at_county)  # once more gives it back
    assert len(page.work.adopted) == len(listed) - 1


def test_problems_are_narrowed_by_what_happens_and_by_what_is_wrong(page: ImportingPage) -> None:
    page.look(MESSY)
    problems = page.reviewing.problems
    assert page.work is not None and page.work.report is not None
    counts = page.work.report.problem_counts
    for effect in ("held", "flagged", "fixed"):
        problems.effects.choose(effect)
        assert {one.effect for one in problems.table.lines.rows} == {effect}
        assert problems.effects.buttons[effect].text().endswith(str(sum(counts[effect].values())))
    for code, number in counts["fixed"].items():
        problems.codes.choose(code)
        assert len(problems.table.lines.rows) == number
        assert f"{number} 处" in problems.codes.currentText()


def test_a_missing_column_is_named_chosen_and_remembered_for_the_next_file(
    page: ImportingPage, ledger: Desk, tmp_path: Path
) -> None:
    page.look(strange_roster(tmp_path / "one.xlsx"))
    settle()
    columns = page.columns
    assert page.faces.currentIndex() == COLUMNS
    assert "证件号码" in columns.missing.text() and "缺" in columns.missing.text()
    assert columns.missing.property("tone") == "error" and not columns.next.isEnabled()
    columns.combos["E"].choose("id_number")
    assert columns.next.isEnabled() and "记住" in columns.hints["E"].text()
    columns.next.click()
    settle()
    assert page.faces.currentIndex() == CHECK and "可导入 2 行" in figures(page)
    assert ledger.imports.mappings() == []
    page.reviewing.problems.take.click()
    assert len(ledger.imports.mappings()) == 1

    page.look(strange_roster(tmp_path / "two.xlsx", people=1))
    settle()
    assert page.faces.currentIndex() == CHECK and "记住的对列" in page.file.text()
    page.reviewing.problems.columns.click()
    settle()
    assert columns.kept.isVisible() and "上次改过" in columns.hints["E"].text()
    columns.forget.click()
    settle()
    assert page.faces.currentIndex() == COLUMNS and "缺" in columns.missing.text()
    assert ledger.imports.mappings() == []


def test_a_field_has_one_column_and_the_one_that_lost_it_says_so(
    page: ImportingPage, tmp_path: Path
) -> None:
    page.look(strange_roster(tmp_path / "one.xlsx"))
    columns = page.columns
    columns.combos["E"].choose("name")
    assert columns.combos["D"].code() == ""
    assert "改由 E 列读" in columns.hints["D"].text()
    assert columns.mapping() == {"姓名": "", "号甲": "name"}
    columns.reset.click()
    assert columns.mapping() == {}


def test_reading_columns_otherwise_gives_adopted_suggestions_back(page: ImportingPage) -> None:
    page.look(MESSY)
    stand_on(page.reviewing.problems, "formula_text")
    page.reviewing.adopt(page.reviewing.problems.table.line())
    page.reviewing.problems.columns.click()
    letter = next(k for k, one in page.columns.combos.items() if one.code() == "phone")
    page.columns.combos[letter].choose("")
    page.columns.next.click()
    assert page.work is not None and page.work.adopted == {}
    assert "退回" in page.banner.text.text()


def test_a_cell_that_is_only_to_be_looked_at_is_not_called_changed(
    at_county: Window, page: ImportingPage
) -> None:
    assert page is page_of(at_county, "assignment")
    page.look(sample("messy", "assignment"))
    settle()
    lines = page.reviewing.problems.table.lines
    said = {one.code: lines.index(at, 5).data() for at, one in enumerate(lines.rows)}
    assert said["township_unassigned"] == "玉坪乡"
    assert not any(
        one.effect != "fixed" and said[one.code].startswith("已改为") for one in lines.rows
    )
