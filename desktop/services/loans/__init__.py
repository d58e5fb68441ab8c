"""Loans for reading: lists, one household's, the calendar of maturities, the ways out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from db import lending
from db.records import LoanFilter as Wanted
from desktop.errors import UserError
from desktop.services.lines import loan_meant
from desktop.services.loans import exits, lines
from desktop.services.places import township_named, village_named
from desktop.services.records import (
    DueCalendar,
    DueDay,
    LiveLoan,
    LoanFilter,
    LoanLine,
    LoanPage,
    MaturityCard,
)

if TYPE_CHECKING:
    from datetime import date

    from db.records import LoanRow
    from desktop.services.loans.exits import Wish
    from desktop.services.needs import LaidDown
    from desktop.services.session import Session

_LONGEST = 3660
"""Shorter than the tail that is shown, a text is a whole number or nothing."""


class Loans:
    """The loans of this ledger's townships as the banks report them; nothing is changed here."""

    def __init__(self, session: Session, numbers: LaidDown) -> None:
        self._session = session
        self._numbers = numbers

    def listed(self, wanted: LoanFilter, limit: int = 500, offset: int = 0) -> LoanPage:
        """A window on the loans, in the order of villages, households and drawdown days.

        Raises:
            UserError: `loan_state_unknown`, `loan_renewals_unknown`, `village_unknown`,
                `village_ambiguous`, `township_unknown`, `days_invalid`.
        """
        store = self._session.store
        inner = self._inner(wanted)
        found = lending.listed(store, inner, limit=limit, offset=offset)
        return LoanPage(total=lending.count(store, inner), lines=tuple(self._lines(found)))

    def of_household(self, household_no: str) -> list[LoanLine]:
        """All loans of a household, and those of households it was split from or took in."""
        store = self._session.store
        own = lending.listed(store, Wanted(household_no=household_no))
        found = self._lines(own)
        for other in lending.linked_to(store, household_no):
            rows = lending.listed(store, Wanted(household_no=other))
            found += [replace(one, linked=True) for one in self._lines(rows)]
        return found

    def one(self, loan_no: str) -> LoanLine:
        """The loan of that number, contract or tail; raises `loan_unknown`, `loan_ambiguous`."""
        return self._lines([loan_meant(self._session.store, loan_no)])[0]

    def live(self, row: LoanRow) -> LiveLoan:
        """A running loan with its pack and its maturity, as other lists name it."""
        return lines.live(row, self._place())

    def due(self, on: date | None = None, within: int = 90, township: str = "") -> DueCalendar:
        """The running small loans that end within days from a day (today), by day.

        Raises:
            UserError: `days_invalid`, `township_unknown`.
        """
        if not 0 <= within <= _LONGEST:
            raise UserError("days_invalid", most=_LONGEST)
        store = self._session.store
        today = self._session.today()
        first = on or today
        last = first + timedelta(days=within)
        code = township_named(store, township)
        by_day: defaultdict[date, list[LoanRow]] = defaultdict(list)
        for row in lending.due(store, first, last, code):
            if row.matures_on is not None:
                by_day[row.matures_on].append(row)
        return DueCalendar(
            first=first,
            last=last,
            days=tuple(
                DueDay(
                    day=day,
                    loans=len(rows),
                    off_roster=sum(one.household_status not in {"listed", ""} for one in rows),
                    overdue=sum(lines.overdue_now(one, today) for one in rows),
                    loan_nos=tuple(one.loan_no for one in rows),
                )
                for day, rows in by_day.items()
            ),
            past=tuple(lending.past_due(store, first, code)),
        )

    def exits(
        self,
        loan_no: str,
        *,
        on: date | None = None,
        months: int | None = None,
        area_suspended: bool | None = None,
    ) -> MaturityCard:
        """The ways out of a loan at its maturity: repay, renew, extend, farmer's loan.

        Judged for a request on a day (today, or the maturity day if that is earlier), with what
        the ledger knows: roster of that day, times renewed, overdue, the last check.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`, `months_invalid`.
        """
        row = loan_meant(self._session.store, loan_no)
        wish: Wish = exits.wish(
            self._session, row, on=on, months=months, area_suspended=area_suspended
        )
        return exits.card(self._session, self._lines([row])[0], row, wish, self._place())

    def _lines(self, rows: list[LoanRow]) -> list[LoanLine]:
        place, today = self._place(), self._session.today()
        return [lines.line(row, place, today) for row in rows]

    def _place(self) -> lines.Place:
        session = self._session
        return lines.Place(
            packs=session.packs.current,
            region=session.store.identity.county_code,
            overlay_from=self._numbers.overlay_from(session.today()),
        )

    def _inner(self, wanted: LoanFilter) -> Wanted:
        if wanted.state and wanted.state not in lending.STATES:
            raise UserError("loan_state_unknown", state=wanted.state)
        if wanted.renewals and wanted.renewals not in lending.RENEWALS:
            raise UserError("loan_renewals_unknown", renewals=wanted.renewals)
        store = self._session.store
        today = self._session.today()
        within = wanted.due_within
        if within is not None and not 0 <= within <= _LONGEST:
            raise UserError("days_invalid", most=_LONGEST)
        return Wanted(
            village=village_named(store, wanted.village).division_code if wanted.village else "",
            township_code=township_named(store, wanted.township),
            state=wanted.state,
            household_no=wanted.household_no,
            due_from=wanted.due_from if within is None else today,
            due_by=wanted.due_by if within is None else today + timedelta(days=within),
            renewals=wanted.renewals,
        )
