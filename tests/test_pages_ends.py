"""A loan's end in the window: requests, overdue cases and orders, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.loans import LoansPage
from desktop.pages.loans.cases import Cases
from desktop.pages.loans.halts import Halts
from desktop.pages.loans.recordsheet import RecordSheet
from desktop.pages.loans.requests import Requests
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.applying import ApplicationEntry
from desktop.services.records.late import CaseEntry, RenewalEntry, SuspensionEntry
from tests.busy import a_loan, acting_as, lend, visited
from tests.check_answers import ANSWERS
from tests.compensating import lay_down
from tests.ledgers import Clock
from tests.lending import words_of
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(day: Desk, open_window: Callable[[Desk], Window]) -> Window:
    """A township whose bank reports a loan that ends tomorrow and one that is overdue."""
    today, numbers = day.today(), day.households.numbers()
    lend(
        day,
        [
            a_loan(day, numbers[0], today + timedelta(days=1), renewal_count=0),
            a_loan(
                day, numbers[1], today + timedelta(days=300), loan_status="overdue",
                overdue_since=today - timedelta(days=9),
            ),
        ],
    )  # fmt: skip
    return open_window(day)


def page_of(window: Window, what: object) -> LoansPage:
    window.open("loans", what)
    page = window.pages["loans"]
    assert isinstance(page, LoansPage)
    settle()
    return page


def key(what: QWidget, keys: str) -> None:
    what.window().activateWindow()
    settle()
    QTest.keyClicks(what, keys)
    settle()


def sheet_of() -> RecordSheet:
    settle()
    found = QApplication.activeModalWidget()
    assert isinstance(found, RecordSheet), found
    return found


def put(sheet: RecordSheet, name: str, text: str) -> None:
    """Text into a field, as an input method commits it."""
    field = sheet.fields[name]
    field.setText(text)  # type: ignore[attr-defined]  # a line


def save(sheet: RecordSheet) -> None:
    QTest.keyClick(sheet.fields[next(iter(sheet.fields))], Qt.Key.Key_Return, CTRL)
    settle()


def test_a_case_is_opened_gone_on_with_corrected_and_ended_by_keys(
    window: Window, day: Desk
) -> None:
    page = page_of(window, "cases")
    cases = page.parts.of("cases")
    assert isinstance(cases, Cases)
    key(cases.waiting, "K")
    save(sheet_of())
    (case,) = day.overdue.listed()
    assert (case.source, cases.chips.key(), cases.cases.line()) == ("bank", "open", case)
    key(cases.cases, "K")
    sheet = sheet_of()
    people = sheet.fields["participants"]
    assert day.session.officer in people.text()  # type: ignore[attr-defined]
    put(sheet, "participants", f"{people.text()}、第一书记 李强")  # type: ignore[attr-defined]
    save(sheet)
    assert "还没有选措施" in sheet.form.hints[sheet.fields["measure"]].text()
    key(sheet.fields["measure"], "2")
    put(sheet, "promised_fen", "450")
    save(sheet)
    assert "写了金额要写哪天还" in sheet.form.hints[sheet.fields["promised_on"]].text()
    put(sheet, "promised_on", "噫")
    save(sheet)
    assert "读不懂" in sheet.form.hints[sheet.fields["promised_on"]].text()
    key(sheet.fields["promised_on"], "t")
    save(sheet)
    (step,) = day.overdue.listed()[0].steps
    assert step.joint and step.promised_fen == 45_000
    assert "联合上门" in cases.told.text() and "驻村第一书记 李强" in cases.told.text()
    key(cases.cases, "G")
    sheet = sheet_of()
    assert sheet.fields["measure"].code() == "visit"  # type: ignore[attr-defined]
    put(sheet, "participants", "客户经理 王芳")
    put(sheet, "why", "书记没有去")
    save(sheet)
    assert day.overdue.listed()[0].joint_visits == 0
    key(cases.cases, "J")
    sheet = sheet_of()
    save(sheet)
    assert "选结果、写理由" in sheet.form.hints[sheet.fields["reason"]].text()
    key(sheet.fields["outcome"], "1")
    put(sheet, "reason", "当天还清")
    save(sheet)
    assert not day.overdue.listed()[0].open
    cases.chips.choose("ended")
    settle()
    assert "当天还清" in cases.told.text()
    assert "现在还是逾期，案件按“已还清”了结了" in cases.told.text()  # as the bank's list has it
    assert not cases.step.isVisible()


def test_the_day_leads_to_the_case_and_to_the_request_whose_last_day_it_is(
    window: Window, day: Desk
) -> None:
    today = window.page("today")
    window.open("today")
    settle()
    today.press("X")  # type: ignore[attr-defined]  # the page of the day
    today.press("X")  # type: ignore[attr-defined]
    sheet = sheet_of()
    key(sheet.fields["renewal_type"], "1")
    save(sheet)
    assert "期限" in sheet.form.hints[sheet.fields["months"]].text()
    QTest.keyClicks(sheet.fields["months"], "12")
    key(sheet.fields["lawful"], "1")
    save(sheet)
    (line,) = day.renewals.listed()
    assert (line.months, dict(line.conditions)["lawful"]) == (12, "yes")
    requests = window.pages["loans"].parts.of("requests")  # type: ignore[attr-defined]
    assert isinstance(requests, Requests)
    assert "依法合规（是）" in requests.told.text()
    key(requests.table, "J")
    sheet = sheet_of()
    key(sheet.fields["decision"], "1")
    save(sheet)
    assert "新到期日要写" in sheet.form.hints[sheet.fields["new_maturity_on"]].text()
    put(sheet, "new_maturity_on", f"{day.today() + timedelta(days=366)}")
    save(sheet)
    assert day.renewals.listed()[0].stand == "agreed"
    assert requests.nothing.isVisible()  # nothing waits any more
    window.open("today")
    settle()
    today.press("Y")  # type: ignore[attr-defined]
    today.press("Y")  # type: ignore[attr-defined]
    settle()
    page = window.pages["loans"]
    assert isinstance(page, LoansPage) and page.tabs.key() == "cases"


def test_the_day_leads_by_a_f_and_x_to_what_waits_for_the_bank_or_an_office(
    day: Desk, hands: Clock, open_window: Callable[[Desk], Window]
) -> None:
    today, numbers = day.today(), day.households.numbers()
    first = a_loan(day, numbers[0], today + timedelta(days=60), renewal_count=0)
    lost = a_loan(
        day, numbers[1], today + timedelta(days=300), loan_status="overdue",
        signed_on=date(2026, 3, 30), drawn_on=date(2026, 3, 30), overdue_since=date(2026, 3, 31),
    )  # fmt: skip
    lend(day, [first, lost])
    with acting_as(day, "county"):
        lay_down(day.session.store, "fund")
    day.overdue.open(CaseEntry(loan_no=lost.loan_no, opened_on=today))
    asked = day.renewals.request(
        RenewalEntry(loan_no=first.loan_no, renewal_type="renewal", requested_on=today, months=12)
    )
    visited(day, numbers[2], today, has_need=True, need_amount_fen=5_000_000, need_use="cattle")
    filed = day.applications.log(
        ApplicationEntry(
            household_no=numbers[2], applied_on=today, amount_fen=5_000_000, months=12,
            purpose_code="production", purpose_text="养牛", facts=ANSWERS,
        )
    )  # fmt: skip
    hands.on(days=30)
    window = open_window(day)
    places = {}
    for letter in "AFX":
        window.open("today")
        settle()
        board = window.pages["today"].board  # type: ignore[attr-defined]  # the page of the day
        board.table.setFocus()
        if board.task() is None or board.task().letter != letter:
            key(board.table, letter)
        key(board.table, letter)
        places[letter] = window.now
    loans, claims = window.pages["loans"], window.pages["compensation"]
    assert places == {"A": "loans", "F": "compensation", "X": "loans"}
    assert isinstance(loans, LoansPage) and loans.tabs.key() == "requests"
    assert loans.applying.table.line().application_no == filed.line.application_no  # type: ignore[union-attr]
    requests = loans.parts.of("requests")
    assert isinstance(requests, Requests)
    assert requests.table.line().request_no == asked.request_no  # type: ignore[union-attr]
    assert lost.loan_no in words_of(claims, hidden=True)


def test_a_card_says_the_last_safe_day_the_conditions_and_the_order_with_their_clauses(
    window: Window, day: Desk
) -> None:
    first = day.loans.last_today()[0]
    with acting_as(day, "county"):
        day.suspensions.issue(
            SuspensionEntry(
                document_no="样金函2026-7号", start_on=day.today(), reason="other",
                township=first.township_code,
            )
        )  # fmt: skip
    page = page_of(window, "calendar")
    assert "今天最晚提续贷、展期的 1 笔" in page.calendar.last.text()
    page.calendar.last.click()
    settle()
    said = words_of(page.calendar.card)
    assert "就是今天" in said and "样金函2026-7号" in said and "晋四(三)" in said
    assert "持续经营（还没有说）" in said and "晋三(二)" in said
    assert not page.calendar.card.ways.area.isEnabled()
    assert page.calendar.card.ways.wish()[1] is True
    key(page.calendar.card, "Y")
    sheet = sheet_of()
    save(sheet)
    assert "写明逾期起日" in sheet.form.hints[sheet.fields["overdue_since"]].text()
    sheet.reject()
    halts = page_of(window, "halts").parts.of("halts")
    assert isinstance(halts, Halts)
    key(halts.table, "K")
    assert QApplication.activeModalWidget() is None  # only the county writes orders
    assert not halts.issue.isVisible()


def test_the_county_writes_an_order_lifts_it_and_saves_its_notice(
    county_desk: Desk, open_window: Callable[[Desk], Window], tmp_path: Path
) -> None:
    window = open_window(county_desk)
    halts = page_of(window, "halts").parts.of("halts")
    assert isinstance(halts, Halts)
    key(halts, "K")
    sheet = sheet_of()
    save(sheet)
    assert "写文号" in sheet.form.hints[sheet.fields["document_no"]].text().replace("要写", "写")
    put(sheet, "document_no", "样金函2026-7号")
    key(sheet.fields["reason"], "1")
    save(sheet)
    assert "依据的数和出处" in sheet.form.hints[sheet.fields["basis"]].text()
    put(sheet, "basis", "9.8%，报表")
    save(sheet)
    (line,) = county_desk.suspensions.listed()
    assert line.state == "standing" and line.township_code
    key(halts.table, "J")
    sheet = sheet_of()
    put(sheet, "document_no", "样金函2026-9号")
    key(sheet.fields["reason"], "2")
    save(sheet)
    assert county_desk.suspensions.listed()[0].state == "over"
    assert "样金函2026-9号" in halts.told.text()
    out = tmp_path / "notice.pdf"
    halts.save_sheet(county_desk.suspensions.listed()[0], out)
    settle()
    assert out.read_bytes().startswith(b"%PDF")
