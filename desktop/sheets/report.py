"""What reading a sheet of another office found: records, rows that are none, and every problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.sheets.words import Wording

HELD, FLAGGED, FIXED = "held", "flagged", "fixed"
EFFECTS = (HELD, FLAGGED, FIXED)
IMPORT, RECONCILE = "import", "reconcile"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one cell; rows count as Excel shows them, a row of None is the whole file.

    `original` is the cell as it stands, `value` what goes into the ledger where that is certain,
    `suggestion` what may be offered and is never taken without a person, `about` says what that is.
    """

    row: int | None
    column: str | None
    field: str | None
    code: str
    effect: str
    original: str | None = None
    value: str | None = None
    suggestion: str | None = None
    stage: str = IMPORT
    related_rows: tuple[int, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that is no record: title, header, empty, repeated_header, total or note."""

    row: int
    kind: str
    text: str = ""


class Record(NamedTuple):
    """One row of the sheet as typed values by field; money in fen, rates in parts per million.

    `places` says where each field stands in `cells`; all records of a report share it.
    """

    row: int
    places: Mapping[str, int]
    cells: tuple[object, ...]

    def get(self, name: str) -> object:
        """The value of one field; None where it is blank or the sheet has no such column."""
        place = self.places.get(name)
        return None if place is None else self.cells[place]

    @property
    def values(self) -> dict[str, object]:
        """All values by field, made anew at every call; the caller may keep and change it."""
        return dict(zip(self.places, self.cells, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column of the sheet and the field it was matched to; no field means it is not needed."""

    letter: str
    header: str
    field: str | None
    unit: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A suggestion that a person took in the place of a cell."""

    row: int
    column: str
    field: str
    original: str | None
    value: str


@dataclass(frozen=True, slots=True)
class OtherSheet:
    """A sheet that is named and not read, or read for another purpose."""

    name: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRun:
    """Blank cells that continue the value above them; rows as Excel shows them."""

    field: str
    first_row: int
    last_row: int
    merged: bool


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rows that say the same thing."""

    code: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageCount:
    """What goes in for one village."""

    division_code: str
    township: str
    village: str
    households: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLoan:
    """A loan of the ledger as far as other files are compared with it; amounts in fen, rate in ppm.

    `balance_fen` is the balance at the close of `balance_on`, else of the quarter that is read, or
    None where the ledger cannot tell. `live` is false once the loan is repaid, compensated or
    written off. An empty `id_number` or a rate of None is not compared. `settled_to` are the last
    interest days that the ledger has for the loan.
    """

    id_number: str
    bank: str
    balance_fen: int | None
    rate_ppm: int | None
    drawn_on: date
    ends_on: date
    live: bool
    day_basis: int = 360
    settled_on: date | None = None
    balance_on: date | None = None
    settled_to: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAssignment:
    """A bank that has a township from a day to a day, as the ledger has it."""

    bank: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHome:
    """A household on the roster: where it is, who is its head and who else belongs to it."""

    number: str
    village: str
    group: str
    head: str
    people: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """A line that finance was asked to pay: under which names of a batch, to whom, fen, paid."""

    batches: frozenset[str]
    name: str
    amount_fen: int
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRates:
    """The rate that was told first of loans and of contracts, in ppm; by hand counts before all."""

    loans: Mapping[str, int] = field(default_factory=dict)
    contracts: Mapping[str, int] = field(default_factory=dict)
    by_hand: Mapping[str, int] = field(default_factory=dict)

    def of(self, loan_no: str, contract_no: str) -> int | None:
        """The first rate of a row's contract; None where none was told."""
        for known, key in (
            (self.by_hand, contract_no),
            (self.loans, loan_no),
            (self.contracts, contract_no),
        ):
            if key and key in known:
                return known[key]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the ledger has, for the checks that need more than the file.

    `households`: ID numbers by household number; `homes`: the households by number; `visited`:
    household, day, method and result of every contact, in words; `loans`: by loan number;
    `townships`: code by name, all townships of the county; `lines`: fen by (batch, loan number) of
    batches (or quarters) settled in the ledger; `submitted`: by loan, what went to finance, which
    counts before `lines`; `assigned`: what banks have a township; `rates`: the rates that loans and
    contracts were first told with. An empty mapping means that the ledger has nothing of the kind;
    the checks that need it are left
    out. `taken` are the keys of the last file of the kind, which a file of mended rows must not
    say again. `today` dates a file that says no day itself.
    """

    households: Mapping[str, frozenset[str]] = field(default_factory=dict)
    homes: Mapping[str, KnownHome] = field(default_factory=dict)
    visited: frozenset[tuple[str, str, str, str]] = frozenset()
    loans: Mapping[str, KnownLoan] = field(default_factory=dict)
    townships: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    submitted: Mapping[str, tuple[KnownLine, ...]] = field(default_factory=dict)
    assigned: Mapping[str, tuple[KnownAssignment, ...]] = field(default_factory=dict)
    rates: FirstRates = field(default_factory=FirstRates)
    taken: frozenset[str] = frozenset()
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a dry run shows: nothing is dropped, `rows == len(imported) + len(held)`.

    `mapping` are the headers whose field a person has chosen, `remembered` those of an
    earlier file; `mended` a file that came back with its reasons. `held_cells` are
    the raw cells of the rows that wait, by row. `totals` are fen over the rows
    that go in. `households`, `members`, `villages` and `distribution` are filled for a roster,
    `period_from` to `changes` for a settlement; `change_columns` are headers by key, `changes_held`
    the rows of changes that could not be read.
    """

    kind: str
    file: str
    sheet: str
    other_sheets: tuple[OtherSheet, ...]
    header_row: int
    last_row: int
    columns: tuple[SheetColumn, ...]
    rows: int
    imported: list[Record]
    held: list[Record]
    held_cells: dict[int, tuple[object, ...]]
    named_rows: tuple[NamedRow, ...]
    problems: tuple[Problem, ...]
    problem_counts: dict[str, dict[str, int]]
    duplicates: tuple[Duplicate, ...]
    filled_down: tuple[FilledRun, ...]
    hidden_rows: tuple[int, ...]
    totals: dict[str, int]
    wording: Wording
    as_of: date | None = None
    households: int = 0
    members: int = 0
    households_in_file: int = 0
    villages: tuple[VillageCount, ...] = ()
    distribution: dict[str, dict[str, int]] = field(default_factory=dict)
    period_from: date | None = None
    period_to: date | None = None
    changes: tuple[Record, ...] = ()
    changes_held: tuple[int, ...] = ()
    change_columns: Mapping[str, str] = field(default_factory=dict)
    batch: str = ""
    townships_of_county: int = 0
    header_digest: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    mended: bool = False
    adopted: tuple[Adopted, ...] = ()

    @property
    def imported_rows(self) -> int:
        """How many rows go in."""
        return len(self.imported)

    @property
    def changes_waiting(self) -> list[Record]:
        """Changes of a balance whose loan does not go in with this file."""
        settled = {record.get("loan_no") for record in self.imported} if self.changes else set()
        return [one for one in self.changes if one.get("loan_no") not in settled]

    @property
    def held_rows(self) -> int:
        """How many rows wait until somebody mends them."""
        return len(self.held)
