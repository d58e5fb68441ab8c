"""Sheets for one household or one office: letters, slips, notices, with a strip to cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent, lay, sizes, stack, too_long
from desktop.printing.ink import MM, Page, Rule, Text
from desktop.printing.lists import ledger_part
from desktop.printing.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.printing.flow import Block, Job, SetLine
    from desktop.printing.ink import Mark

_CAPTION = {"readable": 9.0, "machine": 7.0}
_GREY = "7A7A7A"
_MOST = 0.75
_FOOT_MM = 10.0
_AFTER = frozenset({"after", "sign", "seal"})


def letter(job: Job) -> list[Page]:
    """One page: whole, or with a part below a line to cut or to fold along."""
    set_at = _set_at(job)
    for body in sizes(job.paper):
        pages = set_at(job, body)
        if pages:
            return pages
    raise too_long(job)


def _set_at(job: Job) -> Callable[[Job, float], list[Page]]:
    if "cut" not in job.sheet.layout:
        return _whole
    return _apart if job.paper.extra.get("apart") else _cut


def notice(job: Job) -> list[Page]:
    """A letter on one page with its list attached."""
    return [*letter(job), *ledger_part(job, "list")]


def _whole(job: Job, body: float) -> list[Page]:
    """Text, a table if there are rows, places to sign, the code at the lower left."""
    width, height = extent(job.paper.name)
    side = job.paper.side * MM
    room = width - side - job.paper.extra.get("right", job.paper.side) * MM
    bottom = max(job.paper.bottom, _FOOT_MM) * MM
    before = _blocks(job, job.without("", _AFTER), body, room)
    after = _blocks(job, job.part("", "after"), body, room)
    table = _Rows(job, body, side, room)
    closing = _Closing(job, body, side, room)
    top = height - job.paper.top * MM
    spare = top - bottom - stack(before) - table.height - stack(after) - closing.height
    if spare < 0:
        return []
    loosest = job.sheet.layout.get("loosest", _MOST)
    stretch = min(spare / (len(before) + len(after) + 1), loosest * body)
    marks, y = lay(before, side, top, room, stretch=stretch)
    drawn, y = table.draw(y)
    marks += drawn
    drawn, y = lay(after, side, y, room, stretch=stretch)
    marks += drawn + closing.draw(y, bottom)
    return [Page(width, height, tuple(marks))]


class _Closing:
    """What ends a letter: places to sign beside the code, or a seal line and a receipt to cut."""

    def __init__(self, job: Job, body: float, side: float, room: float) -> None:
        self._job, self._side, self._room = job, side, room
        self._strip = _Strip(job, body, side, room)
        self._code = 0.0 if self._strip.height else CODE_MM[job.sheet.qr] * MM
        beside = room - self._code - 6 * MM if self._code else room
        self._blocks = _blocks(job, job.part("", "sign", "seal"), body, beside)
        self._beside = beside

    @property
    def _band(self) -> float:
        caption = _CAPTION[self._job.sheet.qr] * 1.6 if self._code else 0.0
        return max(stack(self._blocks), self._code + caption)

    @property
    def height(self) -> float:
        """Points that it takes."""
        return self._band + self._strip.height

    def draw(self, y: float, bottom: float) -> list[Mark]:
        """The marks from `y` down; the receipt stands on the bottom margin."""
        down = (self._band - stack(self._blocks)) / 2 if self._code else 0.0
        marks, _ = lay(self._blocks, self._side, y - down, self._beside)
        if self._code:
            x = self._side + self._room - self._code
            return marks + _code(self._job, x, y, self._job.sheet.qr)
        return marks + self._strip.draw(bottom)


class _Rows:
    """The table inside a letter; it shrinks with the text around it."""

    def __init__(self, job: Job, body: float, side: float, room: float) -> None:
        size = job.sheet.layout.get("table_size", 11) * body / job.paper.body
        inside = job.rows and job.sheet.family != "notice"
        self._table = Table.of(job, side, room, size) if inside else None
        self._cells = [self._table.row(row) for row in job.rows] if self._table else []
        if self._table:
            self._cells.insert(0, self._table.heading())

    @property
    def height(self) -> float:
        """Points that the table takes, the space around it counted."""
        return sum(cells.height for cells in self._cells) + 16 if self._cells else 0.0

    def draw(self, y: float) -> tuple[list[Mark], float]:
        """The marks of the table from `y` down, and its end."""
        if not self._table:
            return [], y
        marks: list[Mark] = []
        tops = [y - 4]
        for index, cells in enumerate(self._cells):
            marks += self._table.draw(cells, tops[-1], ground=not index, centred=not index)
            tops.append(tops[-1] - cells.height)
        return marks + self._table.rules(tops), tops[-1] - 12


class _Strip:
    """The receipt at the foot of a letter, to be cut off and kept by the bank."""

    def __init__(self, job: Job, body: float, side: float, room: float) -> None:
        self._job, self._side, self._room = job, side, room
        self._code = CODE_MM["machine"] * MM
        self._blocks = _blocks(job, job.part("strip"), body, room - self._code - 6 * MM)

    @property
    def height(self) -> float:
        """Points that the strip takes with the line above it; none without a strip."""
        if not self._blocks:
            return 0.0
        return max(stack(self._blocks), self._code + _CAPTION["machine"] * 1.6) + 10 * MM

    def draw(self, bottom: float) -> list[Mark]:
        """The strip, standing on the bottom margin."""
        top = bottom + self.height - 5 * MM
        width, _ = extent(self._job.paper.name)
        marks = _divider(self._job, width, top, "cut")
        marks += lay(self._blocks, self._side, top - 5 * MM, self._room)[0]
        x = self._side + self._room - self._code
        return marks + _code(self._job, x, top - 4 * MM, "machine")


def _cut(job: Job, body: float) -> list[Page]:
    """Both parts on one page with the line to cut or to fold along."""
    width, height = extent(job.paper.name)
    layout = job.sheet.layout
    border = height * (1 - layout["cut"])
    upper = _upper(job, body, height - job.paper.top * MM, border + 6 * MM)
    lower = _lower(job, body, border - 7 * MM, job.paper.bottom * MM)
    if upper is None or lower is None:
        return []
    dividers = _divider(job, width, border, layout.get("cut_label", "cut"))
    if "fold" in layout:
        dividers += _fold(job, width, height * (1 - layout["fold"]))
    return [Page(width, height, (*upper, *dividers, *lower))]


def _apart(job: Job, body: float) -> list[Page]:
    """Large print: each part on a page of its own."""
    width, height = extent(job.paper.name)
    top, bottom = height - job.paper.top * MM, max(job.paper.bottom, _FOOT_MM) * MM
    upper = _upper(job, body, top, bottom)
    lower = _lower(job, body, top, bottom)
    if upper is None or lower is None:
        return []
    return [Page(width, height, tuple(upper)), Page(width, height, tuple(lower))]


def _upper(job: Job, body: float, top: float, bottom: float) -> list[Mark] | None:
    width, _ = extent(job.paper.name)
    side = job.paper.side * MM
    room = width - 2 * side
    kind = job.sheet.qr
    code = CODE_MM[kind] * MM
    foot = code + _CAPTION[kind] * 1.5
    lines = job.part("upper")
    blocks = _blocks(job, [line for line in lines if line.role != "side"], body, room)
    sides = _blocks(job, job.part("upper", "side"), body, room - code - 6 * MM)
    spare = top - bottom - stack(blocks) - max(foot, stack(sides)) - 0.4 * body
    if spare < 0:
        return None
    stretch = min(spare / (len(blocks) + 1), _MOST * body)
    marks, _ = lay(blocks, side, top, room, stretch=stretch)
    floor = bottom + foot
    marks += lay(sides, side, bottom + stack(sides) + (foot - stack(sides)) / 2, room)[0]
    return marks + _code(job, side + room - code, floor, kind)


def _lower(job: Job, body: float, top: float, bottom: float) -> list[Mark] | None:
    width, _ = extent(job.paper.name)
    side = job.paper.side * MM
    room = width - 2 * side
    kind = job.sheet.layout.get("lower_qr", "")
    code = CODE_MM[kind] * MM if kind else 0.0
    narrow = room - code - 5 * MM if kind else room
    sizes_of = {**job.sheet.layout, **job.paper.extra}
    title: float = sizes_of["lower_title"]
    body = sizes_of["lower_body"] * body / job.paper.body
    heads = _blocks(job, job.part("lower", "title", "field"), body, narrow, title=title)
    rest = _blocks(job, job.part("lower", "item", "sign"), body, room)
    head = max(stack(heads), code + _CAPTION[kind] * 1.6 if kind else 0.0)
    spare = top - bottom - head - stack(rest)
    if spare < 0:
        return None
    stretch = min(spare / (len(rest) + 1), _MOST * body)
    down = (head - stack(heads)) / 2 if rest else spare / 2
    marks, _ = lay(heads, side, top - down, narrow)
    if kind:
        marks += _code(job, side + room - code, top, kind)
    return marks + lay(rest, side, top - head - stretch / 2, room, stretch=stretch)[0]


def _blocks(
    job: Job, lines: list[SetLine], body: float, room: float, *, title: float | None = None
) -> list[Block]:
    return [job.block(line, job.style(line.role, body, title), room) for line in lines]


def _code(job: Job, x: float, top: float, kind: str) -> list[Mark]:
    return code_marks(job, x, top, CODE_MM[kind] * MM, kind=kind, size=_CAPTION[kind])


def _divider(job: Job, width: float, y: float, word: str) -> list[Mark]:
    label = job.templates.house["foot"][word]
    wide = job.fonts.width(label, "body", 8)
    middle = width / 2
    return [
        Rule(6 * MM, y, middle - wide / 2 - 6, y, 0.6, 4, _GREY),
        Rule(middle + wide / 2 + 6, y, width - 6 * MM, y, 0.6, 4, _GREY),
        Text(middle - wide / 2, y - 3, label, "body", 8, _GREY),
    ]


def _fold(job: Job, width: float, y: float) -> list[Mark]:
    """A fold that crosses text: short lines at both edges and the word for it."""
    return [
        Rule(3 * MM, y, 7 * MM, y, 0.6, 0, _GREY),
        Text(8 * MM, y - 2.5, job.templates.house["foot"]["fold_in"], "body", 7, _GREY),
        Rule(width - 7 * MM, y, width - 3 * MM, y, 0.6, 0, _GREY),
    ]
