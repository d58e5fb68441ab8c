"""Days in the shapes that people and Excel give them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from desktop.sheets.cells import Issue, beside, is_number, plain
from desktop.sheets.report import FIXED, HELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.sheets.cells import Converted, Setting

_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 10959, 73051  # 1930 to 2100; below stand years and plain counts
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


def day_of(parts: Sequence[str | None]) -> date | None:
    """Year, month and day as a day; None when there is no such day or nobody alive knew it."""
    year, month, day = (int(part or 0) for part in parts)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Day:
    """A date cell, ISO text, or one of the other shapes; nothing else is a day."""

    __slots__ = ("_epoch", "_invalid", "_words")

    def __init__(self, setting: Setting) -> None:
        self._words = setting.words
        self._epoch = _EPOCH_1904 if setting.starts_1904 else _EPOCH
        self._invalid: Converted = (None, (Issue("date_invalid", setting.spec.effect or HELD),))

    def __call__(self, raw: object) -> Converted:
        if isinstance(raw, str):
            return self._text(raw)
        if is_number(raw):
            return self._number(plain(raw) or "")
        if isinstance(raw, datetime):
            return raw.date(), None
        return (raw, None) if isinstance(raw, date) else self._invalid

    def _text(self, raw: str) -> Converted:
        if iso := _ISO.fullmatch(raw):
            found = day_of(iso.groups())
            return (found, None) if found else self._invalid
        return beside(raw, self._words) or self._shape(unicodedata.normalize("NFKC", raw).strip())

    def _shape(self, text: str) -> Converted:
        shape = self._words.date.fullmatch(text)
        return self._written(day_of(shape.groups())) if shape else self._number(text)

    def _number(self, text: str) -> Converted:
        if eight := _EIGHT.fullmatch(text):
            return self._written(day_of(eight.groups()))
        serial = _SERIAL.fullmatch(text)
        if not serial or not _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
            return self._invalid
        return self._written(self._epoch + timedelta(days=int(serial[1])))

    def _written(self, found: date | None) -> Converted:
        if found is None:
            return self._invalid
        return found, (Issue("date_format_normalised", FIXED, found.isoformat()),)
