"""Blank below a value: places continue downwards, other columns only inside a merged range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.sheets.report import FilledRun

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from desktop.sheets.tables import Table
    from desktop.sheets.text_tables import Merged


def fill_down(table: Table, merged: Merged, named: Collection[int]) -> None:
    """Fill blank cells of the values read so far and note every run; before rows are settled.

    Args:
        table: The table; its values still run over all rows below the header.
        merged: Merged ranges of the sheet, 0-based and inclusive.
        named: Numbers of the rows that are no records; a run ends at them.
    """
    first = table.matched.row + 1
    for name, column in sorted(table.at.items(), key=lambda item: item[1]):
        ranges = [
            (top - first, bottom - first)
            for top, left, bottom, _ in merged
            if left == column and bottom > top >= first
        ]
        values, continues = table.values[name], table.spec(name).fill
        if not (continues or ranges) or None not in values:
            continue
        if continues:
            _continue(table, name, values, set(ranges), named)
        else:
            _spread(table, name, values, ranges, named)


def _blank(table: Table, name: str, index: int, values: Sequence[object]) -> bool:
    row = table.matched.row + 2 + index
    return values[index] is None and row not in table.originals.get(name, {})


def _note(table: Table, name: str, start: int, end: int, *, merged: bool) -> None:
    first = table.matched.row + 2
    table.filled.append(
        FilledRun(field=name, first_row=first + start, last_row=first + end, merged=merged)
    )


def _continue(
    table: Table,
    name: str,
    values: list[object],
    ranges: set[tuple[int, int]],
    named: Collection[int],
) -> None:
    """A place: blank cells repeat the value above, until a value or a row that is no record."""
    first = table.matched.row + 2
    start = end = -1
    for index in range(len(values)):
        if first + index not in named and start >= 0 and _blank(table, name, index, values):
            values[index] = values[start]
            end = index
            continue
        if end > start >= 0:
            _note(table, name, start, end, merged=(start, end) in ranges)
        known = first + index not in named and values[index] is not None
        start = end = index if known else -1
    if end > start >= 0:
        _note(table, name, start, end, merged=(start, end) in ranges)


def _spread(
    table: Table,
    name: str,
    values: list[object],
    ranges: Sequence[tuple[int, int]],
    named: Collection[int],
) -> None:
    """Any other column: the value of a merged range holds for all its rows."""
    first = table.matched.row + 2
    for start, bottom in sorted(ranges):
        end = min(bottom, len(values) - 1)
        if start > end or first + start in named or values[start] is None:
            continue
        for index in range(start + 1, end + 1):
            if first + index not in named and _blank(table, name, index, values):
                values[index] = values[start]
        _note(table, name, start, end, merged=True)
