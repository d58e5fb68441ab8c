"""Write a list as text with commas, for programs that take no Excel file."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from desktop.sheets.writer import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.sheets.writer import Column

_FEN, _PPM = 100, 10_000


def list_as_text(
    columns: Sequence[Column], rows: Iterable[Mapping[str, object]]
) -> tuple[bytes, int]:
    """The headers and rows as UTF-8 with its mark, which Excel opens too; and how many rows."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([harmless(one.header) for one in columns])
    cells = [[_cell(one.kind, row.get(one.field)) for one in columns] for row in rows]
    lines.writerows(cells)
    return out.getvalue().encode("utf-8-sig"), len(cells)


def _cell(kind: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if kind == "money" and isinstance(value, int):
        return f"{Decimal(value) / _FEN:.2f}"
    if kind == "rate" and isinstance(value, int):
        return str((Decimal(value) / _PPM).normalize())
    return str(value) if isinstance(value, int) else harmless(str(value))
