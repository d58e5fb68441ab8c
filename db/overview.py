"""What waits on a day, and how a row is called on screen."""

from __future__ import annotations

from datetime import date, datetime

from db.gate import place
from db.hlc import moment_of
from db.records.day import Need, Promise
from db.store import Store
from db.values import to_day

_UNCORRECTED = (
    "NOT EXISTS (SELECT 1 FROM outreach_visit c WHERE c.corrects_visit_no = {v}.visit_no "
    "AND c.gone = 0)"
)
_TOLD_ON = (
    "(SELECT t.visited_on FROM outreach_visit t WHERE t.household_no = h.household_no "
    "AND t.gone = 0 AND t.contact_result = 'informed' "
    f"AND {_UNCORRECTED.format(v='t')} ORDER BY t.visited_on DESC LIMIT 1)"
)
_KEEPS = "('absent', 'dead_number')"
"""Contacts that reached nobody keep no promise."""


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


def promises(store: Store, last: date, first: date | None = None) -> list[Promise]:
    """Days agreed with households up to a day, that no contact has followed, the oldest first.

    A later contact keeps the promise if somebody was reached, or if it agreed another day.
    """
    rows = store.rows(
        "WITH told AS MATERIALIZED "
        f"(SELECT h.household_no AS no, coalesce({_TOLD_ON}, '') AS day FROM household h) "
        "SELECT v.visit_no, v.household_no, coalesce(h.head_name, ''), "
        "coalesce(h.admin_village, ''), v.follow_up_due FROM told "
        "CROSS JOIN outreach_visit v INDEXED BY visit_promise ON v.household_no = told.no "
        "AND v.gone = 0 AND v.follow_up_due IS NOT NULL AND v.visited_on >= told.day "
        "CROSS JOIN household h ON h.household_no = told.no "
        "WHERE v.follow_up_due BETWEEN ? AND ? "
        f"AND {_UNCORRECTED.format(v='v')} AND NOT EXISTS (SELECT 1 FROM outreach_visit n "
        "WHERE n.household_no = v.household_no AND n.gone = 0 AND n.visited_on >= v.visited_on "
        f"AND n.id <> v.id AND {_UNCORRECTED.format(v='n')} "
        "AND (n.visited_on, n.hlc) > (v.visited_on, v.hlc) "
        f"AND (n.contact_result NOT IN {_KEEPS} OR n.follow_up_due IS NOT NULL)) "
        "ORDER BY v.follow_up_due, h.township_code, h.division_code, v.household_no",
        (first.isoformat() if first else "", last.isoformat()),
    )
    return [
        Promise(visit_no=number, household_no=house, head_name=head, village=village, due=_day(due))
        for number, house, head, village, due in rows
    ]


def needs(store: Store) -> list[Need]:
    """Households of the roster whose last answer was that they need money, in their order."""
    found: dict[str, Need] = {}
    answer = (
        "(SELECT a.{what} FROM outreach_visit a WHERE a.household_no = h.household_no "
        "AND a.gone = 0 AND a.has_need IS NOT NULL "
        f"AND {_UNCORRECTED.format(v='a')} ORDER BY a.visited_on DESC, a.hlc DESC LIMIT 1)"
    )
    for number, house, head, village, said, amount, use, checked in store.rows(
        "SELECT v.visit_no, v.household_no, coalesce(h.head_name, ''), "
        "coalesce(h.admin_village, ''), v.visited_on, v.need_amount_fen, "
        "coalesce(v.need_use, ''), (SELECT max(k.checked_on) FROM eligibility_check k "
        "WHERE k.household_no = v.household_no AND k.gone = 0 AND k.checked_on >= v.visited_on) "
        f"FROM household h CROSS JOIN outreach_visit v ON v.id = {answer.format(what='id')} "
        f"WHERE h.household_status = 'listed' AND {answer.format(what='has_need')} = 1 "
        "ORDER BY v.visited_on, h.township_code, h.division_code, v.household_no"
    ):
        found[house] = Need(
            visit_no=number,
            household_no=house,
            head_name=head,
            village=village,
            said_on=_day(said),
            amount_fen=amount,
            use=use,
            checked_on=to_day(checked),
        )
    return list(found.values())


def unsettled(store: Store, year: int, quarter: int, last: date) -> int:
    """How many small loans bear interest up to the last day of a quarter that nobody settled yet.

    Nothing counts once a batch of the quarter was kept.
    """
    return store.number(
        "SELECT count(*) FROM loan l WHERE l.gone = 0 AND l.product_code IN ('BFXE', 'TPXE', "
        "'FPXE') AND l.drawn_on <= ? AND (coalesce(l.balance_fen, 1) > 0 OR EXISTS (SELECT 1 "
        "FROM interest_settlement i WHERE i.loan_no = l.loan_no AND i.gone = 0 "
        "AND i.settled_on = ?)) AND NOT EXISTS (SELECT 1 FROM subsidy_batch b "
        "WHERE b.gone = 0 AND b.year = ? AND b.quarter = ?)",
        (last.isoformat(), last.isoformat(), year, quarter),
    )


def _day(text: str) -> date:
    return to_day(text) or date.min


_SUBJECT = {
    "household_note": "SELECT head_name FROM household WHERE household_no = ?",
    "walk_in": "SELECT name FROM walk_in WHERE id = ?",
    "contact_person": "SELECT name FROM contact_person WHERE id = ?",
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
