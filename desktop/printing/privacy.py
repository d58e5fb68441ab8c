"""Looks at what stands on a public sheet: no number of a person, whatever field it was typed in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.printing.templates import Field, Sheet

_INSIDE = "M0"
_PHONES = frozenset({"office", "work_phone"})
_LONG = re.compile(r"(?<![0-9])(?:[0-9][ -]?){14,18}[0-9Xx](?![0-9])")
_NUMBER = re.compile(r"[0-9]{7}|[0-9](?:[ -]?[0-9]){9}")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def check_private(
    sheet: Sheet, values: Mapping[str, str], rows: Iterable[Mapping[str, str]]
) -> None:
    """Raise `notice_private` where a sheet that hangs or lies about would show such a number.

    Identity numbers and accounts nowhere, mobile numbers only where an office's phone belongs.
    """
    if sheet.level == _INSIDE:
        return
    _look(sheet, sheet.fields, values)
    for row in rows:
        _look(sheet, sheet.rows, row)


def check_hung(sheet: Sheet, field: Field, text: str) -> None:
    """Raise `notice_private` where a text that somebody typed has the digits of a phone or an ID.

    However wide the digits are; a short number to be rung by everybody may stand.
    """
    if _NUMBER.search(unicodedata.normalize("NFKC", text)):
        raise UserError("notice_private", title=sheet.title, field=field.label)


def _look(sheet: Sheet, fields: Mapping[str, Field], values: Mapping[str, str]) -> None:
    for name, field in fields.items():
        text = values.get(name, "")
        if not any(map(str.isdigit, text)) or field.kind == "money":
            continue
        if _LONG.search(text) or (field.privacy not in _PHONES and _MOBILE.search(text)):
            raise UserError("notice_private", title=sheet.title, field=field.label)
