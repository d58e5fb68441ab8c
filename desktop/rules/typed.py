"""What an officer typed about a person: numbers as they are kept, and what is wrong with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from desktop.rules import identity, phones
from desktop.rules.roster_quality import own_number, wrong_number

if TYPE_CHECKING:
    from datetime import date

_ID = 18
_BETWEEN = re.compile(r"[\s\-]+")
_WRONG = {
    "id_form": "typed_id_form",
    "id_check_digit": "typed_id_digit",
    "id_no_such_day": "typed_id_day",
}

Problem = tuple[str, dict[str, object]]
"""A code and what its sentence shows."""


def number(text: str) -> str:
    """An identity number as it is kept: half width, no blanks or dashes, X in capitals."""
    return identity.normal(_BETWEEN.sub("", normalize("NFKC", text)))


def phone(text: str, extension: tuple[str, ...]) -> str:
    """A phone number, or several, as they are kept; what is none stays as it was typed."""
    return phones.kept(text, extension=extension)


def number_problem(text: str) -> Problem | None:
    """What is wrong with an identity number; nothing typed is nothing wrong."""
    plain = own_number(number(text))
    if not plain:
        return None
    if len(plain) != _ID:
        return "typed_id_length", {"length": len(plain)}
    wrong = wrong_number(plain)
    return (_WRONG[wrong], {}) if wrong else None


def phone_problem(text: str, extension: tuple[str, ...]) -> Problem | None:
    """What is wrong with a phone number; several are one after another."""
    plain = phone(text, extension)
    return ("typed_phone", {}) if plain and not phones.fits(plain) else None


def birth_problem(id_number: str, born: date | None) -> Problem | None:
    """Whether a birth date says something else than a good identity number."""
    told = birth_date(id_number)
    if born is None or told in {None, born}:
        return None
    return "typed_birth_differs", {"born": told}


def birth_date(id_number: str) -> date | None:
    """The birth date in a good identity number, else None."""
    plain = own_number(number(id_number))
    return identity.birth_date(plain) if identity.is_valid(plain) else None
