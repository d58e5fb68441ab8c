"""What a subsidy quarter's page shows: lines with their standing, stages with their days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from desktop.rules.course import STAGES, Choice, Stage, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from db.records.course import Declaration, DeclaredLine, Objection, OfficeStep
    from db.records.imports import Payment
    from db.records.loans import SubsidyLine
    from desktop.rules.course import Figures
    from desktop.services.records.subsidies import BatchLine

__all__ = [
    "STAGES",
    "Choice",
    "Course",
    "CourseLine",
    "QuarterDraft",
    "QuarterLine",
    "QuarterOffer",
    "Stage",
    "Standing",
    "Totals",
]


class QuarterOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement quarter that can be opened: its interest days, and the newest run if any."""

    year: int
    quarter: int
    period_from: date
    period_to: date
    batch: BatchLine | None = None


class QuarterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A settled line before it is frozen: what may be chosen, what was, and what it then counts.

    `figures` is None where there is nothing to declare; `options` is empty where the rules leave
    no choice; `choice` and `reason` are the last that the bank gave.
    """

    line: SubsidyLine
    standing: Standing
    options: tuple[Choice, ...]
    choice: Choice | None
    reason: str
    figures: Figures | None

    @property
    def key(self) -> tuple[str, int]:
        """The batch and the number of the line in it."""
        return self.line.batch, self.line.line_no

    @property
    def cause(self) -> str:
        """The code that holds the line, as `QuarterDraft.causes` counts it."""
        return self.line.flags[0] if self.line.flags else self.line.line_status


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Control totals in fen."""

    lines: int = 0
    households: int = 0
    interest_fen: int = 0
    central_t1_fen: int = 0
    province_t1_fen: int = 0
    central_t2_fen: int = 0
    local_fen: int = 0
    subsidy_fen: int = 0
    borrower_fen: int = 0


class QuarterDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A settled batch on its way to being frozen.

    `causes` counts the lines that wait for a decision by the code that holds them; `reversals` is
    how many negative lines will be added; `totals` is what would be declared as it stands.
    """

    batch_no: str
    revision: int
    lines: tuple[QuarterLine, ...]
    causes: Mapping[str, int]
    reversals: int
    totals: Totals

    @property
    def open(self) -> int:
        """How many lines wait for a decision."""
        return sum(self.causes.values())


class CourseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A declared line with what the offices said of it.

    `answered` is what finance said of its loan that does not fit the line: another amount or name,
    or anything of a line that was not submitted.
    """

    declaration: Declaration
    line: DeclaredLine
    standing: Standing
    reason_code: str = ""
    note: str = ""
    fail_reason: str = ""
    paid_on: date | None = None
    reviewed_at: datetime | None = None
    objections: tuple[Objection, ...] = ()
    answered: Payment | None = None

    @property
    def key(self) -> tuple[str, int]:
        """The declaration and the number of the line in it."""
        return self.declaration.id, self.line.line_no


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One township's declaration on its way to the households' accounts.

    `reached` is the day on which each stage was reached, `standing_days` how long it stood there;
    `withdrawn` tells why the bank took it back, `begun` that it is in the offices' hands.
    """

    declaration: Declaration
    township: str
    stage: Stage
    reached: Mapping[Stage, date]
    standing_days: Mapping[Stage, int]
    counts: Mapping[Standing, int]
    accepted_fen: int
    submitted_fen: int
    paid_fen: int
    withdrawn: str = ""
    begun: bool = False
    steps: tuple[OfficeStep, ...] = ()
    lines: tuple[CourseLine, ...] = field(default=(), repr=False)
