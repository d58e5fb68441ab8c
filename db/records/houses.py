"""Households, members, rosters and the people around them."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct


class Household(Struct, frozen=True, kw_only=True):
    """A household as the roster last told (3.1); money in fen, the cause is never printed."""

    household_no: str
    township_code: str
    division_code: str
    county: str
    township: str
    admin_village: str
    natural_village: str
    group_no: str
    head_name: str
    household_phone: str
    member_count: int | None
    household_type: str
    monitor_category: str
    poverty_exit_year: int | None
    first_identified_on: date | None
    risk_identified_on: date | None
    risk_cleared_on: date | None
    risk_cleared: str
    needs_continued_support: str
    risk_cause: str
    per_capita_net_income_fen: int | None
    relocated: bool | None
    resettlement_area: str
    household_status: str
    source_roster_version: str


class Member(Struct, frozen=True, kw_only=True):
    """A member of a household (3.2); the full ID number is class P3."""

    household_no: str
    member_no: str
    name: str
    id_number: str
    relation_to_head: str
    sex: str
    birth_date: date | None
    ethnicity: str
    education: str
    health_status: str
    labour_skill: str
    phone: str
    alive: bool | None
    died_on: date | None
    member_identified_on: date | None
    originals: str


class HouseholdNote(Struct, frozen=True, kw_only=True):
    """What the officer knows about a household beside the roster (shared fields)."""

    household_no: str
    phone: str = ""
    address_note: str = ""
    needs_note: str = ""
    best_time: str = ""
    remark: str = ""


class NoteAuthor(Struct, frozen=True, kw_only=True):
    """Who wrote a field of a household's note, and when; `disputed` by two people at once."""

    field: str
    officer: str
    at: datetime
    disputed: bool


class RosterEntry(Struct, frozen=True, kw_only=True):
    """From when to when a household stood on the roster (3.3)."""

    household_no: str
    township_code: str
    entered_on: date
    exited_on: date | None
    exit_reason: str


class RosterChange(Struct, frozen=True, kw_only=True):
    """What one roster version changed about one household: field to (before, after)."""

    roster_version: str
    township_code: str
    as_of_date: date
    household_no: str
    change_type: str
    head_name: str
    details: dict[str, tuple[str, str]]


class RosterVersion(Struct, frozen=True, kw_only=True):
    """One township's part of a roster version; in force = the newest as-of date."""

    roster_version: str
    township_code: str
    as_of_date: date
    source_name: str
    source_dept: str
    digest: str
    households: int
    members: int
    imported_at: datetime
    officer: str
    in_force: bool


class HouseholdFilter(Struct, frozen=True, kw_only=True):
    """Which households to list; empty means all.

    `village` is a 12-digit code or a name; `loans` is none, live, overdue or ended.
    """

    village: str = ""
    township_code: str = ""
    status: str = ""
    told: str = ""
    loans: str = ""
    category: str = ""
    text: str = ""
    household_no: str = ""
    not_told_since: date | None = None


class HouseholdLine(Struct, frozen=True, kw_only=True):
    """A line of the list of households; told is never, absent_only or told."""

    household_no: str
    head_name: str
    township_code: str
    division_code: str
    village: str
    group_no: str
    household_type: str
    monitor_category: str
    household_status: str
    told: str
    last_visit_on: date | None
    member_count: int
    loans: int


class HouseholdCard(Struct, frozen=True, kw_only=True):
    """All about one household that one screen shows; `phone` is where it is called."""

    household: Household
    line: HouseholdLine
    members: tuple[Member, ...]
    note: HouseholdNote
    county_phone: str
    phone: str
    entry: RosterEntry | None
    changes: tuple[RosterChange, ...]


class Village(Struct, frozen=True, kw_only=True):
    """A village with the number of its households on the roster."""

    division_code: str
    township_code: str
    township: str
    village: str
    households: int


class VillageCoverage(Struct, frozen=True, kw_only=True):
    """Who of a village was reached by a contact with the household itself."""

    division_code: str
    township_code: str
    village: str
    households: int
    reached: int
    not_reached: tuple[str, ...]


class Found(Struct, frozen=True, kw_only=True):
    """A household that was found; name is the member's that matched.

    Somebody on no roster has a walk-in number instead of a household's.
    """

    household_no: str
    head_name: str
    name: str
    village: str
    township_code: str
    group_no: str
    household_status: str
    why: str
    walk_in_no: str = ""


class Assignment(Struct, frozen=True, kw_only=True):
    """Which bank serves a township (3.4)."""

    id: str
    township_code: str
    township_name: str
    county: str
    prefecture: str
    main_bank: str
    outlet: str
    contact: str
    phone: str
    assignment_basis: str
    effective_from: date | None
    effective_to: date | None
    source_document: str
    filing_status: str
    household_count: int | None
    monitored_household_count: int | None
    previous_bank: str
    is_fallback: bool
    remark: str
    originals: str = ""


class Contact(Struct, frozen=True, kw_only=True):
    """An officer, a contact person or an outlet (3.5); only outlets have address and hours."""

    id: str
    name: str
    role: str
    org: str
    staff_no: str
    phone: str
    areas: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    photo_hash: str
    status: str
    township_code: str
    address: str = ""
    hours: str = ""


class Product(Struct, frozen=True, kw_only=True):
    """A product of the handbook (form F24) in its bank's words; `contact` is a person's id."""

    id: str
    name: str
    bank: str = ""
    for_whom: str = ""
    amount: str = ""
    term: str = ""
    rate: str = ""
    guarantee: str = ""
    materials: str = ""
    contact: str = ""
    township_code: str = ""
    valid_to: date | None = None
