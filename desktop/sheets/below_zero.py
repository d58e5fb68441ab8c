"""Amounts below nothing: no misread cells, but what cannot be; each waits beside what it is not."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.sheets.amounts import yuan_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.sheets.tables import Table

_UNREAD = "amount_invalid"


def below_zero(table: Table, name: str, code: str, known: Mapping[int, object]) -> None:
    """Name such cells of a column by a code of their own; `known` are fen by row, shown beside."""
    for place, one in enumerate(table.problems):
        if one.field == name and one.code == _UNREAD and _negative(one.original):
            fen = known.get(one.row or 0)
            beside = yuan_text(fen, whole=table.spec(name).whole) if isinstance(fen, int) else None
            table.problems[place] = replace(one, code=code, suggestion=beside)


def _negative(cell: str | None) -> bool:
    """Whether a cell is a number with a minus before it."""
    text = unicodedata.normalize("NFKC", cell or "").strip()
    return text.startswith(("-", "\u2212")) and any(one.isdigit() for one in text)
