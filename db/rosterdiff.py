"""What differs between two states of a roster, household by household."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from db.records.core import Value
from db.rosterlist import MEMBER, Person
from db.values import Row

_NAME = MEMBER.index("name")
_ID = MEMBER.index("id_number")
_UNSAID = frozenset({"originals"})
"""How a cell was typed is kept beside the value; it changes nothing about a person."""

Details = dict[str, tuple[str, str]]
"""What differs: field to (before, after); people as ``member:NO:FIELD`` or ``member:NO``."""


def facts(names: Iterable[str], old: Row, new: tuple[Value, ...], prefix: str = "") -> Details:
    """The fields that differ, as before and after."""
    if old == new:
        return {}
    return {
        f"{prefix}{name}": (_shown(before), _shown(after))
        for name, before, after in zip(names, old, new, strict=True)
        if before != after and name not in _UNSAID
    }


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def people(old: Mapping[str, Person], new: Mapping[str, Person]) -> Details:
    """Who differs, came or left, as ``member:<no>:<field>`` and ``member:<no>`` with the name."""
    if old == new:
        return {}
    out: Details = {}
    for key, person in old.items():
        now = new.get(key)
        if now is None:
            out[f"member:{key}"] = (str(person[_NAME] or ""), "")
        elif now != person:
            out |= facts(MEMBER, person, now, f"member:{key}:")
    for key, person in new.items():
        if key not in old:
            out[f"member:{key}"] = ("", str(person[_NAME] or ""))
    return out


def whereabouts(houses: Iterable[tuple[str, Iterable[Person]]]) -> dict[str, str]:
    """The household in which each ID number is found."""
    return {
        str(person[_ID]): number for number, persons in houses for person in persons if person[_ID]
    }


def moved(found: Mapping[str, str], persons: Iterable[Person], number: str) -> str:
    """The other household in which the first of these people is found."""
    for person in persons:
        other = found.get(str(person[_ID] or ""), "")
        if other and other != number:
            return other
    return ""
