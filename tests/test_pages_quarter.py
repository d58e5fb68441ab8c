"""The subsidy quarter in the window: the bank's steps from nothing to the frozen list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.pages.subsidies import SubsidiesPage
from desktop.pages.subsidies.fixing import Fixing
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.course import Choice
from desktop.ui.clause import Clause
from desktop.ui.jobs import InlineJobs, Progress
from tests.follow import lend
from tests.follow import lines as lines_of
from tests.keyboard import press, write
from tests.ledgers import Clock
from tests.quartering import DUE, LESS, a_moving_door, exchange, quarter_page
from tests.windows import settle, shown, told

pytest_plugins = ["tests.window_fixtures", "tests.quarter_page_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def door(tmp_path: Path, quarter_clock: Clock) -> Door:
    return a_moving_door(tmp_path / "home", quarter_clock)


def lines(page: SubsidiesPage) -> list[str]:
    """The tails of what is listed."""
    step = page.following if page.steps.key() == "course" else page.drafting
    return [one.line.loan_no[-4:] for one in step.table.lines.rows]


def test_an_empty_quarter_says_so_in_every_step_and_leads_on(window: Window) -> None:
    page = quarter_page(window)
    assert page.steps.key() == "fetch"
    assert page.quarter.currentText() == "2026年二季度（结息日 06-20）"
    assert "本季度还没有取数。" in told(page)
    for step, text in (("check", "还没有取数"), ("list", "还没有取数"), ("course", "还没有冻结过")):
        page.steps.choose(step)
        assert text in told(page)
        assert shown(page.faces.currentWidget(), QPushButton)


def test_of_several_banks_one_is_picked_and_each_has_a_batch_of_its_own(
    quarter_stick: Path, county_desk: Desk, desk: Desk, window: Window
) -> None:
    house = lines_of(county_desk)[7]
    lend(county_desk, house.household_no, "JK-Q-0009", bank="别的银行")
    exchange(quarter_stick, county_desk, desk)
    page = quarter_page(window)
    fetching = page.fetching
    assert fetching.bank_field.isVisible() and fetching.go.text() == "开始"
    fetching.bank.choose("别的银行")
    fetching.start()
    settle()
    assert page.now is not None and page.now.draft is not None
    assert [one.line.loan_no for one in page.now.draft.lines] == ["JK-Q-0009"]
    page.steps.choose("fetch")
    assert (fetching.bank.code(), fetching.go.text()) == ("别的银行", "重新测算")
    fetching.bank.choose("样县农村商业银行")
    assert fetching.go.text() == "开始"
    fetching.start()
    settle()
    assert len(page.now.draft.lines) == 6
    assert {one.bank for one in desk.subsidies.batches()} == {"别的银行", "样县农村商业银行"}
    assert page.now.offer.batch is not None
    assert page.now.offer.batch.bank == "样县农村商业银行"


def test_a_quarter_goes_from_nothing_to_the_county_with_the_keyboard_alone(
    quarter_start: SubsidiesPage, window: Window, desk: Desk
) -> None:
    assert quarter_start.steps.key() == "fetch"
    press(window, "Space")
    assert quarter_start.steps.key() == "check"
    assert QApplication.focusWidget() is quarter_start.drafting.table
    for _ in range(3):
        press(window, "Space")
    press(window, "O")
    assert QApplication.focusWidget() is quarter_start.drafting.reason
    write("按合同核对过")
    press(window, "Return")
    draft = quarter_start.drafting.draft
    assert draft is not None
    assert draft.open == 0
    assert quarter_start.drafting.empty.isVisible()
    press(window, "Space")
    assert quarter_start.steps.key() == "list"
    press(window, "Return")
    assert isinstance(QApplication.activeModalWidget(), Fixing)
    assert "不能再改" in told(QApplication.activeModalWidget())  # type: ignore[arg-type]
    press(window, "Return")
    assert quarter_start.steps.key() == "course"
    (found,) = desk.subsidies.declaring.declared()
    assert found.declaration.lines == draft.totals.lines
    assert found.declaration.subsidy_fen == draft.totals.subsidy_fen
    quarter_start.following.buttons["hand_over"].setFocus()
    press(window, "Space")
    for _ in range(2):
        press(window, "Return")
    assert QApplication.activeModalWidget() is None
    press(window, "Alt+2")
    assert quarter_start.steps.key() == "check"
    assert "已于 2026-07-08 冻结" in quarter_start.drafting.hint.text()


def test_causes_are_chips_that_filter_and_the_sum_is_that_of_its_sources(
    quarter_checked: SubsidiesPage,
) -> None:
    drafting = quarter_checked.drafting
    chips = {one.text() for one in drafting.chips.buttons.values()}
    assert {"待处理 3", "银行利息与测算不一致 2", "5 万元以上缺大额支出 1", "可申报 2"} <= chips
    drafting.chips.choose("cause/bank_interest_mismatch")
    assert lines(quarter_checked) == ["0001", "0002"]
    drafting.chips.choose("not_listed")
    assert lines(quarter_checked) == ["0003"]
    assert "足额付息" in told(drafting.table)
    drafting.chips.choose("all")
    assert len(lines(quarter_checked)) == 6
    draft = drafting.draft
    assert draft is not None
    sums = draft.totals
    central = sums.central_t1_fen + sums.central_t2_fen
    assert sums.subsidy_fen == central + sums.province_t1_fen
    for fen in (sums.subsidy_fen, central, sums.province_t1_fen):
        assert f"{fen // 100:,}.{fen % 100:02d}" in drafting.sources.text()


def test_a_choice_needs_a_reason_and_goes_to_what_is_ticked(
    quarter_checked: SubsidiesPage, window: Window
) -> None:
    drafting = quarter_checked.drafting
    press(window, "Space")
    press(window, "E")
    press(window, "Return")
    assert "理由还空着" in drafting.hint.text()
    write("按银行实际天数")
    press(window, "Return")
    assert lines(quarter_checked) == ["0002", "0004"]
    assert QApplication.focusWidget() is drafting.table
    drafting.chips.choose("ready")
    first = drafting.table.lines.rows[0]
    assert (first.choice, first.reason) == (Choice.BANK, "按银行实际天数")
    assert first.figures is not None
    assert first.figures.interest == DUE - LESS


def test_a_choice_that_the_rules_do_not_leave_changes_nothing_and_says_why(
    quarter_checked: SubsidiesPage,
) -> None:
    drafting = quarter_checked.drafting
    drafting.table.tick_all()
    drafting.reason.setText("都按银行的")
    drafting.wish(Choice.BANK)
    assert "JK-Q-0004" in drafting.hint.text()
    assert drafting.draft is not None
    assert drafting.draft.open == 3
    assert drafting.reason.text() == "都按银行的"


def test_what_is_being_typed_and_ticked_outlives_a_refresh(
    quarter_checked: SubsidiesPage, window: Window
) -> None:
    drafting = quarter_checked.drafting
    press(window, "Space")
    drafting.reason.setFocus()
    write("写到一半")
    quarter_checked.refresh()
    settle()
    assert drafting.reason.text() == "写到一半"
    assert QApplication.focusWidget() is drafting.reason
    assert len(drafting.table.at_hand()) == 1
    assert drafting.table.ticks


def test_settling_can_be_stopped_and_leaves_nothing(
    quarter_start: SubsidiesPage, jobs: InlineJobs, desk: Desk
) -> None:
    def stop(progress: Progress, _title: str) -> None:
        progress.stop()

    jobs.began.connect(stop)
    quarter_start.fetching.start()
    assert desk.subsidies.batches() == []
    assert quarter_start.fetching.go.isEnabled()
    jobs.began.disconnect(stop)
    quarter_start.fetching.closed.setText("2026-06-01")
    quarter_start.fetching.start()
    assert "早于本季" in quarter_start.fetching.field.hint.text()
    assert desk.subsidies.batches() == []


def test_a_line_opens_how_it_came_about_with_its_clauses_word_for_word(
    quarter_checked: SubsidiesPage, window: Window
) -> None:
    press(window, "D")
    panel = quarter_checked.drafting.panel
    text = panel.sums.text()
    for part in ("50,000.00 元", "3.45%", "70 天 ÷ 360", "银行结息 332.42", "完全一致", "您付利息"):
        assert part in text
    assert not panel.print.isVisible()
    press(window, "Down")
    assert "0002" in panel.name.text()
    cited = panel.clauses.itemAt(0).widget()
    assert isinstance(cited, QPushButton)
    cited.click()
    clause = QApplication.activeModalWidget()
    assert isinstance(clause, Clause)
    assert clause.text.text()
    clause.close()
    window.activateWindow()
    quarter_checked.drafting.table.setFocus()
    settle()
    press(window, "Escape")
    assert not panel.isVisible()
    assert QApplication.focusWidget() is quarter_checked.drafting.table


def test_a_line_is_not_opened_by_the_wrong_key(
    quarter_checked: SubsidiesPage, window: Window
) -> None:
    QTest.keyClicks(quarter_checked.drafting.table, "jj")
    assert quarter_checked.drafting.table.currentIndex().row() == 2
    press(window, "Ctrl+A")
    assert len(quarter_checked.drafting.table.at_hand()) == 3
    press(window, "Ctrl+A")
    assert not quarter_checked.drafting.table.ticks
