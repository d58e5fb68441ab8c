"""Forms: a grid of named cells to fill in, with its list, its declarations and its signatures.

Roles of a line: `title` and `head` above the grid; `section` a band that names what follows;
`cell` a label beside its value, `span` twelfths wide and at least `high` millimetres; `text` a
paragraph across the grid; `rows` the list of the sheet under its own heading; `sign` a place to
sign or to seal, its name at the upper left and its text at the lower right; `foot` beneath all.
A form takes the pages that it needs. A section stays with what it names; places to sign stay
together, with the band before them, and so does a line with `keep`. With `rows_whole` in the layout
the list begins on a page that holds all of it, where there is one; else no page has only one or two
of the first or the last rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import Block, draw, extent, lay, sizes, stack
from desktop.printing.ink import MM, Box, Page, Rule
from desktop.printing.tables import Cells, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.printing.flow import Job, SetLine, Style
    from desktop.printing.ink import Mark

_CAPTION = 7.0
_THIN = 0.5
_PAD = 3.0
_WHOLE = 12
_GROUND = "F2F2F2"
_KEPT = frozenset({"sign", "section"})
_ABOVE, _BELOW = ("title", "head"), ("foot",)
_FOOT_MM = 11.0
_FIRST, _LAST = 2, 3  # rows of a list that stay together


def form(job: Job) -> list[Page]:
    """All pages; smaller type is tried where the paper says how many pages are wanted."""
    wanted = job.paper.extra.get("pages")
    first = _Form(job, job.paper.body).pages()
    if wanted is None or len(first) <= wanted:
        return first
    tries = (_Form(job, body).pages() for body in sizes(job.paper)[1:])
    return next((pages for pages in tries if len(pages) <= wanted), first)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A rectangle of a band: its text, where it stands in it, and whether it is a label."""

    x: float
    width: float
    block: Block
    place: str = "middle"
    ground: bool = False

    @property
    def height(self) -> float:
        return self.block.height + 2 * _PAD

    def parts(self, room: float) -> list[Block]:
        """The text in blocks that are no higher than `room` points."""
        found: list[Block] = []
        start, used = 0, 0.0
        heights = self.block.heights
        for index, height in enumerate(heights):
            if index > start and used + height > room - 2 * _PAD:
                found.append(self._between(start, index))
                start, used = index, 0.0
            used += height
        return [*found, self._between(start, len(heights))]

    def _between(self, start: int, end: int) -> Block:
        rows, heights = self.block.rows[start:end], self.block.heights[start:end]
        return replace(self.block, rows=rows, heights=heights)

    def draw(self, top: float, height: float) -> list[Mark]:
        marks: list[Mark] = []
        if self.ground:
            marks.append(Box(self.x, top - height, self.width, height, _GROUND, colour=_GROUND))
        spare = height - self.block.height - 2 * _PAD
        down = {"top": 0.0, "middle": spare / 2, "bottom": spare}[self.place]
        return marks + draw(self.block, self.x + _PAD, top - _PAD - down, self.width - 2 * _PAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """One row of the grid; `keep` says that it stands under the band before it."""

    cells: tuple[_Cell, ...]
    height: float
    edges: tuple[float, ...]
    keep: bool = False
    table: Table | None = None
    row: Cells | None = None
    heading: _Band | None = None

    def parts(self, room: float) -> list[_Band]:
        """The band in pieces that are no higher than `room` points; most are one."""
        if self.height <= room:
            return [self]
        if self.table is not None and self.row is not None:
            return [
                replace(self, row=part, height=part.height, keep=self.keep and not number)
                for number, part in enumerate(self.table.parts(self.row, room))
            ]
        pieces = [cell.parts(room) for cell in self.cells]
        return [
            self._piece(pieces, number, first=not number) for number in range(max(map(len, pieces)))
        ]

    def _piece(self, pieces: Sequence[Sequence[Block]], number: int, *, first: bool) -> _Band:
        none = _empty(self.cells[0].block.style)
        cells = tuple(
            replace(cell, block=own[number] if number < len(own) else none)
            for cell, own in zip(self.cells, pieces, strict=True)
        )
        return replace(
            self, cells=cells, height=max(cell.height for cell in cells), keep=self.keep and first
        )

    def draw(self, top: float) -> list[Mark]:
        """The marks of the band with the rules around it."""
        marks: list[Mark] = []
        if self.table is not None and self.row is not None:
            is_heading = self.heading is None
            marks += self.table.draw(self.row, top, ground=is_heading, centred=is_heading)
        for cell in self.cells:
            marks += cell.draw(top, self.height)
        low = top - self.height
        first, *_, last = self.edges
        marks += [Rule(first, y, last, y, _THIN) for y in (top, low)]
        return marks + [Rule(x, top, x, low, _THIN) for x in self.edges]


class _Form:
    """A form at one type size."""

    def __init__(self, job: Job, body: float) -> None:
        self._job, self._body = job, body
        self._wide, self._high = extent(
            job.paper.name, landscape=bool(job.sheet.layout.get("landscape"))
        )
        self._x = job.paper.side * MM
        self._room = self._wide - 2 * self._x
        self._top = self._high - job.paper.top * MM
        self._bottom = max(job.paper.bottom, _FOOT_MM) * MM
        self._code = CODE_MM["machine"] * MM
        self._label: float = job.sheet.layout.get("label_mm", 26) * MM
        self._least: float = job.sheet.layout.get("cell_mm", 9) * MM
        self._foot = self._blocks(_BELOW, self._room)

    def pages(self) -> list[Page]:
        """The pages, the head with the code on the first, the foot on the last."""
        head, below = self._head()
        pages, marks, y = [], head, below
        room = self._top - self._bottom
        for chain in self._chains(room):
            high = sum(band.height for band in chain)
            heading = chain[0].heading
            if y - high < self._bottom and y < self._top:
                pages.append(Page(self._wide, self._high, tuple(marks)))
                marks, y = [], self._top
                if heading is not None:
                    marks, y = heading.draw(y), y - heading.height
            for band in chain:
                marks += band.draw(y)
                y -= band.height
        if y - stack(self._foot) < self._bottom:
            pages.append(Page(self._wide, self._high, tuple(marks)))
            marks, y = [], self._top
        marks += lay(self._foot, self._x, y - _PAD, self._room)[0]
        return [*pages, Page(self._wide, self._high, tuple(marks))]

    def _head(self) -> tuple[list[Mark], float]:
        """Title and first lines, the code beside them at the right."""
        coded = self._job.sheet.qr != "none"
        beside = self._code + 4 * MM if coded else 0.0
        title = self._blocks(("title",), self._room - 2 * beside)
        heads = self._blocks(("head",), self._room - beside)
        marks, y = lay(title, self._x + beside, self._top, self._room - 2 * beside)
        drawn, y = lay(heads, self._x, y, self._room - beside)
        marks += drawn
        if coded:
            marks += code_marks(
                self._job, self._x + self._room - self._code, self._top, self._code,
                kind="machine", size=_CAPTION,
            )  # fmt: skip
            y = min(y, self._top - self._code - _CAPTION * 1.6)
        return marks, y - _PAD

    def _blocks(self, roles: tuple[str, ...], room: float) -> list[Block]:
        job = self._job
        return [
            job.block(line, job.style(line.role, self._body), room) for line in job.part("", *roles)
        ]

    def _chains(self, room: float) -> Iterator[list[_Band]]:
        """Bands that stay together; one that is higher than a page goes on in the next."""
        chain: list[_Band] = []
        for band in self._bands():
            if chain and not band.keep:
                yield from self._fitted(chain, room)
                chain = []
            chain.append(band)
        if chain:
            yield from self._fitted(chain, room)

    def _fitted(self, chain: list[_Band], room: float) -> Iterator[list[_Band]]:
        """A chain as it is, or its high bands in pieces, the last piece with what follows it."""
        heading = chain[0].heading
        room -= heading.height if heading is not None else 0.0
        if sum(band.height for band in chain) <= room:
            yield chain
            return
        if any(band.heading is not None for band in chain):
            yield from _packed(chain, room)
            return
        tallest = max(chain, key=lambda band: band.height)
        rest = sum(band.height for band in chain) - tallest.height
        place = chain.index(tallest)
        pieces = tallest.parts(max(room - rest, room / 2))
        yield [*chain[:place], pieces[0]]
        yield from ([piece] for piece in pieces[1:-1])
        yield [*(pieces[1:] and pieces[-1:]), *chain[place + 1 :]]

    def _bands(self) -> Iterator[_Band]:
        """The bands of the grid in the order of the template."""
        waiting: list[SetLine] = []
        held = False
        for line in self._job.part(""):
            if line.role in (*_ABOVE, *_BELOW):
                continue
            if waiting and (line.role != waiting[0].role or self._full(waiting)):
                signs = "sign" in {waiting[0].role, line.role} and waiting[0].role in _KEPT
                yield self._band(waiting, keep=held or signs or _keep(waiting[0]))
                held, waiting = waiting[0].role == "section", []
            if line.role == "rows":
                yield from self._list(line, keep=held)
                held = False
            else:
                waiting.append(line)
        if waiting:
            yield self._band(waiting, keep=held or waiting[0].role == "sign")

    def _full(self, lines: Sequence[SetLine]) -> bool:
        return sum(_span(line) for line in lines) >= _WHOLE

    def _band(self, lines: Sequence[SetLine], *, keep: bool) -> _Band:
        """Cells beside each other; the last one takes what is left of the width."""
        cells: list[_Cell] = []
        x, edges = self._x, [self._x]
        for line in lines:
            last = line is lines[-1]
            width = self._room * _span(line) / _WHOLE
            width = self._x + self._room - x if last else width
            cells += self._cells(line, x, width)
            edges += [cell.x for cell in cells if cell.x > x] if line.role == "cell" else []
            x += width
            edges.append(x)
        least = max(_high(line) * MM for line in lines)
        if lines[0].role in {"cell", "sign"}:
            least = max(least, self._least)
        height = max(least, *(cell.height for cell in cells), *_stacked(cells))
        return _Band(cells=tuple(cells), height=height, edges=tuple(sorted(set(edges))), keep=keep)

    def _cells(self, line: SetLine, x: float, width: float) -> list[_Cell]:
        job, role = self._job, line.role
        style = job.style(role, self._body)
        template = line.line
        if template is not None and template.align:
            style = replace(style, align=template.align)
        label = template.label if template is not None else ""
        if role == "sign":
            name = job.text_block(label, job.style("label", self._body), width - 2 * _PAD)
            own = self._text(line, style, width - 2 * _PAD)
            return [
                _Cell(x=x, width=width, block=name, place="top"),
                _Cell(x=x, width=width, block=own, place="bottom"),
            ]
        if not label:
            block = self._text(line, style, width - 2 * _PAD)
            return [_Cell(x=x, width=width, block=block, ground=role == "section")]
        beside = min(self._label, width / 2)
        name = job.text_block(label, job.style("label", self._body), beside - 2 * _PAD)
        own = self._text(line, style, width - beside - 2 * _PAD)
        return [
            _Cell(x=x, width=beside, block=name, ground=True),
            _Cell(x=x + beside, width=width - beside, block=own),
        ]

    def _text(self, line: SetLine, style: Style, room: float) -> Block:
        """The text of a line; a cell to write in has none."""
        return self._job.block(line, style, room) if line.text else _empty(style)

    def _list(self, line: SetLine, *, keep: bool) -> Iterator[_Band]:
        """The rows under their heading, which is drawn again on every page that they go on to."""
        job = self._job
        if line.text:
            section = replace(line, role="section")
            yield self._band([section], keep=keep)
        size = job.sheet.layout.get("table_size", 10.5) * self._body / job.paper.body
        table = Table.of(job, self._x, self._room, size)
        edges = [self._x]
        for width in table.widths:
            edges.append(edges[-1] + width)

        def band(row: Cells, *, under: bool, heading: _Band | None) -> _Band:
            return _Band(
                cells=(), height=row.height, edges=tuple(edges), keep=under, table=table, row=row,
                heading=heading,
            )  # fmt: skip

        first = band(table.heading(), under=bool(line.text) or keep, heading=None)
        yield first
        texts = [table.row(row) for row in job.rows] or [self._none(table)]
        whole = bool(job.sheet.layout.get("rows_whole"))
        late = len(texts) - _LAST
        for number, row in enumerate(texts):
            yield band(row, under=whole or number < _FIRST or number > late, heading=first)

    def _none(self, table: Table) -> Cells:
        """The row that says that there is none."""
        texts = [""] * len(table.columns)
        widest = max(range(len(texts)), key=lambda index: table.widths[index])
        texts[widest] = self._job.templates.house["list"]["none"]
        return table.cells(texts)


def _empty(style: Style) -> Block:
    return Block(rows=(), heights=(), style=style)


def _packed(chain: Sequence[_Band], room: float) -> Iterator[list[_Band]]:
    """Rows that are to stay together and are more than a page, as many on each as it holds.

    The first one stays under its heading, what follows the last one stays with it.
    """
    rest = sum(band.height for band in chain if band.table is None)
    parts = [part for band in chain for part in band.parts(max(room - rest, room / 2))]
    units: list[list[_Band]] = [[]]
    for band in parts:
        if band.heading is not None and any(one.heading is not None for one in units[-1]):
            units.append([])
        units[-1].append(band)
    page: list[_Band] = []
    for unit in units:
        if page and sum(band.height for band in (*page, *unit)) > room - _repeated(page):
            yield page
            page = []
        page += unit
    yield page


def _repeated(page: Sequence[_Band]) -> float:
    """How high the heading is that is drawn again above a page that begins with a row."""
    heading = page[0].heading
    return heading.height if heading is not None else 0.0


def _span(line: SetLine) -> int:
    return line.line.span if line.line is not None else _WHOLE


def _keep(line: SetLine) -> bool:
    return line.line is not None and line.line.keep


def _high(line: SetLine) -> float:
    return line.line.high if line.line is not None else 0.0


def _stacked(cells: Sequence[_Cell]) -> list[float]:
    """What a place to sign needs for its name and its text, one under the other."""
    tops = [cell for cell in cells if cell.place == "top"]
    bottoms = [cell for cell in cells if cell.place == "bottom"]
    return [a.height + b.height for a, b in zip(tops, bottoms, strict=True)]
