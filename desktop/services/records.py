"""What services hand to pages and to the command line, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit of a search, best first."""

    household_no: str
    head_name: str
    name: str
    village: str
    group_no: str
    why: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFilter:
    """Fixed filters of the household list; an empty text means all."""

    village: str = ""
    status: str = ""
    told: str = ""
    category: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLine:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPage:
    """A window on the household list and how many rows there are in all."""

    total: int
    lines: tuple[HouseholdLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village on the roster in force."""

    division_code: str
    township_code: str
    township: str
    village: str
    households: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member of a household, masked."""

    member_no: str
    name: str
    relation: str
    age: int | None
    id_masked: str
    phone_masked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEntry:
    """What an officer enters for one line of the ledger (dictionary 3.6)."""

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
    follow_up: str = ""
    follow_up_due: date | None = None
    participants: str = ""
    note: str = ""
    evidence: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The record that was written."""

    visit_no: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFilter:
    """What part of the ledger is wanted; an empty value means all."""

    from_on: date | None = None
    to_on: date | None = None
    village: str = ""
    household_no: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One row of the ledger, codes as they are kept."""

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
    note: str
    officer: str
    corrects_visit_no: str
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """A window on the ledger and how many rows there are in all."""

    total: int
    lines: tuple[VisitLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """A stored check in a household's history."""

    check_no: str
    checked_on: date
    outcome: str
    policy_pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A printed sheet in the register."""

    notice_no: str
    title: str
    kind: str
    issued_on: date
    subject: str
    voided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """What a roster version changed for a household."""

    as_of_date: date
    change_type: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCard:
    """All that is known of a household, masked; `facts` are (label key, text)."""

    line: HouseholdLine
    facts: tuple[tuple[str, str], ...]
    members: tuple[MemberLine, ...]
    visits: tuple[VisitLine, ...]
    checks: tuple[CheckLine, ...]
    notices: tuple[NoticeLine, ...]
    changes: tuple[ChangeLine, ...]
    id_masked: str
    phone_masked: str
    note: dict[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """One question to the rules: who, how much (fen), how many months, what for, facts."""

    household_no: str
    member_no: str
    amount_fen: int
    months: int
    purpose_code: str
    purpose_text: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    applied_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForm:
    """What the ledger already knows before anybody is asked."""

    household_no: str
    head_name: str
    village: str
    members: tuple[MemberLine, ...]
    member_no: str
    known: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One condition: result, code and clause; `clause_short` is what stands in the list."""

    rule: str
    result: str
    code: str
    clause: str
    clause_short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutcome:
    """The answer of the rules; `missing` are names of facts, `check_no` set once stored."""

    outcome: str
    rows: tuple[CheckRow, ...]
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    policy_pack: str
    policy_title: str
    check_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseText:
    """A clause word for word, with the document it stands in."""

    short: str
    document: str
    item: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """A sheet that can be printed; scope is village, household or township."""

    kind: str
    title: str
    papers: tuple[str, ...]
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeScope:
    """What a sheet is about: a village (division code or name), households, or the township."""

    village: str = ""
    household_nos: tuple[str, ...] = ()
    township: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """A preview without number; `missing` are (field, label) that stop the printing."""

    title: str
    pages: int
    missing: tuple[tuple[str, str], ...]
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A printed and registered sheet."""

    title: str
    notice_nos: tuple[str, ...]
    pages: int
    sha256: str
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the register and the signature say of a sheet; `reason` is a code."""

    genuine: bool
    kind: str = ""
    title: str = ""
    notice_no: str = ""
    issued_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLine:
    """Another replica and what it is known to have."""

    device: str
    name: str
    state: str
    last_seen: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """What the other side does not have for certain, in operations."""

    unsent: int
    sent_unconfirmed: int
    confirmed: int
    oldest_days: int | None
    gaps: tuple[str, ...]
    reviews: int
    last_at: datetime | None
    peers: tuple[PeerLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBundle:
    """A bundle that was written and read back."""

    to: str
    operations: int
    bytes: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """What one exchange did; `quarantined` are (file name, code)."""

    sent: tuple[SentBundle, ...] = ()
    taken: int = 0
    operations: int = 0
    reviews: int = 0
    waiting: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A bundle that arrived: taken, waiting or quarantined, and why (a code)."""

    name: str
    sender: str
    at: datetime
    state: str
    reason: str
    operations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewValue:
    """One of the values that two people gave a field."""

    value: str
    officer: str
    at: datetime | None
    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A field that was changed on two replicas."""

    id: str
    table: str
    row: str
    field: str
    subject: str
    values: tuple[ReviewValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """One problem of an imported sheet, as Excel counts rows."""

    row: int | None
    column: str
    code: str
    effect: str
    original: str
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did or, in a dry run, would do."""

    kind: str
    version: str
    rows: int
    households: int
    members: int
    imported_rows: int
    held_rows: int
    named_rows: tuple[tuple[int, str], ...]
    problems: tuple[ProblemLine, ...]
    changes: dict[str, int]
    as_of: date | None
    dry_run: bool
