"""Photos of a visit by keyboard: pasted, dragged, picked, looked at, taken off again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.pages.households import HouseholdsPage
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry, VisitFilter
from desktop.ui.photos import Photos, picking
from desktop.ui.photos.looking import Viewer
from desktop.ui.photos.picking import Picking
from tests.held_jobs import HeldJobs
from tests.keyboard import press, write
from tests.photographing import dialog, drop, fill
from tests.photos import exif, photo
from tests.windows import clipped, settle, told, visits_page

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> VisitsPage:
    return visits_page(window)


@pytest.fixture(autouse=True)
def no_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "phones", list)
    monkeypatch.setattr(Picking, "last", None)
    QGuiApplication.clipboard().clear()


def paste(image: QImage | None = None, *, files: list[Path] | None = None, text: str = "") -> None:
    mime = QMimeData()
    if image is not None:
        mime.setImageData(image)
    if files:
        mime.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    if text:
        mime.setText(text)
    QGuiApplication.clipboard().setMimeData(mime)


def test_photos_are_pasted_dragged_and_saved_with_the_visit(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    home = fill(window, page)
    write("门上锁")
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    paste(image)
    press(window, "Ctrl+V")
    drop(page.form.note, [photo(tmp_path, "a.jpg"), photo(tmp_path, "b.jpg", colour="red")])
    assert (page.form.note.text(), len(page.form.photos.lines)) == ("门上锁", 3)
    paste(files=[tmp_path / "a.jpg"])
    press(window, "Ctrl+V")
    assert len(page.form.photos.lines) == 3
    assert "原来就有" in page.form.photos.hint.text()
    page.form.note.setFocus()
    press(window, "Return")
    line = window.desk.visits.listed(VisitFilter(household_no=home)).lines[0]
    assert (line.note, line.photos) == ("门上锁", 3)
    assert not page.form.photos.lines
    assert "（照片 3）" in told(page.table)


def test_text_is_pasted_as_before(window: Window, page: VisitsPage) -> None:
    fill(window, page)
    paste(QImage(4, 4, QImage.Format.Format_RGB32), text="约明天")
    press(window, "Ctrl+V")
    assert page.form.note.text() == "约明天" and not page.form.photos.lines


def test_a_bad_picture_is_told_and_all_else_stays(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    fill(window, page)
    write("记下")
    bad = tmp_path / "IMG_0002.HEIC"
    bad.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(40))
    drop(page.form.note, [bad, tmp_path / "gone.jpg", photo(tmp_path, "a.jpg")])
    said = page.form.photos.hint.text()
    assert "2 张没有添加" in said and "兼容性最佳" in said
    assert (page.form.note.text(), len(page.form.photos.lines)) == ("记下", 1)


def test_a_photo_of_another_day_is_told_and_kept(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    fill(window, page)
    old = photo(tmp_path, notes=exif(taken="2026:07:01 10:00:00"))
    drop(page.form.note, [old])
    assert "照片时间与记录的日期不一致" in page.form.photos.hint.text()
    assert len(page.form.photos.lines) == 1


def test_after_a_power_cut_the_draft_brings_its_photos_and_giving_up_forgets_them(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    fill(window, page)
    drop(page.form.note, [photo(tmp_path)])
    draft = next(one for one in window.desk.entry.drafts() if one.values.get("photos"))
    page.form_draft.set_aside()
    page.form.clear()
    assert not page.form.photos.lines
    page.form_draft.resume(draft)
    settle()
    kept = page.form.photos.hashes()
    assert kept == tuple(draft.values["photos"].split())
    press(window, "Escape")
    assert window.desk.evidence.staged(kept) == []
    assert all(one.key != draft.key for one in window.desk.entry.drafts())


def test_a_folder_is_picked_from_by_keyboard_alone(
    window: Window, page: VisitsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(3):
        taken = "2026:07:08 09:30:00" if place else "2026:07:01 09:30:00"
        photo(tmp_path, f"{place}.jpg", notes=exif(taken=taken), size=(40, 30 + place))
    (tmp_path / "x.heic").write_bytes(b"x")
    monkeypatch.setattr(Picking, "last", tmp_path)
    fill(window, page)
    press(window, "F8")
    open_now = dialog(Picking)
    assert isinstance(open_now, Picking) and open_now.grid.count() == 4
    press(window, "Alt+D")
    assert sum(not open_now.grid.item(place).isHidden() for place in range(4)) == 2
    for key in ("Space", "Right", "Space"):
        press(window, key)
    assert "添加 2 张" in open_now.add.text()
    assert clipped(open_now) == []
    press(window, "Return")
    assert len(page.form.photos.lines) == 2


def test_without_a_phone_the_picker_says_what_to_do(window: Window, page: VisitsPage) -> None:
    fill(window, page)
    press(window, "F8")
    open_now = dialog(Picking)
    assert "没有盘符" in told(open_now)
    press(window, "Escape")
    assert not page.form.photos.lines


def test_a_quick_row_takes_a_photo_by_one_key_and_saves_it(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    press(window, "Ctrl+Shift+Q")
    panel = page.quick
    assert panel is not None
    house = next(iter(panel.crowd.heads.values())) if panel.crowd else None
    panel.row.person.show_household(house)
    panel.row.met.setFocus()
    press(window, "1")
    paste(files=[photo(tmp_path)])
    press(window, "Ctrl+V")
    assert len(panel.photos.lines) == 1 and panel.row.intent.text() == ""
    assert any(one.values.get("photos") for one in window.desk.entry.drafts())
    panel.row.note.setFocus()
    press(window, "Return")
    newest = window.desk.entry.of_day(window.desk.today())[0]
    assert newest.photos == 1 and not panel.photos.lines
    press(window, "F8")
    assert isinstance(dialog(Picking), Picking)
    press(window, "Escape")


def test_the_drawer_shows_the_photos_of_a_visit_and_takes_more(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    assert page
    desk = window.desk
    home = desk.households.numbers()[0]
    entry = VisitEntry(
        household_no=home, visited_on=desk.today(), publicity_method="visit",
        contact_result="informed", evidence=(photo(tmp_path, size=(400, 300)),),
    )  # fmt: skip
    desk.visits.log(entry)
    window.open("households", home)
    shown = window.pages["households"]
    assert isinstance(shown, HouseholdsPage)
    drawer = shown.drawer
    drawer.tabs.choose("visits")
    settle()
    assert len(drawer.photos.lines) == 1
    drawer.visits.setFocus()
    paste(files=[photo(tmp_path, "c.jpg", colour="green")])
    press(window, "Ctrl+V")
    assert len(drawer.photos.lines) == 2
    drawer.photos.thumbs.setFocus()
    drawer.photos.thumbs.setCurrentRow(0)
    press(window, "Return")
    viewer = dialog(Viewer)
    assert isinstance(viewer, Viewer)
    said = told(viewer)
    assert "2026-07-08 09:30" in said and "有拍摄地点" in said and "37.95" not in said
    assert not viewer.picture.pixmap().isNull() and clipped(viewer) == []
    press(window, "Right")
    assert "第 2 张，共 2 张" in told(viewer)
    press(window, "Escape")
    drawer.photos.thumbs.setFocus()
    press(window, "Delete")
    assert len(drawer.photos.lines) == 1
    assert "已去掉照片" in window.toast.text.text()
    window.toast.action.click()
    settle()
    assert len(drawer.photos.lines) == 2
    desk.visits.close_day(desk.today())
    drawer.photos.thumbs.setFocus()
    press(window, "Delete")
    assert len(drawer.photos.lines) == 2 and "已结束当天" in drawer.photos.hint.text()


def test_a_photo_on_another_laptop_says_so(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    fill(window, page)
    drop(page.form.note, [photo(tmp_path)])
    press(window, "Return")
    store = window.desk.session.store
    with store.transaction():
        store.execute("DELETE FROM blob")
    page.table.setFocus()
    page.table.go_to(0)
    press(window, "Return")
    assert "还没收到" in page.form.photos.hint.text()


def test_every_field_of_the_forms_takes_what_is_dragged_onto_it(
    window: Window, page: VisitsPage
) -> None:
    press(window, "Ctrl+Shift+Q")
    assert page.quick is not None
    for around in (page.form, page.quick):
        assert all(one.acceptDrops() for one in around.findChildren(QLineEdit))


def test_a_save_waits_for_the_picture_that_is_read(
    dressed: QApplication, desk: Desk, tmp_path: Path
) -> None:
    assert dressed
    jobs = HeldJobs()
    photos = Photos(desk.evidence, jobs, desk.today)
    saved: list[tuple[str, ...]] = []

    def save() -> None:
        if not photos.hold_up(save):
            saved.append(photos.hashes())

    photos.add([photo(tmp_path)])
    save()
    assert not saved and "读完就存" in photos.count.text()
    jobs.let_go()
    assert saved == [photos.hashes()] and len(saved[0]) == 1
    photos.add([photo(tmp_path, "b.jpg", colour="red")])
    photos.begin()  # another record is begun before the picture came
    jobs.let_go()
    assert not photos.lines
    photos.writable = False  # as for a role that goes to no household
    photos.add([photo(tmp_path)])
    jobs.let_go()
    assert not photos.lines and photos.pick() is None


def test_a_slip_is_scanned_into_its_cell_or_seen_in_a_photo(
    window: Window, page: VisitsPage, tmp_path: Path
) -> None:
    import pypdfium2

    desk, form = window.desk, page.form
    home = desk.households.numbers()[2]
    issued = desk.notices.issue("F04", NoticeScope(household_nos=(home,)), "A4")
    number = issued.notice_nos[0]
    window.open("visits", "new")
    form.slip.setFocus()
    write(number[-5:])
    press(window, "Return")
    assert (form.slip.text(), form.household()[0]) == (number, home)
    assert form.result.hasFocus()
    press(window, "Escape")
    assert not form.slip.text()
    document = pypdfium2.PdfDocument(issued.pdf)
    document[0].render(scale=2.6).to_pil().save(tmp_path / "slip.jpg", quality=85)
    document.close()
    drop(form.note, [tmp_path / "slip.jpg"])
    assert (form.slip.text(), form.household()[0]) == (number, home)
    press(window, "Escape")
    window.open("visits", desk.households.numbers()[0])
    form.slip.setFocus()
    write(number)
    press(window, "Return")
    assert "打印给另一户" in form.form.hints[form.slip].text()
    form.slip.setFocus()
    form.slip.setText("BF1:ABC")
    press(window, "Return")
    assert "不是本机发出" in form.form.hints[form.slip].text()
