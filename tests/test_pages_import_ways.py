"""Ways out of an import in the window: refused, stopped, left, locked, undone too late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.pages.importing import CHECK, CHOOSE, COLUMNS, HISTORY, RESULT, ImportingPage
from desktop.pages.importing.townships import ByTownship
from desktop.pages.importing.undoing import Undoing
from desktop.pages.rosters import RostersPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.imports import ProblemLine
from desktop.ui.jobs import Jobs, Progress
from tests.import_books import ORDER, Clock, logical, sample
from tests.importing import dialog, figures, page_of, stand_on, strange_roster
from tests.sheet_files import DATA, cells, write_book
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures", "tests.importing_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
MESSY = sample("messy", "roster")
SIZES = ((1366, 697), (1093, 543))
ANYWHERE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_the_same_file_again_needs_nothing(page: ImportingPage, ledger: Desk) -> None:
    page.look(sample("clean", "roster"))
    page.reviewing.problems.take.click()
    page.look(sample("clean", "roster"))
    assert "已经导入过（第 1 次导入）" in page.banner.text.text()
    assert not page.reviewing.problems.take.isEnabled()
    assert len(ledger.imports.runs()) == 1


@pytest.mark.parametrize("name", ["truncated", "password", "other_table", "empty"])
def test_a_refused_file_gets_one_sentence_another_try_and_changes_nothing(
    page: ImportingPage, ledger: Desk, name: str
) -> None:
    before = logical(ledger.session.store)
    page.look(DATA / "malformed" / f"{name}.xlsx")
    settle()
    assert page.banner.property("tone") == "error"
    assert page.banner.text.text().count("没有") >= 1
    assert page.banner.buttons[-1].text() == "换一个文件"
    assert QApplication.focusWidget() is page.banner.buttons[-1]
    assert page.faces.currentIndex() == CHOOSE
    assert logical(ledger.session.store) == before


def test_one_flipped_byte_and_nothing_is_imported(
    page: ImportingPage, ledger: Desk, tmp_path: Path
) -> None:
    body = bytearray(sample("clean", "roster").read_bytes())
    body[len(body) // 2] ^= 1
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(body)
    before = logical(ledger.session.store)
    page.look(path)
    assert page.banner.property("tone") == "error"
    assert logical(ledger.session.store) == before


def test_stopping_an_import_changes_nothing_and_says_so(
    page: ImportingPage, ledger: Desk, jobs: Jobs
) -> None:
    page.look(sample("clean", "roster"))
    before = logical(ledger.session.store)
    seen: list[str] = []

    def stop(progress: Progress, title: str) -> None:
        seen.append(title)
        progress.stop()

    jobs.began.connect(stop)
    page.reviewing.problems.take.click()
    jobs.began.disconnect(stop)
    assert seen == ["正在导入 roster.xlsx"]
    assert "没有导入任何内容" in page.banner.text.text()
    assert page.banner.property("tone") == "info"
    assert logical(ledger.session.store) == before and ledger.imports.runs() == []
    page.reviewing.problems.take.click()
    assert len(ledger.imports.runs()) == 1


def test_leaving_at_any_step_leaves_nothing(
    page: ImportingPage, at_county: Window, ledger: Desk, tmp_path: Path
) -> None:
    before = logical(ledger.session.store)
    for path in (MESSY, strange_roster(tmp_path / "one.xlsx")):
        at_county.open("importing", "roster")
        page.look(path)
        assert page.faces.currentIndex() in {CHECK, COLUMNS}
        QTest.keyClick(page, Qt.Key.Key_Escape)
        settle()
        assert at_county.now == "rosters" and page.work is None
    assert logical(ledger.session.store) == before and ledger.imports.mappings() == []


def test_a_day_that_cannot_be_is_said_under_the_day(
    page: ImportingPage, ledger: Desk, clock: Clock
) -> None:
    page.look(sample("clean", "roster"))
    problems = page.reviewing.problems
    problems.day.set_day(clock.now.date() + timedelta(days=90))
    problems.day.editingFinished.emit()
    problems.take.click()
    assert "还没有到" in problems.hint.text() and ledger.imports.runs() == []
    problems.day.set_day(clock.now.date())
    problems.day.editingFinished.emit()
    assert problems.hint.text() == ""
    problems.take.click()
    assert ledger.imports.runs()[0].as_of == clock.now.date()


def test_a_part_of_a_list_goes_in_as_the_whole_only_when_that_was_asked(
    page: ImportingPage, at_county: Window, ledger: Desk, tmp_path: Path, clock: Clock
) -> None:
    page.look(sample("clean", "roster"))
    page.reviewing.problems.take.click()
    rows = cells(sample("clean", "roster"))
    page.look(write_book(tmp_path / "part.xlsx", rows[:40]))
    page.reviewing.problems.day.set_day(clock.now.date())
    page.reviewing.problems.day.editingFinished.emit()
    settle()
    assert page.faces.currentIndex() == CHECK and not page.reviewing.problems.take.isEnabled()
    assert "像是只有一部分" in page.banner.text.text() and "--" not in page.banner.text.text()
    assert "可以导入" not in told(page)
    assert QApplication.focusWidget() not in page.banner.buttons  # Enter goes on where it was
    assert "不用改 39 行" in figures(page) and not any("可导入" in one for one in figures(page))
    assert any(one.startswith("调出") for one in figures(page))
    page.reviewing.problems.day.set_day(clock.now.date() - timedelta(days=400))
    page.reviewing.problems.day.editingFinished.emit()
    assert "已跳过" in page.reviewing.problems.hint.text() and not page.banner.isVisible()
    page.reviewing.problems.day.set_day(clock.now.date())
    page.reviewing.problems.day.editingFinished.emit()
    page.banner.buttons[0].click()
    settle()
    dialog(at_county).buttons["go"].click()
    settle()
    assert len(ledger.imports.runs()) == 2 and page.faces.currentIndex() == RESULT
    links = [one for one in page.result.findChildren(QPushButton) if "按乡镇" in one.text()]
    links[-1].click()
    settle()
    sheet = dialog(at_county)
    assert isinstance(sheet, ByTownship)
    first, other = sheet.table.lines.rows
    assert (first.had, first.counts["removed"]) == (174, 160)
    assert (other.township, other.counts) == ("安家庄乡", {})  # not in the file: it stays


def test_every_kind_is_checked_and_the_countys_own_go_in(at_county: Window) -> None:
    for kind in ORDER:
        page = page_of(at_county, kind)
        page.look(sample("clean", kind))
        assert page.faces.currentIndex() == CHECK, page.banner.text.text()
        assert kind in {"assignment", "roster"} or any("合计" in one for one in figures(page))
        if page.reviewing.allowed:
            page.reviewing.problems.take.click()
            assert page.faces.currentIndex() == RESULT, page.banner.text.text()
            assert "报到县里" not in told(page.result)  # this is the county
    assert at_county.rail.buttons["subsidies"].isChecked()
    page.show_history()
    taken = [one.kind for one in page.history.table.lines.rows]
    assert taken[-2:] == ["roster", "assignment"]
    page.history.kind.choose("roster")
    assert [one.kind for one in page.history.table.lines.rows] == ["roster"]


def test_an_undo_that_cannot_be_says_why_under_the_reason(
    page: ImportingPage, at_county: Window, ledger: Desk, clock: Clock
) -> None:
    page.look(sample("clean", "roster"))
    page.reviewing.problems.take.click()
    clock.on(days=1)
    page.look(sample("clean", "roster"))
    page.reviewing.problems.day.set_day(clock.now.date() + timedelta(days=1))
    page.reviewing.problems.day.editingFinished.emit()
    page.reviewing.problems.take.click()
    before = logical(ledger.session.store)
    page.show_history()
    page.history.table.go_to(1)
    page.history.undo.click()
    sheet = dialog(at_county)
    assert isinstance(sheet, Undoing)
    sheet.reason.setText("重导")
    sheet.work()
    assert "0002" in sheet.field.hint.text() and sheet.isVisible()
    assert logical(ledger.session.store) == before
    sheet.reject()
    clock.on(days=31)
    page.show_history()
    assert not page.history.undo.isEnabled()
    assert "不能再撤销" in page.history.at_hand.text()


def test_an_officer_looks_at_a_list_but_does_not_take_it_in(window: Window) -> None:
    page = page_of(window)
    page.look(sample("clean", "roster"))
    assert page.faces.currentIndex() == CHECK
    assert not page.reviewing.problems.take.isEnabled()
    assert "只能检查" in page.banner.text.text()


def test_a_file_that_is_let_go_on_the_page_is_looked_at(page: ImportingPage) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(MESSY))])
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(50, 50), ANYWHERE[0], mime, *ANYWHERE[1:]))
    assert "松开" in page.choosing.text.text()
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), ANYWHERE[0], mime, *ANYWHERE[1:]))
    assert page.faces.currentIndex() == CHECK and "松开" not in page.choosing.text.text()
    assert page.desk.settings.show()["import_folder"] == str(MESSY.parent)


def test_the_lock_takes_what_was_read_and_leaves_what_was_chosen(
    page: ImportingPage, at_county: Window
) -> None:
    page.look(MESSY)
    stand_on(page.reviewing.problems, "formula_text")
    page.reviewing.adopt(page.reviewing.problems.table.line())
    at_county.lock()
    settle()
    assert not page.reviewing.problems.table.lines.rows and "roster" not in told(page)
    at_county._unlocked(None)  # noqa: SLF001 - what the lock says when it opens
    settle()
    assert page.faces.currentIndex() == CHECK
    assert "待改 17 行" in figures(page)


def test_fifty_thousand_problems_are_all_there(page: ImportingPage) -> None:
    lines = [
        ProblemLine(
            row=row, column="证件号码", code="whitespace_removed", effect="flagged",
            original=f" {row}", suggestion="", field="id_number",
        )
        for row in range(1, 50_001)
    ]  # fmt: skip
    problems = page.reviewing.problems
    problems.show_lines(lines, {})
    assert len(problems.table.lines.rows) == 50_000
    QTest.keyClick(problems.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert problems.table.line() is lines[-1]


def test_every_step_fits_a_laptop_at_125_percent(
    page: ImportingPage, at_county: Window, tmp_path: Path
) -> None:
    def fits(step: str) -> None:
        for size in SIZES:
            at_county.resize(*size)
            settle()
            assert (at_county.width(), at_county.height()) == size, step
            assert at_county.minimumSizeHint().width() <= 1024, step
            assert clipped(page) == [], (step, size)

    fits("choose")
    page.look(strange_roster(tmp_path / "one.xlsx"))
    fits("columns")
    page.look(MESSY)
    fits("check")
    assert at_county.width() == 1093 and page.reviewing.problems.table.height() >= 5 * 30
    page.look(sample("clean", "roster"))
    page.reviewing.problems.take.click()
    fits("result")
    page.show_history()
    assert page.faces.currentIndex() == HISTORY
    fits("history")


def test_a_list_that_was_taken_leads_to_what_it_leaves_to_do_and_to_check(
    page: ImportingPage, at_county: Window, ledger: Desk
) -> None:
    at_county.open("rosters")
    rosters = at_county.pages["rosters"]
    assert isinstance(rosters, RostersPage)
    for tab, said in (
        ("versions", "还没有名单"),
        ("quality", "还没有名单"),
        ("work", "还没有名单"),
    ):
        rosters.tabs.choose(tab)
        settle()
        assert said in told(rosters.view()), tab
    rosters.tabs.choose("diff")
    assert rosters.diff.table.lines.total == 0 and "还没有名单" in rosters.diff.note.text()
    rosters.tabs.choose("versions")
    rosters.versions.empty.buttons[0].click()
    assert at_county.now == "importing"
    page.look(sample("clean", "roster"))
    page.reviewing.problems.take.click()
    assert page.faces.currentIndex() == RESULT
    page.result.steps[0].click()
    assert at_county.now == "rosters" and rosters.view() is rosters.work
    (label,) = {one.roster_version for one in ledger.rosters.versions()}
    assert rosters.work.version.code() == label and "各户都是新增" in rosters.work.note.text()
    at_county.open("importing")
    page.result.steps[1].click()
    assert rosters.view() is rosters.quality and "处要核对" in rosters.quality.count.text()
