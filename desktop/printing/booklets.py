"""Booklets: small pages in reading order, put two on a sheet so that folded sheets read on.

Roles: `cover` and `cover_line` stand on the first page above the code; each row of the list is a
card, its first column the heading; `closing` follows the last card. On A4 the pages are imposed:
print on both sides, turned over the short edge, fold in the middle.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent, lay, stack
from desktop.printing.ink import MM, Box, Page, Rule, Symbol, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.printing.flow import Block, Job
    from desktop.printing.ink import Mark

_LEAF, _SHEET = "A5", "A4"
_FOUR = 4
_CAPTION = 7.0
_GREY = "5A5A5A"
_NUMBER = 9.0


def booklet(job: Job) -> list[Page]:
    """The pages one by one, or imposed where the paper is larger than they are."""
    leaves = _Leaves(job).pages()
    if job.paper.name == _LEAF:
        return leaves
    return [_beside(left, right) for left, right in sheets(leaves)]


def sheets(leaves: Sequence[Page]) -> Iterator[tuple[Page, Page]]:
    """Pages in pairs as they lie on the sheets, front and back of each; empty ones fill up."""
    empty = replace(leaves[0], marks=())
    full = [*leaves, *[empty] * (-len(leaves) % _FOUR)]
    last = len(full) - 1
    for first in range(0, len(full) // 2, 2):
        yield full[last - first], full[first]
        yield full[first + 1], full[last - first - 1]


def _beside(left: Page, right: Page) -> Page:
    """Two pages on one sheet, on either side of the fold in its middle."""
    wide, high = extent(_SHEET, landscape=True)
    fold = wide / 2
    marks = [_moved(mark, fold - left.width) for mark in left.marks]
    marks += [_moved(mark, fold) for mark in right.marks]
    return Page(wide, high, tuple(marks))


def _moved(mark: Mark, by: float) -> Mark:
    """A mark further to the right."""
    if isinstance(mark, Rule):
        return replace(mark, x=mark.x + by, to_x=mark.to_x + by)
    if isinstance(mark, Text):
        return replace(mark, x=mark.x + by)
    if isinstance(mark, Box):
        return replace(mark, x=mark.x + by)
    return replace(mark, x=mark.x + by) if isinstance(mark, Symbol) else mark


class _Leaves:
    """The small pages of a booklet."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._wide, self._high = extent(_LEAF)
        self._side = job.paper.side * MM
        self._room = self._wide - 2 * self._side
        self._top = self._high - job.paper.top * MM
        self._bottom = job.paper.bottom * MM
        self._body = job.paper.body

    def pages(self) -> list[Page]:
        """The cover, then the cards; what does not fit on a page goes on in the next."""
        pages = [self._page(self._cover(), 0)]
        marks: list[Mark] = []
        y = self._top
        for blocks in self._groups():
            if y < self._top and y - stack(blocks) < self._bottom:
                pages.append(self._page(marks, len(pages)))
                marks, y = [], self._top
            for block in blocks:
                if y < self._top and y - stack([block]) < self._bottom:
                    pages.append(self._page(marks, len(pages)))
                    marks, y = [], self._top
                drawn, y = lay([block], self._side, y, self._room)
                marks += drawn
        return [*pages, self._page(marks, len(pages))] if marks else pages

    def _page(self, marks: Sequence[Mark], number: int) -> Page:
        if not number:
            return Page(self._wide, self._high, tuple(marks))
        text = str(number + 1)
        x = (self._wide - self._job.fonts.width(text, "body", _NUMBER)) / 2
        told = Text(x, self._bottom - 14, text, "body", _NUMBER, _GREY)
        return Page(self._wide, self._high, (*marks, told))

    def _cover(self) -> list[Mark]:
        job = self._job
        blocks = self._lines("cover", "cover_line")
        marks, _ = lay(blocks, self._side, self._top - 30 * MM, self._room)
        side = CODE_MM["machine"] * MM
        x, top = (self._wide - side) / 2, self._bottom + side + 12 * MM
        return marks + code_marks(job, x, top, side, kind="machine", size=_CAPTION)

    def _lines(self, *roles: str) -> list[Block]:
        job = self._job
        return [
            job.block(line, job.style(line.role, self._body), self._room)
            for line in job.part("", *roles)
        ]

    def _groups(self) -> Iterator[list[Block]]:
        """What stays together where a page holds it: a card, and the closing."""
        for row in self._job.rows:
            yield self._card(row)
        closing = self._lines("closing")
        if closing:
            yield closing

    def _card(self, row: Mapping[str, str]) -> list[Block]:
        job = self._job
        named, *others = job.sheet.columns_of(job.pack.pack_id)
        pattern: str = job.templates.house["list"]["card"]
        heading = job.style("card_title", self._body)
        style = job.style("card", self._body)
        lines = [
            pattern.format(label=column.label, text=row[column.field])
            for column in others
            if row[column.field]
        ]
        return [
            job.text_block(row[named.field], heading, self._room),
            *(job.text_block(text, style, self._room) for text in lines),
        ]
