"""The quick way to write rows: the text of a whole row at once, as XlsxWriter would write it.

XlsxWriter looks at every cell several times. A row of usual cells becomes the same bytes here with
one look at each; a row with anything else in it is left to XlsxWriter.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Cell = Callable[[Any], str | None]

# What XlsxWriter writes in another way than it stands, or a spreadsheet takes for a formula.
_STRANGE = re.compile('[&<>"\ufffe\uffff\x00-\x1f]|_x|^[\\s=+\\-@\uff1d\uff0b\uff0d\uff20]|\\s$')
_LONG = 16_000
_PARTS = {"money": 100, "rate": 10_000, "int": 1}


class WholeRows:
    """Writes rows of a sheet of constant memory below its header.

    `columns` are field, letters and kind of each column; `formats` the formats by name.
    """

    def __init__(
        self,
        sheet: Any,  # noqa: ANN401 - XlsxWriter has no types
        columns: Sequence[tuple[str, str, str]],
        formats: Mapping[str, Any],
    ) -> None:
        self._sheet = sheet
        self._formats = formats
        self._days: dict[date, str] = {}
        self._styles: dict[str, str] = {}
        self._columns = [
            (field, f'<c r="{letters}', self._ways(kind)) for field, letters, kind in columns
        ]

    def write(self, place: int, row: Mapping[str, Any]) -> bool:
        """Write one row (0-based); False for one that is left to the caller, cell by cell."""
        sheet, number = self._sheet, place + 1
        if number > sheet.xls_rowmax:
            return False
        if sheet.table:  # the header, or a row that went cell by cell
            sheet._write_single_row(place)  # noqa: SLF001 - there is no other way to the file
        cells: list[str] = []
        for field, start, ways in self._columns:
            value = row.get(field)
            if value is None or value == "":
                continue
            way = ways.get(type(value))
            said = way(value) if way is not None else None
            if said is None:
                return False
            cells.append(f'{start}{number}" {said}')
        if cells:
            sheet.row_data_fh.write(f'<row r="{number}">{"".join(cells)}</row>')
            sheet.previous_row = sheet.dim_rowmax = place
        return True

    def _ways(self, kind: str) -> dict[type, Cell]:
        """How a column says a value of each usual type."""
        return {
            str: self._text,
            int: self._numbers(kind) if kind in _PARTS else lambda value: self._text(str(value)),
            date: self._day,
            datetime: partial(self._moment, "day" if kind == "day" else "moment"),
        }

    def _style(self, name: str) -> str:
        found = self._styles.get(name)
        if found is None:  # numbered as they are first needed
            index = self._formats[name]._get_xf_index()  # noqa: SLF001 - the number in the file has no public name
            found = self._styles[name] = f's="{index}"'
        return found

    def _numbers(self, kind: str) -> Cell:
        part, style = _PARTS[kind], partial(self._style, kind)
        if part == 1:
            return lambda value: f"{style()}><v>{value:.16G}</v></c>"
        return lambda value: f"{style()}><v>{value / part:.16G}</v></c>"

    def _text(self, value: str) -> str | None:
        if len(value) > _LONG or _STRANGE.search(value):
            return None
        return f'{self._style("text")} t="inlineStr"><is><t>{value}</t></is></c>'

    def _day(self, value: date) -> str:
        found = self._days.get(value)
        if found is None:
            found = self._days[value] = self._serial(value, "day")
        return found

    def _moment(self, style: str, value: datetime) -> str:
        return self._serial(value.replace(tzinfo=None), style)

    def _serial(self, value: date, style: str) -> str:
        serial = self._sheet._convert_date_time(value)  # noqa: SLF001 - its days, leap year of 1900 and all
        return f"{self._style(style)}><v>{serial:.16G}</v></c>"
