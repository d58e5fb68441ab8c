"""A program that is newer than others of its county: it knows one table and one field more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

import pytest

import db.alike
import db.store
from db import bulk, migrations
from db.driver import Connection
from db.registry import TABLES
from db.table import Audience, Kind, Table, by_type
from desktop.services.sync import taking

NOTES, FIELD = "household_note", "wechat"
HERD, HERD_FIELD = "livestock", "kind"
LIVESTOCK = Table(
    name=HERD,
    kind=Kind.SHARED,
    audience=Audience.WORK,
    fields=by_type(text=f"household_no {HERD_FIELD}", int="heads"),
)
_COLUMNS = (
    "id TEXT PRIMARY KEY, household_no TEXT, kind TEXT, heads INTEGER, officer TEXT NOT NULL, "
    "scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, "
    "gone INTEGER NOT NULL DEFAULT 0"
)
_PROGRAM = pytest.MonkeyPatch()


class File(Protocol):
    """An open ledger, or a bare connection to one."""

    def execute(self, sql: str) -> Any: ...


def newer(patch: pytest.MonkeyPatch) -> None:
    """From here on the program knows one table more, and one field more of an old one."""
    notes = TABLES[NOTES]
    patch.setitem(TABLES, HERD, LIVESTOCK)
    patch.setitem(TABLES, NOTES, replace(notes, fields={**notes.fields, FIELD: "text"}))
    for module in (db.store, db.alike, taking):
        patch.setattr(module, "fingerprint", lambda: "ff" * 32)
    begin = migrations.begin_in_memory

    def begin_newer(file: Connection) -> None:
        begin(file)
        step(file)

    patch.setattr(migrations, "begin_in_memory", begin_newer)


def run_as(*, newer_one: bool) -> None:
    """What follows is done by a newer program, or by that of today."""
    if newer_one == (HERD in TABLES):
        return
    if newer_one:
        newer(_PROGRAM)
    else:
        _PROGRAM.undo()
    bulk._shape.cache_clear()  # noqa: SLF001 - each program has its own


def step(file: File) -> None:
    """What the step of the newer program does to a file."""
    file.execute(f"CREATE TABLE {HERD} ({_COLUMNS}) STRICT, WITHOUT ROWID")
    file.execute(f"ALTER TABLE {NOTES} ADD COLUMN {FIELD} TEXT")


def is_newer(file: File) -> bool:
    """Whether the step was made already."""
    found = file.execute(f"SELECT 1 FROM sqlite_master WHERE name = '{HERD}'").fetchone()
    return found is not None
