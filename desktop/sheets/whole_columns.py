"""The quick way through columns in which nothing is wrong: many cells with one expression.

A column of different values gains nothing from remembering cells, and most of them are right. The
answer is the values, or None when any cell wants a closer look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop.sheets.cells import EXACT_LIMIT
from desktop.sheets.identifiers import BASE_WITH_X, Births

if TYPE_CHECKING:
    from desktop.sheets.cells import Setting

Quick = Callable[[Sequence[object]], Sequence[object] | None]

_IDS = re.compile(r"(?:[1-9][0-9]{16}[0-9X](?:[0-9]{2})?\n)*")
_CODES = re.compile(r"(?:[0-9]{4,30}\n)*")
_PHONES = re.compile(r"(?:(?:1[3-9][0-9]{9}|(?:010|02[0-9]|0[3-9][0-9]{2})-[0-9]{7,8})?\n)*")
_NAMES = re.compile(r"(?:[\u3400-\u9fff\u3007\u00b7\U00020000-\U0003ffff]{1,200}\n)*")


def _joined(cells: Sequence[object]) -> str:
    """The cells one below the other; nothing when one of them is no text."""
    try:
        return "\n".join(cells) + "\n"  # type: ignore[arg-type]
    except TypeError:
        return "?"


def quick_of(setting: Setting) -> Quick | None:
    """The quick way for a kind of column, None where there is none."""
    kind = setting.spec.kind
    if kind == "id":
        return _ids(setting)
    if kind == "name":
        marks = setting.words.blank_marks
        return lambda cells: (
            cells if marks.isdisjoint(cells) and _NAMES.fullmatch(_joined(cells)) else None
        )
    if kind == "code":
        return lambda cells: cells if _CODES.fullmatch(_joined(cells)) else None
    if kind == "phone":
        return lambda cells: (
            [cell or None for cell in cells] if _PHONES.fullmatch(_joined(cells)) else None
        )
    if kind == "money" and setting.unit == 1 and not setting.spec.suspect_below:
        return _yuan
    return None


def _yuan(cells: Sequence[object]) -> Sequence[object] | None:
    """Yuan as fen, if every cell is a number of them with at most two decimals."""
    numbers = [cell for cell in cells if isinstance(cell, float) and 0 <= cell < EXACT_LIMIT]
    fens = [round(number * 100) for number in numbers]
    whole = len(fens) == len(cells) and [fen / 100 for fen in fens] == numbers
    return fens if whole else None


def _ids(setting: Setting) -> Quick:
    births, good = Births(setting.day), set[str]()

    def right(cells: Sequence[object]) -> Sequence[object] | None:
        text = _joined(cells)
        if not _IDS.fullmatch(text):
            return None
        numbers = text.split()
        rests = [int(number[:18], BASE_WITH_X) % 11 for number in numbers]
        if rests != [2 if number[17] == "X" else 1 for number in numbers]:
            return None
        days = {number[6:14] for number in numbers} - good
        if any(map(births.code, days)):
            return None
        good.update(days)
        return cells

    return right
