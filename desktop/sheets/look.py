"""A look at a file before anything unpacks it: what it is, and whether it may be opened at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TEXT_NAMES = frozenset({".csv", ".txt", ".tsv"})
_LARGEST_FILE = 256 << 20
_LARGEST_TEXT = 64 << 20
_LARGEST_OLE = 128 << 20
_LARGEST_AREA = 8_000_000
_SMALL_AREA = 1_000_000
_SPARSE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the reader of cells does not tell: hidden rows (from 1) and columns (from 0)."""

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file that may be opened: its kind, and what was seen by sheet name or position."""

    kind: str
    starts_1904: bool = False
    by_name: Mapping[str, SheetFacts] = field(default_factory=dict)
    by_position: tuple[SheetFacts, ...] = ()

    def facts(self, name: str, position: int) -> SheetFacts:
        """What was seen of one sheet."""
        if name in self.by_name:
            return self.by_name[name]
        return self.by_position[position] if position < len(self.by_position) else SheetFacts()


def look(path: Path) -> Look:
    """Decide what a file is and whether it may be opened; read nothing that could blow up.

    Raises:
        UserError: `file_missing`, `file_in_use`, `file_empty`, `file_damaged`,
            `file_wrong_kind`, `file_encrypted`, `file_unpacks_too_large`,
            `file_used_range_too_large`, `file_has_external_links`, `file_has_macros`.
    """
    start, size = _start(path)
    if start.startswith(_OLE):
        from desktop.sheets.old_books import look_old

        within(path, size, _LARGEST_OLE)
        return look_old(path)
    if start.startswith(_ZIP):
        from desktop.sheets.zipped_books import look_zipped

        within(path, size, _LARGEST_FILE)
        return look_zipped(path)
    within(path, size, _LARGEST_TEXT)
    return Look(kind=_kind_of_text(path, start))


def _start(path: Path) -> tuple[bytes, int]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise UserError("file_missing", file=path.name) from error
    except PermissionError as error:
        raise UserError("file_in_use", file=path.name) from error
    if not start:
        raise UserError("file_empty", file=path.name)
    return start, size


def _kind_of_text(path: Path, start: bytes) -> str:
    lower = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"<table" in lower or b"<html" in lower or lower.startswith(b"<!doctype html"):
        return "html"
    if path.suffix.lower() in _TEXT_NAMES and (wide or b"\x00" not in start):
        return "text"
    printable = wide or not any(byte < 9 for byte in start)  # noqa: PLR2004 - control characters
    delimited = wide or b"\t" in start or b"," in start
    if printable and delimited and not start.startswith((b"%PDF", b"{\\rtf", b"<")):
        return "text"
    raise UserError("file_wrong_kind", file=path.name)


def within(path: Path, size: int, limit: int) -> None:
    """Refuse a file (or a part of one) that is larger than any true list."""
    if size > limit:
        raise UserError("file_unpacks_too_large", file=path.name, megabytes=size >> 20)


def check_range(path: Path, rows: int, columns: int, cells: int) -> None:
    """Refuse a used range that a few stray cells have blown up.

    The cell reader builds a dense grid of the used range, so its area is what memory has to hold.
    """
    area = rows * columns
    if area > _LARGEST_AREA or (area > _SMALL_AREA and area > _SPARSE * cells):
        raise UserError("file_used_range_too_large", file=path.name, rows=rows, columns=columns)
