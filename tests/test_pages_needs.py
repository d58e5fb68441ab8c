"""The ledger's other views with the keyboard alone: what waits, what was held at a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.pages.importing import ImportingPage
from desktop.pages.visits import LEDGER, PLACES, WAITS, VisitsPage
from desktop.pages.visits.ending import Ending
from desktop.pages.visits.following import AGAIN, DISPUTED, ENDED, OPEN, WAITING
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records import ActivityFilter, NeedFilter, VisitFilter, WalkInEntry
from desktop.ui.theme import Theme
from tests.old_ledgers import book, homes, line
from tests.windows import clipped, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> VisitsPage:
    window.open("visits")
    found = window.pages["visits"]
    assert isinstance(found, VisitsPage)
    settle()
    return found


def press(window: Window, keys: str) -> None:
    """A key to whatever has the focus."""
    if QApplication.activeWindow() is None:
        window.activateWindow()
        settle()
    QTest.keySequence(QApplication.focusWidget() or window, keys)
    settle()


def write(text: str) -> None:
    """Text to whatever has the focus, as an input method commits it."""
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)
    settle()


def sheet(window: Window) -> Ending:
    found = [one for one in window.findChildren(Ending) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def waiting(desk: Desk) -> int:
    return desk.funding.waiting_count()


def test_a_need_is_ended_with_three_keys_and_taken_back_by_name(
    window: Window, page: VisitsPage
) -> None:
    desk = window.desk
    before = waiting(desk)
    press(window, "Alt+2")
    following = page.following
    assert page.view.key() == WAITS
    assert following.needs.hasFocus()
    assert following.needs.lines.total == before > 1
    need = following.needs.line()
    assert need is not None
    press(window, "N")
    asked = sheet(window)
    if asked.also.isChecked():
        asked.also.setChecked(False)
    press(window, "1")
    press(window, "Return")
    assert waiting(desk) == before - 1
    assert desk.funding.need(need.visit_no).reason == "later"
    assert need.head_name in window.toast.text.text()
    assert page.view.buttons[WAITS].text().endswith(str(before - 1))
    assert window.focusWidget() is following.needs
    press(window, "Ctrl+Z")
    assert waiting(desk) == before
    press(window, "Ctrl+Y")
    assert waiting(desk) == before - 1


def test_the_same_need_told_again_is_ended_with_it(window: Window, page: VisitsPage) -> None:
    desk = window.desk
    press(window, "Alt+2")
    lines = page.following.needs.lines.rows
    place, need = next(
        (at, one) for at, one in enumerate(lines) if desk.funding.others(one.visit_no)
    )
    page.following.needs.go_to(place)
    others = desk.funding.others(need.visit_no)
    press(window, "N")
    assert str(len(others)) in sheet(window).also.text()
    press(window, "1")
    press(window, "Return")
    assert all(desk.funding.need(one.visit_no).outcome == "not_now" for one in others)


def test_what_is_missing_stands_under_its_field_and_what_was_typed_stays(
    window: Window, page: VisitsPage
) -> None:
    before = waiting(window.desk)
    assert page.view.key() == LEDGER
    press(window, "Alt+2")
    press(window, "B")
    asked = sheet(window)
    press(window, "6")
    assert asked.said_by.hasFocus()
    press(window, "Return")
    write("材料不全")
    press(window, "Return")
    assert "谁告知" in asked.form.hints[asked.said_by].text()
    assert asked.said_by.hasFocus()
    assert (asked.note.text(), asked.reason.code()) == ("材料不全", "papers")
    assert waiting(window.desk) == before
    write("支行 张经理")
    press(window, "Ctrl+Return")
    assert not [one for one in window.findChildren(Ending) if one.isVisible()]
    assert waiting(window.desk) < before


def test_an_application_needs_words_where_no_check_is_known(
    window: Window, page: VisitsPage
) -> None:
    assert page.view.key() == LEDGER
    press(window, "Alt+2")
    press(window, "A")
    asked = sheet(window)
    assert asked.note.hasFocus()
    press(window, "Return")
    assert "申请交到哪里" in asked.form.hints[asked.note].text()
    asked.day.setText("昨天")
    press(window, "Ctrl+Return")
    assert asked.form.hints[asked.day].text()
    asked.day.set_day(window.desk.today())
    asked.note.setFocus()
    write("交到三交支行")
    press(window, "Return")
    ended = window.desk.funding.listed(NeedFilter(state=ENDED)).lines
    assert {one.note for one in ended} == {"交到三交支行"}


def test_an_end_is_corrected_with_a_reason(window: Window, page: VisitsPage) -> None:
    press(window, "Alt+2")
    need = page.following.needs.line()
    assert need is not None
    for key in ("N", "1", "Return"):
        press(window, key)
    page.following.open(ENDED)
    settle()
    press(window, "C")
    asked = sheet(window)
    assert asked.reason.code() == "later"
    press(window, "2")
    press(window, "Return")
    press(window, "Return")
    assert asked.form.hints[asked.why].text()
    write("听错了")
    press(window, "Return")
    line = window.desk.funding.need(need.visit_no)
    assert (line.reason, line.correction_reason) == ("enough", "听错了")
    assert "（更正）" in told(page)


def test_enter_says_which_keys_end_a_need_and_f4_and_f2_lead_on(
    window: Window, page: VisitsPage
) -> None:
    press(window, "Alt+2")
    press(window, "Return")
    assert "按 A 已申请" in window.toast.text.text()
    need = page.following.needs.line()
    assert need is not None
    press(window, "F2")
    assert page.form.entry() is None  # the result is still asked
    assert page.form.who.text().startswith(need.head_name)
    press(window, "Alt+2")
    press(window, "F4")
    assert window.now == "eligibility"


def test_the_lists_can_be_narrowed_and_an_empty_one_says_so(
    window: Window, page: VisitsPage
) -> None:
    window.open("visits", "waits/open")
    following = page.following
    every = following.needs.lines.total
    need = following.needs.line()
    assert need is not None
    press(window, "Ctrl+F")
    write(need.visit_no)
    settle()
    assert following.needs.lines.total == 1 < every
    following.text.clear()
    following.village.setCurrentIndex(1)
    settle()
    assert following.needs.lines.total < every
    window.open("visits", f"waits/{DISPUTED}")
    settle()
    assert following.empty.isVisible()
    window.open("visits", f"waits/{AGAIN}")
    settle()
    assert following.again.lines.total == len(window.desk.funding.follow_ups(7))
    line = following.again.line()
    assert line is not None
    press(window, "Return")
    assert page.form.who.text().startswith(line.head_name)


def test_a_meeting_is_written_down_corrected_and_taken_back(
    window: Window, page: VisitsPage
) -> None:
    press(window, "Alt+3")
    form = page.activities.form
    assert page.view.key() == PLACES
    assert form.kind.hasFocus()
    press(window, "3")
    assert form.village.hasFocus()
    press(window, "Down")
    press(window, "Return")
    write("文化广场")
    press(window, "Return")
    for key in ("1", "4", "5", "4", "Return"):
        press(window, key)
    write("63")
    press(window, "Return")
    write("20")
    for _ in range(4):
        press(window, "Return")
    assert form.note.hasFocus()
    press(window, "Return")
    page_now = window.desk.publicity.listed(ActivityFilter())
    one = page_now.lines[0]
    assert (one.activity_type, one.place) == ("meeting", "文化广场")
    assert (one.topics, one.attendance_total, one.attendance_elderly) == (
        ("policy", "illegal_fundraising"), 63, 20,
    )  # fmt: skip
    assert form.kind.hasFocus()
    page.activities.table.setFocus()
    press(window, "Return")
    assert form.reason.hasFocus()
    form.people.setText("70")
    press(window, "Return")
    assert form.form.hints[form.reason].text()
    write("数错了")
    press(window, "Return")
    found = window.desk.publicity.listed(ActivityFilter()).lines
    assert {one.attendance_total for one in found if one.place == "文化广场"} == {63, 70}
    assert "（已更正）" in told(page.activities)
    page.activities.table.setFocus()
    press(window, "Ctrl+Z")
    found = window.desk.publicity.listed(ActivityFilter()).lines
    assert {one.attendance_total for one in found if one.place == "文化广场"} == {63}
    press(window, "Ctrl+Y")
    assert window.desk.publicity.listed(ActivityFilter()).total == len(found) + 1


def test_a_form_of_a_place_keeps_what_was_typed_when_it_is_refused(
    window: Window, page: VisitsPage
) -> None:
    press(window, "Alt+3")
    form = page.activities.form
    press(window, "Ctrl+Return")
    assert form.form.hints[form.kind].text()
    press(window, "4")
    press(window, "Ctrl+Return")
    assert form.form.hints[form.village].text()
    press(window, "Down")
    press(window, "Ctrl+Return")
    assert form.form.hints[form.place].text()
    write("村口")
    form.elderly.setText("5")
    press(window, "Ctrl+Return")
    assert "不能多于总人数" in form.form.hints[form.people].text()
    assert form.place.text() == "村口"
    press(window, "Esc")
    assert form.place.text() == ""
    assert window.desk.publicity.listed(ActivityFilter()).total == 0


def test_topics_stay_for_the_next_household_and_are_turned_with_digits(
    window: Window, page: VisitsPage
) -> None:
    form = page.form
    assert form.topics.codes() == ("policy",)
    form.topics.setFocus()
    for key in ("4", "6"):
        press(window, key)
    press(window, "Return")
    assert form.who.hasFocus()
    number = window.desk.households.numbers()[0]
    form.set_household(number, "某户", "某村")
    form.result.pick("informed")
    form.save()
    kept = window.desk.visits.listed(VisitFilter(household_no=number)).lines
    newest = max(kept, key=lambda one: one.logged_at)
    assert newest.topics == ("policy", "anti_fraud", "deposit_insurance")
    assert form.topics.codes() == newest.topics


def test_nobody_at_home_leaves_a_slip_and_proposes_another_time(
    window: Window, page: VisitsPage
) -> None:
    form, desk = page.form, window.desk
    number = desk.households.numbers()[0]
    form.set_household(number, "某户", "某村")
    form.result.setFocus()
    press(window, "2")
    assert form.note.hasFocus()
    way, due = form.way.code(), form.due.day()
    assert (way, due) == desk.funding.proposal(number, "visit", desk.today())
    form.slip.setFocus()
    write("sx-0007")
    press(window, "Return")
    press(window, "Return")
    line = max(
        desk.visits.listed(VisitFilter(household_no=number)).lines, key=lambda one: one.logged_at
    )
    assert (line.contact_result, line.slip_no) == ("absent", "sx-0007")
    assert (line.follow_up, line.follow_up_due, line.topics) == (way, due, ())
    assert number in {one.household_no for one in desk.funding.follow_ups(7)}


def test_a_changed_answer_takes_the_proposal_back(window: Window, page: VisitsPage) -> None:
    form = page.form
    form.set_household(window.desk.households.numbers()[0], "某户", "某村")
    form.result.pick("absent")
    assert form.way.code()
    form.result.pick("informed")
    assert (form.way.code(), form.due.day()) == ("", None)


def test_a_correction_leaves_words_that_the_form_does_not_offer(
    window: Window, page: VisitsPage
) -> None:
    desk, form = window.desk, page.form
    line = desk.visits.listed(VisitFilter()).lines[0]
    number = desk.visits.correct(
        line.visit_no, {"follow_up": "下周带资料", "slip_no": "ZT-1", "topics": ("renewal",)}, "补"
    ).visit_no
    changed = next(one for one in desk.visits.listed(VisitFilter()).lines if one.visit_no == number)
    form.correct(changed)
    form.note.setText("改了备注")
    form.reason.setText("写漏了")
    form.save()
    newest = next(
        one for one in desk.visits.listed(VisitFilter()).lines if one.corrects_visit_no == number
    )
    assert (newest.follow_up, newest.slip_no, newest.topics, newest.note) == (
        "下周带资料", "ZT-1", ("renewal",), "改了备注",
    )  # fmt: skip
    assert form.topics.codes() == ("policy",)


def test_somebody_on_no_roster_is_found_and_gets_a_record_of_her_own(
    window: Window, page: VisitsPage
) -> None:
    desk, form = window.desk, page.form
    village = desk.households.villages()[0].village
    person = desk.walk_ins.add(WalkInEntry(name="赵外来", village=village))
    QTest.keyClicks(form.who, "zwl1")
    assert form.who.text().startswith("赵外来")
    form.result.pick("informed")
    form.need.pick("yes")
    form.save()
    line = desk.visits.listed(VisitFilter(text="赵外来")).lines[0]
    assert (line.walk_in_no, line.household_no, line.has_need) == (person.walk_in_no, "", True)
    assert "（名单外）" in told(page)


def test_the_old_ledger_is_imported_from_here_and_taken_back(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    desk = window.desk
    who = homes(desk)[0]
    before = desk.visits.listed(VisitFilter()).total
    day = desk.today() - timedelta(days=400)
    rows = [
        line(who, 日期=day),
        line(who, 户编号=None, 户主姓名=f"{who.head[:2]}甲", 日期=day + timedelta(days=1)),
    ]
    page.old.click()
    importing = window.pages["importing"]
    assert isinstance(importing, ImportingPage)
    kinds = importing.choosing.kinds
    assert kinds is not None and kinds.key() == "visits"
    importing.look(book(tmp_path / "旧台账.xlsx", rows))
    problems = importing.reviewing.problems
    assert problems.take.isEnabled()
    assert who.head in problems.table.lines.rows[0].about
    problems.table.setFocus()
    press(window, "Return")
    press(window, "Ctrl+Return")
    assert desk.visits.listed(VisitFilter()).total == before + 2
    press(window, "Esc")
    assert window.now == "visits"
    assert "（旧台账）" in told(page)
    run = desk.imports.runs("visits")[0].run
    desk.imports.undo(run, reason="试")
    assert desk.visits.listed(VisitFilter()).total == before


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("view", ["ledger", f"waits/{WAITING}", f"waits/{OPEN}", PLACES])
def test_nothing_is_cut_off_on_a_small_screen(
    open_window: Callable[[Desk], Window], desk: Desk, scale: int, view: str
) -> None:
    window = open_window(desk)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme.current()
    try:
        if scale != 100:
            theme.scaled(scale).wear(app, app.font().families())
            window = open_window(desk)
        window.resize(1093 if scale == 100 else 1366, 543 if scale == 100 else 697)
        window.open("visits", view)
        settle()
        assert clipped(window.pages["visits"]) == []
    finally:
        theme.scaled(100).wear(app, app.font().families())


def test_the_lock_takes_everybody_off_the_page(window: Window, page: VisitsPage) -> None:
    press(window, "Alt+2")
    assert page.following.needs.lines.total
    page.forget()
    assert page.following.needs.lines.total == 0
    assert page.activities.table.lines.total == 0
