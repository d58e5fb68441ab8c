"""Nothing typed is lost: drafts of the ledger, offered again after the power went."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from db import drafts
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.people import VisitFilter
from desktop.ui.messages import Banner
from tests.evening import Typist, at_village, panel_of
from tests.windows import County, a_door, settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ROOT = Path(__file__).resolve().parent.parent


def offer(window: Window) -> Banner:
    return window.page(window.now).banner


def visits_page(window: Window) -> VisitsPage:
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    return page


@pytest.fixture
def killed(made_up: County, tmp_path: Path) -> Callable[[str], Desk]:
    """Starts the program on a copy, lets somebody type there, kills it; gives the ledger again."""

    def call(where: str) -> Desk:
        first = made_up.township
        for path in first.parent.glob(f"{first.name}*"):
            if path.is_file():
                shutil.copy(path, tmp_path / path.name)
        ledger, officer = tmp_path / first.name, made_up.officers["township"]
        command = [sys.executable, "-m", "tests.draft_child"]
        with subprocess.Popen(
            [*command, str(ledger), officer, made_up.password, where],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"typed\n"
            child.kill()
        door = a_door(tmp_path / "home")
        return door.open(ledger, officer, made_up.keys["township"])

    return call


def test_after_a_kill_quick_entry_goes_on_with_the_fields_as_they_were(
    killed: Callable[[str], Desk], open_window: Callable[[Desk], Window]
) -> None:
    desk = killed("quick")
    window = open_window(desk)
    banner = offer(window)
    [draft] = desk.entry.drafts()
    assert banner.text.text() == f"上次有 1 条没录完：{draft.name}。"
    assert draft.name.endswith("07-08 走访") and draft.values["head"]
    assert [one.text() for one in banner.buttons] == ["接着录", "放弃"]
    banner.buttons[0].click()
    settle()
    panel = visits_page(window).quick
    assert panel is not None and panel.isVisible() and not banner.isVisible()
    house = panel.row.household()
    assert house is not None and house.household_no == draft.values["household_no"]
    assert (panel.row.met.code(), panel.row.intent.code()) == ("self", "need")
    assert window.focusWidget() is panel.row.amount
    before = desk.visits.listed(VisitFilter()).total
    Typist(window)("5\n1\n")
    assert desk.visits.listed(VisitFilter()).total == before + 1
    assert desk.entry.drafts() == []
    desk.close(backup=False)


def test_after_a_kill_the_form_goes_on_with_the_fields_as_they_were(
    killed: Callable[[str], Desk], open_window: Callable[[Desk], Window]
) -> None:
    desk = killed("form")
    window = open_window(desk)
    offer(window).buttons[0].click()
    settle()
    form = visits_page(window).form
    assert form.household()[0] == desk.households.numbers()[0]
    assert (form.result.code(), form.understood.code()) == ("informed", "understood")
    assert form.note.text() == "abc"
    form.save()
    assert desk.entry.drafts() == []
    newest = desk.visits.listed(VisitFilter()).lines[0]
    assert (newest.note, newest.policy_understood) == ("abc", "understood")
    desk.close(backup=False)


def test_giving_up_asks_once_and_names_what_goes(window: Window) -> None:
    panel = panel_of(window)
    at_village(panel)
    Typist(window)("1\n11")
    panel.drafting.release()
    panel.begin()
    page = visits_page(window)
    page.refresh()
    [draft] = window.desk.entry.drafts()
    page.banner.buttons[1].click()
    question = page.offering.unfinished.question
    assert question is not None and question.text.text().startswith(f"{draft.name}。")
    question.cancel.click()
    assert len(window.desk.entry.drafts()) == 1
    page.banner.buttons[1].click()
    question = page.offering.unfinished.question
    assert question is not None and question.buttons["go"].text() == "放弃这一条"
    question.buttons["go"].click()
    assert window.desk.entry.drafts() == [] and not page.banner.isVisible()


def test_another_visit_begun_in_the_form_keeps_the_first_as_a_draft(window: Window) -> None:
    numbers = window.desk.households.numbers()
    window.open("visits", numbers[0])
    page = visits_page(window)
    page.form.result.pick("informed")
    page.form.note.setText("先记的")
    page.form.note.editingFinished.emit()
    page.open(numbers[1])
    assert page.form.household()[0] == numbers[1] and page.form.note.text() == ""
    [draft] = window.desk.entry.drafts()
    assert (draft.values["household_no"], draft.values["note"]) == (numbers[0], "先记的")
    Typist(window).key(Qt.Key.Key_Escape)
    assert [one.key for one in window.desk.entry.drafts()] == [draft.key]


def test_a_correction_that_was_begun_is_gone_on_with_as_a_correction(window: Window) -> None:
    window.open("visits", window.desk.households.numbers()[0])
    page = visits_page(window)
    page.form.result.pick("informed")
    page.form.save()
    line = window.desk.visits.listed(VisitFilter()).lines[0]
    page.form.correct(line)
    page.form.note.setText("改过的")
    page.form.reason.setText("写错")
    page.form.reason.editingFinished.emit()
    [draft] = window.desk.entry.drafts()
    page.start()
    assert page.form.correcting is None
    page.go_on(draft.key)
    assert page.form.correcting is not None
    assert page.form.correcting.visit_no == line.visit_no
    page.form.save()
    newest = window.desk.visits.listed(VisitFilter()).lines[0]
    assert (newest.note, newest.corrects_visit_no) == ("改过的", line.visit_no)
    assert window.desk.entry.drafts() == []


def test_a_change_of_a_saved_row_that_was_begun_is_gone_on_with(window: Window) -> None:
    panel = panel_of(window)
    at_village(panel)
    typed = Typist(window)
    typed("1\n12\n")
    line = panel.book.session[0]
    panel.mending.begin(line)
    typed("4;3")
    panel.row.note.editingFinished.emit()
    [draft] = window.desk.entry.drafts()
    panel.set_aside()
    visits_page(window).go_on(draft.key)
    assert panel.mending.line is not None and panel.mending.line.id == line.id
    assert panel.row.met.code() == "absent" and panel.row.note.text() == panel.row.phrases[2]
    panel.save()
    assert [one.contact_result for one in panel.book.session] == ["absent"]
    assert window.desk.entry.drafts() == []


def test_drafts_of_another_officer_are_not_offered_and_none_is_an_operation(desk: Desk) -> None:
    store = desk.session.store
    before = sum(head.seq for head in store.streams.values())
    drafts.keep(store, "quick", "theirs", '{"by": "别人", "head": "王小明"}')
    drafts.keep(store, "quick", "broken", "no json")
    desk.entry.keep("mine", "quick", {"head": "李红", "on": "2026-07-08", "method": "phone"})
    assert [(one.key, one.name) for one in desk.entry.drafts()] == [("mine", "李红 07-08 电话")]
    desk.entry.drop("mine")
    assert desk.entry.drafts() == []
    assert sum(head.seq for head in store.streams.values()) == before


def test_a_save_that_is_refused_leaves_the_draft(window: Window) -> None:
    panel = panel_of(window)
    at_village(panel)
    typed = Typist(window)
    typed("1\n4")
    panel.row.note.setText("长" * 2001)
    typed("\n")
    assert "备注有 2001 个字" in panel.hint.text()
    [draft] = window.desk.entry.drafts()
    assert draft.key == panel.drafting.key and draft.values["met"] == "absent"
    panel.row.note.setText("短")
    typed("\n")
    assert window.desk.entry.drafts() == [] and panel.book.session[0].note == "短"
