"""A TrueType file, read only where a sheet needs it, and the subset that a PDF carries."""

from __future__ import annotations

import mmap
import struct
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80
_COPIED = ("cvt ", "fpgm", "prep")
_BIG_TABLE = 12
_UNICODE_PLATFORMS = ((3, 10), (0, 6), (0, 4), (0, 3), (3, 1))


class Face:
    """One font file: which characters have an outline, how wide they are, and their subset."""

    def __init__(self, name: str, path: Path) -> None:
        """Map the file and read its directory; raises `font_unusable` for anything else."""
        self.name = name
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._tables = dict(self._directory())
            self._read_heads()
            self._pick_map()
        except (OSError, ValueError, KeyError, struct.error) as fault:
            raise UserError("font_unusable", font=path.name) from fault

    def _directory(self) -> Iterator[tuple[str, tuple[int, int]]]:
        (count,) = struct.unpack_from(">H", self._data, 4)
        for index in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", self._data, 12 + 16 * index)
            yield tag.decode("latin-1"), (offset, length)

    def _read_heads(self) -> None:
        head, hhea = self._tables["head"][0], self._tables["hhea"][0]
        self.units: int = struct.unpack_from(">H", self._data, head + 18)[0]
        box = struct.unpack_from(">4h", self._data, head + 36)
        self.box = tuple(self._mille(side) for side in box)
        (self._long_loca,) = struct.unpack_from(">h", self._data, head + 50)
        ascent, descent = struct.unpack_from(">2h", self._data, hhea + 4)
        self.ascent, self.descent = self._mille(ascent), self._mille(descent)
        (self._metrics,) = struct.unpack_from(">H", self._data, hhea + 34)
        (self.glyphs,) = struct.unpack_from(">H", self._data, self._tables["maxp"][0] + 4)

    def _mille(self, units: int) -> int:
        return round(units * 1000 / self.units)

    def _pick_map(self) -> None:
        base = self._tables["cmap"][0]
        (count,) = struct.unpack_from(">H", self._data, base + 2)
        maps: dict[tuple[int, int], int] = {}
        for index in range(count):
            platform, encoding, offset = struct.unpack_from(
                ">HHL", self._data, base + 4 + 8 * index
            )
            maps[platform, encoding] = base + offset
        offset = next(maps[key] for key in _UNICODE_PLATFORMS if key in maps)
        (form,) = struct.unpack_from(">H", self._data, offset)
        if form == _BIG_TABLE:
            self._read_groups(offset)
        else:
            self._read_segments(offset)

    def _numbers(self, code: str, offset: int, count: int) -> array[int]:
        numbers = array(code, self._data[offset : offset + count * array(code).itemsize])
        numbers.byteswap()
        return numbers

    def _read_groups(self, offset: int) -> None:
        (count,) = struct.unpack_from(">L", self._data, offset + 12)
        rows = self._numbers("I", offset + 16, 3 * count)
        self._starts, self._ends = rows[0::3], rows[1::3]
        self._firsts: Sequence[int] = rows[2::3]
        self._indirect: Sequence[int] = ()

    def _read_segments(self, offset: int) -> None:
        (double,) = struct.unpack_from(">H", self._data, offset + 6)
        count = double // 2
        at = offset + 14
        self._ends = self._numbers("H", at, count)
        self._starts = self._numbers("H", at + double + 2, count)
        deltas = self._numbers("h", at + 2 * double + 2, count)
        ranges = at + 3 * double + 2
        jumps = self._numbers("H", ranges, count)
        self._firsts = [
            delta if jump else start + delta
            for start, delta, jump in zip(self._starts, deltas, jumps, strict=True)
        ]
        self._indirect = [
            ranges + 2 * index + jump if jump else 0 for index, jump in enumerate(jumps)
        ]

    def glyph(self, char: str) -> int:
        """The number of the glyph for a character, 0 where the font has none or no outline."""
        code = ord(char)
        group = bisect_right(self._starts, code) - 1
        if group < 0 or code > self._ends[group]:
            return 0
        number = self._number(group, code)
        return number if char.isspace() or self._has_outline(number) else 0

    def _number(self, group: int, code: int) -> int:
        past = code - self._starts[group]
        if not self._indirect:
            return self._firsts[group] + past
        if not self._indirect[group]:
            return (self._firsts[group] + past) & 0xFFFF
        (number,) = struct.unpack_from(">H", self._data, self._indirect[group] + 2 * past)
        return (number + self._firsts[group]) & 0xFFFF if number else 0

    def _span(self, number: int) -> tuple[int, int]:
        base = self._tables["loca"][0]
        if self._long_loca:
            start, end = struct.unpack_from(">2L", self._data, base + 4 * number)
            return start, end
        start, end = struct.unpack_from(">2H", self._data, base + 2 * number)
        return 2 * start, 2 * end

    def _has_outline(self, number: int) -> bool:
        start, end = self._span(number)
        if end - start < struct.calcsize(">5h"):
            return False
        (contours,) = struct.unpack_from(">h", self._data, self._tables["glyf"][0] + start)
        return bool(contours != 0)

    def advance(self, number: int) -> int:
        """The width of a glyph in thousandths of the font size."""
        place = min(number, self._metrics - 1)
        (width,) = struct.unpack_from(">H", self._data, self._tables["hmtx"][0] + 4 * place)
        return self._mille(width)

    def _bearing(self, number: int) -> int:
        base = self._tables["hmtx"][0]
        past = number - self._metrics
        place = base + 4 * number + 2 if past < 0 else base + 4 * self._metrics + 2 * past
        (bearing,) = struct.unpack_from(">h", self._data, place)
        return int(bearing)

    def _outline(self, number: int) -> bytes:
        start, end = self._span(number)
        base = self._tables["glyf"][0]
        return self._data[base + start : base + end]

    def subset(self, numbers: Iterable[int]) -> tuple[bytes, dict[int, int]]:
        """A font with these glyphs only, and old number to new number; glyph 0 comes along."""
        renumbered = {0: 0}
        for number in numbers:
            renumbered.setdefault(number, len(renumbered))
        outlines: list[bytes] = []
        while len(outlines) < len(renumbered):
            number = list(renumbered)[len(outlines)]
            outlines.append(_relink(self._outline(number), renumbered))
        return self._assemble(list(renumbered), outlines), renumbered

    def _assemble(self, order: list[int], outlines: list[bytes]) -> bytes:
        offsets = [0]
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        metrics = b"".join(
            struct.pack(">Hh", self._raw_advance(number), self._bearing(number)) for number in order
        )
        tables = {
            tag: self._table(tag)
            for tag in ("head", "hhea", "maxp", *_COPIED)
            if tag in self._tables
        }
        tables["head"] = _patched(tables["head"], 50, 1)
        tables["hhea"] = _patched(tables["hhea"], 34, len(order))
        tables["maxp"] = _patched(tables["maxp"], 4, len(order))
        tables["hmtx"] = metrics
        tables["loca"] = struct.pack(f">{len(offsets)}L", *offsets)
        tables["glyf"] = b"".join(outlines)
        return _file(tables)

    def _raw_advance(self, number: int) -> int:
        place = min(number, self._metrics - 1)
        (width,) = struct.unpack_from(">H", self._data, self._tables["hmtx"][0] + 4 * place)
        return int(width)

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]


def _patched(table: bytes, offset: int, value: int) -> bytes:
    return table[:offset] + struct.pack(">H", value) + table[offset + 2 :]


def _relink(outline: bytes, renumbered: dict[int, int]) -> bytes:
    """The outline padded to four bytes, its parts (if it is a composite) under new numbers."""
    outline += b"\0" * (-len(outline) % 4)
    if not outline or struct.unpack_from(">h", outline)[0] >= 0:
        return outline
    linked = bytearray(outline)
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", linked, at)
        struct.pack_into(">H", linked, at + 2, renumbered.setdefault(part, len(renumbered)))
        at += 4 + (4 if flags & _WORDS else 2) + _scale_size(flags)
    return bytes(linked)


def _scale_size(flags: int) -> int:
    if flags & _SCALE:
        return 2
    if flags & _XY_SCALE:
        return 4
    return 8 if flags & _TWO_BY_TWO else 0


def _file(tables: dict[str, bytes]) -> bytes:
    """Tables as a TrueType file, in the order of their tags, each on a four-byte border."""
    tags = sorted(tables)
    power = bisect_left([2**n for n in range(1, 8)], len(tags) + 1)
    search = 16 * 2**power
    head = struct.pack(">LHHHH", 0x00010000, len(tags), search, power, 16 * len(tags) - search)
    at = 12 + 16 * len(tags)
    body = b""
    for tag in tags:
        data = tables[tag]
        padded = data + b"\0" * (-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        head += struct.pack(">4sLLL", tag.encode("latin-1"), total, at, len(data))
        body += padded
        at += len(padded)
    return head + body
