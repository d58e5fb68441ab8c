"""A large sheet on several small ones: cut marks, labels, edges to glue, a line to measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from desktop.printing.flow import extent
from desktop.printing.ink import MM, Box, Page, Rule, Symbol, Text, Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.printing.fonts import Fonts
    from desktop.printing.ink import Mark

_MARGIN = 10 * MM
_OVERLAP = 10 * MM
_NUDGE = 2 * MM
_GREY = "8A8A8A"
_CUT = 6.0
_SMALL = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How many sheets across and down, each `wide` by `high` points, `step` points apart."""

    wide: float
    high: float
    columns: int
    rows: int
    shift_x: float = 0.0
    shift_y: float = 0.0

    @property
    def step_x(self) -> float:
        """Points from the left edge of one sheet's part to that of the next."""
        return self.wide - 2 * _MARGIN - _OVERLAP

    @property
    def step_y(self) -> float:
        """Points from the top edge of one sheet's part to that of the next."""
        return self.high - 2 * _MARGIN - _OVERLAP


def grid(page: Page, paper: str) -> Grid:
    """The layout with the fewest sheets of `paper` (A4 or A3), portrait where both are equal."""
    grids = []
    for landscape in (False, True):
        wide, high = extent(paper, landscape=landscape)
        columns = ceil((page.width - _OVERLAP) / (wide - 2 * _MARGIN - _OVERLAP) - 1e-6)
        rows = ceil((page.height - _OVERLAP) / (high - 2 * _MARGIN - _OVERLAP) - 1e-6)
        grids.append(Grid(wide=wide, high=high, columns=columns, rows=rows))
    return _clear(page, min(grids, key=lambda found: found.columns * found.rows))


def _clear(page: Page, found: Grid) -> Grid:
    """The layout moved, as far as there is paper to spare, so that no code lies on a seam."""
    codes = [mark for mark in page.marks if isinstance(mark, Symbol)]
    across = [(code.x, code.x + code.side) for code in codes]
    down = [(page.height - code.y - code.side, page.height - code.y) for code in codes]
    return replace(
        found,
        shift_x=_shift(across, found.columns, found.step_x, page.width),
        shift_y=_shift(down, found.rows, found.step_y, page.height),
    )


def _shift(spans: list[tuple[float, float]], count: int, step: float, length: float) -> float:
    """How far the first part begins before the page; none where it would not help."""
    spare = count * step + _OVERLAP - length
    tries = [_NUDGE * place for place in range(int(spare / _NUDGE) + 1)]
    for shift in tries:
        edges = [step * place - shift for place in range(count)]
        if all(any(a <= low and high <= a + step + _OVERLAP for a in edges) for low, high in spans):
            return shift
    return 0.0


def tile(page: Page, paper: str, words: Mapping[str, str], fonts: Fonts) -> list[Page]:
    """The parts of a page row by row, then a sketch of how they go together."""
    lattice = grid(page, paper)
    parts = [
        _part(page, lattice, row, column, words)
        for row in range(lattice.rows)
        for column in range(lattice.columns)
    ]
    return [*parts, _sketch(lattice, words, fonts)]


def _part(page: Page, lattice: Grid, row: int, column: int, words: Mapping[str, str]) -> Page:
    wide, high = lattice.wide, lattice.high
    left = column * lattice.step_x - lattice.shift_x
    top = page.height + lattice.shift_y - row * lattice.step_y
    first, highest = max(left, 0.0), min(top, page.height)
    seen_wide = min(left + wide - 2 * _MARGIN, page.width) - first
    seen_high = highest - max(top - high + 2 * _MARGIN, 0.0)
    x, y = _MARGIN + first - left, high - _MARGIN - (top - highest) - seen_high
    window = Window(x, y, seen_wide, seen_high, _MARGIN - left, high - _MARGIN - top)
    label = words["label"].format(row=row + 1, column=column + 1)
    marks: list[Mark] = [Text(x + 12, y + seen_high + 6, label, "body", _SMALL, _GREY)]
    marks += _corners(x, y, x + seen_wide, y + seen_high)
    if column + 1 < lattice.columns:
        marks.append(Text(x + seen_wide + 8, y + seen_high / 2 - 12, words["glue"], "body",
                          _SMALL, _GREY, angle=90))  # fmt: skip
        edge = x + seen_wide - _OVERLAP
        marks += [Rule(edge, y - 8, edge, y, 0.4, 0, _GREY)]
        marks += [Rule(edge, y + seen_high, edge, y + seen_high + 8, 0.4, 0, _GREY)]
    if row + 1 < lattice.rows:
        marks.append(Text(x + seen_wide / 2 - 12, y - 12, words["glue"], "body", _SMALL, _GREY))
        edge = y + _OVERLAP
        marks += [Rule(x - 8, edge, x, edge, 0.4, 0, _GREY)]
        marks += [Rule(x + seen_wide, edge, x + seen_wide + 8, edge, 0.4, 0, _GREY)]
    return Page(wide, high, tuple(marks), window, page.marks)


def _corners(left: float, low: float, right: float, high: float) -> list[Mark]:
    marks: list[Mark] = []
    for x, out in ((left, -1), (right, 1)):
        for y, up in ((low, -1), (high, 1)):
            marks.append(Rule(x + 3 * out, y, x + (3 + _CUT) * out, y, 0.4))
            marks.append(Rule(x, y + 3 * up, x, y + (3 + _CUT) * up, 0.4))
    return marks


def _sketch(lattice: Grid, words: Mapping[str, str], fonts: Fonts) -> Page:
    """How the sheets go together, and 100 mm to hold a ruler against."""
    wide, high = lattice.wide, lattice.high
    scale = min((wide - 60 * MM) / (lattice.columns * lattice.wide),
                (high - 110 * MM) / (lattice.rows * lattice.high))  # fmt: skip
    cell_wide, cell_high = lattice.wide * scale, lattice.high * scale
    left = (wide - cell_wide * lattice.columns) / 2
    top = high - 55 * MM
    marks: list[Mark] = [
        _centred(fonts, Text(wide / 2, high - 25 * MM, words["sketch"], "title", 20)),
        _centred(fonts, Text(wide / 2, high - 38 * MM, words["actual"], "body", 14)),
    ]
    for row in range(lattice.rows):
        for column in range(lattice.columns):
            x, y = left + column * cell_wide, top - (row + 1) * cell_high
            marks.append(Box(x, y, cell_wide, cell_high, "", 0.8))
            label = words["label"].format(row=row + 1, column=column + 1)
            marks.append(
                _centred(fonts, Text(x + cell_wide / 2, y + cell_high / 2 - 4, label, "body", 10))
            )
    start, end, y = wide / 2 - 50 * MM, wide / 2 + 50 * MM, 28 * MM
    marks += [Rule(start, y, end, y, 0.8), Rule(start, y - 5, start, y + 5, 0.8),
              Rule(end, y - 5, end, y + 5, 0.8)]  # fmt: skip
    marks.append(_centred(fonts, Text(wide / 2, 20 * MM, words["ruler"], "body", 11)))
    return Page(wide, high, tuple(marks))


def _centred(fonts: Fonts, mark: Text) -> Text:
    return replace(mark, x=mark.x - fonts.width(mark.text, mark.role, mark.size) / 2)
