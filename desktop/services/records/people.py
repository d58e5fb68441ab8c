"""Households, visits and who works here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.records.rosters import Detail
    from desktop.services.records.rounds import DeliveryLine


FIELD_ROLES = frozenset({"officer", "bank_desk"})
"""Who goes to households: logs visits, checks conditions, prints for the door."""

IMPORTERS = frozenset({"county", "agriculture_desk"})
"""Whose rosters count."""


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """Who works here: county, role, officer, bank and townships (code, name)."""

    county_code: str
    county_name: str
    role: str
    officer: str
    bank: str
    outlet: str
    townships: tuple[tuple[str, str], ...]
    device: str
    letter: str
    ledger: Path


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One hit of a search, best first; who is on no roster has a walk-in number instead."""

    household_no: str
    head_name: str
    name: str
    village: str
    group_no: str
    why: str
    told: str
    walk_in_no: str = ""


class HouseholdFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Fixed filters of the household list; an empty text means all.

    `loans` is none, live (at least one runs), overdue or ended (had some, none runs).
    """

    village: str = ""
    status: str = ""
    told: str = ""
    loans: str = ""
    category: str = ""
    text: str = ""


class HouseholdLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the household list; nothing in it needs masking."""

    household_no: str
    short_no: str
    head_name: str
    village: str
    group_no: str
    category: str
    told: str
    last_visit_on: date | None
    member_count: int
    loans: str
    status: str


class HouseholdPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window on the household list and how many rows there are in all."""

    total: int
    lines: tuple[HouseholdLine, ...]


class Village(msgspec.Struct, frozen=True, kw_only=True):
    """A village on the roster in force."""

    division_code: str
    township_code: str
    township: str
    village: str
    households: int


class MemberLine(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a household, masked."""

    member_no: str
    name: str
    relation: str
    age: int | None
    id_masked: str
    phone_masked: str


class VisitEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer enters for one line of the ledger.

    Somebody on no roster has a walk-in number, and then `household_no` is empty. `evidence` are
    files of photos, `photos` the hashes of those that were taken over while it was typed.
    """

    household_no: str
    visited_on: date
    publicity_method: str
    contact_result: str
    person_met: str = ""
    relation_to_head: str = ""
    policy_understood: str = ""
    has_need: bool | None = None
    need_amount_fen: int | None = None
    need_use: str = ""
    need_month: str = ""
    no_need_reason: str = ""
    topics: tuple[str, ...] = ()
    handouts: tuple[str, ...] = ()
    follow_up: str = ""
    follow_up_due: date | None = None
    participants: str = ""
    note: str = ""
    evidence: tuple[Path, ...] = ()
    photos: tuple[str, ...] = ()
    walk_in_no: str = ""
    slip_no: str = ""


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """The record that was written."""

    visit_no: str
    id: str


class VisitFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What part of the ledger is wanted; an empty value means all."""

    from_on: date | None = None
    to_on: date | None = None
    village: str = ""
    household_no: str = ""
    text: str = ""


class VisitLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger, codes as they are kept.

    Somebody on no roster has a walk-in number; the household is the one that it was linked to.
    `taken_over` names the file of an old ledger, and then `officer` is who kept it.
    """

    visit_no: str
    visited_on: date
    logged_at: datetime
    household_no: str
    head_name: str
    village: str
    publicity_method: str
    contact_result: str
    person_met: str
    policy_understood: str
    has_need: bool | None
    need_amount_fen: int | None
    need_use: str
    no_need_reason: str
    follow_up: str
    follow_up_due: date | None
    note: str
    officer: str
    corrects_visit_no: str
    corrected: bool
    id: str = ""
    relation_to_head: str = ""
    handouts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    slip_no: str = ""
    walk_in_no: str = ""
    taken_over: str = ""
    photos: int = 0


class VisitPage(msgspec.Struct, frozen=True, kw_only=True):
    """A window on the ledger and how many rows there are in all."""

    total: int
    lines: tuple[VisitLine, ...]


class CheckLine(msgspec.Struct, frozen=True, kw_only=True):
    """A stored check in a household's history."""

    check_no: str
    checked_on: date
    outcome: str
    policy_pack: str


class NoticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A printed sheet in the register; a stale one is a board that is to be replaced.

    `deliveries` are the tries to hand it over, the last one last.
    `returned_on` is the day on which a form that came back was signed.
    """

    notice_no: str
    title: str
    kind: str
    issued_on: date
    subject: str
    voided: bool
    stale: bool = False
    archive: bool = False
    check_code: str = ""
    sha256: str = ""
    deliveries: tuple[DeliveryLine, ...] = ()
    returned_on: date | None = None


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster version changed for a household; `link_no` is the other one of a split."""

    as_of_date: date
    roster_version: str
    change_type: str
    details: tuple[Detail, ...]
    link_no: str


class NoteBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote one of the officer's own fields last, and when; `disputed` waits for a review."""

    officer: str
    at: datetime
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTurn:
    """What one act changed of a household's own fields; handed back, it is taken back."""

    household_no: str
    before: Mapping[str, str] = field(repr=False)
    after: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What a card masks, in full for a moment: the head's number, the roster's, own fields, visits.

    `visits` has what was written about each visit, by its number.
    """

    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    own: Mapping[str, str] = field(repr=False)
    visits: Mapping[str, Mapping[str, str]] = field(repr=False)


class SamePerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a household who stands in another one too, by the ID number."""

    member: str
    household_no: str
    head_name: str
    village: str


class MovedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A household that left this township or came to it, the other one, and since when."""

    left: bool
    other: str
    on: date | None


class HouseholdCard(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a household, masked; `facts` are (label key, text).

    `phone_masked` is the number to call: the officer's own one, else the county's; `left_on` is
    the day from which it is on no roster any more; `moved` where it went from here or came.
    """

    line: HouseholdLine
    facts: tuple[tuple[str, str], ...]
    members: tuple[MemberLine, ...]
    visits: tuple[VisitLine, ...]
    checks: tuple[CheckLine, ...]
    notices: tuple[NoticeLine, ...]
    changes: tuple[ChangeLine, ...]
    id_masked: str
    phone_masked: str
    note: dict[str, str] = msgspec.field(default_factory=dict)
    hints: tuple[str, ...] = ()
    county_phone_masked: str = ""
    note_by: dict[str, NoteBy] = msgspec.field(default_factory=dict)
    same_people: tuple[SamePerson, ...] = ()
    left_on: date | None = None
    moved: MovedLine | None = None


class ProductEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it is typed; `contact` is an id or a name of the directory, or empty."""

    name: str = ""
    bank: str = ""
    for_whom: str = ""
    amount: str = ""
    term: str = ""
    rate: str = ""
    guarantee: str = ""
    materials: str = ""
    contact: str = ""


class ProductLine(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the handbook; name and phone are empty where nobody serves as its contact."""

    id: str
    name: str
    bank: str
    for_whom: str
    amount: str
    term: str
    rate: str
    guarantee: str
    materials: str
    contact: str
    contact_name: str
    contact_phone: str
    valid_to: date | None
    offered: bool
