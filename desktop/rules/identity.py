"""Identity numbers by GB 11643, and masks for everything that leaves the ledger."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from desktop.rules import phones
from desktop.rules.plain_text import Plain, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_TABLE = tuple({chr(48 + digit): digit * weight for digit in range(10)} for weight in _WEIGHTS)
_CROSS = "\u00d7"

_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ \-]?\d){13,24}(?:[ \-]?[Xx])?(?!\d)")
_APART = re.compile(r"(?<!\d)\d(?:[ ._\-]*\d){16}[ ._\-]*[\dXx](?!\d)")
_DAY = r"(?:19|20)\d\d([\-.])(?:1[0-2]|0?[1-9])\{n}(?:[12]\d|3[01]|0?[1-9])(?!\d)"
_DAYS = re.compile(rf"(?<!\d){_DAY.format(n=1)}(?:[ \-~]{{1,3}}{_DAY.format(n=2)})*", re.ASCII)
_GLUE = " ._-"
_FEWEST = 10
_YEARS = range(1900, 2100)


def normal(number: str) -> str:
    """An identity number as it is compared: no blanks, the check digit X in capitals."""
    return number.strip().upper()


def well_formed(number: str) -> bool:
    """Whether a number has 18 places: 17 digits and a digit or X (small x is taken as X)."""
    return _FORM.fullmatch(normal(number)) is not None


def check_digit(head: str) -> str:
    """The check digit of the first 17 places (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum([table[digit] for table, digit in zip(_TABLE, head, strict=True)]) % 11]


@lru_cache(maxsize=8)
def is_valid(number: str) -> bool:
    """Whether the form, the birth date and the check digit hold; area codes are not looked up."""
    plain = normal(number)
    return (
        _FORM.fullmatch(plain) is not None
        and birth_date(plain) is not None
        and check_digit(plain[:17]) == plain[17]
    )


@lru_cache(maxsize=8)
def birth_date(number: str) -> date | None:
    """The birth date in places 7 to 14, None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> Literal["male", "female"]:
    """The sex in place 17: odd is male, even is female."""
    return "male" if int(number[16]) % 2 else "female"


def mask_id(number: str) -> str:
    """Four places at both ends stay, the rest are stars; a short number is all stars."""
    return _mask(number, head=4, tail=4)


def mask_phone(number: str) -> str:
    """Of each number the first three and last four digits stay, of a short one the last four."""
    return phones.mask(number)


def mask_name(name: str, *, level: Literal["middle", "given"] = "middle", surname: int = 1) -> str:
    """A name with its middle or its whole given name crossed out; `surname` counts characters."""
    if level == "given" or len(name) <= surname + 1:
        return name[:surname] + _CROSS * max(0, len(name) - surname)
    return name[:surname] + _CROSS * (len(name) - surname - 1) + name[-1]


def scrub(text: str) -> str:
    """Free text without personal numbers: every identity, card and phone number is masked.

    They are found as `phones.numbers` reads them, whatever width, blanks, dashes, dots and signs
    that cannot be seen stand in them. Days are no numbers of anybody, also several in a row.
    """
    if sum(map(str.isnumeric, text)) < _FEWEST:
        return text
    return _scrubbed(text, plain(text), (_APART, _LONG_NUMBER, *phones.IN_TEXT))


def scrub_ids(text: str) -> str:
    """The same for identity numbers alone, where other long numbers are those of things."""
    if sum(map(str.isnumeric, text)) < _FEWEST:
        return text
    return _scrubbed(text, plain(text), (_APART,))


def _scrubbed(text: str, read: Plain, forms: Sequence[re.Pattern[str]]) -> str:
    spans: list[tuple[int, int, str]] = []
    read = _without_days(read)
    for form in forms:
        for found in form.finditer(read.text):
            shown = _found(form, found, text, read)
            if shown:
                spans.append((*read.span(found), shown))
                read = read.without(found)
    for start, end, shown in sorted(spans, reverse=True):
        text = text[:start] + shown + text[end:]
    return text


def _without_days(read: Plain) -> Plain:
    """The text without its days, so that no number is found in them.

    What looks like a day behind more places of a number is a part of that number.
    """
    for found in _DAYS.finditer(read.text):
        before = read.text[: found.start()].rstrip(_GLUE)
        if not before[-1:].isdecimal():
            read = read.without(found)
    return read


def _found(form: re.Pattern[str], found: re.Match[str], typed: str, read: Plain) -> str:
    """What is shown of a number; nothing where it is none."""
    if form in phones.IN_TEXT:
        return phones.masked_in_text(found)
    digits = [place for place in range(*found.span()) if found.string[place].isalnum()]
    number = "".join(found.string[place] for place in digits)
    if form is _APART and not _born(number):
        return ""
    return mask_id("".join(typed[read.places[place]] for place in digits))


def _born(number: str) -> bool:
    born = birth_date(number)
    return born is not None and born.year in _YEARS


def _mask(number: str, *, head: int, tail: int) -> str:
    hidden = len(number) - head - tail
    if hidden < 1:
        return "*" * len(number)
    return number[:head] + "*" * hidden + number[-tail:]
