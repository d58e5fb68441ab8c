"""What the newest contact of each household settles, so that most need no further look.

One look per household: whether it was told and when, and whether a need or a day that was agreed
may stand. Only those few are then asked in full (`standing`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from db.store import Store
from db.told import MET, uncorrected


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageTold:
    """The households of one village that are on the roster, those told ever and since a day.

    The newest contact of those in `unsure` does not tell: they are not counted as told here.
    """

    division_code: str
    township_code: str
    township: str
    village: str
    households: int
    told: int
    told_since: int
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """Who was told ever and since a day, by village in the order of divisions; whom to ask in full.

    `needing` and `promising` are the numbers of all households with whom a need, or an agreed day,
    can stand; some of them have none.
    """

    since: date
    villages: tuple[VillageTold, ...]
    needing: tuple[str, ...]
    promising: tuple[str, ...]


_YES = "y"
_FIRST = "v.corrects_visit_no IS NULL"
"""Only a record that corrects nothing is as old as it looks; see `told.said`."""

_SETTLED = f"{MET} AND v.has_need = 0 AND v.follow_up_due IS NULL AND {_FIRST}"
_SAYS = (
    f"CASE WHEN {_SETTLED} THEN v.visited_on ELSE CASE WHEN {MET} THEN 'y' ELSE 'n' END "
    f"|| CASE WHEN v.has_need = 0 AND {_FIRST} THEN 'n' ELSE 'y' END "
    f"|| CASE WHEN {MET} AND v.follow_up_due IS NULL AND {_FIRST} THEN 'n' ELSE 'y' END "
    "|| coalesce(v.visited_on, '') END"
)
"""The day of a contact that told and leaves nothing open; before the day of any other one stands
whether it told, and whether a need and a promise can stand after it."""

_NEWEST = (
    f"(SELECT {_SAYS} FROM outreach_visit v INDEXED BY visit_by_household "
    "WHERE v.household_no = h.household_no AND v.gone = 0 "
    f"AND ({MET} OR v.has_need IS NOT NULL OR v.follow_up_due IS NOT NULL) "
    f"AND {uncorrected('v')} ORDER BY v.visited_on DESC, v.hlc DESC LIMIT 1)"
)
"""The newest contact that stands and tells, answers or agrees anything; none of these follows it.

NULL where there is none. Somebody linked has contacts of her own: such a household is unsure.
"""

_LINKED = "SELECT w.household_no FROM walk_in w WHERE w.household_no <> '' AND w.gone = 0"
_OPEN = "json_group_array(json_array(no, listed, newest)) FILTER (WHERE newest > 'a')"
_SQL = (
    "WITH house AS MATERIALIZED (SELECT h.household_no AS no, h.township_code, "
    "coalesce(h.division_code, '') AS division, coalesce(h.township, '') AS township, "
    "coalesce(h.admin_village, '') AS village, h.household_status = 'listed' AS listed, "
    f"CASE WHEN h.household_no IN ({_LINKED}) THEN 'nyy' ELSE {_NEWEST} END AS newest "
    "FROM household h) "
    "SELECT division, township_code, max(township) FILTER (WHERE listed), village, sum(listed), "
    "coalesce(sum(listed AND newest < 'a'), 0), "
    f"coalesce(sum(listed AND newest < 'a' AND newest >= ?), 0), {_OPEN} FROM house "
    "GROUP BY township_code, division, village ORDER BY township_code, division, village"
)


def newest(store: Store, since: date = date.max) -> Newest:
    """What the newest contacts of all households say."""
    villages, needing, promising, begins = [], [], [], since.isoformat()
    for row in store.rows(_SQL, (begins,)):
        division, township_code, township, village, households, told, told_since, left = row
        unsure = []
        for number, listed, says in json.loads(left):
            tells, needs, promises, day = says[0], says[1], says[2], says[3:]
            if promises == _YES:
                promising.append(number)
            if not listed:
                continue
            if needs == _YES:
                needing.append(number)
            if tells == _YES and day:
                told, told_since = told + 1, told_since + (day >= begins)
            else:
                unsure.append(number)
        if households:
            villages.append(
                VillageTold(
                    division_code=division,
                    township_code=township_code,
                    township=township,
                    village=village,
                    households=households,
                    told=told,
                    told_since=told_since,
                    unsure=tuple(unsure),
                )
            )
    return Newest(
        since=since,
        villages=tuple(villages),
        needing=tuple(needing),
        promising=tuple(promising),
    )
