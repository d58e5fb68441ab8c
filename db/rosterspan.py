"""The difference between any two states of the roster, and a household as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from db.derive import packed_rows
from db.records.core import Value
from db.records.houses import Household, Member, RosterChange, RosterVersion
from db.registry import ROSTER_HOUSEHOLD, ROSTER_MEMBER
from db.rosterdiff import Details, facts, moved, people
from db.rosterlist import HOUSEHOLD, MEMBER, Columns, House, decoded, houses_of, no_collecting
from db.rosters import versions
from db.store import Store
from db.values import Shape

_FIELDS = (*HOUSEHOLD, *MEMBER)
_HEAD = HOUSEHOLD.index("head_name")
_MEMBER = Shape(Member, ROSTER_MEMBER)
_HOUSEHOLD = Shape(Household, ROSTER_HOUSEHOLD)
_PERSON_AT = [MEMBER.index(name) for name in _MEMBER.columns.split(", ")]
_HOUSE_AT = [HOUSEHOLD.index(name) for name in _HOUSEHOLD.columns.split(", ")]


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
        old = _Standing(store, [one for one in olds if one.digest not in same])
        new = _Standing(store, [one for one in news if one.digest not in same])
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


class _Standing:
    """The rows of some versions by household; only what differs is opened into households."""

    def __init__(self, store: Store, those: list[RosterVersion]) -> None:
        self._version: dict[str, RosterVersion] = {}
        self.rows: dict[str, list[tuple[Value, ...]]] = {}
        self._at: dict[str, str] = {}
        for one in those:
            self._take(one, aligned(decoded(packed_rows(store, row_of(one)))))

    def _take(self, version: RosterVersion, columns: Columns) -> None:
        own: dict[str, list[tuple[Value, ...]]] = {}
        for number, row in zip(
            columns["household_no"], zip(*columns.values(), strict=True), strict=True
        ):
            if number:
                own.setdefault(str(number), []).append(row)
        self.rows |= own
        self._version |= dict.fromkeys(own, version)
        carriers = zip(columns["id_number"], columns["household_no"], strict=True)
        self._at |= {str(number): str(house) for number, house in carriers if number and house}

    def house(self, number: str) -> tuple[RosterVersion, House]:
        """A household with the version that lists it."""
        columns = dict(zip(_FIELDS, map(list, zip(*self.rows[number], strict=True)), strict=True))
        return self._version[number], houses_of(columns)[number]

    def elsewhere(self, house: House, number: str) -> str:
        """The other household here in which the first of a household's people is found."""
        return moved(self._at, house.people.values(), number)


def _compared(
    old: _Standing, new: _Standing
) -> Iterator[tuple[str, str, RosterVersion, House, Details]]:
    for number, rows in new.rows.items():
        before = old.rows.get(number)
        if before == rows:
            continue
        version, house = new.house(number)
        details: Details
        if before is None:
            origin = old.elsewhere(house, number)
            origin = origin if origin in new.rows else ""
            details = {"from": (origin, "")} if origin else {}
            yield number, "split" if origin else "added", version, house, details
            continue
        was = old.house(number)[1]
        details = facts(HOUSEHOLD, was.facts, house.facts) | people(was.people, house.people)
        if details:
            yield number, "changed", version, house, details
    for number in old.rows.keys() - new.rows.keys():
        version, house = old.house(number)
        into = new.elsewhere(house, number)
        details = {"into": ("", into)} if into else {}
        yield number, "merged" if into else "removed", version, house, details


def row_of(version: RosterVersion) -> str:
    """The row of a township's part of a version."""
    return f"{version.township_code}/{version.roster_version}"


def aligned(columns: Columns) -> Columns:
    """A list with all columns in the order of the house; a version leaves out empty ones."""
    empty: list[Value] = [None] * len(columns["household_no"])
    return {name: columns.get(name, empty) for name in _FIELDS}


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
    with no_collecting():
        return houses_of(decoded(packed_rows(store, row_of(version)))).get(household_no)
