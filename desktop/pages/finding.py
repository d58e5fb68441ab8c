"""What the search box offers: functions by their word or initials, households, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.pickers import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.pages.features import Feature, Place
    from desktop.services.records.people import Found


def found_functions(
    query: str, features: Iterable[Feature], inside: Iterable[Place]
) -> list[Candidate]:
    """Pages, then places inside pages, whose word or initials begin with what was typed."""
    asked = query.lower()
    pages = [
        Candidate(key=one.stop.key, name=one.stop.word, place=one.about, value=None)
        for one in features
        if one.stop.word.startswith(query) or one.initials.startswith(asked)
    ]
    return pages + [
        Candidate(key=one.page, name=one.word, place=one.about, value=one)
        for one in inside
        if query in one.word or one.initials.startswith(asked)
    ]


def found_people(hits: Iterable[Found], off_roster: str) -> list[Candidate]:
    """Households and people on no roster; `off_roster` marks the latter."""
    return [
        Candidate(
            key=hit.household_no or hit.walk_in_no,
            name=hit.name,
            place=hit.village,
            number=(hit.household_no or hit.walk_in_no)[-4:],
            badge="" if hit.household_no else off_roster,
            tone="info",
            value=hit,
        )
        for hit in hits
    ]
