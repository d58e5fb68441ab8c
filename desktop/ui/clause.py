"""A clause of the policy, word for word."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.fonts import ensure
from desktop.ui.parts import words
from desktop.ui.shortcuts import Sheet


class Clause(Sheet):
    """Which document, which item, and the text as it stands there."""

    def __init__(self, parent: QWidget, *, short: str, document: str, item: str, text: str) -> None:
        super().__init__(parent, short)
        ensure(text)
        where = self.tr("{document}　{item}")
        self.add(words(where.format(document=document, item=item), "label", wrap=True))
        self.text = words(text, wrap=True)
        self.text.setAccessibleName(self.tr("政策原文"))
        self.add(self.text)
        self.body.addStretch(1)
