"""What the first page counts for a day, and how a row is called on screen."""

from __future__ import annotations

from datetime import date

from db.households import contacts
from db.merge import review_count
from db.records.work import Overview, Visit
from db.store import Store
from db.visits import reading, selecting

_MOST = 200


def of_day(store: Store, day: date) -> Overview:
    """The numbers of a day: households told, visits, promises due, needs unchecked, gaps."""
    total, informed, absent = store.one(
        "SELECT count(*), coalesce(sum(t.informed = 1), 0), coalesce(sum(t.informed = 0), 0) "
        f"FROM household h LEFT JOIN ({contacts()}) t "
        "ON t.no = h.household_no WHERE h.household_status = 'listed'"
    ) or (0, 0, 0)
    visits = "SELECT count(*) FROM outreach_visit WHERE gone = 0 AND corrects_visit_no IS NULL"
    iso = day.isoformat()
    return Overview(
        households=total,
        told=informed,
        absent_only=absent,
        visits_this_month=store.number(
            f"{visits} AND visited_on >= ? AND visited_on <= ?", (f"{iso[:7]}-01", f"{iso[:7]}-31")
        ),
        visits_on_day=store.number(f"{visits} AND visited_on = ?", (iso,)),
        follow_ups_due=tuple(_due(store, iso)),
        needs_unchecked=tuple(_needs(store)),
        villages_never_told=tuple(_never_told(store)),
        villages_without_board=tuple(_without_board(store)),
        drafts=store.number("SELECT count(*) FROM draft"),
        reviews=review_count(store),
        quarantined=store.number("SELECT count(*) FROM quarantine"),
    )


def _due(store: Store, day: str) -> list[Visit]:
    """Promises that are due and were not followed by another contact."""
    return reading(
        store,
        f"{selecting()} AND v.follow_up_due IS NOT NULL AND v.follow_up_due <= ? "
        "AND NOT EXISTS (SELECT 1 FROM outreach_visit c WHERE c.gone = 0 "
        "AND c.corrects_visit_no = v.visit_no) "
        "AND NOT EXISTS (SELECT 1 FROM outreach_visit n WHERE n.household_no = v.household_no "
        "AND n.gone = 0 AND n.id <> v.id AND (n.visited_on, n.hlc) > (v.visited_on, v.hlc)) "
        f"ORDER BY v.follow_up_due, v.hlc LIMIT {_MOST}",
        (day,),
    )


def _needs(store: Store) -> list[Visit]:
    """Households that said they need money and were not checked since."""
    return reading(
        store,
        f"{selecting()} AND v.has_need = 1 AND NOT EXISTS (SELECT 1 FROM outreach_visit c "
        "WHERE c.gone = 0 AND c.household_no = v.household_no AND c.id <> v.id "
        "AND (c.visited_on, c.hlc) > (v.visited_on, v.hlc)) "
        "AND NOT EXISTS (SELECT 1 FROM eligibility_check k "
        "WHERE k.household_no = v.household_no AND k.gone = 0 AND k.checked_on >= v.visited_on) "
        f"ORDER BY v.visited_on, v.hlc LIMIT {_MOST}",
        (),
    )


def _never_told(store: Store) -> list[tuple[str, str, int]]:
    """Villages with households nobody has told yet: code, name, how many."""
    return [
        (code, name, number)
        for code, name, number in store.rows(
            "SELECT coalesce(h.division_code, ''), coalesce(h.admin_village, ''), count(*) "
            f"FROM household h LEFT JOIN ({contacts()}) t "
            "ON t.no = h.household_no WHERE h.household_status = 'listed' "
            "AND coalesce(t.informed, 0) = 0 GROUP BY h.township_code, h.division_code, "
            "h.admin_village ORDER BY h.township_code, h.division_code, h.admin_village"
        )
    ]


def _without_board(store: Store) -> list[tuple[str, str]]:
    """Villages where no board is known to hang: code, name."""
    return [
        (code, name)
        for code, name in store.rows(
            "SELECT coalesce(h.division_code, ''), coalesce(h.admin_village, '') FROM household h "
            "WHERE h.household_status = 'listed' AND NOT EXISTS (SELECT 1 "
            "FROM publicity_activity a WHERE a.gone = 0 AND a.activity_type = 'board' "
            "AND a.removed_on IS NULL AND a.division_code = h.division_code "
            "AND NOT EXISTS (SELECT 1 FROM publicity_activity c WHERE c.gone = 0 "
            "AND c.corrects_activity_no = a.activity_no)) "
            "GROUP BY h.township_code, h.division_code, h.admin_village "
            "ORDER BY h.township_code, h.division_code, h.admin_village"
        )
    ]


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
