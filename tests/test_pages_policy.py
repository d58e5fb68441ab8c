"""The policy page: documents, numbers and open points as the packs have them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from desktop.pages.settings.policy import Policy
from desktop.pages.settings.policy.words import number, period
from desktop.pages.window import Window
from desktop.rules.packs.proofs import every_rule
from desktop.services.desk import Desk
from desktop.texts import sentence
from desktop.texts.policy import ASKED_FOR, FORCES
from desktop.texts.rules import DATES, PARAMETERS, RULES, UNITS
from desktop.ui.band import Band
from desktop.ui.clause import Clause
from desktop.ui.theme import Theme
from tests.policies import VIEWS, dialog, opened, press, read
from tests.windows import clipped, settle, shown, told

pytest_plugins = ["tests.policy_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
SIZES = ((1366, 697), (1093, 543))


def test_every_number_of_the_packs_has_a_name_a_unit_and_its_day(desk: Desk) -> None:
    packs = desk.session.shelf.packs.packs.values()
    parameters = [one for pack in packs for one in pack.parameters.values()]
    opens = [one for pack in packs for one in pack.opens.values()]
    assert {one.name for one in (*parameters, *opens)} == set(PARAMETERS)
    assert {one.unit for one in (*parameters, *opens)} <= set(UNITS)
    assert {one.dates for one in parameters} <= set(DATES)
    rules = [rule for pack in packs for rule in every_rule(pack)]
    assert {rule.force for rule in rules} <= set(FORCES)
    assert {rule.kind for rule in rules} == set(ASKED_FOR)


@pytest.mark.parametrize(
    ("name", "value", "unit", "said"),
    [
        ("max_amount", "100000.00", "yuan", "100,000.00 元"),
        ("central_share", "70", "percent", "70%"),
        ("central_ceiling", "2.5", "points", "2.5 个百分点"),
        ("fund_minimum", "1/16", "ratio", "1/16"),
        ("day_basis", "360", "word", "一年 360 天"),
        ("overlay_from", "2023-05-01", "day", "2023-05-01"),
        ("legacy_share", '[{"from": "2024-01-01", "share": "70"}]', "table", "2024-01-01 起 70%"),
        ("legacy_share", "旧表", "table", "旧表"),
        ("max_months", "", "months", ""),
    ],
)
def test_a_number_is_said_with_its_unit(name: str, value: str, unit: str, said: str) -> None:
    assert number(name, value, unit) == said


def test_a_period_is_said_with_its_open_ends() -> None:
    first, last = date(2026, 2, 24), date(2026, 3, 26)
    assert period(first, last) == "2026-02-24 至 2026-03-26"
    assert period(None, last) == "2026-03-26 以前"
    assert period(first, None) == "2026-02-24 起"
    assert period(first, first) == "2026-02-24"
    assert period(None, None) == "不限"


@pytest.mark.parametrize(
    ("typed", "view"),
    [("政策", "packs"), ("参数", "numbers"), ("时间线", "timeline"), ("dmq", "questions")],
)
def test_the_box_finds_the_views_of_the_policy(window: Window, typed: str, view: str) -> None:
    press(window, "Ctrl+K")
    window.top.search.insert(typed)
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)
    settle()
    page = window.pages["settings"]
    assert (window.now, page.tabs.key(), page.policy.tabs.key()) == ("settings", "policy", view)
    assert window.top.search.text() == ""


def test_alt_and_a_digit_open_the_four_views(policy: Policy) -> None:
    for place, view in enumerate(VIEWS, 1):
        press(policy, f"Alt+{place}")
        assert policy.tabs.key() == view
        assert policy.views[view].isVisible()
        assert policy.views[view].isAncestorOf(policy.window().focusWidget())


def test_the_list_says_what_binds_the_contracts_of_today(policy: Policy) -> None:
    lines = policy.desk.policy.packs()
    assert policy.packs.table.lines.rows == lines
    rows = told(policy.packs)
    assert [one.pack_id for one in lines if one.binds] == ["SX-2026"]
    for one in lines:
        assert one.title in rows and one.number in rows
    assert rows.count("适用\n") >= 1 and "只管旧合同" in rows and "只引用" in rows
    policy.packs.table.go_to([one.pack_id for one in lines].index("LEGACY-2021"))
    assert "原文不在手头" in told(policy.packs)


def test_a_document_opens_as_a_page_and_esc_goes_back(policy: Policy) -> None:
    read(policy, "SX-2026")
    page = policy.desk.policy.pack("SX-2026")
    reader = policy.reader
    assert reader.isVisible() and not policy.tabs.isVisible()
    assert page.line.number in reader.title.text() and page.line.title in reader.title.text()
    head = told(reader)
    assert "山西省财政厅" in head and "2026-03-27" in head and "随程序" in head
    assert [one.reason for one in reader.windows.lines.rows] == [w.reason for w in page.windows]
    QTest.keyClick(policy.window().focusWidget(), Qt.Key.Key_Escape)
    settle()
    assert policy.packs.isVisible() and policy.tabs.isVisible()
    assert policy.packs.table.line().pack_id == "SX-2026"


def test_the_text_stands_word_for_word_and_words_are_found_in_it(policy: Policy) -> None:
    read(policy, "SX-2026")
    press(policy, "Ctrl+F")
    text = policy.reader.text
    assert text.search.hasFocus()
    shown_text = text.text.toPlainText()
    page = policy.desk.policy.pack("SX-2026")
    assert all(one.text in shown_text for one in page.clauses)
    QTest.keyClick(text.whole_button, Qt.Key.Key_Space)
    assert text.text.toPlainText().splitlines() == page.source.splitlines()
    QTest.keyClick(text.whole_button, Qt.Key.Key_Space)
    text.search.setText("按需申贷")
    assert text.count.text() == "共 1 处"
    QTest.keyClick(text.search, Qt.Key.Key_Return)
    assert text.text.textCursor().selectedText() == "按需申贷"
    assert text.count.text() == "第 1 处，共 1 处"
    text.search.setText("没有这几个字")
    assert text.count.text() == "没有找到"
    text.jump.choose("五（四）")
    text.jump.activated.emit(text.jump.currentIndex())
    settle()
    assert text.text.verticalScrollBar().value() > 0


def test_a_document_without_text_says_so(policy: Policy) -> None:
    read(policy, "LEGACY-2021")
    policy.reader.sections.choose("text")
    settle()
    assert "没有附原文" in told(policy.reader)


def test_f1_shows_the_clause_of_a_number_word_for_word(policy: Policy) -> None:
    read(policy, "SX-2026")
    policy.reader.sections.choose("numbers")
    table = policy.reader.numbers
    names = [one.line.name for one in table.lines.rows]
    table.go_to(names.index("total_ceiling"))
    table.setFocus()
    press(policy, "F1")
    sheet = dialog(policy)
    assert isinstance(sheet, Clause)
    ref = table.line().value.ref
    assert sheet.text.text() == policy.desk.policy.clause(ref).text
    assert "3.5个百分点" in sheet.text.text()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert shown(policy.window(), QDialog) == []


def test_a_condition_says_how_binding_it_is_and_opens_with_enter(policy: Policy) -> None:
    read(policy, "SX-2026")
    policy.reader.sections.choose("rules")
    table = policy.reader.rules
    said = {one.name: one.force for one in table.lines.rows}
    assert said["age"] == "in_principle" and said["term"] == "hard"
    assert {"必须", "原则上", "银行决定"} <= set(told(policy.reader).split("\n"))
    table.go_to(list(said).index("age"))
    QTest.keyClick(table, Qt.Key.Key_Return)
    sheet = dialog(policy)
    words = told(sheet)
    assert RULES["age"] in words and "银行决定，需写明情况" in words
    assert policy.desk.policy.clause(table.line().ref).text in words
    sheet.close()


def test_an_officer_sees_what_the_county_has_to_confirm_and_cannot_fill_it(policy: Policy) -> None:
    press(policy, "Alt+2")
    view = policy.numbers
    lines = view.table.lines.rows
    assert [one.name for one in lines[:-1]] == [o.name for o in policy.desk.parameters.opens()]
    place = next(n for n, one in enumerate(lines) if one.name == "trigger_days")
    view.table.go_to(place)
    settle()
    assert view.badge.text() == "待县级确认"
    assert all(text in view.readings.text() for text in lines[place].readings)
    assert "省级、市级、县级" in told(view)
    assert not view.fill_button.isVisible()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    sheet = dialog(policy)
    assert isinstance(sheet, Clause)
    sheet.close()
    settle()
    answered = next(n for n, one in enumerate(lines) if one.answered_by)
    view.table.go_to(answered)
    assert view.badge.text() == "文件已写明"
    assert not policy.packs.install_button.isVisibleTo(policy.packs)


def test_the_prime_rates_stand_newest_first_and_say_whether_they_were_checked(
    policy: Policy,
) -> None:
    press(policy, "Alt+2")
    view = policy.numbers
    view.table.go_to(len(view.table.lines.rows) - 1)
    settle()
    rates = policy.desk.policy.prime_rates()
    assert view.rates_table.isVisible()
    assert view.rates_table.lines.rows == list(reversed(rates.rows))
    assert rates.rows[-1].one_year == "3.00"
    assert view.badge.text() == ("已核对" if rates.checked else "未核对")
    view.table.go_to(0)
    assert not view.rates_table.isVisible()


def test_open_points_are_narrowed_by_a_word_or_a_number(policy: Policy) -> None:
    press(policy, "Alt+3")
    view = policy.questions
    points = policy.desk.policy.questions()
    assert len(points) >= 40 and view.table.lines.rows == points
    press(policy, "Ctrl+F")
    assert view.filter.hasFocus()
    view.filter.insert("公示")
    assert 0 < len(view.table.lines.rows) < len(points)
    QTest.keyClick(view.filter, Qt.Key.Key_Return)
    assert view.table.hasFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Escape)
    assert view.table.lines.rows == points
    view.filter.setText("amb-12")
    (point,) = view.table.lines.rows
    words = told(view)
    assert point.point in words and point.recommended in words
    assert all(one in words for one in point.readings)
    assert "查清前先挂起" in view.flags.text()
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    sheet = dialog(policy)
    assert policy.desk.policy.clause(point.ref).text in told(sheet)
    sheet.close()
    view.filter.setText("没有这样的字")
    assert "没有找到" in view.point.text()


def test_a_point_can_be_opened_from_elsewhere(window: Window) -> None:
    policy = opened(window, "questions/AMB-30")
    assert [one.code for one in policy.questions.table.lines.rows] == ["AMB-30"]


def test_documents_that_were_not_taken_stay_on_the_page_until_they_are(policy: Policy) -> None:
    place = {
        "table": "parameter.max_amount",
        "key": "values",
        "clause": "省里的通知 一（二）",
    }
    policy.show_refused([("a.toml", "pack_loosened", place), ("b.toml", "pack_not_toml", {})])
    settle()
    said = sentence("pack_loosened", {"file": "a.toml", **place})
    assert policy.banner.isVisible() and said in policy.banner.text.text()
    assert "另有 1 份" in policy.banner.text.text()
    policy.banner.buttons[0].click()
    words = told(dialog(policy))
    assert "a.toml" in words and "b.toml" in words and "parameter.max_amount" in words
    dialog(policy).close()
    policy.show_refused([])
    assert not policy.banner.isVisible()


@pytest.mark.parametrize("scale", [100, 130])
@pytest.mark.parametrize("size", SIZES)
def test_the_policy_fits_small_screens_without_sideways_scrolling(
    county_window: Window, scale: int, size: tuple[int, int]
) -> None:
    theme = Theme.current()
    county_window._wear(theme.scaled(scale))  # noqa: SLF001 - what Ctrl+= does
    county_window.resize(*size)
    for view in VIEWS:
        policy = opened(county_window, view)
        assert clipped(policy) == [], view
        inside(policy, size[0])
    opened(county_window)
    read(policy, "SX-2026")
    for section in policy.reader.sections.buttons:
        policy.reader.sections.choose(section)
        settle()
        assert clipped(policy) == [], section
        inside(policy, size[0])


def inside(policy: Policy, wide: int) -> None:
    """Nothing scrolls sideways, no button ends outside."""
    for bar in shown(policy, QScrollBar):
        assert isinstance(bar, QScrollBar)
        assert bar.orientation() == Qt.Orientation.Vertical
    for area in shown(policy, QScrollArea):
        assert isinstance(area, QScrollArea)
        assert area.widget().width() <= area.viewport().width()
    for one in shown(policy, QPushButton):
        assert one.mapTo(policy.window(), QPoint(one.width(), 0)).x() <= wide, one.text()


def test_every_part_of_the_policy_has_a_name_for_a_screen_reader(county_policy: Policy) -> None:
    kinds = QLineEdit | QAbstractButton | QComboBox | QAbstractItemView | Band
    nameless: list[str] = []
    for view in VIEWS:
        opened(county_policy.window(), view)
        for part in shown(county_policy, QWidget):
            named = part.accessibleName() or getattr(part, "text", str)()
            reached = part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, Band)
            if isinstance(part, kinds) and reached and not named:
                nameless.append(f"{view}: {part!r}")
    assert nameless == []
