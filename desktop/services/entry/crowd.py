"""Finding a person among those of a township while somebody types, without asking the file."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from desktop.rules.doors import group_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Set

    from db.records.work import Resident

MOST = 9
_END = "\U0010ffff"
_ENDING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody who may be meant; `route` is the household's row on its village's sheet.

    It is 0 where the sheet that was printed last does not have the household.
    """

    household_no: str
    head_name: str
    name: str
    initials: tuple[str, ...]
    division_code: str
    village: str
    group_no: str
    route: int
    is_head: bool


def neighbours(
    people: Sequence[Resident], printed: Callable[[str, str], Sequence[str]]
) -> list[Neighbour]:
    """People in the order of villages and routes, heads first in their household.

    Args:
        people: everybody by village and household number, heads first.
        printed: the households by row of the sheet that was printed last for a village, by its
            code and name; where none was, rows count as a sheet would be printed now.
    """
    villages: dict[tuple[str, str], dict[str, list[Resident]]] = {}
    for one in people:
        houses = villages.setdefault((one.division_code, one.village), {})
        houses.setdefault(one.household_no, []).append(one)
    found: list[Neighbour] = []
    for (code, name), houses in villages.items():
        order = sorted(houses, key=lambda no: (group_place(houses[no][0].group_no), no))
        rows = {no: row for row, no in enumerate(printed(code, name) or order, start=1)}
        order.sort(key=lambda no: rows.get(no, len(rows) + 1))
        for number in order:
            found += _house(houses[number], rows.get(number, 0))
    return found


def _house(people: Sequence[Resident], route: int) -> list[Neighbour]:
    return [
        Neighbour(
            household_no=one.household_no,
            head_name=one.head_name,
            name=one.name,
            initials=one.initials,
            division_code=one.division_code,
            village=one.village,
            group_no=one.group_no,
            route=route,
            is_head=place == 0,
        )
        for place, one in enumerate(people)
    ]


class _Names:
    """People by initials; the order for a beginning is worked out once."""

    def __init__(self, people: Sequence[Neighbour]) -> None:
        self.people = people
        spelled = [(text, place) for place, one in enumerate(people) for text in one.initials]
        self._spelled = sorted(spelled)
        self._orders: dict[str, list[Neighbour]] = {}
        self._heads = {one.household_no: one for one in people if one.is_head}
        self._routes: dict[int, list[Neighbour]] = {}
        for one in self._heads.values():
            if one.route:
                self._routes.setdefault(one.route, []).append(one)

    def beginning(self, letters: str) -> list[Neighbour]:
        """Whose initials begin so: exact length first, heads first, then as the route goes."""
        found = self._orders.get(letters)
        if found is None:
            first = bisect_left(self._spelled, (letters, -1))
            last = bisect_left(self._spelled, (letters + _END, -1))
            ranked: dict[int, tuple[bool, bool, int]] = {}
            for text, place in self._spelled[first:last]:
                rank = len(text) != len(letters), not self.people[place].is_head, place
                ranked[place] = min(rank, ranked.get(place, rank))
            found = [self.people[rank[2]] for rank in sorted(ranked.values())]
            self._orders[letters] = found
        return found

    def numbered(self, digits: str) -> list[Neighbour]:
        """By household number, by place on the route sheet, by the end of the number."""
        whole = [self._heads[digits]] if digits in self._heads else []
        route = self._routes.get(int(digits), [])
        if len(digits) < _ENDING:
            return [*whole, *route]
        ends = [one for number, one in self._heads.items() if number.endswith(digits)]
        return [*whole, *route, *ends]


class Crowd:
    """Everybody on the roster, by village and altogether."""

    def __init__(self, people: Sequence[Neighbour]) -> None:
        """`people` come in the order of villages and routes, heads first in their household."""
        villages: dict[str, list[Neighbour]] = {}
        for one in people:
            villages.setdefault(one.division_code, []).append(one)
        self._all = _Names(people)
        self._villages = {code: _Names(some) for code, some in villages.items()}
        self.heads = {one.household_no: one for one in people if one.is_head}
        for letter in "abcdefghijklmnopqrstuvwxyz":
            self._all.beginning(letter)

    def of_village(self, village: str) -> list[Neighbour]:
        """The households of a village as the route goes, by their heads."""
        return [one for one in self.heads.values() if village in {"", one.division_code}]

    def find(
        self, typed: str, *, village: str = "", logged: Set[str] = frozenset()
    ) -> list[Neighbour]:
        """At most nine, one of each household: the village's own before the township's.

        Those not yet logged come first, then exact initials, then the order of the route. Digits
        are a place on the route sheet, or a household number or its end of three digits or more.
        """
        text = typed.strip().lower()
        if not text:
            return []
        some = (self._villages.get(village), self._all)
        found = (_fresh_first(self._matches(names, text), logged) for names in some)
        return list(islice(_one_each(chain.from_iterable(found)), MOST))

    def _matches(self, names: _Names | None, text: str) -> Iterable[Neighbour]:
        if names is None:
            return ()
        if text.isdecimal():
            return names.numbered(text)
        if not text.isascii():
            return [one for one in names.people if text in one.name.lower()]
        return names.beginning(text)


def _fresh_first(people: Iterable[Neighbour], logged: Set[str]) -> Iterator[Neighbour]:
    """Those not yet logged, then the others, in their order."""
    later = []
    for one in people:
        if one.household_no in logged:
            later.append(one)
        else:
            yield one
    yield from later


def _one_each(people: Iterable[Neighbour]) -> Iterator[Neighbour]:
    seen: set[str] = set()
    for one in people:
        if one.household_no not in seen:
            seen.add(one.household_no)
            yield one
