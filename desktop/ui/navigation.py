"""The rail at the left: where one is and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout

from desktop.ui.icons import icon
from desktop.ui.parts import Elided, rule
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = 176
NARROW = 56
LEAST = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An entry of the rail: key of the page, digit of its shortcut, word, drawing."""

    key: str
    digit: str
    word: str
    drawing: str


class Rail(QFrame):
    """Ten entries with digit, drawing and word; only drawings where there is little room."""

    chosen = Signal(str)

    def __init__(self, stops: Sequence[Stop], place: str, under: str) -> None:
        """`place` and `under` are two lines about where this laptop belongs."""
        super().__init__()
        self.setObjectName("nav")
        self.setAccessibleName(self.tr("页面导航"))
        self.place = Elided(place, "place")
        self.under = Elided(under, "under")
        self.buttons: dict[str, QPushButton] = {}
        self._stops = {stop.key: stop for stop in stops}
        group = QButtonGroup(self)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 12, 0, 12)
        around.setSpacing(0)
        for label in (self.place, self.under):
            label.setContentsMargins(14, 0, 10, 0)
            around.addWidget(label)
        around.addSpacing(10)
        self._rule = rule()
        around.addWidget(self._rule)
        around.addSpacing(8)
        for stop in stops:
            entry = QPushButton(icon(stop.drawing, "nav_text"), "")
            entry.setCheckable(True)
            entry.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            entry.setAccessibleName(stop.word)
            entry.clicked.connect(lambda _=False, key=stop.key: self.chosen.emit(key))
            group.addButton(entry)
            self.buttons[stop.key] = entry
            around.addWidget(entry)
        around.addStretch(1)
        self.narrow = True
        self.fold(narrow=False)

    def mark(self, key: str) -> None:
        """Show which page is open; one without an entry leaves the mark where it is."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def fold(self, *, narrow: bool) -> None:
        """Show words and digits, or only the drawings with tips."""
        if narrow == self.narrow:
            return
        self.narrow = narrow
        theme = Theme.current()
        self.setFixedWidth(theme.px(NARROW if narrow else WIDE))
        for part in (self.place, self.under, self._rule):
            part.setVisible(not narrow)
        for key, entry in self.buttons.items():
            stop = self._stops[key]
            entry.setText("" if narrow else f" {stop.digit}  {stop.word}")
            tip = self.tr("{word}（Ctrl+{digit}）")
            set_tip(entry, tip.format(word=stop.word, digit=stop.digit))
            entry.setProperty("narrow", "true" if narrow else "false")
            if self.isVisible():
                entry.style().unpolish(entry)
                entry.style().polish(entry)
            entry.setMinimumHeight(theme.px(LEAST))  # large type on a small screen
            entry.setIconSize(QSize(theme.px(20), theme.px(20)))

    def rescale(self) -> None:
        """Take the sizes of the theme again."""
        self.narrow = not self.narrow
        self.fold(narrow=not self.narrow)
