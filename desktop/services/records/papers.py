"""Clauses and printed sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import Struct

ROUTE, CALLS = "LX", "DH"
"""The kinds of sheets whose rows are keyed back: what to walk, and whom to call."""

SLIPS = frozenset({"F04", "F04B", "F04K"})
"""What is left at a door: the notice with its receipt, the note, and the note without a name."""


ABOUT = frozenset({"household", "loan", "batch", "activity", "office"})
"""What a form that came back signed can be about: whose record it belongs to."""


class ClauseText(Struct, frozen=True, kw_only=True):
    """A clause word for word, with the document it stands in."""

    short: str
    document: str
    item: str
    text: str


class NoticeKind(Struct, frozen=True, kw_only=True):
    """A sheet that can be printed; scope is village, household, township, county or period.

    `packs` are the policies whose sentences it has; one that is not in force is for the file only.
    `group` says when an officer needs it; `blank` that it can be printed to be written on.
    """

    kind: str
    title: str
    papers: tuple[str, ...]
    scope: str
    packs: tuple[str, ...] = ()
    paper_labels: tuple[str, ...] = ()
    group: str = ""
    blank: bool = False


class DutyLine(Struct, frozen=True, kw_only=True):
    """A line of an evidence pack; what is `missing` says why in its item."""

    stage: str
    item: str
    on: date | None
    number: str
    by: str
    proof: str
    missing: bool


class DutyIndex(Struct, frozen=True, kw_only=True):
    """What the ledger holds of a loan by stage, what it does not hold said where it is missing."""

    loan_no: str
    household_no: str
    lines: tuple[DutyLine, ...]


class Slogan(Struct, frozen=True, kw_only=True):
    """A slogan of the library with the clause that carries it."""

    number: str
    text: str
    clause: str


class SloganClause(Struct, frozen=True, kw_only=True):
    """What an own slogan may cite: full citation, item and words; without words it is none."""

    ref: str
    item: str
    text: str


class NoticeScope(Struct, frozen=True, kw_only=True):
    """What a sheet is about: a village (code or name), households, the township, or a check.

    `roster_version` narrows the sheet about leaving the roster to who left with that version.
    `group` and `only` (empty, quarter, never) narrow route sheets, call lists and slips of a
    village; `from_on`, `to_on` (both in), `by` (officer) and `method` narrow the ledger of visits;
    `copies` is the number of blank slips. `slogan` with its `slogan_clause` is typed, or the number
    of one of the library; `batch_no` names a settled quarter and `bundle` a bundle that went out,
    each the newest where it is empty. `kinds` are the sheets of a village's round (empty: all);
    `pack` names a policy that is not in force: such a sheet is
    printed for the file only. `blank` prints `copies` of a form without values, each with a number
    of its own, whatever else is said; `record_no` names the record that a form is filled from: an
    activity, a check of a loan, a loan. `quarter` (year, 1 to 4) is that of a report.
    """

    village: str = ""
    household_nos: tuple[str, ...] = ()
    township: str = ""
    check_no: str = ""
    roster_version: str = ""
    group: str = ""
    only: str = ""
    from_on: date | None = None
    to_on: date | None = None
    by: str = ""
    method: str = ""
    copies: int = 1
    slogan: str = ""
    slogan_clause: str = ""
    batch_no: str = ""
    bundle: str = ""
    pack: str = ""
    kinds: tuple[str, ...] = ()
    blank: bool = False
    record_no: str = ""
    quarter: tuple[int, int] | None = None


class NoticeDraft(Struct, frozen=True, kw_only=True):
    """A preview without number; `missing` are (field, label) that stop the printing.

    `personal` names what the sheets say of people, `marked` the word printed aslant (empty: none
    but the preview's own). `page` draws one page (from 0), `whole` all of them.
    """

    title: str
    pages: int
    sheets: int
    missing: tuple[tuple[str, str], ...]
    personal: tuple[str, ...]
    marked: str
    page: Callable[[int], bytes]
    whole: Callable[[], bytes]

    @property
    def pdf(self) -> bytes:
        """All pages as one PDF."""
        return self.whole()


class Issued(Struct, frozen=True, kw_only=True):
    """A printed and registered sheet."""

    title: str
    notice_nos: tuple[str, ...]
    pages: int
    sha256: str
    pdf: bytes


class Verified(Struct, frozen=True, kw_only=True):
    """What the register and the signature say of a sheet; `reason` is a code.

    `subject` is whom the registered sheet is about, to be compared with what the paper says.
    `sheets` are all those of a file that has several, in their order; the rest is then said of the
    first that is not genuine, or of the first.
    """

    genuine: bool
    kind: str = ""
    title: str = ""
    notice_no: str = ""
    issued_on: date | None = None
    subject: str = ""
    reason: str = ""
    sheets: tuple[Verified, ...] = ()


class Slip(Struct, frozen=True, kw_only=True):
    """A slip as it was keyed back; without a household it was printed blank or written by hand."""

    notice_no: str
    household_no: str = ""


class Paper(Struct, frozen=True, kw_only=True):
    """A form by its number: what it is about, and since when it is back (None: it is out).

    `about` is one of `ABOUT`; household and record are empty where a blank does not know them yet.
    """

    notice_no: str
    kind: str
    title: str
    about: str
    subject: str
    household_no: str = ""
    record_no: str = ""
    returned_on: date | None = None
    note: str = ""


class PaperBack(Struct, frozen=True, kw_only=True):
    """What is said of a form that came back: whose it is, which record, when it was signed.

    `again` lets what was said of the same number before be replaced.
    """

    text: str
    household_no: str = ""
    record_no: str = ""
    returned_on: date | None = None
    note: str = ""
    again: bool = False
