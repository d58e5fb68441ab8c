"""Reading one picture; its refusal is an answer too, so that the others go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.messages import explain
from desktop.ui.photos.thumbs import encoded

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop.ui.photos.keeping import Keeping


def taken_over(keeping: Keeping, one: Path | QImage, name: str) -> tuple[object, object]:
    """The photo and None, or None and why there is none; `name` is what a pasted one is called."""
    try:
        if isinstance(one, Path):
            return keeping.read_file(one), None
        return keeping.read_bytes(encoded(one), name), None
    except Exception as fault:
        if explain(fault) is None:
            raise
        return None, fault
