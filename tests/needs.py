"""Needs that households of the made-up county told, and how they may end."""

from __future__ import annotations

from datetime import timedelta

from desktop.services.desk import Desk
from desktop.services.records.needs import NeedEndEntry, NeedFilter
from desktop.services.records.people import VisitEntry

LATER = {"outcome": "not_now", "reason": "later"}


def need(desk: Desk, *, place: int = 0, days: int = 20, **more: object) -> str:
    """A need that was told some days ago; the number of its record."""
    told: dict[str, object] = {
        "household_no": untold(desk)[place],
        "visited_on": desk.today() - timedelta(days=days),
        "publicity_method": "visit",
        "contact_result": "informed",
        "has_need": True,
        "need_amount_fen": 5_000_000,
        "need_use": "cattle",
        **more,
    }
    return desk.visits.log(VisitEntry(**told)).visit_no


def untold(desk: Desk) -> list[str]:
    """Households of the township that the made-up year gave no need."""
    asked = {one.household_no for one in desk.funding.listed(NeedFilter()).lines}
    return [one for one in desk.households.numbers() if one not in asked] or list(
        desk.households.numbers()
    )


def ending(desk: Desk, **more: object) -> NeedEndEntry:
    said: dict[str, object] = {"ended_on": desk.today(), **LATER, **more}
    return NeedEndEntry(**said)


def open_ones(desk: Desk, *, waiting: bool = True) -> list[str]:
    return [one.visit_no for one in desk.funding.open_needs(waiting=waiting)]


def all_ended(desk: Desk) -> Desk:
    """The desk with no need open."""
    for one in desk.funding.open_needs(waiting=False):
        desk.funding.end(one.visit_no, ending(desk))
    return desk
