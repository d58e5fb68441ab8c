"""One answer to one fact: digits, an amount, a day; asked in the panel and tried out elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.facts import FACT_KINDS
from desktop.texts import choices, word
from desktop.texts.checks import fact_name
from desktop.ui.fields import AmountCell, Cell, Choice, DayCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

SAME, OTHER = "same", "other"
USES = tuple(code for code, _ in choices("need_use") if code != "other")
_FEN = 100
_ID_LENGTH = 18
Editor = Choice | AmountCell | DayCell


class Answer(QWidget):
    """`said` carries the answer as the service takes it, empty where it was taken back."""

    said = Signal(str)

    def __init__(self, fact: str, today: Callable[[], date]) -> None:
        super().__init__()
        self.fact = fact
        self.kind = FACT_KINDS.get(fact, "bool")
        self.number: Cell | None = None
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(4)
        self.editor = self._editor(today)
        around.addWidget(self.editor)
        if self.kind == "text" and fact == "id_number":
            self.number = Cell(self.tr("身份证上的号码"))
            self.number.setPlaceholderText(self.tr("身份证上的 18 位号码"))
            self.number.setMaxLength(_ID_LENGTH)
            self.number.textChanged.connect(self._typed)
            self.number.hide()
            around.addWidget(self.number)
        self.setFocusProxy(self.editor)

    def clear(self) -> None:
        """Take the answer back without telling anybody."""
        with QSignalBlocker(self):
            if isinstance(self.editor, Choice):
                self.editor.set_code("")
            else:
                self.editor.clear()
            if self.number is not None:
                self.number.clear()
                self.number.hide()

    def waits(self) -> bool:
        """Whether a number still has to be typed after the digit."""
        return self.number is not None and not self.number.isHidden()

    def _editor(self, today: Callable[[], date]) -> Editor:
        label = fact_name(self.fact)
        if self.kind == "money":
            amount = AmountCell(self.tr("{fact}（万元）").format(fact=label))
            amount.setPlaceholderText(self.tr("万元，如 1.1"))
            amount.changed.connect(lambda: self.said.emit(_plain(amount.fen())))
            return amount
        if self.kind == "day":
            day = DayCell(label, today)
            day.changed.connect(lambda: self.said.emit(day.text() if day.day() else ""))
            return day
        choice = Choice(label, self._choices())
        choice.picked.connect(self._picked)
        return choice

    def _choices(self) -> list[tuple[str, str]]:
        if self.fact == "id_number":
            return [(SAME, self.tr("与名单一致")), (OTHER, self.tr("不一致"))]
        if self.fact == "purpose_text":
            return [(word("need_use", code), word("need_use", code)) for code in USES]
        if self.kind in {"bool", "text"}:
            return choices("yes_no")
        return choices(self.kind)

    def _picked(self, code: str) -> None:
        if self.number is not None:
            self.number.setVisible(code == OTHER)
            if code == OTHER:
                self.number.setFocus()
                self._typed(self.number.text())
                return
        self.said.emit(code)

    def _typed(self, text: str) -> None:
        whole = len(text) == _ID_LENGTH
        self.said.emit(text.upper() if whole else "")


def _plain(fen: int | None) -> str:
    """An amount as the service takes it."""
    return "" if fen is None else f"{fen // _FEN}.{fen % _FEN:02d}"
