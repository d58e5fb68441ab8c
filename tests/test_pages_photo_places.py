"""Photos of what was held or hung at a place, and pictures that are read when the form was left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from desktop.pages.printing import PrintingPage
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.evidence import PhotoFilter
from desktop.services.records.needs import ActivityFilter
from desktop.services.records.people import VisitFilter
from desktop.ui.jobs import InlineJobs, Jobs
from desktop.ui.photos import Photos
from desktop.ui.photos.picking import Picking
from tests.held_jobs import HeldJobs
from tests.keyboard import press, write
from tests.photographing import dialog, drop, fill, hang, kept
from tests.photos import exif, photo
from tests.windows import settle, told, visits_page

T = TypeVar("T")
pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Beside(HeldJobs):
    """Reading pictures, which takes long once `holds` is set."""

    holds = False

    def run(
        self,
        call: Callable[[], T],
        then: Callable[[T], object] | None = None,
        always: Callable[[], object] | None = None,
    ) -> None:
        """Do it, or keep it for later."""
        run = super().run if self.holds else InlineJobs(self).run
        run(call, then, always)


class SlowReading(InlineJobs):
    """Jobs of a laptop on which pictures are read slowly and all else is done at once."""

    def __init__(self) -> None:
        super().__init__()
        self.beside = Beside()
        self.beside.failed.connect(self.failed)

    def aside(self) -> Jobs:
        """What is read beside the ledger."""
        return self.beside


@pytest.fixture
def jobs() -> SlowReading:
    return SlowReading()


def page_of(window: Window) -> PrintingPage:
    page = window.pages["printing"]
    assert isinstance(page, PrintingPage)
    return page


@pytest.fixture
def visits(window: Window) -> VisitsPage:
    return visits_page(window)


def test_a_meeting_has_photos_that_are_compared_corrected_and_taken_off(
    window: Window, visits: VisitsPage, tmp_path: Path
) -> None:
    desk = window.desk
    press(window, "Alt+3")
    form = visits.activities.form
    form.kind.set_code("meeting")
    form.village.choose(form.village.itemData(1))
    form.place.setText("戏台")
    form.note.setFocus()
    old = photo(tmp_path, "old.jpg", notes=exif(taken="2026:01:03 10:00:00"))
    drop(form.note, [old])
    assert "照片时间与记录的日期不一致" in form.photos.hint.text()
    [draft] = desk.entry.drafts()
    visits.activities.start()
    visits.go_on(draft.key)
    settle()
    assert len(form.photos.lines) == 1
    form.note.setFocus()
    press(window, "Return")
    assert "（照片 1）" in told(visits.activities.table) and not form.photos.lines
    visits.activities.table.setFocus()
    press(window, "Return")
    assert len(form.photos.lines) == 1
    drop(form.note, [photo(tmp_path, "new.jpg", colour="red")])
    line = desk.publicity.listed(ActivityFilter()).lines[0]
    assert (line.photos, "（照片 2）" in told(visits.activities.table)) == (2, True)
    form.photos.thumbs.setFocus()
    press(window, "End")
    press(window, "Delete")
    assert len(desk.evidence.of_record(line.id)) == 1
    form.place.setText("广场")
    form.reason.setText("写错了")
    form.save()
    settle()
    found = desk.publicity.listed(ActivityFilter()).lines
    assert {one.place: one.photos for one in found} == {"戏台": 1, "广场": 1}
    press(window, "F8")
    dialog(Picking).close()


def test_a_hung_board_has_its_photo_in_the_register(window: Window, tmp_path: Path) -> None:
    desk = window.desk
    village = desk.households.villages()[1]
    hang(desk, "board", "村委会", village.village)
    window.open("printing", "boards")
    settle()
    boards = page_of(window).boards
    ways: list[tuple[str, str, Callable[[], None]]] = []
    boards.photographed.connect(lambda *way: ways.append(way))
    boards.table.setFocus()
    boards.table.go_to(0)
    assert not boards.photos.pick_button.isEnabled()  # a village without a board
    boards.table.go_to(1)
    settle()
    drop(boards, [photo(tmp_path, notes=exif(taken=f"{desk.today():%Y:%m:%d} 09:30:00"))])
    line = boards.table.line()
    assert line is not None and (line.village, line.photos) == (village.village, 1)
    assert "09:30" in boards.photos.thumbs.item(0).text()
    [(_said, _verb, back)] = ways
    back()
    settle()
    assert desk.directory.hanging()[1].photos == 0
    boards.table.setFocus()
    press(window, "F8")
    dialog(Picking).close()


def test_emptying_the_form_forgets_what_waited_for_it(
    window: Window, visits: VisitsPage, tmp_path: Path
) -> None:
    press(window, "Alt+3")
    form = visits.activities.form
    drop(form.note, [photo(tmp_path)])
    digest = form.photos.hashes()
    form.note.setFocus()
    press(window, "Escape")
    assert not form.photos.lines and window.desk.entry.drafts() == []
    assert not window.desk.evidence.staged(digest)


@pytest.mark.parametrize("typed", ["门上锁", ""])
def test_a_photo_that_is_read_when_another_visit_is_begun_comes_to_the_draft(
    window: Window, visits: VisitsPage, tmp_path: Path, jobs: SlowReading, typed: str
) -> None:
    desk, form, jobs.beside.holds = window.desk, visits.form, True
    if typed:
        fill(window, visits)
        write(typed)
    drop(form.note, [photo(tmp_path)])
    visits.start()
    assert not form.photos.lines
    jobs.beside.let_go()
    settle()
    assert kept(desk) == {(typed, 1)} and not form.photos.lines
    assert "没录完" in told(visits)
    visits.go_on(desk.entry.drafts()[0].key)
    settle()
    assert (form.note.text(), len(form.photos.lines)) == (typed, 1)


def test_a_photo_that_is_read_when_the_visit_is_gone_on_with_is_shown_and_saved(
    window: Window, visits: VisitsPage, tmp_path: Path, jobs: SlowReading
) -> None:
    desk, form, jobs.beside.holds = window.desk, visits.form, True
    home = fill(window, visits)
    write("门上锁")
    drop(form.note, [photo(tmp_path)])
    visits.start()
    visits.go_on(desk.entry.drafts()[0].key)
    settle()
    form.save()
    assert "读完就存" in form.photos.count.text()
    jobs.beside.let_go()
    settle()
    line = desk.visits.listed(VisitFilter(household_no=home)).lines[0]
    assert (line.note, line.photos) == ("门上锁", 1) and desk.entry.drafts() == []


def test_a_photo_of_a_line_comes_to_that_line_and_a_bad_one_is_told(
    window: Window, visits: VisitsPage, tmp_path: Path, jobs: SlowReading
) -> None:
    form, jobs.beside.holds = visits.form, True
    said: list[str] = []
    visits.toast.connect(said.append)
    visits.table.setFocus()
    press(window, "Return")
    assert form.correcting is not None
    line = form.correcting
    bad = tmp_path / "IMG_0002.HEIC"
    bad.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(40))
    drop(form.note, [photo(tmp_path), bad])
    visits.start()
    jobs.beside.let_go()
    settle()
    assert len(window.desk.evidence.of_record(line.id)) == 1
    assert any("兼容性最佳" in one for one in said) and not form.photos.hint.text()


def test_a_draft_that_was_given_up_gets_nothing(
    window: Window, visits: VisitsPage, tmp_path: Path, jobs: SlowReading
) -> None:
    desk, form, jobs.beside.holds = window.desk, visits.form, True
    fill(window, visits)
    write("门上锁")
    form.reason.setFocus()
    drop(form.note, [photo(tmp_path)])
    visits.start()
    desk.entry.drop(desk.entry.drafts()[0].key)
    jobs.beside.let_go()
    settle()
    assert desk.entry.drafts() == [] and not form.photos.lines


def test_what_is_read_for_a_form_that_was_emptied_goes(
    dressed: QApplication, desk: Desk, tmp_path: Path
) -> None:
    assert dressed
    jobs = HeldJobs()
    photos = Photos(desk.evidence, jobs, desk.today)
    photos.add([photo(tmp_path)])
    photos.give_up()
    jobs.let_go()
    assert not photos.lines and desk.evidence.listed(PhotoFilter()) == []
