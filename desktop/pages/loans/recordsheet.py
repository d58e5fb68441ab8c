"""A sheet of questions below each other that writes one record, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.fields import AmountCell, Choice, Combo, CountCell, DayCell, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import words
from desktop.ui.walksheet import WalkSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from desktop.ui.jobs import Jobs


class RecordSheet(WalkSheet):
    """A refusal stands under the field it is about; nothing that was typed is lost."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        jobs: Jobs,
        fields: Mapping[str, QWidget],
        field_of: Mapping[str, str],
    ) -> None:
        """`field_of` names the field under which the sentence of a code stands.

        A day that is filled in at the beginning may be changed, but not left out.
        """
        super().__init__(parent, jobs, title, parent.tr("保存 Ctrl+回车"))
        self.fields, self._field_of = dict(fields), field_of
        days = {name: one for name, one in fields.items() if isinstance(one, DayCell)}
        self._needed = {name for name, one in days.items() if one.day() is not None}
        self.work: Callable[[Mapping[str, object]], object] | None = None
        for name, editor in self.fields.items():
            self.form.add(editor.accessibleName(), editor)
            if isinstance(editor, Choice):
                editor.picked.connect(lambda _code, name=name: self._picked(name))
        self.add(self.form)

    def note(self, *texts: str) -> None:
        """Say something below the questions."""
        for text in texts:
            self.add(words(text, "quiet", wrap=True))
        self.body.addStretch(1)

    def start(self, work: Callable[[Mapping[str, object]], object]) -> None:
        """Show it; `work` gets the values by their names, and what it gives is sent on."""
        self.work = work
        next(iter(self.fields.values())).setFocus()
        self.open()

    def show_only(self, names: Mapping[str, bool]) -> None:
        """Show or hide questions."""
        for name, shown in names.items():
            self.form.show_row(self.fields[name], shown=shown)

    def values(self) -> dict[str, object] | None:
        """What the sheet says, or None with a hint at what cannot be read."""
        said: dict[str, object] = {}
        for name, editor in self.fields.items():
            if isinstance(editor, DayCell | AmountCell | CountCell) and editor.unread():
                self.hint(editor, self._unread(editor))
                return None
            said[name] = _value(editor)
            if name in self._needed and said[name] is None:
                self.hint(editor, self.tr("请写上日期。"))
                return None
        return said

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        self.form.quiet()
        said, work = self.values(), self.work
        if said is None or work is None or not self.go.isEnabled():
            return
        self.write(lambda: work(said))

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about."""
        text = explain(error)
        if text is None:
            return False
        name = self._field_of.get(getattr(error, "code", ""), "")
        shown = [one for one, editor in self.fields.items() if not editor.isHidden()]
        self.hint(self.fields[name if name in shown else shown[-1]], text)
        return True

    def stops(self) -> list[QWidget]:
        """The questions in their order, those out of sight too."""
        return list(self.fields.values())

    def _unread(self, editor: QWidget) -> str:
        if isinstance(editor, DayCell):
            return self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。")
        return self.tr("这个数读不懂，请改一下。")

    def _picked(self, name: str) -> None:
        self.go_on(self.fields[name])


def day_cell(name: str, today: Callable[[], date], day: date | None = None) -> DayCell:
    """A day that begins with one."""
    made = DayCell(name, today)
    made.set_day(day)
    return made


def _value(editor: QWidget) -> object:
    if isinstance(editor, DayCell):
        return editor.day()
    if isinstance(editor, AmountCell):
        return editor.fen()
    if isinstance(editor, CountCell):
        return editor.number()
    if isinstance(editor, Choice | Combo):
        return editor.code()
    return editor.text().strip() if isinstance(editor, NoteLine) else ""
