"""Whether a board still says what is so: who and what it shows against who and what is now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that a board says otherwise; `what` is a setting or a role, `now` empty if gone."""

    what: str
    shown: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a board shows: settings by key, people by id as (role, what is said of them)."""

    station: Mapping[str, str]
    people: Mapping[str, tuple[str, str]]

    def as_text(self) -> dict[str, object]:
        """As it is kept with the number of the board."""
        return {
            "station": dict(self.station),
            "people": {key: list(one) for key, one in self.people.items()},
        }


def read(kept: object) -> Shown | None:
    """What was kept with a board; None where nothing was, or where it cannot be read."""
    if not isinstance(kept, dict):
        return None
    station, people = kept.get("station", {}), kept.get("people", {})
    if not isinstance(station, dict) or not isinstance(people, dict):
        return None
    return Shown(
        station={str(key): str(text) for key, text in station.items()},
        people={
            str(key): (str(one[0]), str(one[1]))
            for key, one in people.items()
            if isinstance(one, list) and len(one) > 1
        },
    )


def differences(
    shown: Shown, people: Mapping[str, tuple[str, str]], station: Mapping[str, str] | None
) -> tuple[Difference, ...]:
    """What differs now; `station` is None where another desk's settings printed the board."""
    gone = ("", "")
    found = [
        Difference(what=role, shown=text, now=people.get(key, gone)[1])
        for key, (role, text) in shown.people.items()
        if people.get(key, gone) != (role, text)
    ]
    if station is not None:
        found += [
            Difference(what=key, shown=text, now=station.get(key, ""))
            for key, text in shown.station.items()
            if station.get(key, "") != text
        ]
    return tuple(found)


def mark_of(found: tuple[Difference, ...]) -> str:
    """A short mark of these very differences, by which an answer to them is known again."""
    said = json.dumps([(one.what, one.shown, one.now) for one in found], ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:_ENDS]
