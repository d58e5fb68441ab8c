"""The form of a visit and the records of a place, with the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from desktop.pages.visits import PLACES, VisitsPage
from desktop.pages.window import Window
from desktop.services.records.needs import ActivityFilter
from desktop.services.records.people import VisitFilter
from desktop.services.records.walk_ins import WalkInEntry
from tests.keyboard import press, write
from tests.photographing import hang
from tests.windows import settle, told, visits_page

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> VisitsPage:
    return visits_page(window)


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


def test_opening_a_line_or_beginning_anew_keeps_an_activity_that_is_half_typed(
    window: Window, page: VisitsPage
) -> None:
    press(window, "Alt+3")
    hang(window.desk, "meeting", "戏台")
    page.refresh()
    settle()
    form = page.activities.form
    form.village.choose(form.village.itemData(1))
    form.place.setFocus()
    write("文化广场")
    page.activities.table.setFocus()
    press(window, "Return")
    assert form.correcting is not None and form.place.text() == "戏台"
    assert "没录完" in told(page)
    page.activities.start()
    assert form.correcting is None and form.place.text() == ""
    [draft] = window.desk.entry.drafts()  # a line that was only looked at is no draft
    assert (draft.kind, draft.values["place"]) == ("activity", "文化广场")
    village = form.village.itemText(1)
    assert draft.name.startswith(village)
    form.village.fill([("", page.tr("选一个村"))])  # as after a power cut: no villages yet
    page.go_on(draft.key)
    settle()
    assert (form.place.text(), form.village.currentText()) == ("文化广场", village)
    form.kind.set_code("fair")
    form.save()
    assert window.desk.entry.drafts() == []
    kept = window.desk.publicity.listed(ActivityFilter()).lines
    assert {one.place for one in kept} == {"戏台", "文化广场"}


def test_a_correction_of_an_activity_that_was_left_is_gone_on_with(
    window: Window, page: VisitsPage
) -> None:
    press(window, "Alt+3")
    number = hang(window.desk, "board", "村口")
    page.refresh()
    settle()
    form = page.activities.form
    page.activities.table.setFocus()
    press(window, "Return")
    form.people.setText("7")
    form.reason.setFocus()
    write("漏了")
    page.activities.start()
    page.go_on(window.desk.entry.drafts()[0].key)
    settle()
    assert form.correcting is not None and form.correcting.activity_no == number
    assert (form.people.text(), form.reason.text()) == ("7", "漏了")
    press(window, "Escape")
    assert window.desk.entry.drafts() == [] and form.correcting is None


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
