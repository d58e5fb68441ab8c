"""Which rows of a sheet are records; every other row gets a name, none disappears."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.sheets.columns import normal
from desktop.sheets.report import NamedRow
from desktop.sheets.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from desktop.sheets.columns import Matched
    from desktop.sheets.words import Words

_NUMBER_LIKE = re.compile(r"[0-9Xx.\-]{6,}")
_LONGEST_TOTAL = 12
_FIRST_CELLS = 4
_FEW = 4

Cells = list[tuple[int, object]]


def above_header(rows: Sequence[Sequence[object]], matched: Matched) -> list[NamedRow]:
    """Titles, empty rows and the header itself, as Excel counts rows."""
    named: list[NamedRow] = []
    for index in range(matched.row + 1):
        if index in {matched.row, matched.group_row}:
            named.append(NamedRow(index + 1, "header"))
            continue
        texts = [str(cell).strip() for _, cell in _filled(rows[index])]
        named.append(
            NamedRow(index + 1, "title", " ".join(texts)) if texts else NamedRow(index + 1, "empty")
        )
    return named


def name_of(row: Sequence[object], number: int, matched: Matched, words: Words) -> NamedRow | None:
    """The name of a row that is no record; None when it is one.

    Args:
        row: The raw cells.
        number: The row as Excel counts it.
        matched: The header that was found.
        words: The word lists.
    """
    cells = _filled(row)
    if not cells:
        return NamedRow(number, "empty")
    if _is_header(cells, matched.headers) or _is_header(cells, matched.groups):
        return NamedRow(number, "repeated_header")
    total = _total(cells, words)
    if total is not None:
        return NamedRow(number, "total", total)
    if _is_note(cells, matched.fields, words):
        return NamedRow(number, "note", " ".join(str(cell).strip() for _, cell in cells))
    if not any(column in matched.fields for column, _ in cells):
        return NamedRow(number, "empty")
    return None


def _filled(row: Sequence[object]) -> Cells:
    return [
        (column, cell)
        for column, cell in enumerate(row)
        if cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())
    ]


def _is_header(cells: Cells, headers: Mapping[int, str]) -> bool:
    same = sum(
        1 for column, cell in cells if normal(cell) and normal(cell) == normal(headers.get(column))
    )
    return same > 1 and same * 2 >= len(cells)


def _total(cells: Cells, words: Words) -> str | None:
    """The word of a total as it stands, if the row begins with one."""
    for _, cell in cells[:_FIRST_CELLS]:
        if not isinstance(cell, str):
            continue
        text = squeezed(cell).rstrip(":")
        if text in words.totals:
            return cell
        if len(text) <= _LONGEST_TOTAL and any(
            text.startswith(word) or text.endswith(word) for word in words.totals
        ):
            return cell
    return None


def _is_note(cells: Cells, fields: Collection[int], words: Words) -> bool:
    first = cells[0][1]
    if isinstance(first, str) and squeezed(first).startswith(words.note_starts):
        return True
    texts = [squeezed(cell) for _, cell in cells if isinstance(cell, str)]
    if len(cells) == 1 and texts:
        return not _NUMBER_LIKE.fullmatch(texts[0])
    mapped = any(column in fields for column, _ in cells)
    if len(texts) == len(cells) <= _FEW:
        return any(":" in text for text in texts)
    return not mapped and any(len(text) > _LONGEST_TOTAL for text in texts)
