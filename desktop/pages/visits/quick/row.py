"""The row that is typed: household, whom one met, what she wants, amount, use, note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.pages.visits.quick.person import PersonCell
from desktop.services.entry.codes import TALKED, WANTS
from desktop.services.records.entry import QuickRow
from desktop.texts import choices
from desktop.ui.codes import CodeCell
from desktop.ui.fields import AmountCell, NoteLine
from desktop.ui.messages import set_tone
from desktop.ui.parts import words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Set

    from desktop.services.entry.crowd import Neighbour
    from desktop.ui.pickers import Candidate

_PHRASE = re.compile("[;；]([1-9])")
_SAME = re.compile(r"\.\.|。。")
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class EntryRow(QWidget):
    """Six cells beside each other; a digit answers and leads on, Enter in the note is the end."""

    picked = Signal(object)
    """A household was chosen (`Neighbour`)."""

    committed = Signal()
    """A field was left with something in it."""

    finished = Signal()
    """Enter in the last field."""

    said = Signal(str)
    """What is wrong with a field; empty when nothing is."""

    asked = Signal(str)
    """A cell is entered that digits answer: what they say."""

    def __init__(self, logged: Callable[[], Set[str]]) -> None:
        super().__init__()
        self.phrases: Sequence[str] = ()
        self.above: QuickRow | None = None
        self.mending = False
        self._make(logged)
        tr = self.tr
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        names = (tr("农户"), tr("见面"), tr("意向"), tr("金额（万）"), tr("用途"), tr("备注"))
        for place, (name, cell) in enumerate(zip(names, self.cells, strict=True)):
            label = words(name, "quiet")
            label.setBuddy(cell)
            grid.addWidget(label, 0, place)
            grid.addWidget(cell, 1, place)
        self.reason_label = words(tr("更正原因"), "quiet")
        grid.addWidget(self.reason_label, 0, 6)
        grid.addWidget(self.reason, 1, 6)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(5, 6)
        grid.setColumnStretch(6, 0)
        self.clear()

    def _make(self, logged: Callable[[], Set[str]]) -> None:
        tr, px = self.tr, Theme.current().px
        self.person = PersonCell(tr("农户"), logged)
        self.met = CodeCell(tr("见面"), choices("met"), width=96)
        self.intent = CodeCell(tr("意向"), choices("intent"), width=96)
        self.amount = AmountCell(tr("金额（万元）"), width=76)
        self.use = CodeCell(tr("用途"), choices("need_use"), width=88)
        self.note = NoteLine(tr("备注"), tr(".. 同上条   ;1 常用语   F7"))
        self.reason = NoteLine(tr("更正原因"), tr("写明为什么更正"))
        self.person.setPlaceholderText(tr("首字母或路线号"))
        self.person.setMinimumWidth(px(150))
        self.note.setMinimumWidth(px(150))
        self.reason.setMinimumWidth(px(170))
        self.cells: tuple[QLineEdit, ...] = (
            self.person,
            self.met,
            self.intent,
            self.amount,
            self.use,
            self.note,
        )
        self.person.picked.connect(self._chosen)
        self.met.picked.connect(self._met)
        self.intent.picked.connect(self._intent)
        self.use.picked.connect(lambda _code: self._on_to(self.note))
        for cell in (self.met, self.intent, self.use):
            cell.wrong.connect(self._wrong_key)
            cell.entered.connect(self.asked)
            cell.left.connect(lambda: self.asked.emit(""))
        self.amount.editingFinished.connect(self._left)
        self.note.editingFinished.connect(self._left)
        self.reason.editingFinished.connect(self._left)
        self.note.textEdited.connect(self._expand)
        self.person.textEdited.connect(lambda _text: self.complain(None))
        self.amount.textEdited.connect(lambda _text: self.complain(None))

    def ask_reason(self, *, asked: bool) -> None:
        """Show or hide the reason, which a correction needs."""
        self.reason.setVisible(asked)
        self.reason_label.setVisible(asked)

    def household(self) -> Neighbour | None:
        """The household that was chosen."""
        value = self.person.value
        return value.value if value is not None else None  # type: ignore[return-value]

    def row(self) -> QuickRow | None:
        """What was typed; None, with a word at the first field that is not whole."""
        house = self.household()
        if house is None:
            self.complain(self.person, self.tr("先选一户：输首字母再按数字，或输路线单上的号。"))
            return None
        if not self.met.code() and not self.mending:
            self.complain(self.met, self.tr("见面还没有填：请按一个数字。"))
            return None
        if self.amount.text().strip() and not self._amount_is_whole():
            return None
        met_other = self.met.code() == "family" and not house.is_head
        return QuickRow(
            household_no=house.household_no,
            met=self.met.code(),
            intent=self.intent.code(),
            amount_fen=self.amount.fen(),
            use=self.use.code(),
            note=self.note.text().strip(),
            person=house.name if met_other else "",
        )

    def begin_mending(self, house: Neighbour, row: QuickRow) -> None:
        """Load a record to be mended; whose it is stays."""
        self.clear()
        self.mending = True
        self.person.setEnabled(False)
        self.person.show_household(house)
        self._show_answers(row)
        self.met.setFocus()

    def same_as_above(self) -> None:
        """Everything but the household as in the row above."""
        if self.above is None:
            self.said.emit(self.tr("上面还没有记录，不能同上行。"))
            return
        self._show_answers(self.above)
        self.committed.emit()
        (self.person if self.household() is None else self.note).setFocus()

    def _show_answers(self, row: QuickRow) -> None:
        self.met.set_code(row.met)
        self.intent.set_code(row.intent)
        self.amount.set_fen(row.amount_fen)
        self.use.set_code(row.use)
        self.note.setText(row.note)
        self._fit()

    def values(self) -> dict[str, str]:
        """The fields as they stand, for a draft."""
        house = self.household()
        return {
            "household_no": house.household_no if house else "",
            "head": house.head_name if house else "",
            "person": "" if house else self.person.text(),
            "met": self.met.code(),
            "intent": self.intent.code(),
            "amount": self.amount.text(),
            "use": self.use.code(),
            "note": self.note.text(),
            "reason": self.reason.text(),
        }

    def put_back(self, values: Mapping[str, str], house: Neighbour | None) -> None:
        """Show the fields as a draft kept them, and go on at the first that is empty."""
        self.clear()
        self.person.show_household(house)
        if house is None:
            self.person.setText(values.get("person", ""))
        self.show_values(values)
        self.go_on()

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show the answers as a draft kept them."""
        self.met.set_code(values.get("met", ""))
        self.intent.set_code(values.get("intent", ""))
        self.amount.setText(values.get("amount", ""))
        self.use.set_code(values.get("use", ""))
        self.note.setText(values.get("note", ""))
        self.reason.setText(values.get("reason", ""))
        self._fit()

    def go_on(self) -> None:
        """To the first field that waits for an answer."""
        waiting = [self.person, self.met, self.intent, self.amount, self.use]
        empty = (cell for cell in waiting if cell.isEnabled() and not cell.text())
        next(empty, self.note).setFocus()

    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(cell.text() for cell in (*self.cells, self.reason))

    def clear(self) -> None:
        """Empty the row, for a household of its own."""
        self.mending = False
        self.person.setEnabled(True)
        self.ask_reason(asked=False)
        self.person.show_household(None)
        for code in (self.met, self.intent, self.use):
            code.set_code("")
        for text in (self.amount, self.note, self.reason):
            text.clear()
        self.complain(None)
        self._fit()

    def complain(self, cell: QLineEdit | None, text: str = "") -> None:
        """Mark a field, go there and say what is wrong; None: nothing is."""
        for one in (*self.cells, self.reason):
            set_tone(one, "error" if one is cell else "")
        if cell is not None:
            cell.setFocus()
        self.said.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads on, and ends the row in its last field."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
            return
        now = self.focusWidget()
        if self.at_the_end():
            self.finished.emit()
        elif (now is self.person and self.household() is None) or (
            now is self.met and not self.met.code() and not self.mending
        ):
            self.row()
        elif now is not self.amount or self._amount_is_whole():
            self._advance(now)

    def at_the_end(self) -> bool:
        """Whether the officer is in the last field."""
        last = self.note if self.reason.isHidden() else self.reason
        return self.focusWidget() is last

    def _advance(self, now: QWidget | None) -> None:
        """To the next field that can be answered."""
        order = [*self.cells, self.reason]
        place = order.index(now) + 1 if now in order else 0
        following = (one for one in order[place:] if one.isEnabled() and not one.isHidden())
        next(following, self.note).setFocus()

    def _chosen(self, candidate: Candidate) -> None:
        self.complain(None)
        self.picked.emit(candidate.value)
        self.committed.emit()
        self._advance(self.person) if self.met.text() == "" else self.go_on()

    def _met(self, code: str) -> None:
        self.complain(None)
        self._fit()
        self._on_to((self.intent if code in TALKED else self.note) if code else self.met)

    def _intent(self, code: str) -> None:
        self.complain(None)
        self._fit()
        self._on_to((self.amount if code == WANTS else self.note) if code else self.intent)

    def _on_to(self, cell: QWidget) -> None:
        self.committed.emit()
        cell.setFocus()

    def _fit(self) -> None:
        """Only what follows from the answers so far can be answered; the rest is emptied."""
        talked = self.met.code() in TALKED or (self.mending and not self.met.code())
        wants = talked and self.intent.code() == WANTS
        if not talked:
            self.intent.set_code("")
        if not wants:
            self.amount.clear()
            self.use.set_code("")
        self.intent.setEnabled(talked)
        self.amount.setEnabled(wants)
        self.use.setEnabled(wants)

    def _amount_is_whole(self) -> bool:
        """Whether the amount is one, or there is none; else it is told."""
        text, fen = self.amount.text().strip(), self.amount.fen()
        if not text or fen:
            return True
        self.complain(
            self.amount, self.tr("“{text}”不是金额，请写万元数，如 5 或 3.5。").format(text=text)
        )
        return False

    def _wrong_key(self, key: str) -> None:
        cell = self.sender()
        if isinstance(cell, CodeCell):
            said = self.tr("“{key}”不在这一格里：{legend}")
            self.complain(cell, said.format(key=key, legend=cell.legend()))

    def _left(self) -> None:
        if not self.empty():
            self.committed.emit()

    def _expand(self, text: str) -> None:
        """Put phrases and the note above in the place of their short forms."""
        if _SAME.fullmatch(text.strip()):
            if self.above is not None:
                self.note.setText(self.above.note)
            return
        written = _PHRASE.sub(self._phrase, text)
        if written != text:
            self.note.setText(written)

    def _phrase(self, found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        phrase = self.phrases[place] if place < len(self.phrases) else ""
        return phrase or found[0]
