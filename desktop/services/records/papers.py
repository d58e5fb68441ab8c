"""Checks and printed sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop.services.records.people import MemberLine


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
