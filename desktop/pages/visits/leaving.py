"""The F2 form's drafts: every field that was left is kept, and shown again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.pages.visits.drafting import Drafting
from desktop.pages.visits.quick.keys import Keys
from desktop.services.records import VisitFilter
from desktop.ui.fields import Choice, DayCell
from desktop.ui.pickers import Picker

if TYPE_CHECKING:
    from desktop.pages.visits.form import VisitForm
    from desktop.services.desk import Desk
    from desktop.services.records import DraftLine, VisitLine, VisitPage
    from desktop.ui.jobs import Jobs

FORM = "visit"
_STICKY = frozenset({"day", "method", "topics"})


class FormDraft(QObject):
    """Watches the form: all its days, choices and lines, by the names of its fields."""

    undo = Signal()
    redo = Signal()

    def __init__(self, form: VisitForm, desk: Desk, jobs: Jobs) -> None:
        super().__init__(form)
        self._form = form
        self._desk = desk
        self._jobs = jobs
        self._loaded: dict[str, str] = {}
        self.drafting = Drafting(desk, jobs, FORM)
        self._fields = {
            name: field
            for name, field in vars(form).items()
            if isinstance(field, Choice | QLineEdit) and not isinstance(field, Picker)
        }
        for field in self._fields.values():
            if isinstance(field, Choice):
                field.picked.connect(self.keep)
            else:
                field.editingFinished.connect(self.keep)
        form.who.picked.connect(self.keep)
        form.topics.changed.connect(self.keep)
        form.photos.changed.connect(self.keep)
        form.given_up.connect(self.drafting.drop)
        form.saving.connect(self._saving)
        form.kept.connect(self.drafting.take_up)
        lines = [one for one in self._fields.values() if isinstance(one, QLineEdit)]
        self._keys = Keys(form, [form.who, *lines], lambda _event: False)
        self._keys.undo.connect(self.undo)
        self._keys.redo.connect(self.redo)

    def keep(self, *_: object) -> None:
        """Keep the fields as they stand, if there is anything but day and way in them.

        A line of the ledger that was only opened is no draft.
        """
        values = self._values()
        typed = any(text for name, text in values.items() if name not in _STICKY)
        if self.drafting.key or (typed and values != self._loaded):
            self.drafting.keep(values)

    def set_aside(self) -> None:
        """Another visit is begun: what was typed stays a draft of its own."""
        self.keep()
        self.drafting.release()

    def correct(self, line: VisitLine) -> None:
        """Load a line of the ledger; what was typed stays a draft, the same line stays as it is."""
        form = self._form
        if form.correcting is not None and form.correcting.id == line.id:
            form.reason.setFocus()
            return
        self.set_aside()
        form.correct(line)
        self._loaded = self._values()

    def resume(self, draft: DraftLine) -> None:
        """Show the fields as they were; a correction reads the record that it corrects again."""
        number = draft.values.get("correcting", "")
        self.set_aside()
        if not number:
            self._show(draft, None)
            return
        self._jobs.run(
            lambda: self._desk.visits.listed(VisitFilter(text=number), 1),
            lambda page: self._show(draft, page),
        )

    def _saving(self) -> None:
        self._form.draft = self.drafting.release()

    def _show(self, draft: DraftLine, page: VisitPage | None) -> None:
        form, values = self._form, draft.values
        form.clear()
        self.drafting.take_up(draft.key)  # first: fields that lose the focus are kept under it
        if page is not None and page.lines:
            form.correct(page.lines[0])
        form.set_household(
            values.get("household_no", ""),
            values.get("head", ""),
            values.get("place", ""),
            values.get("walk_in_no", ""),
        )
        for name, field in self._fields.items():
            if isinstance(field, Choice):
                field.set_code(values.get(name, ""))
            else:
                field.setText(values.get(name, ""))
            if isinstance(field, DayCell):
                field.settle()
        form.topics.set_codes(values.get("topics", "").split())
        if form.correcting is None:
            form.photos.resume(values.get("photos", "").split())
        form.fit()
        form.start()

    def _values(self) -> dict[str, str]:
        form = self._form
        number, head, place, walk_in_no = form.household()
        shown = {
            name: field.code() if isinstance(field, Choice) else field.text()
            for name, field in self._fields.items()
        }
        line = form.correcting
        return {
            **shown,
            "topics": " ".join(form.topics.codes()),
            "photos": " ".join(form.photos.hashes()),
            "household_no": number,
            "head": head,
            "place": place,
            "walk_in_no": walk_in_no,
            "correcting": line.visit_no if line is not None else "",
        }
