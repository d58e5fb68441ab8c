"""A sheet of questions below each other that writes one record, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.fields import AmountCell, Choice, Combo, CountCell, DayCell, Form, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from desktop.ui.jobs import Jobs

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class RecordSheet(Sheet):
    """Enter goes from field to field and saves in the last; Ctrl+Enter saves at once.

    A refusal stands under the field it is about; nothing that was typed is lost.
    """

    saved = Signal(object)

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
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs, self.fields, self._field_of = jobs, dict(fields), field_of
        days = {name: one for name, one in fields.items() if isinstance(one, DayCell)}
        self._needed = {name for name, one in days.items() if one.day() is not None}
        self.work: Callable[[Mapping[str, object]], object] | None = None
        self.form = Form()
        for name, editor in self.fields.items():
            self.form.add(editor.accessibleName(), editor)
            if isinstance(editor, Choice):
                editor.picked.connect(lambda _code, name=name: self._picked(name))
        self.add(self.form)
        self.close_button.setText(self.tr("取消"))
        self.close_button.setAutoDefault(False)
        self.go = button(self.tr("保存 Ctrl+回车"), self.save, kind="primary")
        self.go.setAutoDefault(False)
        self.foot.addWidget(self.go)

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
                self._say(editor, self._unread(editor))
                return None
            said[name] = _value(editor)
            if name in self._needed and said[name] is None:
                self._say(editor, self.tr("请写上日期。"))
                return None
        return said

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        self.form.quiet()
        said, work = self.values(), self.work
        if said is None or work is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self.jobs.run(lambda: work(said), self._done, lambda: self.go.setEnabled(True))

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about."""
        text = explain(error)
        if text is None:
            return False
        name = self._field_of.get(getattr(error, "code", ""), "")
        shown = [one for one, editor in self.fields.items() if not editor.isHidden()]
        self._say(self.fields[name if name in shown else shown[-1]], text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Ctrl+Enter saves."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        else:
            self._after(self.focusWidget())

    def _unread(self, editor: QWidget) -> str:
        if isinstance(editor, DayCell):
            return self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。")
        return self.tr("这个数读不懂，请改一下。")

    def _say(self, editor: QWidget, text: str) -> None:
        self.form.say(editor, text)
        self._to(editor)

    def _to(self, editor: QWidget) -> None:
        """Put the cursor there, and let it be seen."""
        editor.setFocus()
        area = self.findChild(QScrollArea)
        if area is not None:
            area.ensureWidgetVisible(editor, 0, 40)

    def _picked(self, name: str) -> None:
        self._after(self.fields[name])

    def _after(self, now: QWidget | None) -> None:
        order = list(self.fields.values())
        after = order[order.index(now) + 1 :] if now in order else []
        following = next((each for each in after if not each.isHidden()), None)
        if following is None:
            self.save()
        else:
            self._to(following)

    def _done(self, answer: object) -> None:
        self.accept()
        self.saved.emit(answer)


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
