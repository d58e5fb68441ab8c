"""Undo and redo of what was written: a toast names what was done and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.ui.jobs import Latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act: its verb, on what, and how a turn is taken back, which gives the turn back."""

    verb: str
    what: str
    back: Callable[[object], object]
    turn: object


class Undoing(QObject):
    """The acts of one page, the last ones first."""

    moved = Signal()
    """Something was taken back or done again; the page shows its records anew."""

    def __init__(self, page: Page, jobs: Jobs) -> None:
        super().__init__(page)
        self._page = page
        self._jobs = jobs
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._turning: Step | None = None
        self._busy = False
        self._latest = Latest()
        for key, call in (
            (QKeySequence("Ctrl+Z"), self.undo),
            (QKeySequence("Ctrl+Y"), self.redo),
        ):
            QShortcut(key, page, call)

    def did(self, verb: str, what: str, back: Callable[[object], object], turn: object) -> None:
        """Remember an act and say it."""
        step = Step(verb=verb, what=what, back=back, turn=turn)
        self._done = [*self._done, step][-MOST:]
        self._undone = []
        self._say(self.tr("已{verb}：{what}"), step, self.tr("撤销 Ctrl+Z"), self.undo)

    def undo(self) -> None:
        """Take the last act back."""
        if self._done:
            self._turn(self._done[-1], self._taken_back)
        else:
            self._page.toast.emit(self.tr("没有可以撤销的。"))

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._undone:
            self._turn(self._undone[-1], self._done_again)
        else:
            self._page.toast.emit(self.tr("没有可以重做的。"))

    def forget(self) -> None:
        """Let go of all acts: numbers of people stand in them. Late answers count no more."""
        self._done, self._undone, self._turning = [], [], None
        self._latest.drop()

    def refused(self, error: BaseException) -> bool:
        """It was changed meanwhile: the act can no longer be turned and is forgotten."""
        self._take(self._turning)
        return self._page.refused(error)

    def _turn(self, step: Step, then: Callable[[tuple[Step, object]], None]) -> None:
        if self._busy:
            return
        self._busy, self._turning = True, step
        self._jobs.run(lambda: (step, step.back(step.turn)), self._latest.only(then), self._ready)

    def _say(self, text: str, step: Step, way: str, call: Callable[[], None]) -> None:
        self._page.undoable.emit(text.format(verb=step.verb, what=step.what), way, call)

    def _ready(self) -> None:
        self._busy = False

    def _take(self, step: Step | None) -> None:
        """Take a step off its list; a newer one may have come while it was turned."""
        self._done = [one for one in self._done if one is not step]
        self._undone = [one for one in self._undone if one is not step]

    def _taken_back(self, answer: tuple[Step, object]) -> None:
        before, turn = answer
        step = replace(before, turn=turn)
        self._take(before)
        self._undone.append(step)
        self._say(self.tr("已撤销：{verb} {what}"), step, self.tr("重做 Ctrl+Y"), self.redo)
        self.moved.emit()

    def _done_again(self, answer: tuple[Step, object]) -> None:
        before, turn = answer
        step = replace(before, turn=turn)
        self._take(before)
        self._done.append(step)
        self._say(self.tr("已重做：{verb} {what}"), step, self.tr("撤销 Ctrl+Z"), self.undo)
        self.moved.emit()
