"""Visits, checks, notices, activities and devices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct


class Visit(Struct, frozen=True, kw_only=True):
    """One contact with a household (3.6); money in fen, visited_on is the officer's date.

    Somebody on no roster has a walk-in number in the place of a household's; `linked_to` is the
    household that the number was linked to since. `taken_over` names the file and row of an old
    ledger that the record came from, `kept_by` who kept it then.
    """

    id: str
    visit_no: str
    visited_on: date
    visited_at: datetime
    household_no: str
    township_code: str
    publicity_method: str
    contact_result: str
    person_met: str = ""
    relation_to_head: str = ""
    policy_understood: str = ""
    topics: tuple[str, ...] = ()
    handouts: tuple[str, ...] = ()
    has_need: bool | None = None
    need_amount_fen: int | None = None
    need_use: str = ""
    need_month: str = ""
    no_need_reason: str = ""
    follow_up: str = ""
    follow_up_due: date | None = None
    evidence_hashes: tuple[str, ...] = ()
    slip_no: str = ""
    signed: bool | None = None
    participants: str = ""
    note: str = ""
    corrects_visit_no: str = ""
    correction_reason: str = ""
    walk_in_no: str = ""
    taken_over: str = ""
    kept_by: str = ""
    originals: str = ""
    officer: str = ""
    head_name: str = ""
    village: str = ""
    division_code: str = ""
    corrected_by: str = ""
    linked_to: str = ""


class Logged(Struct, frozen=True, kw_only=True):
    """What a visit got when it was written: its id and its number."""

    id: str
    visit_no: str


class VisitFilter(Struct, frozen=True, kw_only=True):
    """Which visits to list; days with both ends in, empty means all."""

    from_on: date | None = None
    to_on: date | None = None
    village: str = ""
    township_code: str = ""
    household_no: str = ""
    text: str = ""
    method: str = ""
    officer: str = ""


class Resident(Struct, frozen=True, kw_only=True):
    """A person of a listed household as quick entry finds her."""

    household_no: str
    head_name: str
    name: str
    initials: tuple[str, ...]
    division_code: str
    village: str
    group_no: str


class Activity(Struct, frozen=True, kw_only=True):
    """A publicity activity at a place (3.7); people are counts only."""

    id: str
    activity_no: str
    held_on: date
    activity_type: str
    township_code: str
    division_code: str
    village: str
    place: str
    topics: tuple[str, ...] = ()
    notice_ids: tuple[str, ...] = ()
    attendance_total: int | None = None
    attendance_elderly: int | None = None
    attendance_disabled: int | None = None
    photo_hashes: tuple[str, ...] = ()
    responsible: str = ""
    note: str = ""
    removed_on: date | None = None
    corrects_activity_no: str = ""
    correction_reason: str = ""
    materials: tuple[str, ...] = ()
    materials_count: int | None = None
    taken_over: str = ""
    kept_by: str = ""
    originals: str = ""
    officer: str = ""


class EligibilityCheck(Struct, frozen=True, kw_only=True):
    """A check of the policy conditions (3.8); facts and rows are JSON text.

    `policy_digest` names the policy texts that it was answered by, `digest` all that the answer
    rests on.
    """

    id: str
    check_no: str
    household_no: str
    member_no: str
    township_code: str
    checked_on: date
    applied_amount_fen: int | None
    applied_months: int | None
    purpose_code: str
    purpose_text: str
    policy_pack_version: str
    roster_version: str
    facts: str
    rows: str
    overall_result: str
    valid_until: date | None
    policy_digest: str = ""
    digest: str = ""
    reviewed_by: str = ""
    review_reason: str = ""
    reviewed_at: datetime | None = None
    corrects_check_no: str = ""
    officer: str = ""
    head_name: str = ""


class Notice(Struct, frozen=True, kw_only=True):
    """A printed sheet with its number (3.19); a void is a record that names the number."""

    id: str
    notice_no: str
    kind: str
    title: str
    policy_pack_version: str
    subject_kind: str
    subject: str
    township_code: str
    division_code: str = ""
    household_no: str = ""
    issued_on: date
    issued_at: datetime
    copies: int = 1
    paper: str = ""
    mask_level: str = ""
    sha256: str = ""
    check_code: str = ""
    posted_place: str = ""
    posted_from: date | None = None
    posted_to: date | None = None
    params: str = ""
    voids_notice_no: str = ""
    void_reason: str = ""
    officer: str = ""
    voided_by: str = ""


class PaperReturn(Struct, frozen=True, kw_only=True):
    """A form that came back signed, by its number; the record that it is about, as far as known."""

    id: str
    notice_no: str
    kind: str
    township_code: str
    household_no: str = ""
    record_no: str = ""
    note: str = ""
    returned_on: date | None = None
    officer: str = ""


class BoardAnswer(Struct, frozen=True, kw_only=True):
    """What somebody said of a board that was out of date; `why` is the difference that was met."""

    id: str
    notice_no: str
    township_code: str
    why: str
    note: str
    answered_on: date | None
    officer: str = ""


class Delivery(Struct, frozen=True, kw_only=True):
    """A try to hand a sheet to the one it is for: how, what came of it, who saw it."""

    id: str
    notice_no: str
    township_code: str
    way: str
    result: str
    delivered_by: str
    witness: str
    note: str
    delivered_on: date | None
    officer: str = ""


class VisitTotals(Struct, frozen=True, kw_only=True):
    """What a part of the ledger adds up to; corrected records count once, as corrected."""

    records: int
    visits: int
    calls: int
    messages: int
    households_told: int
    absent: int
    households_with_need: int
    corrected: int


class Parameter(Struct, frozen=True, kw_only=True):
    """A number that the county, or a bank, has laid down, with its document (3.20)."""

    key: str
    value: str
    source_document: str
    filled_by: str
    effective_from: date | None
    status: str
    bank: str = ""


class PolicyDocument(Struct, frozen=True, kw_only=True):
    """A file of policy as the county installed it (3.20); `file` names it, signature is hex.

    `reason` says why it was withdrawn.
    """

    file: str
    kind: str
    pack_id: str
    number: str
    title: str
    digest: str
    signature: str
    content: str
    installed_on: date | None
    reason: str = ""
    officer: str = ""


class DayClose(Struct, frozen=True, kw_only=True):
    """A closed day: its records of this device are append-only from then on."""

    day: date
    visits: int
    closed_at: datetime
    officer: str


class DeviceCert(Struct, frozen=True, kw_only=True):
    """A device in the county's roster of devices; certificate is the signed text."""

    device: str
    officer_name: str
    role: str
    bank: str
    townships: tuple[str, ...]
    letter: str
    state: str
    certificate: str
    signing_key: str
    sealing_key: str
    token: str
    issued_on: date | None
    expires_on: date | None
    revoked_at: datetime | None
    cutoff: str
    last_seen: datetime | None = None


class Enrolment(Struct, frozen=True, kw_only=True):
    """A laptop's first operation: its public keys and the token of its package."""

    id: str
    device: str
    token: str
    officer_name: str
    signing_key: str
    sealing_key: str
    recovery_sealed: str
    enrolled_at: datetime


class Draft(Struct, frozen=True, kw_only=True):
    """A form that is not finished, kept on this machine; values is JSON text."""

    kind: str
    key: str
    values: str
    saved_at: datetime


class Bundle(Struct, frozen=True, kw_only=True):
    """A bundle that went out, was taken or was set aside with its reason; size in bytes.

    `number` is the one that its sender gave it, 0 where nobody can tell.
    """

    direction: str
    name: str
    peer: str
    sha256: str
    state: str
    reason: str
    operations: int
    size: int
    at: datetime
    contents: Mapping[str, int]
    number: int = 0
