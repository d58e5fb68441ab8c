"""What Excel and people did to a cell, undone where it is certain and named everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from desktop.sheets.report import FIXED, FLAGGED, HELD
from desktop.sheets.words import squeezed

if TYPE_CHECKING:
    from desktop.sheets.columns import FieldSpec
    from desktop.sheets.words import Words

EXACT_LIMIT = 10**15
LONGEST_TEXT = 200

_FULLWIDTH = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_FULLWIDTH[0xFF0D] = 0x2D
_ZERO_WIDTH = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_SPACE = re.compile(r"\s+")
_SIGNED_NUMBER = re.compile(r"[+-][\d\s.,()\-]+%?")
_PLAIN_NAME = re.compile(r"[\u3400-\u9fff\u3007\u00b7\U00020000-\U0003ffff]{1,200}")
_PLAIN_PLACE = re.compile(
    r"[\u3400-\u9fff\u3007\U00020000-\U0003ffffA-Za-z0-9()\uff08\uff09]{2,200}"
)


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
    TRUE and FALSE equal 1 and 0: they are never kept, and `truths` reads them apart.
    """

    __slots__ = ("_met", "convert", "noted")

    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self.convert = convert
        self.noted: dict[object, Issues] = {}
        self._met = False

    def __missing__(self, raw: object) -> object:
        value, issues = self.convert(raw)
        if isinstance(raw, bool):
            self._met = True
            return value
        self[raw] = value
        if issues is not None:
            self.noted[raw] = issues
        return value

    def truths(self, cells: Sequence[object]) -> dict[int, Converted]:
        """The cells TRUE and FALSE by their place, once all cells were looked up.

        A column without them and without 1 and 0 pays nothing for it.
        """
        if not (self._met or 1 in self or 0 in self):
            return {}
        places = [at for at, kind in enumerate(map(type, cells)) if kind is bool]
        return {at: self.convert(cells[at]) for at in places}


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
    """Text that a sheet would take for a formula: =, @, or + and - without a number.

    An apostrophe before it is how such text was made harmless when it was written.
    """
    start = text.strip().removeprefix("'")
    if start[:1] in {"=", "@"}:
        return True
    return start[:1] in {"+", "-"} and not _SIGNED_NUMBER.fullmatch(start)


BLANK: Converted = (None, (Issue("blank_mark_normalised", FIXED),))
MISSING: Converted = (None, ())
_EMPTY: Converted = (None, None)


def beside(raw: str, words: Words, mark: Converted = BLANK) -> Converted | None:
    """The answer for a cell that holds nothing, a mark for nothing, or a formula; else None.

    A formula is never evaluated; as plain text it may be offered.
    """
    if not raw:
        return _EMPTY
    text = raw.strip()
    if not text:
        return MISSING
    if text in words.blank_marks:
        return mark
    return (None, (Issue("formula_text", HELD, None, raw),)) if is_formula(text) else None


def is_number(raw: object) -> bool:
    """Whether a cell is a number."""
    return isinstance(raw, int | float) and not isinstance(raw, bool)


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


class Text:
    """Free text: stripped, characters without width taken out."""

    __slots__ = ("_words",)

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words

    def __call__(self, raw: object) -> Converted:
        if not isinstance(raw, str):
            return plain(raw), None
        return beside(raw, self._words) or self._stripped(raw)

    def _stripped(self, raw: str) -> Converted:
        codes: list[str] = []
        text = no_zero_width(raw, codes).strip()
        return text or None, None if text == raw else fixed(codes, text)


class Name:
    """A person's name: no spaces, the dot of minority names made one, rare characters stay."""

    __slots__ = ("_words",)

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words

    def __call__(self, raw: object) -> Converted:
        if not isinstance(raw, str):
            return plain(raw), None
        if _PLAIN_NAME.fullmatch(raw) and raw not in self._words.blank_marks:
            return raw, None
        return beside(raw, self._words) or self._cleaned(raw)

    def _cleaned(self, raw: str) -> Converted:
        codes: list[str] = []
        text = no_space(no_zero_width(raw, codes), codes)
        if not self._words.name_dot_set.isdisjoint(text):
            codes.append("name_dot_normalised")
            text = text.translate(self._words.name_dots)
        return _measured(raw, text, codes)


class Place:
    """A place: no spaces, half-width digits and letters."""

    __slots__ = ("_words",)

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words

    def __call__(self, raw: object) -> Converted:
        if not isinstance(raw, str):
            return plain(raw), None
        if _PLAIN_PLACE.fullmatch(raw) and raw not in self._words.blank_marks:
            return raw, None
        return beside(raw, self._words) or self._cleaned(raw)

    def _cleaned(self, raw: str) -> Converted:
        codes: list[str] = []
        text = half_width(no_space(no_zero_width(raw, codes), codes), codes)
        return _measured(raw, text, codes)


def _measured(raw: str, text: str, codes: list[str]) -> Converted:
    """A name or place that was tidied; one that is too long is kept whole and marked."""
    issues = fixed(codes, text)
    if len(text) > LONGEST_TEXT:
        issues += (Issue("text_too_long", FLAGGED),)
    return text or None, issues if issues or text != raw else None


class Word:
    """A word of a short list: made the list's own word where it is known, else kept."""

    __slots__ = ("_table", "_words")

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words
        self._table = setting.words.tables.get(setting.spec.words, {})

    def __call__(self, raw: object) -> Converted:
        text = plain(raw)
        if text is None:
            return _EMPTY
        known = self._table.get(squeezed(text))
        if known is not None:
            return known, None if known == text else ()
        return beside(text, self._words) or self._kept(raw, text)

    def _kept(self, raw: object, text: str) -> Converted:
        codes: list[str] = []
        out = no_zero_width(text, codes).strip()
        out = self._table.get(squeezed(out), out)
        return out or None, None if out == raw else fixed(codes, out)


class Product:
    """A loan product as its code."""

    __slots__ = ("_words",)

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words

    def __call__(self, raw: object) -> Converted:
        text = plain(raw)
        if text is None:
            return _EMPTY
        return beside(text, self._words) or self._coded(text)

    def _coded(self, text: str) -> Converted:
        key = squeezed(_ZERO_WIDTH.sub("", text))
        if key in self._words.products:
            return self._words.products[key], ()
        if key in self._words.product_aliases:
            code = self._words.product_aliases[key]
            return code, (Issue("product_name_normalised", FIXED, code),)
        return None, (Issue("product_unknown", HELD),)
