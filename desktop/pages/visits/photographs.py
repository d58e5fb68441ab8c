"""F8 for the record that is typed, and what follows when a written record gets a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from desktop.pages.visits import VisitsPage
    from desktop.ui.photos import Photos


class Photographs(QObject):
    """Leads the page's key to the strip at hand, and its news to the page."""

    def __init__(self, page: VisitsPage) -> None:
        super().__init__(page)
        self._page = page
        page.beside.built.connect(lambda: self.listen(page.form.photos))
        QShortcut(QKeySequence("F8"), page, self.pick)

    def listen(self, photos: Photos) -> None:
        """Tell the page when a record got or lost a photo."""
        photos.attached.connect(self._page.undoable)
        photos.attached.connect(lambda *_: self._page.steps.moved.emit())

    def pick(self) -> None:
        """Choose photos for the record that is typed or mended."""
        page = self._page
        if page.quick is not None and page.quick.isVisible():
            page.quick.photos.pick()
        elif page.form.isVisible():
            page.form.photos.pick()
