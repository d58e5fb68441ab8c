"""Amounts, rates and counts as Excel and people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from desktop.sheets.cells import EXACT_LIMIT, Issue, beside, is_number, plain
from desktop.sheets.report import FIXED, FLAGGED, HELD

if TYPE_CHECKING:
    from desktop.sheets.cells import Converted, Setting

WAN = 10000
_LARGEST_WAN = 100  # a million yuan: no loan to a household is that large
_FRACTION_BELOW = Decimal("0.3")
_LARGEST_PERCENT = 36
_WHOLE = re.compile(r"([+-]?\d+)(?:\.0+)?")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")


def yuan_text(fen: int, *, whole: bool = False) -> str:
    """Fen as yuan with two decimals, or without any where whole yuan are the custom."""
    if whole and fen % 100 == 0:
        return str(fen // 100)
    return f"{Decimal(fen) / 100:.2f}"


def percent_text(ppm: int) -> str:
    """Parts per million as percent, two decimals or as many as there are."""
    percent = Decimal(ppm) / WAN
    return f"{percent:.2f}" if ppm % 100 == 0 else format(percent.normalize(), "f")


def _fen(number: Decimal, unit: int) -> int:
    return int((number * unit * 100).quantize(Decimal(1), ROUND_HALF_UP))


class Money:
    """Amounts in fen; one that cannot be in the column's unit waits, the likely one is offered."""

    __slots__ = ("_effect", "_highest", "_lowest", "_setting", "_unit")

    def __init__(self, setting: Setting) -> None:
        spec = setting.spec
        self._setting, self._unit = setting, setting.unit
        self._effect = spec.effect or HELD
        # Between these no unit can be wrong.
        self._lowest = spec.suspect_below
        self._highest = _LARGEST_WAN if setting.unit == WAN and spec.whole else EXACT_LIMIT

    def __call__(self, raw: object) -> Converted:
        if isinstance(raw, float) and self._lowest <= raw < self._highest:
            fen = round(raw * self._unit * 100)
            if fen / 100 / self._unit == raw:
                return fen, None
        if is_number(raw):
            return self._number(Decimal(repr(raw)))
        if not isinstance(raw, str):
            return self._invalid()
        return beside(raw, self._setting.words) or self._text(raw)

    def _invalid(self) -> Converted:
        return None, (Issue("amount_invalid", self._effect),)

    def _number(self, number: Decimal) -> Converted:
        fen = _fen(number, self._unit)
        if fen < 0:
            return self._invalid()
        suspect = self._suspect(number)
        return (None, (suspect,)) if suspect else (fen, ())

    def _text(self, raw: str) -> Converted:
        words, whole = self._setting.words, self._setting.spec.whole
        found = words.amount.fullmatch("".join(unicodedata.normalize("NFKC", raw).split()))
        if not found or found[1].startswith("-"):
            return self._invalid()
        number = Decimal(found[1].replace(",", ""))
        suspect = None if found[2] else self._suspect(number)
        if suspect:
            return None, (suspect,)
        fen = _fen(number, words.units[found[2]] if found[2] else self._unit)
        weak = bool(_DECIMAL.fullmatch(raw))
        value = yuan_text(fen, whole=whole)
        return fen, (Issue("amount_format_normalised", FIXED, value, None, weak),)

    def _suspect(self, number: Decimal) -> Issue | None:
        """Yuan in a column of ten thousands, or the other way round."""
        spec = self._setting.spec
        if self._unit == WAN and spec.whole and number >= _LARGEST_WAN:
            likely = _fen(number, 1)
        elif self._unit == 1 and 0 < number < spec.suspect_below:
            likely = _fen(number, WAN)
        else:
            return None
        return Issue("amount_unit_suspect", HELD, None, yuan_text(likely, whole=spec.whole))


class Rate:
    """Yearly rates in parts per million: percent, with a percent sign, or a fraction of one."""

    __slots__ = ("_effect", "_words")

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words
        self._effect = setting.spec.effect or HELD

    def __call__(self, raw: object) -> Converted:
        if is_number(raw):
            return self._percent(Decimal(repr(raw)), signed=False, text=False)
        if not isinstance(raw, str):
            return self._invalid()
        return beside(raw, self._words) or self._text(raw)

    def _invalid(self) -> Converted:
        return None, (Issue("amount_invalid", self._effect),)

    def _text(self, raw: str) -> Converted:
        text = unicodedata.normalize("NFKC", raw).strip()
        bare = text.rstrip(self._words.percent_marks).strip()
        if not _DECIMAL.fullmatch(bare):
            return self._invalid()
        return self._percent(Decimal(bare), signed=bare != text, text=True)

    def _percent(self, number: Decimal, *, signed: bool, text: bool) -> Converted:
        fraction = not signed and 0 < number < _FRACTION_BELOW
        percent = number * 100 if fraction else number
        if not 0 <= percent <= _LARGEST_PERCENT:
            return self._invalid()
        ppm = int((percent * WAN).quantize(Decimal(1), ROUND_HALF_UP))
        if not (signed or fraction or text):
            return ppm, None
        weak = not (signed or fraction)
        return ppm, (Issue("rate_format_normalised", FIXED, percent_text(ppm), None, weak),)


class Count:
    """Whole numbers."""

    __slots__ = ("_effect", "_words")

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words
        self._effect = setting.spec.effect or FLAGGED

    def __call__(self, raw: object) -> Converted:
        special = beside(raw, self._words) if isinstance(raw, str) else None
        if special:
            return special
        text = unicodedata.normalize("NFKC", plain(raw) or "").strip()
        whole = _WHOLE.fullmatch(text)
        if not whole:
            return None, (Issue("amount_invalid", self._effect),)
        return int(whole[1]), () if isinstance(raw, str) and whole[1] != raw else None
