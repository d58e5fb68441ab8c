"""Quick entry: what stays from row to row, a row as it is typed, drafts and steps back."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct, field


class EntryHeader(Struct, frozen=True, kw_only=True):
    """What stays for the next household; `village` is a 12-digit code, empty is all of them."""

    on: date
    method: str = "visit"
    village: str = ""
    companions: str = ""
    handouts: tuple[str, ...] = ()


class QuickRow(Struct, frozen=True, kw_only=True):
    """One row as it is typed: codes of `met`, `intent` and `need_use`; `person` is who was met.

    `photos` are the hashes of photos that were taken over for it. An empty `met` or `intent`
    leaves open what it would say.
    """

    household_no: str
    met: str = ""
    intent: str = ""
    amount_fen: int | None = None
    use: str = ""
    note: str = ""
    person: str = ""
    photos: tuple[str, ...] = ()


class DraftLine(Struct, frozen=True, kw_only=True):
    """What was typed and never became a record; `values` are the fields as they were.

    `name` says whose visit of which day it is, and how: in words for a person.
    """

    key: str
    kind: str
    name: str
    saved_at: datetime
    values: dict[str, str] = field(default_factory=dict)


class Step(Struct, frozen=True, kw_only=True):
    """Something that can be taken back, as it is named: whose record, of which day, how."""

    head_name: str
    visited_on: date
    method: str
    away: tuple[str, ...]
    back: tuple[str, ...] = ()
