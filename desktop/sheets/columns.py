"""Which column is what: headers are found by name and synonym, not by place."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from desktop.sheets.words import Wording, Words, read_wording, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.sheets.words import Phones

_GAPS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff*\u2605\u2606]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FIRST_ROWS = 40
FIRST_ROWS = _FIRST_ROWS + 2
"""So many rows of a sheet are looked at to find its header and the row below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """A field of a kind of file: how its cells are understood and what its header may be called."""

    name: str
    kind: str
    headers: tuple[str, ...]
    words: str = ""
    fill: bool = False
    missing: str = ""
    whole: bool = False
    textual: bool = False
    suspect_below: int = 0
    effect: str = ""

    @property
    def key(self) -> str:
        """The name under which a record holds the value; money and rates carry their unit."""
        return self.name + {"money": "_fen", "rate": "_ppm"}.get(self.kind, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpec:
    """A kind of file: its fields, what it cannot be without, and its key columns.

    `virtual` fields may be found out or adopted where the sheet has no such column.
    """

    name: str
    fields: Mapping[str, FieldSpec]
    required: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    virtual: tuple[str, ...]
    by_header: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """All kinds of files and the words that mean something in any of them."""

    kinds: Mapping[str, KindSpec]
    words: Words
    wording: Wording


@dataclass(slots=True, kw_only=True)
class Matched:
    """A header that was found: 0-based rows, the words as written and the field of each column."""

    row: int
    group_row: int | None
    headers: dict[int, str]
    fields: dict[int, str]
    groups: dict[int, str] = field(default_factory=dict)


def load(texts: Mapping[str, bytes], phones: Phones) -> Synonyms:
    """Parse `resources/sheets/*.toml`, given as bytes by file name; `phones` reads numbers."""
    parsed = {
        name.removesuffix(".toml"): tomllib.loads(body.decode()) for name, body in texts.items()
    }
    words, wording = read_words(parsed.pop("words"), phones), read_wording(parsed.pop("problems"))
    kinds = {name: _kind(name, spec) for name, spec in parsed.items()}
    return Synonyms(kinds=kinds, words=words, wording=wording)


def _kind(name: str, spec: Mapping[str, Any]) -> KindSpec:
    fields: dict[str, FieldSpec] = {}
    by_header: dict[str, tuple[str, int]] = {}
    for field_name, entry in spec["fields"].items():
        options = dict(entry)
        headers = tuple(options.pop("headers"))
        if options["kind"] == "date":
            options.setdefault("effect", spec["date_effect"])
        fields[field_name] = FieldSpec(name=field_name, headers=headers, **options)
        for rank, header in enumerate(headers):
            by_header.setdefault(normal(header), (field_name, rank))
    return KindSpec(
        name=name,
        fields=fields,
        required=tuple(tuple(group) for group in spec["required"]),
        keys=tuple(spec["keys"]),
        virtual=tuple(spec.get("virtual", ())),
        by_header=by_header,
    )


def normal(header: object) -> str:
    """A header as it is compared: half-width, no spaces, no asterisks, small letters."""
    if not isinstance(header, str):
        return ""
    text = unicodedata.normalize("NFKC", header)
    text = text.replace("\u3010", "[").replace("\u3011", "]")
    return _GAPS.sub("", text).strip(":;,").lower()


def written(cell: object) -> str:
    """A header as it stands in the sheet."""
    return cell if isinstance(cell, str) else ("" if cell is None else str(cell))


def _field_of(kind: KindSpec, header: str) -> tuple[str, int] | None:
    """The field of a header and how good the match is (lower is better)."""
    text = normal(header)
    if text in kind.by_header:
        return kind.by_header[text]
    bare = _BRACKETS.sub("", text)
    if bare and bare != text and bare in kind.by_header:
        name, rank = kind.by_header[bare]
        return name, rank + 100
    return None


def match(
    kind: KindSpec, headers: Mapping[int, str], mapping: Mapping[str, str] | None = None
) -> dict[int, str]:
    """Columns to fields; a field goes to the best of several columns, the first of equals."""
    best: dict[str, tuple[int, int]] = {}
    for column, header in headers.items():
        found = _chosen(kind, header, mapping)
        if found and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], column)
    return {column: name for name, (_, column) in sorted(best.items(), key=lambda item: item[1][1])}


def _chosen(
    kind: KindSpec, header: str, mapping: Mapping[str, str] | None
) -> tuple[str, int] | None:
    if mapping and header in mapping:
        name = mapping[header]
        return (name, -1) if name in kind.fields else None
    return _field_of(kind, header)


def complete(kind: KindSpec, fields: Iterable[str]) -> bool:
    """Whether the columns without which nothing can be read are there."""
    have = set(fields)
    return all(have.intersection(group) for group in kind.required)


def header_digest(cells: Iterable[object]) -> str:
    """What tells header rows apart: their words in order, however they are spaced."""
    words = [word for cell in cells if (word := normal(cell))]
    return sha256("\n".join(words).encode()).hexdigest()


def recalled(
    rows: Iterable[Sequence[object]], remembered: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str]:
    """The mapping that is remembered for one of the first rows; empty when there is none."""
    digests = map(header_digest, rows) if remembered else ()
    return next((remembered[digest] for digest in digests if digest in remembered), {})


def find_header(
    kind: KindSpec,
    rows: Sequence[Sequence[object]],
    merged: Sequence[tuple[int, int, int, int]],
    mapping: Mapping[str, str] | None = None,
    *,
    whole: bool = True,
) -> Matched | None:
    """The header among the first rows, one row or two; None when there is none.

    Args:
        kind: What is looked for.
        rows: Raw cells of the first rows of the sheet, from its first row.
        merged: Merged ranges as first row, first column, last row, last column, 0-based.
        mapping: Header to field as a person corrected it; an empty field drops the column.
        whole: Only a header with all columns without which nothing can be read.
    """
    best: Matched | None = None
    for index in range(min(len(rows), _FIRST_ROWS)):
        found = _header_at(kind, rows, index, merged, mapping)
        better = found and (best is None or len(found.fields) > len(best.fields))
        if found and better and (not whole or complete(kind, found.fields.values())):
            best = found
    return best


def _header_at(
    kind: KindSpec,
    rows: Sequence[Sequence[object]],
    index: int,
    merged: Sequence[tuple[int, int, int, int]],
    mapping: Mapping[str, str] | None,
) -> Matched | None:
    """The row taken as a header, together with a row of groups above it."""
    own = {column: written(cell) for column, cell in enumerate(rows[index]) if normal(cell)}
    if not own:
        return None
    group = _group_row(rows, index, merged)
    if group is None:
        return Matched(row=index, group_row=None, headers=own, fields=match(kind, own, mapping))
    above = {column: written(cell) for column, cell in enumerate(rows[group]) if normal(cell)}
    headers = dict(sorted({**above, **own}.items()))
    fields, groups = match(kind, headers, mapping), _spread(above, group, merged)
    return Matched(row=index, group_row=group, headers=headers, fields=fields, groups=groups)


def _group_row(
    rows: Sequence[Sequence[object]], index: int, merged: Sequence[tuple[int, int, int, int]]
) -> int | None:
    """The row above, if it is a row of group names and not a title."""
    if index == 0:
        return None
    above = [cell for cell in rows[index - 1] if normal(cell)]
    if any(top == index - 1 and bottom == index for top, _, bottom, _ in merged):
        return index - 1
    if any(not isinstance(cell, str) or ":" in normal(cell) for cell in above):
        return None
    grouped = any(top == index - 1 and right > left for top, left, _, right in merged)
    return index - 1 if len(above) > (1 if grouped else 2) else None


def _spread(
    above: Mapping[int, str], row: int, merged: Sequence[tuple[int, int, int, int]]
) -> dict[int, str]:
    """The group of every column: a merged group holds for all columns it covers."""
    groups = dict(above)
    for top, left, _, right in merged:
        if top == row and left in above:
            groups.update(dict.fromkeys(range(left, right + 1), above[left]))
    return groups


def letter(index: int) -> str:
    """The letters of a column, counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
