"""The third step at work: check, adopt, check again, and take in what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.importing import words as said
from desktop.pages.importing.adopting import Everything
from desktop.pages.importing.checking import Checking
from desktop.pages.importing.figures import Figures
from desktop.pages.importing.work import cell, same_kind, stoppable
from desktop.texts import sentence
from desktop.ui.jobs import Latest
from desktop.ui.messages import Coded, explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.errors import UserError
    from desktop.pages.importing.work import Work
    from desktop.services.desk import Desk
    from desktop.services.records.imports import ImportReport, ProblemLine
    from desktop.ui.jobs import Jobs

_OF_DAY = frozenset({"as_of_future", "roster_older"})


class Reviewing(QWidget):
    """Figures, problems and choices of one file; only `take` writes anything."""

    checked = Signal(object)
    """A report came, of a dry run."""

    taken = Signal(object)
    """A report came, of an import."""

    failed = Signal(object)
    """An error that is about no field here."""

    foretold = Signal(object)
    """Why nothing would go in; whoever is at work on the problems goes on with them."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self.work: Work | None = None
        self.allowed = True
        self._latest = Latest()
        self._checking = False
        self._again = False
        self.figures = Figures()
        self.problems = Checking(desk.today)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(6)
        around.addWidget(self.figures)
        around.addWidget(self.problems, 1)
        self.problems.adopt_wanted.connect(self.adopt)
        self.problems.every_wanted.connect(self.adopt_every)
        self.problems.day.editingFinished.connect(self._dated)
        self.problems.take.clicked.connect(self.take)

    def start(self, work: Work | None) -> None:
        """Turn to another file, or to none; an answer about the last one comes too late."""
        self.work = work
        self._latest.drop()
        self.figures.clear()
        self.problems.start()

    def allow(self, *, on: bool) -> None:
        """Whether this ledger may take in what was checked."""
        self.allowed = on
        self._able()

    def clear(self) -> None:
        """Take everything off."""
        self.figures.clear()
        self.problems.clear()

    def check(self) -> None:
        """Read the whole file without importing anything."""
        work = self.work
        if work is not None:
            self.jobs.run_long(
                stoppable(lambda progress: work.call(self.desk.imports, progress)()),
                self._latest.only(self._checked),
                self.tr("正在检查 {name}").format(name=work.path.name),
            )

    def take(self) -> None:
        """Take in the rows that are right."""
        if self.problems.take.isEnabled():
            self._take()

    def _take(self) -> None:
        work = self.work
        if work is None:
            return
        self.problems.take.setEnabled(False)
        self.jobs.run_long(
            stoppable(lambda progress: work.call(self.desk.imports, progress, dry_run=False)()),
            self._latest.only(self._taken),
            self.tr("正在导入 {name}").format(name=work.path.name),
            self._able,
        )

    def take_whole(self) -> None:
        """Take the list though it drops most households."""
        if self.work is not None:
            self.work.whole = True
            self._take()

    def adopt(self, line: ProblemLine) -> None:
        """Take the suggestion of a row, or give it back."""
        if self.work is None or not line.adoptable:
            return
        if self.work.adopted.pop(cell(line), None) is None:
            self.work.adopted[cell(line)] = line
            self.problems.next_line()
        self._recheck()

    def adopt_every(self, line: ProblemLine) -> None:
        """Show all rows with the same problem, and take their suggestions together."""
        if self.work is None:
            return
        adopted = self.work.adopted
        alike = [p for p in same_kind(self.problems.lines(), line) if cell(p) not in adopted]
        Everything(self.window(), alike, self.adopt_all).open()

    def adopt_all(self, lines: Sequence[ProblemLine]) -> None:
        """Take the suggestions of several rows."""
        if self.work is not None:
            self.work.adopted |= {cell(line): line for line in lines}
            self._recheck()

    def refused(self, error: BaseException) -> bool:
        """What is about the day stands under the day; the page says the rest."""
        text = explain(error)
        if text is None:
            return False
        of_day = isinstance(error, Coded) and error.code in _OF_DAY
        if of_day and self.isVisible():
            self.problems.say_day(text)
            self.problems.day.setFocus()
        else:
            self.failed.emit(error)
        return True

    def _dated(self) -> None:
        """The officer named another day for the list."""
        work, day = self.work, self.problems.day.day()
        if work is None or work.report is None or day in {None, work.as_of or work.report.as_of}:
            return
        work.as_of = day
        self._recheck()

    def _recheck(self) -> None:
        """Check again with what was chosen; while that runs, one more is enough."""
        work = self.work
        if work is None:
            return
        self.problems.marked(dict(work.adopted))
        if self._checking:
            self._again = True
            return
        self._checking = True
        self._able()
        self.jobs.run(
            work.call(self.desk.imports), self._latest.only(self._checked), self._rechecked
        )

    def _rechecked(self) -> None:
        self._checking = False
        again, self._again = self._again, False
        if again:
            self._recheck()
        self._able()

    def _able(self) -> None:
        """The button is for what was checked last."""
        work = self.work
        report = work.report if work else None
        self.problems.take.setEnabled(self._may(report) and not self._checking)

    def _may(self, report: ImportReport | None) -> bool:
        """Whether what was checked may go in as it is."""
        if report is None or report.refusal is not None or report.already_imported:
            return False
        return self.allowed and report.imported_rows > 0

    def _checked(self, report: ImportReport) -> None:
        work = self.work
        if work is None:
            return
        work.report = report
        self.figures.show_report(report, work.names())
        problems = self.problems
        problems.show_lines(work.lines(), dict(work.adopted), ready=self._may(report))
        problems.date(report.as_of, shown=report.kind == "roster")
        problems.errors.setEnabled(report.held_rows > 0)
        text = self.tr("导入 {n} {what}")
        problems.take.setText(
            text.format(n=f"{report.imported_rows:,}", what=said.unit(report.kind))
        )
        self._able()
        self.checked.emit(report)
        if report.refusal is not None:
            self._foretell(report.refusal)

    def _foretell(self, refusal: UserError) -> None:
        if refusal.code in _OF_DAY:
            self.problems.say_day(sentence(refusal.code, refusal.params))
        else:
            self.foretold.emit(refusal)

    def _taken(self, report: ImportReport) -> None:
        self.taken.emit(report)
