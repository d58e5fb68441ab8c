"""Who was told by a contact with the household itself; a board reaches nobody here (004 two)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from db.newest import Newest, newest
from db.records.day import DayVisits, Round
from db.records.houses import VillageCoverage
from db.store import Store
from db.told import told_on as day_told
from db.values import dumped, to_day

_BEGIN, _END = "", "9999"


def by_village(
    store: Store, *, village: str = "", from_on: date | None = None, to_on: date | None = None
) -> list[VillageCoverage]:
    """Households told and not yet told per village, in the order of divisions.

    village is a 12-digit code or a name, empty means all; days with both ends in.
    """
    rows = store.rows(
        "SELECT coalesce(h.division_code, ''), h.township_code, coalesce(h.admin_village, ''), "
        f"h.household_no, {day_told('h.household_no', 'v.visited_on BETWEEN :a AND :b')} "
        "FROM household h WHERE h.household_status = 'listed' "
        "AND (:g = '' OR :g IN (h.division_code, h.admin_village)) "
        "ORDER BY h.township_code, h.division_code, h.admin_village, h.household_no",
        {
            "a": from_on.isoformat() if from_on else _BEGIN,
            "b": to_on.isoformat() if to_on else _END,
            "g": village,
        },
    )
    grouped: dict[tuple[str, str, str], list[tuple[str, bool]]] = {}
    for division, township, name, number, told_on in rows:
        grouped.setdefault((division, township, name), []).append((number, told_on is not None))
    return [
        VillageCoverage(
            division_code=division,
            township_code=township,
            village=name,
            households=len(houses),
            reached=sum(informed for _, informed in houses),
            not_reached=tuple(number for number, informed in houses if not informed),
        )
        for (division, township, name), houses in grouped.items()
    ]


def rounds(store: Store, since: date) -> list[Round]:
    """How far the round is in each village, in the order of divisions; told ever and since a day.

    A board hangs while nothing says that it was taken down or corrected.
    """
    return rounds_in(store, newest(store, since))


def rounds_of(store: Store, first: date, last: date) -> list[Round]:
    """The rounds of a span that is over, in the order of divisions, as they stood on its last day.

    Told are the households on the roster now: up to that day, and within the span. A board hangs
    that was hung by then and taken down later or never.
    """
    until = day_told("h.household_no", "v.visited_on <= :b")
    within = day_told("h.household_no", "v.visited_on BETWEEN :a AND :b")
    given = {"a": first.isoformat(), "b": last.isoformat()}
    boards = {
        place: (to_day(held_on), where)
        for place, held_on, where in store.rows(
            "SELECT coalesce(nullif(a.division_code, ''), a.village, ''), a.held_on, "
            "coalesce(a.place, '') FROM publicity_activity a WHERE a.gone = 0 "
            "AND a.activity_type = 'board' AND a.held_on <= :b "
            "AND (a.removed_on IS NULL OR a.removed_on > :b) AND NOT EXISTS (SELECT 1 "
            "FROM publicity_activity c WHERE c.gone = 0 AND c.corrects_activity_no = "
            "a.activity_no) ORDER BY a.held_on",
            {"b": given["b"]},
        )
    }
    found = []
    for division, township, name, village, households, told, recently in store.rows(
        "SELECT coalesce(h.division_code, ''), h.township_code, coalesce(h.township, ''), "
        f"coalesce(h.admin_village, ''), count(*), sum({until} IS NOT NULL), "
        f"sum({within} IS NOT NULL) FROM household h WHERE h.household_status = 'listed' "
        "GROUP BY h.township_code, h.division_code, h.admin_village "
        "ORDER BY h.township_code, h.division_code, h.admin_village",
        given,
    ):
        board_on, board_place = boards.get(division or village, (None, ""))
        found.append(
            Round(
                division_code=division,
                township_code=township,
                township=name,
                village=village,
                households=households,
                told=told,
                told_since=recently,
                board_on=board_on,
                board_place=board_place,
            )
        )
    return found


def rounds_in(store: Store, known: Newest) -> list[Round]:
    """The rounds since the day of what is known of the newest contacts."""
    boards = {
        division or name: (to_day(held_on), place)
        for division, name, held_on, place in store.rows(
            "SELECT coalesce(a.division_code, ''), coalesce(a.village, ''), a.held_on, "
            "coalesce(a.place, '') FROM publicity_activity a WHERE a.gone = 0 "
            "AND a.activity_type = 'board' AND a.removed_on IS NULL AND NOT EXISTS (SELECT 1 "
            "FROM publicity_activity c WHERE c.gone = 0 AND c.corrects_activity_no = "
            "a.activity_no) ORDER BY a.held_on"
        )
    }
    days = told_on(store, [number for one in known.villages for number in one.unsure])
    found = []
    for one in known.villages:
        board_on, board_place = boards.get(one.division_code or one.village, (None, ""))
        further = [days[number] for number in one.unsure if number in days]
        found.append(
            Round(
                division_code=one.division_code,
                township_code=one.township_code,
                township=one.township,
                village=one.village,
                households=one.households,
                told=one.told + len(further),
                told_since=one.told_since + sum(day >= known.since for day in further),
                board_on=board_on,
                board_place=board_place,
            )
        )
    return found


def reporting(store: Store, township_codes: Collection[str]) -> set[str]:
    """The townships of which the ledger has a contact at all; numbers of contacts begin so."""
    return {
        code
        for code in township_codes
        if store.one(
            "SELECT 1 FROM outreach_visit WHERE visit_no >= ? AND visit_no < ? LIMIT 1",
            (code, f"{code}\uffff"),
        )
    }


def told_on(store: Store, household_nos: Collection[str]) -> dict[str, date]:
    """The last day on which each of these households was told; who never was is left out."""
    rows = store.rows(
        f"SELECT h.value, {day_told('h.value')} FROM json_each(?) h",
        (dumped(sorted(household_nos)),),
    )
    return {number: day for number, text in rows if (day := to_day(text)) is not None}


def visits_by_day(store: Store, first: date, last: date) -> list[DayVisits]:
    """Contacts between two days, both in, by day and result; a corrected one counts no more."""
    rows = store.rows(
        "SELECT v.visited_on, coalesce(v.contact_result, ''), count(*) FROM outreach_visit v "
        "WHERE v.gone = 0 AND v.visited_on BETWEEN ? AND ? AND v.visit_no NOT IN "
        "(SELECT c.corrects_visit_no FROM outreach_visit c WHERE c.gone = 0 "
        "AND c.corrects_visit_no IS NOT NULL) GROUP BY v.visited_on, v.contact_result",
        (first.isoformat(), last.isoformat()),
    )
    return [
        DayVisits(day=to_day(day) or date.min, contact_result=result, visits=visits)
        for day, result, visits in rows
    ]
