"""What opens over the check page: trials, figures, the large page, stored checks, sheets."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from db import eligibility as stored_checks
from desktop.pages.eligibility import EligibilityPage
from desktop.pages.eligibility.keeping import Kept
from desktop.pages.eligibility.reading import Reading
from desktop.pages.eligibility.reckoning import Sums
from desktop.pages.eligibility.trial import FACTS, Trial
from desktop.pages.eligibility.verdict import Points
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.services.records.papers import NoticeScope
from desktop.texts import word
from desktop.texts.checks import fact_name
from desktop.ui.clause import Clause
from tests.checking import (
    LARGE,
    LEAST,
    SMALL,
    answer_all,
    clipped,
    sheet,
)
from tests.windows import settle, shown, told

pytest_plugins = ["tests.window_fixtures", "tests.check_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


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
    assert "超过政策规定的金额上限，不在帮扶小额信贷范围内（差 1 万元）。减到上限以内" in said
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
    assert page.verdict.possible.text() == f"已存 {kept.check_no}"
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
    assert not page.foot.paper.isEnabled() and "已存" not in page.verdict.possible.text()
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
