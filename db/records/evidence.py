"""Photos that prove a visit, what was held or hung at a place, or a check of a loan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture as it is kept, named by the SHA-256 of its bytes; places in millionths of a degree.

    `taken_at` is what the camera wrote, ISO text in its own time, and empty where it wrote nothing.
    `data` is None where the bytes lie in the ledger already.
    """

    sha256: str
    size: int
    width: int
    height: int
    taken_at: str = ""
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    data: bytes | None = field(default=None, repr=False)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A photo of a record; `here` tells whether its bytes have come to this ledger.

    `visit` is the id of the record, a visit, an activity or a check of a loan, which has the number
    of one of them; `day` is the record's.
    """

    id: str
    visit: str
    sha256: str
    size: int
    width: int
    height: int
    taken_at: str
    latitude_e6: int | None
    longitude_e6: int | None
    added_at: datetime | None
    officer: str
    here: bool = True
    visit_no: str = ""
    activity_no: str = ""
    inspection_no: str = ""
    day: date | None = None
    household_no: str = ""
    head_name: str = ""
    activity_type: str = ""
    division_code: str = ""
    village: str = ""


class EvidenceFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which photos to list; days are those of the records, both ends in, empty means all."""

    visit_no: str = ""
    activity_no: str = ""
    inspection_no: str = ""
    household_no: str = ""
    village: str = ""
    from_on: date | None = None
    to_on: date | None = None
