"""Needs for money and how they ended, whom to go to again, and publicity at a place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct


class NeedFilter(Struct, frozen=True, kw_only=True):
    """Which needs are wanted; empty means all. `state` is waiting, open, ended or disputed.

    `walk_ins` are numbers of records of people on no roster.
    """

    state: str = ""
    village: str = ""
    household_no: str = ""
    walk_ins: tuple[str, ...] = ()
    text: str = ""


class NeedLine(Struct, frozen=True, kw_only=True):
    """A need as it was last told, codes as they are kept.

    `waiting` says that it is open for longer than the limit, `disputed` that two people ended it
    differently. `check_no` is a check of the household made since, or the one behind the
    application; `said_by` who at the bank told it. `told_apart` has officer and outcome of each end
    where two people disagree.
    """

    visit_no: str
    told_on: date
    household_no: str
    walk_in_no: str
    head_name: str
    village: str
    amount_fen: int | None
    use: str
    month: str
    days: int
    officer: str
    check_no: str
    waiting: bool
    disputed: bool
    outcome: str = ""
    ended_on: date | None = None
    reason: str = ""
    said_by: str = ""
    note: str = ""
    ended_by: str = ""
    correction_reason: str = ""
    told_apart: tuple[tuple[str, str], ...] = ()


class NeedLimit(Struct, frozen=True, kw_only=True):
    """After how many days an open need is followed up, and where the number comes from.

    `source` is the document of who laid it down, else the clause that leaves it open (then it is
    `proposed`).
    """

    days: int
    source: str
    proposed: bool


class NeedPage(Struct, frozen=True, kw_only=True):
    """A window on the needs, how many there are in all, and the limit that counts."""

    total: int
    lines: tuple[NeedLine, ...]
    limit: NeedLimit


class NeedEndEntry(Struct, frozen=True, kw_only=True):
    """How a need ended, as an officer enters it.

    `outcome` is applied, not_now or declined; `reason` a code of its reasons, and for the bank's
    decline `said_by` says who told it. `check_no` names the stored check behind an application.
    """

    outcome: str
    ended_on: date
    reason: str = ""
    check_no: str = ""
    said_by: str = ""
    note: str = ""


class FollowUpLine(Struct, frozen=True, kw_only=True):
    """A household to go to again: promised by somebody, or proposed because nobody was met.

    `way` is evening, phone or revisit, else the officer's own words.
    """

    visit_no: str
    household_no: str
    walk_in_no: str
    head_name: str
    village: str
    last_on: date
    due: date
    way: str
    promised: bool
    misses: int
    note: str


class ActivityEntry(Struct, frozen=True, kw_only=True):
    """What an officer enters for a board, a slogan, a meeting; people are counts only.

    `evidence` are files of photos, `photos` the hashes of those that were taken over while it was
    typed.
    """

    activity_type: str
    place: str
    village: str
    held_on: date
    topics: tuple[str, ...] = ()
    attendance_total: int | None = None
    attendance_elderly: int | None = None
    attendance_disabled: int | None = None
    materials: tuple[str, ...] = ()
    materials_count: int | None = None
    removed_on: date | None = None
    note: str = ""
    evidence: tuple[Path, ...] = ()
    photos: tuple[str, ...] = ()


class ActivityLine(Struct, frozen=True, kw_only=True):
    """An activity at a place, codes as they are kept; `corrected` ones stay and are marked."""

    activity_no: str
    held_on: date
    activity_type: str
    village: str
    place: str
    topics: tuple[str, ...]
    attendance_total: int | None
    attendance_elderly: int | None
    attendance_disabled: int | None
    materials: tuple[str, ...]
    materials_count: int | None
    removed_on: date | None
    note: str
    officer: str
    taken_over: str
    corrects_activity_no: str
    correction_reason: str
    corrected: bool
    id: str = ""
    photos: int = 0


class ActivityFilter(Struct, frozen=True, kw_only=True):
    """Which activities are wanted; empty means all."""

    from_on: date | None = None
    to_on: date | None = None
    village: str = ""
    activity_type: str = ""


class ActivityPage(Struct, frozen=True, kw_only=True):
    """A window on the activities and how many there are in all."""

    total: int
    lines: tuple[ActivityLine, ...]
