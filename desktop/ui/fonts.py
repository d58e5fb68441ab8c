"""Faces for the screen: the machine's own first, the shipped ones only where they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = "NotoSansSC-Regular.ttf"
RARE = ("LXGWWenKai-Regular.ttf", "HanaMinB.ttf")
_COMMON = range(0x4E00, 0x9FA6)
_FIRST = 0x2E80
_PROPERTY = "desk_fonts"


class Fonts(QObject):
    """Finds a face for every character; loading one that is not needed costs start and memory."""

    grown = Signal()

    def __init__(
        self, folder: Path, wanted: tuple[str, ...], parent: QObject | None = None
    ) -> None:
        """`folder` holds the shipped faces, `wanted` the families to prefer, best first."""
        super().__init__(parent)
        self._folder = folder
        known = set(QFontDatabase.families())
        self.families = [family for family in wanted if family in known]
        if not self.families:
            self._load(SCREEN)
        self._unread = list(RARE)
        self._asked: set[str] = set()

    def ensure(self, text: str) -> None:
        """Make sure that all of `text` can be drawn; emits `grown` after another face came in."""
        rare = {each for each in set(text) if ord(each) >= _FIRST and ord(each) not in _COMMON}
        rare -= self._asked
        if not rare:
            return
        self._asked |= rare
        for each in sorted(rare):
            self._find(each)

    def _find(self, character: str) -> None:
        while not self._drawable(character) and self._unread:
            self._load(self._unread.pop(0))
            self.grown.emit()

    def _drawable(self, character: str) -> bool:
        return any(
            QFontMetrics(_alone(family)).inFontUcs4(ord(character)) for family in self.families
        )

    def _load(self, name: str) -> None:
        number = QFontDatabase.addApplicationFont(str(self._folder / name))
        self.families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []


def _alone(family: str) -> QFont:
    font = QFont(family)
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return font


def keep(app: QApplication, fonts: Fonts) -> None:
    """Let the application hold its faces, for `ensure`."""
    app.setProperty(_PROPERTY, fonts)


def ensure(text: str) -> None:
    """See that all of `text` can be drawn; without faces (a bare test) nothing happens."""
    app = QApplication.instance()
    fonts = app.property(_PROPERTY) if app else None
    if isinstance(fonts, Fonts):
        fonts.ensure(text)
