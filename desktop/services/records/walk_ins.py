"""People on no roster: what is typed, what is shown, what an act changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec

Turn = object
"""What an act changed, known to the service alone; handed back to it, the act is taken back."""


class WalkInEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on no roster, as the officer types it."""

    name: str
    village: str = ""
    group_no: str = ""
    id_number: str = ""
    birth_date: date | None = None
    phone: str = ""
    address_note: str = ""
    needs_note: str = ""
    best_time: str = ""
    remark: str = ""
    met_on: date | None = None
    township: str = ""


class WalkInFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are wanted; an empty value means all. `linked` is whether to a household."""

    village: str = ""
    text: str = ""
    linked: bool | None = None


class Twin(msgspec.Struct, frozen=True, kw_only=True):
    """Who may be the same: `by` is id, phone or name; a household or another walk-in."""

    by: str
    household_no: str
    walk_in_no: str
    name: str
    village: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInLine:
    """Somebody on no roster, masked; `household_no` is what it was linked to, if anything.

    `wrong` names the fields that are still to be put right, `merged` are the records that are
    one with this one. `turn` is there in the answer to an act, for taking it back.
    """

    walk_in_no: str
    name: str
    village: str
    group_no: str
    township_code: str
    id_masked: str
    birth_date: date | None
    phone_masked: str
    address_note: str
    needs_note: str
    best_time: str
    remark: str
    met_on: date | None
    household_no: str
    linked_name: str
    linked_on: date | None
    officer: str
    birth_masked: str = ""
    wrong: tuple[str, ...] = ()
    merged: tuple[WalkInLine, ...] = ()
    turn: Turn = field(default=None, compare=False, repr=False)
