"""Which column is read as what, before any row is read; also where columns are still missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.sheets.books import open_book
from desktop.sheets.columns import FIRST_ROWS, find_header, header_digest, letter, recalled
from desktop.sheets.report import SheetColumn
from desktop.sheets.tables import units_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.sheets.books import RawSheet
    from desktop.sheets.columns import KindSpec, Matched, Synonyms


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header row of a file; `missing` are groups of fields of which one is needed."""

    sheet: str
    row: int
    columns: tuple[SheetColumn, ...]
    missing: tuple[tuple[str, ...], ...]
    digest: str
    mapping: Mapping[str, str]
    remembered: Mapping[str, str]


def find(
    path: Path,
    kind: str,
    synonyms: Synonyms,
    *,
    mapping: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
) -> Header:
    """The row that looks most like a header of the kind.

    Args:
        path: An xlsx, xls, csv or HTML file.
        kind: A kind of file.
        synonyms: From `desktop.sheets.columns.load`.
        mapping: Header as written to field, as a person corrected it; an empty field drops it.
        remembered: Mappings of earlier files by the digest of their header row.

    Raises:
        UserError: the refusals of `desktop.sheets.look.look`; `header_not_found` where no row has
            words.
    """
    book, spec = open_book(path), synonyms.kinds[kind]
    best: tuple[RawSheet, Matched, dict[str, str], Mapping[str, str], Sequence[object]] | None = (
        None
    )
    for position in range(len(book.names)):
        sheet = book.sheet(position)
        head = list(islice(sheet.rows(), FIRST_ROWS))
        known = recalled(head, remembered or {})
        chosen = {**known, **(mapping or {})}
        matched = find_header(spec, head, sheet.merged, chosen, whole=False)
        if matched and (best is None or len(matched.fields) > len(best[1].fields)):
            best = (sheet, matched, chosen, known, head[matched.row])
    if best is None:
        raise UserError("header_not_found", file=path.name, columns=wanted(spec, synonyms))
    sheet, matched, chosen, known, cells = best
    have = set(matched.fields.values())
    return Header(
        sheet=sheet.name,
        row=matched.row + 1,
        columns=columns_of(spec, sheet, matched, synonyms),
        missing=tuple(group for group in spec.required if not have.intersection(group)),
        digest=header_digest(cells),
        mapping=here(chosen, matched),
        remembered=here(known, matched),
    )


def here(mapping: Mapping[str, str], matched: Matched) -> dict[str, str]:
    """The part of a mapping that speaks of headers that are there."""
    written = set(matched.headers.values())
    return {header: name for header, name in mapping.items() if header in written}


def wanted(spec: KindSpec, synonyms: Synonyms) -> str:
    """The columns without which nothing can be read, in words."""
    return synonyms.words.separator.join(
        spec.fields[group[0]].headers[0] for group in spec.required
    )


def columns_of(
    spec: KindSpec, sheet: RawSheet, matched: Matched, synonyms: Synonyms
) -> tuple[SheetColumn, ...]:
    """All columns that have a header, with field and unit."""
    words = synonyms.words
    names = {unit: word for word, unit in reversed(list(words.units.items()))}
    units = units_of(spec, matched, words)
    found = []
    for column, header in matched.headers.items():
        name = matched.fields.get(column)
        unit = units.get(name or "", 1)
        found.append(
            SheetColumn(
                letter=letter(column), header=header, field=name,
                unit="" if unit == 1 else names[unit],
                hidden=column in sheet.facts.hidden_columns,
            )
        )  # fmt: skip
    return tuple(found)
