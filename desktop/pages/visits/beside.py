"""The place beside the list, where the form comes once the list is in sight or a key needs it."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.pages.visits.form import VisitForm
from desktop.pages.visits.leaving import VisitDraft
from desktop.ui.photos.arriving import Arriving
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

_FRAME_MS = 16
"""The list is on the screen first."""

_PATIENCE_MS = 200
"""So long the form waits for the list; the store may have other work."""

_ROUND, _WIDEST = 6, 500


class Beside(QWidget):
    """An empty card at first. Until the form is there it has the focus, and loses nothing.

    Keys and photos that come before the form bring it, and go into it.
    """

    built = Signal()
    """The form and its draft are there now."""

    def __init__(self, desk: Desk, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._listed = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._come)
        Arriving(self).came.connect(self._dropped)
        self.setAccessibleName(self.tr("记一次走访"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(min(Theme.current().px(400), _WIDEST))
        self._around = QVBoxLayout(self)
        self._around.setContentsMargins(0, 0, 0, 0)

    @cached_property
    def form(self) -> VisitForm:
        """The form, built when it is first asked for."""
        self._soon.stop()
        made = VisitForm(self._desk, self._jobs, self)
        self.__dict__["form"] = made
        self.draft = VisitDraft(made, self._desk, self._jobs)
        self._around.addWidget(made)
        made.show()  # now: what is not seen cannot have the focus
        self._order()
        self.built.emit()
        if self.window().focusWidget() is self:
            made.start()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    def is_built(self) -> bool:
        """Whether the form is there."""
        return "form" in self.__dict__

    def key(self) -> str:
        """The key of the draft of what is typed now; empty while nothing is."""
        return self.draft.drafting.key if self.is_built() else ""

    def start(self) -> None:
        """Put the cursor where a new visit begins."""
        if self.is_built():
            self.form.start()
        else:
            self.setFocus()

    def listed(self) -> None:
        """The list is here: once it is painted, so is this, and then the form comes."""
        if not self._listed and not self.is_built():
            self._listed = True
            self._soon.stop()
            self.update()

    def _dropped(self, given: list[Path | QImage]) -> None:
        """Photos bring the form, and go into it."""
        self.form.photos.add(given)

    def _come(self) -> None:
        _ = self.form

    def _order(self) -> None:
        """Tab goes through the form where this stands, as it goes through what was always here."""
        form = self.form
        asked = [*form.sticky.hints, *form.form.hints]
        place = asked.index(form.photos)
        asked[place : place + 1] = [form.photos.pick_button, form.photos.thumbs]
        for before, one in pairwise((self, *asked, form.clear_button, form.save_button)):
            self.setTabOrder(before, one)

    def event(self, event: QEvent) -> bool:
        """A key that comes before the form brings it, and goes to its first field."""
        if event.type() != QEvent.Type.KeyPress or self.is_built():
            return super().event(event)
        self.form.start()
        now = self.window().focusWidget()
        return QApplication.sendEvent(self.form.who if now in {None, self} else now, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click brings the form."""
        self.form.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A card without anything on it, and the form after it."""
        if self.is_built():
            return
        theme, painter = Theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        painter.end()
        QTimer.singleShot(0, self._painted)

    def _painted(self) -> None:
        """What is painted reaches the screen before the form is built, also where that is slow."""
        if not self.is_built() and not self._soon.isActive():
            self._soon.start(_FRAME_MS if self._listed else _PATIENCE_MS)
