"""Tips beside the pointer: what looks like markup is shown as it was typed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidgetItem, QWidget


def plain(text: str) -> str:
    """The text as a tip has to be given so that Qt shows it as it was typed."""
    if not Qt.mightBeRichText(text):
        return text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'


def set_tip(widget: QWidget | QListWidgetItem, text: str) -> None:
    """Give a widget, or an item of a list, its tip."""
    widget.setToolTip(plain(text))
