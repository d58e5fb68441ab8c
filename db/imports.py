"""Imports as they were taken in here, each undoable as one; and mappings that are remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from db import audit
from db.faults import StoreError
from db.ops import Writer
from db.packing import pack, unpack
from db.records.imports import ImportRun, Mapped
from db.rosterlist import no_collecting
from db.store import Store
from db.values import Row, dumped, moment_text, to_day, to_moment

_COLUMNS = (
    "run, kind, file, sha256, reading, taken_at, officer, as_of, version, rows, imported_rows, "
    "held_rows, adopted, written, keys, operations, undone_at, undone_by, undo_reason"
)
_MAPPED = "kind, header_digest, headers, mapping, remembered_at, officer"


@dataclass(slots=True, kw_only=True)
class Taking:
    """An import that is being written: the open save, and what is to be remembered of it."""

    writer: Writer
    run: str
    version: str = ""
    as_of: date | None = None
    keys: Sequence[str] = ()
    written: int = 0


@contextmanager
def taking(store: Store, run: ImportRun, mapped: Mapped | None = None) -> Iterator[Taking]:
    """One save with the record of the import in it: all or nothing, undoable as one.

    Raises:
        StoreError: those of `Store.write`.
    """
    with no_collecting(), store.write(run.officer) as writer:
        before = ends(store)
        number = store.number("SELECT max(CAST(run AS INTEGER)) FROM import_run") + 1
        made = Taking(writer=writer, run=f"{number:04d}")
        yield made
        operations = _since(store, before)
        as_of = made.as_of or run.as_of
        values = (
            *(made.run, run.kind, run.file, run.sha256, run.reading, moment_text(run.taken_at)),
            *(run.officer, as_of.isoformat() if as_of else None, made.version),
            *(run.rows, run.imported_rows, run.held_rows, run.adopted, made.written),
            *(pack({"keys": list(made.keys)}), dumped(operations), None, None, None),
        )
        store.execute(f"INSERT INTO import_run ({_COLUMNS}) VALUES ({_marks(values)})", values)
        if mapped is not None:
            _remember(store, mapped)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def runs(store: Store, kind: str = "") -> list[ImportRun]:
    """The imports that were taken in here, newest first."""
    return _runs(store, "WHERE ? IN ('', kind)", kind)


def get(store: Store, run: str) -> ImportRun:
    """One import.

    Raises:
        StoreError: ``row_unknown``.
    """
    found = _runs(store, "WHERE run = ?", run)
    if not found:
        raise StoreError("row_unknown", table="import_run", row=run)
    return found[0]


def last(store: Store, kind: str) -> ImportRun | None:
    """The newest import of a kind that was not undone."""
    found = _runs(store, "WHERE kind = ? AND undone_at IS NULL", kind)
    return found[0] if found else None


def same(store: Store, kind: str, sha256: str, reading: str) -> ImportRun | None:
    """The newest import of the same file, read the same way, that was not undone."""
    found = _runs(
        store, "WHERE kind = ? AND sha256 = ? AND reading = ? AND undone_at IS NULL", kind, sha256,
        reading,
    )  # fmt: skip
    return found[0] if found else None


def _runs(store: Store, where: str, *values: str) -> list[ImportRun]:
    sql = f"SELECT {_COLUMNS} FROM import_run {where} ORDER BY CAST(run AS INTEGER) DESC"
    return [_run(row) for row in store.rows(sql, values)]


def _run(row: Row) -> ImportRun:
    run, kind, file, sha256, reading, taken_at, officer, as_of, version, *counts = row[:14]
    keys, operations, undone_at, undone_by, reason = row[14:]
    rows, imported, held, adopted, written = counts
    return ImportRun(
        run=run,
        kind=kind,
        file=file,
        sha256=sha256,
        reading=reading,
        taken_at=to_moment(taken_at) or datetime.min.replace(tzinfo=UTC),
        officer=officer,
        as_of=to_day(as_of),
        version=version,
        rows=rows,
        imported_rows=imported,
        held_rows=held,
        adopted=adopted,
        written=written,
        keys=tuple(unpack(keys)["keys"]),
        operations=tuple((name, first, end) for name, first, end in json.loads(operations)),
        undone_at=to_moment(undone_at),
        undone_by=undone_by or "",
        undo_reason=reason or "",
    )


def mark_undone(
    store: Store, run: ImportRun, officer: str, reason: str, before: Mapping[str, int]
) -> None:
    """Note that an import was taken back, and why; inside `Store.write` only.

    What took it back, written since `before` (last number by stream), counts as its own.
    """
    operations = [*run.operations, *_since(store, before)]
    store.execute(
        "UPDATE import_run SET undone_at = ?, undone_by = ?, undo_reason = ?, operations = ? "
        "WHERE run = ?",
        (moment_text(store.clock()), officer, reason, dumped(operations), run.run),
    )
    audit.put(store, officer, "import_undo", subject=run.run, reason=reason)


def ends(store: Store) -> dict[str, int]:
    """The last number of every stream."""
    return {name: head.seq for name, head in store.streams.items()}


def _since(store: Store, before: Mapping[str, int]) -> list[tuple[str, int, int]]:
    return [
        (name, before.get(name, 0) + 1, last)
        for name, last in sorted(ends(store).items())
        if last > before.get(name, 0)
    ]


def _remember(store: Store, one: Mapped) -> None:
    values = (
        *(one.kind, one.header_digest, dumped(list(one.headers)), dumped(dict(one.mapping))),
        *(moment_text(one.remembered_at), one.officer),
    )
    store.execute(
        f"INSERT OR REPLACE INTO import_mapping ({_MAPPED}) VALUES ({_marks(values)})", values
    )


def mappings(store: Store, kind: str = "") -> list[Mapped]:
    """The mappings that are remembered, by kind, the newest first."""
    return [
        Mapped(
            kind=kind,
            header_digest=digest,
            headers=tuple(json.loads(headers)),
            mapping=json.loads(mapping),
            remembered_at=to_moment(at) or datetime.min.replace(tzinfo=UTC),
            officer=officer,
        )
        for kind, digest, headers, mapping, at, officer in store.rows(
            f"SELECT {_MAPPED} FROM import_mapping WHERE ? IN ('', kind) "
            "ORDER BY kind, remembered_at DESC, header_digest",
            (kind,),
        )
    ]


def forget(store: Store, kind: str, header_digest: str) -> None:
    """Forget one mapping.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute(
            "DELETE FROM import_mapping WHERE kind = ? AND header_digest = ?",
            (kind, header_digest),
        )
