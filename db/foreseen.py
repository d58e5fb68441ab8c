"""What a list would change against the one in force, counted before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from db import rosters
from db.derive import packed_rows
from db.rosterdiff import facts, people
from db.rosterlist import HOUSEHOLD, MEMBER, Columns, House, Person, decoded, houses_of
from db.store import Store
from db.values import Given, packed

_ID = MEMBER.index("id_number")
Houses = Mapping[str, House]


class Foreseen(NamedTuple):
    """Households of a township in the list in force (None without one) and in the new list.

    `counts` are households by change type (added, removed, changed, split, merged).
    """

    had: int | None
    has: int
    counts: dict[str, int]


def by_township(
    store: Store, lists: Mapping[str, Sequence[Mapping[str, Given]]]
) -> dict[str, Foreseen]:
    """What lists would change, township by township.

    `lists` are rows by township, as `rosters.publish` takes them.

    Raises:
        StoreError: ``roster_unreadable``.
    """
    found: dict[str, Foreseen] = {}
    for township, rows in lists.items():
        version = rosters.in_force(store, township)
        label = f"{township}/{version.roster_version}" if version else ""
        before = houses_of(decoded(packed_rows(store, label))) if version else {}
        after = _houses(rows)
        had = len(before) if version else None
        found[township] = Foreseen(had, len(after), dict(Counter(_kinds(before, after))))
    return found


def _houses(rows: Sequence[Mapping[str, Given]]) -> Houses:
    """The households of a list, with values as the ledger would hold them."""
    columns: Columns = {}
    for name in (*HOUSEHOLD, *MEMBER):
        told = [row.get(name) for row in rows]
        if set(map(type, told)) != {type(None)}:
            columns[name] = [packed(value) for value in told]
    columns.setdefault("household_no", [None] * len(rows))
    return houses_of(columns)


def _kinds(before: Houses, after: Houses) -> Iterator[str]:
    """The change of each household that differs."""
    came_from, went_to = _homes(before), _homes(after)
    for number, house in after.items():
        old = before.get(number)
        if old is None:
            origin = _moved(came_from, house.people.values(), number)
            yield "split" if origin in after else "added"
        elif old != house and _differ(old, house):
            yield "changed"
    for number in before.keys() - after.keys():
        yield "merged" if _moved(went_to, before[number].people.values(), number) else "removed"


def _differ(old: House, new: House) -> bool:
    return bool(facts(HOUSEHOLD, old.facts, new.facts) or people(old.people, new.people))


def _homes(houses: Houses) -> dict[str, str]:
    """The household of every ID number."""
    return {
        str(person[_ID]): number
        for number, house in houses.items()
        for person in house.people.values()
        if person[_ID]
    }


def _moved(homes: Mapping[str, str], people: Iterable[Person], number: str) -> str:
    """The other household in which the first of these people is found, if there is one."""
    others = (homes.get(str(person[_ID] or ""), "") for person in people)
    return next((other for other in others if other and other != number), "")
