"""Read a sheet of another office: records and problems; nothing disappears or is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import compress, islice, repeat
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.sheets.adopting import adopt
from desktop.sheets.books import open_book
from desktop.sheets.columns import FIRST_ROWS, find_header, header_digest, normal, recalled
from desktop.sheets.days import day_of
from desktop.sheets.fill import fill_down
from desktop.sheets.headers import columns_of, here, wanted
from desktop.sheets.interest_checks import check_interest, period_of
from desktop.sheets.loan_checks import check_loans, check_payments
from desktop.sheets.place_checks import check_assignment, right_names
from desktop.sheets.report import (
    EFFECTS,
    HELD,
    Duplicate,
    Known,
    OtherSheet,
    Problem,
    Record,
    Report,
)
from desktop.sheets.roster_checks import check_roster, summed
from desktop.sheets.rows import above_header
from desktop.sheets.tables import make_table, name_rows, read_cells, settle, units_of
from desktop.sheets.visit_checks import check_visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from desktop.sheets.books import Book, RawSheet
    from desktop.sheets.columns import KindSpec, Matched, Synonyms
    from desktop.sheets.tables import Table
    from desktop.sheets.words import Words

_CHANGES = "balance_changes"
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SUMMED = frozenset({"loans", "interest", "payments", _CHANGES})


def read(
    path: Path,
    kind: str,
    synonyms: Synonyms,
    *,
    known: Known | None = None,
    progress: Callable[[int, int], None] | None = None,
    mapping: Mapping[str, str] | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    adopted: Mapping[tuple[int, str], str] | None = None,
) -> Report:
    """Read one file; it is never changed.

    Args:
        path: An xlsx, xls, csv or HTML file.
        kind: roster, assignment, loans, interest, payments or visits.
        synonyms: From `desktop.sheets.columns.load`.
        known: What the ledger has; without it the checks against it are left out.
        progress: Called with rows done and rows in all; what it raises ends the reading.
        mapping: Header as written to field, as a person corrected it; an empty field drops it.
        remembered: Mappings of earlier files by the digest of their header row; `mapping` is over
            them.
        adopted: Suggestions that a person took, by row and field.

    Raises:
        UserError: `adopt_impossible`, `file_missing`, `file_in_use`, `file_empty`, `file_damaged`,
            `file_wrong_kind`, `file_encrypted`, `file_unpacks_too_large`,
            `file_used_range_too_large`, `file_has_external_links`, `file_has_macros`,
            `header_not_found`, `no_data_rows`.
    """
    known = known or Known()
    book = open_book(path)
    chosen = _choose(path, book, synonyms, kind, mapping=mapping or {}, remembered=remembered or {})
    sheet, matched, head, changes = chosen.sheet, chosen.matched, chosen.head, chosen.changes
    as_of = _as_of(head[: matched.row], synonyms.words)
    table = _table(
        synonyms, synonyms.kinds[kind], sheet, matched,
        day=as_of or known.today, starts_1904=book.starts_1904, progress=progress,
    )  # fmt: skip
    if not table.rows:
        raise UserError("no_data_rows", file=path.name, sheet=sheet.name)
    for name in table.kind.virtual:
        table.values.setdefault(name, [None] * len(table.rows))
    table.year = _year(head[: matched.row])
    taken = adopt(table, adopted or {})
    _missing(table)
    moved = None
    if changes is not None:
        moved = _table(
            synonyms, synonyms.kinds[_CHANGES], *changes,
            day=None, starts_1904=book.starts_1904, progress=None,
        )  # fmt: skip
        _missing(moved)
    mended = synonyms.wording.column in matched.headers.values()
    if kind == "roster":
        check_roster(table, whole=not mended)
    _check(table, kind, known if mended else replace(known, taken=frozenset()), moved)
    table.named = [*above_header(head, matched), *table.named]
    report = _report(path, table, chosen, as_of=as_of, moved=moved, synonyms=synonyms)
    return replace(report, townships_of_county=len(known.townships), mended=mended, adopted=taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The sheet that is read, its header, and what else is in the book."""

    sheet: RawSheet
    matched: Matched
    head: list[list[object]]
    mapping: Mapping[str, str]
    recalled: Mapping[str, str]
    others: tuple[OtherSheet, ...] = ()
    changes: tuple[RawSheet, Matched] | None = None


def _choose(
    path: Path,
    book: Book,
    synonyms: Synonyms,
    kind: str,
    *,
    mapping: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, str]],
) -> _Chosen:
    """The sheet with the header that matches best; the others by name and purpose."""
    spec = synonyms.kinds[kind]
    best: _Chosen | None = None
    changes: tuple[RawSheet, Matched] | None = None
    for position in range(len(book.names)):
        sheet = book.sheet(position)
        head = list(islice(sheet.rows(), FIRST_ROWS))
        known = recalled(head, remembered)
        matched = find_header(spec, head, sheet.merged, {**known, **mapping})
        if matched and (best is None or len(matched.fields) > len(best.matched.fields)):
            best = _Chosen(
                sheet=sheet, matched=matched, head=head, recalled=here(known, matched),
                mapping=here({**known, **mapping}, matched),
            )  # fmt: skip
        elif kind == "interest" and changes is None:
            also = find_header(synonyms.kinds[_CHANGES], head, sheet.merged)
            changes = (sheet, also) if also else None
    if best is None:
        raise UserError("header_not_found", file=path.name, columns=wanted(spec, synonyms))
    others = [
        OtherSheet(name, _CHANGES if changes and changes[0].name == name else "ignored")
        for name in book.names
        if name != best.sheet.name
    ]
    others.sort(key=lambda other: other.purpose == "ignored")
    return replace(best, others=tuple(others), changes=changes)


def _as_of(titles: Sequence[Sequence[object]], words: Words) -> date | None:
    """The day that a title names as its day, or the day in the first title."""
    texts = [
        unicodedata.normalize("NFKC", str(cell)) for row in titles for cell in row if normal(cell)
    ]
    for text in texts:
        if found := words.as_of.search(text):
            return day_of(found.groups()[-3:])
    first = words.date.search(texts[0]) if texts else None
    return day_of(first.groups()) if first else None


def _year(titles: Sequence[Sequence[object]]) -> int:
    """The one year that the titles name, 0 where they name none or several."""
    said = {
        int(found)
        for row in titles
        for cell in row
        if normal(cell)
        for found in _YEAR.findall(unicodedata.normalize("NFKC", str(cell)))
    }
    return said.pop() if len(said) == 1 else 0


def _table(
    synonyms: Synonyms,
    spec: KindSpec,
    sheet: RawSheet,
    matched: Matched,
    *,
    day: date | None,
    starts_1904: bool,
    progress: Callable[[int, int], None] | None,
) -> Table:
    units = units_of(spec, matched, synonyms.words)
    table = make_table(spec, synonyms.words, matched, sheet, units)
    read_cells(table, iter(sheet.rows()), day=day, starts_1904=starts_1904, progress=progress)
    named = name_rows(table)
    fill_down(table, sheet.merged, named)
    settle(table, named)
    return table


def _missing(table: Table) -> None:
    """Rows without a value that nothing can replace wait."""
    held = {(problem.row, problem.field) for problem in table.problems if problem.effect == HELD}
    for name in table.at:
        code, values = table.spec(name).missing, table.column(name)
        if not code or None not in values:
            continue
        for record, value in enumerate(values):
            if value is None and (table.rows[record], name) not in held:
                table.report(record, name, code, HELD)


def _check(table: Table, kind: str, known: Known, moved: Table | None) -> None:
    right_names(table, "township", known)
    if kind == "assignment":
        check_assignment(table, known)
    elif kind == "loans":
        check_loans(table, known)
    elif kind == "interest":
        check_interest(table, known, None if moved is None else _by_loan(moved))
    elif kind == "payments":
        check_payments(
            table, known, list(dict.fromkeys(table.words.tables["pay_status"].values()))[-1]
        )
    elif kind == "visits":
        check_visits(table, known)


def _by_loan(moved: Table) -> dict[str, list[tuple[date, int]]]:
    changes: dict[str, list[tuple[date, int]]] = {}
    columns = (moved.column(name) for name in ("loan_no", "changed_on", "amount"))
    for number, day, fen in zip(*columns, strict=True):
        if isinstance(number, str) and isinstance(day, date) and isinstance(fen, int):
            changes.setdefault(number, []).append((day, fen))
    return changes


def _records(table: Table) -> tuple[list[Record], list[Record]]:
    """Records that go in and records that wait."""
    fields = table.kind.fields
    keys = [fields[name].key if name in fields else name for name in table.values]
    places = {key: place for place, key in enumerate(keys)}
    lines = zip(*table.values.values(), strict=True)
    made = partial(tuple.__new__, Record)  # as `Record._make` does, without a call for each
    records: list[Record] = list(map(made, zip(table.rows, repeat(places), lines)))
    if not table.held:
        return records, []
    waits = [record in table.held for record in range(len(records))]
    return list(compress(records, (not wait for wait in waits))), list(compress(records, waits))


def _report(
    path: Path,
    table: Table,
    chosen: _Chosen,
    *,
    as_of: date | None,
    moved: Table | None,
    synonyms: Synonyms,
) -> Report:
    imported, held = _records(table)
    sheet, matched = chosen.sheet, chosen.matched
    problems = tuple(sorted(table.problems, key=_order))
    more: dict[str, object] = {}
    if table.kind.name == "roster":
        more.update(summed(table))
        more["households_in_file"] = len(set(table.column("household_no")) - {None})
    elif table.kind.name == "interest" and (period := period_of(table)):
        more.update(period_from=period.start, period_to=period.end)
    elif table.kind.name == "payments":
        batches = Counter(str(batch) for batch in table.column("batch") if batch)
        more["batch"] = batches.most_common(1)[0][0] if batches else ""
    if moved is not None:
        changes, waiting = _records(moved)
        more.update(changes=tuple(changes), changes_held=tuple(one.row for one in waiting))
        more["change_columns"] = _plain_headers(moved)
    return Report(
        kind=table.kind.name,
        file=path.name,
        sheet=sheet.name,
        other_sheets=chosen.others,
        header_row=matched.row + 1,
        last_row=max([*(named.row for named in table.named[-1:]), *table.rows[-1:]]),
        columns=columns_of(table.kind, sheet, matched, synonyms),
        rows=len(table.rows),
        imported=imported,
        held=held,
        held_cells=_raw(sheet, held),
        named_rows=tuple(table.named),
        problems=problems,
        problem_counts={
            effect: dict(sorted(Counter(p.code for p in problems if p.effect == effect).items()))
            for effect in EFFECTS
        },
        duplicates=_duplicates(problems),
        filled_down=tuple(table.filled),
        hidden_rows=sheet.facts.hidden_rows,
        totals=_totals(table, imported) if table.kind.name in _SUMMED else {},
        wording=synonyms.wording,
        as_of=as_of,
        header_digest=header_digest(chosen.head[matched.row]),
        mapping=chosen.mapping,
        remembered=chosen.recalled,
        **more,  # type: ignore[arg-type]
    )


def _plain_headers(table: Table) -> dict[str, str]:
    """The headers of a table by key, for amounts in yuan."""
    headers = {name: table.matched.headers[column] for name, column in table.at.items()}
    return {
        table.spec(name).key: header if name not in table.units else table.spec(name).headers[0]
        for name, header in headers.items()
    }


def _raw(sheet: RawSheet, held: Sequence[Record]) -> dict[int, tuple[object, ...]]:
    """The cells of the rows that wait, read once more; most files have few of them or none."""
    if not held:
        return {}
    wanted = {record.row for record in held}
    rows = enumerate(islice(sheet.rows(), max(wanted)), 1)
    return {number: tuple(row) for number, row in rows if number in wanted}


def _order(problem: Problem) -> tuple[int, str, str, str]:
    return (problem.row or 0, problem.code, problem.field or "", problem.original or "")


def _duplicates(problems: Iterable[Problem]) -> tuple[Duplicate, ...]:
    unique: dict[tuple[int, ...], Duplicate] = {}
    for problem in problems:
        if "duplicate" in problem.code and problem.related_rows and problem.row is not None:
            rows = tuple(sorted({problem.row, *problem.related_rows}))
            unique[rows] = Duplicate(problem.code, rows)
    return tuple(unique.values())


def _totals(table: Table, imported: Sequence[Record]) -> dict[str, int]:
    """Control totals in fen over the rows that go in."""
    keys = [
        spec.key
        for name, spec in table.kind.fields.items()
        if spec.kind == "money" and name in table.at
    ]
    return {
        key: sum(fen for record in imported if isinstance(fen := record.get(key), int))
        for key in keys
    }
