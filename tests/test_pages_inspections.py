"""Checks of loans in the window: written, corrected and ended with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.loans import LoansPage
from desktop.pages.loans.casesheet import CaseSheet
from desktop.pages.loans.checksheet import CheckSheet
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from tests.busy import a_loan, lend
from tests.inspecting import seen
from tests.inspection_pictures import found
from tests.ledgers import Clock
from tests.photos import photo
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at_checks(day: Desk, open_window: Callable[[Desk], Window]) -> LoansPage:
    """Two running loans, and the tab of their checks."""
    today, numbers = day.today(), day.households.numbers()
    lend(
        day,
        [
            a_loan(day, one, today + timedelta(days=600), drawn_on=today - timedelta(days=40 - n))
            for n, one in enumerate(numbers[:2])
        ],
    )
    window = open_window(day)
    window.open("loans", "checks")
    page = window.pages["loans"]
    assert isinstance(page, LoansPage)
    settle()
    return page


def key(what: QWidget, keys: str) -> None:
    QTest.keyClicks(what, keys)
    settle()


def sheet_of(kind: type) -> QWidget:
    """The sheet of that kind that is open."""
    settle()
    open_now = QApplication.activeModalWidget()
    assert isinstance(open_now, kind), open_now
    return open_now


def test_without_a_rule_of_the_bank_no_day_is_made_up_and_the_page_says_so(
    at_checks: LoansPage,
) -> None:
    checks = at_checks.checks
    assert {checks.stand(one) for one in checks.due.lines.rows} == {"不推算"}
    assert "本行还没有填检查间隔" in checks.rule.text()
    assert "政策没有规定" in checks.rule.text()


def test_a_check_is_written_by_keys_alone_and_its_finding_becomes_a_case_that_is_ended(
    at_checks: LoansPage, day: Desk
) -> None:
    checks = at_checks.checks
    key(checks.due, "K")
    sheet = sheet_of(CheckSheet)
    assert isinstance(sheet, CheckSheet)
    QTest.keyClick(sheet.inspected_on, Qt.Key.Key_Return)
    key(sheet.fields["kind"], "1")
    key(sheet.fields["use_as_agreed"], "2")
    key(sheet.fields["actual_user"], "cooperative")
    QTest.keyClick(sheet.fields["actual_user"], Qt.Key.Key_Return)
    key(sheet.fields["passed_on"], "2")
    assert QApplication.focusWidget() is sheet.fields["passed_to"]
    QTest.keyClick(sheet.fields["passed_to"], Qt.Key.Key_Return, CTRL)
    settle()
    assert "哪一家" in sheet.form.hints[sheet.fields["passed_to"]].text()
    key(sheet.fields["passed_to"], "Kaoshan")
    QTest.keyClick(sheet.fields["passed_to"], Qt.Key.Key_Return, CTRL)
    settle()
    (line,) = day.inspections.listed()
    assert (line.entry.conclusion, line.case, line.entry.passed_to) == (
        "passed_on", "open", "Kaoshan",
    )  # fmt: skip
    checks.chips.choose("cases")
    settle()
    assert "贴息行先挂起" in checks.told.text()
    at_checks.window().activateWindow()
    settle()
    key(checks.done, "J")
    end = sheet_of(CaseSheet)
    assert isinstance(end, CaseSheet)
    key(end.outcome, "1")
    key(end.measures, "returned")
    QTest.keyClick(end.reason, Qt.Key.Key_Return)
    settle()
    assert "三样" in end.field.hint.text()
    key(end.reason, "receipt")
    QTest.keyClick(end.reason, Qt.Key.Key_Return)
    settle()
    assert day.inspections.listed()[0].case == "ended"
    assert checks.nothing.isVisible()


def test_a_check_is_corrected_with_a_reason_and_keeps_what_was_typed(
    at_checks: LoansPage, day: Desk
) -> None:
    checks = at_checks.checks
    loan = day.inspections.due()[0].loan_no
    day.inspections.log(seen(loan, inspected_on=day.today()))
    checks.refresh()
    checks.chips.choose("done")
    settle()
    key(checks.done, "G")
    sheet = sheet_of(CheckSheet)
    assert isinstance(sheet, CheckSheet)
    assert sheet.fields["assets"].text() == "牛 6 头"  # type: ignore[attr-defined]
    sheet.fields["assets"].setText("牛 7 头")  # type: ignore[attr-defined]
    sheet.save()
    settle()
    assert "原因" in sheet.form.hints[sheet.why].text()
    sheet.why.setText("数错了")
    sheet.save()
    settle()
    assert [one.entry.assets for one in day.inspections.listed()] == ["牛 7 头"]
    assert "更正过 1 次" in checks.told.text()


def test_photos_go_with_the_check_that_is_typed_and_are_shown_under_the_list(
    at_checks: LoansPage, day: Desk, tmp_path: Path
) -> None:
    checks = at_checks.checks
    key(checks.due, "K")
    sheet = sheet_of(CheckSheet)
    assert isinstance(sheet, CheckSheet)
    sheet.photos.add([photo(tmp_path)])
    settle()
    assert len(sheet.photos.hashes()) == 1
    for name in ("kind", "use_as_agreed", "passed_on", "conclusion"):
        sheet.fields[name].set_code(  # type: ignore[attr-defined]
            {"kind": "first", "use_as_agreed": "yes", "passed_on": "no"}.get(name, "normal")
        )
    sheet.save()
    settle()
    (line,) = day.inspections.listed()
    assert line.photos == 1
    checks.chips.choose("done")
    settle()
    assert checks.photos.isVisible() and len(checks.photos.lines) == 1
    checks.print()
    settle()
    printing = at_checks.window().pages["printing"]  # type: ignore[attr-defined]
    assert printing.scope() == NoticeScope(record_no=line.first_no)
    assert line.first_no in printing.check.text() and not printing.about.isVisible()
    at_checks.window().open("loans", "checks")  # type: ignore[attr-defined]
    settle()
    at_checks.window().activateWindow()
    settle()
    checks.photos.add([photo(tmp_path, "2.jpg", colour="red")])
    settle()
    assert day.inspections.listed()[0].photos == 2
    key(checks.done, "K")
    sheet = sheet_of(CheckSheet)
    assert isinstance(sheet, CheckSheet)
    sheet.photos.add([photo(tmp_path, "3.jpg", colour="green")])
    settle()
    sheet.reject()
    settle()
    assert day.session.store.number("SELECT count(*) FROM blob") == 2


def test_the_card_of_a_loan_leads_to_its_evidence_pack(at_checks: LoansPage, day: Desk) -> None:
    loan = day.inspections.due()[0].loan_no
    window = at_checks.window()
    assert isinstance(window, Window)
    window.open("loans", loan)
    settle()
    assert at_checks.drawer.pack.isVisible()
    at_checks.drawer.pack.click()
    settle()
    printing = window.pages["printing"]
    assert isinstance(printing, PrintingPage)
    assert (printing.kind.code(), printing.scope()) == ("LZ", NoticeScope(record_no=loan))
    printing.look()
    settle()
    assert printing.draft is not None and not printing.draft.missing
    printing.kind.choose("F12")
    assert printing.scope() != NoticeScope(record_no=loan)


def test_the_task_of_the_day_leads_to_the_sheet_of_its_loan(
    at_checks: LoansPage, day: Desk, clock: Clock
) -> None:
    del clock
    found(day)
    window = at_checks.window()
    assert isinstance(window, Window)
    loan = day.inspections.due()[0].loan_no
    window.open("loans", ("inspection", loan))
    sheet = sheet_of(CheckSheet)
    assert isinstance(sheet, CheckSheet)
    assert sheet.entry() is not None
    assert sheet.entry().loan_no == loan  # type: ignore[union-attr]


@pytest.fixture
def clock(hands: Clock) -> Clock:
    return hands
