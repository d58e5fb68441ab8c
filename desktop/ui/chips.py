"""Filters side by side, one of them chosen; they go on in the next line when there is no room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop.ui.parts import Flow, button

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chips(QWidget):
    """Like tabs, for narrowing a list."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        """`names` are (key, word)."""
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._flow = Flow(self, gap=6)
        for key, word in names:
            self._add(key, word)
        self.buttons[names[0][0]].setChecked(True)

    def offer(self, names: Sequence[tuple[str, str]]) -> None:
        """Offer these filters; the chosen one stays if it is still there, else the first is."""
        kept = self.key()
        for key in [one for one in self.buttons if one not in dict(names)]:
            chip = self.buttons.pop(key)
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for key, word in names:
            if key in self.buttons:
                self.name(key, word)
            else:
                self._add(key, word)
        self.buttons[kept if kept in self.buttons else names[0][0]].setChecked(True)
        self._flow.invalidate()
        self.updateGeometry()

    def _add(self, key: str, word: str) -> None:
        chip = button(word, partial(self.chosen.emit, key), kind="pill")
        chip.setCheckable(True)
        self._group.addButton(chip)
        self._flow.add(chip)
        self.buttons[key] = chip

    def choose(self, key: str) -> None:
        """Choose a filter as if it was pressed."""
        self.buttons[key].setChecked(True)
        self.chosen.emit(key)

    def key(self) -> str:
        """The key of the chosen filter."""
        return next(key for key, chip in self.buttons.items() if chip.isChecked())

    def name(self, key: str, word: str) -> None:
        """Rename a filter, to put a count beside its word."""
        self.buttons[key].setText(word)
