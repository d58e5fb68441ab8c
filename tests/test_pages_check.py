"""The check page on real ledgers: findings, questions, wishes, refusals."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from desktop.pages.eligibility import EligibilityPage
from desktop.pages.window import Window
from desktop.services.records.people import VisitEntry
from desktop.ui.clause import Clause
from tests.checking import (
    ORDER,
    answer_all,
    cell,
    click,
    groups,
    head_of,
    place_of,
    rows,
    sheet,
)
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures", "tests.check_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_findings_stand_in_groups_with_counts_the_failed_first(page: EligibilityPage) -> None:
    assert groups(page) == [one for one in ORDER if one in groups(page)]
    page.inputs.months.setText("40")
    assert groups(page)[0] == "not_met"
    assert page.table.lines.index(0, 0).data() == "不符合 1 项"
    assert rows(page, "not_met") == ["term"]
    assert "差 123 天" in cell(page, "term", 2)
    assert page.verdict.badge.text() == "目前不符合（1 项）"
    counts = {line.group: line.count for line in page.table.lines.rows if line.row is None}
    assert counts["met"] == len(rows(page, "met"))


def test_an_answer_turns_lines_over_in_place(page: EligibilityPage) -> None:
    resets = QSignalSpy(page.table.lines.modelReset)
    page.table.setFocus()
    page.table.go_to(place_of(page, "guarantee"))
    page.questions.editors["guarantee_type"].pick("mortgage")
    line = page.table.line()
    assert line is not None and line.row is not None
    assert (line.row.rule, line.group) == ("guarantee", "not_met")
    assert "去掉担保要求" in line.step
    assert resets.count() == 0


def test_typing_asks_no_job_and_shows_the_answer_with_the_key(
    page: EligibilityPage, window: Window
) -> None:
    asked = QSignalSpy(window.jobs.idle)
    page.inputs.amount.selectAll()
    QTest.keyClicks(page.inputs.amount, "10.0001")
    assert rows(page, "not_met") == ["amount_household_cap"]
    assert "超过政策规定的金额上限" in cell(page, "amount_household_cap", 2)
    QTest.keyClick(page.inputs.amount, Qt.Key.Key_Backspace)
    for _ in range(4):
        QTest.keyClick(page.inputs.amount, Qt.Key.Key_Backspace)
    assert page.inputs.amount.text() == "10"
    assert rows(page, "not_met") == []
    assert asked.count() == 0


def test_what_does_not_apply_is_folded_and_opens_by_enter_and_by_click(
    page: EligibilityPage,
) -> None:
    assert page.outcome is not None
    hidden = [row.rule for row in page.outcome.rows if row.result == "not_applicable"]
    assert hidden and rows(page, "not_applicable") == []
    place = head_of(page, "not_applicable")
    assert str(page.table.lines.index(place, 0).data()).startswith(f"不适用 {len(hidden)} 项")
    page.table.setFocus()
    page.table.go_to(place)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert rows(page, "not_applicable") == hidden
    click(page, head_of(page, "not_applicable"), 0)
    assert rows(page, "not_applicable") == []


def test_every_finding_has_a_clause_that_f1_and_one_click_show_word_for_word(
    page: EligibilityPage, window: Window
) -> None:
    assert page.outcome is not None
    for row in page.outcome.rows:
        assert page.desk.policy.clause(row.clause).text and row.clause_short
    page.table.go_to(place_of(page, "term"))
    window.show_help()
    clause = sheet(window, Clause)
    assert isinstance(clause, Clause)
    text = page.desk.policy.clause(page.table.clause()).text
    assert clause.text.text() == text
    clause.close()
    settle()
    click(page, place_of(page, "age"), 3)
    other = sheet(window, Clause)
    assert isinstance(other, Clause) and other.text.text() != text
    other.close()


def test_values_that_were_compared_stand_beside_their_condition(page: EligibilityPage) -> None:
    page.inputs.amount.setText("8")
    page.inputs.months.setText("24")
    answer_all(page)
    assert page.form is not None and page.form.roster_as_of is not None
    assert cell(page, "amount_household_cap", 2) == "8 万元 ≤ 10 万元"
    assert cell(page, "term", 2) == "24 个月 ≤ 36 个月"
    assert re.fullmatch(r"\d\d 周岁", cell(page, "age", 2))
    assert cell(page, "on_roster", 2) == f"名单版本 {page.form.roster_as_of:%Y-%m-%d}"
    assert cell(page, "purpose", 2) == "生产经营：养羊"
    page.questions.editors["live_bfxe_balance"].set_fen(1_500_000)
    assert cell(page, "amount_household_cap", 2) == "9.5 万元 ≤ 10 万元"


def test_only_what_can_change_the_outcome_is_asked_and_digits_answer_it(
    page: EligibilityPage,
) -> None:
    asked = page.questions
    assert page.outcome is not None
    assert {fact for fact, field in asked.fields.items() if field.isVisible()} <= {
        *page.outcome.missing
    }
    assert "看申请人身份证" in told(asked)
    before = page.verdict.possible.text()
    assert before == "现在知道的：还可能是 不符合、需核实、符合"
    page.inputs.amount.setFocus()
    QTest.keyClick(page.inputs.amount, Qt.Key.Key_Return)
    assert asked.editors["id_number"].hasFocus()
    QTest.keyClicks(asked.editors["id_number"], "1")
    assert asked.answers() == {"id_number": "same"}
    assert asked.editors["purpose_text"].hasFocus()
    QTest.keyClicks(asked.editors["purpose_text"], "2")
    assert page.inputs.purpose_text.text() == "养羊"
    assert not asked.fields["purpose_text"].isVisible()
    QTest.keyClicks(asked.editors["civil_capacity"], "2")
    assert page.outcome.outcome == "not_eligible"
    assert page.verdict.possible.text() == ""
    assert [fact for fact, field in asked.fields.items() if field.isVisible()] == [
        "id_number",
        "civil_capacity",
    ]
    QTest.keyClicks(asked.editors["civil_capacity"], "1")
    assert page.outcome.outcome == "pending"
    answer_all(page)
    assert asked.heading.text() == "都问清了"
    assert page.outcome.outcome == "eligible"
    assert page.foot.save.hasFocus()


def test_a_digit_answers_from_the_table_too(page: EligibilityPage) -> None:
    page.table.setFocus()
    QTest.keyClicks(page.table, "1")
    assert page.questions.answers() == {"id_number": "same"}
    assert page.questions.editors["purpose_text"].hasFocus()
    QTest.keyClicks(page.questions.editors["purpose_text"], "1")
    page.inputs.purpose_text.clear()
    field = page.questions.fields["purpose_text"]
    assert field.isVisible() and page.questions.editors["purpose_text"].code() == ""


def test_a_card_that_differs_from_the_roster_is_typed_and_goes_to_review(
    page: EligibilityPage,
) -> None:
    field = page.questions.fields["id_number"]
    QTest.keyClicks(field.editor, "2")
    assert field.number is not None and field.number.hasFocus()
    QTest.keyClicks(field.number, "14999919700101001")
    assert page.questions.answers() == {}
    QTest.keyClicks(field.number, "2")
    assert "id_match" in rows(page, "needs_review")
    QTest.keyClicks(field.editor, "1")
    assert page.questions.answers() == {"id_number": "same"}
    assert not field.number.isVisible()


def test_answers_go_with_the_household_and_stay_over_a_refresh(
    page: EligibilityPage, window: Window
) -> None:
    page.questions.editors["civil_capacity"].pick("true")
    page.inputs.amount.setText("7")
    window.refresh()
    assert page.questions.answers() == {"civil_capacity": "true"}
    assert page.inputs.amount.text() == "7"
    page.open(window.desk.households.numbers()[5])
    assert page.questions.answers() == {}
    assert page.inputs.amount.text() == "5"


def test_the_wish_of_the_last_visit_is_filled_in(window: Window) -> None:
    number = window.desk.households.numbers()[7]
    window.desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=window.desk.today(),
            publicity_method="visit",
            contact_result="informed",
            has_need=True,
            need_amount_fen=3_000_000,
            need_use="cattle",
        )
    )
    window.open("eligibility", number)
    page = window.pages["eligibility"]
    assert isinstance(page, EligibilityPage)
    assert (page.inputs.amount.text(), page.inputs.purpose_text.text()) == ("3", "养牛")


def test_another_day_is_asked_of_the_ledger_of_that_day(page: EligibilityPage) -> None:
    assert page.form is not None
    early = page.form.today - timedelta(days=400)
    page.inputs.day.setFocus()
    page.inputs.day.set_day(early)
    assert page.form.today == early
    assert page.request().applied_on == early
    assert "on_roster" in rows(page, "pending")  # before the first list nobody knows


@pytest.mark.parametrize("text", ["", "x", "0"])
def test_without_an_amount_there_is_no_answer_and_nothing_to_store(
    page: EligibilityPage, text: str
) -> None:
    page.inputs.amount.setText(text)
    assert page.outcome is None
    assert page.verdict.badge.text() == "还没有结果"
    assert not page.foot.save.isEnabled()
    page.save()
    assert page.desk.households.card(page.form.household_no).checks == ()
    page.inputs.amount.setText("5")
    assert page.outcome is not None and page.foot.save.isEnabled()


def test_a_term_that_cannot_be_is_refused_in_words(page: EligibilityPage) -> None:
    page.inputs.months.setText("700")
    assert page.outcome is None
    assert page.verdict.possible.text() != ""
    assert page.verdict.possible.property("tone") == "error"
