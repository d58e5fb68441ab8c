"""The look into an .xls (BIFF8 in a compound file): names of streams, then records, no cells."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.sheets.look import Look, SheetFacts, check_range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_END = 0xFFFFFFFA  # from here on a sector number means end, free or table
_ENTRY = 128
_SMALL_STREAM = 4096
_CELL_RECORDS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
_BOF, _EOF, _FILEPASS, _SUPBOOK, _BOUNDSHEET, _MULRK, _ROW, _COLINFO, _DATEMODE = (
    0x0809, 0x000A, 0x002F, 0x01AE, 0x0085, 0x00BD, 0x0208, 0x007D, 0x0022,
)  # fmt: skip
_OWN_BOOKS = (b"\x01\x04", b"\x01\x3a")
_HIDDEN_ROW = 0x20
_MACRO_STORES = frozenset({"_vba_project_cur", "macros", "vba"})


class _Compound:
    """The streams of a compound file, found through its sector tables."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        count, self.directory = (
            struct.unpack_from("<I", data, 44)[0],
            struct.unpack_from("<I", data, 48)[0],
        )
        self.small_start, _, more, _ = struct.unpack_from("<IIII", data, 60)
        tables = list(struct.unpack_from("<109I", data, 76))
        while more < _END and len(tables) < count + 109:
            sector = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            tables += sector[:-1]
            more = sector[-1]
        self.next: list[int] = []
        for sector_number in tables[:count]:
            self.next += struct.unpack(f"<{self.size // 4}I", self._sector(sector_number))
        self.entries = dict(self._entries())

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        piece = self.data[start : start + self.size]
        if len(piece) < self.size:
            piece = piece.ljust(self.size, b"\0")
        return piece

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        while start < _END:
            if len(pieces) > len(self.next):
                raise ValueError(start)
            pieces.append(self._sector(start))
            start = self.next[start]
        return b"".join(pieces)

    def _entries(self) -> Iterator[tuple[str, tuple[int, int]]]:
        directory = self._chain(self.directory)
        for offset in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", directory, offset + 64)[0]
            if 2 <= length <= 64:  # noqa: PLR2004 - the field's own size
                name = directory[offset : offset + length - 2].decode("utf-16-le", "replace")
                yield name.lower(), struct.unpack_from("<II", directory, offset + 116)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream."""
        start, size = self.entries[name]
        if size >= _SMALL_STREAM:
            return self._chain(start)[:size]
        root = self._chain(self.entries["root entry"][0])
        table = self._chain(self.small_start)
        following = struct.unpack(f"<{len(table) // 4}I", table)
        pieces: list[bytes] = []
        while start < _END and len(pieces) <= len(following):
            pieces.append(root[start * 64 : start * 64 + 64])
            start = following[start]
        return b"".join(pieces)[:size]


def look_old(path: Path) -> Look:
    """Look into an .xls.

    Raises:
        UserError: the refusals of `desktop.sheets.look.look`.
    """
    try:
        book = _Compound(path.read_bytes())
        _refuse_by_names(path, book)
        return _look(path, book.stream("workbook" if "workbook" in book.entries else "book"))
    except (struct.error, IndexError, KeyError, ValueError, MemoryError) as error:
        raise UserError("file_damaged", file=path.name) from error


def _refuse_by_names(path: Path, book: _Compound) -> None:
    names = book.entries.keys()
    if "encryptedpackage" in names:
        raise UserError("file_encrypted", file=path.name)
    if not names & {"workbook", "book"}:
        raise UserError("file_wrong_kind", file=path.name)
    if names & _MACRO_STORES:
        raise UserError("file_has_macros", file=path.name)


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    offset = start
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        yield kind, size, stream[offset + 4 : offset + 4 + min(size, 16)]
        offset += 4 + size


def _look(path: Path, stream: bytes) -> Look:
    """The globals of the book, then each sheet at the place that the globals name."""
    places: list[int] = []
    starts_1904 = False
    for kind, _, body in _records(stream):
        if kind == _EOF:
            break
        if kind == _FILEPASS:
            raise UserError("file_encrypted", file=path.name)
        if kind == _SUPBOOK and body[2:4] not in _OWN_BOOKS:
            raise UserError("file_has_external_links", file=path.name)
        if kind == _BOUNDSHEET:
            places.append(struct.unpack_from("<I", body)[0])
        elif kind == _DATEMODE:
            starts_1904 = body[:1] == b"\x01"
    sheets = tuple(_sheet(path, stream, place) for place in places)
    return Look(kind="xls", starts_1904=starts_1904, by_position=sheets)


def _sheet(path: Path, stream: bytes, place: int) -> SheetFacts:
    rows = columns = cells = 0
    hidden: list[int] = []
    hidden_columns: set[int] = set()
    for kind, size, body in _records(stream, place):
        if kind == _EOF:
            break
        if kind in _CELL_RECORDS:
            row, column = struct.unpack_from("<HH", body)
            rows, columns, cells = max(rows, row + 1), max(columns, column + 1), cells + 1
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", body)
            many = (size - 6) // 6
            rows, columns, cells = max(rows, row + 1), max(columns, column + many), cells + many
        elif kind == _ROW:
            if struct.unpack_from("<H", body, 12)[0] & _HIDDEN_ROW:
                hidden.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLINFO:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
            hidden_columns.update(range(first, last + 1) if flags & 1 else ())
    check_range(path, rows, columns, cells)
    return SheetFacts(hidden_rows=tuple(hidden), hidden_columns=frozenset(hidden_columns))
