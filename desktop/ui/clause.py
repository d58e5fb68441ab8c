"""A clause of the policy, word for word."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.fonts import ensure
from desktop.ui.parts import words
from desktop.ui.shortcuts import Sheet


class Cited(Protocol):
    """A clause as it is answered: its short name, its document, its item, its words."""

    @property
    def short(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def text(self) -> str: ...


class Clause(Sheet):
    """Which document, which item, and the text as it stands there."""

    @classmethod
    def show_over(cls, parent: QWidget, cited: Cited) -> None:
        """Open a clause over a page; it goes when it is closed."""
        told = {name: getattr(cited, name) for name in ("short", "document", "item", "text")}
        sheet = cls(parent, **told)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def __init__(self, parent: QWidget, *, short: str, document: str, item: str, text: str) -> None:
        super().__init__(parent, short)
        ensure(text)
        where = self.tr("{document}　{item}")
        self.add(words(where.format(document=document, item=item), "label", wrap=True))
        self.text = words(text, wrap=True)
        self.text.setAccessibleName(self.tr("政策原文"))
        self.add(self.text)
        self.body.addStretch(1)
