"""The numbers of sheets: 64 bits in the code, county, letters, year and running number on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import letters
from desktop.exchange.identity import fingerprint

if TYPE_CHECKING:
    from datetime import date

    from desktop.printing.drafts import Draft, Stamp
    from desktop.services.credentials import Credentials
    from desktop.services.session import Session

_RUNNING_BITS, _MARKS_AT, _MORE_AT = 32, 17, 44
_RUNNING, _YEAR, _MORE = (1 << _MARKS_AT) - 1, 0xFFF, 0xF
"""What is left for the running number beside the marks of a ledger that was brought back.

What of it has no room there stands before the year.
"""


def stamp(session: Session, draft: Draft, mine: Credentials, running: int, mark: str) -> Stamp:
    """A signed number for a sheet."""
    from desktop.printing.drafts import Stamp

    identity, today = session.store.identity, session.today()
    number = number_of(identity.letter, today, running)
    header = draft.header(
        key_id=key_number(mine.keys.public().signing),
        number=number,
        issued_on=today,
        unit=_unit(identity.townships),
    )
    return Stamp(
        notice_no=number_text(number, identity.county_code),
        issued_on=today,
        header=header,
        signature=mine.keys.sign(header),
        mark=mark,
    )


def number_text(number: int, county: str) -> str:
    """The printed number: county, letters, year, running number."""
    first = (number >> 48).to_bytes(2, "big").lstrip(b"\0").decode("ascii", "replace")
    year, rest = (number >> _RUNNING_BITS) & _YEAR, number & 0xFFFFFFFF
    running, marked = rest & _RUNNING, rest >> _MARKS_AT
    running |= ((number >> _MORE_AT) & _MORE) << _MARKS_AT
    marks = letters.marked(marked - 1) if 0 < marked <= letters.CHANCES else ""
    return f"{county}-{first}{marks}-{year}-{running:05d}"


def key_number(public: bytes) -> int:
    """The two bytes by which a header names its key."""
    return int(fingerprint(public)[:4], 16)


def number_of(letter: str, day: date, running: int) -> int:
    """Device letters, year, marks, running number."""
    marks = letters.marks(letter)
    if len(marks) == letters.LENGTH:
        first, marked = letters.capitals(letter), letters.number_of(marks) + 1
    else:
        first, marked = letter, 0
    number = int.from_bytes(first.encode("ascii")[:2].rjust(2, b"\0"), "big") << 48
    number |= (running >> _MARKS_AT << _MORE_AT) | (day.year << _RUNNING_BITS)
    return number | (marked << _MARKS_AT) | (running & _RUNNING)


def _unit(townships: tuple[str, ...]) -> int:
    """The unit in a header: the township's three digits, 0 for the county."""
    return int(townships[0][-3:]) if townships else 0
