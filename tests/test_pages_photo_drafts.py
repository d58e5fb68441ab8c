"""Photos of visits that are left half typed: drafts keep them, waiting saves lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.pages.visits import VisitsPage
from desktop.pages.visits.drafting import Drafting
from desktop.pages.visits.slip import first_slip
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.ui.photos import Photos
from tests.held_jobs import HeldJobs
from tests.keyboard import press, write
from tests.photographing import drop, fill, kept
from tests.photos import photo
from tests.windows import settle, visits_page

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def visits(window: Window) -> VisitsPage:
    return visits_page(window)


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


def held(desk: Desk, **how: object) -> tuple[Photos, HeldJobs, list[tuple[str, ...]]]:
    """A strip on a busy laptop, a save that waits for it, and what that saved."""
    jobs, saved = HeldJobs(), list[tuple[str, ...]]()
    return Photos(desk.evidence, jobs, desk.today, **how), jobs, saved


def test_a_bad_photo_stops_the_save_that_waits_for_it(
    dressed: QApplication, desk: Desk, tmp_path: Path
) -> None:
    assert dressed
    photos, jobs, saved = held(desk)

    def save() -> None:
        if not photos.hold_up(save):
            saved.append(photos.hashes())
            photos.begin()

    bad = tmp_path / "IMG_0002.HEIC"
    bad.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(40))
    photos.add([bad, photo(tmp_path)])
    save()
    jobs.let_go()
    assert not saved and len(photos.lines) == 1
    assert "兼容性最佳" in photos.hint.text() and "读完就存" not in photos.count.text()
    save()  # told, and pressed again
    assert [len(one) for one in saved] == [1] and not photos.hint.text()


def test_a_save_waits_for_the_code_that_a_photo_shows(
    dressed: QApplication, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dressed
    monkeypatch.setattr(desk.evidence, "codes", lambda _photo: ["BF1:X"])
    photos, jobs, saved = held(desk, codes=lambda codes: f"slip of {codes[0]}")
    seen: list[str] = []
    photos.coded.connect(seen.append)

    def save() -> None:
        if not photos.hold_up(save):
            saved.append(tuple(seen))

    photos.add([photo(tmp_path)])
    save()
    jobs.let_go()
    assert saved == [("slip of BF1:X",)]


def test_only_a_slip_of_ours_goes_into_the_cell(
    window: Window, visits: VisitsPage, tmp_path: Path
) -> None:
    desk, form = window.desk, visits.form
    village = desk.households.villages()[0].village
    poster = desk.notices.issue("F01", NoticeScope(village=village), "A4")
    home = desk.households.numbers()[0]
    slip = desk.notices.issue("F04", NoticeScope(household_nos=(home,)), "A4")
    texts = [one.notice_nos[0] for one in (poster, slip)]
    assert first_slip(desk, texts[:1]) == first_slip(desk, ["BF1:F01:x"]) == ""
    assert first_slip(desk, texts) == slip.notice_nos[0]
    fill(window, visits)
    form.photos.coded.emit(slip.notice_nos[0])
    settle()
    assert form.slip.text() == slip.notice_nos[0]
    other = desk.households.numbers()[3]
    press(window, "Escape")
    fill(window, visits)
    write("门上锁")
    drop(form.note, [photo(tmp_path)])
    window.open("visits", other)
    settle()
    press(window, "2")
    form.note.setFocus()
    write("另一户")
    drop(form.note, [photo(tmp_path)])
    digest = form.photos.hashes()
    form.give_up()
    settle()
    assert kept(desk) == {("门上锁", 1)}  # the picture is still that of the other draft
    visits.go_on(desk.entry.drafts()[0].key)
    settle()
    assert form.photos.hashes() == digest and not form.photos.hint.text()
    store = desk.session.store
    with store.transaction():
        store.execute("DELETE FROM blob")
    form.photos.resume(digest)
    settle()
    assert not form.photos.lines and "1 张照片不在本机了" in form.photos.hint.text()
