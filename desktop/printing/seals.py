"""Places to sign and to seal under a list: beside each other, named, empty, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.printing.flow import draw
from desktop.printing.ink import MM, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.printing.flow import Block, Job, SetLine
    from desktop.printing.ink import Mark

ROLE = "list_seal"
_HIGH_MM = 43.0  # for a round seal of 42 mm
_BEFORE = 4.0
_PAD = 3.0
_THIN = 0.5
_WHOLE = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """One rectangle: its name at the upper left, its text (who, which day) at the lower left."""

    x: float
    width: float
    name: Block
    text: Block


class Seals:
    """The places of a part of a list, `span` twelfths wide each, `room` points in all."""

    def __init__(
        self, job: Job, lines: Sequence[SetLine], x: float, room: float, body: float
    ) -> None:
        self._x, self._room = x, room
        self._places: list[_Place] = []
        for line in lines:
            style = job.style(ROLE, body)
            template = line.line
            wide = room * (template.span if template is not None else _WHOLE) / _WHOLE
            inner = wide - 2 * _PAD
            label = template.label if template is not None else ""
            name = job.text_block(label, style, inner)
            self._places.append(_Place(x, wide, name, job.block(line, style, inner)))
            x += wide
        self._high = max(
            (_HIGH_MM * MM, *(one.name.height + one.text.height for one in self._places))
        )

    @property
    def height(self) -> float:
        """Points that the places take, the space above them counted; none without places."""
        return self._high + _BEFORE + 2 * _PAD if self._places else 0.0

    def draw(self, top: float) -> list[Mark]:
        """The marks from `top` down."""
        if not self._places:
            return []
        top -= _BEFORE
        low = top - self._high - 2 * _PAD
        right = self._places[-1].x + self._places[-1].width
        marks: list[Mark] = [Rule(self._x, y, right, y, _THIN) for y in (top, low)]
        marks += [Rule(x, top, x, low, _THIN) for x in (*(p.x for p in self._places), right)]
        for one in self._places:
            inner = one.width - 2 * _PAD
            marks += draw(one.name, one.x + _PAD, top - _PAD, inner)
            marks += draw(one.text, one.x + _PAD, low + _PAD + one.text.height, inner)
        return marks
