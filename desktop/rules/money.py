"""Money in fen and rates as integers: parsed, printed and rounded once, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

RATE_ONE = 10**12
"""The integer that stands for 100 %: one is the tenth place of a percent."""

RATE_PPM = RATE_ONE // 10**6
"""Rate units in one part per million."""

_YUAN = re.compile(r"(-?)([0-9]{1,13})\.([0-9]{2})", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,10}))?", re.ASCII)
_PLACES = 10
_GROUP = 4


def parse_yuan(text: str) -> int:
    """Yuan with exactly two places ("50000.00", "-0.03") to fen; raises `amount_form`."""
    match = _YUAN.fullmatch(text)
    if match is None:
        raise UserError("amount_form", value=text)
    fen = int(match.group(2) + match.group(3))
    return -fen if match.group(1) else fen


def format_yuan(amount_fen: int) -> str:
    """Fen to yuan with two places and without separators: -3 gives "-0.03"."""
    yuan, fen = divmod(abs(amount_fen), 100)
    return f"{'-' if amount_fen < 0 else ''}{yuan}.{fen:02d}"


def parse_percent(text: str) -> int:
    """A percent ("3.60", "70") to an integer of which `RATE_ONE` is 100 %; raises `rate_form`."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise UserError("rate_form", value=text)
    places: str = match.group(2) or ""
    return int(match.group(1) + places.ljust(_PLACES, "0"))


def format_percent(rate: int) -> str:
    """A rate (`RATE_ONE` is 100 %) as percent with at least two places: "3.60", "2.415"."""
    whole, rest = divmod(rate, RATE_ONE // 100)
    places = f"{rest:0{_PLACES}d}".rstrip("0")
    return f"{whole}.{places.ljust(2, '0')}"


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to an exact fraction, halves upwards; denominator positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def share_of(amount_fen: int, share: int) -> tuple[int, int]:
    """An amount in two parts: the share (`RATE_ONE` is 100 %), rounded once, and what is left."""
    part = half_up(amount_fen * share, RATE_ONE)
    return part, amount_fen - part


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """The characters that amounts are written out with on forms."""

    digits: str
    places: tuple[str, ...]
    groups: tuple[str, ...]
    yuan: str
    jiao: str
    fen: str
    whole: str

    @classmethod
    def of(cls, table: Mapping[str, object]) -> Numerals:
        """Take the characters from a parsed table with the keys of this class."""
        texts = {key: table[key] for key in ("digits", "yuan", "jiao", "fen", "whole")}
        lists = {key: tuple(str(one) for one in _items(table[key])) for key in ("places", "groups")}
        return cls(**{key: str(text) for key, text in texts.items()}, **lists)  # type: ignore[arg-type]


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def in_words(amount_fen: int, numerals: Numerals) -> str:
    """An amount in fen written out in formal numerals.

    Raises:
        UserError: `amount_beyond_words` for one below zero or of more digits than there are groups.
    """
    if not 0 <= amount_fen < 100 * 10 ** (_GROUP * len(numerals.groups)):
        raise UserError("amount_beyond_words", amount=format_yuan(amount_fen))
    yuan, rest = divmod(amount_fen, 100)
    jiao, fen = divmod(rest, 10)
    text = _whole(yuan, numerals) + numerals.yuan if yuan else ""
    if not rest:
        zero = numerals.digits[0] + numerals.yuan
        return (text or zero) + numerals.whole
    if jiao:
        text += numerals.digits[jiao] + numerals.jiao
    elif text:
        text += numerals.digits[0]
    return text + (numerals.digits[fen] + numerals.fen if fen else numerals.whole)


def _whole(number: int, numerals: Numerals) -> str:
    text = ""
    for index in range(len(numerals.groups) - 1, -1, -1):
        group = number // 10 ** (_GROUP * index) % 10**_GROUP
        if not group:
            continue
        gap = text and (group < 10 ** (_GROUP - 1) or not text.endswith(numerals.groups[index + 1]))
        text += (
            (numerals.digits[0] if gap else "") + _four(group, numerals) + numerals.groups[index]
        )
    return text


def _four(group: int, numerals: Numerals) -> str:
    text, gap = "", False
    for place in range(_GROUP - 1, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += (
            (numerals.digits[0] if gap else "") + numerals.digits[digit] + numerals.places[place]
        )
        gap = False
    return text
