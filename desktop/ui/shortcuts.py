"""The sheet of all keys, and the dialog shape that it shares with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QVBoxLayout, QWidget

from desktop.ui.parts import button, row, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST = QSize(640, 480)
_AROUND, _LEAST, _MOST = 140, 200, 520


class Sheet(QDialog):
    """A dialog with a heading, a body that scrolls and buttons that stay in sight."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        heading = words(title, "heading")
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.close_button = button(self.tr("关闭"), self.reject)
        self.foot = row(1, self.close_button)
        around = QVBoxLayout(self)
        around.setContentsMargins(24, 16, 24, 16)
        around.setSpacing(12)
        around.addWidget(heading)
        around.addWidget(scrolled(inner), 1)
        around.addLayout(self.foot)
        self.resize(min(Theme.current().px(WIDEST.width()), 900), WIDEST.height())

    def showEvent(self, event: QShowEvent) -> None:
        """Be as tall as the body needs."""
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Be as tall as the body needs now, up to what fits a small screen."""
        wide = self.width() - _AROUND
        bends = self.body.hasHeightForWidth()
        body = self.body.heightForWidth(wide) if bends else self.body.sizeHint().height()
        tall = body + Theme.current().px(_AROUND)
        self.resize(self.width(), min(max(tall, _LEAST), _MOST))

    def add(self, part: QWidget | QLayout) -> None:
        """Put a part at the end of the body."""
        if isinstance(part, QLayout):
            self.body.addLayout(part)
        else:
            self.body.addWidget(part)


class Shortcuts(Sheet):
    """Every key and what it does."""

    def __init__(self, parent: QWidget, keys: Sequence[tuple[str, str]]) -> None:
        """`keys` are (key, what it does)."""
        super().__init__(parent, parent.tr("快捷键"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        half = (len(keys) + 1) // 2
        for place, (key, what) in enumerate(keys):
            side, line = divmod(place, half)
            grid.addWidget(words(key, "strong"), line, side * 2)
            grid.addWidget(words(what, "label", wrap=True), line, side * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.add(grid)
        self.body.addStretch(1)
