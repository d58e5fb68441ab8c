"""Step: a check names the policy texts that it was answered by, and the texts are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_STATEMENTS = (
    "ALTER TABLE eligibility_check ADD COLUMN policy_digest TEXT",
    "ALTER TABLE eligibility_check ADD COLUMN digest TEXT",
    """CREATE TABLE policy_set (
    id TEXT PRIMARY KEY,
    digest TEXT, files TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX policy_set_by_digest ON policy_set (digest)",
)


def check_digests(db: Database) -> None:
    """Two columns for checks, a table for policy texts."""
    for statement in _STATEMENTS:
        db.execute(statement)
