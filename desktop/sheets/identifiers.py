"""Numbers that are names: ID numbers, codes and phones. Lost digits are named, never guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from desktop.sheets.cells import (
    EXACT_LIMIT,
    MISSING,
    Issue,
    beside,
    fixed,
    half_width,
    no_apostrophe,
    no_space,
    no_zero_width,
    plain,
)
from desktop.sheets.report import FIXED, FLAGGED, HELD

if TYPE_CHECKING:
    from desktop.sheets.cells import Converted, Issues, Setting
    from desktop.sheets.words import Words

# GB 11643 (ISO 7064 MOD 11-2): the weights are the powers of two modulo 11, and 13 is two modulo
# 11. So Python's own reading of the digits in that base is the weighted sum; X means ten, like A.
BASE, TEN = 13, "A"
_SIGNS = "0123456789X"
_ID = re.compile(r"[1-9][0-9]{16}[0-9X](?:[0-9]{2})?")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_CODE = re.compile(r"[0-9A-Za-z]{4,}")
_POINT_ZERO = re.compile(r"([0-9]+)\.0+")
_OLDEST = 120

LOST: Converted = (None, (Issue("number_precision_lost", HELD),))


def check_digit(first17: str) -> str:
    """The 18th character by GB 11643."""
    return _SIGNS[(1 - 2 * int(first17, BASE)) % 11]


def checks(number: str) -> bool:
    """Whether the 18th character is the right one."""
    return int(number[:18].replace("X", TEN), BASE) % 11 == 1


class Births:
    """Which birth days of ID numbers are none, remembered by their eight digits."""

    __slots__ = ("day", "oldest", "seen")

    def __init__(self, day: date | None) -> None:
        self.day = day or date(2026, 1, 1)
        self.oldest = (self.day.year - _OLDEST) * 10000 + self.day.month * 100 + self.day.day
        self.seen: dict[str, str] = {}

    def code(self, digits: str) -> str:
        """The problem code of a birth day, empty when it is one."""
        found = self.seen.get(digits)
        if found is None:
            found = self.seen[digits] = self._look(digits)
        return found

    def _look(self, digits: str) -> str:
        try:
            date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return "id_birth_date_invalid"
        if int(digits) < self.oldest:
            return "age_over_120"
        return ""


def tidy(raw: str, words: Words) -> tuple[str, list[str]]:
    """A number's text without what people put in and round it, and the codes of what was taken."""
    codes: list[str] = []
    text = no_zero_width(raw, codes)
    text = half_width(text, codes)
    text = no_space(text, codes)
    return no_apostrophe(text, codes, words), codes


class Id:
    """ID numbers of 18 characters, or 20 on a disability certificate."""

    __slots__ = ("_births", "_words")

    def __init__(self, setting: Setting) -> None:
        self._births = Births(setting.day)
        self._words = setting.words

    def __call__(self, raw: object) -> Converted:
        if isinstance(raw, str):
            if _ID.fullmatch(raw):
                return raw, self._checked(raw) or None
            return beside(raw, self._words, mark=MISSING) or self._mended(raw)
        lost = isinstance(raw, int | float) and abs(raw) >= EXACT_LIMIT
        return LOST if lost else (None, (Issue("id_length_invalid", HELD),))

    def _checked(self, text: str) -> Issues:
        if not checks(text):
            return (Issue("id_checkdigit_invalid", FLAGGED),)
        code = self._births.code(text[6:14])
        return (Issue(code, FLAGGED),) if code else ()

    def _mended(self, raw: str) -> Converted:
        text, codes = tidy(raw, self._words)
        if _EXPONENT.fullmatch(text):
            return LOST
        if text.endswith("x"):
            text = text.upper()
            codes.append("id_x_uppercased")
        if not _ID.fullmatch(text):
            return None, (Issue("id_length_invalid", HELD),)
        return text, fixed(codes, text) + self._checked(text)


class Code:
    """Numbers that are names: of a household, person, contract, loan, card, village."""

    __slots__ = ("_words",)

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words

    def __call__(self, raw: object) -> Converted:
        if isinstance(raw, str):
            if _CODE.fullmatch(raw) and not _EXPONENT.fullmatch(raw):
                return raw, None
            return beside(raw, self._words) or self._mended(raw)
        if isinstance(raw, float) and abs(raw) >= EXACT_LIMIT:
            return LOST
        return plain(raw), None

    def _mended(self, raw: str) -> Converted:
        text, codes = tidy(raw, self._words)
        if _EXPONENT.fullmatch(text):
            return LOST
        whole = _POINT_ZERO.fullmatch(text)
        text = whole[1] if whole else text
        return text or None, None if text == raw else fixed(codes, text)


class Phone:
    """Mobile, landline or service numbers, one or several; anything else leaves it empty."""

    __slots__ = ("_numbers", "_words")

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words
        self._numbers = setting.words.phones

    def __call__(self, raw: object) -> Converted:
        if isinstance(raw, str):
            return beside(raw, self._words) or self._mended(raw)
        value = self._dialled(plain(raw) or "")
        if value:
            return value, (Issue("phone_normalised", FIXED, value),)
        return None, (Issue("phone_invalid", FLAGGED),)

    def _mended(self, raw: str) -> Converted:
        text, codes = tidy(raw, self._words)
        whole = _POINT_ZERO.fullmatch(text)
        value = self._dialled(whole[1] if whole else text) or self._dialled(raw)
        if not value:
            return None, (Issue("phone_invalid", FLAGGED),)
        if value != text:
            codes = [*(code for code in codes if code != "whitespace_removed"), "phone_normalised"]
        return value, fixed(codes, value) if codes else None

    def _dialled(self, text: str) -> str:
        """The numbers that are dialled inside the country, without what is put round them."""
        return self._numbers(text)
