"""The county offices' steps of a quarter: review, publish, hear objections, submit, close.

The agriculture office reviews with the township and publishes as local practice has it, finance
pays (Shanxi notice, part 1 item 7).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import courses
from db.records.course import LineReview, Objection, OfficeStep
from desktop.errors import UserError
from desktop.rules.course import Standing
from desktop.services.subsidies import course
from desktop.services.subsidies.sides import Side

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from desktop.services.records.course import Course, CourseLine

ACCEPTED, RETURNED = "accepted", "returned"
_BEFORE_MONEY = frozenset({Standing.ACCEPTED, Standing.SUSPENDED, Standing.RETURNED})
_OPEN_TO_REVIEW = _BEFORE_MONEY | {Standing.DECLARED}
_LONGEST = 366
"""Days that a list may hang; more is a slip of the key."""


class Handling(Side):
    """Takes a declaration from the bank's list to the submission to finance."""

    def review(
        self,
        declaration: str,
        numbers: Collection[int],
        result: str,
        *,
        reason_code: str = "",
        note: str = "",
    ) -> Course:
        """Accept or return lines; a returned line needs a reason and may come in a later revision.

        Raises:
            UserError: `declaration_unknown`, `declaration_withdrawn`, `not_declared`,
                `reason_missing`, `line_not_in_review`, `line_declared_again` for one that another
                declaration has a better claim to.
        """
        found = self._standing(declaration)
        if not self._handed(found):
            raise UserError("not_declared", batch_no=found.declaration.batch_no)
        if result == RETURNED and not reason_code:
            raise UserError("reason_missing")
        lines = self._lines(found, numbers, _OPEN_TO_REVIEW, "line_not_in_review")
        elsewhere = course.held_elsewhere(self._session.store, found)
        for one in lines:
            if result == ACCEPTED and course.key_of(one.line) in elsewhere:
                raise UserError(
                    "line_declared_again",
                    line_no=one.line.line_no,
                    batch_no=found.declaration.batch_no,
                )
        said = [
            LineReview(
                declaration=declaration,
                line_no=one.line.line_no,
                loan_no=one.line.loan_no,
                result=result,
                reason_code=reason_code if result == RETURNED else "",
                note=note,
                reviewed_on=self._session.today(),
                said_at=self._session.clock(),
            )
            for one in lines
        ]
        self._say(said, found.declaration.township_code)
        return self.course(declaration)

    def publish(
        self,
        declaration: str,
        from_on: date,
        days: int,
        *,
        level: str,
        place: str,
        phone: str,
        notice_no: str = "",
    ) -> Course:
        """Say where and how long the list hangs; both days count, so 10 days from 10-10 end 10-19.

        Raises:
            UserError: `declaration_unknown`, `declaration_withdrawn`, `review_open`,
                `nothing_to_publish`, `days_wrong`, `notice_place_missing`, `step_before_last`.
        """
        found = self._standing(declaration)
        waiting = found.counts.get(Standing.DECLARED, 0) + found.counts.get(Standing.FROZEN, 0)
        if waiting:
            raise UserError("review_open", count=waiting)
        if not found.counts.get(Standing.ACCEPTED):
            raise UserError("nothing_to_publish", batch_no=found.declaration.batch_no)
        if not 1 <= days <= _LONGEST:
            raise UserError("days_wrong", days=days, most=_LONGEST)
        if not (level.strip() and place.strip() and phone.strip()):
            raise UserError("notice_place_missing")
        self._in_time(found, from_on)
        self._say(
            [
                OfficeStep(
                    declaration=declaration,
                    step="published",
                    happened_on=from_on,
                    said_at=self._session.clock(),
                    level=level,
                    place=place,
                    phone=phone,
                    notice_no=notice_no,
                    from_on=from_on,
                    to_on=from_on + timedelta(days=days - 1),
                    days=days,
                )
            ],
            found.declaration.township_code,
        )
        return self.course(declaration)

    def object_to(
        self, declaration: str, number: int, raised_on: date, text: str, raised_by: str = ""
    ) -> str:
        """Write an objection against one line; it is suspended, the others go on. Gives its number.

        Raises:
            UserError: `declaration_unknown`, `declaration_withdrawn`, `reason_missing`,
                `line_not_in_review`, `notice_not_said`, `objection_early`.
        """
        found = self._standing(declaration)
        if not text.strip():
            raise UserError("reason_missing")
        first = min((one.from_on for one in _published(found) if one.from_on), default=None)
        if first is None:
            raise UserError("notice_not_said")
        if not first <= raised_on <= self._session.today():
            raise UserError("objection_early", first=first.isoformat())
        (one,) = self._lines(found, {number}, _BEFORE_MONEY, "line_not_in_review")
        township = found.declaration.township_code
        objection_no = courses.next_objection(self._session.store, township)
        said = Objection(
            objection_no=objection_no,
            declaration=declaration,
            line_no=number,
            loan_no=one.line.loan_no,
            raised_on=raised_on,
            raised_by=raised_by,
            text=text.strip(),
            said_at=self._session.clock(),
        )
        self._say([said], township)
        return objection_no

    def decide(
        self, declaration: str, objection_no: str, outcome: str, decided_on: date, note: str
    ) -> Course:
        """Say how an objection ended; upheld keeps the line out, dismissed lets it go on.

        Raises:
            UserError: `declaration_unknown`, `objection_unknown`, `reason_missing`,
                `step_before_last` for a day before it was raised, or after today.
        """
        found = self._standing(declaration)
        raised = {said.objection_no: said for one in found.lines for said in one.objections}
        if objection_no not in raised:
            raise UserError("objection_unknown", objection_no=objection_no)
        if not note.strip():
            raise UserError("reason_missing")
        self._between(raised[objection_no].raised_on, decided_on)
        ended = replace(
            raised[objection_no],
            outcome=outcome,
            decided_on=decided_on,
            note=note.strip(),
            said_at=self._session.clock(),
        )
        courses.decide(
            self._session.store,
            self._session.officer,
            ended,
            scope=found.declaration.township_code,
        )
        return self.course(declaration)

    def submit(self, declaration: str, happened_on: date, document_no: str) -> Course:
        """Hand the accepted lines without an open objection to the county's finance office.

        Only lines that hung go; those suspended now may go in a later submission of the same one.

        Raises:
            UserError: `declaration_unknown`, `declaration_withdrawn`, `document_missing`,
                `notice_not_said`, `notice_running`, `nothing_to_submit`, `step_before_last`.
        """
        found = self._standing(declaration)
        if not document_no.strip():
            raise UserError("document_missing")
        last = max((one.to_on for one in _published(found) if one.to_on), default=None)
        if last is None:
            raise UserError("notice_not_said")
        if happened_on <= last:
            raise UserError("notice_running", day=last.isoformat())
        self._in_time(found, happened_on)
        elsewhere = course.held_elsewhere(self._session.store, found)
        going = [
            one
            for one in found.lines
            if one.standing is Standing.ACCEPTED
            and course.key_of(one.line) not in elsewhere
            and _hung(found, one, happened_on)
        ]
        if not going:
            raise UserError("nothing_to_submit", batch_no=found.declaration.batch_no)
        self._say(
            [
                OfficeStep(
                    declaration=declaration,
                    step="submitted",
                    happened_on=happened_on,
                    said_at=self._session.clock(),
                    document_no=document_no.strip(),
                    lines=tuple(str(one.line.line_no) for one in going),
                    subsidy_fen=sum(one.line.subsidy_fen for one in going),
                    digest=courses.digest_of([one.line for one in going]),
                )
            ],
            found.declaration.township_code,
        )
        return self.course(declaration)

    def close(self, declaration: str, happened_on: date) -> Course:
        """Say that a declaration is done: no line of it waits for anybody.

        Raises:
            UserError: `declaration_unknown`, `declaration_withdrawn`, `lines_waiting`,
                `step_before_last`.
        """
        found = self._standing(declaration)
        done = {Standing.PAID, Standing.RETURNED, Standing.REVERSED}
        waiting = sum(
            one.standing not in done
            and not (one.line.reverses and one.standing is Standing.SUBMITTED)
            for one in found.lines
        )
        if waiting:
            raise UserError("lines_waiting", count=waiting)
        self._in_time(found, happened_on)
        said = OfficeStep(
            declaration=declaration,
            step="closed",
            happened_on=happened_on,
            said_at=self._session.clock(),
        )
        self._say([said], found.declaration.township_code)
        return self.course(declaration)


def _published(found: Course) -> list[OfficeStep]:
    return [one for one in found.steps if one.step == "published"]


def _hung(found: Course, one: CourseLine, day: date) -> bool:
    """Whether a line was accepted before a public notice that is over by then."""
    return any(
        one.reviewed_at is not None
        and one.reviewed_at <= step.said_at
        and step.to_on is not None
        and step.to_on < day
        for step in _published(found)
    )
