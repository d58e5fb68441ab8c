"""Widths of columns by what stands in them, so that a list needs as few lines as it can.

A list asks for it with `fit` in its layout: the fields named there are never to be broken, the
others share what is left. The same rows always get the same widths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product, zip_longest
from math import ceil
from typing import TYPE_CHECKING

from desktop.printing.values import MONEY, yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.printing.columns import Column
    from desktop.printing.flow import Job

_LINES = (1, 2, 3, 4)
_SHARES = (100, 95, 90, 80)  # per cent of its texts that a column is made for
_WIDEST = 2.0  # times the width in the template
_SHORT = 4  # characters that stay in one line, of headings and of columns with no longer text
_WORD = re.compile(r"[!-~]+")


def widths(
    job: Job, columns: Sequence[Column], room: float, size: float, pad: float
) -> tuple[float, ...]:
    """The widths in points, together `room`: of some ways to part it the one of fewest lines.

    No column becomes more than twice as wide as the template has it, but for what is left over.
    """
    scale = room / sum(column.width for column in columns)
    found = [_Column.of(job, one, size, one.width * scale - pad) for one in columns]
    ways = [
        [one.wide(lines, share) + pad for one in found] for lines, share in product(_LINES, _SHARES)
    ]
    fitting = [_filling(way, found, room) for way in ways if sum(way) <= room]
    if not fitting:
        return tuple(one * room / sum(ways[-1]) for one in ways[-1])
    return min(fitting, key=lambda way: _lines(found, way, pad))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What a column asks for in points: at least, at most, and for each row and the sum of all."""

    whole: bool
    least: float
    most: float
    slack: float
    texts: tuple[float, ...]
    ordered: tuple[float, ...]

    @classmethod
    def of(cls, job: Job, column: Column, size: float, designed: float) -> _Column:
        rows = [row[column.field] for row in job.rows]
        rows += [_sum(job, column)] if column.total else []
        known = {text: job.fonts.width(text, "body", size) for text in set(rows)}
        words = {word for text in known for word in _WORD.findall(text)}
        word = max((job.fonts.width(one, "body", size) for one in words), default=0.0)
        texts = tuple(known[text] for text in rows)
        short = max(texts) if max(texts) <= _SHORT * size else 0.0
        return cls(
            whole=column.field in job.sheet.layout["fit"],
            least=max(_heading(job, column, size), min(word, designed), short),
            most=designed * _WIDEST,
            slack=size,
            texts=texts,
            ordered=tuple(sorted(texts)),
        )

    def wide(self, lines: int, share: int) -> float:
        """The width for so many lines of so many texts, a character more where they are broken."""
        text = self.ordered[-1 if self.whole else -(-len(self.ordered) * share // 100) - 1]
        part = text if self.whole or lines == 1 else text / lines + self.slack
        return max(self.least, min(part, self.most))


def _heading(job: Job, column: Column, size: float) -> float:
    """The room for a heading; one of more than four characters may take two lines."""
    wide = job.fonts.width(column.label, "body", size)
    return wide if wide <= _SHORT * size else max(_SHORT * size, wide / 2 + size / 2)


def _sum(job: Job, column: Column) -> str:
    """What stands under a column that is added up."""
    numbers = [row.get(column.field) for row in job.raw_rows]
    total = sum(one for one in numbers if isinstance(one, int))
    return yuan(total) if job.sheet.rows[column.field].kind == MONEY else str(total)


def _lines(columns: Sequence[_Column], way: Sequence[float], pad: float) -> int:
    """About how many lines all rows need: a row as many as the fullest of its columns."""
    needs = [
        [ceil(text / (wide - pad)) if text > wide - pad else 1 for text in one.texts]
        for one, wide in zip(columns, way, strict=True)
    ]
    return sum(map(max, zip_longest(*needs, fillvalue=1)))


def _filling(wanted: Sequence[float], columns: Sequence[_Column], room: float) -> tuple[float, ...]:
    """What is left goes to the columns that may be broken."""
    kept = sum(one for one, column in zip(wanted, columns, strict=True) if column.whole)
    scale = (room - kept) / (sum(wanted) - kept)
    return tuple(
        one if column.whole else one * scale for one, column in zip(wanted, columns, strict=True)
    )
