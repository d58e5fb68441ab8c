"""What stands with a household until something follows it: a day that was agreed, a need.

The day's tasks, the list of whom to go to again and the route sheet all ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.funding import ENDED
from db.households import PHONE
from db.newest import Newest, newest
from db.records.day import Need, Promise
from db.records.needs import FollowUp
from db.store import Store
from db.told import contacts_of, has_people, people_of, said, same_person, told_on, uncorrected
from db.values import dumped, to_day
from db.visitlist import HOUSEHOLD, WIDTH, read, selecting

_MISSED = "('absent', 'dead_number')"
"""Contacts that reached nobody keep no promise."""

_ASKED = ("visited_on", "hlc", "corrects_visit_no", "visit_no", "contact_result", "follow_up_due")
_OF_PERSON = (
    f"SELECT {', '.join(f'o.{name}' for name in _ASKED)} FROM outreach_visit o "
    f"WHERE o.walk_in_no IN ({same_person('v.walk_in_no')}) AND o.gone = 0"
)


def _unkept(later: str) -> str:
    """Whether the promise of the visit `v` stands: nothing corrects it, no later contact kept it.

    A later contact keeps it if somebody was reached, or if it agreed another day.
    """
    return (
        f"{uncorrected('v')} AND NOT EXISTS (SELECT 1 FROM ({later}) n "
        "WHERE n.visited_on >= v.visited_on "
        f"AND (n.visited_on, {said('n')}) > (v.visited_on, {said('v')}) "
        f"AND (n.contact_result NOT IN {_MISSED} OR n.follow_up_due IS NOT NULL) "
        f"AND {uncorrected('n')})"
    )


_OF_HOUSES = (
    "SELECT v.visit_no, v.household_no AS house, NULL AS walk_in_no, h.head_name AS name, "
    "h.admin_village AS village, v.follow_up, v.follow_up_due AS due, h.township_code AS township, "
    "h.division_code AS division FROM told "
    "CROSS JOIN outreach_visit v INDEXED BY visit_by_household ON v.household_no = told.no "
    "AND v.gone = 0 AND v.follow_up_due IS NOT NULL AND v.visited_on >= told.day "
    "CROSS JOIN household h ON h.household_no = told.no "
    "WHERE v.follow_up_due BETWEEN :a AND :b "
    f"AND {_unkept(contacts_of('v.household_no', *_ASKED))}"
)
_OF_PEOPLE = (
    f"SELECT v.visit_no, {HOUSEHOLD}, v.walk_in_no, coalesce(h.head_name, t.name), "
    "coalesce(h.admin_village, t.admin_village), v.follow_up, v.follow_up_due, v.township_code, "
    "h.division_code FROM walk_in t "
    "CROSS JOIN outreach_visit v ON v.walk_in_no = t.walk_in_no AND v.walk_in_no IS NOT NULL "
    f"LEFT JOIN household h ON h.household_no = {HOUSEHOLD} "
    "WHERE t.gone = 0 AND v.gone = 0 AND v.follow_up_due BETWEEN :a AND :b "
    f"AND {_unkept(f'{_OF_PERSON} UNION ALL {contacts_of(HOUSEHOLD, *_ASKED)}')}"
)


def promises(
    store: Store, last: date, first: date | None = None, known: Newest | None = None
) -> list[Promise]:
    """Days agreed up to a day that no contact has followed, the oldest first.

    Those of people on no roster are among them, under the household that they are linked to.
    """
    known = known or newest(store)
    rows = store.rows(
        # What was told since keeps a promise too: most contacts need not be looked at.
        "WITH told AS MATERIALIZED (SELECT j.value AS no, "
        f"coalesce({told_on('j.value')}, '') AS day FROM json_each(:few) j) "
        f"{_OF_HOUSES} UNION ALL {_OF_PEOPLE} ORDER BY due, township, division, house, 1",
        {
            "a": first.isoformat() if first else "",
            "b": last.isoformat(),
            "few": dumped(known.promising),
        },
    )
    return [
        Promise(
            visit_no=number,
            household_no=house or "",
            walk_in_no=person or "",
            head_name=name or "",
            village=village or "",
            what=what or "",
            due=_day(due),
        )
        for number, house, person, name, village, what, due, _, _ in rows
    ]


_ANSWERED = "v.gone = 0 AND v.has_need IS NOT NULL"
_NEWEST = f"ORDER BY v.visited_on DESC, {said('v')} DESC LIMIT 1"
_ITS_OWN = (
    "FROM outreach_visit v INDEXED BY visit_by_household WHERE v.household_no = h.household_no "
    f"AND {_ANSWERED} AND {uncorrected('v')} {_NEWEST}"
)
_OF_LINKED = (
    f"FROM outreach_visit v WHERE v.walk_in_no IS NOT NULL "
    f"AND v.walk_in_no IN ({people_of('h.household_no')}) "
    f"AND {_ANSWERED} AND {uncorrected('v')} {_NEWEST}"
)
_ORDERED = f"v.id, v.visited_on, {said('v')} AS said, v.has_need"
_IF_NEEDED = "CASE WHEN has_need = 1 THEN id END"
_ANSWER = (
    f"CASE WHEN {has_people('h.household_no')} THEN (SELECT {_IF_NEEDED} FROM "
    f"(SELECT * FROM (SELECT {_ORDERED} {_ITS_OWN}) "
    f"UNION ALL SELECT * FROM (SELECT {_ORDERED} {_OF_LINKED})) "
    "ORDER BY visited_on DESC, said DESC LIMIT 1) "
    f"ELSE (SELECT {_IF_NEEDED} {_ITS_OWN}) END"
)
"""The contact in which the household `h`, or somebody linked to it, last answered about a need.

NULL where that answer was none: most contacts then need not be opened.
"""


def needs(store: Store, known: Newest | None = None) -> list[Need]:
    """Households of the roster whose last answer was a need that has no end, in their order."""
    known = known or newest(store)
    rows = store.rows(
        "SELECT v.visit_no, h.household_no, coalesce(h.head_name, ''), "
        "coalesce(h.admin_village, ''), v.visited_on, v.need_amount_fen, "
        "coalesce(v.need_use, ''), (SELECT max(k.checked_on) FROM eligibility_check k "
        "WHERE k.household_no = h.household_no AND k.gone = 0 AND k.checked_on >= v.visited_on) "
        "FROM json_each(?) j CROSS JOIN household h ON h.household_no = j.value "
        f"CROSS JOIN outreach_visit v ON v.id = {_ANSWER} "
        f"WHERE h.household_status = 'listed' AND v.has_need = 1 AND NOT {ENDED} "
        "ORDER BY v.visited_on, h.township_code, h.division_code, h.household_no",
        (dumped(known.needing),),
    )
    return [
        Need(
            visit_no=number,
            household_no=house,
            head_name=head,
            village=village,
            said_on=_day(said),
            amount_fen=amount,
            use=use,
            checked_on=to_day(checked),
        )
        for number, house, head, village, said, amount, use, checked in rows
    ]


_ORDER = ("visited_on", "hlc", "corrects_visit_no", "visit_no")
_OF_HOME = (
    "FROM outreach_visit x WHERE x.household_no = g.household_no AND x.gone = 0 "
    f"AND {uncorrected('x')} ORDER BY x.visited_on DESC"
)
_LAST_MISSED = (
    "v.id IN (SELECT m.id FROM household g CROSS JOIN outreach_visit m "
    "ON m.household_no = g.household_no "
    f"AND m.visited_on = (SELECT x.visited_on {_OF_HOME} LIMIT 1) "
    "WHERE g.household_status = 'listed' AND m.contact_result = 'absent' AND m.gone = 0 "
    f"AND m.follow_up_due IS NULL AND +m.id = (SELECT x.id {_OF_HOME}, {said('x')} DESC LIMIT 1)) "
    f"AND NOT EXISTS (SELECT 1 FROM ({contacts_of(HOUSEHOLD, *_ORDER)}) n "
    f"WHERE (n.visited_on, {said('n')}) > (v.visited_on, {said('v')}) AND {uncorrected('n')})"
)
"""Whether a visit is the last one of a household and met nobody; looked up by household."""

_MET_ON = (
    "(SELECT max(m.visited_on) FROM "
    f"({contacts_of(HOUSEHOLD, 'visited_on', 'contact_result', 'visit_no')}) m "
    f"WHERE m.contact_result <> 'absent' AND {uncorrected('m')})"
)
_MISSES = (
    "(SELECT count(*) FROM outreach_visit x WHERE x.household_no = v.household_no AND x.gone = 0 "
    f"AND x.contact_result = 'absent' AND {uncorrected('x')} "
    f"AND x.visited_on > coalesce({_MET_ON}, ''))"
)
_REACHABLE = f"coalesce(nullif({PHONE}, ''), nullif(t.phone, '')) IS NOT NULL"


def misses(store: Store, household_no: str) -> tuple[int, bool]:
    """How often a household was missed since somebody was met there, and if a number is known."""
    row = store.one(
        f"SELECT {_MISSES}, {_REACHABLE} FROM household h "
        "LEFT JOIN walk_in t ON 0 LEFT JOIN (SELECT household_no FROM household) v "
        "ON v.household_no = h.household_no WHERE h.household_no = ?",
        (household_no,),
    )
    return (row[0], bool(row[1])) if row else (0, False)


def promised(store: Store, due_by: date, *, limit: int = 500) -> list[FollowUp]:
    """The contacts whose `promises` are due by a day, the oldest first."""
    numbers = [one.visit_no for one in promises(store, due_by)][:limit]
    where = "AND v.visit_no IN (SELECT value FROM json_each(?)) ORDER BY v.follow_up_due, v.hlc"
    return _follow_ups(store, where, (dumped(numbers),), promised=True)


def missed(store: Store, *, limit: int = 500) -> list[FollowUp]:
    """Households on the roster whose last contact met nobody and promised nothing; oldest first."""
    where = f"AND {_LAST_MISSED} ORDER BY v.visited_on, v.hlc LIMIT ?"
    return _follow_ups(store, where, (limit,), promised=False)


def _follow_ups(
    store: Store, where: str, values: Sequence[object], *, promised: bool
) -> list[FollowUp]:
    begun = selecting(HOUSEHOLD, _MISSES, _REACHABLE)
    found = []
    for row in store.rows(f"{begun} {where}", values):
        household_no, misses, reachable = row[WIDTH:]
        found.append(
            FollowUp(
                visit=read(row),
                household_no=household_no or "",
                promised=promised,
                misses=misses,
                reachable=bool(reachable),
            )
        )
    return found


def _day(text: str) -> date:
    return to_day(text) or date.min
