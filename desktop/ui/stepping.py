"""Sheets that ask what a step needs and take it once; a refusal stands in the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.fields import AmountCell, Combo, CountCell, DayCell, Field, NoteLine
from desktop.ui.once import Once
from desktop.ui.parts import button, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ui.jobs import Jobs


class Ask(Once[object]):
    """Fields below a note; all must be filled unless they are free, Enter goes from one on."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        jobs: Jobs,
        work: Callable[[], Callable[[], object]],
        then: Callable[[object], object],
    ) -> None:
        """`work` reads the fields and gives what is to be done with them."""
        super().__init__(parent, title, jobs, then)
        self._work = work
        self.fields: list[Field] = []
        self._free: set[QWidget] = set()

    def ask(
        self,
        note: str,
        cells: Sequence[tuple[str, QWidget]],
        verb: str,
        *,
        free: Sequence[QWidget] = (),
        danger: bool = False,
    ) -> Ask:
        """Put the fields and the button, and open; the first field has the focus."""
        self.add(words(note, wrap=True))
        self._free = set(free)
        self.fields = [Field(label, cell) for label, cell in cells]
        for field in self.fields[:-1]:
            self.add(field)
        for place, (_, cell) in enumerate(cells):
            if isinstance(cell, QLineEdit):
                cell.returnPressed.connect(lambda place=place: self._on(place))
        self.close_button.setText(self.tr("取消"))
        go = button(verb, self.work, kind="danger" if danger else "primary")
        go.setObjectName("go")
        self.put(self.fields[-1], cells[-1][1], go)
        cells[0][1].setFocus()
        self.open()
        return self

    def work(self) -> None:
        """Do it, unless something is missing or it is being done."""
        for field in self.fields:
            why = self._lacks(field.editor)
            field.say(why)
            if why:
                field.editor.setFocus()
                return
        self.send(self._work())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a list of words goes on too."""
        editors = [field.editor for field in self.fields]
        at = self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(at, Combo):
            self._on(editors.index(at))
        else:
            super().keyPressEvent(event)

    def _on(self, place: int) -> None:
        if place + 1 < len(self.fields):
            self.fields[place + 1].editor.setFocus()
        else:
            self.work()

    def _lacks(self, editor: QWidget) -> str:
        if isinstance(editor, DayCell):
            free = editor in self._free and not editor.unread()
            missing = editor.day() is None and not free
            return self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。") if missing else ""
        if isinstance(editor, AmountCell):
            return self._no_amount(editor)
        if isinstance(editor, CountCell):
            return self.tr("请填天数，如 10。") if not editor.number() else ""
        if editor in self._free:
            return ""
        empty = not editor.code() if isinstance(editor, Combo) else not _typed(editor)
        return self.tr("请填写。没有保存。") if empty else ""

    def _no_amount(self, editor: AmountCell) -> str:
        """Why an amount cannot be taken; a free one may stay empty."""
        if editor.fen() is not None or (editor in self._free and not editor.unread()):
            return ""
        return self.tr("这个金额读不懂，请写成元，如 50000 或 447.22。")


def _typed(editor: QWidget) -> str:
    return editor.text().strip() if isinstance(editor, NoteLine) else "-"
