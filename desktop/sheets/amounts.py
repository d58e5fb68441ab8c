"""Amounts, rates, counts and days as Excel and people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from desktop.sheets.cells import BLANK, EXACT_LIMIT, Issue, blank, day_of, formula, is_formula, plain
from desktop.sheets.report import FIXED, FLAGGED, HELD

if TYPE_CHECKING:
    from desktop.sheets.cells import Convert, Converted, Setting

WAN = 10000
_LARGEST_WAN = 100  # a million yuan: no loan to a household is that large
_FRACTION_BELOW = Decimal("0.3")
_LARGEST_PERCENT = 36
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 10959, 73051  # 1930 to 2100; below stand years and plain counts
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
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


def money_of(setting: Setting) -> Convert:
    """An amount in fen; a value that cannot be in the column's unit is held, the likely one offered."""
    words, spec, unit = setting.words, setting.spec, setting.unit
    effect = spec.effect or HELD
    lowest = max(spec.suspect_below, 0)  # between these no unit can be wrong
    highest = _LARGEST_WAN if unit == WAN and spec.whole else EXACT_LIMIT

    def convert(raw: object) -> Converted:
        if isinstance(raw, float) and lowest <= raw < highest:
            fen = round(raw * unit * 100)
            if fen / 100 / unit == raw:
                return fen, None
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return judged(Decimal(repr(raw)), raw)
        if not isinstance(raw, str):
            return None, (Issue("amount_invalid", effect),)
        if not raw.strip():
            return None, () if raw else None
        if blank(raw, words):
            return BLANK
        return formula(raw) if is_formula(raw) else parsed(raw)

    def judged(number: Decimal, raw: float) -> Converted:
        fen = _fen(number, unit)
        if fen < 0:
            return None, (Issue("amount_invalid", effect),)
        suspect = _suspect(setting, number)
        if suspect is not None:
            return None, (suspect,)
        return fen, None if fen / 100 / unit == raw else ()

    def parsed(raw: str) -> Converted:
        text = unicodedata.normalize("NFKC", raw)
        found = words.amount.fullmatch("".join(text.split()))
        if not found or found[1].startswith("-"):
            return None, (Issue("amount_invalid", effect),)
        number = Decimal(found[1].replace(",", ""))
        own = words.units[found[2]] if found[2] else unit
        suspect = None if found[2] else _suspect(setting, number)
        if suspect is not None:
            return None, (suspect,)
        fen = _fen(number, own)
        weak = bool(_DECIMAL.fullmatch(raw))
        return fen, (
            Issue("amount_format_normalised", FIXED, yuan_text(fen, whole=spec.whole), None, weak),
        )

    return convert


def _suspect(setting: Setting, number: Decimal) -> Issue | None:
    """Yuan in a column of ten thousands, or the other way round."""
    spec = setting.spec
    if setting.unit == WAN and spec.whole and number >= _LARGEST_WAN:
        likely = _fen(number, 1)
    elif setting.unit == 1 and 0 < number < spec.suspect_below:
        likely = _fen(number, WAN)
    else:
        return None
    return Issue("amount_unit_suspect", HELD, None, yuan_text(likely, whole=spec.whole))


def rate_of(setting: Setting) -> Convert:
    """A yearly rate in parts per million; written as percent, with a percent sign or as a fraction."""
    words = setting.words
    effect = setting.spec.effect or HELD

    def convert(raw: object) -> Converted:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return percent(Decimal(repr(raw)), signed=False, text=False)
        if not isinstance(raw, str):
            return None, (Issue("amount_invalid", effect),)
        if not raw.strip():
            return None, () if raw else None
        if blank(raw, words):
            return BLANK
        return formula(raw) if is_formula(raw) else parsed(raw)

    def parsed(raw: str) -> Converted:
        text = unicodedata.normalize("NFKC", raw).strip()
        bare = text.rstrip(words.percent_marks).strip()
        if not _DECIMAL.fullmatch(bare):
            return None, (Issue("amount_invalid", effect),)
        return percent(Decimal(bare), signed=bare != text, text=True)

    def percent(number: Decimal, *, signed: bool, text: bool) -> Converted:
        fraction = not signed and 0 < number < _FRACTION_BELOW
        per_cent = number * 100 if fraction else number
        if not 0 <= per_cent <= _LARGEST_PERCENT:
            return None, (Issue("amount_invalid", effect),)
        ppm = int((per_cent * WAN).quantize(Decimal(1), ROUND_HALF_UP))
        if not (signed or fraction or text):
            return ppm, None
        weak = not (signed or fraction)
        return ppm, (Issue("rate_format_normalised", FIXED, percent_text(ppm), None, weak),)

    return convert


def count_of(setting: Setting) -> Convert:
    """A whole number."""
    words = setting.words
    effect = setting.spec.effect or FLAGGED

    def convert(raw: object) -> Converted:
        if isinstance(raw, str):
            if not raw.strip():
                return None, () if raw else None
            if blank(raw, words):
                return BLANK
            if is_formula(raw):
                return formula(raw)
        text = unicodedata.normalize("NFKC", plain(raw) or "").strip()
        whole = _WHOLE.fullmatch(text)
        if not whole:
            return None, (Issue("amount_invalid", effect),) if text else None
        return int(whole[1]), None if whole[1] == raw or not isinstance(raw, str) else ()

    return convert


def date_of(setting: Setting) -> Convert:
    """A day: a date cell, ISO text, or one of the shapes that people and Excel make of it."""
    words = setting.words
    effect = setting.spec.effect or HELD
    epoch = _EPOCH_1904 if setting.starts_1904 else _EPOCH
    invalid: Converted = (None, (Issue("date_invalid", effect),))

    def convert(raw: object) -> Converted:
        if isinstance(raw, str):
            return from_text(raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return from_number(plain(raw) or "")
        found = day_of(raw)
        return (found, None) if found else invalid

    def from_text(raw: str) -> Converted:
        if not raw:
            return None, None
        if iso := _ISO.fullmatch(raw):
            found = _day(iso.groups())
            return (found, None) if found else invalid
        if blank(raw, words):
            return BLANK
        if is_formula(raw):
            return formula(raw)
        text = unicodedata.normalize("NFKC", raw).strip()
        if not text:
            return None, ()
        shape = words.date.fullmatch(text)
        return written(_day(shape.groups()) if shape else None) if shape else from_number(text)

    def from_number(text: str) -> Converted:
        if eight := _EIGHT.fullmatch(text):
            return written(_day(eight.groups()))
        serial = _SERIAL.fullmatch(text)
        if not serial or not _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
            return invalid
        return written(epoch + timedelta(days=int(serial[1])))

    def written(found: date | None) -> Converted:
        if found is None:
            return invalid
        return found, (Issue("date_format_normalised", FIXED, found.isoformat()),)

    return convert


def _day(parts: tuple[str | None, ...]) -> date | None:
    year, month, day = (int(part or 0) for part in parts[:3])
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2100 else None  # noqa: PLR2004 - outside nobody lives
