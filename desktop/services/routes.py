"""Printed route sheets and call lists read back: which row is which household, what came of it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from db import drafts, households, visits
from db import notices as register
from db.records.houses import HouseholdFilter
from db.records.work import VisitFilter
from desktop.errors import UserError
from desktop.rules.doors import group_place
from desktop.rules.privacy import masked
from desktop.services.places import village_named
from desktop.services.records.papers import CALLS, ROUTE
from desktop.services.records.people import Logged, VisitEntry
from desktop.services.records.rounds import CallMark, CallRow, CallSheet, RouteRow, RouteSheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records.work import Notice
    from desktop.services.needs import Logging
    from desktop.services.session import Session

RESULTS: dict[str, tuple[str, bool | None]] = {
    "told": ("informed", None),
    "unanswered": ("absent", None),
    "dead_number": ("dead_number", None),
    "refused": ("refused", None),
    "working_away": ("working_away", None),
    "moved_away": ("moved_away", None),
    "need": ("informed", True),
}
"""What each code of a call means in the ledger: the result, and whether there is a need."""

_DRAFT = "call_list"
_LONGEST = 2000
_ALL = 1_000_000
_WHOLE = 12  # a division code has twelve digits


class Routes:
    """Sheets by number, rows by number, calls keyed back."""

    def __init__(self, session: Session, ledger: Logging) -> None:
        self._session = session
        self._ledger = ledger

    def household_of(self, place: str, row: int) -> RouteRow:
        """The household with a row number: of a sheet by its number, or of a village's last sheet.

        Args:
            place: a sheet's number (or its end, its check code, its scanned code), a village's
                name, or its 12-digit code.
            row: the number at the left of the printed row, from 1.

        Raises:
            UserError: `route_sheet_unknown`, `route_none_yet`, `route_row_unknown`,
                `village_unknown`, `village_ambiguous`.
        """
        notice = self._of(place)
        numbers = register.rows_of(notice)
        if not 1 <= row <= len(numbers):
            raise UserError(
                "route_row_unknown", row=row, rows=len(numbers), notice_no=notice.notice_no
            )
        return self._row(notice, row, numbers[row - 1])

    def of(self, place: str) -> RouteSheet:
        """A sheet by its number, or the last route sheet of a village, as in `household_of`."""
        return self._read(self._of(place))

    def last(self, village: str) -> RouteSheet:
        """The route sheet that was printed last for a village and not voided.

        Raises:
            UserError: `route_none_yet`, `village_unknown`, `village_ambiguous`.
        """
        return self._read(self._last(village))

    def sheet(self, number: str) -> RouteSheet:
        """A route sheet or call list by its number, the end of it, its check code or its code.

        Raises:
            UserError: `route_sheet_unknown`.
        """
        return self._read(self._sheet(number))

    def groups(self, village: str) -> list[str]:
        """The groups of a village in the order of a round; raises as `last`."""
        place = village_named(self._session.store, village)
        wanted = HouseholdFilter(village=place.division_code or place.village, status="listed")
        found = households.lines(self._session.store, wanted, limit=_ALL)
        return sorted({one.group_no.strip() for one in found} - {""}, key=group_place)

    def recorders(self) -> list[str]:
        """Who wrote in the ledger of visits, by name."""
        return visits.officers(self._session.store)

    def call_list(self, number: str, on: date | None = None) -> CallSheet:
        """A call list with what was typed so far and what of that day is in the ledger.

        Raises:
            UserError: `route_sheet_unknown`, `call_list_needed`, `call_day_wrong`.
        """
        sheet = self.sheet(number)
        if sheet.kind != CALLS:
            raise UserError("call_list_needed", notice_no=sheet.sheet_no)
        kept_on, marks = self._draft(sheet.sheet_no)
        day = on or kept_on or self._session.today()
        if not sheet.issued_on <= day <= self._session.today():
            raise UserError("call_day_wrong", first=sheet.issued_on)
        logged = self._logged(sheet, day)
        store = self._session.store
        numbers = [one.household_no for one in sheet.rows]
        told, phones = households.told(store, numbers), households.phones(store, numbers)
        return CallSheet(
            sheet=sheet,
            on=day,
            rows=tuple(
                CallRow(
                    row=one.row,
                    household_no=one.household_no,
                    head_name=one.head_name,
                    group_no=one.group_no,
                    phone_masked=masked("phone", phones.get(one.household_no, "")),
                    told=told.get(one.household_no, "never"),
                    mark=marks.get(one.row),
                    logged=logged.get(one.household_no, ""),
                )
                for one in sheet.rows
            ),
        )

    def keep(self, sheet_no: str, on: date, marks: Mapping[int, CallMark]) -> None:
        """Keep what was typed so far, so that neither Esc nor a power cut loses it."""
        text = _typed(on, marks)
        if text:
            drafts.keep(self._session.store, _DRAFT, sheet_no, text)
        else:
            drafts.drop(self._session.store, _DRAFT, sheet_no)

    def log_calls(
        self,
        number: str,
        marks: Mapping[int, CallMark],
        on: date | None = None,
        *,
        again: bool = False,
    ) -> list[Logged]:
        """Write the calls into the ledger; in the same save their draft is done with.

        A row whose household has a call of that day already is written once more only if that is
        meant (`again`).

        Raises:
            UserError: as `call_list`, and `calls_empty`, `call_result_unknown`,
                `route_row_unknown`, `call_logged_already`, and those of `Visits.log`.
        """
        found = self.call_list(number, on)
        if not marks:
            raise UserError("calls_empty")
        entries = [self._entry(found, row, mark) for row, mark in sorted(marks.items())]
        twice = [found.rows[row - 1] for row in sorted(marks) if found.rows[row - 1].logged]
        if twice and not again:
            rows, first = " ".join(str(one.row) for one in twice), twice[0].logged
            raise UserError("call_logged_already", rows=rows, visit_no=first)
        typed_of, waiting = self._draft(found.sheet.sheet_no)
        left = {row: mark for row, mark in waiting.items() if row not in marks}
        rest = _typed(typed_of or found.on, left)  # what waits stays with its own day
        return self._ledger.log_many(entries, left=(_DRAFT, found.sheet.sheet_no, rest))

    def _entry(self, found: CallSheet, row: int, mark: CallMark) -> VisitEntry:
        if mark.result not in RESULTS:
            raise UserError("call_result_unknown", row=row, result=mark.result)
        if not 1 <= row <= len(found.rows):
            raise UserError(
                "route_row_unknown", row=row, rows=len(found.rows), notice_no=found.sheet.sheet_no
            )
        result, need = RESULTS[mark.result]
        return VisitEntry(
            household_no=found.rows[row - 1].household_no,
            visited_on=found.on,
            publicity_method="phone",
            contact_result=result,
            has_need=need,
            note=mark.note.strip()[:_LONGEST],
        )

    def _of(self, place: str) -> Notice:
        """A village's last sheet or a sheet by its number; a whole code is looked up at once."""
        wanted = place.strip()
        if len(wanted) == _WHOLE and wanted.isdecimal():
            found = register.newest_at(self._session.store, ROUTE, wanted, "")
            if found is not None:
                return found
        return self._last(place) if self._is_village(wanted) else self._sheet(place)

    def _last(self, village: str) -> Notice:
        place = village_named(self._session.store, village)
        store = self._session.store
        found = register.newest_at(store, ROUTE, place.division_code, place.village)
        if found is None:
            raise UserError("route_none_yet", village=place.village)
        return found

    def _sheet(self, number: str) -> Notice:
        found = self._named(number.strip())
        known = found is not None and found.kind in {ROUTE, CALLS} and not found.voided_by
        if found is None or not known or not register.rows_of(found):
            raise UserError("route_sheet_unknown", number=number.strip()[:40])
        return found

    def _is_village(self, wanted: str) -> bool:
        """Whether a place is a village: the name or the code of one on the roster."""
        known = households.villages(self._session.store)
        if any(wanted in {one.division_code, one.village} for one in known):
            return True
        plain = not any(char.isdigit() for char in wanted)
        return plain and any(one.village.startswith(wanted) for one in known if wanted)

    def _named(self, text: str) -> Notice | None:
        store = self._session.store
        code = _code(text)
        if code:
            return register.by_check_code(store, code)
        known = register.by_no(store, text)
        if known is None and text.isdecimal() and len(text) < _WHOLE:
            ends = register.ending(store, (ROUTE, CALLS), f"-{text.zfill(5)}")
            known = next((one for one in ends if not one.voided_by), None)
        return known

    def _read(self, notice: Notice) -> RouteSheet:
        return RouteSheet(
            sheet_no=notice.notice_no,
            kind=notice.kind,
            village=notice.subject,
            division_code=notice.division_code,
            township_code=notice.township_code,
            issued_on=notice.issued_on,
            rows=tuple(
                self._row(notice, row, number)
                for row, number in enumerate(register.rows_of(notice), start=1)
            ),
        )

    def _row(self, notice: Notice, row: int, number: str) -> RouteRow:
        house = households.get(self._session.store, number)
        return RouteRow(
            sheet_no=notice.notice_no,
            row=row,
            household_no=number,
            head_name=house.head_name if house else "",
            group_no=house.group_no if house else "",
        )

    def _logged(self, sheet: RouteSheet, day: date) -> dict[str, str]:
        """The newest call of each household on a day: its visit number."""
        wanted = VisitFilter(
            from_on=day, to_on=day, township_code=sheet.township_code, method="phone"
        )
        found = visits.listed(self._session.store, wanted, limit=_ALL)
        return {one.household_no: one.visit_no for one in reversed(found) if not one.corrected_by}

    def _draft(self, sheet_no: str) -> tuple[date | None, dict[int, CallMark]]:
        kept = [one for one in drafts.listed(self._session.store, _DRAFT) if one.key == sheet_no]
        if not kept:
            return None, {}
        try:
            found = json.loads(kept[0].values)
            marks = {
                int(row): CallMark(result=str(mark[0]), note=str(mark[1]))
                for row, mark in found["rows"].items()
            }
            return date.fromisoformat(found["on"]), marks
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return None, {}


def _typed(on: date, marks: Mapping[int, CallMark]) -> str:
    """What was typed of a day's calls, as a draft keeps it; empty for nothing."""
    rows = {str(row): [mark.result, mark.note] for row, mark in marks.items()}
    return json.dumps({"on": on.isoformat(), "rows": rows}, ensure_ascii=False) if rows else ""


def _code(text: str) -> str:
    """The check code that a text is: typed, or in a scanned code; empty if it is none."""
    from desktop.printing import qr

    if qr.PREFIX not in text:
        return qr.typed_code(text)
    try:
        scanned = qr.parse(text)
    except UserError:
        return ""
    return qr.check_code(scanned.header, scanned.signature)
