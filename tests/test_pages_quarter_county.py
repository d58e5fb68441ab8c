"""The subsidy quarter in the window: the county's side of it, what comes back, and its files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QPushButton

from db import payments
from db.records.imports import Payment
from desktop.errors import UserError
from desktop.pages.subsidies import SubsidiesPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.course import CourseLine, Standing
from desktop.services.records.lists import ListFilter
from tests.follow import TOWNSHIP
from tests.ledgers import Clock
from tests.lending import as_role
from tests.quartering import a_moving_door, exchange, fill, quarter_page, sheet
from tests.sheet_files import cells
from tests.windows import NOW, settle, shown, told

pytest_plugins = ["tests.window_fixtures", "tests.quarter_page_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def door(tmp_path: Path, quarter_clock: Clock) -> Door:
    return a_moving_door(tmp_path / "home", quarter_clock)


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


def test_each_office_is_offered_its_own_steps_only(
    quarter_declared: SubsidiesPage, quarter_county: SubsidiesPage, window: Window
) -> None:
    assert seen(quarter_county) == {
        "accept", "give_back", "publish", "object_to", "decide", "submit", "cards", "results",
        "close",
    }  # fmt: skip
    assert not quarter_county.steps.isVisible()
    assert quarter_county.following.table.lines.total == 5
    window.open("subsidies")
    quarter_declared.steps.choose("course")
    settle()
    assert seen(quarter_declared) == {"hand_over", "withdraw", "reverse"}
    assert not any(
        quarter_declared.following.buttons[key].isEnabled() for key in ("hand_over", "withdraw")
    )


def test_a_quarter_without_a_declaration_says_so_at_the_county(
    county_desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    page = quarter_page(open_window(county_desk))
    assert "这个季度还没有银行的申报" in told(page)
    assert not shown(page.following, QPushButton)


def test_returned_lines_come_first_at_the_bank_with_their_reason_and_go_again_alone(
    quarter_county: SubsidiesPage,
    quarter_declared: SubsidiesPage,
    quarter_stick: Path,
    desk: Desk,
    county_desk: Desk,
) -> None:
    table = quarter_county.following.table
    table.go_to(3)
    quarter_county.following.give_back()
    sheet().work()
    settle()
    assert "已退回" in told(table)
    table.tick_all()
    exchange(quarter_stick, county_desk, desk)
    quarter_declared.refresh()
    quarter_declared.steps.choose("course")
    settle()
    first = quarter_declared.following.table.lines.rows[0]
    assert first.standing is Standing.RETURNED
    assert "名单里没有" in told(quarter_declared.following.table)
    quarter_declared.following.again.click()
    assert quarter_declared.steps.key() == "fetch"
    quarter_declared.fetching.start()
    settle()
    assert quarter_declared.steps.key() == "list"
    draft = quarter_declared.drafting.draft
    assert draft is not None
    assert (draft.revision, draft.totals.lines) == (2, 1)


def test_the_county_reviews_publishes_hears_objections_and_submits(
    quarter_county: SubsidiesPage, county_desk: Desk, quarter_clock: Clock
) -> None:
    following = quarter_county.following
    assert not following.buttons["publish"].isEnabled()
    published(quarter_county, quarter_clock)
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
    quarter_county: SubsidiesPage,
    county_desk: Desk,
    desk: Desk,
    quarter_clock: Clock,
    tmp_path: Path,
) -> None:
    published(quarter_county, quarter_clock)
    found = county_desk.subsidies.handling.declared()[0].declaration
    part = ListFilter(batch=found.batch_no)
    done = county_desk.exports.write("cards", tmp_path / "none.xlsx", part, "发放")
    assert done.rows == 0
    county_desk.subsidies.handling.submit(found.id, county_desk.today(), "样农(2026)9号")
    quarter_county.refresh()
    quarter_county.following.buttons["cards"].click()
    asked = QApplication.activeModalWidget()
    assert asked is not None
    assert asked.objectName() == "export_reason"
    asked.close()
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
    quarter_declared: SubsidiesPage, desk: Desk, tmp_path: Path
) -> None:
    found = desk.subsidies.declaring.declared()[0].declaration
    assert quarter_declared.following.table.part()["batch"] == found.batch_no
    part = ListFilter(**quarter_declared.following.table.part())  # type: ignore[arg-type]
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
    courses = cells(desk.exports.write("subsidy_courses", tmp_path / "courses.xlsx").path)
    assert courses[3][courses[2].index("办到哪一步")] == "申报"
    assert (
        round(100 * float(str(courses[3][courses[2].index("贴息合计（元）")]))) == found.subsidy_fen
    )
    draft = desk.exports.write("subsidy_draft", tmp_path / "draft.xlsx", ListFilter(status="ready"))
    assert draft.rows == found.lines


def test_a_paid_line_prints_its_slip_and_a_failed_one_says_why(
    quarter_county: SubsidiesPage,
    quarter_declared: SubsidiesPage,
    quarter_stick: Path,
    quarter_clock: Clock,
    window: Window,
) -> None:
    published(quarter_county, quarter_clock)
    desk, county_desk = quarter_declared.desk, quarter_county.desk
    handling = county_desk.subsidies.handling
    found = handling.declared()[0]
    handling.submit(found.declaration.id, county_desk.today(), "样农(2026)9号")
    store = county_desk.session.store
    with store.write("财政") as writer:
        payments.put(
            store, writer, [answer(one, failed=one is found.lines[1]) for one in found.lines]
        )
    exchange(quarter_stick, county_desk, desk)
    window.activateWindow()
    quarter_declared.refresh()
    quarter_declared.steps.choose("course")
    settle()
    table = quarter_declared.following.table
    assert table.lines.rows[0].standing is Standing.PAYMENT_FAILED
    assert "账号户名不符" in told(table)
    table.go_to(1)
    quarter_declared.following.open_panel()
    assert quarter_declared.following.panel.print.isVisible()
    quarter_declared.following.buttons["reverse"].click()
    fill(为什么有误="重复享受", 依据文号="样农(2026)12号")
    assert table.lines.rows[1].standing is Standing.REVERSED
    quarter_declared.following.panel.print_wanted.emit("F19", table.lines.rows[2].line.household_no)
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


def test_nothing_of_a_household_stays_on_a_locked_page(quarter_declared: SubsidiesPage) -> None:
    quarter_declared.steps.choose("course")
    quarter_declared.following.open_panel()
    names = [one.line.borrower_name for one in quarter_declared.following.table.lines.rows]
    assert all(name in told(quarter_declared) for name in names)
    quarter_declared.forget()
    assert not any(name in told(quarter_declared) for name in names)


def test_the_page_never_speaks_for_the_bank_and_an_office_that_only_looks_has_no_steps(
    quarter_county: SubsidiesPage, quarter_declared: SubsidiesPage, county_desk: Desk
) -> None:
    for page in (quarter_county, quarter_declared):
        for word in ("批准", "通过", "可贷", "排名"):
            assert word not in told(page)
    as_role(county_desk, "regulator_desk")
    quarter_county.following.offer("regulator_desk", ["F15", "F16", "F18"])
    assert seen(quarter_county) == set()
    assert not any(one.isVisible() for one in quarter_county.following.papers.values())
