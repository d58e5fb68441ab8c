"""An opened file: its sheets as rows of raw cells, whatever the file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.sheets.look import Look, SheetFacts, look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.sheets.text_tables import Merged


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One sheet: `rows()` begins at the first row of the sheet, each row at its first column."""

    name: str
    height: int
    merged: Merged
    facts: SheetFacts
    rows: Callable[[], Iterator[list[object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An opened file: sheet names in order and one sheet at a time."""

    names: tuple[str, ...]
    sheet: Callable[[int], RawSheet]
    starts_1904: bool = False


def open_book(path: Path) -> Book:
    """Open a file after a look at it.

    Raises:
        UserError: the refusals of `desktop.sheets.look.look`.
    """
    seen = look(path)
    if seen.kind in {"xlsx", "xls"}:
        return _with_calamine(path, seen)
    from desktop.sheets.text_tables import read_delimited, read_html

    merged: Merged = []
    if seen.kind == "html":
        rows, merged = read_html(path)
    else:
        rows = read_delimited(path)

    def only(_: int) -> RawSheet:
        return RawSheet(
            name=path.stem,
            height=len(rows),
            merged=merged,
            facts=SheetFacts(),
            rows=lambda: iter(rows),
        )

    return Book(names=(path.stem,), sheet=only)


def _with_calamine(path: Path, seen: Look) -> Book:
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        book = load_workbook(path)
    except PasswordError as error:
        raise UserError("file_encrypted", file=path.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UserError("file_damaged", file=path.name) from error

    def sheet(position: int) -> RawSheet:
        name = book.sheet_names[position]
        try:
            cells = book.get_sheet_by_index(position)
        except (CalamineError, ValueError) as error:
            raise UserError("file_damaged", file=path.name) from error
        left = cells.start[1] if cells.start else 0
        pad: list[object] = [""] * left

        def rows() -> Iterator[list[object]]:
            if not cells.start:
                return iter(())
            found: Iterator[list[object]] = cells.iter_rows()  # type: ignore[assignment]
            return (pad + row for row in found) if pad else found

        return RawSheet(
            name=name,
            height=cells.end[0] + 1 if cells.end else 0,
            merged=[
                (top, at, bottom, right)
                for (top, at), (bottom, right) in cells.merged_cell_ranges or []
            ],
            facts=seen.facts(name, position),
            rows=rows,
        )

    return Book(names=tuple(book.sheet_names), sheet=sheet, starts_1904=seen.starts_1904)
