"""Photos at the end of a form: small, in a grid, each with its number and what it is of.

A sheet that has them says so in `[layout.plates]`: `title` over the first page, `caption` under
each with the names of what is told, `across` how many stand side by side, `high` (mm) each one's
height with its caption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.printing.flow import draw, extent, lay
from desktop.printing.ink import MM, Page, Picture, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.printing.flow import Job
    from desktop.printing.ink import Mark
    from desktop.printing.templates import Sheet

_GAP = 4 * MM
_CAPTION = 0.78
_THIN = 0.4
_FOOT_MM = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A photo (JPEG, so many pixels across and down) with what stands under it."""

    caption: str
    data: bytes
    across: int
    down: int


def plates_of(sheet: Sheet, values: Mapping[str, object]) -> tuple[Plate, ...]:
    """The photos of a sheet from `values["plates"]`: `picture` and the names of the caption."""
    given = values.get("plates")
    if not isinstance(given, list) or "plates" not in sheet.layout:
        return ()
    pattern: str = sheet.layout["plates"]["caption"]
    found = []
    for one in given:
        data, across, down = one["picture"]
        caption = pattern.format(**{name: told for name, told in one.items() if name != "picture"})
        found.append(Plate(caption=caption, data=data, across=across, down=down))
    return tuple(found)


def plates(job: Job) -> list[Page]:
    """The pages of photos; none where there are none."""
    if not job.plates:
        return []
    return list(_Plates(job).pages())


class _Plates:
    """The grid of photos on pages of a form."""

    def __init__(self, job: Job) -> None:
        layout = job.sheet.layout["plates"]
        self._job = job
        self._wide, self._high = extent(job.paper.name)
        self._x = job.paper.side * MM
        self._top = self._high - job.paper.top * MM
        self._bottom = max(job.paper.bottom, _FOOT_MM) * MM
        self._room = self._wide - 2 * self._x
        self._across: int = layout["across"]
        self._cell = (self._room - (self._across - 1) * _GAP) / self._across
        self._tall = layout["high"] * MM
        style = job.style("section", job.paper.body)
        self._title = [job.text_block(layout["title"], style, self._room)]
        self._caption = job.style("text", job.paper.body * _CAPTION)

    def pages(self) -> Iterator[Page]:
        """As many photos on each page as it holds."""
        marks, y = lay(self._title, self._x, self._top, self._room)
        y -= _GAP
        rows = [
            self._job.plates[at : at + self._across]
            for at in range(0, len(self._job.plates), self._across)
        ]
        for row in rows:
            if y - self._tall < self._bottom and y < self._top:
                yield Page(self._wide, self._high, tuple(marks))
                marks, y = [], self._top
            marks += self._row(row, y)
            y -= self._tall
        yield Page(self._wide, self._high, tuple(marks))

    def _row(self, row: Sequence[Plate], top: float) -> list[Mark]:
        marks: list[Mark] = []
        for place, one in enumerate(row):
            marks += self._one(one, self._x + place * (self._cell + _GAP), top)
        return marks

    def _one(self, one: Plate, x: float, top: float) -> list[Mark]:
        """A photo as large as its caption leaves room, and the caption under it."""
        caption = self._job.text_block(one.caption, self._caption, self._cell)
        room = self._tall - caption.height - _GAP
        scale = min(self._cell / one.across, room / one.down)
        wide, tall = one.across * scale, one.down * scale
        left = x + (self._cell - wide) / 2
        shown = Picture(left, top - tall, wide, tall, one.data, one.across, one.down)
        rim = [
            Rule(left, top, left + wide, top, _THIN),
            Rule(left, top - tall, left + wide, top - tall, _THIN),
        ]
        return [shown, *rim, *draw(caption, x, top - tall - 2.0, self._cell)]
