"""The quality report of the roster in force."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from db import rosterlook, rosters
from db.rosterlist import no_collecting
from desktop.rules import identity, privacy
from desktop.rules.roster_quality import CODES, Finding, House, Inspector, Person
from desktop.services.records.rosters import Quality, QualityLine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from db.rosterlook import Looked
    from db.store import Store
    from desktop.services.session import Session

    Held = dict[str, list[tuple[str, bool]]]

_NUMBERS = ("id_check_digit", "id_form", "id_no_such_day", "id_two_households")
_SHOWN_AS = dict.fromkeys((*_NUMBERS, "id_twice_in_household"), "id_number")
_SHOWN_AS |= {"phone_form": "phone"}


def report(session: Session, township: str) -> Quality:
    """All findings in the order of codes, then of villages and numbers."""
    with no_collecting():
        return _report(session, township)


def _report(session: Session, township: str) -> Quality:
    store = session.store
    days = [one.as_of_date for one in rosters.versions(store, township) if one.in_force]
    as_of = max(days, default=None)
    held = _held(store, township)
    found_houses = list(houses(rosterlook.people(store, township), _heads(session), held))
    where = {one.household_no: one for one in found_houses}
    names = {
        (house.household_no, one.member_no): one.name
        for house in found_houses
        for one in house.people
    }
    order = {code: place for place, code in enumerate(CODES)}
    found = list(Inspector(_day(session, as_of)).inspect(found_houses))
    found.sort(key=lambda one: order[one.code])
    counts = dict.fromkeys(CODES, 0)
    for one in found:
        counts[one.code] += 1
    return Quality(
        households=len(found_houses),
        people=len(names),
        as_of=as_of,
        counts={code: count for code, count in counts.items() if count},
        lines=tuple(
            _line(one, where[one.household_no], names.get((one.household_no, one.member_no), ""))
            for one in found
        ),
    )


def _day(session: Session, as_of: date | None) -> date:
    return as_of or session.today()


def _heads(session: Session) -> frozenset[str]:
    """How a roster says that somebody is the head: the code and its words."""
    return frozenset({"head", *session.words.tables["relation_to_head"]["head"]})


def _held(store: Store, township: str) -> Held:
    """Whom the lists in force hold back, by household."""
    places = {one.township_code for one in rosters.versions(store, township)}
    found: Held = {}
    for place in places:
        found.update(rosters.held(store, place))
    return found


def houses(
    rows: Iterable[Looked], heads: Collection[str], held: Held | None = None
) -> Iterator[House]:
    """The households of a roster with their members, as the rules look at them."""
    for number, group in groupby(rows, key=itemgetter(0)):
        members = list(group)
        one = members[0]
        yield House(
            number,
            one.township_code,
            one.division_code,
            one.village,
            one.head_name,
            one.phone,
            one.member_count,
            [
                Person(
                    each.member_no,
                    each.name,
                    identity.normal(each.id_number),
                    each.relation_to_head in heads,
                    each.sex,
                    each.birth_date,
                    each.own_phone,
                )
                for each in members
                if each.member_no
            ],
            (held or {}).get(number, ()),
        )


def _line(one: Finding, house: House, name: str) -> QualityLine:
    value = privacy.masked(_SHOWN_AS.get(one.code, ""), one.value)
    return QualityLine(
        household_no=one.household_no,
        head_name=house.head_name,
        village=house.village,
        member_no=one.member_no,
        member_name=name,
        code=one.code,
        value=value,
        other=one.other,
    )
