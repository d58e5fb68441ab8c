"""Imports that were taken in here, remembered mappings, and results of payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct


class ImportRun(Struct, frozen=True, kw_only=True):
    """One import: which file, read how (`reading`), what it gave, and what it wrote.

    `keys` names the rows of the ledger that the file spoke of, changed or not; `operations` are
    stretches of streams: name, first and last number.
    """

    kind: str
    file: str
    sha256: str
    reading: str
    officer: str
    taken_at: datetime
    as_of: date | None
    rows: int
    imported_rows: int
    held_rows: int
    adopted: int
    run: str = ""
    version: str = ""
    written: int = 0
    keys: tuple[str, ...] = ()
    operations: tuple[tuple[str, int, int], ...] = ()
    undone_at: datetime | None = None
    undone_by: str = ""
    undo_reason: str = ""


class Mapped(Struct, frozen=True, kw_only=True):
    """A corrected mapping of a kind of file, header as written to field, by its header row."""

    kind: str
    header_digest: str
    headers: tuple[str, ...]
    mapping: Mapping[str, str]
    remembered_at: datetime
    officer: str


class Payment(Struct, frozen=True, kw_only=True):
    """One line of what the finance office answers to a batch of subsidies (3.17); P3."""

    batch: str
    township_code: str
    name: str
    id_number: str
    amount_fen: int | None
    pay_status: str
    paid_on: date | None
    project_code: str = ""
    year: int | None = None
    village: str = ""
    household_no: str = ""
    id_kind: str = ""
    bank_name: str = ""
    account: str = ""
    basis: str = ""
    measure: str = ""
    loan_no: str = ""
    fail_reason: str = ""
    source_name: str = ""
    source_row: int | None = None
    originals: str = ""
    id: str = ""
    officer: str = ""
