"""Suggestions that a person took: the cell is read as what was suggested, the original is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.sheets.report import HELD, Adopted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.sheets.tables import Table

_PPM_OF_PERCENT = 10_000
_FEN = 100


def adopt(table: Table, wanted: Mapping[tuple[int, str], str]) -> tuple[Adopted, ...]:
    """Put values in the place of cells, as their row and field name them; gives what was put.

    Amounts are yuan, rates percent, days ISO, as suggestions are written; a text is never taken
    for a formula. What was noted about these cells is settled by that.

    Raises:
        UserError: `adopt_impossible` for a row or column that is not there, or no such value.
    """
    places = {row: record for record, row in enumerate(table.rows)} if wanted else {}
    taken = tuple(
        _put(table, places.get(row), row, name, value)
        for (row, name), value in sorted(wanted.items())
    )
    if taken:
        cells = table.adopted = set(wanted)
        table.problems = [one for one in table.problems if (one.row, one.field) not in cells]
        table.held = {
            places[one.row] for one in table.problems if one.effect == HELD and one.row is not None
        }
    return taken


def _put(table: Table, record: int | None, row: int, name: str, value: str) -> Adopted:
    header = table.header(name)
    if record is None or header is None or name not in table.values:
        raise UserError("adopt_impossible", row=row, column=name)
    original = table.original(record, name)
    try:
        table.values[name][record] = _typed(table.spec(name).kind, value)
    except (ValueError, InvalidOperation) as error:
        raise UserError("adopt_impossible", row=row, column=header) from error
    table.originals.setdefault(name, {})[row] = original
    return Adopted(row=row, column=header, field=name, original=original, value=value)


def _typed(kind: str, value: str) -> object:
    """A suggestion as the table holds it."""
    if kind == "money":
        return int(Decimal(value) * _FEN)
    if kind == "rate":
        return int(Decimal(value) * _PPM_OF_PERCENT)
    if kind == "int":
        return int(value)
    return date.fromisoformat(value) if kind == "date" else value
