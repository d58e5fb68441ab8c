"""Lists that leave as Excel files: which there are, what part is wanted, what was written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct


class ListFilter(Struct, frozen=True, kw_only=True):
    """Which part of a list is wanted; an empty value means all, `sort` names a column.

    `since` is the version that another one is compared with; `change`, `todo` and `finding` are
    kinds of change, of work and of doubt in a roster, `state` is open or done.
    `method` is a way of publicity, `by` who wrote a record, `role` one of the directory's.
    `batch` is the number of a settled quarter.
    """

    village: str = ""
    from_on: date | None = None
    to_on: date | None = None
    household_no: str = ""
    text: str = ""
    status: str = ""
    told: str = ""
    category: str = ""
    loans: str = ""
    version: str = ""
    renewals: str = ""
    since: str = ""
    township: str = ""
    change: str = ""
    todo: str = ""
    state: str = ""
    finding: str = ""
    method: str = ""
    by: str = ""
    role: str = ""
    batch: str = ""
    sort: str = ""


class ListKind(Struct, frozen=True, kw_only=True):
    """A list that can leave; `sealed` are the headers that leave in full only with a reason.

    A `bare` one is for another program: headers first, no title, and text (csv) where wanted.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    sealed: tuple[str, ...]
    bare: bool = False


class Exported(Struct, frozen=True, kw_only=True):
    """A list that was written: how many rows, where to, and the headers that were masked."""

    key: str
    rows: int
    path: Path
    masked: tuple[str, ...]
