"""The words that mean something anywhere in a sheet, parsed once from the resources."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Phones = Callable[[str], str]

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Word lists and the expressions made of them."""

    separator: str
    totals: frozenset[str]
    note_starts: tuple[str, ...]
    as_of: re.Pattern[str]
    date: re.Pattern[str]
    amount: re.Pattern[str]
    blank_marks: frozenset[str]
    name_dots: dict[int, int]
    name_dot_set: frozenset[str]
    percent_marks: str
    apostrophes: str
    units: Mapping[str, int]
    unit_in_header: re.Pattern[str]
    suffixes: tuple[str, ...]
    drop_ends: tuple[str, ...]
    heads: frozenset[str]
    tables: Mapping[str, Mapping[str, str]]
    village_ends: tuple[str, ...]
    group_marks: tuple[str, ...]
    numerals: str
    of_places: frozenset[str]
    products: Mapping[str, str]
    product_aliases: Mapping[str, str]
    phones: Phones
    """The numbers in a cell as they are kept; None where there is something else in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How the error file says what is wrong with a row."""

    column: str
    reason: str
    separator: str
    sentences: Mapping[str, str]


def squeezed(text: str) -> str:
    """A text without any spaces and with half-width letters, for comparing."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def read_words(parsed: Mapping[str, Any], phones: Phones) -> Words:
    """Make the lists of `words.toml` ready for use."""
    cells, rows, places = parsed["cells"], parsed["rows"], parsed["places"]
    units: dict[str, int] = dict(parsed["units"])
    year, month, day = (re.escape(mark) for mark in cells["date_marks"])
    dots = cells["name_dots"]
    date = (
        rf"(\d{{4}})[-./{year}](\d{{1,2}})[-./{month}](\d{{1,2}}){day}?"
        r"(?:[ T]+\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?"
    )
    return Words(
        separator=rows["separator"],
        totals=frozenset(rows["total"]),
        note_starts=tuple(squeezed(word) for word in rows["note_starts"]),
        as_of=re.compile(rf"(?:{_any(rows['as_of'])})[^\d]{{0,6}}({date})"),
        date=re.compile(date),
        amount=_amount(cells, units),
        blank_marks=frozenset(cells["blank_marks"]),
        name_dots={ord(dot): ord(cells["name_dot"]) for dot in dots},
        name_dot_set=frozenset(dots),
        percent_marks="".join(cells["percent_marks"]),
        apostrophes=cells["apostrophes"],
        units=units,
        unit_in_header=re.compile(rf"[(\[][^()\[\]]*?({_any(units)})[^()\[\]]*[)\]]"),
        suffixes=tuple(sorted(places["suffixes"], key=len)),
        drop_ends=tuple(places["drop_ends"]),
        heads=frozenset(parsed["households"]["head"]),
        tables={name: _inverted(table) for name, table in parsed["words"].items()},
        village_ends=tuple(sorted(places["village_ends"], key=len, reverse=True)),
        group_marks=tuple(sorted(places["group_marks"], key=len, reverse=True)),
        numerals=places["numerals"],
        of_places=frozenset(parsed["visits"]["of_places"]),
        products=_inverted(parsed["products"]),
        product_aliases=_inverted(parsed["product_aliases"]),
        phones=phones,
    )


def read_wording(parsed: Mapping[str, Any]) -> Wording:
    """Make `problems.toml` ready for use."""
    return Wording(**parsed["errors"], sentences=parsed["sentences"])


def _any(words: Any) -> str:  # noqa: ANN401 - a list or the keys of a table
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _amount(cells: Mapping[str, Any], units: Mapping[str, int]) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_any(cells['money_marks'])})*([+-]?(?:\d[\d,]*)?\.?\d+|[+-]?\d[\d,]*\.)"
        rf"({_any(units)})?(?:{_any(cells['money_ends'])})?"
    )


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {squeezed(word): kept for kept, words in table.items() for word in words}
