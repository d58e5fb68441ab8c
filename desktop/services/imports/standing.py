"""What lists change against those in force, township by township."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from db import rosters
from desktop.services.imports import ground
from desktop.services.records.imports import TownshipChanges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.foreseen import Foreseen
    from desktop.services.session import Session


def lines(session: Session, found: Iterable[tuple[str, Foreseen]]) -> tuple[TownshipChanges, ...]:
    """What was foreseen, with the names of the townships."""
    names = _names(session)
    return tuple(
        TownshipChanges(
            township_code=code,
            township=names.get(code, code),
            had=one.had,
            has=one.has,
            counts=one.counts,
        )
        for code, one in found
    )


def changes(session: Session, roster_version: str) -> tuple[TownshipChanges, ...]:
    """What a version has changed."""
    names, store = _names(session), session.store
    counts = rosters.change_counts_by_township(store, roster_version)
    made = []
    for one in rosters.versions(store):
        if one.roster_version == roster_version:
            code = one.township_code
            of_place = rosters.versions(store, code)
            before = of_place[of_place.index(one) + 1 :]
            made.append(
                TownshipChanges(
                    township_code=code,
                    township=names.get(code, code),
                    had=before[0].households if before else None,
                    has=one.households,
                    counts=counts.get(code, {}),
                )
            )
    return tuple(sorted(made, key=lambda one: one.township_code))


def untouched(session: Session, found: Sequence[TownshipChanges]) -> tuple[TownshipChanges, ...]:
    """The townships with a list that these changes do not name, where there are any changes."""
    names, named = _names(session), {one.township_code for one in found}
    return tuple(
        TownshipChanges(
            township_code=one.township_code,
            township=names.get(one.township_code, one.township_code),
            had=one.households,
            has=one.households,
            counts={},
        )
        for one in rosters.versions(session.store)
        if found and one.in_force and one.township_code not in named
    )


def total(found: Sequence[TownshipChanges]) -> dict[str, int]:
    """The changes of all townships together."""
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(one.counts)
    return dict(counts)


def _names(session: Session) -> dict[str, str]:
    return {code: name for name, code in ground.townships(session).items()}
