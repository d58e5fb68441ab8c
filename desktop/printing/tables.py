"""Tables: headings, rows of wrapped cells, sums, ruled in thin lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.printing import fitting
from desktop.printing.ink import MM, Box, Rule, Text
from desktop.printing.lines import Breaker, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.printing.columns import Column
    from desktop.printing.flow import Job
    from desktop.printing.ink import Mark

_PAD = 2.2
_THIN = 0.4
_ASCENT = 0.88
_GROUND = "ECECEC"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table as it will be drawn: lines of text per cell, and its height in points."""

    lines: tuple[tuple[str, ...], ...]
    height: float
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The columns of a sheet at one type size, `x` points from the left."""

    job: Job
    columns: tuple[Column, ...]
    x: float
    widths: tuple[float, ...]
    size: float
    lead: float
    least: float

    @classmethod
    def of(cls, job: Job, x: float, room: float, size: float) -> Table:
        """The columns of the sheet under its pack; together they are `room` points wide.

        Their widths are in the proportion of the template, or fit the rows where it says `fit`.
        """
        columns = job.sheet.columns_of(job.pack.pack_id)
        return cls(
            job=job, columns=columns, x=x, size=size, lead=size * 1.3,
            widths=_widths(job, columns, room, size),
            least=_least(job) * MM,
        )  # fmt: skip

    @property
    def room(self) -> float:
        """The width of the table in points."""
        return sum(self.widths)

    def heading(self) -> Cells:
        """The row of column headings."""
        return self.cells([column.label for column in self.columns])

    def row(self, values: Mapping[str, str], *, struck: bool = False) -> Cells:
        """A row of the list; a struck one was voided and stays readable."""
        return self.cells([column.text(values) for column in self.columns], struck=struck)

    def cells(self, texts: Sequence[str], *, struck: bool = False) -> Cells:
        """Texts broken to the width of their columns."""
        lines = tuple(map(self._wrap, texts, self.widths))
        deepest = max(map(len, lines))
        return Cells(lines, max(deepest * self.lead + 2 * _PAD, self.least), struck)

    def parts(self, cells: Cells, room: float) -> list[Cells]:
        """A row in pieces no higher than `room` points; most rows are one piece."""
        most = max(1, int((room - 2 * _PAD) // self.lead))
        deepest = max(map(len, cells.lines))
        if deepest <= most:
            return [cells]
        return [
            self._piece(tuple(lines[start : start + most] for lines in cells.lines), cells)
            for start in range(0, deepest, most)
        ]

    def _piece(self, lines: tuple[tuple[str, ...], ...], whole: Cells) -> Cells:
        height = max(map(len, lines)) * self.lead + 2 * _PAD
        return Cells(lines, max(height, self.least), whole.struck)

    def _wrap(self, text: str, width: float) -> tuple[str, ...]:
        if "\n" in text:
            return tuple(line for part in text.split("\n") for line in self._wrap(part, width))
        fonts = self.job.fonts
        if fonts.width(text, "body", self.size) <= width - 2 * _PAD:
            return (text,)
        breaker = Breaker(self.job.templates.breaks, fonts.width)
        rows = breaker.rows([Span(text, "body", self.size)], width - 2 * _PAD)
        return tuple(row.text for row in rows)

    def draw(
        self, cells: Cells, top: float, *, ground: bool = False, centred: bool = False
    ) -> list[Mark]:
        """The marks of a row without its rules."""
        marks: list[Mark] = []
        if ground:
            marks.append(Box(self.x, top - cells.height, self.room, cells.height, _GROUND,
                             colour=_GROUND))  # fmt: skip
        x = self.x
        for lines, column, width in zip(cells.lines, self.columns, self.widths, strict=True):
            y = top - (cells.height - len(lines) * self.lead) / 2
            y -= (self.lead - self.size) / 2 + _ASCENT * self.size
            align = "center" if centred else column.align
            for line in lines:
                if line:
                    at = self._place(line, x, width, align)
                    marks.append(Text(at, y, line, "body", self.size))
                y -= self.lead
            x += width
        return marks + (self._strikes(cells, top) if cells.struck else [])

    def _strikes(self, cells: Cells, top: float) -> list[Mark]:
        """One stroke through the row, and one through each line of cells that have more."""
        middle = top - cells.height / 2
        marks: list[Mark] = [Rule(self.x, middle, self.x + self.room, middle, 0.8)]
        x = self.x
        for lines, width in zip(cells.lines, self.widths, strict=True):
            y = top - (cells.height - (len(lines) - 1) * self.lead) / 2
            for line in lines if len(lines) > 1 else ():
                long = self.job.fonts.width(line, "body", self.size)
                marks.append(Rule(x + _PAD, y, x + _PAD + long, y, _THIN))
                y -= self.lead
            x += width
        return marks

    def _place(self, line: str, x: float, width: float, align: str) -> float:
        if align == "left":
            return x + _PAD
        spare = width - self.job.fonts.width(line, "body", self.size)
        return x + (spare / 2 if align == "center" else spare - _PAD)

    def rules(self, tops: Sequence[float]) -> list[Mark]:
        """The lines around rows whose edges, the last one's bottom too, are at `tops`."""
        right = self.x + self.room
        marks: list[Mark] = [Rule(self.x, y, right, y, _THIN) for y in tops]
        x = self.x
        for width in (*self.widths, 0.0):
            marks.append(Rule(x, tops[0], x, tops[-1], _THIN))
            x += width
        return marks


def _widths(job: Job, columns: Sequence[Column], room: float, size: float) -> tuple[float, ...]:
    if job.sheet.layout.get("fit") and job.rows and not job.blank:
        return fitting.widths(job, columns, room, size, 2 * _PAD)
    scale = room / sum(column.width for column in columns)
    return tuple(column.width * scale for column in columns)


def _least(job: Job) -> float:
    """How high a row is at least, in millimetres: on a blank there is room to write."""
    layout = job.sheet.layout
    usual: float = layout.get("row_mm", 0)
    written: float = layout.get("blank_mm", usual)
    return written if job.blank else usual
