"""The slip of a visit: its number is keyed or scanned, and names the household it was left for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.errors import UserError
from desktop.texts import sentence
from desktop.ui.messages import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.pages.visits.form import VisitForm
    from desktop.services.desk import Desk
    from desktop.services.records.papers import Slip
    from desktop.services.records.people import Found
    from desktop.ui.jobs import Jobs


def first_slip(desk: Desk, codes: Sequence[str]) -> str:
    """The number of the first slip among the codes of sheets; empty where none is one of ours."""
    for code in codes:
        try:
            return desk.notices.slip(code).notice_no
        except UserError:
            continue
    return ""


class SlipReading(QObject):
    """Reads what stands in the cell when it is left, or a code in a photo."""

    def __init__(self, form: VisitForm, desk: Desk, jobs: Jobs) -> None:
        super().__init__(form)
        self._form = form
        self._desk = desk
        self._jobs = jobs
        self._known: tuple[str, object] = ("", None)
        form.slip.editingFinished.connect(self.read)
        form.photos.coded.connect(self.scanned)

    def scanned(self, notice_no: str) -> None:
        """A photo shows a slip; one that stands there already is not replaced."""
        if not self._form.slip.text().strip() and self._form.correcting is None:
            self._form.slip.setText(notice_no)
            self.read()

    def read(self) -> None:
        """Find out which slip it is."""
        text = self._form.slip.text().strip()
        if not text or (text, self._form.household()) == self._known:
            return
        self._jobs.run(lambda: (text, *self._look(text)), self._found)

    def refused(self, error: BaseException) -> bool:
        """What is wrong with the slip is told under it."""
        text = explain(error)
        if text is not None:
            self._form.form.say(self._form.slip, text)
        return text is not None

    def _look(self, text: str) -> tuple[Slip, Sequence[Found]]:
        slip, find = self._desk.notices.slip(text), self._desk.households.find
        return slip, find(slip.household_no, 1) if slip.household_no else []

    def _found(self, answer: tuple[str, Slip, Sequence[Found]]) -> None:
        text, slip, hits = answer
        form = self._form
        if form.slip.text().strip() != text:
            return
        form.slip.setText(slip.notice_no)
        form.form.say(form.slip, "")
        number = form.household()[0]
        if not any(form.household()):
            for hit in hits[:1]:
                form.set_household(hit.household_no, hit.head_name or hit.name, hit.village)
                QTimer.singleShot(0, form.start)  # after Enter has led on from the cell
        elif slip.household_no and number and number != slip.household_no:
            params = {"slip_no": slip.notice_no}
            form.form.say(form.slip, sentence("slip_of_another", params))
        self._known = slip.notice_no, form.household()
