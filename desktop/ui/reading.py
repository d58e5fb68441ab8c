"""Days and amounts as they are typed, and as they are shown."""

from __future__ import annotations

import re
from datetime import date

WHOLE_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D?|(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(?:(\d{1,2})\D{1,3})?(\d{1,2})\D?")
_AMOUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?")
FEN = 100


def read_day(text: str, today: date) -> date | None:
    """The day that was typed: `8`, `7-8`, `2026-07-08`, `20260708`, `t`; None if it is no day."""
    text = text.strip()
    if text.lower() == "t":
        return today
    full = WHOLE_DAY.fullmatch(text)
    if full:
        year, month, day = (int(part) for part in full.groups() if part)
    else:
        short = _SHORT.fullmatch(text)
        if not short:
            return None
        year, month, day = today.year, int(short[1] or today.month), int(short[2])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_amount(text: str, unit_fen: int) -> int | None:
    """The amount in fen of a number typed in a unit (fen per 1); None if it is no amount."""
    match = _AMOUNT.fullmatch(text.strip().replace(",", ""))
    if not match:
        return None
    whole, part = match[1], match[2] or ""
    fen, rest = divmod(int(whole + part) * unit_fen, 10 ** len(part))
    return None if rest else fen


def show_amount(fen: int, unit_fen: int = FEN) -> str:
    """An amount in a unit without needless places: 5,000,000 fen in 10,000 yuan is `5`."""
    whole, rest = divmod(fen, unit_fen)
    if not rest:
        return f"{whole:,}"
    places = len(str(unit_fen)) - 1
    return f"{whole:,}.{str(rest).zfill(places).rstrip('0')}"
