"""The ledger's other views with the keyboard alone: what waits, what was held at a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.pages.importing import ImportingPage
from desktop.pages.visits import LEDGER, PLACES, WAITS, VisitsPage
from desktop.pages.visits.ending import Ending
from desktop.pages.visits.following import AGAIN, DISPUTED, ENDED, OPEN, WAITING
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.needs import NeedFilter
from desktop.services.records.people import VisitFilter
from desktop.ui.theme import Theme
from tests.keyboard import press, write
from tests.old_ledgers import book, homes, line
from tests.windows import clipped, settle, told, visits_page

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> VisitsPage:
    return visits_page(window)


def sheet(window: Window) -> Ending:
    found = [one for one in window.findChildren(Ending) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def waiting(desk: Desk) -> int:
    return desk.funding.waiting_count()


@pytest.mark.parametrize(("cell", "typed"), [("amount", "5wan"), ("due", "2-30")])
def test_what_cannot_be_read_is_told_and_not_left_out(
    window: Window, page: VisitsPage, cell: str, typed: str
) -> None:
    form, before = page.form, window.desk.visits.listed(VisitFilter()).total
    house = window.desk.households.find("z", 1)[0]
    form.set_household(house.household_no, house.name, house.village)
    form.result.set_code("informed")
    form.need.set_code("yes")
    form.fit()
    editor = getattr(form, cell)
    editor.setText(typed)
    form.save()
    settle()
    assert window.desk.visits.listed(VisitFilter()).total == before
    assert editor.text() == typed and "读不懂" in form.form.hints[editor].text()
    assert window.focusWidget() is editor
    editor.setText("7-9" if cell == "due" else "5")
    form.save()
    settle()
    assert window.desk.visits.listed(VisitFilter()).total == before + 1


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
    if scale != 100:
        theme.scaled(scale).wear(app, app.font().families())
        window = open_window(desk)
    window.resize(1093 if scale == 100 else 1366, 543 if scale == 100 else 697)
    window.open("visits", view)
    settle()
    assert clipped(window.pages["visits"]) == []


def test_the_lock_takes_everybody_off_the_page(window: Window, page: VisitsPage) -> None:
    press(window, "Alt+2")
    assert page.following.needs.lines.total
    page.forget()
    assert page.following.needs.lines.total == 0
    assert page.activities.table.lines.total == 0
