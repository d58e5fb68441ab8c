"""The cells of one sheet as typed columns, with every problem and the originals beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import compress, islice
from typing import TYPE_CHECKING

from desktop.sheets.amounts import Count, Money, Rate, percent_text
from desktop.sheets.cells import (
    Convert,
    Issues,
    Name,
    Place,
    Product,
    Setting,
    Text,
    Understood,
    Word,
    plain,
)
from desktop.sheets.columns import normal
from desktop.sheets.days import Day
from desktop.sheets.identifiers import Code, Id, Phone
from desktop.sheets.report import HELD, IMPORT, NamedRow, Problem
from desktop.sheets.rows import name_of as row_name
from desktop.sheets.whole_columns import quick_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from desktop.sheets.books import RawSheet
    from desktop.sheets.columns import FieldSpec, KindSpec, Matched
    from desktop.sheets.report import FilledRun
    from desktop.sheets.words import Words

_CHUNK = 128
_MAKERS: dict[str, Callable[[Setting], Convert]] = {
    "text": Text, "name": Name, "place": Place, "word": Word, "product": Product,
    "id": Id, "code": Code, "phone": Phone,
    "money": Money, "rate": Rate, "int": Count, "date": Day,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Table:
    """One sheet being read; lists run over its records once `settle` took the other rows out.

    `adopted` are row and field of the cells that a person replaced, `year` the one in the title.
    """

    kind: KindSpec
    words: Words
    matched: Matched
    height: int
    at: dict[str, int]
    units: dict[str, int]
    values: dict[str, list[object]]
    rows: list[int] = field(default_factory=list)
    originals: dict[str, dict[int, object]] = field(default_factory=dict)
    noted: list[tuple[str, int, Issues]] = field(default_factory=list)
    odd: dict[int, Sequence[object]] = field(default_factory=dict)
    named: list[NamedRow] = field(default_factory=list)
    filled: list[FilledRun] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    adopted: set[tuple[int, str]] = field(default_factory=set)
    year: int = 0
    held: set[int] = field(default_factory=set)

    def spec(self, name: str) -> FieldSpec:
        """The field of a name."""
        return self.kind.fields[name]

    def column(self, name: str) -> list[object]:
        """The values of a field over the records; all None when the sheet has no such column."""
        found = self.values.get(name)
        return found if found is not None else [None] * len(self.rows)

    def original(self, record: int, name: str) -> str | None:
        """A cell as it stands, as Excel shows it."""
        if name not in self.values:
            return None
        row = self.rows[record]
        cells = self.originals.get(name, {})
        if row in cells:
            return plain(cells[row])
        return self._shown(name, self.values[name][record])

    def _shown(self, name: str, value: object) -> str | None:
        kind = self.spec(name).kind
        if isinstance(value, int) and kind == "money":
            return plain(value / 100 / self.units.get(name, 1))
        if isinstance(value, int) and kind == "rate":
            return plain(float(percent_text(value)))
        return plain(value)

    def report(
        self,
        record: int | None,
        name: str | None,
        code: str,
        effect: str,
        *,
        original: str | None = None,
        value: str | None = None,
        suggestion: str | None = None,
        stage: str = IMPORT,
        related: Sequence[int] = (),
        about: str = "",
    ) -> None:
        """Name a problem; `record` and `related` count records, None is the whole file."""
        if record is not None and name is not None and original is None:
            original = self.original(record, name)
        self.problems.append(
            Problem(
                None if record is None else self.rows[record],
                self.header(name) if record is not None else None,
                name, code, effect, original, value, suggestion, stage,
                tuple(sorted(self.rows[other] for other in related)), about,
            )
        )  # fmt: skip
        if effect == HELD and record is not None:
            self.held.add(record)

    def header(self, name: str | None) -> str | None:
        """The header of a field as written, the usual one where the sheet lacks the column."""
        if name in self.at:
            return self.matched.headers[self.at[name]]
        return self.kind.fields[name].headers[0] if name in self.kind.virtual else None


def make_table(
    kind: KindSpec, words: Words, matched: Matched, sheet: RawSheet, units: dict[str, int]
) -> Table:
    """A table with nothing in it yet."""
    at = {name: column for column, name in matched.fields.items()}
    return Table(
        kind=kind, words=words, matched=matched, height=sheet.height, at=at, units=units,
        values={name: [] for name in at},
    )  # fmt: skip


def units_of(spec: KindSpec, matched: Matched, words: Words) -> dict[str, int]:
    """Units of amounts by field, from the header or the group above it."""
    units: dict[str, int] = {}
    for column, name in matched.fields.items():
        if spec.fields[name].kind != "money":
            continue
        for text in (matched.headers[column], matched.groups.get(column, "")):
            if found := words.unit_in_header.search(normal(text)):
                units[name] = words.units[found[1]]
                break
    return units


def read_cells(
    table: Table,
    rows: Iterator[list[object]],
    *,
    day: date | None,
    starts_1904: bool,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Understand every cell below the header, column by column, some hundred rows at a time."""
    ways = {name: _Way(table, name, day=day, starts_1904=starts_1904) for name in table.at}
    keys = [name for name in table.kind.keys if name in table.at]
    first = table.matched.row + 1
    for _ in islice(rows, first):
        pass
    while chunk := list(islice(rows, _CHUNK)):
        columns = list(zip(*chunk, strict=True))
        for name, way in ways.items():
            way.take(columns[table.at[name]], first)
        for key in keys:
            _set_aside(table, key, chunk, first)
        first += len(chunk)
        if progress is not None:
            progress(first, table.height)
    _drop_weak(table, {name for name, way in ways.items() if way.numbers})


class _Way:
    """How cells of one column become values: many at once as far as they are right, else singly."""

    __slots__ = ("_name", "_numeric", "_quick", "_table", "_understood")

    def __init__(self, table: Table, name: str, *, day: date | None, starts_1904: bool) -> None:
        spec, unit = table.spec(name), table.units.get(name, 1)
        setting = Setting(words=table.words, spec=spec, unit=unit, day=day, starts_1904=starts_1904)
        self._table, self._name, self._numeric = table, name, False
        self._understood, self._quick = Understood(_MAKERS[spec.kind](setting)), quick_of(setting)

    @property
    def numbers(self) -> bool:
        """Whether the column has cells that are numbers."""
        return self._numeric or any(isinstance(cell, int | float) for cell in self._understood)

    def take(self, cells: Sequence[object], first: int) -> None:
        """Add some cells to the table; `first` is the 0-based row of the first of them."""
        at, few = 0, 1
        while self._quick and at < len(cells):
            values = self._quick(cells[at:])
            self._table.values[self._name].extend(values)
            self._numeric = self._numeric or any(isinstance(one, int) for one in values[:1])
            at += len(values)
            few = 1 if values else 2 * few  # where much is wrong, ever more is looked at
            self._closely(cells[at : at + few], first + at)
            at += few
        if self._quick is None:
            self._closely(cells, first)

    def _closely(self, cells: Sequence[object], first: int) -> None:
        if cells:
            _take(self._table, self._name, cells, self._understood, first)


def _take(
    table: Table, name: str, cells: Sequence[object], understood: Understood, first: int
) -> None:
    values, start = table.values[name], len(table.values[name])
    if _alike(cells):
        values.extend([understood[cells[0]]] * len(cells))
    else:
        values.extend(map(understood.__getitem__, cells))
    truths = understood.truths(cells)
    for index, (value, _) in truths.items():
        values[start + index] = value
    noted = understood.noted
    if not truths and (not noted or noted.keys().isdisjoint(cells)):
        return
    originals = table.originals.setdefault(name, {})
    for index, cell in enumerate(cells):
        issues = truths[index][1] if index in truths else noted.get(cell)
        if issues is not None:
            originals[first + index + 1] = cell
            if issues:
                table.noted.append((name, first + index + 1, issues))


def _alike(cells: Sequence[object]) -> bool:
    """Whether all cells are one and the same; TRUE equals 1 and is not the same."""
    one = cells[0]
    return one == cells[-1] and not isinstance(one, bool) and cells.count(one) == len(cells)


def _set_aside(table: Table, key: str, chunk: Sequence[Sequence[object]], first: int) -> None:
    """Rows whose key says nothing, says what the header says, or is a number without a digit."""
    header = table.matched.headers[table.at[key]]
    values = table.values[key][-len(chunk) :]
    strange = {value for value in set(values) if value is None or value == header}
    if table.spec(key).kind == "code":
        strange.update(value for value in set(values) if isinstance(value, str) and value.isalpha())
    for index, value in enumerate(values if strange else ()):
        if value in strange:
            table.odd[first + index + 1] = chunk[index]


def _drop_weak(table: Table, numeric: Collection[str]) -> None:
    """A number written as text is worth a word only where the column has true numbers."""
    table.noted = [
        (name, row, issues)
        for name, row, issues in table.noted
        if (name in numeric and not table.spec(name).textual)
        or not all(issue.weak for issue in issues)
    ]


def name_rows(table: Table) -> set[int]:
    """Decide which of the rows set aside are no records; returns their numbers."""
    for row in sorted(table.odd):
        named = row_name(table.odd[row], row, table.matched, table.words)
        if named is not None:
            table.named.append(named)
    table.odd.clear()
    return {named.row for named in table.named}


def settle(table: Table, named: set[int]) -> None:
    """Keep the records only, and turn what was noted on them into problems."""
    first = table.matched.row + 2
    count = len(next(iter(table.values.values())))
    keep = [row not in named for row in range(first, first + count)]
    table.rows = list(compress(range(first, first + count), keep))
    if named:
        table.values = {name: list(compress(values, keep)) for name, values in table.values.items()}
    place = {row: record for record, row in enumerate(table.rows)} if table.noted else {}
    for name, row, issues in table.noted:
        record = place.get(row)
        if record is None:
            continue
        for issue in issues:
            table.report(
                record,
                name,
                issue.code,
                issue.effect,
                value=issue.value,
                suggestion=issue.suggestion,
            )
    table.noted.clear()
