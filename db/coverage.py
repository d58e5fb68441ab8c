"""Who was told by a contact with the household itself; a board reaches nobody here (004 two)."""

from __future__ import annotations

from datetime import date

from db.households import contacts
from db.records.houses import VillageCoverage
from db.store import Store


def by_village(
    store: Store, *, village: str = "", from_on: date | None = None, to_on: date | None = None
) -> list[VillageCoverage]:
    """Households told and not yet told per village, in the order of divisions.

    village is a 12-digit code or a name, empty means all; days with both ends in.
    """
    span = (from_on.isoformat() if from_on else "", to_on.isoformat() if to_on else "9999")
    rows = store.rows(
        "SELECT coalesce(h.division_code, ''), h.township_code, coalesce(h.admin_village, ''), "
        "h.household_no, coalesce(t.informed, 0) FROM household h LEFT JOIN "
        f"({contacts(' AND v.visited_on >= ? AND v.visited_on <= ?')}) t "
        "ON t.no = h.household_no WHERE h.household_status = 'listed' "
        "AND (? = '' OR ? IN (h.division_code, h.admin_village)) "
        "ORDER BY h.township_code, h.division_code, h.admin_village, h.household_no",
        (*span, *span, village, village),
    )
    grouped: dict[tuple[str, str, str], list[tuple[str, bool]]] = {}
    for division, township, name, number, informed in rows:
        grouped.setdefault((division, township, name), []).append((number, bool(informed)))
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
