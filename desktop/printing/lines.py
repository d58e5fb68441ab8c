"""Breaks Chinese text into lines: what may not begin or end one; numbers stay in one piece."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Breaks:
    """The marks that may not begin or end a line, and what stays in one piece."""

    no_start: frozenset[str]
    no_end: frozenset[str]
    pieces: re.Pattern[str]
    words: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> Breaks:
        """Read `breaks.toml`."""
        raw = tomllib.loads(text)
        return cls(
            frozenset(raw["no_start"]),
            frozenset(raw["no_end"]),
            re.compile(f"{raw['word']}|.", re.DOTALL),
            re.compile(r"\u3000+|[^\u3000]+"),
        )

    def allows(self, before: str, after: str) -> bool:
        """Whether a line may end with `before` and the next one begin with `after`."""
        return after[0] not in self.no_start and before[-1] not in self.no_end


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one role of face and one size in points; a broken line knows its width too."""

    text: str
    role: str
    size: float
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is set: its spans, its width in points, and whether its paragraph goes on."""

    spans: tuple[Span, ...]
    width: float
    goes_on: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    width: float
    span: int


class Breaker:
    """Breaks paragraphs with one set of rules and one measure of width."""

    def __init__(self, breaks: Breaks, width: Callable[[str, str, float], float]) -> None:
        """`width` answers points for (text, role, size)."""
        self._breaks = breaks
        self._width = width

    def rows(
        self, spans: Sequence[Span], room: float, *, hang: float = 0.0, whole: bool = False
    ) -> list[Row]:
        """The lines of a paragraph in `room` points; all but the first are `hang` narrower.

        With `whole`, parts that ideographic spaces separate are kept together where they fit.
        """
        spans = [self._measured(span) for span in spans if span.text]
        total = sum(span.width for span in spans)
        if total <= room + _ROUNDING:
            return [Row(tuple(spans), total, goes_on=False)] if spans else []
        units = self._units(spans, room - hang, whole=whole)
        rows: list[Row] = []
        start = 0
        while start < len(units):
            start = _after_spaces(units, start) if rows else start
            end = self._end(units, start, room - (hang if rows else 0.0))
            if start == end:
                break
            rows.append(self._row(units[start:end], spans, goes_on=end < len(units)))
            start = end
        return rows

    def _measured(self, span: Span) -> Span:
        return replace(span, width=self._width(span.text, span.role, span.size))

    def _row(self, units: Sequence[_Unit], spans: Sequence[Span], *, goes_on: bool) -> Row:
        last = len(units)
        while last > 1 and units[last - 1].text.isspace():
            last -= 1
        parts = [
            Span("".join(unit.text for unit in group), spans[index].role, spans[index].size)
            for index, group in groupby(units[:last], key=lambda unit: unit.span)
        ]
        cut = tuple(self._measured(part) for part in parts)
        return Row(cut, sum(part.width for part in cut), goes_on=goes_on)

    def _units(self, spans: Sequence[Span], room: float, *, whole: bool) -> list[_Unit]:
        units: list[_Unit] = []
        for index, span in enumerate(spans):
            units += [
                _Unit(text, self._width(text, span.role, span.size), index)
                for text in self._pieces(span, room, whole=whole)
            ]
        return units

    def _pieces(self, span: Span, room: float, *, whole: bool) -> list[str]:
        pieces: list[str] = []
        for part in self._breaks.words.findall(span.text) if whole else [span.text]:
            if whole and self._width(part, span.role, span.size) <= room:
                pieces.append(part)
            else:
                pieces += self._short_pieces(part, span, room)
        return pieces

    def _short_pieces(self, text: str, span: Span, room: float) -> list[str]:
        pieces: list[str] = []
        for piece in self._breaks.pieces.findall(text):
            if len(piece) > 1 and self._width(piece, span.role, span.size) > room:
                pieces += piece
            else:
                pieces.append(piece)
        return pieces

    def _end(self, units: Sequence[_Unit], start: int, room: float) -> int:
        """Where the line that begins at `start` ends: as late as it fits and the rules allow."""
        used = 0.0
        end = start
        while end < len(units) and (
            used + units[end].width <= room + _ROUNDING or units[end].text.isspace()
        ):
            used += units[end].width
            end += 1
        if end == len(units):
            return end
        fits = max(end, start + 1)
        while end > start + 1 and not self._may_end(units, end):
            end -= 1
        return end if end > start and self._may_end(units, end) else fits

    def _may_end(self, units: Sequence[_Unit], end: int) -> bool:
        """Whether a line may end here; spaces on either side of the break are not set."""
        after, before = _after_spaces(units, end), end - 1
        while before > 0 and units[before].text.isspace():
            before -= 1
        return after == len(units) or self._breaks.allows(units[before].text, units[after].text)


def _after_spaces(units: Sequence[_Unit], start: int) -> int:
    while start < len(units) and units[start].text.isspace():
        start += 1
    return start
