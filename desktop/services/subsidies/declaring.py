"""The bank's steps of a quarter: choose, freeze, hand over, and take back what was paid wrongly.

The bank lists who qualifies and answers for the figures (Shanxi notice, part 1 item 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import courses, inspections, subsidies
from db.records.course import BankStep, LineChoice, Reversal
from db.rosterlist import no_collecting
from desktop.errors import UserError
from desktop.rules.course import Standing
from desktop.rules.inspections import FINDINGS
from desktop.services.subsidies import course
from desktop.services.subsidies.freezing import frozen
from desktop.services.subsidies.sides import Side

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from db.records.course import Declaration
    from db.records.loans import SubsidyBatch
    from desktop.services.records.course import Course, QuarterDraft
    from desktop.services.session import Session


class Declaring(Side):
    """Takes a settled quarter to the county's agriculture office, to the fen."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._last: tuple[tuple[str, int, int], QuarterDraft] | None = None

    @no_collecting()
    def draft(self, batch_no: str) -> QuarterDraft:
        """The newest run of a batch with what is chosen and what still waits.

        Raises:
            UserError: `batch_unknown`.
        """
        return self._drafted(self._parts(batch_no))

    @no_collecting()
    def choose(
        self,
        batch_no: str,
        lines: Collection[tuple[str, int]],
        choice: str,
        reason: str,
    ) -> QuarterDraft:
        """Decide lines of a draft (by batch and number), each with the same reason, all or none.

        The choice is a code of `desktop.rules.course.Choice`.

        Raises:
            UserError: `batch_unknown`, `reason_missing`, `batch_frozen`, `choice_not_open` with
                the first line that does not leave this choice.
        """
        parts = self._parts(batch_no)
        self._not_frozen(parts)
        if not reason.strip():
            raise UserError("reason_missing")
        before = self._drafted(parts)
        found = {one.key: one for one in before.lines}
        wanted = [found[key] for key in lines if key in found]
        for one in wanted:
            if choice not in one.options:
                raise UserError("choice_not_open", loan_no=one.line.loan_no)
        said = [
            LineChoice(
                batch=one.line.batch,
                line_no=one.line.line_no,
                loan_no=one.line.loan_no,
                renewal_type=one.line.renewal_type,
                choice=choice,
                reason=reason.strip(),
                said_at=self._session.clock(),
            )
            for one in wanted
        ]
        courses.say(
            self._session.store,
            self._session.officer,
            [(one.line.township_code, what) for one, what in zip(wanted, said, strict=True)],
        )
        after = course.redrafted(self._session.store, parts, before, said)
        self._last = self._asked(parts), after
        return after

    @no_collecting()
    def freeze(self, batch_no: str) -> list[Declaration]:
        """Fix the lines of a draft with their figures; afterwards nothing in them changes.

        Paid lines that were found wrong since are taken back by negative lines. Control totals are
        proved by township and by source before anything is written.

        Raises:
            UserError: `batch_unknown`, `batch_frozen`, `choices_open`, `use_case_open`,
                `nothing_to_declare`, `control_totals_differ`.
        """
        store, parts = self._session.store, self._parts(batch_no)
        self._not_frozen(parts)
        draft = self._drafted(parts)
        if draft.open:
            raise UserError("choices_open", count=draft.open)
        self._no_case(draft)
        made = frozen(self._session, parts, draft)
        if not made:
            raise UserError("nothing_to_declare", batch_no=batch_no)
        courses.freeze(store, self._session.officer, made)
        self._last = None  # what is frozen is asked for as declarations
        return [one for one, _ in made]

    def withdraw(self, declaration: str, reason: str) -> None:
        """Take back what was frozen and not handed over yet; the quarter is settled anew then.

        Raises:
            UserError: `declaration_unknown`, `reason_missing`, `declared_already`.
        """
        found = self.course(declaration)
        if not reason.strip():
            raise UserError("reason_missing")
        if self._handed(found) or found.begun:
            raise UserError("declared_already", batch_no=found.declaration.batch_no)
        self._bank_step(found, course.WITHDRAWN, self._session.today(), reason=reason.strip())

    def hand_over(
        self, declaration: str, happened_on: date, *, way: str = "bundle", notice_no: str = ""
    ) -> Course:
        """Say that the list went to the county's agriculture office, and how.

        Raises:
            UserError: `declaration_unknown`, `declaration_withdrawn`, `declared_already`,
                `step_before_last`.
        """
        found = self._standing(declaration)
        if self._handed(found):
            raise UserError("declared_already", batch_no=found.declaration.batch_no)
        self._in_time(found, happened_on)
        self._bank_step(found, course.HANDED, happened_on, way=way, notice_no=notice_no)
        return self.course(declaration)

    def reverse(
        self, declaration: str, number: int, found_on: date, reason: str, document_no: str
    ) -> None:
        """Say that a paid line was wrong: the next declaration takes it back, the line stays.

        Raises:
            UserError: `declaration_unknown`, `reason_missing`, `document_missing`,
                `line_not_paid`, `step_before_last` for a day before it was paid, or after today.
        """
        found = self._standing(declaration)
        if not reason.strip():
            raise UserError("reason_missing")
        if not document_no.strip():
            raise UserError("document_missing")
        (one,) = self._lines(found, {number}, {Standing.PAID}, "line_not_paid")
        self._between(one.paid_on or max(found.reached.values()), found_on)
        said = Reversal(
            declaration=declaration,
            line_no=number,
            loan_no=one.line.loan_no,
            township_code=found.declaration.township_code,
            found_on=found_on,
            reason=reason.strip(),
            document_no=document_no.strip(),
            said_at=self._session.clock(),
        )
        self._say([said], found.declaration.township_code)

    def _drafted(self, parts: Sequence[SubsidyBatch]) -> QuarterDraft:
        """The draft of a run; the one that was made last where nothing was written since."""
        asked = self._asked(parts)
        if self._last is None or self._last[0] != asked:
            self._last = asked, course.draft(self._session.store, parts)
        return self._last[1]

    def _asked(self, parts: Sequence[SubsidyBatch]) -> tuple[str, int, int]:
        """What a draft depends on: its run, and all that stands in the ledger."""
        return parts[0].batch_no, parts[0].revision, self._session.store.changes()

    def _no_case(self, draft: QuarterDraft) -> None:
        """Refuse a draft with a loan on whose use a case was opened after it was settled.

        Raises:
            UserError: `use_case_open` with the first such loan.
        """
        deviating = inspections.found(self._session.store, sorted(FINDINGS))
        for one in draft.lines:
            if one.standing is Standing.READY and one.line.loan_no in deviating:
                raise UserError("use_case_open", loan_no=one.line.loan_no)

    def _parts(self, batch_no: str) -> list[SubsidyBatch]:
        found = subsidies.listed(self._session.store, batch_no) if batch_no else []
        if not found:
            raise UserError("batch_unknown", batch_no=batch_no)
        return [one for one in found if one.revision == found[0].revision]

    def _not_frozen(self, parts: Sequence[SubsidyBatch]) -> None:
        store = self._session.store
        known = {course.part_of(one) for one in courses.declarations(store, parts[0].batch_no)}
        if any(course.part_of(one) in known for one in parts):
            raise UserError("batch_frozen", batch_no=parts[0].batch_no)

    def _bank_step(self, found: Course, step: str, on: date, **more: str) -> None:
        said = BankStep(
            declaration=found.declaration.id,
            step=step,
            happened_on=on,
            said_at=self._session.clock(),
            **more,
        )
        self._say([said], found.declaration.township_code)
