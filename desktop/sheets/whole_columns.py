"""The quick way through columns in which most is right: many cells with one expression.

A column of different values gains nothing from remembering cells, and most of them are right. The
answer is the values of the cells that are right, up to the first that wants a closer look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from desktop.sheets.cells import EXACT_LIMIT
from desktop.sheets.identifiers import BASE, TEN, Births

if TYPE_CHECKING:
    from desktop.sheets.cells import Setting

Quick = Callable[[Sequence[object]], Sequence[object]]

# Any day of a month that has it; the 29th of February wants a look at its year.
_DAY = (
    r"(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
)
_IDS = re.compile(rf"(?:[1-9][0-9]{{9}}{_DAY}[0-9]{{3}}[0-9X](?:[0-9]{{2}})?\n)*+")
_CODES = re.compile(r"(?:[0-9]{4,30}\n)*+")
_PHONES = re.compile(r"(?:(?:1[3-9][0-9]{9}|(?:010|02[0-9]|0[3-9][0-9]{2})-[0-9]{7,8})?\n)*+")
_NAMES = re.compile(r"(?:[\u3400-\u9fff\u3007\u00b7\U00020000-\U0003ffff]{1,200}\n)*+")


def quick_of(setting: Setting) -> Quick | None:
    """The quick way for a kind of column, None where there is none."""
    kind = setting.spec.kind
    if kind == "id":
        return _ids(setting)
    if kind == "name":
        return _names(setting)
    if kind == "code":
        return lambda cells: _of_form(_CODES, cells)
    if kind == "phone":
        return lambda cells: [cell or None for cell in _of_form(_PHONES, cells)]
    if kind == "money" and setting.unit == 1 and not setting.spec.suspect_below:
        return _yuan
    return None


def _one_below_the_other(cells: Sequence[object]) -> str:
    """The cells as lines, up to the first that is no text or has several lines itself."""
    try:
        text = "\n".join(cells) + "\n"  # type: ignore[arg-type]
    except TypeError:
        text = ""
    if text.count("\n") == len(cells):
        return text
    lines = takewhile(lambda cell: isinstance(cell, str) and "\n" not in cell, cells)
    return "".join(f"{line}\n" for line in lines)


def _of_form(form: re.Pattern[str], cells: Sequence[object]) -> Sequence[object]:
    """The cells up to the first that is not of a form."""
    text = _one_below_the_other(cells)
    found = form.match(text)
    end = found.end() if found else 0
    count = text.count("\n", 0, end)
    return cells if count == len(cells) else cells[:count]


def _names(setting: Setting) -> Quick:
    marks = setting.words.blank_marks

    def right(cells: Sequence[object]) -> Sequence[object]:
        names = _of_form(_NAMES, cells)
        if marks.isdisjoint(names):
            return names
        return list(takewhile(lambda name: name not in marks, names))

    return right


def _yuan(cells: Sequence[object]) -> Sequence[object]:
    """Yuan as fen, up to the first cell that is no number of them with at most two decimals."""
    numbers = [cell for cell in cells if isinstance(cell, float) and 0 <= cell < EXACT_LIMIT]
    fens = [round(number * 100) for number in numbers]
    if len(fens) == len(cells) and [fen / 100 for fen in fens] == numbers:
        return fens
    return list(_yuan(list(takewhile(_is_yuan, cells))))


def _is_yuan(cell: object) -> bool:
    whole = isinstance(cell, float) and 0 <= cell < EXACT_LIMIT
    return whole and round(cell * 100) / 100 == cell  # type: ignore[operator]


def _ids(setting: Setting) -> Quick:
    oldest = f"{Births(setting.day).oldest // 10000:04d}"

    def right(cells: Sequence[object]) -> Sequence[object]:
        numbers = _of_form(_IDS, cells)
        told = "\n".join(numbers).replace("X", TEN).split()  # type: ignore[arg-type]
        bad = [int(one[:18], BASE) % 11 != 1 or one[6:10] <= oldest for one in told]
        return numbers[: bad.index(True)] if True in bad else numbers

    return right
