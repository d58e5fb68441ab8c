"""Imports that were taken in: listed, and taken back as a whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import imports, undoing
from db.store import StoreError
from desktop.errors import UserError
from desktop.services.records.imports import ImportRunLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from db.records.imports import ImportRun
    from desktop.services.session import Session

_UNDO_DAYS = timedelta(days=30)
_NAMED = 5
_DIGITS = 4


def line(session: Session, one: ImportRun) -> ImportRunLine:
    """One import as it is listed."""
    until = _until(one)
    return ImportRunLine(
        run=one.run,
        kind=one.kind,
        file=one.file,
        sha256=one.sha256,
        taken_at=one.taken_at,
        officer=one.officer,
        as_of=one.as_of,
        version=one.version,
        rows=one.rows,
        imported_rows=one.imported_rows,
        held_rows=one.held_rows,
        adopted=one.adopted,
        written=one.written,
        undo_until=until,
        undoable=one.undone_at is None and session.today() <= until,
        undone_at=one.undone_at,
        undone_by=one.undone_by,
        undo_reason=one.undo_reason,
    )


def _until(one: ImportRun) -> date:
    return one.taken_at.astimezone().date() + _UNDO_DAYS


def undoable(session: Session, run: str, reason: str) -> ImportRun:
    """The import of that number, if it may still be taken back."""
    try:
        one = imports.get(session.store, run.lstrip("0").zfill(_DIGITS))
    except StoreError as error:
        raise UserError("import_run_unknown", run=run) from error
    if not reason.strip():
        raise UserError("reason_missing")
    if one.undone_at is not None:
        raise UserError("import_undone_already", run=run)
    if session.today() > _until(one):
        raise UserError("import_undo_late", run=run, until=_until(one).isoformat())
    return one


def undo(session: Session, one: ImportRun, reason: str) -> ImportRunLine:
    """Take it back, unless something stands on it."""
    found = undoing.standing(session.store, one)
    if found.runs:
        raise UserError("import_stood_on_imports", run=one.run, runs=_named(found.runs))
    if found.work:
        raise UserError("import_stood_on_work", run=one.run, names=_named(found.work))
    undoing.undo(session.store, session.officer, one, reason.strip())
    return line(session, imports.get(session.store, one.run))


def _named(names: Sequence[str]) -> str:
    """The first few names and how many more there are."""
    more = len(names) - _NAMED
    return " ".join((*names[:_NAMED], *([f"+{more}"] if more > 0 else [])))
