"""Checks after a loan was paid out: written, corrected, due; cases that they open, and their end.

How often a bank checks it lays down itself; no day is made up where it has not (part 4 item 2).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from db import evidence, inspections
from db.records.after import CaseEnd, Inspection
from desktop.errors import UserError
from desktop.rules import inspections as rules
from desktop.rules.free_text import restored, shown
from desktop.services.lines import loan_meant
from desktop.services.records.after import (
    InspectionDue,
    InspectionEntry,
    InspectionLine,
    InspectionRule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.records.evidence import Photo
    from db.records.follow import LoanRow
    from desktop.services.needs import LaidValues
    from desktop.services.session import Session

OPEN, ENDED = "open", "ended"
_WORDS = {
    "kind": "inspection_kind",
    "use_as_agreed": "use_as_agreed",
    "passed_on": "passed_on",
    "conclusion": "inspection_conclusion",
}
_TEXTS = (
    "actual_user",
    "passed_to",
    "business_state",
    "assets",
    "repayment_source",
    "family_change",
    "risk_note",
    "measures",
    "remedied",
    "participants",
)
_PHOTOS = frozenset({"evidence", "photos"})
_NAMES = tuple(one for one in InspectionEntry.__struct_fields__ if one not in _PHOTOS)
_LONGEST = 500
_FARTHEST = 3660


class Photos(Protocol):
    """What checks ask of the photos: those of an entry, small and ready to be kept."""

    def of_entry(self, entry: InspectionEntry) -> list[Photo]: ...


class Inspections:
    """The bank's checks of running loans; append-only, a correction is a record of its own."""

    def __init__(self, session: Session, numbers: LaidValues, photos: Photos) -> None:
        self._session = session
        self._numbers = numbers
        self._photos = photos

    def rule(self) -> InspectionRule:
        """The numbers that the bank has laid down, as they stand today."""
        return InspectionRule(
            first_days=self._number("first_inspection_days"),
            every_months=self._number("inspection_months"),
        )

    def due(self, within: int | None = None) -> list[InspectionDue]:
        """The running small loans with their next check, the earliest first.

        With `within` those alone whose day comes within so many days, or has gone by.

        Raises:
            UserError: `days_invalid`.
        """
        if within is not None and not 0 <= within <= _FARTHEST:
            raise UserError("days_invalid", most=_FARTHEST)
        rule = self.rule()
        if within is not None and not rule.known:
            return []
        schedule = rules.Schedule(first_days=rule.first_days, every_months=rule.every_months)
        today = self._session.today()
        last = None if within is None else today + timedelta(days=within)
        found = []
        for one in inspections.watched(self._session.store):
            after = rules.next_due(one.drawn_on, one.inspected_on, schedule)
            if last is not None and (after is None or after.day > last):
                continue
            found.append(
                InspectionDue(
                    loan_no=one.loan_no,
                    household_no=one.household_no,
                    borrower_name=one.borrower_name,
                    head_name=one.head_name,
                    village=one.village,
                    drawn_on=one.drawn_on,
                    inspected_on=one.inspected_on,
                    kind=after.kind if after else "",
                    due=after.day if after else None,
                    days=(after.day - today).days if after else None,
                )
            )
        return sorted(found, key=lambda one: one.due or date.max)

    def listed(self, loan_no: str = "", *, cases: str = "") -> list[InspectionLine]:
        """The checks as they count now, newest first; of one loan, or with a case that stands so.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`.
        """
        number = loan_meant(self._session.store, loan_no).loan_no if loan_no else ""
        store = self._session.store
        found = self._lines(inspections.listed(store, number))
        return [one for one in found if cases in ("", one.case)]

    def line(self, inspection_no: str) -> InspectionLine:
        """A check as it counts now, by any of its numbers; raises `inspection_unknown`."""
        (line,) = self._lines(self._history(inspection_no)[-1:])
        return line

    def log(self, entry: InspectionEntry) -> InspectionLine:
        """Write a check of a loan; a finding on the use of the money opens a case.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`, `inspection_day_wrong`, `word_unknown`,
                `inspection_answer_missing`, `inspection_conclusion_missing`,
                `inspection_contradicts`, `inspection_user_missing`, `measures_day_wrong`,
                `inspection_too_long`, and those of `Evidence.read_file`.
            StoreError: `not_owner` where this office makes no checks.
        """
        row = loan_meant(self._session.store, entry.loan_no)
        made = self._record(entry, row)
        return self._keep(made, self._photos.of_entry(entry))

    def correct(self, inspection_no: str, entry: InspectionEntry, reason: str) -> InspectionLine:
        """Write a check anew in the place of one; the first stays and is shown as corrected.

        The photos of the check are those of the correction too.

        Raises:
            UserError: `inspection_unknown`, `reason_missing`, `inspection_other_loan`,
                `correction_empty`, `case_ended_already` where its case is over, and those of `log`.
        """
        records = self._history(inspection_no)
        first, last = records[0], records[-1]
        if not reason.strip():
            raise UserError("reason_missing")
        if first.inspection_no in inspections.ends(self._session.store):
            raise UserError("case_ended_already", inspection_no=first.inspection_no)
        row = loan_meant(self._session.store, entry.loan_no)
        if row.loan_no != first.loan_no:
            raise UserError("inspection_other_loan", loan_no=first.loan_no)
        said = {name: restored(getattr(entry, name), getattr(last, name)) for name in _TEXTS}
        made = self._record(_with(entry, said), row)
        same = all(getattr(made, name) == getattr(last, name) for name in _NAMES)
        if same and not entry.evidence and not entry.photos:
            raise UserError("correction_empty")
        return self._keep(
            replace(
                made,
                corrects_inspection_no=first.inspection_no,
                correction_reason=reason.strip(),
            ),
            self._photos.of_entry(entry),
            carrying=last.id,
        )

    def end(
        self, inspection_no: str, outcome: str, ended_on: date, *, measures: str, reason: str
    ) -> InspectionLine:
        """Say that the case of a check is over: what was done and why; it ends once.

        Raises:
            UserError: `inspection_unknown`, `case_none`, `case_ended_already`, `word_unknown`,
                `case_end_incomplete`, `case_day_wrong`.
        """
        line = self.line(inspection_no)
        if line.case == ENDED:
            raise UserError("case_ended_already", inspection_no=line.first_no)
        if line.case != OPEN:
            raise UserError("case_none", inspection_no=line.first_no)
        outcome = self._code("case_outcome", outcome)
        if not (measures.strip() and reason.strip() and outcome):
            raise UserError("case_end_incomplete")
        if not line.entry.inspected_on <= ended_on <= self._session.today():
            raise UserError("case_day_wrong", first=line.entry.inspected_on)
        for text in (measures, reason):
            _short(text)
        made = CaseEnd(
            inspection_no=line.first_no,
            loan_no=line.loan_no,
            township_code=self._history(inspection_no)[0].township_code,
            outcome=outcome,
            measures=measures.strip(),
            reason=reason.strip(),
            ended_on=ended_on,
            said_at=self._session.clock(),
        )
        inspections.keep(self._session.store, self._session.officer, made)
        return self.line(line.first_no)

    def _keep(
        self, made: Inspection, photos: Sequence[Photo], carrying: str = ""
    ) -> InspectionLine:
        store = self._session.store
        number = inspections.next_no(store, made.township_code)
        made = replace(made, inspection_no=number)
        inspections.keep(store, self._session.officer, made, carrying=carrying, photos=photos)
        return self.line(number)

    def _record(self, entry: InspectionEntry, row: LoanRow) -> Inspection:
        codes = {name: self._code(enum, getattr(entry, name)) for name, enum in _WORDS.items()}
        entry = _with(entry, codes)
        first, today = row.drawn_on or date.min, self._session.today()
        if not first <= entry.inspected_on <= today:
            raise UserError("inspection_day_wrong", day=entry.inspected_on, first=row.drawn_on)
        if entry.measures_due is not None and entry.measures_due < entry.inspected_on:
            raise UserError("measures_day_wrong", day=entry.inspected_on)
        said = {name: str(getattr(entry, name)).strip() for name in _TEXTS}
        for text in said.values():
            _short(text)
        return Inspection(
            inspection_no="",
            loan_no=row.loan_no,
            household_no=row.household_no,
            township_code=row.township_code,
            kind=entry.kind,
            inspected_on=entry.inspected_on,
            use_as_agreed=entry.use_as_agreed,
            passed_on=entry.passed_on,
            conclusion=_concluded(entry),
            measures_due=entry.measures_due,
            signed=entry.signed,
            said_at=self._session.clock(),
            **said,
        )

    def _code(self, enum: str, said: str) -> str:
        """The code of an answer, empty for none; raises `word_unknown`."""
        return self._session.words.code(enum, said) if said else ""

    def _history(self, inspection_no: str) -> list[Inspection]:
        found = inspections.history(self._session.store, inspection_no.strip())
        if not found:
            raise UserError("inspection_unknown", inspection_no=inspection_no)
        return found

    def _lines(self, records: Sequence[Inspection]) -> list[InspectionLine]:
        store = self._session.store
        photos = evidence.counts(store, [one.id for one in records])
        ends, homes = inspections.ends(store), inspections.homes(store)
        times = inspections.corrections(store)
        return [
            _line(
                one,
                ends.get(one.corrects_inspection_no or one.inspection_no),
                homes.get(one.household_no, ("", "")),
                (
                    times.get(one.corrects_inspection_no or one.inspection_no, 0),
                    photos.get(one.id, 0),
                ),
            )
            for one in records
        ]

    def _number(self, name: str) -> int | None:
        text = self._numbers.value(name, self._session.today())
        return int(text) if text.isdecimal() and int(text) else None


def _line(
    one: Inspection, end: CaseEnd | None, home: tuple[str, str], counts: tuple[int, int]
) -> InspectionLine:
    """A check as it counts, with the end of its case; how often corrected, how many photos."""
    corrections, photos = counts
    entry = InspectionEntry(**{name: getattr(one, name) for name in _NAMES})
    case = OPEN if one.conclusion in rules.FINDINGS else ""
    return InspectionLine(
        id=one.id,
        photos=photos,
        first_no=one.corrects_inspection_no or one.inspection_no,
        inspection_no=one.inspection_no,
        loan_no=one.loan_no,
        household_no=one.household_no,
        head_name=home[0],
        village=home[1],
        entry=_with(entry, {name: shown(getattr(entry, name)) for name in _TEXTS}),
        officer=one.officer,
        corrections=corrections,
        correction_reason=shown(one.correction_reason),
        case=ENDED if end else case,
        outcome=end.outcome if end else "",
        ended_on=end.ended_on if end else None,
        end_measures=shown(end.measures) if end else "",
        end_reason=shown(end.reason) if end else "",
    )


def _with(entry: InspectionEntry, changes: Mapping[str, Any]) -> InspectionEntry:
    return replace(entry, **changes)


def _concluded(entry: InspectionEntry) -> str:
    """The conclusion, as it was said or as the answers leave no choice about it."""
    answers = entry.use_as_agreed, entry.passed_on
    if not (all(answers) and entry.kind):
        raise UserError("inspection_answer_missing")
    conclusion = entry.conclusion or rules.finding_of(*answers)
    if not conclusion:
        raise UserError("inspection_conclusion_missing")
    if rules.contradicts(*answers, conclusion):
        raise UserError("inspection_contradicts")
    if entry.passed_on == rules.YES and not entry.passed_to.strip():
        raise UserError("inspection_user_missing")
    return conclusion


def _short(text: str) -> None:
    if len(text) > _LONGEST:
        raise UserError("inspection_too_long", length=len(text), most=_LONGEST)
