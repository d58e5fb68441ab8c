"""What is still unknown, as one-digit answers; answers stay in sight to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.pages.eligibility.answers import Answer, Editor
from desktop.services.facts import FACT_KINDS
from desktop.texts.checks import fact_name, next_step
from desktop.ui.parts import Card, column, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

WIDE, WIDEST = 286, 380
_BESIDE = 40
PURPOSE, LARGE = "purpose_text", "large_need_recorded"
FIRST = (
    "id_number",
    "purpose_text",
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
)
ORDER = (*FIRST, *(fact for fact in FACT_KINDS if fact not in FIRST))


class Questions(Card):
    """One question per fact that can still change the outcome.

    `answered` says that an answer came or went, `worded` that the purpose was put into a word,
    `finished` that the last open question was answered by a digit.
    """

    answered = Signal()
    worded = Signal(str)
    finished = Signal()

    def __init__(self, today: Callable[[], date], before: QWidget) -> None:
        """`before` is what has the focus before the questions."""
        super().__init__(QCoreApplication.translate("Questions", "还要问清的"), margin=12, gap=6)
        self._today, self._before = today, before
        self._answers: dict[str, str] = {}
        self._asked: list[str] = []
        self._boxes: dict[str, QWidget] = {}
        self._notes: dict[str, QLabel] = {}
        self.fields: dict[str, Answer] = {}
        self.nothing = words(self.tr("没有要补问的了。"), "label", wrap=True)
        self.nothing.hide()
        self._inner = QWidget()
        self._list = column(gap=10)
        self._list.addStretch(1)
        self._inner.setLayout(self._list)
        self.area = scrolled(self._inner)
        self.area.setAccessibleName(self.heading.text())
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.area, 1)
        self.body.addStretch()
        self._wear()

    @property
    def editors(self) -> dict[str, Editor]:
        """What takes the digits, by fact."""
        return {fact: field.editor for fact, field in self.fields.items()}

    def answers(self) -> dict[str, str]:
        """The facts answered so far, as the service takes them."""
        return dict(self._answers)

    def clear(self) -> None:
        """Forget all answers, for another household."""
        self._answers, self._asked = {}, []
        for fact, field in self.fields.items():
            field.clear()
            self._boxes[fact].hide()
        self.nothing.hide()

    def ask(self, missing: tuple[str, ...], *, large: bool = False) -> None:
        """Ask what is missing; what was answered here stays.

        `large` asks for large spending too, on which the subsidy depends and the outcome does not.
        """
        also = {LARGE} if large else set()
        wanted = [fact for fact in ORDER if fact in {*missing, *also} or self._said(fact)]
        for fact in wanted:
            self._box(fact)
        if PURPOSE in missing:  # its word was taken back where it stands
            self.fields[PURPOSE].clear()
        # with nothing to ask the questions stay as they are, out of sight: the next key may ask
        for fact, box in self._boxes.items() if wanted else ():
            if box.isHidden() == (fact in wanted):
                box.setVisible(fact in wanted)
        self.nothing.setVisible(not wanted)
        self.area.setVisible(bool(wanted))
        self._asked = wanted
        left = sum(fact not in self._answers for fact in wanted if fact in missing)
        text = self.tr("还要问清的 {n} 项").format(n=left) if left else self.tr("都问清了")
        if self.heading.text() != text:
            self.heading.setText(text)

    def focus_next(self, *, after: bool = False) -> bool:
        """Put the cursor on the first question without an answer, or on the next such one.

        False if there is none.
        """
        facts = [fact for fact in ORDER if fact in self._boxes]
        here = next((n for n, one in enumerate(facts) if self._focused(one)), -1) if after else -1
        for fact in facts[here + 1 :]:
            box = self._boxes[fact]
            if fact in self._asked and fact not in self._answers:
                self.fields[fact].editor.setFocus()
                self.area.ensureWidgetVisible(box)
                return True
        return False

    def holds_focus(self) -> bool:
        """Whether the cursor is on a question."""
        return any(self._focused(fact) for fact in self.fields)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._wear()

    def _wear(self) -> None:
        wide = min(Theme.current().px(WIDE), WIDEST)
        self.setFixedWidth(wide)
        self._inner.setFixedWidth(wide - _BESIDE)  # also where nothing has to be scrolled
        self.heading.ensurePolished()
        self.heading.setFixedSize(wide - _BESIDE, self.heading.fontMetrics().height())
        for fact in self._boxes:
            self._fit(fact)

    def _fit(self, fact: str) -> None:
        """Give a question its size once, so that nothing is laid out while somebody types."""
        box = self._boxes[fact]
        for part in box.findChildren(QWidget):
            part.ensurePolished()
        layout = box.layout()
        if layout is not None:
            layout.invalidate()
            wide = self._inner.width()
            box.setFixedSize(wide, layout.totalHeightForWidth(wide))

    def _focused(self, fact: str) -> bool:
        now = self.focusWidget() if self.isActiveWindow() else self.window().focusWidget()
        return now is not None and self._boxes[fact].isAncestorOf(now)

    def _said(self, fact: str) -> bool:
        field = self.fields.get(fact)
        return field is not None and (fact in self._answers or field.waits())

    def _box(self, fact: str) -> QWidget:
        if fact not in self._boxes:
            self._boxes[fact] = self._make(fact)
            before = sum(ORDER.index(other) < ORDER.index(fact) for other in self._boxes)
            self._list.insertWidget(before, self._boxes[fact])
            self._fit(fact)
            self._chain()
        return self._boxes[fact]

    def _make(self, fact: str) -> QWidget:
        field = Answer(fact, self._today)
        field.said.connect(lambda text: self._take(fact, text))
        self.fields[fact] = field
        label = fact_name(fact)
        if FACT_KINDS.get(fact) == "money":
            label = self.tr("{fact}（万元）").format(fact=label)
        name = words(label, "strong", wrap=True)
        name.setBuddy(field.editor)
        only = self.tr("只影响贴息测算，不影响核对结果。") if fact == LARGE else ""
        self._notes[fact] = words(only + next_step(fact), "quiet", wrap=True)
        box = QWidget()
        box.setLayout(column(name, field, self._notes[fact], gap=2))
        return box

    def _chain(self) -> None:
        """Tab walks the questions from top to bottom, wherever they were added."""
        before = self._before
        for fact in ORDER:
            if fact not in self._boxes:
                continue
            field = self.fields[fact]
            for part in (field.editor, field.number):
                if part is not None:
                    QWidget.setTabOrder(before, part)
                    before = part

    def _take(self, fact: str, text: str) -> None:
        if fact == PURPOSE:
            self.worded.emit(text)
        else:
            self._keep(fact, text)
        if text and FACT_KINDS.get(fact) not in {"money", "day"} and not self.focus_next():
            self.finished.emit()

    def _keep(self, fact: str, text: str) -> None:
        if text:
            self._answers[fact] = text
        else:
            self._answers.pop(fact, None)
        if fact in self._notes:
            self._notes[fact].setVisible(not text)
            self._fit(fact)
        self.answered.emit()
