"""Taking an import back: what it wrote goes, what stood before stands again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db import imports
from db.fold import Content, parse
from db.gate import place
from db.ops import Writer
from db.records.core import Value
from db.records.imports import ImportRun
from db.registry import GONE, TABLES
from db.rosterlist import no_collecting
from db.store import Store
from db.table import Kind
from db.values import dumped

Places = list[tuple[int, str]]
"""Where operations lie in the log, with the number of what they wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was built on an import since: later imports by their number, other records by theirs."""

    runs: tuple[str, ...] = ()
    work: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.runs or self.work)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One operation on a row."""

    n: int
    order: tuple[int, str, int]
    scope: str
    kind: str
    content: Content


@dataclass(frozen=True, slots=True)
class _State:
    """A row after some of its operations; None for fields means that it is not there yet."""

    fields: Mapping[str, Value] | None
    gone: bool
    scope: str


@dataclass(frozen=True, slots=True)
class _Spans:
    """Where the operations of imports lie in the log."""

    spans: tuple[tuple[int, int, ImportRun], ...]

    def of(self, n: int) -> ImportRun | None:
        """The import that an operation belongs to."""
        return next((run for first, last, run in self.spans if first <= n <= last), None)


def undo(store: Store, officer: str, run: ImportRun, reason: str) -> int:
    """Take all that an import wrote back in one save; gives how many rows. See `standing` first.

    Raises:
        StoreError: ``not_owner``, and those of `Store.write`.
    """
    with no_collecting(), store.write(officer) as writer:
        before = imports.ends(store)
        rows = _touched(store, run)
        spans = _spans(store, [run])
        for name, row in reversed(rows):
            _take_back(store, writer, spans, name, row)
        imports.mark_undone(store, run, officer, reason, before)
    return len(rows)


def standing(store: Store, run: ImportRun) -> Standing:
    """What stands on an import: nothing, or why it cannot be taken back."""
    spans = _spans(store, imports.runs(store))
    rows = _touched(store, run)
    runs: dict[str, None] = {}
    work: dict[str, None] = {}
    for name, row in rows:
        for step in _later(_steps(store, name, row), spans, run):
            _name(spans.of(step.n), f"{name} {row}", runs, work)
    for n, label in _users(store, run, rows, spans):
        _name(spans.of(n), label, runs, work)
    runs.pop(run.run, None)
    return Standing(runs=tuple(sorted(runs)), work=tuple(sorted(work)))


def _name(
    owner: ImportRun | None, label: str, runs: dict[str, None], work: dict[str, None]
) -> None:
    """Note who stands there; an import that was undone itself stands on nothing."""
    if owner is None:
        work[label] = None
    elif owner.undone_at is None:
        runs[owner.run] = None


def _spans(store: Store, runs: Iterable[ImportRun]) -> _Spans:
    heads = store.streams
    return _Spans(
        tuple(
            (place(heads[name].id, first), place(heads[name].id, last), run)
            for run in runs
            for name, first, last in run.operations
            if name in heads
        )
    )


def _touched(store: Store, run: ImportRun) -> list[tuple[str, str]]:
    """Table and id of the rows that an import wrote, in the order of writing."""
    found: dict[tuple[str, str], None] = {}
    for first, last, _ in _spans(store, [run]).spans:
        for name, row in store.rows(
            'SELECT tbl, "row" FROM op WHERE n BETWEEN ? AND ? ORDER BY n', (first, last)
        ):
            found[name, row] = None
    return list(found)


def _steps(store: Store, name: str, row: str) -> list[_Step]:
    """All operations on an owned row that count, in order."""
    found = []
    for n, hlc, stream, seq, scope, kind, payload in store.rows(
        "SELECT o.n, o.hlc, s.name, o.seq, o.scope, o.kind, o.payload FROM trace t "
        "JOIN op o ON o.n = (t.stream << 40) + t.seq JOIN stream s ON s.id = o.stream "
        "WHERE t.tbl = ? AND t.\"row\" = ? AND o.payload IS NOT NULL AND o.refused = ''",
        (name, row),
    ):
        content = parse(payload)
        if content is not None:
            order = (hlc, stream, seq)
            found.append(_Step(n=n, order=order, scope=scope, kind=kind, content=content))
    return sorted(found, key=lambda step: step.order)


def _later(steps: Sequence[_Step], spans: _Spans, run: ImportRun) -> list[_Step]:
    """The operations after the last one of the import."""
    places = [at for at, step in enumerate(steps) if _is(spans.of(step.n), run)]
    return list(steps[places[-1] + 1 :]) if places else []


def _is(found: ImportRun | None, run: ImportRun) -> bool:
    return found is not None and found.run == run.run


def _state(steps: Iterable[_Step]) -> _State:
    fields: dict[str, Value] | None = None
    gone, scope = False, ""
    for step in steps:
        told = {name: value for name, value in step.content.fields.items() if name != GONE}
        fields = {**(fields or {}), **told}
        gone = gone if step.kind == "set" else step.kind == "tombstone"
        scope = step.scope
    return _State(fields, gone, scope)


def _take_back(store: Store, writer: Writer, spans: _Spans, name: str, row: str) -> None:
    """Bring one row to where it was before the import."""
    if TABLES[name].kind is Kind.APPEND_ONLY:
        writer.tombstone(name, row)
        return
    steps = _steps(store, name, row)
    first = next(at for at, step in enumerate(steps) if spans.of(step.n))
    before, now = _state(steps[:first]), _state(steps)
    if before.fields is None:
        writer.tombstone(name, row)
        return
    known = now.fields or {}
    changed = {
        field: before.fields.get(field)
        for field, value in known.items()
        if before.fields.get(field) != value
    }
    if changed or before.scope != now.scope:
        writer.set(name, row, changed, scope=before.scope)
    if before.gone and not now.gone:
        writer.tombstone(name, row)


_Query = tuple[str, str, str]
"""A table, the field that numbers its rows, and which of its rows use what was brought."""

_ON_VERSION: tuple[_Query, ...] = (("roster_version", "roster_version", "township_code"),)
_ON_CHECKED: tuple[_Query, ...] = (("eligibility_check", "check_no", "roster_version"),)
_ON_HOUSES: tuple[_Query, ...] = (
    ("outreach_visit", "visit_no", "household_no"),
    ("eligibility_check", "check_no", "household_no"),
    ("notice_issued", "notice_no", "household_no"),
    ("household_note", "id", "id"),
    ("walk_in", "walk_in_no", "household_no"),
    ("loan", "loan_no", "household_no"),
)
_ON_NEW_LOANS: tuple[_Query, ...] = (
    ("interest_settlement", "id", "loan_no"),
    ("payment_result", "id", "loan_no"),
    ("loan", "loan_no", "renews_loan_no"),
)
_ON_VISITS: _Query = (
    "need_end",
    "(SELECT v.visit_no FROM outreach_visit v WHERE v.id = need_end.visit)",
    "visit",
)
_ON_RECORDS: _Query = (
    "evidence",
    (
        "coalesce((SELECT v.visit_no FROM outreach_visit v WHERE v.id = evidence.visit), "
        "(SELECT a.activity_no FROM publicity_activity a WHERE a.id = evidence.visit), "
        "(SELECT c.inspection_no FROM post_loan_inspection c WHERE c.id = evidence.visit))"
    ),
    "visit",
)
_ON_NUMBERED: Mapping[str, _Query] = {
    "outreach_visit": ("outreach_visit", "visit_no", "corrects_visit_no"),
    "publicity_activity": ("publicity_activity", "activity_no", "corrects_activity_no"),
}
_LISTED = "IN (SELECT value FROM json_each(?))"
_ON_LOANS = (
    "SELECT DISTINCT (b.stream << 40) + b.seq, b.batch_no FROM subsidy_batch b "
    f"JOIN subsidy_line l ON l.batch = b.id WHERE b.gone = 0 AND b.hlc > ? AND l.loan_no {_LISTED}"
)


def _rows_on(store: Store, query: _Query, since: int, values: Iterable[str]) -> Places:
    """The later rows of a table that name one of these values."""
    name, number, field = query
    return store.rows(
        f"SELECT (stream << 40) + seq, {number} FROM {name} "
        f"WHERE gone = 0 AND hlc > ? AND {field} {_LISTED}",
        (since, dumped(list(values))),
    )


def _users(store: Store, run: ImportRun, rows: Sequence[tuple[str, str]], spans: _Spans) -> Places:
    """Place in the log and number of what was made later and uses what the import brought."""
    ends = [last for _, last, found in spans.spans if _is(found, run)]
    since = max((store.number("SELECT hlc FROM op WHERE n = ?", (end,)) for end in ends), default=0)
    tables: dict[str, list[str]] = {}
    for name, row in rows:
        tables.setdefault(name, []).append(row)
    found: Places = []
    if versions := tables.get("roster_version"):
        asked: list[tuple[tuple[_Query, ...], list[str]]] = [
            (_ON_VERSION, [row.partition("/")[0] for row in versions]),
            (_ON_CHECKED, [run.version]),
            (_ON_HOUSES, _brought(store, versions)),
        ]
        for queries, values in asked:
            for query in queries:
                found += _rows_on(store, query, since, values)
    numbers = _loan_numbers(store, tables.get("loan", ()))
    brought = [number for row, number in numbers.items() if _is_new(store, row, spans, run)]
    for query in _ON_NEW_LOANS:
        found += _rows_on(store, query, since, brought)
    for name, query in _ON_NUMBERED.items():
        found += _rows_on(store, query, since, _numbered(store, query, tables.get(name, ())))
    visits = tables.get("outreach_visit", [])
    found += _rows_on(store, _ON_VISITS, since, visits)
    records = [*visits, *tables.get("publicity_activity", ())]
    found += _rows_on(store, _ON_RECORDS, since, records)
    settled = [row.rpartition("/")[0] for row in tables.get("interest_settlement", ())]
    return found + store.rows(_ON_LOANS, (since, dumped([*numbers.values(), *settled])))


def _numbered(store: Store, query: _Query, rows: Sequence[str]) -> list[str]:
    """The numbers of these rows."""
    name, number, _ = query
    found = store.rows(
        f"SELECT {number} FROM {name} WHERE id IN (SELECT value FROM json_each(?))",
        (dumped(list(rows)),),
    )
    return [one for (one,) in found]


def _brought(store: Store, versions: Iterable[str]) -> list[str]:
    """The households that came with these parts of a version."""
    return [
        number
        for (number,) in store.rows(
            "SELECT household_no FROM roster_change WHERE change_type IN ('added', 'split') "
            "AND version IN (SELECT value FROM json_each(?))",
            (dumped(list(versions)),),
        )
    ]


def _loan_numbers(store: Store, rows: Sequence[str]) -> dict[str, str]:
    return dict(
        store.rows(
            "SELECT id, loan_no FROM loan WHERE id IN (SELECT value FROM json_each(?))",
            (dumped(list(rows)),),
        )
    )


def _is_new(store: Store, row: str, spans: _Spans, run: ImportRun) -> bool:
    """Whether a loan came with the import, or came back with it."""
    steps = _steps(store, "loan", row)
    first = next(at for at, step in enumerate(steps) if _is(spans.of(step.n), run))
    before = _state(steps[:first])
    return before.fields is None or before.gone
