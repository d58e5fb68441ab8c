"""A township's roster as it travels in one operation: rows packed, households opened."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from db.faults import StoreError
from db.records.core import Value

HOUSEHOLD = [
    "household_no",
    "division_code",
    "county",
    "township",
    "admin_village",
    "natural_village",
    "group_no",
    "head_name",
    "household_phone",
    "member_count",
    "household_type",
    "monitor_category",
    "poverty_exit_year",
    "first_identified_on",
    "risk_identified_on",
    "risk_cleared_on",
    "risk_cleared",
    "needs_continued_support",
    "risk_cause",
    "per_capita_net_income_fen",
    "relocated",
    "resettlement_area",
]
"""The fields that a roster tells of a household, on each row of its people."""

MEMBER = [
    "member_no",
    "name",
    "id_number",
    "relation_to_head",
    "sex",
    "birth_date",
    "ethnicity",
    "education",
    "health_status",
    "labour_skill",
    "phone",
    "alive",
    "died_on",
    "member_identified_on",
    "originals",
]
"""The fields that a roster tells of a person."""

_INTEGERS = frozenset(
    {"member_count", "poverty_exit_year", "per_capita_net_income_fen", "relocated", "alive"}
)
_LARGEST = 512 * 1024 * 1024

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


def encoded(columns: list[str], rows: list[list[Value]]) -> str:
    """Rows as they lie in the one operation: JSON, deflated, base64."""
    plain = json.dumps(
        {"columns": columns, "rows": rows}, ensure_ascii=False, separators=(",", ":")
    )
    return base64.b64encode(zlib.compress(plain.encode(), 1)).decode()


def decoded(text: str) -> tuple[list[str], list[list[Value]]]:
    """What `encoded` packed.

    Raises:
        StoreError: ``roster_unreadable``.
    """
    try:
        opener = zlib.decompressobj()
        plain = opener.decompress(base64.b64decode(text), _LARGEST)
        content = json.loads(plain)
        return content["columns"], content["rows"]
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise StoreError("roster_unreadable") from error


def houses_of(columns: list[str], rows: Iterable[list[Value]]) -> dict[str, House]:
    """The households of a list of people; facts come from a household's first row."""
    place = {name: index for index, name in enumerate(columns)}
    facts_at = [place.get(name, -1) for name in HOUSEHOLD]
    people_at = [place.get(name, -1) for name in MEMBER]
    whole = {i for i, name in enumerate(HOUSEHOLD) if name in _INTEGERS}
    alive = MEMBER.index("alive")
    houses: dict[str, House] = {}
    for row in rows:
        padded = [*row, None]
        number = str(padded[facts_at[0]] or "")
        house = houses.get(number)
        if house is None:
            facts = [padded[index] for index in facts_at]
            house = houses[number] = House(_typed(facts, whole), {})
        person = _typed([padded[index] for index in people_at], {alive})
        key = str(person[0] or "")
        if not key or key in house.people:
            key = f"{key}~{len(house.people) + 1}"
        house.people[key] = (key, *person[1:])
    houses.pop("", None)
    return houses


def _typed(values: list[Value], whole: set[int]) -> tuple[Value, ...]:
    """Values that the columns take: numbers where numbers belong, else text or nothing."""
    return tuple(
        (value if isinstance(value, int) else None)
        if index in whole
        else (value if value is None or isinstance(value, str) else str(value))
        for index, value in enumerate(values)
    )
