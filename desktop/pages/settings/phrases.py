"""The nine phrases for notes: `;1` to `;9` in quick entry, changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.ui.fields import NoteLine
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import Card, column, scrolled, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

COUNT = 9


class Phrases(QWidget):
    """Nine lines; each is saved when it is left."""

    saved = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._kept: list[str] = [""] * COUNT
        tr = self.tr
        card = Card(tr("走访备注的常用语"))
        said = tr("在快速补录的备注里输 ;1 到 ;9，或按 F7 选。改完离开这一格就已保存。")
        card.add(words(said, "quiet", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.lines: list[QLineEdit] = []
        for place in range(COUNT):
            line = NoteLine(tr("第 {n} 条常用语").format(n=place + 1))
            line.editingFinished.connect(self._left)
            key = words(f";{place + 1}", "key")
            key.setBuddy(line)
            grid.addWidget(key, place, 0)
            grid.addWidget(line, place, 1)
            self.lines.append(line)
        self.hint = Hint()
        card.body.addLayout(grid)
        card.add(self.hint)
        inner = QWidget()
        inner.setLayout(column(card, 1))
        self.setLayout(column(scrolled(inner)))

    def refresh(self) -> None:
        """Show the phrases as they are kept."""
        self._jobs.run(self._desk.entry.phrases, self._show)

    def refused(self, error: BaseException) -> bool:
        """A phrase that is too long stays in its line, and what is wrong is told."""
        text = explain(error)
        self.hint.say(text or "")
        return text is not None

    def _show(self, phrases: Sequence[str]) -> None:
        self._kept = list(phrases)
        for line, phrase in zip(self.lines, phrases, strict=True):
            line.setText(phrase)

    def _left(self) -> None:
        typed = [line.text().strip() for line in self.lines]
        if typed != self._kept:
            self._jobs.run(lambda: self._keep(typed), self._done)

    def _keep(self, typed: list[str]) -> list[str]:
        self._desk.entry.set_phrases(typed)
        return typed

    def _done(self, typed: list[str]) -> None:
        self._kept = typed
        self.hint.say("")
        self.saved.emit(self.tr("已保存：常用语"))
