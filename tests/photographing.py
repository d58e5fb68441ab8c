"""Photos put to a visit in the window by hand: dropped, typed beside, looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.needs import ActivityEntry
from tests.keyboard import press
from tests.windows import settle


def drop(on: QWidget, files: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    for kind in (QEvent.Type.DragEnter, QEvent.Type.Drop):
        event = QDropEvent(
            QPointF(2, 2), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier, kind,
        )  # fmt: skip
        QApplication.sendEvent(on, event)
    settle()


def fill(window: Window, page: VisitsPage) -> str:
    """A visit to the first household, as far as its note."""
    home = window.desk.households.numbers()[0]
    window.open("visits", home)
    settle()
    page.form.start()
    press(window, "2")
    page.form.note.setFocus()
    return home


def dialog(kind: type[QWidget]) -> QWidget:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def kept(desk: Desk) -> set[tuple[str, int]]:
    """The notes of the drafts, and how many photos each names."""
    return {
        (one.values.get("note", ""), len(one.values.get("photos", "").split()))
        for one in desk.entry.drafts()
    }


def hang(desk: Desk, kind: str, place: str, village: str = "") -> str:
    """What was held or hung in a village, the first one if none is named."""
    village = village or desk.households.villages()[0].village
    entry = ActivityEntry(activity_type=kind, held_on=desk.today(), village=village, place=place)
    return desk.publicity.log(entry)
