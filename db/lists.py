"""Lists that leave as files: people and whom to call, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from db.households import IN_ORDER, LAST_ON, PHONE, TOLD, chosen
from db.records.houses import HouseholdFilter
from db.store import Store
from db.told import contacts_of, said, uncorrected
from db.values import to_day

_PEOPLE = (
    "h.admin_village", "h.household_no", "h.head_name", "m.member_no", "m.name",
    "m.relation_to_head", "m.id_number", "m.birth_date", "m.health_status", "m.labour_skill",
    "m.phone", "h.household_status",
)  # fmt: skip
_PERSON = (
    "village", "household_no", "head_name", "member_no", "name", "relation_to_head", "id_number",
    "birth_date", "health_status", "labour_skill", "phone", "household_status",
)  # fmt: skip
_CALL = (
    "village", "group_no", "household_no", "head_name", "phone", "best_time", "told",
    "last_visit_on", "last_result",
)  # fmt: skip
_ASKED = ("contact_result", "visited_on", "hlc", "corrects_visit_no", "visit_no")
_LAST = (
    f"(SELECT n.contact_result FROM ({contacts_of('h.household_no', *_ASKED)}) n "
    f"WHERE {uncorrected('n')} ORDER BY n.visited_on DESC, {said('n')} DESC LIMIT 1)"
)


def members(store: Store, wanted: HouseholdFilter) -> Iterator[dict[str, object]]:
    """Everybody of the households that a filter lets through, in the order of the roster."""
    chosen_from, values = chosen(wanted, "JOIN member m ON m.household_no = h.household_no")
    sql = f"SELECT {', '.join(_PEOPLE)} {chosen_from} {IN_ORDER}, m.n"
    for row in store.each(sql, values):
        person = dict(zip(_PERSON, row, strict=True))
        person["birth_date"] = to_day(person["birth_date"])
        yield person


def calls(store: Store, wanted: HouseholdFilter) -> Iterator[dict[str, object]]:
    """Households on the roster that were not told, with the number to call.

    A household without any number is in the list too: somebody has to go there.
    """
    join = "LEFT JOIN household_note n ON n.id = h.household_no AND n.gone = 0"
    chosen_from, values = chosen(wanted, join)
    sql = (
        f"SELECT h.admin_village, h.group_no, h.household_no, h.head_name, {PHONE}, n.best_time, "
        f"{TOLD} AS told, {LAST_ON}, {_LAST} {chosen_from} AND h.household_status = 'listed' "
        f"AND told <> 'told' {IN_ORDER}"
    )
    for row in store.each(sql, values):
        line = dict(zip(_CALL, row, strict=True))
        line["last_visit_on"] = to_day(line["last_visit_on"])
        yield line
