"""The subsidy quarter in the window: four steps at the bank, the county's side, and its files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from db import payments
from db.records import Payment
from desktop import app
from desktop.errors import UserError
from desktop.pages.subsidies import SubsidiesPage
from desktop.pages.subsidies.asking import Ask
from desktop.pages.subsidies.fixing import Fixing
from desktop.pages.window import Window
from desktop.places import RESOURCES
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records import Choice, CourseLine, ListFilter, Standing
from desktop.services.shelf import Shelf
from desktop.services.whereabouts import Whereabouts
from desktop.ui.clause import Clause
from desktop.ui.fields import NoteLine
from desktop.ui.jobs import InlineJobs, Progress
from desktop.words import words
from tests.follow import TOWNSHIP
from tests.keyboard import press, write
from tests.ledgers import Clock
from tests.lending import as_role
from tests.quartering import DUE, LESS, exchange, lent, quarter_page
from tests.sheet_files import cells
from tests.windows import NOW, settle, shown, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.now = NOW
    return made


@pytest.fixture
def door(tmp_path: Path, clock: Clock) -> Door:
    """The door with a clock that can go on: a notice hangs for days."""
    return Door(
        clock=clock,
        shelf=Shelf(RESOURCES),
        words=words(),
        build=app.build,
        whereabouts=Whereabouts(tmp_path / "home"),
    )


@pytest.fixture
def stick(tmp_path: Path, county_desk: Desk, desk: Desk) -> Path:
    """Six loans and their interest, known on both sides."""
    lent(county_desk)
    exchange(tmp_path / "stick", county_desk, desk)
    return tmp_path / "stick"


@pytest.fixture
def page(stick: Path, window: Window) -> SubsidiesPage:
    assert stick
    return quarter_page(window)


@pytest.fixture
def checked(page: SubsidiesPage) -> SubsidiesPage:
    """Settled, and nothing decided."""
    page.fetching.start()
    settle()
    return page


@pytest.fixture
def declared(checked: SubsidiesPage, stick: Path, desk: Desk, county_desk: Desk) -> SubsidiesPage:
    """Decided, frozen, handed over, and known at the county."""
    drafting = checked.drafting
    drafting.table.tick_all()
    drafting.reason.setText("按合同核对过")
    drafting.wish(Choice.OWN)
    drafting.freeze()
    declaring = desk.subsidies.declaring
    declaring.hand_over(declaring.declared()[0].declaration.id, desk.today())
    exchange(stick, desk, county_desk)
    checked.refresh()
    settle()
    return checked


@pytest.fixture
def county(
    declared: SubsidiesPage, county_desk: Desk, open_window: Callable[[Desk], Window]
) -> SubsidiesPage:
    assert declared
    return quarter_page(open_window(county_desk))


def lines(page: SubsidiesPage) -> list[str]:
    """The tails of what is listed."""
    step = page.following if page.steps.key() == "course" else page.drafting
    return [one.line.loan_no[-4:] for one in step.table.lines.rows]


def sheet() -> Ask:
    found = QApplication.activeModalWidget()
    assert isinstance(found, Ask)
    return found


def fill(**typed: str) -> None:
    """Type into the fields of the open sheet by their labels, and do it."""
    asked = sheet()
    by_label = {field.editor.accessibleName(): field.editor for field in asked.fields}
    for label, text in typed.items():
        editor = by_label[label]
        assert isinstance(editor, NoteLine) or hasattr(editor, "setText")
        editor.setText(text)  # type: ignore[union-attr]
    asked.work()
    settle()


def seen(page: SubsidiesPage) -> set[str]:
    """The steps that this office is offered."""
    return {key for key, one in page.following.buttons.items() if one.isVisible()}


def published(page: SubsidiesPage, clock: Clock) -> None:
    """All lines reviewed, and the notice over."""
    page.following.table.tick_all()
    page.following.accept()
    page.following.buttons["publish"].click()
    fill(地点="村委会", 受理电话="0358-4420001")
    clock.on(days=11)
    page.refresh()


def test_an_empty_quarter_says_so_in_every_step_and_leads_on(window: Window) -> None:
    page = quarter_page(window)
    assert page.steps.key() == "fetch"
    assert page.quarter.currentText() == "2026年二季度（结息日 06-20）"
    assert "本季度还没有取数。" in told(page)
    for step, text in (("check", "还没有取数"), ("list", "还没有取数"), ("course", "还没有冻结过")):
        page.steps.choose(step)
        assert text in told(page)
        assert shown(page.faces.currentWidget(), QPushButton)


def test_a_quarter_goes_from_nothing_to_the_county_with_the_keyboard_alone(
    page: SubsidiesPage, window: Window, desk: Desk
) -> None:
    assert page.steps.key() == "fetch"
    press(window, "Space")
    assert page.steps.key() == "check"
    assert QApplication.focusWidget() is page.drafting.table
    for _ in range(3):
        press(window, "Space")
    press(window, "O")
    assert QApplication.focusWidget() is page.drafting.reason
    write("按合同核对过")
    press(window, "Return")
    draft = page.drafting.draft
    assert draft is not None
    assert draft.open == 0
    assert page.drafting.empty.isVisible()
    press(window, "Space")
    assert page.steps.key() == "list"
    press(window, "Return")
    assert isinstance(QApplication.activeModalWidget(), Fixing)
    assert "不能再改" in told(QApplication.activeModalWidget())  # type: ignore[arg-type]
    press(window, "Return")
    assert page.steps.key() == "course"
    (found,) = desk.subsidies.declaring.declared()
    assert found.declaration.lines == draft.totals.lines
    assert found.declaration.subsidy_fen == draft.totals.subsidy_fen
    page.following.buttons["hand_over"].setFocus()
    press(window, "Space")
    for _ in range(2):
        press(window, "Return")
    assert QApplication.activeModalWidget() is None
    press(window, "Alt+2")
    assert page.steps.key() == "check"
    assert "已于 2026-07-08 冻结" in page.drafting.hint.text()


def test_causes_are_chips_that_filter_and_the_sum_is_that_of_its_sources(
    checked: SubsidiesPage,
) -> None:
    drafting = checked.drafting
    chips = {one.text() for one in drafting.chips.buttons.values()}
    assert {"待处理 3", "银行利息与测算不一致 2", "5 万元以上缺大额支出 1", "可申报 2"} <= chips
    drafting.chips.choose("cause/bank_interest_mismatch")
    assert lines(checked) == ["0001", "0002"]
    drafting.chips.choose("not_listed")
    assert lines(checked) == ["0003"]
    assert "足额付息" in told(drafting.table)
    drafting.chips.choose("all")
    assert len(lines(checked)) == 6
    draft = drafting.draft
    assert draft is not None
    sums = draft.totals
    central = sums.central_t1_fen + sums.central_t2_fen
    assert sums.subsidy_fen == central + sums.province_t1_fen
    for fen in (sums.subsidy_fen, central, sums.province_t1_fen):
        assert f"{fen // 100:,}.{fen % 100:02d}" in drafting.sources.text()


def test_a_choice_needs_a_reason_and_goes_to_what_is_ticked(
    checked: SubsidiesPage, window: Window
) -> None:
    drafting = checked.drafting
    press(window, "Space")
    press(window, "E")
    press(window, "Return")
    assert "理由还空着" in drafting.hint.text()
    write("按银行实际天数")
    press(window, "Return")
    assert lines(checked) == ["0002", "0004"]
    assert QApplication.focusWidget() is drafting.table
    drafting.chips.choose("ready")
    first = drafting.table.lines.rows[0]
    assert (first.choice, first.reason) == (Choice.BANK, "按银行实际天数")
    assert first.figures is not None
    assert first.figures.interest == DUE - LESS


def test_a_choice_that_the_rules_do_not_leave_changes_nothing_and_says_why(
    checked: SubsidiesPage,
) -> None:
    drafting = checked.drafting
    drafting.table.tick_all()
    drafting.reason.setText("都按银行的")
    drafting.wish(Choice.BANK)
    assert "JK-Q-0004" in drafting.hint.text()
    assert drafting.draft is not None
    assert drafting.draft.open == 3
    assert drafting.reason.text() == "都按银行的"


def test_what_is_being_typed_and_ticked_outlives_a_refresh(
    checked: SubsidiesPage, window: Window
) -> None:
    drafting = checked.drafting
    press(window, "Space")
    drafting.reason.setFocus()
    write("写到一半")
    checked.refresh()
    settle()
    assert drafting.reason.text() == "写到一半"
    assert QApplication.focusWidget() is drafting.reason
    assert len(drafting.table.at_hand()) == 1
    assert drafting.table.ticks


def test_settling_can_be_stopped_and_leaves_nothing(
    page: SubsidiesPage, jobs: InlineJobs, desk: Desk
) -> None:
    def stop(progress: Progress, _title: str) -> None:
        progress.stop()

    jobs.began.connect(stop)
    page.fetching.start()
    assert desk.subsidies.batches() == []
    assert page.fetching.go.isEnabled()
    jobs.began.disconnect(stop)
    page.fetching.closed.setText("2026-06-01")
    page.fetching.start()
    assert "早于本季" in page.fetching.field.hint.text()
    assert desk.subsidies.batches() == []


def test_a_line_opens_how_it_came_about_with_its_clauses_word_for_word(
    checked: SubsidiesPage, window: Window
) -> None:
    press(window, "D")
    panel = checked.drafting.panel
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
    checked.drafting.table.setFocus()
    settle()
    press(window, "Escape")
    assert not panel.isVisible()
    assert QApplication.focusWidget() is checked.drafting.table


def test_each_office_is_offered_its_own_steps_only(
    declared: SubsidiesPage, county: SubsidiesPage, window: Window
) -> None:
    assert seen(county) == {
        "accept", "give_back", "publish", "object_to", "decide", "submit", "cards", "results",
        "close",
    }  # fmt: skip
    assert not county.steps.isVisible()
    assert county.following.table.lines.total == 5
    window.open("subsidies")
    declared.steps.choose("course")
    settle()
    assert seen(declared) == {"hand_over", "withdraw", "reverse"}
    assert not any(declared.following.buttons[key].isEnabled() for key in ("hand_over", "withdraw"))


def test_a_quarter_without_a_declaration_says_so_at_the_county(
    county_desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    page = quarter_page(open_window(county_desk))
    assert "这个季度还没有银行的申报" in told(page)
    assert not shown(page.following, QPushButton)


def test_returned_lines_come_first_at_the_bank_with_their_reason_and_go_again_alone(
    county: SubsidiesPage, declared: SubsidiesPage, stick: Path, desk: Desk, county_desk: Desk
) -> None:
    table = county.following.table
    table.go_to(3)
    county.following.give_back()
    sheet().work()
    settle()
    assert "已退回" in told(table)
    table.tick_all()
    exchange(stick, county_desk, desk)
    declared.refresh()
    declared.steps.choose("course")
    settle()
    first = declared.following.table.lines.rows[0]
    assert first.standing is Standing.RETURNED
    assert "名单里没有" in told(declared.following.table)
    declared.following.again.click()
    assert declared.steps.key() == "fetch"
    declared.fetching.start()
    settle()
    assert declared.steps.key() == "list"
    draft = declared.drafting.draft
    assert draft is not None
    assert (draft.revision, draft.totals.lines) == (2, 1)


def test_the_county_reviews_publishes_hears_objections_and_submits(
    county: SubsidiesPage, county_desk: Desk, clock: Clock
) -> None:
    following = county.following
    assert not following.buttons["publish"].isEnabled()
    published(county, clock)
    following.table.go_to(0)
    following.buttons["object_to"].click()
    fill(异议内容="此户已搬走")
    assert following.course is not None
    assert following.course.counts[Standing.SUSPENDED] == 1
    assert "此户已搬走（未处理）" in told(following.table)
    assert following.table.lines.rows[0].standing is Standing.SUSPENDED
    following.buttons["submit"].click()
    sheet().work()
    assert sheet().fields[-1].hint.text()
    fill(文号="样农(2026)9号")
    assert following.course.counts[Standing.SUBMITTED] == 4
    following.table.go_to(0)
    following.buttons["decide"].click()
    combo = sheet().fields[1].editor
    combo.choose("dismissed")  # type: ignore[attr-defined]
    fill(怎么核实的="户籍在村")
    assert following.course.counts[Standing.ACCEPTED] == 1
    found = county_desk.subsidies.handling.declared()[0]
    assert "提交财政 07-19（0 天）" in following.stages.text()
    assert "公示 07-08（11 天）" in following.stages.text()
    assert found.submitted_fen + found.accepted_fen == found.declaration.subsidy_fen


def test_the_card_file_has_the_agreed_fields_in_their_order_and_only_submitted_lines(
    county: SubsidiesPage, county_desk: Desk, desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    published(county, clock)
    found = county_desk.subsidies.handling.declared()[0].declaration
    part = ListFilter(batch=found.batch_no)
    done = county_desk.exports.write("cards", tmp_path / "none.xlsx", part, "发放")
    assert done.rows == 0
    county_desk.subsidies.handling.submit(found.id, county_desk.today(), "样农(2026)9号")
    done = county_desk.exports.write("cards", tmp_path / "all.xlsx", part, "发放")
    rows = cells(done.path)
    assert (done.rows, len(rows), rows[0][0]) == (5, 6, "补贴项目代码")
    amounts = [round(100 * float(str(row[rows[0].index("补贴金额")]))) for row in rows[1:]]
    assert sum(amounts) == found.subsidy_fen
    assert {row[rows[0].index("补贴依据")] for row in rows[1:]} == {"样农(2026)9号"}
    county_desk.settings.set({"card_fields": "证件号码，姓名、补贴金额", "card_project": "0607"})
    done = county_desk.exports.write("cards", tmp_path / "few.csv", part, "发放")
    with done.path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written[0] == ["证件号码", "姓名", "补贴金额"]
    assert len(written) == 6
    assert all(len(row[0]) == 18 and "*" not in row[0] for row in written[1:])
    masked = county_desk.exports.write("cards", tmp_path / "masked.csv", part)
    assert "证件号码" in masked.masked
    county_desk.settings.set({"card_fields": "身高"})
    with pytest.raises(UserError) as refused:
        county_desk.exports.write("cards", tmp_path / "wrong.csv", part, "发放")
    assert refused.value.code == "card_field_unknown"
    with pytest.raises(UserError) as refused:
        desk.exports.write("cards", tmp_path / "bank.csv", part, "发放")
    assert refused.value.code == "list_other_office"
    assert not (tmp_path / "wrong.csv").exists()
    assert not (tmp_path / "bank.csv").exists()


def test_the_list_for_the_county_has_sums_by_township_and_source_to_the_fen(
    declared: SubsidiesPage, desk: Desk, tmp_path: Path
) -> None:
    found = desk.subsidies.declaring.declared()[0].declaration
    assert declared.following.table.part()["batch"] == found.batch_no
    part = ListFilter(**declared.following.table.part())  # type: ignore[arg-type]
    rows = cells(desk.exports.write("subsidy_declared", tmp_path / "F15.xlsx", part).path)
    head, body = rows[2], rows[3:]
    assert [row[1] for row in body[-2:]] == ["三交镇 小计", "合计"]
    for header, fen in (
        ("应付利息（元）", found.interest_fen),
        ("中央贴息（元）", found.central_t1_fen + found.central_t2_fen),
        ("省级贴息（元）", found.province_t1_fen),
        ("贴息合计（元）", found.subsidy_fen),
        ("自付（元）", found.borrower_fen),
    ):
        place = head.index(header)
        amounts = [round(100 * float(str(row[place] or 0))) for row in body]
        assert sum(amounts[:-2]) == amounts[-2] == amounts[-1] == fen
    draft = desk.exports.write("subsidy_draft", tmp_path / "draft.xlsx", ListFilter(status="ready"))
    assert draft.rows == found.lines


def test_a_paid_line_prints_its_slip_and_a_failed_one_says_why(
    county: SubsidiesPage, declared: SubsidiesPage, stick: Path, clock: Clock, window: Window
) -> None:
    published(county, clock)
    desk, county_desk = declared.desk, county.desk
    handling = county_desk.subsidies.handling
    found = handling.declared()[0]
    handling.submit(found.declaration.id, county_desk.today(), "样农(2026)9号")
    store = county_desk.session.store
    with store.write("财政") as writer:
        payments.put(
            store, writer, [answer(one, failed=one is found.lines[1]) for one in found.lines]
        )
    exchange(stick, county_desk, desk)
    window.activateWindow()
    declared.refresh()
    declared.steps.choose("course")
    settle()
    table = declared.following.table
    assert table.lines.rows[0].standing is Standing.PAYMENT_FAILED
    assert "账号户名不符" in told(table)
    table.go_to(1)
    declared.following.open_panel()
    assert declared.following.panel.print.isVisible()
    declared.following.buttons["reverse"].click()
    fill(为什么有误="重复享受", 依据文号="样农(2026)12号")
    assert table.lines.rows[1].standing is Standing.REVERSED
    declared.following.panel.print_wanted.emit("F19", table.lines.rows[2].line.household_no)
    assert window.now == "printing"


def answer(one: CourseLine, *, failed: bool) -> Payment:
    line = one.line
    made = Payment(
        batch=one.declaration.batch_no,
        township_code=TOWNSHIP,
        household_no=line.household_no,
        loan_no=line.loan_no,
        name=line.borrower_name,
        id_number="",
        amount_fen=line.subsidy_fen,
        pay_status="paid",
        paid_on=NOW.date(),
    )
    if not failed:
        return made
    return replace(made, pay_status="failed", fail_reason="账号户名不符", paid_on=None)


def test_nothing_of_a_household_stays_on_a_locked_page(declared: SubsidiesPage) -> None:
    declared.steps.choose("course")
    declared.following.open_panel()
    names = [one.line.borrower_name for one in declared.following.table.lines.rows]
    assert all(name in told(declared) for name in names)
    declared.forget()
    assert not any(name in told(declared) for name in names)


def test_the_page_never_speaks_for_the_bank_and_an_office_that_only_looks_has_no_steps(
    county: SubsidiesPage, declared: SubsidiesPage, county_desk: Desk
) -> None:
    for page in (county, declared):
        for word in ("批准", "通过", "可贷", "排名"):
            assert word not in told(page).replace("县财政通过一卡通", "")
    as_role(county_desk, "regulator_desk")
    county.following.offer("regulator_desk", ["F15", "F16", "F18"])
    assert seen(county) == set()
    assert not any(one.isVisible() for one in county.following.papers.values())


def test_a_line_is_not_opened_by_the_wrong_key(checked: SubsidiesPage, window: Window) -> None:
    QTest.keyClicks(checked.drafting.table, "jj")
    assert checked.drafting.table.currentIndex().row() == 2
    press(window, "Ctrl+A")
    assert len(checked.drafting.table.at_hand()) == 3
    press(window, "Ctrl+A")
    assert not checked.drafting.table.ticks
