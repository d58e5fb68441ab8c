"""What is drawn on a page: plain values in points, the origin at the lower left."""

from __future__ import annotations

from dataclasses import dataclass, replace

MM = 72 / 25.4
BLACK = "000000"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of one line; `pitch` is added after every character."""

    x: float
    y: float
    text: str
    role: str
    size: float
    colour: str = BLACK
    pitch: float = 0.0
    angle: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, dashed where `dash` is not zero."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.5
    dash: float = 0.0
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled or with a rim."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    rim: float = 0.0
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol as rows of dark modules, quiet zone included in `side`."""

    x: float
    y: float
    side: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo (JPEG in colour, `across` by `down` pixels) in a rectangle of the page."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    across: int
    down: int


Mark = Text | Rule | Box | Symbol | Picture


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a larger drawing that one page shows: the rest is clipped."""

    x: float
    y: float
    width: float
    height: float
    shift_x: float
    shift_y: float
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of paper, `width` and `height` in points, with what is drawn on it."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    window: Window | None = None
    seen: tuple[Mark, ...] = ()

    def over(self, *marks: Mark) -> Page:
        """The page with more marks drawn over it."""
        return replace(self, marks=self.marks + marks)
