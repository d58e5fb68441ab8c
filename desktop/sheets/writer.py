"""Write lists as Excel files: formats, frozen header, text IDs, stamped, and never a formula."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.sheets.columns import letter
from desktop.sheets.report import HELD, SheetColumn
from desktop.sheets.whole_rows import WholeRows

if TYPE_CHECKING:
    from desktop.sheets.report import Problem, Record, Report

# What a spreadsheet takes for the start of a formula, also in its full-width form.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST_CELL = 32767
_WIDEST = 60
_USUAL = 14
_FORMATS = {
    "text": {"num_format": "@", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "money": {"num_format": "#,##0.00"},
    "rate": {"num_format": "0.00##"},
    "int": {"num_format": "0"},
    "general": {},
    "title": {"bold": True, "font_size": 14},
    "stamp": {"font_color": "#595959", "font_size": 9},
    "head": {"bold": True, "border": 1, "bg_color": "#EDEDED", "text_wrap": True},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a list; kind is text, day, moment, money (fen), rate (ppm) or int."""

    field: str
    header: str
    kind: str = "text"
    width: int = 12


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who wrote the file, when, and which part of the data it shows."""

    who: str
    when: datetime
    filter_text: str = ""


def write_list(
    target: Path | IO[bytes],
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Any]],
    stamp: Stamp | None,
) -> int:
    """Write a list, whole or not at all; returns the number of rows.

    Args:
        target: A file, which is replaced only once the new one is complete, or an open buffer.
        title: Stands in the first row; empty for none.
        columns: Header, kind and width in characters.
        rows: Values by field; None and missing fields stay blank, money in fen, rates in ppm.
        stamp: Stands below the title.

    Raises:
        UserError: `file_in_use`, `folder_missing`, `disk_full`.
    """
    with _book(target) as (book, formats):
        if stamp is not None:
            book.set_properties(
                {"author": stamp.who, "created": stamp.when.replace(tzinfo=None), "title": title}
            )
        sheet = book.add_worksheet()
        top = _titles(sheet, formats, title, stamp)
        _header(sheet, formats, top, [(column.header, column.width) for column in columns])
        told = [(one.field, letter(place), one.kind) for place, one in enumerate(columns)]
        whole = WholeRows(sheet, told, formats)
        count = 0
        for count, row in enumerate(rows, 1):
            if whole.write(top + count, row):
                continue
            for position, column in enumerate(columns):
                _put(sheet, formats, (top + count, position), column.kind, row.get(column.field))
    return count


def write_errors(target: Path | IO[bytes], report: Report) -> int:
    """Write the rows that wait with their original columns and a last column that says why.

    The file comes back in after mending: headers and cells are what they were, numbers whose digits
    are lost stay numbers. A blank cell that continued the value above it says the value, and a
    header whose unit stood in the row above it says the unit. Changes of a balance that wait with
    their loan lie on a second sheet. Returns the number of rows.

    Raises:
        UserError: `file_in_use`, `folder_missing`, `disk_full`.
    """
    header, reasons = report.wording.column, _reasons(report)
    columns = [column for column in report.columns if column.header != header]
    places = [_place(column) for column in columns]
    with _book(target) as (book, formats):
        sheet = book.add_worksheet()
        heads = [(_with_unit(column), _USUAL) for column in columns]
        _header(sheet, formats, 0, [*heads, (header, _WIDEST)])
        for line, record in enumerate(report.held, 1):
            cells, continued = report.held_cells[record.row], _continued(report, record)
            for position, place in enumerate(places):
                cell = cells[place] if place < len(cells) else ""
                if cell in {"", None}:
                    cell = continued.get(columns[position].field or "")
                _put_raw(sheet, formats, (line, position), cell)
            _text(sheet, formats, (line, len(places)), reasons.get(record.row, ""))
        if report.changes_waiting:
            _changes(book.add_worksheet(), formats, report)
    return len(report.held)


def _with_unit(column: SheetColumn) -> str:
    """A header with its unit, where that stood elsewhere."""
    if not column.unit or column.unit in column.header:
        return column.header
    return f"{column.header}({column.unit})"


def _continued(report: Report, record: Record) -> dict[str, object]:
    """What blank cells of a row continued, by field."""
    runs = [run for run in report.filled_down if run.first_row <= record.row <= run.last_row]
    return {run.field: record.get(run.field) for run in runs}


def _changes(sheet: Any, formats: Mapping[str, Any], report: Report) -> None:  # noqa: ANN401
    """The second sheet of a settlement: changes of a balance in yuan, under their own headers."""
    columns = report.change_columns
    _header(sheet, formats, 0, [(header, _USUAL) for header in columns.values()])
    for line, change in enumerate(report.changes_waiting, 1):
        for position, key in enumerate(columns):
            kind = "money" if key.endswith("_fen") else "day"
            _put(sheet, formats, (line, position), kind, change.get(key))


def _place(column: SheetColumn) -> int:
    """The 0-based position of a column's letters."""
    number = 0
    for sign in column.letter:
        number = number * 26 + ord(sign) - 64
    return number - 1


def _reasons(report: Report) -> dict[int | None, str]:
    """Why each row waits, in sentences; what is only flagged is said too."""
    wording = report.wording
    found: dict[int | None, list[str]] = {}
    for problem in sorted(report.problems, key=_held_first):
        if (
            problem.row in report.held_cells
            and problem.row is not None
            and problem.effect != "fixed"
        ):
            sentence = wording.sentences.get(problem.code, problem.code)
            reason = wording.reason.format(column=problem.column or "", sentence=sentence)
            found.setdefault(problem.row, []).append(reason.rstrip("\u3002"))
    return {row: wording.separator.join(reasons) for row, reasons in found.items()}


def _held_first(problem: Problem) -> bool:
    return problem.effect != HELD


def _titles(sheet: Any, formats: Mapping[str, Any], title: str, stamp: Stamp | None) -> int:  # noqa: ANN401
    """The rows above the header; returns the header's row."""
    row = 0
    if title:
        sheet.write_string(row, 0, harmless(title), formats["title"])
        row += 1
    if stamp is not None:
        parts = (stamp.who, f"{stamp.when:%Y-%m-%d %H:%M}", stamp.filter_text)
        said = "    ".join(part for part in parts if part)
        sheet.write_string(row, 0, harmless(said), formats["stamp"])
        row += 1
    return row


def _header(
    sheet: Any,  # noqa: ANN401 - XlsxWriter has no types
    formats: Mapping[str, Any],
    row: int,
    heads: Sequence[tuple[str, int]],
) -> None:
    for position, (header, width) in enumerate(heads):
        sheet.set_column(position, position, min(width, _WIDEST))
        sheet.write_string(row, position, harmless(header), formats["head"])
    sheet.freeze_panes(row + 1, 0)


def harmless(text: str) -> str:
    """Text that no spreadsheet runs, also after it was saved as csv."""
    if text.startswith(_DANGEROUS):
        text = f"'{text}"
    return text[:_LONGEST_CELL]


def _text(sheet: Any, formats: Mapping[str, Any], at: tuple[int, int], text: str) -> None:  # noqa: ANN401
    sheet.write_string(*at, harmless(text), formats["text"])


def _put(
    sheet: Any,  # noqa: ANN401
    formats: Mapping[str, Any],
    at: tuple[int, int],
    kind: str,
    value: object,
) -> None:
    """One value in the format of its column."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(*at, value.replace(tzinfo=None), formats[_day_kind(kind)])
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, formats["day"])
    elif kind == "money" and isinstance(value, int):
        sheet.write_number(*at, float(Decimal(value) / 100), formats["money"])
    elif kind == "rate" and isinstance(value, int):
        sheet.write_number(*at, float(Decimal(value) / 10000), formats["rate"])
    elif kind == "int" and isinstance(value, int):
        sheet.write_number(*at, value, formats["int"])
    else:
        _text(sheet, formats, at, str(value))


def _day_kind(kind: str) -> str:
    return "day" if kind == "day" else "moment"


def _put_raw(
    sheet: Any,  # noqa: ANN401
    formats: Mapping[str, Any],
    at: tuple[int, int],
    cell: object,
) -> None:
    """A cell as another office wrote it; numbers stay numbers, so lost digits are still seen."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(*at, cell, formats["general"])
    else:
        _put(sheet, formats, at, "day", cell)


@contextlib.contextmanager
def _book(target: Path | IO[bytes]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A workbook that becomes the target once it is complete."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    part = target.with_name(f".{target.name}.part") if isinstance(target, Path) else None
    with TemporaryDirectory(ignore_cleanup_errors=True) as scratch, _named(target):
        if part is not None:
            _begin(part)
        book = Workbook(part or target, {"constant_memory": True, "tmpdir": scratch})
        try:
            yield book, {name: book.add_format(spec) for name, spec in _FORMATS.items()}
            book.close()
            if part is not None and isinstance(target, Path):
                _settle(part, target)
        except FileCreateError as error:
            cause = error.args[0]
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            if part is not None:
                part.unlink(missing_ok=True)


def _begin(part: Path) -> None:
    """See at once whether the folder takes a file."""
    try:
        part.touch()
    except PermissionError as error:
        raise UserError("folder_missing", folder=str(part.parent)) from error


def _settle(part: Path, target: Path) -> None:
    """Put the complete file on the disk and in its place."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)


@contextlib.contextmanager
def _named(target: Path | IO[bytes]) -> Iterator[None]:
    """What the system refuses, in words that the officer can act on."""
    name = target.name if isinstance(target, Path) else ""
    folder = str(target.parent) if isinstance(target, Path) else ""
    try:
        yield
    except (PermissionError, IsADirectoryError) as error:
        raise UserError("file_in_use", file=name) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError("folder_missing", folder=folder) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise UserError("disk_full", file=name) from error
        raise
