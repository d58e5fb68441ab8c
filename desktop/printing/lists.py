"""Lists of many rows: heading on every page, sums of the page and carried on, code at the end.

With `groups` in the layout (fields, the inner first) a list says the sums of each group after its
last row, on the same page. What closes it (`list_total`, `list_text`, `list_sign`, then the places
`list_seal`) stays together, under two rows where they are not too high for the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent, lay, stack
from desktop.printing.ink import MM, Page
from desktop.printing.seals import ROLE as SEAL
from desktop.printing.seals import Seals
from desktop.printing.tables import Table
from desktop.printing.values import MONEY, yuan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.printing.flow import Block, Job
    from desktop.printing.ink import Mark
    from desktop.printing.tables import Cells

_CAPTION = 7.0
_GAP = 4.0
_SUMS = 3  # brought forward, of the page, carried forward; the first page has the last one only
_ENDLESS = 1_000_000
_CLOSING = ("list_total", "list_text", "list_sign")


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
    """A row, or as much of it as a page holds; `last` says whether a row ends with it.

    `keep` is how much stands right under it, on the same page: the sums of the groups it ends.
    """

    cells: Cells
    last: bool
    keep: float = 0.0


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
        self._beside = self._room - self._code - 6 * MM if self._codes_at_end else self._room
        closing = self._size * job.sheet.layout.get("closing_size", 1.0)
        self._closing = self._set(part, _CLOSING, self._beside, closing)
        self._seals = Seals(job, job.part(part, SEAL), self._x, self._beside, closing)
        self._heading = self.table.heading()
        self._totals = [name for c in self.table.columns if c.total for name in c.fields]
        self._summed = [
            tuple(accumulate((_number(row.get(name)) for row in job.raw_rows), initial=0))
            for name in self._totals
        ]

    @property
    def _codes_at_end(self) -> bool:
        return not self._in_head and self._job.sheet.qr != "none"

    def _set(
        self, part: str, roles: Sequence[str], room: float, size: float | None = None
    ) -> list[Block]:
        job = self._job
        return [
            job.block(line, job.style(line.role, size or self._size), room)
            for line in job.part(part, *roles)
        ]

    @property
    def _head_height(self) -> float:
        height = stack(self._head)
        return max(height, self._code + _CAPTION * 1.6) if self._in_head else height

    @property
    def _closing_height(self) -> float:
        code = self._code + _CAPTION * 1.6 if self._codes_at_end else 0.0
        return max(stack(self._closing) + self._seals.height, code)

    def _rows_room(self, *, first: bool = False) -> float:
        used = self._head_height + stack(self._foot) + self._heading.height + 2 * _GAP
        one = self._sum_row("", [0] * len(self._totals)).height if self._totals else 0.0
        return self._top - self._bottom - used - (1 if first else _SUMS) * one

    def chunks(self, cells: Sequence[Cells]) -> list[_Chunk]:
        """Rows by page; the last page keeps room for what closes the list.

        A row that is higher than a page goes on in the next one: nothing is ever cut.
        """
        most = int(str(self._layout.get("per_page", _ENDLESS)))
        pages: list[list[_Piece]] = [[]]
        used, room = 0.0, self._rows_room(first=True)
        for piece in self._pieces(cells):
            height = piece.cells.height
            over = used + height + piece.keep > room
            if pages[-1] and (over or len(pages[-1]) >= most):
                pages.append([])
                used, room = 0.0, self._rows_room()
            pages[-1].append(piece)
            used += height
        if used + self._closing_height > room:
            pages += self._moved(pages.pop())
        chunks: list[_Chunk] = []
        for page in pages:
            chunks.append(_Chunk(chunks[-1].end if chunks else 0, tuple(page)))
        return chunks

    def _pieces(self, cells: Sequence[Cells]) -> Iterator[_Piece]:
        rows, ends = self._rows_room(), self._group_ends()
        for index, row in enumerate(cells):
            sums = ends.get(index, ())
            below = sum(one.height for one in sums)
            parts = self.table.parts(row, rows - below)
            for part in parts:
                last = part is parts[-1]
                yield _Piece(part, last=last, keep=below if last else 0.0)
            for one in sums:
                yield _Piece(one, last=False)

    def _group_ends(self) -> dict[int, list[Cells]]:
        """The sums of the groups that end with a row, the inner group first."""
        fields: Sequence[str] = self._job.sheet.layout.get("groups", ())
        raw, shown = self._job.raw_rows, self._job.rows
        found: dict[int, list[Cells]] = {}
        if not fields or self._job.blank:
            return found
        starts = dict.fromkeys(fields, 0)
        for index, row in enumerate(raw):
            after = raw[index + 1] if index + 1 < len(raw) else {}
            for place, name in enumerate(fields):
                if all(after.get(outer) == row.get(outer) for outer in fields[place:]):
                    continue
                word = self._job.templates.house["list"]["group"].format(name=shown[index][name])
                sums = self._sums(starts[name], index + 1)
                found.setdefault(index, []).append(self._sum_row(word, sums))
                starts[name] = index + 1
        return found

    def _moved(self, full: list[_Piece]) -> list[list[_Piece]]:
        """A full last page as two: enough rows move on that what closes the list is not alone.

        Of rows that are too high for that as many as stand above it, at worst none.
        """
        rows = [place for place, piece in enumerate(full) if piece.last]
        two = rows[-2] if len(rows) > 2 else max(1, len(full) - 2)  # noqa: PLR2004 - two move on
        room = self._rows_room() - self._closing_height
        ways = [keep for keep in (two, *rows[-1:]) if keep >= max(two, 1)]
        fitting = (keep for keep in ways if _high(full[keep:]) <= room)
        keep = next(fitting, len(full))
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
        named: Mapping[str, str] = self._job.templates.house["list"]
        if chunk.start:
            rows.insert(0, self._sum_row(named["brought"], self._sums(0, chunk.start)))
        words = ["page"] if chunk.start else []
        words.append("total" if last else "carried")
        rows += [
            self._sum_row(named[word], self._sums(chunk.start if word == "page" else 0, end))
            for word in words
        ]
        return rows

    def _sums(self, start: int, end: int) -> list[int]:
        return [summed[end] - summed[start] for summed in self._summed]

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
            if column.total:
                texts.append("\n".join(self._sum(name, shown[name]) for name in column.fields))
            elif label in column.fields:
                texts.append(word)
            else:
                texts.append("")
        return self.table.cells(texts)

    def _sum(self, name: str, total: int) -> str:
        """A sum as it is written; on a blank there is room for it."""
        if self._job.blank:
            return ""
        money = self._job.sheet.rows[name].kind == MONEY
        return yuan(total) if money else str(total)

    def _close(self, y: float) -> list[Mark]:
        marks, low = lay(self._closing, self._x, y, self._beside)
        marks += self._seals.draw(low)
        if self._codes_at_end:
            marks += self._code_at(y)
        return marks

    def _code_at(self, top: float) -> list[Mark]:
        x = self._x + self._room - self._code
        return code_marks(self._job, x, top, self._code, kind="machine", size=_CAPTION)


def _high(pieces: Sequence[_Piece]) -> float:
    return sum(piece.cells.height for piece in pieces)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
