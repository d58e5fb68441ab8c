"""The fields of the form for somebody on no roster, two beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.ui.fields import Combo, DayCell, Field, NoteLine
from desktop.ui.kept import MaskedLine
from desktop.ui.messages import explain
from desktop.ui.parts import button

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from desktop.errors import UserError
    from desktop.services.records.walk_ins import WalkInLine

SOFT = ("id_number", "birth_date", "phone")
"""What may be wrong and is kept all the same, to be put right later."""


class VillageBox(Combo):
    """A village: one that is known, or typed."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name, [(one, one) for one in known])
        self.line = NoteLine(name, self.tr("选村，或直接写"))
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCurrentIndex(-1)
        self.setEditText("")

    def text(self) -> str:
        """What stands there."""
        return self.currentText()

    def setText(self, text: str) -> None:
        """Show a village."""
        self.setEditText(text)


class EntryFields(QWidget):
    """What can be typed about a person."""

    left = Signal(str)
    """A field was left, by its name."""

    def __init__(
        self,
        today: Callable[[], date],
        villages: Sequence[str],
        townships: Sequence[tuple[str, str]],
    ) -> None:
        """`townships` are offered where there are several."""
        super().__init__()
        tr = self.tr
        self.visited: set[str] = set()
        self._new = True
        self.fields: dict[str, Field] = {}
        self.editors: dict[str, QLineEdit | VillageBox] = {
            "name": NoteLine(tr("姓名")),
            "village": VillageBox(tr("村"), villages),
            "group_no": NoteLine(tr("组")),
            "phone": MaskedLine(tr("电话")),
            "id_number": MaskedLine(tr("身份证号")),
            "birth_date": DayCell(tr("出生日期"), today, width=0),
            "address_note": NoteLine(tr("住处"), tr("例如：村口第二家")),
            "best_time": NoteLine(tr("方便时间"), tr("例如：晚上、集日")),
            "needs_note": NoteLine(tr("需求")),
            "remark": NoteLine(tr("备注")),
            "met_on": DayCell(tr("见面日期"), today, width=0),
        }
        self.township = Combo(tr("乡镇"), [("", tr("按村名认")), *townships])
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        for name, editor in self.editors.items():
            self._put(name, editor)
        self._place("township", Field(tr("乡镇"), self.township))
        self.fields["township"].setVisible(len(townships) > 1)
        self.adopt = button(tr("采用"), self._adopt, kind="link")
        self.adopt.setAutoDefault(False)
        self.adopt.hide()
        around = self.fields["birth_date"].layout()
        if around is not None:
            around.addWidget(self.adopt)
        self.first = self.raw()

    def _put(self, name: str, editor: QLineEdit | VillageBox) -> None:
        line = editor.line if isinstance(editor, VillageBox) else editor
        line.editingFinished.connect(lambda: self.left.emit(name))
        if isinstance(editor, VillageBox):
            editor.activated.connect(lambda _place: self.left.emit(name))
        if isinstance(editor, MaskedLine):
            editor.reverts = False  # Esc closes the form, which keeps what was typed
        self._place(name, Field(editor.accessibleName(), editor))

    def _place(self, name: str, field: Field) -> None:
        line, side = divmod(len(self.fields), 2)
        self.fields[name] = field
        self._grid.addWidget(field, line, side, Qt.AlignmentFlag.AlignTop)

    def fill(self, line: WalkInLine | None, *, village: str, met_on: str) -> None:
        """Begin with a record, its numbers masked, or with a new one."""
        self._new = line is None
        if line is None:
            self.editors["village"].setText(village)
            self.editors["met_on"].setText(met_on)
        else:
            self._show(line)
            self.fields["township"].hide()
        self.first = self.raw()

    def _show(self, line: WalkInLine) -> None:
        for name, editor in self.editors.items():
            if isinstance(editor, MaskedLine):
                masked = line.phone_masked if name == "phone" else line.id_masked
                editor.show_kept(masked)
            elif isinstance(editor, DayCell):
                editor.set_day(getattr(line, name))
            else:
                editor.setText(getattr(line, name))

    def raw(self) -> dict[str, str]:
        """All fields as they stand."""
        found = {name: editor.text() for name, editor in self.editors.items()}
        return {**found, "township": self.township.code()}

    def take(self, raw: Mapping[str, str]) -> None:
        """Show all fields as they stood."""
        for name, text in raw.items():
            if name in self.editors:
                self.editors[name].setText(text)
        self.township.choose(raw.get("township", ""))

    def typed_in(self) -> dict[str, object]:
        """The fields that were typed; of a record that is changed only those that differ."""
        found: dict[str, object] = {}
        for name, editor in self.editors.items():
            masked = isinstance(editor, MaskedLine) and not editor.touched()
            same = not self._new and editor.text() == self.first[name]
            if masked or same:
                continue
            found[name] = editor.day() if isinstance(editor, DayCell) else editor.text().strip()
        if self._new and self.township.code():
            found["township"] = self.township.code()
        return found

    def unreadable(self) -> str:
        """The name of a day that cannot be read."""
        for name, editor in self.editors.items():
            if isinstance(editor, DayCell) and editor.text().strip() and editor.day() is None:
                return name
        return ""

    def say(self, problems: Mapping[str, UserError], born: date | None) -> bool:
        """Show what is wrong under the fields that were left; True if some may wait."""
        unread = self.unreadable()
        for name in self.editors:
            text = explain(problems[name]) or "" if name in problems else ""
            if name == unread:
                text = self.tr("这一天读不懂，请写成 2026-07-08 的样子。")
            self.fields[name].say(text if name in self.visited else "")
        differs = born is not None and problems.get("birth_date") is not None
        self.adopt.setVisible(differs and "birth_date" in self.visited)
        self.adopt.setProperty("day", born.isoformat() if born else "")
        return bool(self.visited.intersection(SOFT, problems))

    def following(self, now: QWidget | None) -> QWidget | None:
        """The editor after the one with the focus; None after the last one."""
        order = [one for one in (*self.editors.values(), self.township) if one.isVisibleTo(self)]
        for place, one in enumerate(order):
            if one is now or (now is not None and one.isAncestorOf(now)):
                return order[place + 1] if place + 1 < len(order) else None
        return order[0]

    def _adopt(self) -> None:
        """Take the birth date that the identity number says."""
        self.editors["birth_date"].setText(str(self.adopt.property("day")))
        self.left.emit("birth_date")
        self.editors["birth_date"].setFocus()
