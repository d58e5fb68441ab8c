"""Money at the edge: what is typed and shown in yuan, kept in fen."""

from __future__ import annotations

import re

from desktop.errors import UserError
from desktop.rules.money import RATE_PPM, format_percent, parse_percent

_TYPED = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?(\u4e07)?(?:\u5143)?")
MOST_FEN = 10**12
"""The largest amount that a loan or the fund can have: ten thousand million yuan."""
_WAN = 10_000
_FEN = 100


def typed(text: str) -> int:
    """Yuan as typed ("50000", "50,000.00", "5\u4e07"), to fen; raises `amount_typed_invalid`."""
    match = _TYPED.fullmatch(text.strip().replace(",", "").replace("\uff0c", ""))
    if match is None:
        raise UserError("amount_typed_invalid", value=text)
    whole, places, wan = match.group(1), match.group(2) or "", match.group(3)
    scale = _FEN * (_WAN if wan else 1)
    numerator = int(whole + places) * scale
    fen, rest = divmod(numerator, int(10 ** len(places)))
    if rest:
        raise UserError("amount_typed_invalid", value=text)
    return fen


def plain(amount_fen: int) -> str:
    """Fen as "383.33", the form of files and of the command line."""
    sign = "-" if amount_fen < 0 else ""
    whole, places = divmod(abs(amount_fen), _FEN)
    return f"{sign}{whole}.{places:02d}"


def shown(amount_fen: int) -> str:
    """Fen as "50,000.00", the form that people read."""
    sign = "-" if amount_fen < 0 else ""
    whole, places = divmod(abs(amount_fen), _FEN)
    return f"{sign}{whole:,}.{places:02d}"


def ppm(text: str) -> int:
    """A percent as typed ("4.80", "4.8%"), to parts per million; raises `percent_typed_invalid`."""
    try:
        rate, rest = divmod(parse_percent(text.strip().rstrip("%\uff05").strip()), RATE_PPM)
    except UserError:
        rate, rest = 0, 1
    if rest:
        raise UserError("percent_typed_invalid", value=text)
    return rate


def percent(rate_ppm: int) -> str:
    """A rate in parts per million as percent, "3.45"."""
    return format_percent(rate_ppm * RATE_PPM)


def rate(text: str) -> int:
    """A yearly rate as typed ("3.45", "3.45%"), in parts per million; raises `rate_form`."""
    said = text.strip().removesuffix("%").removesuffix("\uff05").strip()
    ppm, rest = divmod(parse_percent(said), RATE_PPM)
    if rest:
        raise UserError("rate_form", value=text)
    return ppm
