"""The quality report of the roster in force."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from db import rosterlook, rosters
from desktop.rules import identity
from desktop.rules.roster_quality import CODES, Finding, House, Inspector, Person
from desktop.services.records import Quality, QualityLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from db.rosterlook import Looked
    from desktop.services.session import Session

_MASKED = {"id_check_digit", "id_form", "id_no_such_day", "id_two_households"}
_MASKED |= {"id_twice_in_household"}


def report(session: Session, township: str) -> Quality:
    """All findings in the order of codes, then of villages and numbers."""
    store = session.store
    days = [one.as_of_date for one in rosters.versions(store, township) if one.in_force]
    as_of = max(days, default=None)
    houses = list(_houses(session, township))
    where = {one.household_no: one for one in houses}
    names = {
        (house.household_no, one.member_no): one.name for house in houses for one in house.people
    }
    order = {code: place for place, code in enumerate(CODES)}
    found = list(Inspector(_day(session, as_of)).inspect(houses))
    found.sort(key=lambda one: order[one.code])
    counts = dict.fromkeys(CODES, 0)
    for one in found:
        counts[one.code] += 1
    return Quality(
        households=len(houses),
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


def _houses(session: Session, township: str) -> Iterator[House]:
    relations = session.words.tables["relation_to_head"]["head"]
    heads = {"head", *relations}
    rows: Iterator[Looked] = iter(rosterlook.people(session.store, township))
    for _, group in groupby(rows, key=itemgetter(0)):
        members = list(group)
        number, township_code, division, village, head, phone, count = members[0][:7]
        yield House(
            household_no=number,
            township_code=township_code,
            division_code=division,
            village=village,
            head_name=head,
            phone=phone,
            member_count=count,
            people=[
                Person(
                    member_no=one[7],
                    name=one[8],
                    id_number=identity.normal(one[9]),
                    is_head=one[10] in heads,
                    sex=one[11],
                    birth_date=one[12],
                    phone=one[13],
                )
                for one in members
                if one[7]
            ],
        )


def _line(one: Finding, house: House, name: str) -> QualityLine:
    value = one.value
    if one.code in _MASKED:
        value = identity.mask_id(value)
    elif one.code == "phone_form":
        value = identity.mask_phone(value)
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
