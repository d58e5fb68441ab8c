"""What a form still lacks, said where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.fields import Form


def lacks(forms: Iterable[Form], checks: Iterable[tuple[QWidget, bool, str]]) -> QWidget | None:
    """The first editor whose check is true, with its sentence under it and the cursor in it."""
    first = next((one for one in checks if one[1]), None)
    if first is None:
        return None
    editor, _, text = first
    for form in forms:
        if editor in form.hints:
            form.say(editor, text)
    editor.setFocus()
    return editor
