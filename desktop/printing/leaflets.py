"""Sheets in large print that everybody may take: questions and answers, six sentences, a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent, lay, sizes, stack, too_long
from desktop.printing.ink import MM, Page
from desktop.printing.tables import Table

if TYPE_CHECKING:
    from desktop.printing.flow import Block, Job
    from desktop.printing.ink import Mark

_CAPTION = 9.0
_FOOT_MM = 9.0
_MOST = 0.8
_CLOSING = frozenset({"phone", "note", "foot"})


def leaflet(job: Job) -> list[Page]:
    """As many pages as the paper asks for, the table, the phones and the code at the end."""
    for body in sizes(job.paper):
        pages = _at(job, body)
        if pages:
            return pages
    raise too_long(job)


def _at(job: Job, body: float) -> list[Page]:
    width, height = extent(job.paper.name)
    side = job.paper.side * MM
    room = width - 2 * side
    top, bottom = height - job.paper.top * MM, max(job.paper.bottom, _FOOT_MM) * MM
    blocks = [
        job.block(line, job.style(line.role, body), room)
        for line in job.part("")
        if line.role not in _CLOSING
    ]
    closing = _Closing(job, body, side, room)
    groups = _pages(blocks, top - bottom)
    most = job.paper.extra.get("pages", 1)
    if stack(groups[-1]) + closing.height > top - bottom:
        groups.append([])
    if len(groups) > most:
        return []
    pages = []
    for number, group in enumerate(groups, start=1):
        last = number == len(groups)
        spare = top - bottom - stack(group) - (closing.height if last else 0)
        stretch = min(spare / (len(group) + 1), _MOST * body) if group else 0.0
        marks, end = lay(group, side, top, room, stretch=stretch)
        if last:
            marks += closing.draw(end, bottom)
        pages.append(Page(width, height, tuple(marks)))
    return pages


def _pages(blocks: list[Block], room: float) -> list[list[Block]]:
    """Blocks in pages; what heads the next block never ends a page."""
    groups: list[list[Block]] = [[]]
    for block in blocks:
        if groups[-1] and stack([*groups[-1], block]) > room:
            heads: list[Block] = []
            while groups[-1] and groups[-1][-1].style.keep:
                heads.insert(0, groups[-1].pop())
            groups.append(heads)
        groups[-1].append(block)
    return groups


class _Closing:
    """What ends a leaflet: worked table with its note, phones, the code."""

    def __init__(self, job: Job, body: float, side: float, room: float) -> None:
        self._job, self._side, self._room = job, side, room
        extra = job.paper.extra
        self._kind = extra.get("qr", job.sheet.qr)
        self._code = CODE_MM[self._kind] * MM
        rows = job.rows if extra.get("table", True) else ()
        size = min(body, job.sheet.layout.get("table_size", 11))
        self._table = Table.of(job, side, room, size) if rows else None
        self._cells = [self._table.row(row) for row in rows] if self._table else []
        self._head = self._table.heading() if self._table else None
        self._notes = self._set("note", body, room) if rows else []
        self._phones = self._set("phone", body, room)
        self._feet = self._set("foot", body, room - self._code - 6 * MM)

    def _set(self, role: str, body: float, room: float) -> list[Block]:
        style_of = self._job.style
        return [
            self._job.block(line, style_of(role, body), room) for line in self._job.part("", role)
        ]

    @property
    def height(self) -> float:
        """Points that the table, the phones and the code need."""
        return self._table_height + stack(self._notes) + stack(self._phones) + self._foot_height

    @property
    def _table_height(self) -> float:
        if not self._head:
            return 0.0
        return self._head.height + sum(cells.height for cells in self._cells) + 8

    @property
    def _foot_height(self) -> float:
        return max(stack(self._feet), self._code + _CAPTION * 1.6)

    def draw(self, top: float, bottom: float) -> list[Mark]:
        """The marks between the end of the text and the bottom margin."""
        marks: list[Mark] = []
        y = top
        if self._table and self._head:
            tops = [y]
            for cells in (self._head, *self._cells):
                marks += self._table.draw(cells, y, ground=cells is self._head,
                                          centred=cells is self._head)  # fmt: skip
                y -= cells.height
                tops.append(y)
            marks += self._table.rules(tops)
            y -= 8
        drawn, y = lay([*self._notes, *self._phones], self._side, y, self._room)
        marks += drawn
        down = (self._foot_height - stack(self._feet)) / 2
        foot_top = bottom + self._foot_height
        marks += lay(self._feet, self._side, foot_top - down, self._room)[0]
        x = self._side + self._room - self._code
        marks += code_marks(self._job, x, foot_top, self._code, kind=self._kind, size=_CAPTION)
        return marks
