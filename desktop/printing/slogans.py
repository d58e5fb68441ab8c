"""Slogans: one character to a sheet, two to a strip, or one line on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.printing.boards import CODE_MM, code_marks
from desktop.printing.flow import extent
from desktop.printing.ink import MM, Page, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.printing.flow import Job
    from desktop.printing.ink import Mark

RED = "C00000"
_GREY = "8A8A8A"
_ASCENT = 0.88
_SMALL = 9.0
_OVERLAP_MM = 10.0
_LINE_SIDE_MM = 12.0
_LINE_MOST = 130.0
_CODE_SIDE_MM, _CODE_LOW_MM, _CODE_CAPTION = 10.0, 9.0, 7.0


def slogan(job: Job) -> list[Page]:
    """The sheets of a slogan in the mode of the paper: `char`, `strip` or `line`."""
    text = next(line.text for line in job.lines if line.role == "slogan")
    if job.paper.extra["mode"] == "line":
        return [_line(job, text)]
    chars = [char for char in text if char.isalnum()]
    each = job.paper.extra["each"]
    groups = [chars[start : start + each] for start in range(0, len(chars), each)]
    return [_sheet(job, group, number, len(groups)) for number, group in enumerate(groups, 1)]


def _sheet(job: Job, chars: Sequence[str], number: int, count: int) -> Page:
    """Large characters side by side; where more follow, an edge to glue."""
    extra = job.paper.extra
    width, height = extent(job.paper.name, landscape=extra["each"] > 1)
    size = extra["box"] * MM
    glue = _OVERLAP_MM * MM if extra["each"] > 1 and number < count else 0.0
    x = (width - glue - size * len(chars)) / 2
    base = (height + size) / 2 - _ASCENT * size
    marks: list[Mark] = []
    for place, char in enumerate(chars):
        wide = job.fonts.width(char, "title", size)
        at = x + size * place + (size - wide) / 2
        marks.append(Text(at, base, char, "title", size, RED))
    marks += _code(job, width, glue)
    order = f"{number}/{count}"
    marks.append(Text(8 * MM, height - 9 * MM, order, "body", _SMALL, _GREY))
    if glue:
        marks += _glue(job, width - glue, height)
    return Page(width, height, tuple(marks))


def _code(job: Job, width: float, glue: float) -> list[Mark]:
    """The code small in the lower right corner, clear of the characters and of the glued edge."""
    side = CODE_MM["machine"] * MM
    x = width - glue - side - _CODE_SIDE_MM * MM
    top = _CODE_LOW_MM * MM + side + _CODE_CAPTION * 1.6
    return code_marks(job, x, top, side, kind="machine", size=_CODE_CAPTION)


def _glue(job: Job, x: float, height: float) -> list[Mark]:
    label = job.templates.house["tiles"]["glue"]
    return [
        Rule(x, 0, x, height, 0.4, 3, _GREY),
        Text(x + 10, height / 2 - 20, label, "body", 8, _GREY, angle=90),
    ]


def _line(job: Job, text: str) -> Page:
    """One line between two rules, the bank's name below."""
    width, height = extent(job.paper.name, landscape=True)
    room = width - 2 * _LINE_SIDE_MM * MM
    size = min(_LINE_MOST, room / job.fonts.width(text, "title", 1.0))
    wide = job.fonts.width(text, "title", size)
    base = height / 2 + size / 2 - _ASCENT * size
    left = _LINE_SIDE_MM * MM
    marks: list[Mark] = [
        Text((width - wide) / 2, base, text, "title", size, RED),
        Rule(left, height / 2 + size, left + room, height / 2 + size, 2.0, colour=RED),
        Rule(left, height / 2 - size, left + room, height / 2 - size, 2.0, colour=RED),
    ]
    for line in job.lines:
        if line.role == "foot":
            style = job.style("foot", job.paper.body)
            x = (width - job.width(line.text, style)) / 2
            y = height / 2 - size - 1.8 * style.size
            marks.append(Text(x, y, line.text, style.face, style.size))
    marks += _code(job, width, 0.0)
    return Page(width, height, tuple(marks))


def check_slogan(job_text: str, rules: dict[str, object]) -> None:
    """Raise `slogan_empty`, `slogan_long` or `slogan_mark` for a text that cannot be hung up."""
    length = sum(char.isalnum() for char in job_text)
    most = int(str(rules["most"]))
    if not length:
        raise UserError("slogan_empty")
    if length > most:
        raise UserError("slogan_long", length=length, most=most)
    for mark in str(rules["never"]):
        if mark in job_text:
            raise UserError("slogan_mark", mark=mark)
