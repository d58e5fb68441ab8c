"""The records that stand below the row: those of this session, then the day's others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal

if TYPE_CHECKING:
    from datetime import date

    from desktop.pages.visits.quick.rows import Rows
    from desktop.services.desk import Desk
    from desktop.services.records.people import VisitLine
    from desktop.ui.jobs import Jobs

_MINUTE_MS = 60_000


class Book(QObject):
    """Knows which rows were written since the panel was opened, and what the day has.

    A row that was taken back is still known: brought back, it stands where it stood.
    """

    counted = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, rows: Rows) -> None:
        super().__init__(rows)
        self._desk = desk
        self._jobs = jobs
        self._rows = rows
        self._took = QElapsedTimer()
        self._written: list[str] = []
        self.session: list[VisitLine] = []
        self.of_day: list[VisitLine] = []

    def logged(self) -> frozenset[str]:
        """Households with a record on the day of the header."""
        return frozenset(one.household_no for one in self.of_day)

    def begin(self) -> None:
        """The first key of the evening."""
        if not self._took.isValid():
            self._took.start()

    def read(self, day: date) -> None:
        """Read the rows again: another day, or something was taken back or brought back."""
        known = tuple(self._written)
        entry = self._desk.entry

        def came(found: tuple[list[VisitLine], list[VisitLine]]) -> None:
            if known == tuple(self._written):
                self._read(found)
            else:  # a row was written while they were read
                self.read(day)

        self._jobs.run(lambda: (entry.lines(known), entry.of_day(day)), came)

    def add(self, line: VisitLine) -> None:
        """A row was written."""
        self._written.insert(0, line.id)
        self.session.insert(0, line)
        self.of_day.insert(0, line)
        self._show()

    def put(self, line: VisitLine, before: VisitLine, day: date) -> None:
        """A row took the place of another one, or corrects it and stands above."""
        places = [at for at, one in enumerate(self._written) if one == before.id]
        self._written.insert(places[0] if places and not line.corrects_visit_no else 0, line.id)
        self.read(day)

    def minutes(self) -> int:
        """How long this has taken since the first key."""
        return self._took.elapsed() // _MINUTE_MS if self._took.isValid() else 0

    def _read(self, found: tuple[list[VisitLine], list[VisitLine]]) -> None:
        self.session, self.of_day = found
        self._show()

    def _show(self) -> None:
        mine = {one.id for one in self.session}
        self._rows.show_lines([*self.session, *(one for one in self.of_day if one.id not in mine)])
        self.counted.emit()
