"""Which pack binds which signing days of a product, and the stages of one contract."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules import lines as questions
from desktop.rules.binding import bind
from desktop.services.policy.lines import title
from desktop.services.records.policy import ContractLine, Span, Stage

if TYPE_CHECKING:
    from desktop.rules.packs import Bound, PackSet

_DAY = timedelta(days=1)
_LONG_AGO = date(2019, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where contracts are signed: the packs in force, the county, its overlay day if known."""

    packs: PackSet
    region: str
    overlay_from: date | None

    def bound(self, product: str, day: date, *, continued: bool = False) -> Bound:
        """The pack of a contract that is signed here on a day."""
        return bind(
            self.packs,
            product,
            self.region,
            day,
            continued=continued,
            overlay_from=self.overlay_from,
        )


def spans(place: Place, product: str) -> tuple[Span, ...]:
    """Signing days from the first to the last, each in one span; neighbours differ."""
    edges = _edges(place, product)
    starts: list[date | None] = [None, *edges]
    ends: list[date | None] = [*(one - _DAY for one in edges), None]
    found: list[tuple[date | None, date | None, Bound]] = []
    for start, end in zip(starts, ends, strict=True):
        bound = place.bound(product, start or end or _LONG_AGO)
        if found and found[-1][2] == bound:
            found[-1] = (found[-1][0], end, bound)
        else:
            found.append((start, end, bound))
    return tuple(_span(place, product, *one) for one in found)


def contract(
    place: Place, product: str, signed_on: date, drawn_on: date, maturity_on: date
) -> ContractLine:
    """The time line of one contract; raises `contract_dates_wrong`."""
    if not signed_on <= drawn_on < maturity_on:
        raise UserError("contract_dates_wrong")
    own = place.bound(product, signed_on)
    after = place.bound(product, maturity_on, continued=True)
    after = _renewed(place, product, (signed_on, drawn_on, maturity_on), after)
    return ContractLine(
        product=product,
        signed_on=signed_on,
        spans=spans(place, product),
        stages=(
            _stage(place, "signed", (signed_on, signed_on), own),
            _stage(place, "interest", (drawn_on, maturity_on - _DAY), own),
            _stage(place, "renewal", (maturity_on, None), after),
        ),
    )


def _edges(place: Place, product: str) -> list[date]:
    """The days on which another pack may begin."""
    here = [
        one
        for one in place.packs.windows.get(product, ())
        if not one.regions or place.region.startswith(one.regions)
    ]
    found = {one.start for one in here if one.start}
    found |= {one.end + _DAY for one in here if one.end and one.end < date.max}
    if place.overlay_from is not None:
        found.add(place.overlay_from)
    return sorted(found - {date.min})


def _span(place: Place, product: str, start: date | None, end: date | None, bound: Bound) -> Span:
    return Span(
        product=product,
        start=start,
        end=end,
        pack_id=bound.pack or "",
        title=title(place.packs, bound.pack or ""),
        code=bound.codes[-1] if bound.codes else "",
        reason=bound.reason,
        ref=bound.ref,
    )


def _stage(place: Place, kind: str, days: tuple[date, date | None], bound: Bound) -> Stage:
    return Stage(
        kind=kind,
        start=days[0],
        end=days[1],
        pack_id=bound.pack or "",
        title=title(place.packs, bound.pack or ""),
        codes=bound.codes,
        reason=bound.reason,
        ref=bound.ref,
    )


def _renewed(place: Place, product: str, days: tuple[date, date, date], after: Bound) -> Bound:
    """What would bind a renewal at maturity, if nothing but the contract's own days stood against.

    A product that the rules of renewal do not know is bound as any contract of that day.
    """
    signed_on, drawn_on, maturity_on = (one.isoformat() for one in days)
    overlay = place.overlay_from
    answer = questions.answer(
        "renewal",
        json.dumps(
            {
                "id": "renewal",
                "region": place.region,
                "product_code": product,
                "signed_on": signed_on,
                "drawn_on": drawn_on,
                "maturity_on": maturity_on,
                "renewal_type": "renewal",
                "requested_on": maturity_on,
                "months": 12,
                "prior_count": 0,
                "on_roster": True,
                "overdue": False,
                "area_suspended": False,
                "eligibility": "eligible",
                "params": {"overlay_from": overlay.isoformat()} if overlay else {},
            }
        ),
        place.packs,
    )
    if "error" in answer:
        return after
    pack, codes = answer["policy_pack"], answer["codes"]
    assert isinstance(codes, list)  # noqa: S101 - the form of an answer
    return replace(after, pack=str(pack) if pack else None, codes=tuple(codes))
