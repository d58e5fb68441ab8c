"""What is still unknown, as one-digit answers; answers stay in sight to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desktop.services.facts import FACT_KINDS
from desktop.texts import choices
from desktop.texts.rules import FACTS, NEXT
from desktop.ui.fields import AmountCell, Choice, DayCell
from desktop.ui.parts import Card, column, scrolled, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_FEN = 100
_FIRST = (
    "id_number",
    "civil_capacity",
    "need_real",
    "skill_repay",
    "credit_conclusion",
    "bank_rating_done",
    "industry_class",
    "guarantee_type",
    "live_bfxe_balance",
    "live_tpxe_balance",
    "area_suspended",
    "large_need_recorded",
)


class Questions(Card):
    """One question per fact; `answered` says that an answer came or went."""

    answered = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(QCoreApplication.translate("Questions", "还要问清的"), margin=16, gap=8)
        self._today = today
        self._answers: dict[str, str] = {}
        self.editors: dict[str, Choice | AmountCell | DayCell] = {}
        self._boxes: dict[str, QWidget] = {}
        self.nothing = words(self.tr("没有要补问的了。"), "label", wrap=True)
        self._order = [*_FIRST, *(fact for fact in FACT_KINDS if fact not in _FIRST)]
        self._inner = QWidget()
        self._list = column(self.nothing, gap=10)
        self._list.addStretch(1)
        self._inner.setLayout(self._list)
        self.area = scrolled(self._inner)
        self.body.addWidget(self.area, 1)

    def answers(self) -> dict[str, str]:
        """The facts answered so far, as the service takes them."""
        return dict(self._answers)

    def clear(self) -> None:
        """Forget all answers, for another household."""
        self._answers = {}
        for fact, editor in self.editors.items():
            if isinstance(editor, Choice):
                editor.set_code("")
            else:
                editor.clear()
            self._boxes[fact].hide()
        self.nothing.hide()

    def ask(self, missing: tuple[str, ...]) -> None:
        """Ask what is missing; what was answered stays."""
        wanted = [fact for fact in self._order if fact in missing or fact in self._answers]
        for fact in wanted:
            self._box(fact).show()
        for fact, box in self._boxes.items():
            if fact not in wanted:
                box.hide()
        self.nothing.setVisible(not wanted)

    def focus_first(self) -> None:
        """Put the cursor on the first question without an answer."""
        for fact in self._order:
            box = self._boxes.get(fact)
            if box is not None and not box.isHidden() and fact not in self._answers:
                self.editors[fact].setFocus()
                self.area.ensureWidgetVisible(box)
                return

    def _box(self, fact: str) -> QWidget:
        if fact not in self._boxes:
            label = FACTS.get(fact, fact)
            if FACT_KINDS.get(fact) == "money":
                label = self.tr("{fact}（万元）").format(fact=label)
            editor = self._editor(fact, label)
            self.editors[fact] = editor
            name = words(label, "strong", wrap=True)
            name.setBuddy(editor)
            box = QWidget()
            parts: list[QWidget] = [name, editor]
            if fact in NEXT:
                parts.append(words(NEXT[fact], "quiet", wrap=True))
            box.setLayout(column(*parts, gap=2))
            places = [self._order.index(other) for other in self._boxes]
            before = sum(place < self._order.index(fact) for place in places)
            self._boxes[fact] = box
            self._list.insertWidget(1 + before, box)
        return self._boxes[fact]

    def _editor(self, fact: str, label: str) -> Choice | AmountCell | DayCell:
        kind = FACT_KINDS.get(fact, "bool")
        if kind == "money":
            amount = AmountCell(label)
            amount.setPlaceholderText(self.tr("万元，例如 1.1"))
            amount.changed.connect(lambda: self._money(fact, amount))
            return amount
        if kind == "day":
            day = DayCell(label, self._today)
            day.changed.connect(lambda: self._keep(fact, day.text() if day.day() else ""))
            return day
        choice = Choice(label, self._choices(fact, kind))
        choice.picked.connect(lambda code: self._picked(fact, code))
        return choice

    def _choices(self, fact: str, kind: str) -> list[tuple[str, str]]:
        if fact == "id_number":
            return [("same", self.tr("与名单一致"))]
        if kind in {"bool", "text"}:
            return choices("yes_no")
        return choices(kind)

    def _picked(self, fact: str, code: str) -> None:
        self._keep(fact, code)
        if code:
            self.focus_first()

    def _money(self, fact: str, amount: AmountCell) -> None:
        fen = amount.fen()
        self._keep(fact, "" if fen is None else f"{fen // _FEN}.{fen % _FEN:02d}")

    def _keep(self, fact: str, value: str) -> None:
        if value:
            self._answers[fact] = value
        else:
            self._answers.pop(fact, None)
        self.answered.emit()
