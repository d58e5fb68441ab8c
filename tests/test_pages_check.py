"""The check page on real ledgers: findings, questions, trials, the large page, stored checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from db import eligibility as stored_checks
from desktop.pages.eligibility import EligibilityPage
from desktop.pages.eligibility.keeping import Kept
from desktop.pages.eligibility.reading import Reading
from desktop.pages.eligibility.reckoning import Sums
from desktop.pages.eligibility.trial import FACTS, Trial
from desktop.pages.eligibility.verdict import Points
from desktop.pages.households import HouseholdsPage
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.places import RESOURCES
from desktop.services.desk import Desk
from desktop.services.records import CheckRequest, NoticeScope, VisitEntry
from desktop.texts import word
from desktop.texts.checks import fact_name
from desktop.ui.clause import Clause
from desktop.ui.jobs import InlineJobs
from desktop.ui.parts import Elided
from desktop.ui.theme import Theme
from tests.windows import settle, shown, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

SMALL, LARGE, LEAST = (1093, 543), (1366, 697), (1024, 540)
ORDER = ["not_met", "needs_review", "pending", "met", "hint", "not_applicable"]
GOOD = {
    "id_number": "same", "purpose_text": "养羊", "credit_conclusion": "clear",
    "industry_class": "ordinary", "guarantee_type": "credit", "area_suspended": "false",
}  # fmt: skip


ALL_GOOD = {
    **GOOD, "civil_capacity": "true", "need_real": "true", "skill_repay": "true",
    "bank_rating_done": "true", "live_bfxe_balance": "0", "live_tpxe_balance": "0",
}  # fmt: skip


@pytest.fixture
def number(window: Window) -> str:
    """A household about which nothing speaks against the policy."""
    checks = window.desk.eligibility
    for number in window.desk.households.numbers():
        form = checks.prepare(number)
        wish = CheckRequest(
            household_no=number,
            member_no=form.member_no,
            amount_fen=5_000_000,
            months=12,
            purpose_code="production",
            facts=ALL_GOOD,
        )
        if checks.decide(form, wish).outcome == "eligible":
            return number
    raise AssertionError("every household of the made-up county has something")


@pytest.fixture
def page(window: Window, number: str) -> EligibilityPage:
    window.open("eligibility", number)
    found = window.pages["eligibility"]
    assert isinstance(found, EligibilityPage)
    settle()
    return found


def answer_all(page: EligibilityPage, **other: str) -> None:
    """Answer every question as a good borrower would, or as told."""
    answers = {**GOOD, **other}
    for _ in range(3):
        for fact, editor in list(page.questions.editors.items()):
            if not page.questions.fields[fact].isVisibleTo(page):
                continue
            if hasattr(editor, "pick"):
                editor.pick(answers.get(fact, "true"))
            elif hasattr(editor, "set_fen"):
                editor.set_fen(0)


def groups(page: EligibilityPage) -> list[str]:
    return [line.group for line in page.table.lines.rows if line.row is None]


def rows(page: EligibilityPage, group: str = "") -> list[str]:
    """The conditions that stand in the table, of one group or of all."""
    return [
        line.row.rule
        for line in page.table.lines.rows
        if line.row is not None and group in {"", line.group}
    ]


def cell(page: EligibilityPage, rule: str, column: int) -> str:
    place = place_of(page, rule)
    return str(page.table.lines.index(place, column).data())


def place_of(page: EligibilityPage, rule: str) -> int:
    return next(
        n
        for n, line in enumerate(page.table.lines.rows)
        if line.row is not None and line.row.rule == rule
    )


def head_of(page: EligibilityPage, group: str) -> int:
    return next(
        n
        for n, line in enumerate(page.table.lines.rows)
        if line.row is None and line.group == group
    )


def sheet(window: Window, kind: type[QDialog]) -> QDialog:
    settle()
    [found] = [one for one in shown(window, QDialog) if isinstance(one, kind)]
    return found


def click(page: EligibilityPage, place: int, column: int) -> None:
    page.table.scrollTo(page.table.lines.index(place, column))
    box = page.table.visualRect(page.table.lines.index(place, column))
    QTest.mouseClick(
        page.table.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(8, 8)
    )


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their words and do not say so with a tip."""
    found = []
    for part in [*shown(root, QLabel), *shown(root, QPushButton)]:
        wraps = isinstance(part, QLabel) and part.wordWrap()
        if isinstance(part, Elided) or wraps or part.toolTip() or not part.text():
            continue
        if part.width() < part.sizeHint().width() or part.height() < part.fontMetrics().height():
            found.append(f"{part.text()} {part.width()} {part.sizeHint().width()}")
    return found


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
    assert "超过 10 万元" in cell(page, "amount_household_cap", 2)
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
    assert cell(page, "term", 2) == "24 个月 ≤ 3 年"
    assert re.fullmatch(r"\d\d 周岁", cell(page, "age", 2))
    assert cell(page, "on_roster", 2) == f"名单版本 {page.form.roster_as_of:%Y-%m-%d}"
    assert cell(page, "purpose", 2) == "生产经营：养羊"
    page.questions.editors["live_bfxe_balance"].set_fen(1_500_000)
    assert cell(page, "amount_household_cap", 2) == "95000.00 元 ≤ 10 万元"


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
    assert rows(page, "not_met") == ["on_roster"]


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


def test_a_trial_shows_what_would_change_and_stores_nothing(
    page: EligibilityPage, window: Window, number: str
) -> None:
    answer_all(page)
    assert page.outcome is not None and page.outcome.outcome == "eligible"
    before = page.request()
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    trial = sheet(window, Trial)
    assert isinstance(trial, Trial)
    trial.fact.choose("credit_conclusion")
    QTest.keyClick(trial.fact, Qt.Key.Key_Return)
    assert trial.answer.editor.hasFocus() or trial.focusWidget() is trial.answer.editor
    QTest.keyClicks(trial.answer.editor, "2")
    assert trial.found is not None
    assert (trial.found.before, trial.found.after) == ("eligible", "not_eligible")
    assert [one.rule for one in trial.found.changes] == ["credit_conclusion"]
    settle()
    said = told(trial)
    assert word("outcome", "eligible") in said and word("outcome", "not_eligible") in said
    assert "无重大不良信用记录" in said and "有 1 条会变" in said
    QTest.keyClicks(trial.answer.editor, "1")
    assert "每一条都不变" in trial.said.text()
    trial.close()
    assert page.request() == before
    assert window.desk.households.card(number).checks == ()


def test_every_fact_of_a_trial_can_be_answered(page: EligibilityPage, window: Window) -> None:
    page.try_out()
    trial = sheet(window, Trial)
    assert isinstance(trial, Trial)
    for fact in FACTS:
        trial.fact.choose(fact)
        assert fact_name(fact) in trial.fact.currentText()
        editor = trial.answer.editor
        if hasattr(editor, "buttons"):
            editor.pick(next(iter(editor.buttons)))
        elif hasattr(editor, "set_fen"):
            editor.set_fen(1_000_000)
        else:
            editor.set_day(page.desk.today() + timedelta(days=500))
        assert trial.found is not None and trial.found.fact == fact
    hint = trial.minimumSizeHint()
    assert hint.width() <= LEAST[0] and hint.height() <= LEAST[1]
    trial.close()


def test_the_interest_is_an_example_at_a_typed_rate(page: EligibilityPage) -> None:
    page.inputs.amount.setText("8")
    assert page.subsidy.rate.text() == "3.45"
    assert "示例利率" in told(page.subsidy)
    assert "仅供说明，以合同和实际拨付为准" in page.subsidy.note.text()
    page.questions.editors["large_need_recorded"].pick("true")
    said = page.subsidy.sum.text()
    assert said == "利息 2,760.00　财政 2,449.50（中央 1,932.00 省级 517.50）　自付 310.50 元"
    page.subsidy.rate.selectAll()
    QTest.keyClicks(page.subsidy.rate, "4.35")
    assert page.subsidy.sum.text().startswith("利息 3,480.00")
    QTest.keyClicks(page.subsidy.rate, "x")
    assert page.subsidy.rate.property("tone") == "error"
    assert page.subsidy.example is None


def test_every_figure_can_be_checked_by_hand(page: EligibilityPage, window: Window) -> None:
    page.inputs.amount.setText("8")
    page.questions.editors["large_need_recorded"].pick("true")
    page.subsidy.rate.setFocus()
    QTest.keyClick(page.subsidy.rate, Qt.Key.Key_Return)
    sums = sheet(window, Sums)
    assert isinstance(sums, Sums)
    assert [name for name, _, _ in sums.lines] == [
        "利息", "中央（5 万元以内）", "省级", "中央（5 万元以上）", "自付"
    ]  # fmt: skip
    for name, how, amount in sums.lines:
        assert name in told(sums) and amount in told(sums)
        assert by_hand(how) == fen(amount), name
    assert "您付利息 2,760.00 = 中央 1,932.00 + 省级 517.50 + 自付 310.50" in told(sums)
    links = [one for one in shown(sums, QPushButton) if one.property("kind") == "link"]
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    settle()
    over = [one for one in shown(window, QDialog) if isinstance(one, Clause)]
    assert over
    over[0].close()
    sums.close()


def fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def by_hand(how: str) -> int:
    """What a person would get for the text of a figure, in fen, rounded half up once."""
    if "\u2212" in how:
        first, *rest = (fen(part) for part in how.split("\u2212"))
        return first - sum(rest)
    total, less = 0, 0
    for line in how.splitlines():
        amounts = re.match(r"([\d,.]+) 元 . ([\d.]+)% . (\d+) 天 ÷ (\d+)", line)
        if amounts:
            whole, _, places = amounts[2].partition(".")
            rate = int(whole + places.ljust(4, "0"))  # percent in ten thousandths
            total += fen(amounts[1]) * rate * int(amounts[3]) * 360 // int(amounts[4])
        else:
            less += fen(line.removeprefix("减去已算的 "))
    scale = 360 * 100 * 10_000
    return (2 * total + scale) // (2 * scale) - less


def test_f11_shows_this_household_alone_in_large_type_and_esc_leaves(
    page: EligibilityPage, window: Window, number: str
) -> None:
    answer_all(page)
    others = {
        window.desk.households.card(other).line.head_name
        for other in window.desk.households.numbers()
        if other != number
    }
    mine = {one.name for one in window.desk.households.card(number).members}
    for key in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
        window.activateWindow()
        settle()
        QTest.keyClick(page, Qt.Key.Key_F11)
        reading = sheet(window, Reading)
        said = told(reading)
        assert [name for name in others - mine if name in said] == []
        assert "您要借 5 万元" in said and "您付利息" in said
        assert "是否发放贷款由银行依法自主决策" in said
        assert "不是贷款承诺" in said
        for label in shown(reading, QLabel):
            assert label.font().pixelSize() >= 20, label.text()
        QTest.keyClick(reading, key)
        settle()
        assert [one for one in shown(window, QDialog) if isinstance(one, Reading)] == []
    assert page.form is not None and page.form.household_no == number


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_the_large_page_fits_and_is_scrolled_by_keys(
    page: EligibilityPage, window: Window, size: tuple[int, int]
) -> None:
    window.resize(*size)
    page.inputs.amount.setText("8")
    settle()
    page.read()
    reading = sheet(window, Reading)
    assert isinstance(reading, Reading)
    assert (reading.width(), reading.height()) == size
    assert clipped(reading) == []
    for text in ("还要带的材料", "本人身份证", "由银行和县里去查"):
        assert text in told(reading)
    bar = reading.area.verticalScrollBar()
    if size == SMALL:
        assert bar.maximum() > 0
        QTest.keyClick(reading, Qt.Key.Key_End)
        assert bar.value() == bar.maximum()
        QTest.keyClick(reading, Qt.Key.Key_Home)
        assert bar.value() == 0
        QTest.keyClick(reading, Qt.Key.Key_Down)
        assert bar.value() > 0
        QTest.keyClick(reading, Qt.Key.Key_PageDown)
        QTest.keyClick(reading, Qt.Key.Key_PageUp)
    assert reading.area.horizontalScrollBar().maximum() == 0
    reading.close()


def test_what_stands_in_the_way_is_said_in_plain_words(
    page: EligibilityPage, window: Window
) -> None:
    answer_all(page)
    page.inputs.amount.setText("11")
    page.read()
    reading = sheet(window, Reading)
    said = told(reading)
    assert "有 1 条不符合政策条件" in said
    assert "超过 10 万元，不在帮扶小额信贷范围内（差 1 万元）。减到 10 万元以内" in said
    assert "您付利息" not in said
    reading.close()


def test_open_points_of_the_texts_are_listed_with_readings(
    page: EligibilityPage, window: Window
) -> None:
    for number in window.desk.households.numbers():
        page.open(number)
        if page.outcome is not None and page.outcome.questions:
            break
    assert page.outcome is not None and page.outcome.questions
    assert page.verdict.points.text() == f"有 {len(page.outcome.questions)} 处文件没有写明"
    page.verdict.points.click()
    points = sheet(window, Points)
    said = told(points)
    for one in page.outcome.questions:
        assert one.point in said and one.recommended in said
        assert all(reading in said for reading in one.readings)
    points.close()


def test_why_this_policy_and_who_decides_have_their_clauses(
    page: EligibilityPage, window: Window
) -> None:
    assert page.outcome is not None
    assert page.outcome.reason in page.verdict.policy.text()
    assert page.verdict.why.text() == page.desk.policy.short(page.outcome.reason_clause)
    assert "是否发放贷款由银行依法自主决策" in page.verdict.promise.text()
    page.verdict.decides.click()
    clause = sheet(window, Clause)
    assert isinstance(clause, Clause) and "自主决策" in clause.text.text()
    clause.close()
    settle()
    page.subsidy.pays.click()
    clause = sheet(window, Clause)
    assert isinstance(clause, Clause) and "一卡通" in clause.text.text()
    clause.close()


def test_a_check_is_stored_once_and_its_result_sheet_is_previewed(
    page: EligibilityPage, window: Window, number: str, tmp_path: Path
) -> None:
    answer_all(page)
    assert not page.foot.paper.isEnabled()
    page.print()
    assert window.now == "eligibility" and "先保存" in window.toast.text.text()
    QTest.keyClick(page.foot.save, Qt.Key.Key_Return)
    [kept] = window.desk.households.card(number).checks
    assert kept.check_no in window.toast.text.text()
    assert page.foot.stored.text() == f"已存 {kept.check_no}"
    assert page.foot.kept.text() == "存过的核对 1"
    page.save()
    assert len(window.desk.households.card(number).checks) == 1
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.now == "printing"
    printing = window.pages["printing"]
    assert isinstance(printing, PrintingPage)
    assert printing.scope() == NoticeScope(check_no=kept.check_no)
    printing.look()
    assert printing.draft is not None and printing.draft.pages == 1
    assert printing.draft.title == "政策条件核对结果单"
    assert kept.check_no in printing.check.text()
    assert not printing.who.isVisible()
    out = tmp_path / "F08.pdf"
    printing.save_to(out)
    assert out.read_bytes().startswith(b"%PDF")
    [notice] = window.desk.households.card(number).notices
    assert notice.title == "政策条件核对结果单"
    window.open("printing", number)
    printing.look()
    assert printing.scope() == NoticeScope(household_nos=(number,))


def test_another_amount_is_another_check(page: EligibilityPage, number: str) -> None:
    page.save()
    page.inputs.amount.setText("6")
    assert not page.foot.paper.isEnabled() and page.foot.stored.text() == ""
    page.save()
    assert len(page.desk.households.card(number).checks) == 2


def test_a_sheet_with_everything_open_fits_on_one_page(
    page: EligibilityPage, window: Window
) -> None:
    page.inputs.amount.setText("11")
    page.inputs.purpose.choose("mixed")
    page.inputs.purpose_text.setText("购买母牛两头和修建标准化暖棚圈舍，改造自家住房的屋顶")
    page.save()
    assert page.stored is not None
    draft = window.desk.notices.draft("F08", NoticeScope(check_no=page.stored[1]), "A4")
    assert draft.pages == 1


def test_a_stored_check_is_answered_again_and_is_the_same(
    page: EligibilityPage, window: Window
) -> None:
    answer_all(page)
    page.save()
    page.show_kept()
    kept = sheet(window, Kept)
    assert isinstance(kept, Kept)
    QTest.keyClick(kept.table, Qt.Key.Key_Return)
    assert "与存下的结果和摘要一致" in kept.said.text()
    assert kept.said.property("tone") == "ok"
    kept.paper.click()
    settle()
    assert window.now == "printing"


def test_a_stored_check_that_comes_out_otherwise_says_how(
    page: EligibilityPage, window: Window, number: str
) -> None:
    answer_all(page)
    page.save()
    assert page.stored is not None
    store = window.desk.session.store
    first = stored_checks.by_no(store, page.stored[1])
    assert first is not None
    stored_checks.keep(
        store,
        "王",
        replace(first, id="", check_no="", overall_result="not_eligible", digest="0" * 64),
    )
    window.refresh()
    page.show_kept()
    kept = sheet(window, Kept)
    assert isinstance(kept, Kept)
    assert len(kept.table.lines.rows) == 2
    bad = next(n for n, one in enumerate(kept.table.lines.rows) if one.outcome == "not_eligible")
    kept.table.go_to(bad)
    kept.again.click()
    assert "与存下的摘要不一致" in kept.said.text()
    assert "存下的是“目前不符合”，现在算出“初核未见不符合项”" in kept.said.text()
    assert kept.said.property("tone") == "warn"
    kept.close()
    assert number


def test_a_check_from_anywhere_takes_seven_keys_and_no_mouse(window: Window) -> None:
    head = window.desk.households.card(window.desk.households.numbers()[4]).line.head_name
    pressed: list[str] = []

    def press(part: QWidget, key: str) -> None:
        pressed.append(key)
        if len(key) == 1:
            QTest.keyClicks(part, key)
        else:
            QTest.keySequence(part, key)
        settle()

    press(window, "Ctrl+K")
    box = window.top.search
    for letter in initials(window, head):
        press(box, letter)
    place = [one.name for one in box.candidates].index(head)
    press(box, str(place + 1))
    press(window.pages["households"], "F4")
    page = window.pages["eligibility"]
    assert isinstance(page, EligibilityPage)
    assert len(pressed) <= 7
    assert window.now == "eligibility" and page.form is not None
    assert page.form.head_name == head and page.outcome is not None
    press(page.inputs.amount, "8")
    assert page.inputs.amount.text() == "8"
    press(page.inputs.amount, "Return")
    good = {"area_suspended": "2"}
    for _ in range(20):
        now = window.focusWidget()
        if now is page.foot.save:
            break
        fact = next(one for one, field in page.questions.fields.items() if field.editor is now)
        if page.questions.fields[fact].kind == "money":
            press(now, "0")
            press(now, "Return")
        else:
            press(now, good.get(fact, "1"))
    assert window.focusWidget() is page.foot.save
    press(page.foot.save, "Return")
    assert page.stored is not None


def initials(window: Window, head: str) -> str:
    """The shortest initials that bring a name among the first nine."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(head, style=Style.FIRST_LETTER))
    for typed in (letters, *(other + letters[1:] for other in "abcdefghjklmnopqrstwxyz")):
        hits = window.desk.households.find(typed)
        if head in [one.name for one in hits[:9]]:
            return typed
    raise AssertionError(head)


def test_f4_checks_the_household_that_was_picked_while_its_card_is_still_on_its_way(
    dressed: object, desk: Desk
) -> None:
    assert dressed
    held: list[Callable[[], object]] = []

    class Slow(InlineJobs):
        """Holds back every answer until it is let go."""

        def run(self, call, then=None, always=None):  # type: ignore[no-untyped-def]
            held.append(lambda: super(Slow, self).run(call, then, always))

    gone: list[tuple[str, object]] = []
    page = HouseholdsPage(desk, Slow(), lambda key, what: gone.append((key, what)))
    page.refresh()
    for each in held:
        each()
    held.clear()
    wanted = desk.households.numbers()[9]
    page.open(wanted)
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert gone == [("eligibility", wanted)]


def test_tab_walks_the_page_as_it_is_read(page: EligibilityPage) -> None:
    expected = [
        page.inputs.who, page.inputs.member, page.inputs.amount, page.inputs.months,
        page.inputs.purpose, page.inputs.purpose_text, page.inputs.day,
        page.verdict.decides, page.verdict.why, page.table,
        *(page.questions.editors[f] for f in ("id_number", "purpose_text", "civil_capacity")),
        page.subsidy.rate, page.subsidy.pays, page.subsidy.sums,
        page.foot.trial, page.foot.clause, page.foot.reading, page.foot.save,
    ]  # fmt: skip
    walked: list[QWidget] = []
    page.inputs.who.setFocus()
    for _ in range(60):
        now = page.window().focusWidget()
        if now is None or now in walked:
            break
        walked.append(now)
        page.focusNextChild()
    assert [one for one in walked if one in expected] == expected


def test_a_forgotten_page_shows_nobody(page: EligibilityPage, number: str) -> None:
    names = [one.name for one in page.desk.households.card(number).members]
    answer_all(page)
    page.forget()
    settle()
    assert [name for name in names if name in told(page)] == []
    assert page.questions.answers() == {} and page.table.lines.rows == []
    page.read()
    page.try_out()
    page.show_kept()
    page.sums()
    assert shown(page.window(), QDialog) == []


def every_face(page: EligibilityPage) -> Iterator[str]:
    """The page with questions, with failures, and with everything answered."""
    yield "questions"
    answer_all(page)
    yield "answered"
    page.inputs.amount.setText("11")
    page.inputs.months.setText("40")
    yield "failed"
    page.save()
    yield "stored"


@pytest.mark.parametrize("scale", [100, 130, 150])
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_nothing_is_clipped_at_any_size(
    page: EligibilityPage, window: Window, size: tuple[int, int], scale: int
) -> None:
    if scale > 100 and size == SMALL:
        size = LARGE
    window._wear(Theme.current().scaled(scale))  # noqa: SLF001 - what Ctrl+= does
    try:
        window.resize(*size)
        for face in every_face(page):
            settle()
            assert (window.width(), window.height()) == size, face
            assert clipped(page) == [], face
            for one in (page.foot, page.subsidy, page.questions, page.table):
                corner = one.mapTo(window, QPoint(one.width(), one.height()))
                assert corner.x() <= size[0] and corner.y() <= size[1], face
            assert page.table.viewport().height() >= page.table.rowHeight(0) * 3, face
    finally:
        window._wear(Theme.current().scaled(100))  # noqa: SLF001


def test_the_dark_theme_draws_the_findings_in_its_own_colours(
    page: EligibilityPage, window: Window, dressed: object
) -> None:
    light = Theme.current()
    dark = Theme.read(RESOURCES / "theme", "dark")
    app = QApplication.instance()
    assert isinstance(app, QApplication) and dressed
    dark.wear(app, app.font().families())
    try:
        settle()
        image = window.grab().toImage()
        place = page.table.viewport().mapTo(
            window, QPoint(page.table.viewport().width() - 3, page.table.rowHeight(0) // 2)
        )
        assert image.pixelColor(place).name().upper() == dark.colour("raised").name().upper()
    finally:
        light.wear(app, app.font().families())
        settle()
