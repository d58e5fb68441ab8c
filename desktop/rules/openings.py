"""What the texts leave to the county or a bank in a region, and what they have answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.rules.packs.model import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.rules.packs.model import Dated, Open, Pack, PackSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A number that some document leaves to others in a region.

    `answered_by` cites the clause of a lower document; it is empty while one document that binds
    contracts here still leaves the number open. `default` is used until somebody has confirmed a
    value.
    """

    name: str
    unit: str
    ref: str
    readings: tuple[str, ...]
    filled_by: tuple[str, ...]
    choices: tuple[str, ...]
    default: str
    question: str
    answered_by: str


def leaves(packs: PackSet, region: str, product: str = "") -> tuple[Pack, ...]:
    """The packs that say the last word on contracts of a region, the most specific first.

    A pack counts if it binds contracts there or lies over one that does; one that another lies
    over there has handed its word on. With a product only what binds that product counts.
    """
    bound = {
        window.pack
        for name, windows in packs.windows.items()
        for window in windows
        if product in {"", name} and _there(window.regions, region)
    }
    found = [
        pack
        for pack in packs.packs.values()
        if _there(pack.regions, region) and not bound.isdisjoint(_chain(packs, pack))
    ]
    covered = {pack.over for pack in found}
    last = [pack for pack in found if pack.id not in covered]
    return tuple(sorted(last, key=lambda pack: -LAYERS.index(pack.layer)))


def openings(packs: PackSet, region: str) -> tuple[Opening, ...]:
    """All numbers that are left open, or were, by the documents of a region."""
    last = leaves(packs, region)
    starts = {pack.overlay_from for pack in packs.packs.values()}
    unused = starts - {pack.overlay_from for pack in last}
    names = dict.fromkeys(name for pack in last for name in pack.opens if name not in unused)
    return tuple(_opening(name, last) for name in names)


def laid_down(last: tuple[Pack, ...], name: str, day: date) -> Dated | None:
    """The number of the most specific of these packs that had it by a day, None if none had."""
    found = (pack.parameters[name].on(day) for pack in last if name in pack.parameters)
    return next((one for one in found if one.start <= day), None)


def _opening(name: str, last: tuple[Pack, ...]) -> Opening:
    mine = [pack for pack in last if name in pack.opens]
    waiting = [pack for pack in mine if name not in pack.fills]
    said: list[Open] = [pack.opens[name] for pack in waiting or mine]
    return Opening(
        name=name,
        unit=said[0].unit,
        ref=said[0].ref,
        readings=tuple(dict.fromkeys(one for each in said for one in each.readings)),
        filled_by=tuple(dict.fromkeys(one for each in said for one in each.filled_by)),
        choices=said[0].choices,
        default=said[0].default,
        question=said[0].question,
        answered_by="" if waiting else mine[0].fills[name],
    )


def _there(regions: tuple[str, ...], region: str) -> bool:
    return not regions or region.startswith(regions)


def _chain(packs: PackSet, pack: Pack) -> Iterator[str]:
    """A pack and all that it lies over."""
    yield pack.id
    while pack.over:
        pack = packs.packs[pack.over]
        yield pack.id
