"""Applications in the window: from the household or the list of needs, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.loans import LoansPage
from desktop.pages.loans.applysheet import ApplicationSheet
from desktop.pages.loans.banksheets import ContractSheet, DecisionSheet, HandoverSheet
from desktop.pages.loans.formsheet import FormSheet
from desktop.pages.printing import PrintingPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.applying import ApplicationEntry
from tests.applying_pictures import applied
from tests.check_answers import ANSWERS
from tests.needs import need
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def window(day: Desk, open_window: Callable[[Desk], Window]) -> Window:
    day.settings.set({"bank": "样县农村商业银行"})
    return open_window(day)


def loans(window: Window) -> LoansPage:
    page = window.pages["loans"]
    assert isinstance(page, LoansPage)
    settle()
    return page


def key(what: QWidget, keys: str) -> None:
    what.window().activateWindow()
    settle()
    QTest.keyClicks(what, keys)
    settle()


def sheet_of(kind: type[FormSheet]) -> FormSheet:
    settle()
    open_now = QApplication.activeModalWidget()
    assert isinstance(open_now, kind), open_now
    return open_now


def write(sheet: FormSheet, name: str, text: str, then: object = ENTER) -> None:
    """Type into a field and go on."""
    field = sheet.fields[name]
    field.setFocus()
    getattr(field, "clear", lambda: None)()
    QTest.keyClicks(field, text)
    if then == ENTER:
        QTest.keyClick(field, ENTER)
    settle()


def save(sheet: FormSheet) -> None:
    QTest.keyClick(sheet, ENTER, CTRL)
    settle()


def test_from_the_drawer_to_the_contract_by_keys_alone(window: Window, day: Desk) -> None:
    visit = need(day, days=3)
    number = day.funding.need(visit).household_no
    window.open("households", number)
    settle()
    QTest.keyClick(window.pages["households"], Qt.Key.Key_A, ALT)
    sheet = sheet_of(ApplicationSheet)
    assert sheet.fen("amount") == 5_000_000
    save(sheet)
    assert "整月" in sheet.form.hints[sheet.fields["months"]].text()
    write(sheet, "months", "12")
    key(sheet.fields["cycle"], "1")
    assert sheet.count("cycle_months") == 18
    save(sheet)
    (line,) = day.applications.listed()
    assert (line.household_no, line.months, line.hint) == (number, 12, "matures_before_sale")
    page = loans(window)
    tab = page.applying
    assert tab.chips.key() == "waiting"
    assert "到期早于出栏" in tab.told.text()

    key(tab.table, "M")
    handing = sheet_of(HandoverSheet)
    save(handing)
    assert "交给了谁" in handing.form.hints[handing.fields["handed_to"]].text()
    write(handing, "handed_to", "credit desk", None)
    save(handing)
    assert day.applications.listed()[0].state == "handed"

    key(tab.table, "B")
    deciding = sheet_of(DecisionSheet)
    assert "银行依法自主决策" in "".join(
        one.text() for one in deciding.findChildren(type(tab.told))
    )
    key(deciding.fields["decision"], "2")
    write(deciding, "said_by", "branch")
    write(deciding, "note", "looked at again", None)
    save(deciding)
    assert day.applications.listed()[0].state == "agreed"

    QTest.keyClick(tab.table, ENTER)
    signing = sheet_of(ContractSheet)
    write(signing, "contract_no", "HT1")
    write(signing, "rate", "high", None)
    save(signing)
    assert "3.60" in signing.form.hints[signing.fields["rate"]].text()
    write(signing, "rate", "3.45", None)
    signing.maturity.set_day(day.today().replace(year=day.today().year + 1))  # type: ignore[attr-defined]
    save(signing)
    (line,) = day.applications.listed()
    assert (line.state, line.rate_ppm, line.contract_no) == ("contracted", 34_500, "HT1")
    assert tab.chips.key() == "over"
    assert "年利率 3.45%" in tab.told.text()


def test_a_need_in_the_list_becomes_an_application_and_without_loans_the_tab_is_there(
    window: Window, day: Desk
) -> None:
    need(day, days=3)
    window.open("loans", "applications")
    page = loans(window)
    assert page.applying.isVisible()
    key(page.applying.needs, "A")
    sheet = sheet_of(ApplicationSheet)
    write(sheet, "months", "24", None)
    save(sheet)
    assert [one.months for one in day.applications.listed()] == [24]


def test_a_no_asks_for_its_reason_and_is_corrected_with_one(window: Window, day: Desk) -> None:
    made = applied(day)
    window.open("loans", "applications")
    tab = loans(window).applying
    tab.chips.choose("waiting")
    settle()
    key(tab.table, "B")
    sheet = sheet_of(DecisionSheet)
    key(sheet.fields["decision"], "3")
    assert not sheet.fields["declined"].isHidden()
    write(sheet, "said_by", "branch", None)
    save(sheet)
    assert "原因" in sheet.form.hints[sheet.fields["declined"]].text()
    key(sheet.fields["declined"], "2")
    save(sheet)
    assert {one.state for one in day.applications.listed()} >= {"declined", "contracted"}
    assert len(made) == 4


def test_a_county_reads_and_has_no_button_to_say_the_banks_word(
    county_desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    window = open_window(county_desk)
    window.open("loans", "applications")
    tab = loans(window).applying
    assert all(step.isHidden() for step in tab.steps.values())
    tab.begin("any")
    settle()
    assert QApplication.activeModalWidget() is None


def test_l_leads_to_the_list_of_what_waits_and_then_of_the_hand_over(
    window: Window, day: Desk
) -> None:
    visit = need(day, days=3)
    number = day.funding.need(visit).household_no
    made = day.applications.log(
        ApplicationEntry(
            household_no=number, applied_on=day.today(), amount_fen=5_000_000, months=12,
            purpose_code="production", purpose_text="养牛", facts=ANSWERS,
        )
    )  # fmt: skip
    numbers = []
    for handed in (False, True):
        if handed:
            day.applications.hand_over(
                [made.line.application_no], day.today(), to="信贷部", way="paper"
            )
        window.open("loans", ("applied", made.line.application_no))
        tab = loans(window).applying
        settle()
        key(tab.table, "L")
        printing = window.pages["printing"]
        assert window.now == "printing"
        assert isinstance(printing, PrintingPage) and printing.kind.code() == "YJ"
        numbers.append(printing.scope().record_no)
    assert numbers == ["", day.applications.listed()[0].handover_no]
