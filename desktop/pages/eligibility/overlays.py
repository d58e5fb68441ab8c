"""What opens over the check: clauses, open points, figures, a trial, the large page, old checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.ui.clause import Clause

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.eligibility.reading import Told
    from desktop.services.desk import Desk
    from desktop.services.records.checks import (
        CheckForm,
        CheckOutcome,
        CheckRequest,
        SubsidyExample,
    )
    from desktop.services.records.papers import ClauseText
    from desktop.services.records.people import HouseholdCard
    from desktop.ui.jobs import Jobs


class Overlays(QObject):
    """Opens dialogs of the page; each is loaded when it is first wanted and gone when closed."""

    def __init__(self, page: QWidget, desk: Desk, jobs: Jobs) -> None:
        super().__init__(page)
        self._page, self._desk, self._jobs = page, desk, jobs

    def clause(self, clause: str) -> None:
        """A clause word for word, over whatever is open."""
        if clause:
            self._jobs.run(lambda: self._desk.policy.clause(clause), self._clause)

    def points(self, outcome: CheckOutcome) -> None:
        """The open points of the texts that an answer touches."""
        from desktop.pages.eligibility.verdict import Points

        sheet = Points(self._page, outcome, self._desk.policy.short)
        sheet.clause_wanted.connect(self.clause)
        self._open(sheet)

    def sums(self, example: SubsidyExample, about: str) -> None:
        """Every figure of an example line by line."""
        from desktop.pages.eligibility.reckoning import Sums

        sheet = Sums(self._page, example, about, self._desk.policy.short)
        sheet.clause_wanted.connect(self.clause)
        self._open(sheet)

    def trial(self, form: CheckForm, request: CheckRequest) -> None:
        """What another answer would change; nothing is stored."""
        from desktop.pages.eligibility.trial import Trial

        rules = self._desk.eligibility
        self._open(
            Trial(
                self._page,
                form,
                request,
                lambda fact, text: rules.try_out(form, request, fact, text),
                self._desk.today,
            )
        )

    def reading(self, told: Told, who: str) -> None:
        """The large page for the household."""
        from desktop.pages.eligibility.reading import Reading

        self._jobs.run(self._desk.overview.forget_recent)  # others' names are not for customers
        self._open(Reading(self._page.window(), told, who))

    def kept(self, card: HouseholdCard, printing: Callable[[str], object]) -> None:
        """The stored checks of a household; `printing` takes the number of one."""
        from desktop.pages.eligibility.keeping import Kept

        sheet = Kept(self._page, self._desk, self._jobs, card.checks, card.line.head_name)
        sheet.print_wanted.connect(printing)
        self._open(sheet)

    def _clause(self, clause: ClauseText) -> None:
        Clause.show_over(QApplication.activeModalWidget() or self._page, clause)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
