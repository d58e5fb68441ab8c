"""What another answer to one fact would change; nothing of it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.pages.eligibility.answers import SAME, Answer
from desktop.pages.eligibility.findings import TONES
from desktop.pages.eligibility.questions import FIRST, LARGE, PURPOSE
from desktop.pages.eligibility.verdict import OUTCOME_TONES
from desktop.services.facts import FACT_KINDS
from desktop.texts import word
from desktop.texts.checks import fact_name, finding, rule_name, with_distance
from desktop.ui.fields import Combo
from desktop.ui.messages import explain
from desktop.ui.parts import Badge, clear, column, row, rule, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from desktop.services.records.checks import (
        CheckForm,
        CheckRequest,
        CheckRow,
        RuleChange,
        WhatIf,
    )

_LEDGER = (
    "on_roster",
    "relation_to_head",
    "household_type",
    "monitor_category",
    "risk_cleared",
    "needs_continued_support",
    "id_duplicate_in_roster",
    "maturity_on",
)
FACTS = (*(fact for fact in FIRST if fact != PURPOSE), LARGE, *_LEDGER)


class Trial(Sheet):
    """One fact, another answer, and the conditions that would change: before and after."""

    def __init__(
        self,
        parent: QWidget,
        form: CheckForm,
        request: CheckRequest,
        try_out: Callable[[str, str], WhatIf],
        today: Callable[[], date],
    ) -> None:
        """`try_out(fact, answer)` asks the rules and stores nothing."""
        super().__init__(parent, parent.tr("改一项看看"))
        tr = self.tr
        self._try, self._today = try_out, today
        self.found: WhatIf | None = None
        known = {**form.ledger.get(request.member_no, {}), **request.facts}
        text = tr("只是试算：不改刚才的核对内容，也不存。")
        self.add(words(text, "label", wrap=True))
        self.fact = Combo(tr("改哪一项"), [(fact, self._named(fact, known)) for fact in FACTS])
        self.fact.currentIndexChanged.connect(lambda _place: self._ask())
        name = words(tr("改哪一项"), "label")
        name.setBuddy(self.fact)
        self.add(name)
        self.add(self.fact)
        self.place = column()
        self.add(words(tr("改成"), "label"))
        self.add(self.place)
        self.add(rule(soft=True))
        self.outcome = row()
        self.add(self.outcome)
        self.changes = QGridLayout()
        self.changes.setHorizontalSpacing(12)
        self.changes.setVerticalSpacing(6)
        self.changes.setColumnStretch(0, 2)
        self.changes.setColumnStretch(3, 3)
        self.add(self.changes)
        self.said = words(tr("按数字选一个答案，下面就会写出哪些条件会变。"), "label", wrap=True)
        self.add(self.said)
        self.body.addStretch(1)
        self.close_button.setAutoDefault(False)
        self.answer: Answer
        self._ask()
        self.fact.setFocus()

    def try_out(self, text: str) -> None:
        """Show what an answer would change; an empty one shows nothing."""
        self._blank()
        if not text:
            return
        try:
            self._show(self._try(self.fact.code(), text))
        except Exception as error:  # a refusal is shown where the answer was given
            said = explain(error)
            if said is None:
                raise
            self.said.setText(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes from the fact to its answer."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.answer.editor.setFocus()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        clear(self.place)
        self._blank()
        self.answer = Answer(self.fact.code(), self._today)
        self.answer.said.connect(self.try_out)
        self.place.addWidget(self.answer)
        QWidget.setTabOrder(self.fact, self.answer.editor)
        QWidget.setTabOrder(self.answer.editor, self.close_button)

    def _named(self, fact: str, known: Mapping[str, object]) -> str:
        """A fact with its answer of now."""
        name = fact_name(fact)
        now = known.get(fact)
        if now is None:
            return self.tr("{fact}（还没有问到）").format(fact=name)
        return self.tr("{fact}（现在：{now}）").format(fact=name, now=self._value(fact, str(now)))

    def _value(self, fact: str, now: str) -> str:
        if now == SAME:
            return self.tr("与名单一致")
        kind = FACT_KINDS.get(fact, "text")
        if kind == "bool":
            return word("yes_no", now.lower())
        return now if kind in {"text", "money", "day"} else word(kind, now)

    def _blank(self) -> None:
        self.found = None
        clear(self.outcome)
        clear(self.changes)
        self.said.setText(self.tr("按数字选一个答案，这里写出结果和哪些条件会变。"))

    def _show(self, found: WhatIf) -> None:
        self.found = found
        for part in (
            words(self.tr("结果"), "strong"),
            _outcome(found.before),
            words(self.tr("→")),
            _outcome(found.after),
        ):
            self.outcome.addWidget(part)
        self.outcome.addStretch(1)
        for place, change in enumerate(found.changes):
            self._change(place, change)
        if found.changes:
            text = self.tr("有 {n} 条会变，其余不变。").format(n=len(found.changes))
        else:
            text = self.tr("这样改，每一条都不变。")
        self.said.setText(text)
        for part in self.findChildren(QLabel):
            part.show()  # at once, so that the height is right
        self.fit()

    def _change(self, place: int, change: RuleChange) -> None:
        after = change.after[0] if change.after else None
        said = (
            with_distance(finding(after.code, after.says), after.distances)
            if after and after.code
            else ""
        )
        name = words(rule_name(change.rule, change.title), wrap=True)
        self.changes.addWidget(name, place, 0)
        self.changes.addLayout(
            row(_result(change.before), words(self.tr("→")), _result(change.after)), place, 1
        )
        self.changes.addWidget(words(said, "label", wrap=True), place, 3)


def _outcome(code: str) -> Badge:
    return Badge(word("outcome", code), OUTCOME_TONES.get(code, "info"))


def _result(rows: tuple[CheckRow, ...]) -> QLabel:
    if not rows:
        return words()
    return Badge(word("rule_result", rows[0].result), TONES.get(rows[0].result, ""))
