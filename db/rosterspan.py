"""The difference between any two states of the roster, and a household as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from db.derive import packed_rows
from db.records.houses import Household, Member, RosterChange, RosterVersion
from db.registry import ROSTER_HOUSEHOLD, ROSTER_MEMBER
from db.rosterdiff import Details, facts, moved, people, whereabouts
from db.rosterlist import HOUSEHOLD, MEMBER, House, decoded, houses_of, no_collecting
from db.rosters import versions
from db.store import Store
from db.values import Shape

_HEAD = HOUSEHOLD.index("head_name")
_MEMBER = Shape(Member, ROSTER_MEMBER)
_HOUSEHOLD = Shape(Household, ROSTER_HOUSEHOLD)
_PERSON_AT = [MEMBER.index(name) for name in _MEMBER.columns.split(", ")]
_HOUSE_AT = [HOUSEHOLD.index(name) for name in _HOUSEHOLD.columns.split(", ")]

Standing = dict[str, tuple[RosterVersion, House]]
"""Households by number, each with the version that lists it."""


def in_force_after(all_versions: list[RosterVersion], label: str) -> list[RosterVersion]:
    """The newest version of each township as it stood when a version came, that one included."""
    labels = [one.roster_version for one in all_versions]
    if label not in labels:
        return []
    found: dict[str, RosterVersion] = {}
    for one in all_versions[labels.index(label) :]:
        found.setdefault(one.township_code, one)
    return list(found.values())


def between(store: Store, earlier: str, later: str, township_code: str = "") -> list[RosterChange]:
    """What is different after `later` from how it stood after `earlier`, ordered by number.

    An empty `earlier` stands for no roster at all. What lies between does not show: who came
    and left again is not told. Who only moved from one township's list to another's is changed.

    Raises:
        StoreError: ``row_unknown``, ``roster_unreadable``.
    """
    known = versions(store)
    news = in_force_after(known, later)
    olds = in_force_after(known, earlier)
    days = {one.township_code: one.as_of_date for one in news}
    same = {one.digest for one in olds} & {one.digest for one in news}
    with no_collecting():
        old = _standing(store, [one for one in olds if one.digest not in same])
        new = _standing(store, [one for one in news if one.digest not in same])
        found = [
            RosterChange(
                roster_version=later,
                township_code=version.township_code,
                as_of_date=days.get(version.township_code, version.as_of_date),
                household_no=number,
                change_type=kind,
                head_name=str(house.facts[_HEAD] or ""),
                details=details,
            )
            for number, kind, version, house, details in _compared(old, new)
            if township_code in ("", version.township_code)
        ]
    return sorted(found, key=lambda one: one.household_no)


def _standing(store: Store, those: list[RosterVersion]) -> Standing:
    found: Standing = {}
    for one in those:
        row = f"{one.township_code}/{one.roster_version}"
        for number, house in houses_of(decoded(packed_rows(store, row))).items():
            found[number] = (one, house)
    return found


def _compared(
    old: Standing, new: Standing
) -> Iterator[tuple[str, str, RosterVersion, House, Details]]:
    came, left = new.keys() - old.keys(), old.keys() - new.keys()
    came_from = _people_of(old) if came else {}
    went_to = _people_of(new) if left else {}
    for number, (version, house) in new.items():
        if number in came:
            origin = moved(came_from, house.people.values(), number)
            origin = origin if origin in new else ""
            details: Details = {"from": (origin, "")} if origin else {}
            yield number, "split" if origin else "added", version, house, details
            continue
        before = old[number][1]
        if before != house:
            details = facts(HOUSEHOLD, before.facts, house.facts)
            details |= people(before.people, house.people)
            yield number, "changed", version, house, details
    for number in left:
        version, house = old[number]
        into = moved(went_to, house.people.values(), number)
        details = {"into": ("", into)} if into else {}
        yield number, "merged" if into else "removed", version, house, details


def _people_of(standing: Standing) -> dict[str, str]:
    return whereabouts((number, house.people.values()) for number, (_, house) in standing.items())


def on_day(store: Store, household_no: str, on: date) -> tuple[Household, list[Member]] | None:
    """A household as the version of a day lists it, or None where none of that day does.

    Raises:
        StoreError: ``roster_unreadable``.
    """
    seen: set[str] = set()
    for one in versions(store):
        if one.as_of_date > on or one.township_code in seen:
            continue
        seen.add(one.township_code)
        house = _listed(store, one, household_no)
        if house is not None:
            members = [
                _MEMBER.read(tuple(person[at] for at in _PERSON_AT), household_no=household_no)
                for person in house.people.values()
            ]
            told = _HOUSEHOLD.read(
                tuple(house.facts[at] for at in _HOUSE_AT),
                township_code=one.township_code,
                household_status="listed",
                source_roster_version=one.roster_version,
            )
            return told, members
    return None


def _listed(store: Store, version: RosterVersion, household_no: str) -> House | None:
    row = f"{version.township_code}/{version.roster_version}"
    with no_collecting():
        return houses_of(decoded(packed_rows(store, row))).get(household_no)
