"""The pages of an officer on real ledgers: visits, households, eligibility."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.households import HouseholdsPage
from desktop.pages.households.drawer import Drawer
from desktop.pages.households.histories import Visited
from desktop.pages.households.words import category
from desktop.pages.visits import VisitsPage
from desktop.pages.visits.form import VisitForm
from desktop.pages.window import Window
from desktop.services.records.people import HouseholdFilter
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def number(window: Window) -> str:
    return window.desk.households.numbers()[3]


@pytest.fixture
def visits(window: Window) -> VisitsPage:
    window.open("visits")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    return page


@pytest.fixture
def households(window: Window) -> HouseholdsPage:
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    return page


def initials(form: VisitForm) -> str:
    """Letters that find somebody."""
    return next(letter for letter in "wzlchbrxsy" if form.desk.households.find(letter))


def test_a_visit_is_logged_with_a_few_keys_and_the_form_goes_on(visits: VisitsPage) -> None:
    form, before = visits.form, visits.table.lines.total
    QTest.keyClicks(form.who, initials(form) + "1")
    QTest.keyClicks(form.result, "2")
    assert form.note.hasFocus()
    QTest.keyClick(form.note, Qt.Key.Key_Return)
    assert visits.table.lines.total == before + 1
    newest = visits.table.lines.rows[0]
    assert (newest.contact_result, newest.publicity_method) == ("absent", "visit")
    assert newest.visited_on == visits.desk.today()
    assert form.who.hasFocus() and form.who.text() == ""
    assert form.day.day() == visits.desk.today()


def test_a_wish_asks_for_amount_and_use_and_no_wish_for_the_reason(visits: VisitsPage) -> None:
    form = visits.form
    QTest.keyClicks(form.who, initials(form) + "1")
    QTest.keyClicks(form.result, "1")
    QTest.keyClicks(form.understood, "1")
    QTest.keyClicks(form.need, "2")
    assert form.reason_no.isVisible() and not form.amount.isVisible()
    form.need.setFocus()
    QTest.keyClicks(form.need, "1")
    assert form.amount.isVisible() and not form.reason_no.isVisible()
    assert form.amount.hasFocus()
    QTest.keyClicks(form.amount, "5")
    QTest.keyClick(form.amount, Qt.Key.Key_Return)
    QTest.keyClicks(form.use, "2")
    QTest.keyClick(form.note, Qt.Key.Key_Return)
    newest = visits.table.lines.rows[0]
    assert (newest.need_amount_fen, newest.need_use, newest.has_need) == (5_000_000, "sheep", True)


def test_a_day_in_the_future_is_refused_under_the_day_and_nothing_typed_is_lost(
    visits: VisitsPage, number: str
) -> None:
    form = visits.form
    visits.open(number)
    form.day.setText("2026-12-31")
    form.day.settle()
    form.result.pick("absent")
    form.note.setText("下次集日再来")
    before = visits.table.lines.total
    form.save()
    assert visits.desk.visits.listed(visits._filter()).total == before  # noqa: SLF001
    assert form.sticky.hints[form.day].text().startswith("走访日期不能晚于今天。")
    assert form.note.text() == "下次集日再来"
    assert form.result.code() == "absent"
    assert form.who.text().startswith(form._head)  # noqa: SLF001
    assert form.save_button.isEnabled()


@pytest.mark.usefixtures("full_disk")
def test_when_the_disk_refuses_the_save_the_text_stays_in_the_form(
    visits: VisitsPage, number: str
) -> None:
    form = visits.form
    visits.open(number)
    form.result.pick("informed")
    words = "讲了先付息后贴息" * 240
    form.note.setText(words)
    form.save()
    assert visits.banner.isVisible()
    assert "磁盘" in visits.banner.text.text()
    assert form.note.text() == words
    assert form.result.code() == "informed"


@pytest.fixture
def full_disk(window: Window) -> Iterator[None]:
    """A ledger that takes no further page."""
    connection = window.desk.session.store._connection  # noqa: SLF001 - a full disk
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    connection.execute("PRAGMA max_page_count = 1073741823")


def test_what_is_missing_is_said_under_its_field(visits: VisitsPage, number: str) -> None:
    form = visits.form
    form.save()
    assert "先选一户" in form.form.hints[form.who].text()
    visits.open(number)
    form.save()
    assert form.form.hints[form.result].text() == "请选一个结果。"
    form.day.setText("2-30")
    form.save()
    assert "读不懂" in form.sticky.hints[form.day].text()


def test_a_second_visit_on_a_day_is_mentioned_and_allowed(visits: VisitsPage, number: str) -> None:
    form = visits.form
    for _ in range(2):
        visits.open(number)
        form._look()  # noqa: SLF001 - picking by keys does this
        form.result.pick("absent")
        hint = form.form.hints[form.who].text()
        form.save()
    assert "已记过 1 次" in hint
    assert len(visits.desk.visits.on_day(number, visits.desk.today())) == 2


def test_a_correction_needs_a_reason_and_keeps_the_first_record(visits: VisitsPage) -> None:
    line = visits.table.lines.rows[0]
    QTest.keyClick(visits.table, Qt.Key.Key_Return)
    form = visits.form
    assert form.correcting is line and form.reason.isVisible()
    form.note.setText("更正后的备注")
    form.save()
    assert "请写明原因" in form.form.hints[form.reason].text()
    form.reason.setText("记错了")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    notes = {one.visit_no: one for one in visits.table.lines.rows}
    assert notes[line.visit_no].corrected
    assert any(one.corrects_visit_no == line.visit_no for one in notes.values())
    assert form.correcting is None


def test_the_ledger_is_narrowed_by_day_village_and_name(visits: VisitsPage) -> None:
    everything = visits.table.lines.total
    visits.tabs.choose("today")
    assert visits.table.lines.total < everything
    visits.tabs.choose("all")
    line = visits.table.lines.rows[0]
    visits.text.setText(line.head_name)
    assert {one.head_name for one in visits.table.lines.rows} == {line.head_name}
    visits.text.clear()
    visits.village.choose(line.village)
    assert {one.village for one in visits.table.lines.rows} == {line.village}


def test_at_1366_the_ledger_shows_twelve_rows(visits: VisitsPage) -> None:
    settle()
    assert visits.table.viewport().height() // visits.table.rowHeight(0) >= 12


def test_the_list_is_filtered_and_enter_opens_the_drawer(households: HouseholdsPage) -> None:
    page = households
    assert page.table.lines.total == len(page.desk.households.numbers())
    line = page.table.line()
    assert line is not None
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert isinstance(page.drawer, Drawer) and page.drawer.isVisible()
    assert page.drawer.name.text() == line.head_name
    assert page.drawer.kind.text() == category(line.category)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.drawer.name.text() == page.table.lines.rows[1].head_name
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible()
    page.filters.text.setText("没有这个人")
    assert page.faces.currentWidget() is page.nothing
    page.filters.text.setText("wxm")
    assert "Ctrl+K" in page.nothing.text.text()
    QTest.keyClick(page.filters.text, Qt.Key.Key_Down)
    assert page.window().focusWidget() is page.nothing.buttons[0]
    page._reset()  # noqa: SLF001 - the button of that sentence
    assert page.table.lines.total > 0
    page.open(HouseholdFilter(told="told", village=line.village))
    assert {one.village for one in page.table.lines.rows} <= {line.village}


def test_the_tabs_of_the_drawer_and_the_whole_list_are_a_key_away(
    households: HouseholdsPage, number: str
) -> None:
    page = households
    page.filters.loans.choose("overdue")
    QTest.keyClick(page, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert page.table.lines.total == len(page.desk.households.numbers())
    page.show_household(number)
    page.table.setFocus()
    for focused in (page.table, page.drawer.visits):
        QTest.keyClick(page.table, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        assert page.drawer.tabs.key() == "visits"
        assert page.window().focusWidget() is focused
    assert page.drawer.tabs.buttons["visits"].toolTip().endswith("Alt+2")


def test_a_list_that_comes_late_does_not_change_the_open_household(
    households: HouseholdsPage, number: str
) -> None:
    households.show_household(number)
    households.table.setFocus()
    households.refresh()
    assert households.drawer.card is not None
    assert households.drawer.card.line.household_no == number
    line = households.table.line()
    assert line is not None and line.household_no == number


def test_numbers_are_masked_and_shown_only_while_the_button_is_held(
    households: HouseholdsPage, number: str
) -> None:
    drawer = households.drawer
    households.show_household(number)
    masked = drawer.id_number.text()
    assert "**********" in masked
    audited = len(audit_rows(households))
    QTest.mousePress(drawer.reveal, Qt.MouseButton.LeftButton)
    assert "*" not in drawer.id_number.text()
    assert drawer._hidden.isActive()  # noqa: SLF001 - the five seconds
    assert drawer._hidden.interval() == 5000  # noqa: SLF001
    assert len(audit_rows(households)) == audited + 1
    QTest.mouseRelease(drawer.reveal, Qt.MouseButton.LeftButton)
    assert drawer.id_number.text() == masked
    QTest.mousePress(drawer.reveal, Qt.MouseButton.LeftButton)
    drawer._hidden.timeout.emit()  # noqa: SLF001
    assert drawer.id_number.text() == masked


def audit_rows(page: HouseholdsPage) -> list[object]:
    found = page.desk.session.store.rows("SELECT * FROM audit WHERE what = 'reveal'")
    return list(found)


def test_the_officers_own_notes_save_themselves(households: HouseholdsPage, number: str) -> None:
    households.show_household(number)
    line = households.drawer.notes["address_note"]
    line.setText("村口第二家")
    line.editingFinished.emit()
    assert households.desk.households.card(number).note["address_note"] == "村口第二家"


def test_the_tabs_of_a_household_hold_its_history(households: HouseholdsPage, number: str) -> None:
    households.show_household(number)
    drawer = households.drawer
    card = drawer.card
    assert card is not None
    assert len(drawer.visits.lines.rows) == len(card.visits)
    for key in drawer.tabs.buttons:
        drawer.tabs.choose(key)
        settle()
        assert drawer.faces.currentWidget().isVisible()
    assert Visited(households).lines.columnCount() == 4


def test_f2_takes_the_household_to_the_form(households: HouseholdsPage, window: Window) -> None:
    line = households.table.line()
    assert line is not None
    QTest.keyClick(households.table, Qt.Key.Key_F2)
    assert window.now == "visits"
    form = window.pages["visits"].form
    assert form.who.text().startswith(line.head_name)


def test_words_that_promise_a_loan_stand_on_no_page(window: Window, number: str) -> None:
    for key in window._by_key:  # noqa: SLF001
        window.open(key, number if key in {"households", "eligibility"} else None)
        settle()
        said = told(window)
        assert [word for word in ("通过", "可贷", "批准") if word in said] == []
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
