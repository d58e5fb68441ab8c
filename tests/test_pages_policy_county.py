"""What only the county does on the policy page: fill in numbers, install and withdraw documents."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPlainTextEdit

from db import settings as kept
from desktop.pages.settings.policy import Policy, values
from desktop.pages.settings.policy.filling import Filling
from desktop.pages.settings.policy.installing import Installing, Refusals, Withdrawal
from desktop.services.desk import Desk
from desktop.services.records.policy import PackLine
from desktop.texts import sentence
from tests.policies import dialog, press, read
from tests.windows import settle, shown, told

pytest_plugins = ["tests.policy_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
TEXT = "第一条 贴息名单公示七天。"
PLAN = """
[pack]
id = "LX-2026"
layer = "county"
over = "SX-2026"
regions = ["141124"]
checked_on = 2026-07-01

[document]
number = "临农发 2026 年 9 号"
title = "临县帮扶小额信贷实施细则"
issuers = ["临县农业农村局"]
short = "临"
published_on = 2026-06-30
source = "lx-2026.txt"
digest = "{digest}"

[[clause]]
item = "第一条"
text = "{text}"
"""


@pytest.fixture
def plan(tmp_path: Path) -> list[Path]:
    """A county's own document: rules and source text."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    files = {"lx-2026.toml": PLAN.format(digest=digest, text=TEXT), "lx-2026.txt": TEXT}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name for name in files]


def filling(policy: Policy, name: str) -> Filling:
    """The form of a number, opened with Enter."""
    press(policy, "Alt+2")
    table = policy.numbers.table
    table.go_to([one.name for one in table.lines.rows].index(name))
    QTest.keyClick(table, Qt.Key.Key_Return)
    sheet = dialog(policy)
    assert isinstance(sheet, Filling)
    return sheet


def test_the_county_fills_a_number_with_its_document_by_keyboard(county_policy: Policy) -> None:
    sheet = filling(county_policy, "trigger_days")
    assert sheet.value.hasFocus()
    QTest.keyClicks(sheet.value, "90")
    QTest.keyClick(sheet.value, Qt.Key.Key_Tab)
    assert sheet.document.hasFocus()
    sheet.document.insert("临农发 2026 年 9 号")
    QTest.keyClick(sheet.document, Qt.Key.Key_Tab)
    assert sheet.start.hasFocus()
    sheet.start.set_day(date(2026, 7, 1))
    QTest.keyClick(sheet.start, Qt.Key.Key_Tab)
    assert sheet.status.hasFocus()
    QTest.keyClick(sheet.status, "1")
    QTest.keyClick(sheet.status, Qt.Key.Key_Return)
    settle()
    assert shown(county_policy.window(), QDialog) == []
    view = county_policy.numbers
    assert view.badge.text() == "已确认"
    words = told(view)
    assert "90 天" in words and "临农发 2026 年 9 号" in words and "2026-07-01" in words
    (row,) = kept.parameters(county_policy.desk.session.store)
    assert (row.key, row.value, row.status) == ("trigger_days", "90", "confirmed")
    assert "已存下：启动补偿的逾期天数" in county_policy.window().toast.text.text()


def test_a_number_that_waits_for_confirmation_stays_marked(county_policy: Policy) -> None:
    sheet = filling(county_policy, "trigger_days")
    sheet.value.setText("90")
    sheet.document.setText("县里的通知")
    sheet.status.pick("unconfirmed")
    sheet.save()
    settle()
    assert county_policy.numbers.badge.text() == "待县级确认"
    assert "90 天　县里的通知" in told(county_policy.numbers)
    assert county_policy.numbers.fill_button.text() == "改填…"


def test_each_field_says_below_itself_what_is_missing(county_policy: Policy) -> None:
    sheet = filling(county_policy, "legacy_share")
    editor = sheet.value
    assert isinstance(editor, QPlainTextEdit)
    sheet.start.setText("不是日期")
    sheet.save()
    said = [sheet.form.hints[one].text() for one in (editor, sheet.document, sheet.start)]
    assert all(said) and sheet.form.hints[sheet.status].text()
    assert editor.hasFocus() and sheet.isVisible()
    editor.setPlainText("2024-01-01 70\n2021-01-01 100")
    sheet.document.setText("县里的规定")
    sheet.start.set_day(date(2026, 7, 1))
    sheet.status.pick("confirmed")
    sheet.save()
    assert sheet.form.hints[editor].text() and not sheet.form.hints[sheet.document].text()
    editor.setPlainText("2021-01-01 100%\n2024-01-01 70")
    sheet.save()
    settle()
    assert "2021-01-01 起 100%；2024-01-01 起 70%" in told(county_policy.numbers)
    assert kept.parameters(county_policy.desk.session.store)[0].value.startswith("[{")


def test_what_the_ledger_refuses_stands_under_the_value(policy: Policy, county_desk: Desk) -> None:
    opens = {one.name: one for one in county_desk.parameters.opens()}
    sheet = Filling(policy.numbers, policy.desk, policy.jobs, opens["trigger_days"], print)
    sheet.open()
    sheet.value.setText("90")
    sheet.document.setText("县里的规定")
    sheet.status.pick("confirmed")
    sheet.save()
    assert sheet.form.hints[sheet.value].text() == sentence("county_only", {})
    assert sheet.isVisible()
    assert all(one.history == () for one in policy.desk.parameters.opens())
    assert not sheet.refused(ValueError("a mistake of ours"))
    sheet.close()


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("percent", "30", "30"),
        ("percent", "100.5", None),
        ("points", "2.5", "2.5"),
        ("ratio", "1/16", "1/16"),
        ("ratio", "16", None),
        ("yuan", "50000", "50000.00"),
        ("yuan", "五万", None),
        ("count", "1", "1"),
        ("months", "", None),
        ("day", "2026-07-08", "2026-07-08"),
        ("day", "13-1", None),
        ("word", "借款人", "借款人"),
    ],
)
def test_a_value_is_handed_over_in_the_form_of_its_unit(
    county_desk: Desk, dressed: object, unit: str, typed: str, value: str | None
) -> None:
    assert dressed
    opens = {one.name: one for one in county_desk.parameters.opens()}
    line = replace(opens["trigger_days"], unit=unit)
    field = values.editor(line, "value", county_desk.today)
    field.setText(typed)
    assert values.typed(field, line, county_desk.today()) == value
    assert values.wanted(line).startswith("请")
    assert field.accessibleName() == "value"


def test_a_choice_is_answered_by_a_digit_and_its_open_point_is_one_step_away(
    county_policy: Policy,
) -> None:
    (first, *_) = county_policy.desk.parameters.opens()
    line = replace(
        first,
        name="payee",
        unit="word",
        choices=("borrower", "head"),
        default="borrower",
        question="AMB-33",
        answered_by="",
        may_fill=True,
    )
    view = county_policy.numbers
    press(county_policy, "Alt+2")
    view.table.lines.show([line])
    view.table.go_to(0)
    settle()
    assert "暂按 借款人" in told(view) and view.badge.text() == "待县级确认"
    view.fill()
    sheet = dialog(county_policy)
    assert isinstance(sheet, Filling)
    sheet.save()
    assert sheet.form.hints[sheet.value].text() == "请选一种。"
    QTest.keyClick(sheet.value, "2")
    sheet.document.setText("县里的规定")
    sheet.status.pick("confirmed")
    sheet.save()
    assert [one.value for one in kept.parameters(county_policy.desk.session.store)] == ["head"]
    view.table.lines.show([line])
    view.table.go_to(0)
    view.point_button.click()
    assert county_policy.tabs.key() == "questions"
    assert [one.code for one in county_policy.questions.table.lines.rows] == ["AMB-33"]


def test_the_county_looks_before_it_installs_and_gives_a_reason_to_withdraw(
    county_policy: Policy, plan: list[Path]
) -> None:
    view = county_policy.packs
    assert view.install_button.isVisible()
    done: list[list[PackLine]] = []
    work = Installing(view, county_policy.desk, county_policy.jobs, done.append)
    work.look(plan)
    sheet = dialog(county_policy)
    words = told(sheet)
    assert "还没有装入" in words and "临县帮扶小额信贷实施细则" in words
    assert len(county_policy.desk.policy.packs()) == len(view.table.lines.rows)
    sheet.close()
    settle()
    assert done == []
    work.look(plan)
    QTest.keyClick(dialog(county_policy), Qt.Key.Key_Return)
    settle()
    assert [one.pack_id for one in done[0]] == ["LX-2026"]
    county_policy.refresh()
    place = [one.pack_id for one in view.table.lines.rows].index("LX-2026")
    view.table.go_to(place)
    settle()
    assert "县里下发" in told(view) and view.withdraw_button.isVisible()
    read(county_policy, "LX-2026")
    assert TEXT in county_policy.reader.text.text.toPlainText()
    QTest.keyClick(county_policy, Qt.Key.Key_Escape)
    view.table.go_to(place)
    QTest.mouseClick(view.withdraw_button, Qt.MouseButton.LeftButton)
    asked = dialog(county_policy)
    assert isinstance(asked, Withdrawal)
    asked.work()
    assert asked.field.hint.text() == "请写明为什么撤下。"
    asked.reason.setText("试装")
    QTest.keyClick(asked.reason, Qt.Key.Key_Return)
    settle()
    assert shown(county_policy.window(), QDialog) == []
    assert "LX-2026" not in [one.pack_id for one in view.table.lines.rows]


def test_a_faulty_document_says_what_is_wrong_where_and_changes_nothing(
    county_policy: Policy, plan: list[Path]
) -> None:
    rules = plan[0]
    rules.write_text(rules.read_text("utf-8").replace("七天", "十天"), encoding="utf-8")
    before = county_policy.desk.policy.packs()
    work = Installing(county_policy.packs, county_policy.desk, county_policy.jobs, print)
    work.look(plan)
    sheet = dialog(county_policy)
    assert isinstance(sheet, Refusals)
    words = told(sheet)
    assert "没有采用，现用政策不变" in words
    assert "文件：lx-2026.toml　表：clause[0]　键：text" in words
    sheet.close()
    settle()
    assert county_policy.desk.policy.packs() == before
    assert not work.refused(ValueError("a mistake of ours"))
