"""What waits on a day, and how a row is called on screen."""

from __future__ import annotations

from datetime import date, datetime

from db.gate import place
from db.hlc import moment_of
from db.store import Store


def visits_in(store: Store, first: date, last: date) -> int:
    """How many contacts were logged for the days between two, both in; corrections count once."""
    return store.number(
        "SELECT count(*) FROM outreach_visit v WHERE v.gone = 0 AND v.visited_on BETWEEN ? AND ? "
        "AND v.visit_no NOT IN (SELECT c.corrects_visit_no FROM outreach_visit c "
        "WHERE c.gone = 0 AND c.corrects_visit_no IS NOT NULL)",
        (first.isoformat(), last.isoformat()),
    )


def drafts(store: Store) -> int:
    """How many forms were begun and not finished."""
    return store.number("SELECT count(*) FROM draft")


def last_written(store: Store) -> datetime | None:
    """When the newest operation was written or taken; None in a ledger without any."""
    newest = max(
        (
            store.number("SELECT hlc FROM op WHERE n = ?", (place(head.id, head.seq),))
            for head in store.streams.values()
            if head.seq
        ),
        default=0,
    )
    return moment_of(newest) if newest else None


def unsettled(store: Store, year: int, quarter: int, last: date) -> bool:
    """Whether a small loan bears interest up to the last day of a quarter that nobody settled yet.

    A loan is settled once a batch of the quarter was kept for all banks, or for its own.
    """
    return bool(
        store.number(
            "SELECT EXISTS (SELECT 1 FROM loan l WHERE l.gone = 0 "
            "AND l.product_code IN ('BFXE', 'TPXE', 'FPXE') AND l.drawn_on <= ? "
            "AND (coalesce(l.balance_fen, 1) > 0 OR EXISTS (SELECT 1 "
            "FROM interest_settlement i WHERE i.loan_no = l.loan_no AND i.gone = 0 "
            "AND i.settled_on = ?)) AND NOT EXISTS (SELECT 1 FROM subsidy_batch b "
            "WHERE b.gone = 0 AND b.year = ? AND b.quarter = ? "
            "AND coalesce(b.bank, '') IN ('', coalesce(l.bank, ''))))",
            (last.isoformat(), last.isoformat(), year, quarter),
        )
    )


def holds(store: Store, table: str) -> bool:
    """Whether this ledger holds a row of a table at all."""
    return bool(store.number(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE gone = 0)"))


_SUBJECT = {
    "household_note": "SELECT head_name FROM household WHERE household_no = ?",
    "walk_in": "SELECT name FROM walk_in WHERE id = ?",
    "contact_person": "SELECT name FROM contact_person WHERE id = ?",
    "product": "SELECT name FROM product WHERE id = ?",
    "need_end": (
        "SELECT coalesce(h.head_name, w.name) FROM outreach_visit v "
        "LEFT JOIN walk_in w ON w.walk_in_no = v.walk_in_no AND w.gone = 0 "
        "LEFT JOIN household h ON h.household_no = coalesce(v.household_no, w.household_no) "
        "WHERE v.id = ?"
    ),
}


def subject(store: Store, table: str, row: str) -> str:
    """How a row under review is called: the head's or the person's name, else its id."""
    sql = _SUBJECT.get(table)
    found = store.one(sql, (row,)) if sql else None
    return (found[0] if found else "") or row
