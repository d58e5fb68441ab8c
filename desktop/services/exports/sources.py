"""Where the rows of each list come from; values as the ledger keeps them, codes untouched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from db import (
    coverage,
    eligibility,
    households,
    lending,
    lists,
    notices,
    publicity,
    visitends,
    visits,
    walkgroups,
)
from db.records import HouseholdFilter, VisitFilter
from desktop.rules import identity
from desktop.services.exports.rosters import RosterLists
from desktop.services.lines import told_wanted
from desktop.services.records import LoanFilter

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.exports.rosters import RosterWork
    from desktop.services.listings import DeviceLine
    from desktop.services.records import (
        Coverage,
        InboxLine,
        ListFilter,
        LoanPage,
        NeedState,
        OpenLine,
        PackLine,
        PrimeRates,
        QuestionLine,
        Review,
        SyncStatus,
        Task,
        TodayBoard,
        VillageRound,
        Week,
    )
    from desktop.services.session import Session

Rows = Iterable[Mapping[str, object]]
_ALL = 10_000_000
_SHORT = 8
_LINES, _GAP = "\uff1b", " "


class Exchange(Protocol):
    """Knows what came from other ledgers."""

    def inbox(self, limit: int = 100) -> list[InboxLine]:
        """Bundles that came, newest first."""

    def reviews(self) -> list[Review]:
        """Fields that two people changed."""


class Laptops(Protocol):
    """Knows the county's laptops."""

    def devices(self) -> list[DeviceLine]:
        """Invited, active, revoked."""


class Books(Protocol):
    """Knows the policy documents."""

    def packs(self) -> list[PackLine]:
        """All packs in force."""

    def questions(self) -> list[QuestionLine]:
        """Open points."""

    def prime_rates(self) -> PrimeRates:
        """The table of loan prime rates."""


class Openings(Protocol):
    """Knows the numbers that the texts leave open."""

    def opens(self) -> list[OpenLine]:
        """All of them."""


class Rounds(Protocol):
    """Knows how far the round is."""

    def coverage(self) -> Coverage:
        """This quarter."""

    def weeks(self) -> list[Week]:
        """The last weeks."""

    def needs(self) -> list[NeedState]:
        """Households with a need."""


class Board(Protocol):
    """Knows what waits today."""

    def today(self) -> TodayBoard:
        """Today's tasks."""


class Sides(Protocol):
    """Knows the other side."""

    def status(self) -> SyncStatus:
        """Counts and peers."""


class Lending(Protocol):
    """Knows the loans of the ledger."""

    def listed(self, wanted: LoanFilter, limit: int = 500, offset: int = 0) -> LoanPage:
        """A window on the loans, in the order of places and households."""


class Offices(Protocol):
    """The services that lists come from; each is made when it is first asked."""

    @property
    def sync(self) -> Exchange: ...
    @property
    def county(self) -> Laptops: ...
    @property
    def policy(self) -> Books: ...
    @property
    def parameters(self) -> Openings: ...
    @property
    def overview(self) -> Board: ...
    @property
    def reports(self) -> Rounds: ...
    @property
    def traffic(self) -> Sides: ...
    @property
    def loans(self) -> Lending: ...
    @property
    def rosters(self) -> RosterWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words that services do not hold: sentences for codes, names and units of numbers."""

    sentence: Callable[[str, Mapping[str, object]], str]
    parameters: Mapping[str, str]
    units: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


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
            "loans": self._loans,
            "maturities": self._maturities,
            "notices": self._notices,
            "publicity": self._publicity,
            "coverage": self._coverage,
            "checks": self._checks,
            "reviews": self._reviews,
            "inbox": self._inbox,
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
            yield {name: getattr(one, name) for name in one.__slots__}

    def left(self, key: str, wanted: ListFilter) -> None:
        """Keep that a list left this device; the records of the ledger on it are final then."""
        if key == "visits":
            visitends.keep_left(self._session.store, visitends.EXPORTED, _visits_of(wanted))

    def _members(self, wanted: ListFilter) -> Iterator[Mapping[str, object]]:
        for one in lists.members(self._session.store, self._houses(wanted)):
            number = str(one["id_number"] or "")
            yield {**one, "birth_date": one["birth_date"] or identity.birth_date(number)}

    def _houses(self, wanted: ListFilter) -> HouseholdFilter:
        return HouseholdFilter(
            village=wanted.village,
            status=wanted.status,
            category=wanted.category,
            text=wanted.text,
            household_no=wanted.household_no,
            **told_wanted(wanted.told, self._session.today()),
        )

    def _visits(self, wanted: ListFilter) -> Iterator[Mapping[str, object]]:
        for one in visits.each(self._session.store, _visits_of(wanted)):
            yield {name: getattr(one, name) for name in one.__slots__}

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
        return [
            {**asdict(one), "voided": bool(one.voided_by)}
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
        return (asdict(one) for one in found if _within(one.checked_on, wanted))

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
            why = self._wording.sentence(one.reason, {}) if one.reason else ""
            yield {**asdict(one), "why": why}

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


def _visits_of(wanted: ListFilter) -> VisitFilter:
    """The part of the ledger that a filter lets through."""
    names = ("from_on", "to_on", "village", "household_no", "text")
    return VisitFilter(**{name: getattr(wanted, name) for name in names})


def _within(day: date, wanted: ListFilter) -> bool:
    early = wanted.from_on is not None and day < wanted.from_on
    late = wanted.to_on is not None and day > wanted.to_on
    return not (early or late)
