"""Records of the ledger as lines of a list, masked where they are personal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from db import rosters
from desktop.rules import identity
from desktop.rules.periods import calendar_quarter, quarter_of
from desktop.services.records import Arrived, Detail, VisitLine

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from db.records import RosterVersion, Visit
    from db.store import Store

_LINKS = ("from", "into")
_HIDDEN = "***"
_SECRET = frozenset({"risk_cause", "health_status", "per_capita_net_income_fen", "originals"})
_MINOR = frozenset({"phone", "household_phone", "originals"})
_MASKS = {
    "id_number": identity.mask_id,
    "phone": identity.mask_phone,
    "household_phone": identity.mask_phone,
}


class Told(TypedDict):
    """The part of a filter on households that is about telling."""

    told: str
    not_told_since: date | None


_QUARTER = "not_told_quarter"


def told_wanted(told: str, today: date) -> Told:
    """What a filter by telling asks of the ledger; `not_told_quarter` counts from its first day."""
    if told != _QUARTER:
        return {"told": told, "not_told_since": None}
    return {"told": "", "not_told_since": calendar_quarter(*quarter_of(today))[0]}


def visit_line(one: Visit) -> VisitLine:
    """A record as a line of the ledger."""
    return VisitLine(
        visit_no=one.visit_no,
        visited_on=one.visited_on,
        logged_at=one.visited_at,
        household_no=one.household_no,
        head_name=one.head_name,
        village=one.village,
        publicity_method=one.publicity_method,
        contact_result=one.contact_result,
        person_met=one.person_met,
        policy_understood=one.policy_understood,
        has_need=one.has_need,
        need_amount_fen=one.need_amount_fen,
        need_use=one.need_use,
        no_need_reason=one.no_need_reason,
        follow_up=one.follow_up,
        follow_up_due=one.follow_up_due,
        note=one.note,
        officer=one.officer,
        corrects_visit_no=one.corrects_visit_no,
        corrected=bool(one.corrected_by),
        id=one.id,
        relation_to_head=one.relation_to_head,
        handouts=one.handouts,
    )


def details(
    told: Mapping[str, tuple[str, str]], names: Mapping[str, str] | None = None
) -> tuple[Detail, ...]:
    """What a version changed, field by field, phones last; links of a split are no field.

    `names` are those of the household's people by number.
    """
    found = [
        _detail(field, before, after, names or {})
        for field, (before, after) in told.items()
        if field not in _LINKS
    ]
    found.sort(key=lambda one: one.field in _MINOR)
    return tuple(found)


def _detail(name: str, before: str, after: str, names: Mapping[str, str]) -> Detail:
    prefix, _, rest = name.partition(":")
    member, _, field = rest.rpartition(":") if ":" in rest else (rest, "", "member")
    if prefix != "member":
        member, field = "", name
    return Detail(
        field=field,
        member_no=member,
        member_name=names.get(member, "") if member else "",
        before=_masked(field, before),
        after=_masked(field, after),
    )


def _masked(field: str, text: str) -> str:
    if field in _SECRET:
        return _HIDDEN if text else ""
    mask = _MASKS.get(field)
    return mask(text) if mask else text


def link_of(told: Mapping[str, tuple[str, str]]) -> str:
    """The other household of a split or a merger."""
    return told.get("from", ("", ""))[0] or told.get("into", ("", ""))[1]


def arrived(store: Store, before: Collection[str]) -> tuple[Arrived, ...]:
    """The versions that are here now and were not before, newest first; `before` are their rows."""
    known = rosters.versions(store)
    fresh: dict[str, list[RosterVersion]] = {}
    for one in known:
        if version_row(one) not in before:
            fresh.setdefault(one.roster_version, []).append(one)
    first = {one.township_code: one.roster_version for one in known}
    return tuple(
        Arrived(
            roster_version=label,
            as_of_date=max(one.as_of_date for one in parts),
            households=sum(one.households for one in parts),
            counts=rosters.change_counts(store, label),
            first=all(first[one.township_code] == label for one in parts),
        )
        for label, parts in fresh.items()
    )


def withdrawn(store: Store, before: Collection[str]) -> tuple[str, ...]:
    """The labels of versions that were here before and are no more."""
    left = {version_row(one) for one in rosters.versions(store)}
    return tuple(sorted({row.partition("/")[2] for row in before if row not in left}))


def version_row(one: RosterVersion) -> str:
    """The row of a township's part of a version."""
    return f"{one.township_code}/{one.roster_version}"
