"""Mended rows join the list in force: who is there already is replaced, nobody is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from db import rosters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from db.store import Store
    from db.values import Given

    Row = dict[str, Given]
    Key = tuple[Given, Given]


def joined(store: Store, township: str, rows: list[Row], heads: Collection[str]) -> list[Row]:
    """Mended rows in the midst of the township's list in force.

    A row replaces the person of its household with the same member number or, where one of the
    two has none, with the same identity number. The head's name of a household is that of its head
    once the head has come.
    """
    version = rosters.in_force(store, township)
    if version is None:
        return rows
    before = cast("list[Row]", rosters.people(store, township, version.roster_version))
    gone = _replaced(rows)
    stay = [one for one in before if not gone(one)]
    found = [*stay, *rows]
    _name_heads(found, {row.get("household_no") for row in rows}, heads)
    return found


def standing(store: Store, township: str) -> Callable[[Mapping[str, Given]], bool]:
    """Whether a row takes the place of a person in the township's list in force, as in `joined`."""
    version = rosters.in_force(store, township)
    if version is None:
        return lambda _row: False
    # One person is another by the same marks from either side.
    return _replaced(rosters.people(store, township, version.roster_version))


def _replaced(rows: Iterable[Mapping[str, Given]]) -> Callable[[Mapping[str, Given]], bool]:
    """Whether one of these rows stands for a person from now on."""
    numbers: set[Key] = set()
    ids: set[Key] = set()
    ids_alone: set[Key] = set()
    for row in rows:
        house, member, number = row.get("household_no"), row.get("member_no"), row.get("id_number")
        if member:
            numbers.add((house, member))
        else:
            ids_alone.add((house, number))
        ids.add((house, number))

    def gone(one: Mapping[str, Given]) -> bool:
        house, member, number = one.get("household_no"), one.get("member_no"), one.get("id_number")
        by_number = bool(member) and (house, member) in numbers
        return by_number or (bool(number) and (house, number) in (ids_alone if member else ids))

    return gone


def _name_heads(rows: Iterable[Row], touched: Collection[Given], heads: Collection[str]) -> None:
    """Give all rows of a household that rows joined the head's name, as far as there is a head."""
    within = [row for row in rows if row.get("household_no") in touched]
    names: dict[Given, Given] = {}
    for row in within:
        if row.get("relation_to_head") in heads:
            names.setdefault(row.get("household_no"), row.get("name"))
    for row in within:
        row["head_name"] = names.get(row.get("household_no")) or row.get("head_name")
