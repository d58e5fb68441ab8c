"""Sheets for one household: letters, slips and notices, with a part to cut off where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent, lay, sizes, stack, too_long
from desktop.printing.ink import MM, Page, Rule, Text

if TYPE_CHECKING:
    from desktop.printing.flow import Block, Job, SetLine
    from desktop.printing.ink import Mark

_CAPTION = {"readable": 9.0, "machine": 7.0}
_GREY = "7A7A7A"
_MOST = 0.75


def letter(job: Job) -> list[Page]:
    """One page in one part, or in two with a line to cut along."""
    for body in sizes(job.paper):
        page = _cut(job, body) if "cut" in job.sheet.layout else None
        if page:
            return [page]
    raise too_long(job)


def _cut(job: Job, body: float) -> Page | None:
    width, height = extent(job.paper.name)
    layout = job.sheet.layout
    border = height * (1 - layout["cut"])
    upper = _upper(job, body, height - job.paper.top * MM, border + 6 * MM)
    zoom = body / job.paper.body
    lower = _lower(job, layout["lower_body"] * zoom, border - 7 * MM, job.paper.bottom * MM)
    if upper is None or lower is None:
        return None
    return Page(width, height, (*upper, *_cut_line(job, width, border), *lower))


def _upper(job: Job, body: float, top: float, bottom: float) -> list[Mark] | None:
    width, _ = extent(job.paper.name)
    side = job.paper.side * MM
    room = width - 2 * side
    kind = job.sheet.qr
    code = CODE_MM[kind] * MM
    foot = code + _CAPTION[kind] * 1.5
    blocks = _blocks(job, job.part("upper"), body, room, without="side")
    sides = _sides(job, "upper", body, room - code - 6 * MM)
    spare = top - bottom - stack(blocks) - max(foot, stack(sides)) - 0.4 * body
    if spare < 0:
        return None
    stretch = min(spare / (len(blocks) + 1), _MOST * body)
    marks, _ = lay(blocks, side, top, room, stretch=stretch)
    floor = bottom + foot
    marks += lay(sides, side, bottom + stack(sides) + (foot - stack(sides)) / 2, room)[0]
    marks += code_marks(job, side + room - code, floor, code, kind=kind, size=_CAPTION[kind])
    return marks


def _lower(job: Job, body: float, top: float, bottom: float) -> list[Mark] | None:
    width, _ = extent(job.paper.name)
    side = job.paper.side * MM
    room = width - 2 * side
    kind = job.sheet.layout["lower_qr"]
    code = CODE_MM[kind] * MM
    narrow = room - code - 5 * MM
    title = job.sheet.layout["lower_title"]
    heads = _blocks(job, job.part("lower", "title", "field"), body, narrow, title=title)
    rest = _blocks(job, job.part("lower", "item", "sign"), body, room)
    head = max(stack(heads), code + _CAPTION[kind] * 1.6)
    spare = top - bottom - head - stack(rest)
    if spare < 0:
        return None
    marks, _ = lay(heads, side, top - (head - stack(heads)) / 2, narrow)
    marks += code_marks(job, side + room - code, top, code, kind=kind, size=_CAPTION[kind])
    stretch = min(spare / (len(rest) + 1), _MOST * body)
    marks += lay(rest, side, top - head - stretch / 2, room, stretch=stretch)[0]
    return marks


def _blocks(
    job: Job, lines: list[SetLine], body: float, room: float, *, without: str = "",
    title: float | None = None,
) -> list[Block]:  # fmt: skip
    return [
        job.block(line, job.style(line.role, body, title), room)
        for line in lines
        if line.role != without
    ]


def _sides(job: Job, part: str, body: float, room: float) -> list[Block]:
    return _blocks(job, job.part(part, "side"), body, room)


def _cut_line(job: Job, width: float, y: float) -> list[Mark]:
    label = job.templates.house["foot"]["cut"]
    wide = job.fonts.width(label, "body", 8)
    middle = width / 2
    return [
        Rule(6 * MM, y, middle - wide / 2 - 6, y, 0.6, 4, _GREY),
        Rule(middle + wide / 2 + 6, y, width - 6 * MM, y, 0.6, 4, _GREY),
        Text(middle - wide / 2, y - 3, label, "body", 8, _GREY),
    ]
