"""What is wrong with a roster as it stands: numbers, people, heads, counts, villages, phones."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop.rules import identity, phones
from desktop.rules.periods import full_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

OLDEST = 120
_DATED = ("", "id_check_digit")
_ID = 18
_CERTIFICATE = 20
_DIVISION = re.compile(r"[0-9]{12}", re.ASCII)

CODES = (
    "id_check_digit",
    "id_form",
    "id_missing",
    "id_no_such_day",
    "id_two_households",
    "id_twice_in_household",
    "birth_differs",
    "sex_differs",
    "age_over_120",
    "born_after_list",
    "head_held",
    "member_held",
    "no_head",
    "two_heads",
    "head_name_differs",
    "member_count_differs",
    "village_empty",
    "division_form",
    "phone_form",
    "name_missing",
)
"""All findings in the order in which a report shows them."""


class Person(NamedTuple):
    """A member as the roster tells; `is_head` by the relation, sex as a code."""

    member_no: str
    name: str
    id_number: str
    is_head: bool
    sex: str
    birth_date: date | None
    phone: str


class House(NamedTuple):
    """A household on the roster with its members.

    `held` are those whose rows wait until they are mended: the member number, and whether the head.
    """

    household_no: str
    township_code: str
    division_code: str
    village: str
    head_name: str
    phone: str
    member_count: int | None
    people: Sequence[Person]
    held: Sequence[tuple[str, bool]] = ()


class Finding(NamedTuple):
    """What is wrong: the code, the person if there is one, the value, the other household."""

    code: str
    household_no: str
    member_no: str = ""
    value: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Inspector:
    """Looks at households against the day of the list."""

    as_of: date

    def inspect(self, houses: Iterable[House]) -> Iterator[Finding]:
        """All findings, household by household; the same number in two of them at the end."""
        first: dict[str, tuple[str, str]] = {}
        twice: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for house in houses:
            yield from _house(house)
            for one in house.people:
                yield from self._person(house.household_no, one)
                carrier = (house.household_no, one.member_no)
                if one.id_number and first.setdefault(one.id_number, carrier) is not carrier:
                    twice[one.id_number].append(carrier)
        for number, others in twice.items():
            yield from _shared(number, [first[number], *others])

    def _person(self, household_no: str, one: Person) -> Iterator[Finding]:
        if not one.name:
            yield Finding("name_missing", household_no, one.member_no)
        yield from self._number(household_no, one)
        if one.phone and not phones.fits(one.phone, service=True):
            yield Finding("phone_form", household_no, one.member_no, one.phone)

    def _number(self, household_no: str, one: Person) -> Iterator[Finding]:
        plain = own_number(one.id_number)
        code = wrong_number(plain)
        if code:
            yield Finding(code, household_no, one.member_no, one.id_number)
        told = identity.birth_date(plain) if code in _DATED else None
        born = one.birth_date or told
        if one.birth_date and told and one.birth_date != told:
            yield Finding("birth_differs", household_no, one.member_no, one.birth_date.isoformat())
        if not code and one.sex and identity.sex(plain) != one.sex:
            yield Finding("sex_differs", household_no, one.member_no, one.sex)
        if born is None:
            return
        if born > self.as_of:
            yield Finding("born_after_list", household_no, one.member_no, born.isoformat())
        elif self.as_of.year - born.year >= OLDEST and full_years(born, self.as_of) > OLDEST:
            yield Finding("age_over_120", household_no, one.member_no, born.isoformat())


def own_number(number: str) -> str:
    """The identity number: of a certificate of disability (20 places) its first eighteen."""
    plain = identity.normal(number)
    return plain[:_ID] if len(plain) == _CERTIFICATE else plain


def wrong_number(plain: str) -> str:
    """What is wrong with an identity number, or nothing."""
    if not plain:
        return "id_missing"
    if identity.is_valid(plain):
        return ""
    if not identity.well_formed(plain):
        return "id_form"
    return "id_check_digit" if identity.birth_date(plain) else "id_no_such_day"


def _house(house: House) -> Iterator[Finding]:
    number = house.household_no
    heads = [one for one in house.people if one.is_head]
    for member_no, is_head in house.held:
        yield Finding("head_held" if is_head else "member_held", number, member_no)
    if not heads:
        if not any(is_head for _, is_head in house.held):
            yield Finding("no_head", number)
    elif len(heads) > 1:
        yield Finding("two_heads", number, heads[1].member_no)
    elif house.head_name and heads[0].name != house.head_name:
        yield Finding("head_name_differs", number, heads[0].member_no, house.head_name)
    known = len(house.people) + len(house.held)
    if house.member_count is not None and house.member_count != known:
        yield Finding("member_count_differs", number, "", str(house.member_count))
    yield from _place(house)


def _place(house: House) -> Iterator[Finding]:
    number, division = house.household_no, house.division_code
    if not house.village:
        yield Finding("village_empty", number)
    fits = _DIVISION.fullmatch(division) and division.startswith(house.township_code)
    if division and not fits:
        yield Finding("division_form", number, "", division)
    if house.phone and not phones.fits(house.phone, service=True):
        yield Finding("phone_form", number, "", house.phone)


def _shared(number: str, found: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """The same number more than once: in another household, or twice in one."""
    for household_no, member_no in found:
        others = [other for other, _ in found if other != household_no]
        code = "id_two_households" if others else "id_twice_in_household"
        yield Finding(code, household_no, member_no, number, others[0] if others else "")
