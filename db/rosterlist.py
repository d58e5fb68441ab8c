"""A township's roster as it travels in one operation: rows packed, households opened."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from db.faults import StoreError
from db.packing import pack, unpack
from db.records.core import Value
from db.registry import INTEGERS, ROSTER_HOUSEHOLD, ROSTER_MEMBER

HOUSEHOLD = tuple(ROSTER_HOUSEHOLD)
MEMBER = tuple(ROSTER_MEMBER)

Columns = dict[str, list[Value]]
"""A list of people by column; all columns are equally long."""

Person = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class House:
    """A household of one version: its facts and its people by member number."""

    facts: tuple[Value, ...]
    people: dict[str, Person]


@dataclass(frozen=True, slots=True)
class Version:
    """One township's part of a roster version, opened."""

    id: str
    order: str
    name: str
    township: str
    as_of: str
    houses: dict[str, House]


@contextmanager
def no_collecting() -> Iterator[None]:
    """Leave the garbage collector out: half a million tuples that all stay cost it seconds."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def encoded(columns: Columns) -> str:
    """A list by column as it lies in the one operation."""
    return pack(columns)


def decoded(text: str) -> Columns:
    """What `encoded` packed.

    Raises:
        StoreError: ``roster_unreadable``.
    """
    try:
        columns = unpack(text)
        lengths = {len(values) for values in columns.values()}
        known = all(isinstance(values, list) for values in columns.values())
    except (ValueError, TypeError) as error:
        raise StoreError("roster_unreadable") from error
    if len(lengths) != 1 or not known or "household_no" not in columns:
        raise StoreError("roster_unreadable")
    return columns


def houses_of(columns: Columns) -> dict[str, House]:
    """The households of a list of people; facts come from a household's first row."""
    size = len(columns["household_no"])
    empty: list[Value] = [None] * size
    facts = [_clean(columns.get(name, empty), kind) for name, kind in ROSTER_HOUSEHOLD.items()]
    people = [_clean(columns.get(name, empty), kind) for name, kind in ROSTER_MEMBER.items()]
    houses: dict[str, House] = {}
    for told, person in zip(zip(*facts, strict=True), zip(*people, strict=True), strict=True):
        number, key = told[0], person[0]
        if not number:
            continue
        house = houses.get(number)
        if house is None:
            house = houses[number] = House(told, {})
        if key and key not in house.people:
            house.people[key] = person
        else:
            key = f"{key or ''}~{len(house.people) + 1}"
            house.people[key] = (key, *person[1:])
    return houses


def _clean(values: list[Value], kind: str) -> list[Any]:
    """Values that the column takes: numbers where numbers belong, else text or nothing."""
    types = set(map(type, values))
    if kind in INTEGERS:
        if types <= {int, type(None)}:
            return values
        return [int(v) if isinstance(v, int) else None for v in values]
    if types <= {str, type(None)}:
        return values
    return [v if v is None or isinstance(v, str) else str(v) for v in values]
