"""Pictures of photos: in the form, in quick entry, in the drawer, picked and in large."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication

from desktop.pages.households import HouseholdsPage
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.records.people import VisitEntry
from desktop.ui.photos.picking import Picking
from tests.photos import exif
from tests.windows import settle


def _drawn(folder: Path, place: int, taken: str) -> Path:
    """A made-up yard with a house, as a phone of a village would have it."""
    size = (1600, 1200) if place % 3 else (1200, 1600)
    picture = Image.new("RGB", size, ("#a9c7e8", "#d8d2c0", "#bcd3b1")[place % 3])
    draw = ImageDraw.Draw(picture)
    wide, tall = size
    draw.rectangle((0, tall * 0.65, wide, tall), fill="#b59b77")
    left = wide * (0.15 + 0.1 * (place % 4))
    draw.rectangle((left, tall * 0.4, left + wide * 0.4, tall * 0.7), fill="#c9563c")
    roof = [
        (left - 60, tall * 0.4),
        (left + wide * 0.2, tall * 0.22),
        (left + wide * 0.45, tall * 0.4),
    ]
    draw.polygon(roof, fill="#6b4a3a")
    path = folder / f"IMG_2026{place:04d}.jpg"
    picture.save(path, quality=88, exif=exif(taken=taken))
    return path


def photos(window: Window, folder: Path, wide: int) -> None:
    """All places where photos are shown or taken over."""
    with tempfile.TemporaryDirectory() as made:
        _photos(window, folder, wide, Path(made))


def _photos(window: Window, folder: Path, wide: int, phone: Path) -> None:
    day = window.desk.today()
    times = (f"{day:%Y:%m:%d} 09:1{place % 10}:00" for place in range(9))
    files = [_drawn(phone, place, taken) for place, taken in enumerate(times)]
    old = _drawn(phone, 10, "2026:01:03 10:00:00")
    (phone / "IMG_20260011.HEIC").write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(40))

    def shoot(what: str) -> None:
        settle()
        open_now = QApplication.activeModalWidget()
        (open_now or window).grab().save(str(folder / f"photos-{what}-{wide}.png"))
        if open_now is not None:
            open_now.close()
            settle()

    window.open("visits", "new")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    desk, home = window.desk, window.desk.households.numbers()[0]
    page.form.set_household(home, page.tr("某户"), page.tr("某村"))
    page.form.result.pick("informed")
    page.form.photos.add([files[0], old])
    page.form.note.setFocus()
    page.form.area.ensureWidgetVisible(page.form.photos)
    shoot("form")
    page.form.photos.add([phone / "IMG_20260011.HEIC", phone / "gone.jpg"])
    page.form.area.ensureWidgetVisible(page.form.photos)
    shoot("refused")
    Picking.last = phone
    picking = page.form.photos.pick()
    assert picking is not None
    picking.grid.item(1).setSelected(True)
    shoot("picking")
    Picking.last = None
    page.form.photos.pick()
    shoot("no-phone")
    page.form.give_up()
    page.turn(quick=True)
    assert page.quick is not None
    page.quick.photos.add(files[2:5])
    shoot("quick")
    page.quick.escape()
    page.turn(quick=False)
    logged = desk.visits.log(
        VisitEntry(
            household_no=home, visited_on=day, publicity_method="visit",
            contact_result="informed", evidence=tuple(files[:4]),
        )
    )  # fmt: skip
    window.open("households", home)
    shown = window.pages["households"]
    assert isinstance(shown, HouseholdsPage) and logged.visit_no
    shown.drawer.tabs.choose("visits")
    shoot("drawer")
    shown.drawer.photos.look(0)
    shoot("large")
    _places(window, files, old, shoot)


def _places(window: Window, files: list[Path], old: Path, shoot: Callable[[str], None]) -> None:
    """What was held at a place: half typed, on the list, corrected, and offered again."""
    window.open("visits", "places")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage)
    form = page.activities.form
    settle()
    form.kind.set_code("meeting")
    form.village.setCurrentIndex(1)
    form.place.setText(page.tr("文化广场"))
    form.people.setText("63")
    form.photos.add([*files[5:8], old])
    form.note.setFocus()
    form.area.ensureWidgetVisible(form.photos)
    shoot("place")
    page.activities.start()
    shoot("place-draft")
    draft = next(one for one in window.desk.entry.drafts() if one.kind == "activity")
    page.go_on(draft.key)
    settle()
    form.save()
    settle()
    page.activities.table.go_to(0)
    page.activities.table.open_current()
    settle()
    form.area.ensureWidgetVisible(form.photos)
    shoot("place-corrected")
    form.give_up()
