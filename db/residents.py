"""The people of the listed households with their initials."""

from __future__ import annotations

from collections import defaultdict

from db.households import IN_ORDER
from db.records.work import Resident
from db.search import INITIALS
from db.store import Store


def residents(store: Store) -> list[Resident]:
    """Everybody on the roster, heads first in each household, households by village and number."""
    initials: defaultdict[int, list[str]] = defaultdict(list)
    for key, members in store.rows("SELECT key, members FROM search WHERE why = ?", (INITIALS,)):
        for member in members.split():
            initials[int(member)].append(key)
    found: list[Resident] = []
    for number, head, division, village, group, n, name in store.rows(
        "SELECT h.household_no, coalesce(h.head_name, ''), coalesce(h.division_code, ''), "
        "coalesce(h.admin_village, ''), coalesce(h.group_no, ''), m.n, coalesce(m.name, '') "
        "FROM household h LEFT JOIN member m ON m.household_no = h.household_no "
        "WHERE h.household_status = 'listed' "
        f"{IN_ORDER}, m.name <> h.head_name, m.n"
    ):
        found.append(
            Resident(
                household_no=number,
                head_name=head,
                name=name or head,
                initials=tuple(initials.get(n, ())),
                division_code=division,
                village=village,
                group_no=group,
            )
        )
    return found
