"""Pictures of quick entry in its states and of photos, for `screenshots.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from tests.photo_pictures import photos
from tests.windows import settle


def entry(window: Window, folder: Path, wide: int) -> None:
    """Quick entry in its states, and what is offered after a power cut."""
    window.open("visits", "quick")
    page = window.pages["visits"]
    assert isinstance(page, VisitsPage) and page.quick is not None
    panel = page.quick
    assert panel.crowd is not None
    panel.sticky.village.setCurrentIndex(1)
    panel.sticky.handouts["leaflet"].setChecked(True)
    houses = panel.crowd.of_village(panel.sticky.village.code())
    rows = [("self", "none"), ("self", "need"), ("absent", ""), ("family", "considering")]

    def shoot(what: str) -> None:
        settle()
        open_now = QApplication.activeModalWidget()
        (open_now or window).grab().save(str(folder / f"quick-{what}-{wide}.png"))
        if open_now is not None:
            open_now.close()
            settle()

    def fill(place: int) -> None:
        panel.row.person.show_household(houses[place % len(houses)])
        met, intent = rows[place % len(rows)]
        panel.row.met.pick(met)
        if intent:
            panel.row.intent.pick(intent)

    for place in range(6):
        fill(place)
        panel.save()
        if panel.twice.isVisible():
            panel.twice.buttons[0].click()
    shoot("rows")
    QTest.keyClicks(panel.row.person, houses[0].initials[0][:1])
    shoot("candidates")
    panel.escape()
    fill(1)
    QTest.keyClicks(panel.row.use, "x")
    shoot("wrong-key")
    QTest.keyClicks(panel.row.person, f"{houses[0].route}")
    QTest.keyClick(panel.row.person, Qt.Key.Key_Return)
    shoot("twice")
    panel.escape()
    panel.escape()
    fill(2)
    panel.set_aside()
    _entry_over(window, page, shoot)
    photos(window, folder, wide)


def _entry_over(window: Window, page: VisitsPage, shoot: Callable[[str], None]) -> None:
    """What opens over the rows, and what is offered after a power cut."""
    panel = page.quick
    assert panel is not None
    panel.mending.begin(panel.book.session[0])
    shoot("mending")
    panel.escape()
    page.undo()
    shoot("undone")
    page.redo()
    panel.choosing.open()
    shoot("not-visited")
    panel.closing.ask()
    shoot("closing")
    page.turn(quick=False)
    page.refresh()
    shoot("left-over")
    for draft in page.desk.entry.drafts():
        page.desk.entry.drop(draft.key)
    window.open("settings", "phrases")
    shoot("phrases")
