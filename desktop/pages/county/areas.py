"""Which townships a laptop serves: typed as codes, for a new package or for one that is in use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.ui.fields import Cell, Form
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_APART = re.compile("[\\s,，、;；]+")


def codes_in(text: str) -> list[str]:
    """The codes of a line, in the order in which they were typed."""
    return [one for one in _APART.split(text) if one]


class AreasSheet(Sheet):
    """Asks for the townships of one laptop; nothing changes before the button."""

    wanted = Signal(list)

    def __init__(self, parent: QWidget, who: str, codes: str) -> None:
        super().__init__(parent, parent.tr("换 {who} 管的乡镇").format(who=who))
        about = self.tr(
            "写这台电脑以后管的全部乡镇，9 位代码，几个用空格隔开。"
            "新加的乡镇下次同步时带全部记录过去；去掉的乡镇不再往来，已记的留在那台电脑，以前的记录晚到也算数。"
        )
        self.codes = Cell(self.tr("乡镇代码"))
        self.codes.setText(" ".join(codes_in(codes)))
        self.form = Form()
        self.form.add(self.tr("乡镇代码"), self.codes)
        self.go_button = button(self.tr("就管这些乡镇"), self._go, kind="primary")
        self.codes.returnPressed.connect(self._go)
        self.foot.addWidget(self.go_button)
        self.add(words(about, "label", wrap=True))
        self.add(self.form)
        self.body.addStretch(1)
        self.codes.setFocus()

    def _go(self) -> None:
        codes = codes_in(self.codes.text())
        if not codes:
            self.form.say(self.codes, self.tr("至少写一个乡镇的代码，没有改动。"))
            return
        self.accept()
        self.wanted.emit(codes)
