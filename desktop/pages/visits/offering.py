"""What was left half typed on the page of visits: offered by its name, gone on with, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.pages.visits.activity_draft import ACTIVITY
from desktop.pages.visits.quick import KIND
from desktop.ui.unfinished import Left, Unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.pages.visits import VisitsPage
    from desktop.services.desk import Desk
    from desktop.services.records.entry import DraftLine
    from desktop.ui.jobs import Jobs


class Offering(QObject):
    """Leads each draft to the form that it is of."""

    def __init__(self, page: VisitsPage, desk: Desk, jobs: Jobs) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._jobs = jobs
        self.unfinished = Unfinished(page, go_on=self.go_on, give_up=self._give_up)

    def ask(self) -> None:
        """Look for what was left and is not being typed now."""
        self._jobs.run(self._desk.entry.drafts, self._offer)

    def go_on(self, key: str) -> None:
        """Go on with something that was left unfinished."""
        self._jobs.run(self._desk.entry.drafts, lambda drafts: self._resume(drafts, key))

    def _resume(self, drafts: Sequence[DraftLine], key: str) -> None:
        draft = next((one for one in drafts if one.key == key), None)
        if draft is None:
            return
        self.unfinished.withdraw()
        page = self._page
        if draft.kind == KIND:
            page.resume_quick(draft)
        elif draft.kind == ACTIVITY:
            page.turn_to_places()
            page.activities.draft.resume(draft)
        else:
            page.turn(quick=False)
            page.form_draft.resume(draft)

    def _offer(self, drafts: Sequence[DraftLine]) -> None:
        typed = self._page.typed()
        left = [Left(key=one.key, name=one.name) for one in drafts if one.key not in typed]
        self.unfinished.offer(self._page.banner, left)

    def _give_up(self, key: str) -> None:
        self._jobs.run(lambda: self._desk.entry.drop(key), lambda _: self._page.refresh())
