"""A small made-up county for tests of the window, and how to read what a window shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop import app
from desktop.app import SHELF
from desktop.pages.visits import VisitsPage
from desktop.pages.window import Window
from desktop.services.door import Door
from desktop.services.whereabouts import Whereabouts
from desktop.ui.parts import Elided
from desktop.words import words

NOW = datetime(2026, 7, 8, 11, 42, tzinfo=UTC)
HOUSEHOLDS = 24


@dataclass(frozen=True)
class County:
    """The made-up county that all tests of a run copy from."""

    county: Path
    township: Path
    mailbox: Path
    sample: Path
    password: str
    keys: dict[str, bytes]
    officers: dict[str, str]


def a_door(home: Path) -> Door:
    return Door(
        clock=lambda: NOW,
        shelf=SHELF,
        words=words(),
        build=app.build,
        whereabouts=Whereabouts(home),
    )


def settle() -> None:
    """Let layouts and queued events happen."""
    for _ in range(4):
        QApplication.processEvents()


def shown(root: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """Widgets of a kind that can be seen."""
    return [one for one in root.findChildren(kind) if one.isVisible()]


def narrow(part: QWidget) -> str:
    return f"{type(part).__name__} {getattr(part, 'text', str)()!r} {part.width()}"


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons that are narrower than their words and do not say so with a tip."""
    found = []
    for part in [*shown(root, QLabel), *shown(root, QPushButton)]:
        wraps = isinstance(part, QLabel) and part.wordWrap()
        picture = isinstance(part, QLabel) and not part.pixmap().isNull()
        if isinstance(part, Elided) or wraps or picture or part.toolTip():
            continue
        if (
            part.width() < part.sizeHint().width()
            or part.height() < part.minimumSizeHint().height()
        ):
            found.append(narrow(part))
    return found


def told(root: QWidget) -> str:
    """All words that can be read in a window: labels, buttons, fields, tables, lists."""
    parts: list[str] = []
    for one in root.findChildren(QWidget):
        if not one.isVisible():
            continue
        for name in ("text", "toPlainText", "currentText", "windowTitle", "toolTip"):
            read = getattr(one, name, None)
            if callable(read):
                parts.append(str(read()))
        model = getattr(one, "model", lambda: None)()
        if model is not None:
            parts += [
                str(model.index(row, column).data())
                for row in range(min(model.rowCount(), 100))
                for column in range(model.columnCount(QModelIndex()))
            ]
    return "\n".join(parts)


def visits_page(window: Window) -> VisitsPage:
    """The ledger of visits, opened."""
    window.open("visits")
    found = window.pages["visits"]
    assert isinstance(found, VisitsPage)
    settle()
    return found
