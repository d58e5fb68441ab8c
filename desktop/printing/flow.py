"""Sets lines into blocks and blocks down a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.printing.ink import BLACK, MM, Text
from desktop.printing.lines import Breaker, Row, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from desktop.printing.fonts import Fonts
    from desktop.printing.ink import Mark, Page
    from desktop.printing.plates import Plate
    from desktop.printing.templates import Line, Pack, Paper, Sheet, Templates

_ASCENT = 0.88
_LOOSEST = 0.12
_STEP = 0.02
_FOOT = 7.5
_GREY = "5A5A5A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a role is set: face, sizes and spaces in points."""

    face: str
    size: float
    lead: float
    align: str
    indent: float
    hang: float
    before: float
    after: float
    colour: str
    whole: bool
    justify: bool
    pitch: float
    keep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """A sentence with its values in place: text and scale of each piece, its template's line."""

    part: str
    role: str
    spans: tuple[tuple[str, float], ...]
    line: Line | None = None

    @property
    def text(self) -> str:
        """The whole sentence."""
        return "".join(text for text, _ in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph that has been broken into lines."""

    rows: tuple[Row, ...]
    heights: tuple[float, ...]
    style: Style

    @property
    def height(self) -> float:
        """Points from the first line's top to the last line's bottom, spaces not counted."""
        return sum(self.heights)

    @property
    def width(self) -> float:
        """The widest line in points."""
        return max((row.width for row in self.rows), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One sheet on its way to paper, all values in place."""

    sheet: Sheet
    paper: Paper
    pack: Pack
    templates: Templates
    fonts: Fonts
    lines: tuple[SetLine, ...]
    rows: Sequence[Mapping[str, str]]
    raw_rows: Sequence[Mapping[str, object]]
    values: Mapping[str, str]
    blank: bool
    symbol: Callable[[str], tuple[str, ...]]
    plates: Sequence[Plate] = ()

    def part(self, name: str, *roles: str) -> list[SetLine]:
        """The lines of a part, only those of some roles if any are named."""
        return [
            line for line in self.lines if line.part == name and (not roles or line.role in roles)
        ]

    def without(self, name: str, roles: Collection[str]) -> list[SetLine]:
        """The lines of a part that have none of these roles."""
        return [line for line in self.lines if line.part == name and line.role not in roles]

    def style(self, role: str, body: float, title: float | None = None) -> Style:
        """The style of a role at a body size in points."""
        raw: dict[str, Any] = dict(self.templates.families[self.sheet.family][role])
        raw.update(self.sheet.layout.get("roles", {}).get(role, {}))
        size = raw.get("size", 1.0)
        points = (title or self.paper.title) if size == "title" else size * body
        return Style(
            face=raw["face"], size=points, lead=raw["lead"], align=raw.get("align", "left"),
            indent=raw.get("indent", 0) * points, hang=raw.get("hang", 0) * points,
            before=raw.get("before", 0) * body, after=raw.get("after", 0) * body,
            colour=raw.get("colour", BLACK), whole=raw.get("whole", False),
            justify=raw.get("justify", False), pitch=raw.get("pitch", 0.0),
            keep=raw.get("keep", False),
        )  # fmt: skip

    def block(self, line: SetLine, style: Style, room: float) -> Block:
        """Break a line of text into a block of `room` points width."""
        breaker = Breaker(self.templates.breaks, self._measure(style.pitch))
        spans = [Span(text, style.face, style.size * scale) for text, scale in line.spans]
        if style.indent and spans:
            spans[0] = Span("\u3000" * round(style.indent / style.size) + spans[0].text,
                            spans[0].role, spans[0].size)  # fmt: skip
        rows = breaker.rows(spans, room, hang=style.hang, whole=style.whole)
        if style.align == "center" and len(rows) > 1:
            rows = _balanced(breaker, spans, room, len(rows))
        heights = tuple(
            style.lead * max(style.size, *(span.size for span in row.spans)) for row in rows
        )
        return Block(rows=tuple(rows), heights=heights, style=style)

    def _measure(self, pitch: float) -> Callable[[str, str, float], float]:
        if not pitch:
            return self.fonts.width
        return lambda text, role, size: self.fonts.width(text, role, size) + pitch * len(text)

    def text_block(self, text: str, style: Style, room: float) -> Block:
        """A block of text that is no line of the template."""
        return self.block(SetLine(part="", role="", spans=((text, 1.0),)), style, room)

    def width(self, text: str, style: Style) -> float:
        """The width of a text in a style."""
        return self.fonts.width(text, style.face, style.size)


def _balanced(breaker: Breaker, spans: Sequence[Span], room: float, count: int) -> list[Row]:
    """A heading of several lines with lines of much the same length."""
    even = sum(row.width for row in breaker.rows(spans, room)) / count
    rooms = [min(room, even * (1 + _STEP * step)) for step in range(20)]
    tries = (breaker.rows(spans, narrower) for narrower in rooms)
    return next((rows for rows in tries if len(rows) == count), breaker.rows(spans, room))


def draw(block: Block, x: float, top: float, room: float, *, loosen: float = 0.0) -> list[Mark]:
    """The marks of a block whose top edge is at `top`; `loosen` points are added per line."""
    marks: list[Mark] = []
    y = top
    for index, (row, height) in enumerate(zip(block.rows, block.heights, strict=True)):
        hang = block.style.hang if index else 0.0
        size = max(span.size for span in row.spans)
        base = y - (height - size) / 2 - _ASCENT * size
        marks += _row(row, block.style, x + hang, base, room - hang)
        y -= height + loosen
    return marks


def _row(row: Row, style: Style, x: float, base: float, room: float) -> list[Mark]:
    spare = room - row.width
    pitch = style.pitch
    if style.align == "center":
        x += spare / 2
    elif style.align == "right":
        x += spare
    elif style.justify and row.goes_on:
        gaps = max(1, len(row.text) - 1)
        pitch += spare / gaps if spare / gaps <= _LOOSEST * style.size else 0.0
    marks: list[Mark] = []
    for span in row.spans:
        marks.append(Text(x, base, span.text, span.role, span.size, style.colour, pitch))
        x += span.width + (pitch - style.pitch) * len(span.text)
    return marks


def stack(blocks: Sequence[Block]) -> float:
    """The height of blocks one under the other, spaces between them counted."""
    return sum(block.height + block.style.before + block.style.after for block in blocks)


def lay(
    blocks: Sequence[Block], x: float, top: float, room: float, *, stretch: float = 0.0
) -> tuple[list[Mark], float]:
    """Draw blocks from `top` down, `stretch` points more after each; answers the end too."""
    marks: list[Mark] = []
    y = top
    for block in blocks:
        y -= block.style.before
        marks += draw(block, x, y, room)
        y -= block.height + block.style.after + stretch
    return marks, y


def sizes(paper: Paper) -> list[float]:
    """Body sizes to try, from the wanted one down to the floor."""
    steps = round((1 - paper.floor) / _STEP)
    return [paper.body * (1 - _STEP * step) for step in range(steps + 1)]


def too_long(job: Job) -> UserError:
    """What to raise when the text of a sheet does not fit its paper at the smallest size."""
    return UserError("sheet_overflow", title=job.sheet.title, paper=job.paper.name)


PAPERS_MM = {
    "A4": (210, 297),
    "A3": (297, 420),
    "A2": (420, 594),
    "A1": (594, 841),
    "A5": (148, 210),
}


def extent(paper: str, *, landscape: bool = False) -> tuple[float, float]:
    """Width and height of a paper in points."""
    width, height = PAPERS_MM[paper[:2]]
    return (height * MM, width * MM) if landscape else (width * MM, height * MM)


def dressed(pages: Sequence[Page], job: Job) -> list[Page]:
    """Pages with the small line at the foot: kind, pack, version, number, check code, page."""
    pattern: str = job.templates.house["foot"]["line"]
    result = []
    for number, page in enumerate(pages, start=1):
        text = pattern.format(
            kind=job.sheet.kind, pack=job.pack.pack_id, version=job.sheet.version,
            page=number, pages=len(pages), **job.values,
        )  # fmt: skip
        size = _FOOT * max(1.0, min(page.width, page.height) / extent("A4")[0] * 0.8)
        width = job.fonts.width(text, "body", size)
        result.append(
            page.over(Text((page.width - width) / 2, 5.5 * MM, text, "body", size, _GREY))
        )
    return result
