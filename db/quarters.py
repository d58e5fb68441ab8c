"""What a settlement quarter reads: loans by township, their posted interest, their repayments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from db.applications import STANDING, UNDER
from db.gate import faults
from db.records.loans import LoanFacts, SettlementFacts
from db.store import Store
from db.values import Row

# The days of a span come first in every query: ?1 first, ?2 last, ?3 opens, ?4 closes.
_POSTED = (
    "s.gone = 0 AND (s.period_to BETWEEN ?1 AND ?2 "
    "OR s.period_to IS NULL AND s.settled_on BETWEEN ?3 AND ?4)"
)
_FACTS = (
    "s.loan_no, s.settled_on, s.period_from, s.period_to, s.paid_on, s.interest_due_fen, "
    "s.interest_paid_fen"
)
# Left out is what ended before the span or began after it, unless interest was posted. A loan
# whose days contradict each other may have any end; it stays as long as something is left of it.
_LOAN = (
    "SELECT l.id, l.scope, l.loan_no, l.product_code, l.household_no, l.member_no, "
    "l.borrower_name, l.bank, l.renews_loan_no, l.large_need_reason, l.loan_status, l.signed_on, "
    "l.drawn_on, l.maturity_on, l.extended_maturity_on, l.principal_fen, l.balance_fen, "
    f"l.rate_ppm, l.day_basis, l.subsidy_cap_fen, h.division_code, h.n IS NOT NULL, {_FACTS} "
    "FROM loan l LEFT JOIN household h ON h.household_no = l.household_no "
    f"LEFT JOIN interest_settlement s ON s.loan_no = l.loan_no AND {_POSTED} WHERE l.gone = 0 "
    "AND (s.id IS NOT NULL OR coalesce(l.drawn_on, '') <= ?2 AND ("
    "coalesce(l.extended_maturity_on, l.maturity_on, '9999') > ?1 "
    "OR coalesce(l.drawn_on, '') >= ?1 OR (l.maturity_on <= l.drawn_on "
    "OR l.extended_maturity_on <= l.maturity_on) AND coalesce(l.balance_fen, 1) > 0 "
    "AND coalesce(l.loan_status, '') <> 'settled'))"
)
_WIDTH = len(LoanFacts._fields) - 1
# One household after another, so that what belongs together is settled while it is at hand.
_ORDER = "ORDER BY coalesce(h.division_code, ''), coalesce(l.household_no, ''), l.loan_no, l.id"
_BATCH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """First and last interest day, and the calendar quarter for postings without such days."""

    first: date
    last: date
    opens: date
    closes: date

    @property
    def days(self) -> tuple[str, ...]:
        """The days as the queries take them."""
        return tuple(day.isoformat() for day in (self.first, self.last, self.opens, self.closes))


def count(store: Store) -> int:
    """How many loans there are."""
    return store.number("SELECT count(*) FROM loan WHERE gone = 0")


def townships(store: Store) -> list[str]:
    """The townships that have loans, in the order of their codes."""
    found = store.rows("SELECT DISTINCT scope FROM loan WHERE gone = 0 ORDER BY scope")
    return [code for (code,) in found]


def renewed(store: Store) -> dict[str, str]:
    """The day on which each renewed loan's successor was drawn, by the renewed loan's number."""
    return dict(
        store.rows(
            "SELECT renews_loan_no, min(drawn_on) FROM loan WHERE renews_loan_no IS NOT NULL "
            "AND gone = 0 AND drawn_on IS NOT NULL GROUP BY renews_loan_no"
        )
    )


def in_several(store: Store) -> frozenset[str]:
    """The households that have loans in more than one township."""
    found = store.rows(
        "SELECT household_no FROM loan WHERE gone = 0 AND household_no IS NOT NULL "
        "GROUP BY household_no HAVING min(scope) <> max(scope)"
    )
    return frozenset(number for (number,) in found)


def twice(store: Store) -> frozenset[str]:
    """The numbers that more than one loan carries."""
    found = store.rows("SELECT loan_no FROM loan WHERE gone = 0 GROUP BY 1 HAVING count(*) > 1")
    return frozenset(number for (number,) in found)


def repriced(store: Store) -> frozenset[str]:
    """The loans whose rate is another than that which was first told of their contract."""
    found = store.rows(
        "SELECT loan_no FROM loan WHERE gone = 0 AND first_rate_ppm <> rate_ppm UNION "
        f"SELECT l.loan_no FROM {STANDING} JOIN loan l ON {UNDER} "
        "WHERE l.gone = 0 AND l.rate_ppm <> c.rate_ppm"
    )
    return frozenset(number for (number,) in found)


def loans(store: Store, township: str, span: Span) -> Iterator[LoanFacts]:
    """The loans of a township that may bear interest in a span, or for which it was posted.

    In the order of villages and household numbers; those of a household follow each other.
    """
    with faults():
        cursor = store.execute(f"{_LOAN} AND l.scope = ?5 {_ORDER}", (*span.days, township))
        yield from _loans(chain.from_iterable(iter(lambda: cursor.fetchmany(_BATCH), [])))


def of_household(store: Store, household_no: str, span: Span) -> list[LoanFacts]:
    """The loans of the same kind that a household has in any township."""
    sql = f"{_LOAN} AND l.household_no = ?5 {_ORDER}"
    return list(_loans(store.rows(sql, (*span.days, household_no))))


def _loans(rows: Iterable[Row]) -> Iterator[LoanFacts]:
    """Each loan once, with all that was posted for it; its rows follow each other."""
    last: Row = ()
    posted: list[SettlementFacts] = []
    for row in rows:
        if last and row[0] != last[0]:
            yield LoanFacts._make((*last[:_WIDTH], tuple(posted)))
            posted.clear()
        last = row
        if row[_WIDTH] is not None:
            posted.append(SettlementFacts._make(row[_WIDTH:]))
    if last:
        yield LoanFacts._make((*last[:_WIDTH], tuple(posted)))


def changes(store: Store, township: str) -> dict[str, list[str]]:
    """All changes of the balance of a township's loans as they are stored (JSON text), by loan."""
    return _changes(store, "(SELECT loan_no FROM loan WHERE scope = ? AND gone = 0)", township)


def changes_of_household(store: Store, household_no: str) -> dict[str, list[str]]:
    """The same for the loans that a household has anywhere."""
    return _changes(
        store, "(SELECT loan_no FROM loan WHERE household_no = ? AND gone = 0)", household_no
    )


def _changes(store: Store, which: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for number, texts in store.rows(
        "SELECT loan_no, balance_change FROM interest_settlement INDEXED BY settlement_changes "
        f"WHERE balance_change IS NOT NULL AND gone = 0 AND loan_no IN {which}",
        (value,),
    ):
        found[number].append(texts)
    return found


def strays(store: Store, span: Span) -> dict[str, list[SettlementFacts]]:
    """The interest posted in a span for loans that are not there, by township."""
    rows = store.rows(
        f"SELECT s.scope, {_FACTS} FROM interest_settlement s WHERE {_POSTED} AND NOT EXISTS "
        "(SELECT 1 FROM loan l WHERE l.loan_no = s.loan_no AND l.gone = 0) "
        "ORDER BY s.scope, s.loan_no, s.id",
        span.days,
    )
    found: dict[str, list[SettlementFacts]] = defaultdict(list)
    for township, *facts in rows:
        found[township].append(SettlementFacts._make(facts))
    return found
