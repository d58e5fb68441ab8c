"""Tables that are text: csv and tabs in whatever encoding, and HTML saved as .xls."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from itertools import product
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.sheets.look import check_range

if TYPE_CHECKING:
    from pathlib import Path

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w\-]+)", re.IGNORECASE)
_CHINESE = frozenset({"gb2312", "gbk", "gb_2312-80", "gb18030", "x-gbk", "hz-gb-2312"})
_LONGEST_SPAN = 1000
_MOST_SPANNED = 1_000_000
_LONGEST_CELL = 1 << 20

Rows = list[list[object]]
Merged = list[tuple[int, int, int, int]]


def decoded(path: Path) -> str:
    """The text of a file: by its mark, as UTF-8, else as GB18030.

    Raises:
        UserError: `file_damaged` when it is none of them.
    """
    data = path.read_bytes()
    declared = _CHARSET.search(data[:4096])
    names = ["utf-8", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        names = ["utf-8-sig"]
    elif declared and declared[1].decode().lower() in _CHINESE:
        names = ["gb18030", "utf-8"]
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise UserError("file_damaged", file=path.name)


def read_delimited(path: Path) -> Rows:
    """The rows of a csv or tab-separated file, all cells text.

    Raises:
        UserError: `file_damaged`, `file_used_range_too_large`.
    """
    text = decoded(path)
    head = text[:20000]
    delimiter = max(("\t", ",", ";"), key=head.count)
    csv.field_size_limit(_LONGEST_CELL)
    rows: Rows = []
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            rows.append(list(row))
    except csv.Error as error:
        raise UserError("file_damaged", file=path.name) from error
    return _even(path, rows)


def _even(path: Path, rows: Rows) -> Rows:
    """All rows as wide as the widest."""
    width = max((len(row) for row in rows), default=0)
    check_range(path, len(rows), width, sum(map(len, rows)))
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


class _Tables(HTMLParser):
    """The first table that has rows; what a cell spans stays blank and is noted as merged."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Rows = []
        self.merged: Merged = []
        self.taken: set[tuple[int, int]] = set()
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.depth = 0
        self.done = False
        self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        if self.done:
            return
        if tag == "table":
            self.depth += 1
            self.tables += 1
        elif tag == "tr" and self.depth == 1:
            self._close_cell()
            self.rows.append([])
        elif tag in {"td", "th"} and self.depth == 1:
            self._close_cell()
            self._open_cell(dict(attrs))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a table, row or cell."""
        if tag in {"td", "th", "tr"} and self.depth == 1:
            self._close_cell()
        elif tag == "table" and self.depth:
            self.depth -= 1
            self.done = self.done or (self.depth == 0 and bool(self.rows))

    def handle_data(self, data: str) -> None:
        """Collect a cell's text."""
        if self.cell is not None:
            self.cell.append(data)

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        if not self.rows:
            self.rows.append([])
        self.cell = []
        down, right = attributes.get("rowspan") or "", attributes.get("colspan") or ""
        self.span = (_span(down), _span(right))

    def _close_cell(self) -> None:
        if self.cell is None:
            return
        row = self.rows[-1]
        top = len(self.rows) - 1
        while (top, len(row)) in self.taken:
            row.append("")
        left = len(row)
        down, right = self.span
        row.append("".join(self.cell).strip("\r\n"))
        row.extend([""] * (right - 1))
        self.cell = None
        if down * right > 1:
            self.merged.append((top, left, top + down - 1, left + right - 1))
            self.taken.update(product(range(top + 1, top + down), range(left, left + right)))
            self.done = self.done or len(self.taken) > _MOST_SPANNED


def read_html(path: Path) -> tuple[Rows, Merged]:
    """The rows of the first table of an HTML file, all cells text, and its merged ranges.

    Raises:
        UserError: `file_wrong_kind` when there is no table in it, `file_damaged`.
    """
    parser = _Tables()
    parser.feed(decoded(path))
    parser.close()
    if not parser.tables or not parser.rows:
        raise UserError("file_wrong_kind", file=path.name)
    if len(parser.taken) > _MOST_SPANNED:
        raise UserError("file_damaged", file=path.name)
    return _even(path, parser.rows), parser.merged


def _span(text: str) -> int:
    """How many rows or columns a cell covers."""
    return max(1, min(int(text), _LONGEST_SPAN)) if text.isdecimal() else 1
