"""Undo and redo of visits that were saved in this session, in the form or in quick entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.visits.activities import Activities
    from desktop.pages.visits.following import Following
    from desktop.services.desk import Desk
    from desktop.services.records.entry import Step
    from desktop.services.records.people import Logged, VisitEntry
    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page


def tell_done(view: Following | Activities, text: str, *, back: bool = True) -> None:
    """Say what a view did; the keys back and forth are its own, and stand while it is seen."""
    view.banner.clear()
    if not view.isVisible():
        view.said.emit(text)
    elif back:
        view.done.emit(text, view.tr("撤销 Ctrl+Z"), view.undo)
    else:
        view.done.emit(text, view.tr("重做 Ctrl+Y"), view.redo)


class Steps(QObject):
    """The steps of the session; what became final is refused with its reason."""

    moved = Signal()
    """Something was taken back or brought back; the page shows its records anew."""

    def __init__(self, page: Page, desk: Desk, jobs: Jobs) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._jobs = jobs

    def logged(self, _record: Logged, done: tuple[str, VisitEntry]) -> None:
        """Tell what the form has written."""
        head, entry = done
        self._page.banner.clear()
        said = self.tr("已记下：{who} {day} {method}").format(
            who=head,
            day=f"{entry.visited_on:%m-%d}",
            method=word("publicity_method", entry.publicity_method),
        )
        self._page.toast.emit(said)
        self.moved.emit()

    def undo(self) -> None:
        """Take back what was saved last in this session."""
        self._jobs.run(self._desk.entry.undo, self._undone)

    def redo(self) -> None:
        """Bring back what was taken back last."""
        self._jobs.run(self._desk.entry.redo, self._redone)

    def refused(self, error: BaseException) -> bool:
        """The page tells why it could not be done."""
        return self._page.refused(error)

    def _undone(self, step: Step) -> None:
        self._turned(self.tr("已撤销：{what}。"), step, self.tr("重做"), self.redo)

    def _redone(self, step: Step) -> None:
        self._turned(self.tr("已恢复：{what}。"), step, self.tr("撤销"), self.undo)

    def _turned(self, said: str, step: Step, verb: str, call: Callable[[], None]) -> None:
        method = word("publicity_method", step.method)
        what = self.tr("{who} {day} {method}").format(
            who=step.head_name, day=f"{step.visited_on:%m-%d}", method=method
        )
        self._page.undoable.emit(said.format(what=what), verb, call)
        self.moved.emit()
