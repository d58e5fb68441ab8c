"""Lists of many rows: heading on every page, sums of the page and carried on, code at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent, lay, stack
from desktop.printing.ink import MM, Page
from desktop.printing.tables import Table
from desktop.printing.values import MONEY, yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.printing.flow import Block, Job
    from desktop.printing.ink import Mark
    from desktop.printing.tables import Cells

_CAPTION = 7.0
_GAP = 4.0
_SUMS = 3  # brought forward, of the page, carried forward
_ENDLESS = 1_000_000


def ledger(job: Job) -> list[Page]:
    """All rows in the order given, as many pages as they need, at least one."""
    return ledger_part(job, "")


def ledger_part(job: Job, part: str) -> list[Page]:
    """The list of a part of a sheet, its pages landscape where the template says so."""
    frame = _Frame(job, part)
    cells = [
        frame.table.row(row, struck=bool(raw.get("voided")))
        for row, raw in zip(job.rows, job.raw_rows, strict=True)
    ]
    chunks = frame.chunks(cells)
    return [frame.page(chunk, last=chunk is chunks[-1]) for chunk in chunks]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A row, or as much of it as a page holds; `index` is its row, `last` whether it ends there."""

    index: int
    cells: Cells
    last: bool


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The rows of one page in pieces, and how many rows ended before it."""

    start: int
    pieces: tuple[_Piece, ...]

    @property
    def end(self) -> int:
        """How many rows have ended with this page."""
        return self.start + sum(piece.last for piece in self.pieces)


class _Frame:
    """What is the same on every page of a list."""

    def __init__(self, job: Job, part: str) -> None:
        self._job = job
        self._layout: Mapping[str, object] = job.sheet.layout
        self._wide, self._high = extent(
            job.paper.name, landscape=bool(job.sheet.layout.get("landscape"))
        )
        margin: float = job.paper.extra.get("list_side", job.paper.side) * MM
        self._x, self._room = margin, self._wide - 2 * margin
        self._top: float = self._high - job.paper.extra.get("list_top", job.paper.top) * MM
        self._bottom: float = job.paper.extra.get("list_bottom", job.paper.bottom) * MM
        self._size: float = job.paper.extra.get("list_body", job.paper.body)
        self.table = Table.of(job, self._x, self._room, self._size)
        self._code = CODE_MM["machine"] * MM
        self._in_head = job.sheet.layout.get("code") == "head"
        narrow = self._room - self._code - 4 * MM if self._in_head else self._room
        self._head = self._set(part, ("list_title", "list_head"), narrow)
        self._foot = self._set(part, ("list_foot",), self._room)
        beside = self._room - self._code - 6 * MM if self._codes_at_end else self._room
        self._closing = self._set(part, ("list_sign",), beside)
        self._heading = self.table.heading()
        self._totals = [c.field for c in self.table.columns if c.total]

    @property
    def _codes_at_end(self) -> bool:
        return not self._in_head and self._job.sheet.qr != "none"

    def _set(self, part: str, roles: Sequence[str], room: float) -> list[Block]:
        job = self._job
        return [
            job.block(line, job.style(line.role, self._size), room)
            for line in job.part(part, *roles)
        ]

    @property
    def _head_height(self) -> float:
        height = stack(self._head)
        return max(height, self._code + _CAPTION * 1.6) if self._in_head else height

    @property
    def _closing_height(self) -> float:
        code = self._code + _CAPTION * 1.6 if self._codes_at_end else 0.0
        return max(stack(self._closing), code)

    @property
    def _rows_room(self) -> float:
        used = self._head_height + stack(self._foot) + self._heading.height + 2 * _GAP
        one = self._sum_row("", [0] * len(self._totals)).height if self._totals else 0.0
        return self._top - self._bottom - used - _SUMS * one

    def chunks(self, cells: Sequence[Cells]) -> list[_Chunk]:
        """Rows by page; the last page keeps room for what closes the list.

        A row that is higher than a page goes on in the next one: nothing is ever cut.
        """
        most = int(str(self._layout.get("per_page", _ENDLESS)))
        pages: list[list[_Piece]] = [[]]
        used = 0.0
        for piece in self._pieces(cells):
            height = piece.cells.height
            if pages[-1] and (used + height > self._rows_room or len(pages[-1]) >= most):
                pages.append([])
                used = 0.0
            pages[-1].append(piece)
            used += height
        if used + self._closing_height > self._rows_room:
            pages += self._moved(pages.pop())
        chunks: list[_Chunk] = []
        for page in pages:
            chunks.append(_Chunk(chunks[-1].end if chunks else 0, tuple(page)))
        return chunks

    def _pieces(self, cells: Sequence[Cells]) -> Iterator[_Piece]:
        for index, row in enumerate(cells):
            parts = self.table.parts(row, self._rows_room)
            for part in parts:
                yield _Piece(index, part, last=part is parts[-1])

    def _moved(self, full: list[_Piece]) -> list[list[_Piece]]:
        """A full last page as two: enough rows move on that what closes the list is not alone."""
        keep = max(1, len(full) - 2)
        return [full[:keep], full[keep:]]

    def page(self, chunk: _Chunk, *, last: bool) -> Page:
        """One page of the list."""
        marks, _ = lay(self._head, self._x, self._top, self._narrow)
        if self._in_head:
            marks += self._code_at(self._top)
        y = self._top - self._head_height - _GAP
        drawn, y = self._rows(chunk, y, last=last)
        marks += drawn
        if last:
            marks += self._close(y - _GAP)
        marks += lay(self._foot, self._x, self._bottom + stack(self._foot), self._room)[0]
        return Page(self._wide, self._high, tuple(marks))

    @property
    def _narrow(self) -> float:
        return self._room - self._code - 4 * MM if self._in_head else self._room

    def _rows(self, chunk: _Chunk, y: float, *, last: bool) -> tuple[list[Mark], float]:
        marks = self.table.draw(self._heading, y, ground=True, centred=True)
        tops = [y, y - self._heading.height]
        for row in self._with_sums(chunk, last=last):
            marks += self.table.draw(row, tops[-1])
            tops.append(tops[-1] - row.height)
        return marks + self.table.rules(tops), tops[-1]

    def _with_sums(self, chunk: _Chunk, *, last: bool) -> list[Cells]:
        if not self._totals:
            empty = not chunk.pieces and not chunk.start
            return [self._note("none")] if empty else [piece.cells for piece in chunk.pieces]
        end = chunk.end
        rows = [piece.cells for piece in chunk.pieces]
        if chunk.start:
            rows.insert(0, self._sum_row("brought", self._sums(0, chunk.start)))
        words = ["page"] if chunk.start else []
        words.append("total" if last else "carried")
        rows += [
            self._sum_row(word, self._sums(chunk.start if word == "page" else 0, end))
            for word in words
        ]
        return rows

    def _sums(self, start: int, end: int) -> list[int]:
        rows = self._job.raw_rows[start:end]
        return [sum(_number(row.get(field)) for row in rows) for field in self._totals]

    def _note(self, word: str) -> Cells:
        texts = [""] * len(self.table.columns)
        widest = max(range(len(texts)), key=lambda index: self.table.widths[index])
        texts[widest] = self._job.templates.house["list"][word]
        return self.table.cells(texts)

    def _sum_row(self, word: str, sums: Sequence[int]) -> Cells:
        shown = dict(zip(self._totals, sums, strict=True))
        label = self._layout.get("total_label")
        texts = []
        for column in self.table.columns:
            if column.field in shown:
                money = self._job.sheet.rows[column.field].kind == MONEY
                total = shown[column.field]
                texts.append(self._sum(total, money=money))
            elif column.field == label and word:
                texts.append(self._job.templates.house["list"][word])
            else:
                texts.append("")
        return self.table.cells(texts)

    def _sum(self, total: int, *, money: bool) -> str:
        """A sum as it is written; on a blank there is room for it."""
        if self._job.blank:
            return ""
        return yuan(total) if money else str(total)

    def _close(self, y: float) -> list[Mark]:
        room = self._room - self._code - 6 * MM if self._codes_at_end else self._room
        marks, _ = lay(self._closing, self._x, y, room)
        if self._codes_at_end:
            marks += self._code_at(y)
        return marks

    def _code_at(self, top: float) -> list[Mark]:
        x = self._x + self._room - self._code
        return code_marks(self._job, x, top, self._code, kind="machine", size=_CAPTION)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
