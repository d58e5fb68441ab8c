"""Which pack binds a contract, by product, region and signing day, with a sentence why."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop.rules.packs.model import Bound

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.rules.packs.model import Pack, PackSet, Window


@lru_cache(maxsize=8192)
def bind(
    packs: PackSet,
    product: str,
    region: str,
    signed_on: date,
    *,
    continued: bool = False,
    overlay_from: date | None = None,
) -> Bound:
    """The pack of one contract; `continued` marks a renewal or an extension.

    A continued contract of a product that is no longer signed is bound as its successor. A city's
    own plan lies over the old pack from `overlay_from` on (a signing day that the county gives).
    Codes: `pack_window`, `pack_record_only`, `no_pack`, `pack_parameter_missing`.
    """
    if continued:
        product = _successor(packs, product, region, signed_on)
    for window in packs.windows.get(product, ()):
        if window.holds(region, signed_on):
            return _laid_over(packs, window, region, signed_on, overlay_from)
    return Bound(pack=None, codes=("no_pack",), reason=packs.unbound)


def cited(
    packs: PackSet, product: str, region: str, day: date, known: Collection[str]
) -> str | None:
    """The pack whose clauses a printed text cites: the one in force, or the one it lies over.

    A document of the county that changes no number and no condition is printed under the one
    above it; what a text says would otherwise be wrong here. None where no pack is in force;
    `known` are the packs that the text has sentences for.
    """
    bound = bind(packs, product, region, day).pack
    if bound is None:
        return None
    pack = packs.packs[bound]
    while pack.id not in known and pack.over and _says_the_same(pack, packs.packs[pack.over], day):
        pack = packs.packs[pack.over]
    return pack.id


def _says_the_same(lower: Pack, upper: Pack, day: date) -> bool:
    numbers = all(
        lower.number(name, day) == one.on(day).value for name, one in upper.parameters.items()
    )
    conditions = [{rule.name: rule.findings for rule in pack.rules} for pack in (lower, upper)]
    return numbers and conditions[0] == conditions[1]


def standing(packs: PackSet, product: str, region: str, day: date) -> Pack:
    """The pack that stands for a product in a region: that which binds on the day, or the last."""
    bound = bind(packs, product, region, day)
    return packs.pack(bound.pack) if bound.pack else packs.in_region(region, product)


def last_day(packs: PackSet, product: str, region: str) -> date | None:
    """The last day on which a contract of the product could be signed in a region."""
    ends = [
        one.end
        for one in packs.windows.get(product, ())
        if one.end is not None and (not one.regions or region.startswith(one.regions))
    ]
    return max(ends, default=None)


def _successor(packs: PackSet, product: str, region: str, signed_on: date) -> str:
    for pack in packs.packs.values():
        following = pack.becomes.get(product)
        last = last_day(packs, product, region) if following else None
        if following and last is not None and signed_on > last:
            return following
    return product


def _laid_over(
    packs: PackSet, window: Window, region: str, signed_on: date, overlay_from: date | None
) -> Bound:
    codes = (window.code,) if window.code else ()
    overlay = _overlay(packs, window.pack, region)
    if overlay is None:
        return Bound(pack=window.pack, codes=codes, ref=window.ref, reason=window.reason)
    if overlay_from is None:
        return Bound(
            pack=None,
            codes=(*codes, "pack_parameter_missing"),
            missing=(overlay.overlay_from,),
            ref=window.ref,
            reason=window.reason,
        )
    name = overlay.id if signed_on >= overlay_from else window.pack
    return Bound(pack=name, codes=codes, ref=window.ref, reason=window.reason)


def _overlay(packs: PackSet, name: str, region: str) -> Pack | None:
    for pack in packs.packs.values():
        if pack.overlay_from and pack.over == name and region.startswith(pack.regions):
            return pack
    return None
