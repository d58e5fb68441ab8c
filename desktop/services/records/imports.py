"""What an import of another office's file shows before, during and after it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from desktop.rules import cell_masks

if TYPE_CHECKING:
    from desktop.errors import UserError


class ImportKind(Struct, frozen=True, kw_only=True):
    """A kind of file and whether this ledger may take it in; all kinds may be looked at."""

    kind: str
    allowed: bool


class ImportColumn(Struct, frozen=True, kw_only=True):
    """A column of the sheet and the field it is read as; no field means it is left out.

    `corrected` says that a person has chosen the field, now or (`remembered`) at an earlier file.
    """

    letter: str
    header: str
    field: str
    unit: str = ""
    hidden: bool = False
    corrected: bool = False
    remembered: bool = False


class ImportField(Struct, frozen=True, kw_only=True):
    """A field that a column may be read as, with the header it usually has.

    One of each group of `required_with` must be there; a field that needs no other names itself.
    """

    field: str
    header: str
    required_with: tuple[str, ...] = ()


class ImportLook(Struct, frozen=True, kw_only=True):
    """A first look at a file: which sheet and row, which column is what, what is missing.

    `missing` has one tuple for each group of fields of which one is needed and none was found.
    """

    kind: str
    file: str
    sheet: str
    header_row: int
    columns: tuple[ImportColumn, ...]
    fields: tuple[ImportField, ...]
    missing: tuple[tuple[str, ...], ...]
    remembered: bool


_WHOLE_SHEET = {"settlement_missing": "loan_no"}
"""What the original is where a problem is about no cell."""


class ProblemLine(Struct, frozen=True, kw_only=True):
    """One problem of an imported sheet, as Excel counts rows; an empty text is nothing.

    `value` is what goes into the ledger where that is certain, `suggestion` what may be adopted,
    `about` what that is.
    """

    row: int | None
    column: str
    code: str
    effect: str
    original: str
    suggestion: str
    field: str = ""
    value: str = ""
    stage: str = "import"
    related_rows: tuple[int, ...] = ()
    about: str = ""

    @property
    def adoptable(self) -> bool:
        """Whether the suggestion may be taken in the place of the cell."""
        return self.row is not None and bool(self.suggestion and self.field)

    @property
    def shown_original(self) -> str:
        """The cell as a screen shows it: numbers of people, phones and accounts masked."""
        return cell_masks.shown(self.field or _WHOLE_SHEET.get(self.code, ""), self.original)

    @property
    def shown_value(self) -> str:
        """What goes into the ledger, masked in the same way."""
        return cell_masks.shown(self.field, self.value)

    @property
    def shown_suggestion(self) -> str:
        """What may be adopted, masked in the same way."""
        return cell_masks.shown(self.field, self.suggestion)

    @property
    def digits(self) -> int:
        """How many digits the cell has."""
        return cell_masks.digits(self.original)

    @property
    def birth(self) -> str:
        """The day of birth that an identity number tells, there or not."""
        return cell_masks.birth(self.original)


class AdoptedLine(Struct, frozen=True, kw_only=True):
    """A suggestion that a person took; the original stays beside the value in the ledger."""

    row: int
    column: str
    field: str
    original: str
    value: str

    @property
    def shown_original(self) -> str:
        """The cell as a screen shows it: numbers of people, phones and accounts masked."""
        return cell_masks.shown(self.field, self.original)

    @property
    def shown_value(self) -> str:
        """What was taken, masked in the same way."""
        return cell_masks.shown(self.field, self.value)


class FilledDown(Struct, frozen=True, kw_only=True):
    """Blank cells that continue the value above them; rows as Excel shows them."""

    field: str
    first_row: int
    last_row: int
    merged: bool


class VillageLine(Struct, frozen=True, kw_only=True):
    """What goes in for one village."""

    division_code: str
    township: str
    village: str
    households: int
    members: int


class SheetFacts(Struct, frozen=True, kw_only=True):
    """What was read besides the rows: the sheet, its columns, its totals (fen by field).

    `changes_waiting` counts changes of a balance whose loan does not go in with this file.
    """

    sheet: str
    other_sheets: tuple[tuple[str, str], ...]
    header_row: int
    last_row: int
    columns: tuple[ImportColumn, ...]
    named_texts: dict[int, str]
    hidden_rows: tuple[int, ...]
    filled_down: tuple[FilledDown, ...]
    duplicates: tuple[tuple[str, tuple[int, ...]], ...]
    totals: dict[str, int]
    households_in_file: int = 0
    villages: tuple[VillageLine, ...] = ()
    distribution: dict[str, dict[str, int]] = field(default_factory=dict)
    period_from: date | None = None
    period_to: date | None = None
    balance_changes: int | None = None
    changes_waiting: int = 0
    batch: str = ""
    townships_of_county: int = 0


class TownshipChanges(Struct, frozen=True, kw_only=True):
    """What a list changes in a township: households in force before and in the list, by type.

    `had` of None is a township without any list yet. A township whose list is not in the file has
    no counts: it stays as it is.
    """

    township_code: str
    township: str
    had: int | None
    has: int
    counts: dict[str, int]


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did or, in a dry run, would do: rows == imported_rows + held_rows.

    `run` numbers the import that was taken in (for `imports undo`); `written` counts the rows of
    the ledger that it changed. `already_imported` is the run that took the same file the same way
    before: taking it again would change nothing. `mapping_remembered` says that a mapping which
    somebody corrected at an earlier file of this form was used. `townships` are the changes of a
    roster by township, `untouched` the townships with a list that the file does not name.
    `refusal` is why the import would take nothing in, as far as a dry run can tell.
    """

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
    facts: SheetFacts
    problem_counts: dict[str, dict[str, int]]
    adopted: tuple[AdoptedLine, ...] = ()
    mapping_remembered: bool = False
    mended: bool = False
    already_imported: str = ""
    run: str = ""
    written: int = 0
    townships: tuple[TownshipChanges, ...] = ()
    untouched: tuple[TownshipChanges, ...] = ()
    refusal: UserError | None = None


class ImportRunLine(Struct, frozen=True, kw_only=True):
    """One import that was taken in here; `undoable` until its last day, unless it was undone.

    Whether later imports or work stand on it is found when it is to be undone.
    """

    run: str
    kind: str
    file: str
    sha256: str
    taken_at: datetime
    officer: str
    as_of: date | None
    version: str
    rows: int
    imported_rows: int
    held_rows: int
    adopted: int
    written: int
    undo_until: date
    undoable: bool
    undone_at: datetime | None = None
    undone_by: str = ""
    undo_reason: str = ""


class RememberedMapping(Struct, frozen=True, kw_only=True):
    """A corrected mapping, used for every file of this kind with the same header row.

    `named` is the mapping with the fields as they are usually called.
    """

    id: str
    kind: str
    headers: tuple[str, ...]
    mapping: dict[str, str]
    named: dict[str, str]
    remembered_at: datetime
    officer: str
