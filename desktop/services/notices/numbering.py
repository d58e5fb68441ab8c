"""The numbers of sheets: 64 bits in the code, county, letters, year and running number on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.exchange.identity import fingerprint

if TYPE_CHECKING:
    from datetime import date

    from desktop.printing.drafts import Draft, Stamp
    from desktop.services.credentials import Credentials
    from desktop.services.session import Session

_RUNNING_BITS = 32


def stamp(session: Session, draft: Draft, mine: Credentials, running: int, mark: str) -> Stamp:
    """A signed number for a sheet."""
    from desktop.printing.drafts import Stamp

    identity, today = session.store.identity, session.today()
    number = _number(identity.letter, today, running)
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
    letters = (number >> 48).to_bytes(2, "big").lstrip(b"\0").decode("ascii", "replace")
    year = (number >> _RUNNING_BITS) & 0xFFFF
    return f"{county}-{letters}-{year}-{number & 0xFFFFFFFF:05d}"


def key_number(public: bytes) -> int:
    """The two bytes by which a header names its key."""
    return int(fingerprint(public)[:4], 16)


def _number(letter: str, day: date, running: int) -> int:
    """Device letters, year, running number."""
    letters = letter.encode("ascii")[:2].rjust(2, b"\0")
    return (int.from_bytes(letters, "big") << 48) | (day.year << _RUNNING_BITS) | running


def _unit(townships: tuple[str, ...]) -> int:
    """The unit in a header: the township's three digits, 0 for the county."""
    return int(townships[0][-3:]) if townships else 0
