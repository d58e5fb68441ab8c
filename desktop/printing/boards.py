"""The board in the village: red title bar, who is in charge, what the policy says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.printing.flow import draw, extent, lay, sizes, stack, too_long
from desktop.printing.ink import MM, Box, Page, Rule, Symbol, Text

if TYPE_CHECKING:
    from desktop.printing.flow import Block, Job
    from desktop.printing.ink import Mark

RED = "C00000"
CODE_MM = {"readable": 38.5, "machine": 24.5}
_CODE_GAP_MM = 5.0
_CAPTION = 9.0
_PLAIN = 15.0
_WIDEST_GAP = 0.9


def board(job: Job) -> list[Page]:
    """One page: title bar, head lines beside the code, eight points, phones, foot."""
    for body in sizes(job.paper):
        page = _at(job, body)
        if page:
            return [page]
    raise too_long(job)


def _at(job: Job, body: float) -> Page | None:
    width, height = extent(job.paper.name)
    side, top = job.paper.side * MM, job.paper.top * MM
    room = width - 2 * side
    zoom = body / _PLAIN
    code = CODE_MM[job.sheet.qr] * MM * job.paper.extra.get("code", 1.0)
    bar = job.paper.title * 2.1
    inner = height - 2 * top - bar
    heads = _blocks(job, "head", body, room - code - _CODE_GAP_MM * MM)
    bodies = _blocks(job, "body", body, room)
    tails = _blocks(job, "tail", body, room)
    feet = _blocks(job, "foot", body, room)
    head_height = max(stack(heads), code + _CAPTION * 2.4)
    gaps = 2.2 * body
    spare = inner - head_height - stack(bodies) - stack(tails) - stack(feet) - gaps
    if spare < 0:
        return None
    gap = min(spare / (len(bodies) + len(tails) / 2 + 2.5), _WIDEST_GAP * body)
    marks = _title(job, side, height - top, room, bar)
    y = height - top - bar - 0.7 * body - gap
    down = (head_height - stack(heads)) / 2
    marks += lay(heads, side, y - down, room - code)[0]
    marks += _code(job, side + room - code, y, code)
    y -= head_height + 0.35 * body + gap / 2
    marks.append(_rule(side, y, room, zoom))
    y -= 0.55 * body + gap / 2
    drawn, y = lay(bodies, side, y, room, stretch=gap)
    marks += drawn
    marks.append(_rule(side, y, room, zoom))
    y -= 0.4 * body + gap / 2
    drawn, y = lay(tails, side, y, room, stretch=gap / 2)
    marks += drawn
    marks += lay(feet, side, y - 0.2 * body, room)[0]
    return Page(width, height, tuple(marks))


def _blocks(job: Job, role: str, body: float, room: float) -> list[Block]:
    style = job.style(role, body)
    return [job.block(line, style, room) for line in job.part("", role)]


def _title(job: Job, x: float, top: float, room: float, bar: float) -> list[Mark]:
    style = job.style("title", job.paper.body)
    marks: list[Mark] = [Box(x, top - bar, room, bar, RED, colour=RED)]
    for line in job.part("", "title"):
        block = job.block(line, style, room)
        marks += draw(block, x, top - (bar - block.height) / 2, room)
    return marks


def _rule(x: float, y: float, room: float, zoom: float) -> Rule:
    return Rule(x, y, x + room, y, 1.2 * zoom, colour=RED)


def _code(job: Job, x: float, top: float, side: float) -> list[Mark]:
    return code_marks(
        job, x, top, side, kind=job.sheet.qr, size=_CAPTION * job.paper.extra.get("code", 1.0)
    )


def code_marks(
    job: Job, x: float, top: float, side: float, *, kind: str, size: float
) -> list[Mark]:
    """The code with its check code beneath, `side` points wide, its top edge at `top`."""
    caption = job.templates.house["foot"]["caption"].format(**job.values)
    wide = job.fonts.width(caption, "body", size)
    marks: list[Mark] = [Text(x + (side - wide) / 2, top - side - size, caption, "body", size)]
    rows = job.symbol(kind)
    if rows:
        marks.append(Symbol(x, top - side, side, rows))
    else:
        pad = side * 0.05
        marks.append(Box(x + pad, top - side + pad, side - 2 * pad, side - 2 * pad, "", 0.6))
    return marks
