"""What both sides of a quarter's course share: reading it, and saying the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import courses
from db.records.course import BankStep
from desktop.errors import UserError
from desktop.services.subsidies import course

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from desktop.rules.course import Standing
    from desktop.services.records.course import Course, CourseLine
    from desktop.services.session import Session


class Side:
    """An office in the course of a quarter; a step that is another's raises ``not_owner``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def declared(self, batch_no: str = "") -> list[Course]:
        """All declarations with stages, days in each and the standing of their lines."""
        return course.declared(self._session.store, batch_no, self._session.today())

    def course(self, declaration: str) -> Course:
        """One declaration. Raises `declaration_unknown`."""
        return course.of(self._session.store, declaration, self._session.today())

    def _standing(self, declaration: str) -> Course:
        found = self.course(declaration)
        if found.withdrawn:
            raise UserError("declaration_withdrawn", batch_no=found.declaration.batch_no)
        return found

    def _handed(self, found: Course) -> bool:
        return any(one.step == course.HANDED for one in self._bank(found))

    def _bank(self, found: Course) -> list[BankStep]:
        return courses.steps(self._session.store, BankStep, found.declaration.id)

    def _lines(
        self, found: Course, numbers: Collection[int], open_to: Collection[Standing], code: str
    ) -> list[CourseLine]:
        """The lines of these numbers, all of them where the step may be taken.

        Raises:
            UserError: the code, with the first line where it may not.
        """
        there = {one.line.line_no: one for one in found.lines}
        for number in sorted(numbers):
            if number not in there or there[number].standing not in open_to:
                raise UserError(code, line_no=number, batch_no=found.declaration.batch_no)
        return [there[number] for number in sorted(numbers)]

    def _in_time(self, found: Course, day: date) -> None:
        """A step lies not before the last one and not in the future.

        Raises:
            UserError: `step_before_last`.
        """
        self._between(max(found.reached.values()), day)

    def _between(self, last: date, day: date) -> None:
        """A day lies not before another one and not in the future.

        Raises:
            UserError: `step_before_last`.
        """
        if not last <= day <= self._session.today():
            raise UserError("step_before_last", day=day.isoformat(), last=last.isoformat())

    def _say(self, said: Sequence[courses.Said], township: str) -> None:
        courses.say(self._session.store, self._session.officer, [(township, one) for one in said])
