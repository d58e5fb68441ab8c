"""Several households picked one after another; a click takes one out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.parts import Flow, button, words
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from desktop.ui.pickers import Candidate


class Chosen(QWidget):
    """The households picked so far, in the order in which they were picked, each once."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picked: dict[str, QWidget] = {}
        self.count = words("", "label", wrap=True)
        self._inner = QWidget()
        self._flow = Flow(self._inner, gap=4)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(4)
        around.addWidget(self.count)
        around.addWidget(self._inner)
        self._say()

    def numbers(self) -> tuple[str, ...]:
        """The households' numbers."""
        return tuple(self._picked)

    def add(self, candidate: Candidate) -> None:
        """Put a household last."""
        if candidate.key in self._picked:
            return
        text = self.tr("{name} {tail} \u00d7").format(name=candidate.name, tail=candidate.number)
        pill = button(text, lambda: self.remove(candidate.key), kind="pill")
        set_tip(pill, self.tr("去掉"))
        self._picked[candidate.key] = pill
        self._flow.add(pill)
        self._say()
        self.changed.emit()

    def remove(self, number: str) -> None:
        """Take a household out."""
        pill = self._picked.pop(number, None)
        if pill is not None:
            self._flow.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
            self._say()
            self.changed.emit()

    def clear(self) -> None:
        """Take all out, without telling anybody."""
        for pill in self._picked.values():
            self._flow.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self._picked.clear()
        self._say()

    def _say(self) -> None:
        count = len(self._picked)
        none = self.tr("一户一户地选，会排在这里。")
        some = self.tr("已选 {n} 户，点一下去掉。")
        self.count.setText(some.format(n=count) if count else none)
