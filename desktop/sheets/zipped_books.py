"""The look into an .xlsx: the directory first, then each part once, streamed and never kept."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from desktop.errors import UserError
from desktop.sheets.look import Look, SheetFacts, check_range, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIRST, _CHUNK = 1 << 21, 1 << 19
_RATIO = 80
_RATIO_FROM = 8 << 20
_LARGEST_PART = 600 << 20
_LARGEST_STRINGS = 160 << 20
_LARGEST_WHOLE = 900 << 20
_LARGEST_INDEX = 4 << 20
_ENCRYPTED = 0x1
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A cell that is not in the form which every program writes, or lies outside A1:BZ99999.
_ODD = re.compile(rb'<c(?! r="[AB]?[A-Z][0-9]{1,5}"|[a-zA-Z])')
_PREFIXED = re.compile(rb":c")
_LAST_CELL = re.compile(rb'<c r="[A-Z]+([0-9]+)"')
_WIDE = 78
_LARGEST_QUICK = 4_000_000
_BYTES_OF_CELL = 20
_TAG = re.compile(rb"<(?:[\w.\-]+:)?(row|c)(?=[\s/>])([^>]*)>")
_AT = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_HIDDEN_ROW = re.compile(
    rb"""<(?:[\w.\-]+:)?row(?=[\s/>])([^>]*\shidden=["'](?:1|true)["'][^>]*)>"""
)
_COLUMN = re.compile(rb"<(?:[\w.\-]+:)?col\s([^>]*)>")
_NUMBER = {
    name: re.compile(rb"""\b%s=["']([0-9]+)["']""" % name) for name in (b"min", b"max", b"hidden")
}


@dataclass(slots=True)
class _Extent:
    """How far the used cells of a sheet reach."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


def look_zipped(path: Path) -> Look:
    """Look into an .xlsx without unpacking it to memory or disk.

    Raises:
        UserError: the refusals of `desktop.sheets.look.look`.
    """
    try:
        with zipfile.ZipFile(path) as book:
            return _look(path, book)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UserError("file_damaged", file=path.name) from error
    except (ParseError, DefusedXmlException, UnicodeDecodeError) as error:
        raise UserError("file_damaged", file=path.name) from error


def _look(path: Path, book: zipfile.ZipFile) -> Look:
    parts = {info.filename.lower(): info for info in book.infolist()}
    _refuse_by_directory(path, parts)
    sheets, starts_1904 = _index(path, book, parts)
    facts: dict[str, SheetFacts] = {}
    for name, info in parts.items():
        titles = [title for title, part in sheets.items() if part == name]
        if titles or name.startswith("xl/worksheets/"):
            seen = _sheet(path, book, info)
            facts.update(dict.fromkeys(titles, seen))
        else:
            _drain(path, book, info)
    return Look(kind="xlsx", starts_1904=starts_1904, by_name=facts)


def _refuse_by_directory(path: Path, parts: dict[str, zipfile.ZipInfo]) -> None:
    """What the list of parts alone tells."""
    if "xl/workbook.xml" not in parts:
        raise UserError("file_wrong_kind", file=path.name)
    if any(info.flag_bits & _ENCRYPTED for info in parts.values()):
        raise UserError("file_encrypted", file=path.name)
    whole = 0
    for name, info in parts.items():
        packed = max(info.compress_size, 1)
        if info.file_size > _RATIO_FROM and info.file_size > _RATIO * packed:
            within(path, info.file_size, 0)
        within(
            path,
            info.file_size,
            _LARGEST_STRINGS if name.endswith("sharedstrings.xml") else _LARGEST_PART,
        )
        whole += info.file_size
    within(path, whole, _LARGEST_WHOLE)
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in parts):
        raise UserError("file_has_macros", file=path.name)
    if any(name.startswith("xl/externallinks/") for name in parts):
        raise UserError("file_has_external_links", file=path.name)


def _index(
    path: Path, book: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]
) -> tuple[dict[str, str], bool]:
    """The parts of the sheets by their names, and whether days count from 1904."""
    workbook = fromstring(_small(path, book, parts["xl/workbook.xml"]), forbid_dtd=True)
    rels = parts.get("xl/_rels/workbook.xml.rels")
    targets: dict[str, str] = {}
    if rels is not None:
        for relation in fromstring(_small(path, book, rels), forbid_dtd=True):
            targets[relation.get("Id", "")] = _part(relation.get("Target", ""))
    sheets: dict[str, str] = {}
    starts_1904 = False
    for element in workbook.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "sheet":
            sheets[element.get("name", "")] = targets.get(element.get(_RELATION, ""), "")
        elif tag == "workbookPr":
            starts_1904 = element.get("date1904", "0") in {"1", "true"}
    return sheets, starts_1904


def _part(target: str) -> str:
    whole = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return whole.replace("/./", "/").lower()


def _small(path: Path, book: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    within(path, info.file_size, _LARGEST_INDEX)
    return book.read(info)


def _chunks(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    """Pieces of a part that end before a tag; a document type in the first one is refused."""
    rest = b""
    size = _FIRST
    while piece := file.read(size):
        whole = rest + piece
        if size == _FIRST and _DTD.search(whole):
            raise UserError("file_damaged", file=path.name)
        size = _CHUNK
        cut = whole.rfind(b"<")
        cut = len(whole) if cut < 0 else cut
        yield whole[:cut]
        rest = whole[cut:]
    yield rest


def _drain(path: Path, book: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Read a part to its end, which checks its checksum and its true size."""
    xml = info.filename.endswith((".xml", ".rels"))
    with book.open(info) as file:
        if xml:
            for _ in _chunks(path, file):
                pass
        else:
            while file.read(_CHUNK):
                pass


def _sheet(path: Path, book: zipfile.ZipFile, info: zipfile.ZipInfo) -> SheetFacts:
    with book.open(info) as file:
        extent = _quick(path, file)
    if extent is None or extent.rows * extent.columns > _LARGEST_QUICK:
        with book.open(info) as file:
            extent = _close(path, file)
    check_range(path, extent.rows, extent.columns, extent.cells)
    return SheetFacts(
        hidden_rows=tuple(sorted(extent.hidden_rows)),
        hidden_columns=frozenset(extent.hidden_columns),
    )


def _quick(path: Path, file: IO[bytes]) -> _Extent | None:
    """The extent of a sheet in the ordinary form; None when something in it is not."""
    extent = _Extent(columns=_WIDE)
    size = 0
    for number, chunk in enumerate(_chunks(path, file)):
        start = max(chunk.find(b"<sheetData"), 0) if number == 0 else 0
        if _PREFIXED.search(chunk, start) or _ODD.search(chunk):
            return None
        size += len(chunk)
        last = _LAST_CELL.match(chunk, max(chunk.rfind(b"<c r="), 0))
        extent.rows = max(extent.rows, int(last[1]) if last else 0)
        _hidden(chunk, extent, first=number == 0)
    extent.cells = size // _BYTES_OF_CELL
    return extent


def _hidden(chunk: bytes, extent: _Extent, *, first: bool) -> None:
    if first:
        _hidden_columns(chunk, extent)
    if b"hidden=" not in chunk:
        return
    for row in _HIDDEN_ROW.findall(chunk):
        if at := _AT.search(row):
            extent.hidden_rows.append(int(at[2]))


def _hidden_columns(chunk: bytes, extent: _Extent) -> None:
    for column in _COLUMN.findall(chunk):
        found = {name: pattern.search(column) for name, pattern in _NUMBER.items()}
        low, high, hidden = found[b"min"], found[b"max"], found[b"hidden"]
        if low and high and hidden and hidden[1] == b"1":
            extent.hidden_columns.update(range(int(low[1]) - 1, min(int(high[1]), 16384)))


def _close(path: Path, file: IO[bytes]) -> _Extent:
    """The extent of a sheet tag by tag; cells without a value do not count."""
    extent = _Extent()
    row = column = 0
    for number, chunk in enumerate(_chunks(path, file)):
        _hidden(chunk, extent, first=number == 0)
        for tag, attributes in _TAG.findall(chunk):
            at = _AT.search(attributes)
            if tag == b"row":
                row, column = int(at[2]) if at else row + 1, 0
                continue
            row, column = (int(at[2]), _number_of(at[1])) if at else (row, column + 1)
            if not attributes.endswith(b"/"):
                extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
                extent.cells += 1
    return extent


def _number_of(letters: bytes) -> int:
    number = 0
    for byte in letters.upper():
        number = number * 26 + byte - 64
    return number
