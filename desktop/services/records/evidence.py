"""Photos of records as pages and verbs show them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Hint(Struct, frozen=True, kw_only=True):
    """Something about a photo that does not go with its record: a code and its parameters."""

    code: str
    params: Mapping[str, object]


class PhotoLine(Struct, frozen=True, kw_only=True):
    """A photo of a record; without an id it waits in a form for its record.

    `taken_at` is in the camera's own time. Degrees are decimal text, told with a reason only;
    `placed` says that there are some.
    `here` is false while the picture lies on another laptop. `day` is the record's, which has the
    number of a visit, of an activity or of a check of a loan.
    """

    sha256: str
    size: int
    width: int
    height: int
    taken_at: datetime | None
    placed: bool
    latitude: str = ""
    longitude: str = ""
    here: bool = True
    id: str = ""
    visit_no: str = ""
    activity_no: str = ""
    inspection_no: str = ""
    activity_type: str = ""
    day: date | None = None
    household_no: str = ""
    head_name: str = ""
    village: str = ""
    added_at: datetime | None = None
    officer: str = ""
    hints: tuple[Hint, ...] = ()


class PhotosAdded(Struct, frozen=True, kw_only=True):
    """What came to a record: ids of its new photos, and how many it had already."""

    ids: tuple[str, ...]
    already: int


class PhotoFilter(Struct, frozen=True, kw_only=True):
    """Which photos are wanted; days are those of the records, empty means all."""

    visit_no: str = ""
    activity_no: str = ""
    inspection_no: str = ""
    household_no: str = ""
    village: str = ""
    from_on: date | None = None
    to_on: date | None = None


class PhotosWritten(Struct, frozen=True, kw_only=True):
    """Files that were written, and how many photos lie on another laptop."""

    files: tuple[Path, ...]
    elsewhere: int
