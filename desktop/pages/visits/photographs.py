"""F8 for the record that is typed, and what follows when a record or a draft gets a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.visits import VisitsPage
    from desktop.pages.visits.drafting import Drafting
    from desktop.ui.photos import Photos


class Photographs(QObject):
    """Leads the page's key to the strip at hand, and its news to the page."""

    def __init__(self, page: VisitsPage) -> None:
        super().__init__(page)
        self._page = page
        page.beside.built.connect(self._formed)
        QShortcut(QKeySequence("F8"), page, self.pick)

    def listen(self, photos: Photos, drafting: Drafting, moved: Callable[[], object]) -> None:
        """Tell the page when a record got or lost a photo, and what became of a late one."""
        photos.attached.connect(self._page.undoable)
        photos.attached.connect(lambda *_: moved())
        photos.missed.connect(self._page.toast)
        photos.late.connect(lambda key, digest: self._came_late(photos, drafting, key, digest))

    def pick(self) -> None:
        """Choose photos for the record that is typed or mended."""
        page = self._page
        if page.quick is not None and page.quick.isVisible():
            page.quick.photos.pick()
        elif page.ledger.isVisible():
            page.form.photos.pick()
        elif page.view.key() == "places":
            page.activities.form.photos.pick()

    def _formed(self) -> None:
        page = self._page
        self.listen(page.form.photos, page.form_draft.drafting, page.steps.moved.emit)

    def _came_late(self, photos: Photos, drafting: Drafting, key: str, digest: str) -> None:
        """A photo came to a draft; the form shows it where it goes on with that one."""
        if key == drafting.key:
            photos.bring(digest)
            return
        self._page.toast.emit(self.tr("照片已放进没录完的那一条。"))
        self._page.offering.ask()
