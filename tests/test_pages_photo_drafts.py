"""Photos of visits that are left half typed: drafts keep them, waiting saves lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.pages.visits import VisitsPage
from desktop.pages.visits.drafting import Drafting
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.held_jobs import HeldJobs
from tests.keyboard import press, write
from tests.photos import photo
from tests.test_pages_photos import drop, fill
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def visits(window: Window) -> VisitsPage:
    window.open("visits")
    found = window.pages["visits"]
    assert isinstance(found, VisitsPage)
    settle()
    return found


def kept(desk: Desk) -> set[tuple[str, int]]:
    """The notes of the drafts, and how many photos each names."""
    return {
        (one.values.get("note", ""), len(one.values.get("photos", "").split()))
        for one in desk.entry.drafts()
    }


def test_opening_a_line_of_the_ledger_keeps_the_visit_that_is_half_typed(
    window: Window, visits: VisitsPage, tmp_path: Path
) -> None:
    desk, form = window.desk, visits.form
    fill(window, visits)
    write("门上锁")
    drop(form.note, [photo(tmp_path)])
    visits.table.setFocus()
    visits.table.go_to(0)
    press(window, "Return")
    assert form.correcting is not None and kept(desk) == {("门上锁", 1)}
    form.reason.setFocus()
    write("写到一半")
    visits.table.setFocus()
    press(window, "Return")
    assert (form.reason.text(), form.reason.hasFocus()) == ("写到一半", True)
    press(window, "Escape")
    assert form.correcting is None and kept(desk) == {("门上锁", 1)}
    visits.table.setFocus()
    press(window, "Return")
    visits.start()
    assert kept(desk) == {("门上锁", 1)}  # a line that was only looked at is no draft
    visits.go_on(desk.entry.drafts()[0].key)
    settle()
    assert (form.note.text(), len(form.photos.lines)) == ("门上锁", 1)


def test_fields_that_wait_to_be_kept_are_not_those_of_the_next_form(
    dressed: QApplication, desk: Desk
) -> None:
    assert dressed
    jobs = HeldJobs()
    drafting = Drafting(desk, jobs, "visit")
    drafting.keep({"note": "一"})
    drafting.release()
    drafting.keep({"note": "二"})
    jobs.let_go()
    assert kept(desk) == {("一", 0), ("二", 0)}
