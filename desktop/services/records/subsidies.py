"""A settlement quarter: runs with their control totals, lines, and how a figure came about."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from db.records.loans import SubsidyLine
from desktop.services.records.figures import FigureLine

__all__ = ["BatchLine", "Derivation", "SubsidyLine", "Sums", "TownshipSums"]


class Sums(Struct, frozen=True, kw_only=True):
    """Counts and control totals (fen) of lines.

    `loans` are all loans that the run met: the lines, of which `named` have no figures because
    their facts contradict each other. `interest` = `subsidy` + `borrower` + `open_interest`, the
    interest of lines whose subsidy cannot be computed.
    """

    households: int = 0
    loans: int = 0
    lines: int = 0
    listed: int = 0
    needs_review: int = 0
    held: int = 0
    not_listed: int = 0
    named: int = 0
    interest_fen: int = 0
    central_t1_fen: int = 0
    province_t1_fen: int = 0
    central_t2_fen: int = 0
    local_fen: int = 0
    subsidy_fen: int = 0
    borrower_fen: int = 0
    open_interest_fen: int = 0


class TownshipSums(Struct, frozen=True, kw_only=True):
    """One township's part of a run."""

    township_code: str
    township: str
    sums: Sums


class BatchLine(Struct, frozen=True, kw_only=True):
    """One run over a settlement quarter; `newest` is its number's last revision.

    `same_policy` says that the packs in force here are those of the run.
    """

    batch_no: str
    revision: int
    newest: bool
    year: int
    quarter: int
    bank: str
    period_from: date
    period_to: date
    list_closed_on: date
    settled_at: datetime
    officer: str
    policy_digest: str
    same_policy: bool
    sums: Sums
    townships: tuple[TownshipSums, ...]


class Derivation(Struct, frozen=True, kw_only=True):
    """How the figures of a line came about, reckoned again from the facts that it carries.

    `figures` are before anything is held back or taken off; `equation` is who pays how much of
    the interest. `digest` is that of the line as reckoned now: `agrees` says that the stored line
    has the same.
    """

    line: SubsidyLine
    figures: tuple[FigureLine, ...]
    equation: tuple[tuple[str, int], ...]
    digest: str
    agrees: bool
    same_policy: bool
