"""Numbers that a county or a bank lays down: as typed, as kept, as shown, by their unit."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules.money import RATE_ONE, format_percent, format_yuan, parse_percent, parse_yuan
from desktop.rules.packs.model import LprRow
from desktop.rules.subsidy.model import ShareRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Number = int | date | str
Row = dict[str, str]

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_RATIO = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})", re.ASCII)
_RATES = frozenset({"percent", "points"})
FORMS = {
    "yuan": "50000.00",
    "percent": "70",
    "points": "2.5",
    "ratio": "1/16",
    "day": "2026-03-01",
    "table": '[{"from": "2026-01-01", "share": "70"}]',
}
_FORM_WHOLE = "36"
_SHARE_FORM = FORMS["table"]
_LPR_FORM = '[{"from": "2026-01-20", "lpr_1y": "3.00", "lpr_5y": "3.50"}]'


def kept(name: str, unit: str, text: str, choices: Sequence[str] = ()) -> str:
    """What was typed, in the one form in which it is kept.

    Raises:
        UserError: `parameter_value_wrong` with the form that is wanted.
    """
    typed = text.strip()
    if choices and typed not in choices:
        raise _wrong(name, text, " | ".join(choices))
    if unit == "table":
        return json.dumps(rows(name, typed), ensure_ascii=False, separators=(",", ":"))
    number(name, unit, typed)
    return typed


def number(name: str, unit: str, text: str) -> Number:
    """A number as the rules take it: fen, parts of `RATE_ONE`, a count, a day, or a word.

    A word that is a whole number is that number, for choices such as 360 and 365.

    Raises:
        UserError: `parameter_value_wrong`.
    """
    try:
        return _READERS.get(unit, _whole)(text)
    except (UserError, ValueError):
        raise _wrong(name, text, FORMS.get(unit, _FORM_WHOLE)) from None


def shown(unit: str, value: int) -> str:
    """A number of a pack in the form of its unit: "50000.00", "2.5", "1/16", a day, "36"."""
    if unit == "yuan":
        return format_yuan(value)
    if unit == "ratio":
        part = Fraction(value, RATE_ONE)
        return f"{part.numerator}/{part.denominator}"
    if unit == "day":
        return date.fromordinal(value).isoformat()
    if unit in _RATES:
        return format_percent(value).rstrip("0").rstrip(".")
    return str(value)


def rows(name: str, text: str) -> list[Row]:
    """The rows of a table, the earliest first; raises `parameter_value_wrong`."""
    form = _LPR_FORM if name == "lpr_table" else _SHARE_FORM
    try:
        loaded = json.loads(text)
        found = [_row(name, one) for one in _filled(loaded)]
    except (UserError, ValueError, RecursionError):
        raise _wrong(name, text, form) from None
    found.sort(key=lambda one: one["from"])
    if not all(_follows(one, after) for one, after in pairwise(found)):
        raise _wrong(name, text, form)
    return found


def _follows(one: Row, after: Row) -> bool:
    """Whether a row begins after the one before it; after one that ends, on the next day."""
    if "to" not in one:
        return one["from"] < after["from"]
    return date.fromisoformat(one["to"]) + timedelta(days=1) == date.fromisoformat(after["from"])


def share_rows(text: str) -> tuple[ShareRow, ...]:
    """The rows of a kept `legacy_share`."""
    return tuple(
        ShareRow(
            start=date.fromisoformat(one["from"]),
            end=date.fromisoformat(one["to"]) if "to" in one else None,
            share=parse_percent(one["share"]),
        )
        for one in rows("legacy_share", text)
    )


def prime_rates(text: str) -> tuple[LprRow, ...]:
    """The rows of a kept `lpr_table`."""
    return tuple(
        LprRow(
            start=date.fromisoformat(one["from"]),
            one_year=parse_percent(one["lpr_1y"]),
            five_years=parse_percent(one["lpr_5y"]),
        )
        for one in rows("lpr_table", text)
    )


def _wrong(name: str, text: str, form: str) -> UserError:
    return UserError("parameter_value_wrong", name=name, value=text[:40], form=form)


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _yuan(text: str) -> int:
    found = parse_yuan(text)
    if found < 0:
        raise ValueError(text)
    return found


def _rate(text: str) -> int:
    found = parse_percent(text)
    if found > RATE_ONE:
        raise ValueError(text)
    return found


def _ratio(text: str) -> int:
    match = _RATIO.fullmatch(text)
    share = Fraction(int(match[1]), int(match[2])) * RATE_ONE if match else Fraction(1, 2)
    if share.denominator != 1:
        raise ValueError(text)
    return int(share)


def _day(text: str) -> date:
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def _word(text: str) -> int | str:
    if not text:
        raise ValueError(text)
    return int(text) if _WHOLE.fullmatch(text) else text


_READERS: Mapping[str, Callable[[str], Number]] = {
    "yuan": _yuan,
    "percent": _rate,
    "points": _rate,
    "ratio": _ratio,
    "day": _day,
    "word": _word,
}


def _filled(loaded: object) -> list[object]:
    """The rows of a table that has some."""
    if not isinstance(loaded, list) or not loaded:
        raise ValueError(loaded)
    return loaded


def _row(name: str, raw: object) -> Row:
    """One row: days and percents as texts, no key more or less than the table has."""
    if not isinstance(raw, dict) or not all(isinstance(one, str) for one in raw.values()):
        raise ValueError(raw)
    found: Row = {key: raw[key] for key in ("from", "to") if key in raw}
    days = [_day(one) for one in found.values()]
    if "from" not in found or days != sorted(days):
        raise ValueError(raw)
    if name == "lpr_table" and "to" in found:
        raise ValueError(raw)
    wanted = ("lpr_1y", "lpr_5y") if name == "lpr_table" else ("share",)
    if raw.keys() - found.keys() != set(wanted):
        raise ValueError(raw)
    for key in wanted:
        _rate(raw[key])
        found[key] = raw[key]
    return found
