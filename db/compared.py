"""What the files of other offices are compared with: people, loans, lines that were asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from db import applications
from db.store import Store
from db.values import to_day

Place = tuple[str, str]
"""Number of a household and of one of its members."""


class LoanSeen(NamedTuple):
    """A loan as far as other files speak of it; the ID number is the borrower's on the roster."""

    loan_no: str
    bank: str
    loan_status: str
    id_number: str
    balance_fen: int | None
    rate_ppm: int | None
    day_basis: int | None
    balance_on: date | None
    drawn_on: date | None
    ends_on: date | None
    settled_to: frozenset[date]


def people(store: Store) -> dict[str, dict[str, str]]:
    """Member number by ID number of every household that is on the roster."""
    found: dict[str, dict[str, str]] = {}
    for household_no, id_number, member_no in store.rows(
        "SELECT m.household_no, coalesce(m.id_number, ''), coalesce(m.member_no, '') FROM member m "
        "JOIN household h ON h.household_no = m.household_no WHERE h.household_status = 'listed'"
    ):
        found.setdefault(household_no, {})[id_number] = member_no
    return found


class HomeSeen(NamedTuple):
    """A household on the roster as an old ledger of visits speaks of it."""

    number: str
    village: str
    group: str
    head: str
    people: frozenset[str]


def homes(store: Store) -> list[HomeSeen]:
    """The households that are on the roster, with the names of all who belong to them."""
    names: dict[str, set[str]] = defaultdict(set)
    for number, name in store.rows("SELECT household_no, name FROM member WHERE name <> ''"):
        names[number].add(name)
    return [
        HomeSeen(number, village, group, head, frozenset(names[number]))
        for number, village, group, head in store.rows(
            "SELECT household_no, coalesce(admin_village, ''), coalesce(group_no, ''), "
            "coalesce(head_name, '') FROM household ORDER BY household_no"
        )
    ]


def visited(store: Store) -> frozenset[tuple[str, str, str, str]]:
    """Household, day, method and result of every contact that stands."""
    return frozenset(
        store.rows(
            "SELECT v.household_no, v.visited_on, coalesce(v.publicity_method, ''), "
            "coalesce(v.contact_result, '') FROM outreach_visit v WHERE v.gone = 0 "
            "AND v.household_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outreach_visit c "
            "WHERE c.corrects_visit_no = v.visit_no AND c.gone = 0)"
        )
    )


def loans(store: Store) -> list[LoanSeen]:
    """All loans of the ledger."""
    settled = _settled_to(store)
    found = []
    for row in store.rows(
        "SELECT l.loan_no, coalesce(l.bank, ''), coalesce(l.loan_status, ''), "
        "coalesce(m.id_number, ''), l.balance_fen, l.rate_ppm, l.day_basis, l.balance_on, "
        "l.drawn_on, coalesce(l.extended_maturity_on, l.maturity_on) FROM loan l "
        "LEFT JOIN member m ON m.household_no = l.household_no AND m.member_no = l.member_no "
        "WHERE l.gone = 0"
    ):
        days = map(to_day, row[7:])
        found.append(LoanSeen._make((*row[:7], *days, frozenset(settled.get(row[0], ())))))
    return found


class Rates(NamedTuple):
    """The rate that was told first, in ppm: by loan number, by contract, by contract by hand."""

    loans: dict[str, int]
    contracts: dict[str, int]
    by_hand: dict[str, int]


def rates(store: Store) -> Rates:
    """The first rates of all loans and contracts."""
    found = Rates({}, {}, {})
    for loan_no, contract_no, rate in store.rows(
        "SELECT loan_no, contract_no, coalesce(first_rate_ppm, rate_ppm) FROM loan "
        "WHERE gone = 0 AND rate_ppm IS NOT NULL ORDER BY drawn_on, loan_no"
    ):
        found.loans[loan_no] = rate
        if contract_no:
            found.contracts.setdefault(contract_no, rate)
    found.by_hand.update(applications.rates(store))
    return found


def _settled_to(store: Store) -> dict[str, list[date]]:
    found: dict[str, list[date]] = defaultdict(list)
    for loan_no, last in store.rows(
        "SELECT loan_no, coalesce(period_to, settled_on) FROM interest_settlement WHERE gone = 0"
    ):
        if day := to_day(last):
            found[loan_no].append(day)
    return found


def asked(store: Store) -> dict[tuple[str, str], int]:
    """Fen by loan and what a payment may call its batch: the batch's number, or `2026Q3`.

    Only the newest revision of a batch counts, and of it only what is certain: a loan of which
    another line waits, or could not be reckoned, has no sum. Where several batches of a quarter
    hold a loan, the quarter means the one that was settled last: they reckon the same interest
    again, so their sum is owed to nobody.
    """
    rows: Iterable[tuple[str, str, str, int]] = store.rows(
        "SELECT b.batch_no, b.year || 'Q' || b.quarter, l.loan_no, "
        "sum(iif(l.line_status = 'listed', l.subsidy_total_fen, 0)) "
        "FROM subsidy_batch b JOIN subsidy_line l ON l.batch = b.id WHERE b.gone = 0 "
        "AND b.revision = (SELECT max(o.revision) FROM subsidy_batch o "
        "WHERE o.batch_no = b.batch_no AND o.gone = 0) GROUP BY b.batch_no, l.loan_no "
        "HAVING sum(l.line_status = 'listed') > 0 AND sum(l.subsidy_total_fen IS NULL "
        "OR l.line_status NOT IN ('listed', 'not_listed')) = 0 "
        "ORDER BY max(b.settled_at), b.batch_no"
    )
    found = {}
    for batch, quarter, loan, fen in rows:
        found[batch, loan] = fen
        if quarter:
            found[quarter, loan] = fen
    return found
