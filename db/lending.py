"""Loans as lists and calendars read them: by place, state and maturity, never by amounts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from db.records.day import LoanDue, Requested
from db.records.follow import LoanFilter, LoanRow
from db.store import Store
from db.told import told_on
from db.values import Row, Shape, dumped, to_day

PRODUCTS = ("BFXE", "TPXE", "FPXE")
"""The small loans for supported households, by the name each had in its day."""

_OVER = "('settled', 'farmer_loan', 'compensated', 'written_off')"
_SMALL = f"l.product_code IN {PRODUCTS!r}"
_LIVE = f"(coalesce(l.loan_status, '') NOT IN {_OVER} AND coalesce(l.balance_fen, 1) > 0)"
_MATURES = "coalesce(l.extended_maturity_on, l.maturity_on)"
_OVERDUE = (
    f"({_LIVE} AND (l.loan_status = 'overdue' OR l.overdue_since IS NOT NULL "
    "OR coalesce(l.overdue_principal_fen, 0) > 0 OR coalesce(l.overdue_interest_fen, 0) > 0))"
)
_OFF = f"({_LIVE} AND {_SMALL} AND h.household_status <> 'listed')"
_STATES = {
    "live": _LIVE,
    "overdue": _OVERDUE,
    "settled": f"NOT {_LIVE}",
    "off_roster": _OFF,
    "unmatched": "h.n IS NULL",
}
HELD = {
    "live": _LIVE,
    "overdue": _OVERDUE,
}
"""Whether the loan `l` runs, and whether it is overdue, for queries of households."""

STATES = tuple(_STATES)
"""The states by which loans are listed."""

_EXITED = (
    "CASE WHEN h.household_status = 'listed' THEN NULL ELSE (SELECT max(e.exited_on) "
    "FROM roster_entry e WHERE e.household_no = l.household_no) END"
)
# The plus keeps SQLite from an index of its own over all loans, made anew for every row.
_EARLIER = (
    "(CASE WHEN coalesce(l.renews_loan_no, '') = '' THEN 0 ELSE (WITH RECURSIVE chain (no) AS "
    "(SELECT l.renews_loan_no UNION SELECT p.renews_loan_no FROM chain c CROSS JOIN loan p "
    "ON p.loan_no = c.no WHERE +p.gone = 0) "
    "SELECT count(*) FROM chain WHERE no IS NOT NULL AND no <> '') END)"
)
_COUNTED = (
    f"coalesce(l.renewal_count, nullif({_EARLIER} + (l.extended_maturity_on IS NOT NULL), 0))"
)
_RENEWALS = {
    "any": _SMALL,
    "used": f"({_SMALL} AND {_COUNTED} > 0)",
    "unused": f"({_SMALL} AND {_COUNTED} = 0)",
    "untold": f"({_SMALL} AND {_COUNTED} IS NULL)",
}
RENEWALS = tuple(_RENEWALS)
"""How far the one renewal or extension of a small loan is used up."""

_COLUMNS = {
    "loan_no": ("l.loan_no", "text"),
    "contract_no": ("l.contract_no", "text"),
    "product_code": ("l.product_code", "text"),
    "household_no": ("l.household_no", "text"),
    "member_no": ("l.member_no", "text"),
    "borrower_name": ("l.borrower_name", "text"),
    "township_code": ("l.scope", "text"),
    "division_code": ("h.division_code", "text"),
    "village": ("h.admin_village", "text"),
    "head_name": ("h.head_name", "text"),
    "household_status": ("h.household_status", "text"),
    "exited_on": (_EXITED, "day"),
    "signed_on": ("l.signed_on", "day"),
    "drawn_on": ("l.drawn_on", "day"),
    "maturity_on": ("l.maturity_on", "day"),
    "extended_maturity_on": ("l.extended_maturity_on", "day"),
    "matures_on": (_MATURES, "day"),
    "principal_fen": ("l.principal_fen", "int"),
    "balance_fen": ("l.balance_fen", "int"),
    "rate_ppm": ("l.rate_ppm", "int"),
    "loan_status": ("l.loan_status", "text"),
    "bank": ("l.bank", "text"),
    "purpose_text": ("l.purpose_text", "text"),
    "renews_loan_no": ("l.renews_loan_no", "text"),
    "renewal_count": ("l.renewal_count", "int"),
    "overdue_since": ("l.overdue_since", "day"),
    "overdue_principal_fen": ("l.overdue_principal_fen", "int"),
    "overdue_interest_fen": ("l.overdue_interest_fen", "int"),
    "earlier": (_EARLIER, "int"),
    "live": (_LIVE, "bool"),
}
_ROW = Shape(LoanRow, {name: kind for name, (_, kind) in _COLUMNS.items()})
_FROM = "FROM loan l LEFT JOIN household h ON h.household_no = l.household_no"
_SELECT = (
    "SELECT "
    + ", ".join(_COLUMNS[name][0] for name in _ROW.columns.split(", "))
    + f" {_FROM} WHERE l.gone = 0"
)
_ORDER = "ORDER BY l.scope, h.division_code, l.household_no, l.drawn_on, l.loan_no"


_CASE_OPEN = (
    "c.case_no NOT IN (SELECT e.case_no FROM overdue_end e WHERE e.gone = 0 "
    "AND e.case_no IS NOT NULL)"
)


def _where(wanted: LoanFilter) -> tuple[str, list[str]]:
    tests, values = ["1"], []
    for test, value in (
        ("l.scope = ?", wanted.township_code),
        ("l.household_no = ?", wanted.household_no),
        (f"{_MATURES} >= ?", wanted.due_from.isoformat() if wanted.due_from else ""),
        (f"{_MATURES} <= ?", wanted.due_by.isoformat() if wanted.due_by else ""),
        ("? IN (h.division_code, h.admin_village)", wanted.village),
    ):
        if value:
            tests.append(test)
            values.append(value)
    if wanted.state:
        tests.append(_STATES[wanted.state])
    if wanted.renewals:
        tests.append(_RENEWALS[wanted.renewals])
    return " AND ".join(tests), values


def listed(store: Store, wanted: LoanFilter, *, limit: int = 500, offset: int = 0) -> list[LoanRow]:
    """A window on the loans, in the order of villages, households and drawdown days."""
    where, values = _where(wanted)
    # the window first: columns that look through other tables are read for its loans alone
    window = f"SELECT l.id {_FROM} WHERE l.gone = 0 AND {where} {_ORDER} LIMIT ? OFFSET ?"
    rows = store.rows(f"{_SELECT} AND l.id IN ({window}) {_ORDER}", (*values, limit, offset))
    return _ROW.all(rows)


def count(store: Store, wanted: LoanFilter) -> int:
    """How many loans a filter lets through."""
    where, values = _where(wanted)
    return store.number(f"SELECT count(*) {_FROM} WHERE l.gone = 0 AND {where}", values)


def by_no(store: Store, loan_no: str) -> LoanRow | None:
    """The loan of that number, with its household's stand."""
    found = _ROW.all(store.rows(f"{_SELECT} AND l.loan_no = ? LIMIT 1", (loan_no,)))
    return found[0] if found else None


def named(store: Store, text: str) -> list[str]:
    """The numbers of the loans of that number, else of that contract, else that end so."""
    for test, value in (
        ("loan_no = ?", text),
        ("contract_no = ?", text),
        ("substr(loan_no, -length(?1)) = ?1 OR substr(contract_no, -length(?1)) = ?1", text),
    ):
        rows: list[Row] = store.rows(
            f"SELECT loan_no FROM loan WHERE gone = 0 AND ({test}) ORDER BY loan_no", (value,)
        )
        if rows:
            return [str(row[0]) for row in rows]
    return []


def balance_on(store: Store, loan_no: str) -> date | None:
    """The day whose balance the bank told of a loan; None where it did not say."""
    row = store.one("SELECT balance_on FROM loan WHERE loan_no = ? AND gone = 0", (loan_no,))
    return to_day(row[0]) if row else None


def live_of(store: Store, household_nos: Collection[str]) -> dict[str, list[LoanRow]]:
    """The running small loans of these households, the earliest maturity first."""
    found: dict[str, list[LoanRow]] = {}
    rows: list[Row] = store.rows(
        f"{_SELECT.replace('FROM loan l LEFT', 'FROM json_each(?) j CROSS JOIN loan l LEFT')} "
        f"AND l.household_no = j.value AND {_LIVE} AND {_SMALL} "
        f"ORDER BY l.household_no, {_MATURES}, l.loan_no",
        (dumped(sorted(household_nos)),),
    )
    for row in _ROW.all(rows):
        found.setdefault(row.household_no, []).append(row)
    return found


def due(store: Store, first: date, last: date, township_code: str = "") -> list[LoanRow]:
    """The running small loans that end between two days, both in, by day and place."""
    rows = store.rows(
        f"{_SELECT} AND {_LIVE} AND {_SMALL} AND {_MATURES} BETWEEN ? AND ? "
        f"AND ? IN ('', l.scope) ORDER BY {_MATURES}, l.scope, h.division_code, l.household_no, "
        "l.loan_no",
        (first.isoformat(), last.isoformat(), township_code),
    )
    return _ROW.all(rows)


def past_due(store: Store, on: date, township_code: str = "") -> list[str]:
    """The numbers of the running small loans whose maturity lies before a day, oldest first."""
    rows = store.rows(
        f"SELECT l.loan_no {_FROM} WHERE l.gone = 0 AND {_LIVE} AND {_SMALL} AND {_MATURES} < ? "
        f"AND ? IN ('', l.scope) ORDER BY {_MATURES}, l.loan_no",
        (on.isoformat(), township_code),
    )
    return [number for (number,) in rows]


def without_case(store: Store, today: date) -> list[str]:
    """The running small loans that are overdue on a day and have no open case, by place."""
    rows = store.rows(
        f"SELECT l.loan_no {_FROM} WHERE l.gone = 0 AND {_LIVE} AND {_SMALL} "
        f"AND ({_OVERDUE} OR {_MATURES} < ?) AND l.loan_no NOT IN "
        f"(SELECT c.loan_no FROM overdue_case c WHERE c.gone = 0 AND c.loan_no IS NOT NULL "
        f"AND {_CASE_OPEN}) ORDER BY l.scope, h.division_code, l.household_no, l.loan_no",
        (today.isoformat(),),
    )
    return [number for (number,) in rows]


def open_cases(store: Store) -> int:
    """How many cases of overdue loans nobody has ended."""
    return store.number(f"SELECT count(*) FROM overdue_case c WHERE c.gone = 0 AND {_CASE_OPEN}")


def unanswered(store: Store, since: date) -> list[Requested]:
    """Requests since a day without a word of the bank, whose loans still run; the oldest first."""
    rows = store.rows(
        "SELECT r.request_no, r.loan_no, r.household_no, "
        "coalesce(nullif(l.borrower_name, ''), h.head_name, ''), coalesce(h.admin_village, ''), "
        f"r.requested_on, coalesce({_MATURES}, r.maturity_on) FROM renewal_request r "
        "LEFT JOIN loan l ON l.loan_no = r.loan_no AND l.gone = 0 "
        "LEFT JOIN household h ON h.household_no = r.household_no "
        "WHERE r.gone = 0 AND r.requested_on >= ? "
        f"AND (l.id IS NULL OR {_LIVE}) AND NOT EXISTS (SELECT 1 "
        "FROM renewal_decision d WHERE d.request_no = r.request_no AND d.gone = 0) "
        "ORDER BY r.requested_on, r.request_no",
        (since.isoformat(),),
    )
    return [
        Requested(
            request_no=request,
            loan_no=loan,
            household_no=house,
            borrower=name,
            village=village,
            asked_on=asked,
            matures_on=to_day(ends),
        )
        for request, loan, house, name, village, text, ends in rows
        if (asked := to_day(text)) is not None
    ]


def linked_to(store: Store, household_no: str) -> list[str]:
    """The households that this one was split from, or that were merged into it."""
    rows = store.rows(
        "SELECT DISTINCT CASE WHEN c.household_no = ?1 THEN json_extract(c.details, '$.from[0]') "
        "ELSE c.household_no END FROM roster_change c "
        "WHERE (c.change_type = 'split' AND c.household_no = ?1) "
        "OR (c.change_type = 'merged' AND json_extract(c.details, '$.into[1]') = ?1) ORDER BY 1",
        (household_no,),
    )
    return [number for (number,) in rows if number]


def waiting(store: Store, last: date, today: date) -> list[LoanDue]:
    """The running small loans that are overdue on a day or end up to another, by maturity.

    Each with the last contact that told the household, and its last printed reminder.
    """
    told = told_on("l.household_no")
    reminded = (
        "(SELECT max(n.issued_on) FROM notice_issued n WHERE n.household_no = l.household_no "
        "AND n.gone = 0 AND n.kind = 'F12' AND n.voids_notice_no IS NULL AND n.notice_no NOT IN "
        "(SELECT w.voids_notice_no FROM notice_issued w WHERE w.gone = 0 "
        "AND w.voids_notice_no IS NOT NULL))"
    )
    overdue = f"({_OVERDUE} OR {_MATURES} < ?)"
    rows = store.rows(
        "SELECT l.loan_no, coalesce(l.household_no, ''), coalesce(h.head_name, ''), "
        "coalesce(l.borrower_name, ''), coalesce(h.admin_village, ''), "
        f"{_MATURES}, l.overdue_since, {overdue}, {told}, {reminded} {_FROM} "
        f"WHERE l.gone = 0 AND {_LIVE} AND {_SMALL} AND ({overdue} OR {_MATURES} <= ?) "
        f"ORDER BY {_MATURES}, l.scope, h.division_code, l.household_no, l.loan_no",
        (today.isoformat(), today.isoformat(), last.isoformat()),
    )
    return [
        LoanDue(
            loan_no=number,
            household_no=house,
            head_name=head,
            borrower_name=borrower,
            village=village,
            matures_on=to_day(matures),
            overdue_since=to_day(since),
            overdue=bool(late),
            told_on=to_day(told_on),
            reminded_on=to_day(sheet_on),
        )
        for number, house, head, borrower, village, matures, since, late, told_on, sheet_on in rows
    ]
