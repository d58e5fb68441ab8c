"""What the sources of an evidence pack are asked, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.rules.inspections import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from db.records.follow import LoanRow
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The loan that a pack is of, the bank's rule of checks, the first day of the ledger."""

    session: Session
    loan: LoanRow
    schedule: Schedule
    began: date | None

    @property
    def today(self) -> date:
        """The day on which the pack is made."""
        return self.session.today()

    def before(self, day: date) -> bool:
        """Whether a day belongs to what came before the loan was paid out."""
        return self.loan.drawn_on is None or day <= self.loan.drawn_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record: its day, what it is, its number, who; and how it can be proved.

    `table` and `row` lead to the operation that wrote it; `proof` is a digest of its own. `photos`
    is the id of the record that has its photos.
    """

    on: date | None
    item: str
    number: str = ""
    by: str = ""
    table: str = ""
    row: str = ""
    proof: str = ""
    photos: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What should be there and is not: the day it was due, if there is one, and the reason."""

    code: str
    on: date | None = None
    params: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of record in one stage: its entries of a loan, and what is missing among them.

    `name` is a word of `duty_item`; a source without `gaps` is not missed where it has nothing.
    """

    stage: str
    name: str
    entries: Callable[[Asked], Iterable[Entry]]
    gaps: Callable[[Asked, Sequence[Entry]], Iterable[Gap]] | None = None
