"""What Excel and people did to a cell, undone where it is certain and named everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from desktop.sheets.report import FIXED, FLAGGED, HELD
from desktop.sheets.words import squeezed

if TYPE_CHECKING:
    from desktop.sheets.columns import FieldSpec
    from desktop.sheets.words import Words

EXACT_LIMIT = 10**15
LONGEST_TEXT = 200

_FULLWIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULLWIDTH[0xFF0D] = 0x2D
_ZERO_WIDTH = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_SPACE = re.compile(r"\s+")
_SIGNED_NUMBER = re.compile(r"[+-][\d\s.,()\-]+%?")
_PLAIN_NAME = re.compile(r"[\u3400-\u9fff\u3007\u00b7\U00020000-\U0003ffff]{1,200}")
_PLAIN_PLACE = re.compile(r"[\u3400-\u9fff\u3007\U00020000-\U0003ffffA-Za-z0-9()\uff08\uff09]{2,200}")


class Issue(NamedTuple):
    """A problem of a cell value; `weak` ones count only in a column that has true numbers."""

    code: str
    effect: str
    value: str | None = None
    suggestion: str | None = None
    weak: bool = False


Issues = tuple[Issue, ...]
Converted = tuple[object, Issues | None]
Convert = Callable[[object], Converted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a cell's meaning depends on besides the cell."""

    words: Words
    spec: FieldSpec
    unit: int = 1
    day: date | None = None
    starts_1904: bool = False


class Understood(dict[object, object]):
    """Every different cell of one column is understood once; what was noted is kept by cell.

    Noted with no issue: the value is not the cell as it stands, and nothing needs saying.
    """

    __slots__ = ("convert", "noted")

    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self.convert = convert
        self.noted: dict[object, Issues] = {}

    def __missing__(self, raw: object) -> object:
        value, issues = self.convert(raw)
        self[raw] = value
        if issues is not None:
            self.noted[raw] = issues
        return value


def plain(raw: object) -> str | None:
    """A cell as Excel shows it: plain digits, at most fifteen of them, dates ISO, blank None."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        return raw
    if isinstance(raw, float):
        return _plain_number(raw)
    if isinstance(raw, date):
        return raw.isoformat()[:10]
    return str(raw)


def _plain_number(raw: float) -> str:
    if abs(raw) >= EXACT_LIMIT:
        return format(Decimal(f"{raw:.15g}"), "f")
    if raw.is_integer():
        return str(int(raw))
    return format(Decimal(repr(raw)), "f")


def is_formula(text: str) -> bool:
    """Text that a sheet would take for a formula: =, @, or + and - without a number."""
    start = text.lstrip()
    if start[:1] in {"=", "@"}:
        return True
    return start[:1] in {"+", "-"} and not _SIGNED_NUMBER.fullmatch(start)


def formula(raw: str) -> Converted:
    """A formula is never evaluated; as plain text it may be offered."""
    return None, (Issue("formula_text", HELD, None, raw),)


def blank(raw: str, words: Words) -> bool:
    """Whether nothing is meant."""
    return raw.strip() in words.blank_marks


BLANK: Converted = (None, (Issue("blank_mark_normalised", FIXED),))


def fixed(codes: list[str], value: str) -> Issues:
    """What was understood without a question."""
    return tuple(Issue(code, FIXED, value) for code in codes)


def half_width(text: str, codes: list[str]) -> str:
    """Full-width digits, letters and hyphens made half-width."""
    if text.isascii():
        return text
    out = text.translate(_FULLWIDTH)
    if out != text:
        codes.append("fullwidth_normalised")
    return out


def no_zero_width(text: str, codes: list[str]) -> str:
    """Characters without width taken out."""
    out = _ZERO_WIDTH.sub("", text)
    if out != text:
        codes.append("zero_width_removed")
    return out


def no_space(text: str, codes: list[str]) -> str:
    """All spaces taken out, also inside."""
    out = _SPACE.sub("", text)
    if out != text:
        codes.append("whitespace_removed")
    return out


def no_apostrophe(text: str, codes: list[str], words: Words) -> str:
    """A visible apostrophe before (or after) the number taken out."""
    out = text.strip(words.apostrophes)
    if out != text:
        codes.append("apostrophe_removed")
    return out


def text_of(setting: Setting) -> Convert:
    """Free text: stripped, characters without width taken out."""
    words = setting.words

    def convert(raw: object) -> Converted:
        if not isinstance(raw, str):
            return plain(raw), None
        if not raw:
            return None, None
        if blank(raw, words):
            return BLANK
        if is_formula(raw):
            return formula(raw)
        codes: list[str] = []
        text = no_zero_width(raw, codes).strip()
        if text == raw:
            return raw, None
        return text or None, fixed(codes, text)

    return convert


def name_of(setting: Setting) -> Convert:
    """A person's name: no spaces, the dot of minority names made one, rare characters stay."""
    words = setting.words

    def convert(raw: object) -> Converted:
        if not isinstance(raw, str):
            return plain(raw), None
        if _PLAIN_NAME.fullmatch(raw) and raw not in words.blank_marks:
            return raw, None
        return _cleaned(raw, words, names=True)

    return convert


def place_of(setting: Setting) -> Convert:
    """A place: no spaces, half-width digits and letters."""
    words = setting.words

    def convert(raw: object) -> Converted:
        if not isinstance(raw, str):
            return plain(raw), None
        if _PLAIN_PLACE.fullmatch(raw) and raw not in words.blank_marks:
            return raw, None
        return _cleaned(raw, words, names=False)

    return convert


def _cleaned(raw: str, words: Words, *, names: bool) -> Converted:
    if not raw:
        return None, None
    if blank(raw, words):
        return BLANK
    if is_formula(raw):
        return formula(raw)
    codes: list[str] = []
    text = no_space(no_zero_width(raw, codes), codes)
    if names:
        text = _one_dot(text, codes, words)
    else:
        text = half_width(text, codes)
    issues = fixed(codes, text)
    if len(text) > LONGEST_TEXT:
        issues += (Issue("text_too_long", FLAGGED),)
    return text or None, issues if text != raw or issues else None


def _one_dot(text: str, codes: list[str], words: Words) -> str:
    if words.name_dot_set.isdisjoint(text):
        return text
    codes.append("name_dot_normalised")
    return text.translate(words.name_dots)


def word_of(setting: Setting) -> Convert:
    """A word of a short list: made the list's own word where it is known, else kept."""
    words = setting.words
    table = words.tables.get(setting.spec.words, {})

    def convert(raw: object) -> Converted:
        text = plain(raw)
        if text is None:
            return None, None
        known = table.get(squeezed(text))
        if known is not None:
            return known, None if known == text else ()
        if blank(text, words):
            return BLANK
        if isinstance(raw, str) and is_formula(raw):
            return formula(raw)
        codes: list[str] = []
        out = no_zero_width(text, codes).strip()
        out = table.get(squeezed(out), out)
        return out or None, None if out == raw else fixed(codes, out)

    return convert


def product_of(setting: Setting) -> Convert:
    """A loan product as its code."""
    words = setting.words

    def convert(raw: object) -> Converted:
        text = plain(raw)
        if text is None:
            return None, None
        if is_formula(text):
            return formula(text)
        key = squeezed(_ZERO_WIDTH.sub("", text))
        if key in words.products:
            return words.products[key], ()
        if key in words.product_aliases:
            code = words.product_aliases[key]
            return code, (Issue("product_name_normalised", FIXED, code),)
        return None, (Issue("product_unknown", HELD),)

    return convert


def day_of(raw: object) -> date | None:
    """The day of a cell with a date format."""
    if isinstance(raw, datetime):
        return raw.date()
    return raw if isinstance(raw, date) else None
