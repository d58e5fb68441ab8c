"""Drafts of a form: every field that was left is kept, and shown again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.pages.visits.drafting import Drafting
from desktop.pages.visits.quick.keys import Keys
from desktop.services.records.people import VisitFilter
from desktop.ui.fields import Choice, Combo, DayCell
from desktop.ui.pickers import Picker
from desktop.ui.several import Several

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.pages.visits.form import VisitForm
    from desktop.services.desk import Desk
    from desktop.services.records.entry import DraftLine
    from desktop.ui.jobs import Jobs
    from desktop.ui.photos import Photos

FORM = "visit"
_STICKY = frozenset({"day", "method", "topics"})


class Drafted(Protocol):
    """A form whose fields are kept: which record it corrects, its photos, what it tells."""

    draft: str
    given_up: SignalInstance
    saving: SignalInstance
    kept: SignalInstance

    @property
    def photos(self) -> Photos: ...
    @property
    def reason(self) -> QLineEdit: ...
    @property
    def correcting(self) -> Any: ...  # noqa: ANN401 - a line of the list that the form is of
    def clear(self) -> None: ...
    def correct(self, line: Any) -> None: ...  # noqa: ANN401 - as above
    def fit(self) -> None: ...
    def start(self) -> None: ...


class FormDraft(QObject):
    """Watches a form: all its days, choices and lines, by the names of its fields."""

    kind = ""
    sticky: frozenset[str] = frozenset()
    """Fields that stay for the next record and alone are no draft."""

    undo = Signal()
    redo = Signal()

    def __init__(self, form: Drafted, around: QWidget, desk: Desk, jobs: Jobs) -> None:
        super().__init__(around)
        self._form = form
        self.desk = desk
        self._jobs = jobs
        self._loaded: dict[str, str] = {}
        self.drafting = Drafting(desk, jobs, self.kind)
        kinds = Choice | Combo | Several | QLineEdit
        self._fields: dict[str, Choice | Combo | Several | QLineEdit] = {
            name: field
            for name, field in vars(form).items()
            if isinstance(field, kinds) and not isinstance(field, Picker)
        }
        for field in self._fields.values():
            _left(field).connect(self.keep)
        form.photos.changed.connect(self.keep)
        form.given_up.connect(self.drafting.drop)
        form.saving.connect(self._saving)
        form.kept.connect(self.drafting.take_up)
        lines = [one for one in vars(form).values() if isinstance(one, QLineEdit | Picker)]
        self._keys = Keys(around, lines, lambda _event: False)
        self._keys.undo.connect(self.undo)
        self._keys.redo.connect(self.redo)

    def number(self, line: Any) -> str:  # noqa: ANN401 - a line of the list that the form is of
        """The number of a record."""
        raise NotImplementedError

    def read(self, number: str) -> object | None:
        """The record of a number, on the store thread."""
        raise NotImplementedError

    def about(self) -> dict[str, str]:
        """What the form holds beside its fields."""
        return {}

    def put_about(self, values: Mapping[str, str]) -> None:
        """Show what `about` gave."""

    def keep(self, *_: object) -> None:
        """Keep the fields as they stand, if there is anything but the sticky ones in them.

        A record that was only opened is no draft.
        """
        values = self._values()
        typed = any(text for name, text in values.items() if name not in self.sticky)
        if self.drafting.key or (typed and values != self._loaded):
            self.drafting.keep(values)

    def set_aside(self) -> None:
        """Another record is begun: what was typed stays a draft of its own."""
        self.keep()
        self._form.photos.leave_to(self.drafting.left(self._values()))

    def correct(self, line: Any) -> None:  # noqa: ANN401 - as above
        """Load a record; what was typed stays a draft, the same record stays as it is."""
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
        self._jobs.run(lambda: self.read(number), lambda line: self._show(draft, line))

    def _saving(self) -> None:
        self._form.draft = self.drafting.release()

    def _show(self, draft: DraftLine, line: object | None) -> None:
        form, values = self._form, draft.values
        form.clear()
        self.drafting.take_up(draft.key)  # first: fields that lose the focus are kept under it
        if line is not None:
            form.correct(line)
        self.put_about(values)
        for name, field in self._fields.items():
            _put(field, values.get(name, ""))
        if form.correcting is None:
            form.photos.resume(values.get("photos", "").split())
        form.fit()
        form.start()

    def _values(self) -> dict[str, str]:
        form = self._form
        shown = {name: _text(field) for name, field in self._fields.items()}
        line = form.correcting
        return {
            **shown,
            "photos": " ".join(form.photos.hashes()),
            **self.about(),
            "correcting": self.number(line) if line is not None else "",
        }


class VisitDraft(FormDraft):
    """The drafts of the form for one visit."""

    kind = FORM
    sticky = _STICKY

    def __init__(self, form: VisitForm, desk: Desk, jobs: Jobs) -> None:
        super().__init__(form, form, desk, jobs)
        self._visit = form
        form.who.picked.connect(self.keep)

    def number(self, line: Any) -> str:  # noqa: ANN401 - as above
        """The number of a visit."""
        return str(line.visit_no)

    def read(self, number: str) -> object | None:
        """The visit of that number."""
        return next(iter(self.desk.visits.listed(VisitFilter(text=number), 1).lines), None)

    def about(self) -> dict[str, str]:
        """Who the visit is about."""
        number, head, place, walk_in_no = self._visit.household()
        return {"household_no": number, "head": head, "place": place, "walk_in_no": walk_in_no}

    def put_about(self, values: Mapping[str, str]) -> None:
        """Show whom it is about."""
        names = ("household_no", "head", "place", "walk_in_no")
        self._visit.set_household(*(values.get(name, "") for name in names))


def _left(field: Choice | Combo | Several | QLineEdit) -> SignalInstance:
    """The signal of a field that was left or changed by its officer."""
    if isinstance(field, Choice):
        return field.picked
    if isinstance(field, Combo):
        return field.activated
    return field.changed if isinstance(field, Several) else field.editingFinished


def _text(field: Choice | Combo | Several | QLineEdit) -> str:
    if isinstance(field, Several):
        return " ".join(field.codes())
    return field.text() if isinstance(field, QLineEdit) else field.code()


def _put(field: Choice | Combo | Several | QLineEdit, text: str) -> None:
    if isinstance(field, Several):
        field.set_codes(text.split())
    elif isinstance(field, Choice):
        field.set_code(text)
    elif isinstance(field, Combo):
        field.choose(text)
    else:
        field.setText(text)
    if isinstance(field, DayCell):
        field.settle()
