"""Loans for reading: lists, one household's, the calendar of maturities, the ways out."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import lending
from db.records.follow import LoanFilter as Wanted
from desktop.errors import UserError
from desktop.rules.facts import CONDITIONS
from desktop.services.lines import loan_meant
from desktop.services.loans import exits, lines
from desktop.services.places import township_named, village_named
from desktop.services.records.lending import (
    DueCalendar,
    DueDay,
    LastSafeDay,
    LoanFilter,
    LoanLine,
    LoanPage,
    MaturityCard,
)
from desktop.services.records.rosters import LiveLoan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.records.follow import LoanRow
    from desktop.services.needs import Laid, Orders
    from desktop.services.records.late import RenewalLine, SuspensionLine
    from desktop.services.session import Session

_LONGEST = 3660
"""Shorter than the tail that is shown, a text is a whole number or nothing."""


class Loans:
    """The loans of this ledger's townships as the banks report them; nothing is changed here."""

    def __init__(self, session: Session, numbers: Laid, orders: Callable[[], Orders]) -> None:
        """`orders` gives who knows where nothing new is lent, when it is first asked."""
        self._session = session
        self._numbers = numbers
        self._orders = orders

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
        last = first + min(timedelta(days=within), date.max - first)
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
            last_today=tuple(one.loan_no for one in self._last_today(code)),
        )

    def last_today(self) -> list[LoanLine]:
        """The loans for which today is the last safe day to ask, and nobody has asked yet."""
        return self._lines(self._last_today(""))

    def exits(
        self,
        loan_no: str,
        *,
        on: date | None = None,
        months: int | None = None,
        area_suspended: bool | None = None,
        conditions: Mapping[str, bool | None] | None = None,
    ) -> MaturityCard:
        """The ways out of a loan at its maturity: repay, renew, extend, farmer's loan.

        Judged for a request on a day (today, or the maturity day if that is earlier), with what
        the ledger knows: roster of that day, times renewed, overdue, the last check, an order that
        nothing new is lent (which no other answer outweighs). The four conditions are those of the
        newest request unless they are named.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`, `months_invalid`.
        """
        from desktop.services.loans import renewed

        row = loan_meant(self._session.store, loan_no)
        day = exits.day_of(self._session, row, on)
        order = self._order(row, day)
        asked = renewed.of_loan(self._session.store, row.loan_no)
        agreed = any(renewed.uses_up(one) for one in asked)
        wish = exits.wish(
            self._session,
            row,
            day,
            months=months,
            area_suspended=True if order else area_suspended,
            conditions=conditions or _told(asked),
            agreed=agreed,
        )
        card = exits.card(self._session, self._lines([row])[0], row, wish, self._place())
        return replace(
            card,
            last_safe_day=self._last_safe(row, agreed=agreed),
            suspension=order,
            drawn_under=self._drawn_under(row),
            request=asked[0] if asked else None,
        )

    def _order(self, row: LoanRow, day: date) -> SuspensionLine | None:
        return self._orders().standing(row.township_code, row.division_code, day)

    def _drawn_under(self, row: LoanRow) -> SuspensionLine | None:
        """The order that stood when a new loan was paid out; a renewal is none."""
        small = row.product_code in lending.PRODUCTS and not row.renews_loan_no
        return self._order(row, row.drawn_on) if small and row.drawn_on else None

    def _last_safe(self, row: LoanRow, *, agreed: bool) -> LastSafeDay | None:
        if row.matures_on is None or not row.live or row.product_code not in lending.PRODUCTS:
            return None
        from desktop.rules import maturity

        found = maturity.last_safe(
            row.matures_on, may_ask=not agreed and _may_ask(row), taken=self._taken()
        )
        left = (found.day - self._session.today()).days
        return LastSafeDay(what=found.what, day=found.day, days_left=left, taken=found.taken)

    def _taken(self) -> int | None:
        """How many days the bank takes for a renewal, by its own word."""
        text = self._numbers.value("renewal_days", self._session.today())
        return int(text) if text.isdecimal() and int(text) else None

    def _last_today(self, township_code: str) -> list[LoanRow]:
        store, taken = self._session.store, self._taken()
        ends = self._session.today() + timedelta(days=max(taken or 1, 1))
        found = [one for one in lending.due(store, ends, ends, township_code) if _may_ask(one)]
        if not found:
            return []
        from db import late

        asked = {one.loan_no for one in late.requests(store)}
        return [one for one in found if one.loan_no not in asked]

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


def _may_ask(row: LoanRow) -> bool:
    """Whether a renewal or an extension is left: none was given, and nobody left the roster."""
    return not lines.renewals(row) and row.household_status in {"", "listed"}


def _told(asked: list[RenewalLine]) -> dict[str, bool | None]:
    """The four conditions as the newest request tells them."""
    said = dict(asked[0].conditions) if asked else {}
    return {name: {"yes": True, "no": False}.get(said.get(name, "")) for name in CONDITIONS}
