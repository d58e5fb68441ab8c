"""Where the rows of each list come from; values as the ledger keeps them, codes untouched."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from db import (
    coverage,
    eligibility,
    evidence,
    households,
    lending,
    lists,
    notices,
    publicity,
    visitends,
    visits,
    walkgroups,
)
from db.records.houses import HouseholdFilter
from db.records.work import VisitFilter
from desktop.rules import identity
from desktop.services.exports.applied import application_lists
from desktop.services.exports.compensated import compensation_lists
from desktop.services.exports.inspected import inspection_lists
from desktop.services.exports.late import late_lists
from desktop.services.exports.needs import NeedLists
from desktop.services.exports.quarters import QuarterLists
from desktop.services.exports.rosters import RosterLists
from desktop.services.lines import told_wanted
from desktop.services.records.lending import LoanFilter

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.exports.offices import Offices
    from desktop.services.records.day import Task, TodayBoard, VillageRound, Week
    from desktop.services.records.lists import ListFilter
    from desktop.services.session import Session

Rows = Iterable[Mapping[str, object]]
_ALL, _SHORT = 10_000_000, 8
_LINES, _GAP = "\uff1b", " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words that services do not hold: sentences for codes, names and units of numbers."""

    sentence: Callable[[str, Mapping[str, object]], str]
    parameters: Mapping[str, str]
    units: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    finding: Callable[[str], str]


class Sources:
    """The rows of every list, by its key."""

    def __init__(self, session: Session, offices: Offices, wording: Wording) -> None:
        self._session = session
        self._offices = offices
        self._wording = wording
        self._by_key: dict[str, Callable[[ListFilter], Rows]] = {
            "households": self._households,
            "members": self._members,
            "calls": lambda wanted: lists.calls(session.store, self._houses(wanted)),
            "visits": self._visits,
            "walk_ins": self._walk_ins,
            **RosterLists(session, offices).by_key(),
            "directory": self._directory,
            "loans": self._loans,
            "maturities": self._maturities,
            **inspection_lists(offices),
            **late_lists(offices),
            **compensation_lists(offices),
            **application_lists(offices),
            "notices": self._notices,
            "publicity": self._publicity,
            **NeedLists(session, offices).by_key(),
            **QuarterLists(session, offices, wording.finding).by_key(),
            "coverage": self._coverage,
            "checks": self._checks,
            "reviews": self._reviews,
            "inbox": self._inbox,
            "outbox": lambda _: map(asdict, offices.sync.outbox(_ALL)),
            "aside": self._aside,
            "arrivals": lambda _: map(asdict, offices.arrivals.listed()),
            "peers": self._peers,
            "devices": self._devices,
            "parameters": self._parameters,
            "packs": lambda _: map(asdict, offices.policy.packs()),
            "questions": self._questions,
            "prime_rates": lambda _: map(asdict, reversed(offices.policy.prime_rates().rows)),
            "today": lambda _: map(asdict, _all_of(offices.overview.today())),
            "rounds": lambda _: map(_round, offices.reports.coverage().villages),
            "weeks": lambda _: map(_week, offices.reports.weeks()),
            "need_states": lambda _: map(asdict, offices.reports.needs()),
        }

    def keys(self) -> list[str]:
        """The lists that have rows."""
        return list(self._by_key)

    def rows(self, key: str, wanted: ListFilter) -> Rows:
        """The rows of a list, in its own order; big ones come one after another."""
        return self._by_key[key](wanted)

    def _households(self, wanted: ListFilter) -> Iterator[Mapping[str, object]]:
        for one in households.each(self._session.store, self._houses(wanted)):
            yield {name: getattr(one, name) for name in one.__struct_fields__}

    def left(self, key: str, wanted: ListFilter) -> None:
        """Keep that a list left this device; the records of the ledger on it are final then."""
        if key == "visits":
            visitends.keep_left(self._session.store, visitends.EXPORTED, _contacts(wanted))

    def _members(self, wanted: ListFilter) -> Iterator[Mapping[str, object]]:
        for one in lists.members(self._session.store, self._houses(wanted)):
            number = str(one["id_number"] or "")
            yield {**one, "birth_date": one["birth_date"] or identity.birth_date(number)}

    def _houses(self, wanted: ListFilter) -> HouseholdFilter:
        return HouseholdFilter(
            village=wanted.village,
            status=wanted.status,
            loans=wanted.loans,
            category=wanted.category,
            text=wanted.text,
            household_no=wanted.household_no,
            **told_wanted(wanted.told, self._session.today()),
        )

    def _visits(self, wanted: ListFilter) -> Iterator[Mapping[str, object]]:
        inner, photos = _contacts(wanted), evidence.counts(self._session.store)
        for one in visits.each(self._session.store, inner):
            mark = "corrected" if one.corrected_by else ""
            mark = mark or ("correction" if one.corrects_visit_no else "")
            line = {name: getattr(one, name) for name in one.__struct_fields__}
            home, who = one.household_no or one.linked_to, one.kept_by or one.officer
            yield {
                **line,
                "household_no": home,
                "officer": who,
                "mark": mark,
                "photos": photos.get(one.id),
            }

    def sums(self, key: str, wanted: ListFilter) -> list[str]:
        """What stands above the rows of a list: what the ledger of visits adds up to."""
        if key != "visits":
            return []
        says = tomllib.loads(self._session.shelf.text("lists/slips.toml"))["ledger"]
        found = visits.totals(self._session.store, _contacts(wanted))
        return [says["sums_of_households"].format(**asdict(found))]

    def _directory(self, wanted: ListFilter) -> Rows:
        names = dict(self._offices.station.townships)
        for one in self._offices.directory.listed(role=wanted.role, over=True):
            if wanted.text in one.name or wanted.text in one.org:
                yield {**asdict(one), "township": names.get(one.township_code, one.township_code)}

    def _walk_ins(self, wanted: ListFilter) -> Iterator[Mapping[str, object]]:
        store = self._session.store
        names = {one.division_code: one.village for one in households.villages(store)}
        village = names.get(wanted.village, wanted.village)
        for group in walkgroups.narrowed(store, village=village, text=wanted.text):
            linked = next((one.household_no for one in group.all if one.household_no), "")
            heads = walkgroups.heads(store, [linked])
            for one in group.all:
                yield {
                    **asdict(one),
                    "village": one.admin_village,
                    "household_no": linked,
                    "linked_name": heads.get(linked, ""),
                    "merged_into": "" if one is group.kept else group.kept.walk_in_no,
                }

    def _loans(self, wanted: ListFilter) -> Rows:
        """Loans; the two days of the filter are maturity days."""
        asked = LoanFilter(
            village=wanted.village,
            state=wanted.status,
            household_no=wanted.household_no,
            renewals=wanted.renewals,
            due_from=wanted.from_on,
            due_by=wanted.to_on,
        )
        return map(asdict, self._offices.loans.listed(asked, limit=_ALL).lines)

    def _maturities(self, wanted: ListFilter) -> Rows:
        """The running small loans by the day on which they end; without days all that have one."""
        asked = LoanFilter(
            village=wanted.village, state="live", due_from=wanted.from_on, due_by=wanted.to_on
        )
        found = self._offices.loans.listed(asked, limit=_ALL).lines
        ending = [
            (one.matures_on, one)
            for one in found
            if one.matures_on is not None and one.product_code in lending.PRODUCTS
        ]
        return [asdict(one) for _, one in sorted(ending, key=lambda pair: pair[0])]

    def _notices(self, wanted: ListFilter) -> Rows:
        store = self._session.store
        number = wanted.household_no
        found = notices.of_household(store, number) if number else notices.listed(store, _ALL)
        stale = self._offices.directory.stale_numbers()
        return [
            {**asdict(one), "voided": bool(one.voided_by), "stale": one.notice_no in stale}
            for one in found
            if _within(one.issued_on, wanted)
        ]

    def _publicity(self, wanted: ListFilter) -> Rows:
        found = publicity.listed(
            self._session.store,
            division_code=wanted.village,
            from_on=wanted.from_on,
            to_on=wanted.to_on,
            limit=_ALL,
        )
        return map(asdict, found)

    def _coverage(self, wanted: ListFilter) -> Rows:
        found = coverage.by_village(
            self._session.store, village=wanted.village, from_on=wanted.from_on, to_on=wanted.to_on
        )
        return [
            {
                "division_code": one.division_code,
                "village": one.village,
                "households": one.households,
                "reached": one.reached,
                "waiting": len(one.not_reached),
            }
            for one in found
        ]

    def _checks(self, wanted: ListFilter) -> Rows:
        found = eligibility.listed(self._session.store, wanted.household_no, limit=_ALL)
        packs = self._session.packs.current.packs
        for one in found:
            if _within(one.checked_on, wanted):
                pack = packs.get(one.policy_pack_version)
                yield {**asdict(one), "pack_title": pack.document.title if pack else ""}

    def _reviews(self, _: ListFilter) -> Rows:
        for one in self._offices.sync.reviews():
            moments = [value.at for value in one.values if value.at is not None]
            yield {
                "subject": one.subject,
                "field": one.field,
                "values": _LINES.join(value.shown or value.value for value in one.values),
                "officers": [value.officer for value in one.values],
                "at": max(moments, default=None),
            }

    def _inbox(self, _: ListFilter) -> Rows:
        for one in self._offices.sync.inbox(_ALL):
            said = {"device": one.sender}
            why = self._wording.sentence(one.reason, said) if one.reason else ""
            yield {**asdict(one), "why": why}

    def _aside(self, _: ListFilter) -> Rows:
        for one in self._offices.sync.aside():
            yield {**asdict(one), "why": self._wording.sentence(one.code, {})}

    def _peers(self, _: ListFilter) -> Rows:
        for one in self._offices.traffic.status().peers:
            yield {**asdict(one), "device": one.device[:_SHORT]}

    def _devices(self, _: ListFilter) -> Rows:
        for one in self._offices.county.devices():
            yield {
                **asdict(one),
                "townships": one.township.split(","),
                "device": one.device[:_SHORT],
            }

    def _parameters(self, _: ListFilter) -> Rows:
        for one in self._offices.parameters.opens():
            line = {
                "called": self._wording.parameters.get(one.name, one.name),
                "name": one.name,
                "unit": self._wording.units.get(one.unit, ""),
                "in_force": self._value(one.name, one.in_force),
                "ref": one.answered_by or one.ref,
                "filled_by": one.filled_by,
            }
            for filled in one.history:
                yield {
                    **line,
                    **asdict(filled),
                    "value": self._value(one.name, filled.value),
                    "filled_by": one.filled_by,
                }
            if not one.history:
                yield line

    def _questions(self, _: ListFilter) -> Rows:
        for one in self._offices.policy.questions():
            yield {**asdict(one), "readings": _LINES.join(one.readings)}

    def _value(self, name: str, value: str) -> str:
        """A value in words; a table row after row."""
        if not value.startswith("["):
            return self._wording.values.get(name, {}).get(value, value)
        rows = json.loads(value)
        return _LINES.join(_GAP.join(map(str, one.values())) for one in rows)


def _all_of(board: TodayBoard) -> Iterator[Task]:
    """What is to be done now, and what was put off."""
    yield from board.tasks
    yield from board.later


def _round(one: VillageRound) -> Mapping[str, object]:
    return {
        **asdict(one),
        "not_told_quarter": one.not_told_quarter,
        "never_told": one.never_told,
    }


def _week(one: Week) -> Mapping[str, object]:
    return {**asdict(one), "total": one.total}


def _contacts(wanted: ListFilter) -> VisitFilter:
    """The part of the ledger that a filter lets through."""
    return VisitFilter(
        from_on=wanted.from_on,
        to_on=wanted.to_on,
        village=wanted.village,
        household_no=wanted.household_no,
        text=wanted.text,
        method=wanted.method,
        officer=wanted.by,
    )


def _within(day: date, wanted: ListFilter) -> bool:
    early = wanted.from_on is not None and day < wanted.from_on
    late = wanted.to_on is not None and day > wanted.to_on
    return not (early or late)
