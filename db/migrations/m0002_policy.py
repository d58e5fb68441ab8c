"""Step 2: the county's policy documents, and numbers that a bank lays down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

# The content stands last, so that nobody who asks for the other columns has to walk over it.
TABLES = """
CREATE TABLE policy_document (
    id TEXT PRIMARY KEY,
    file TEXT, kind TEXT, pack_id TEXT, number TEXT, title TEXT, digest TEXT, signature TEXT,
    reason TEXT, installed_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    content TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE bank_parameter (
    id TEXT PRIMARY KEY,
    bank TEXT, key TEXT, value TEXT, source_document TEXT, filled_by TEXT, status TEXT,
    effective_from TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
"""


def policy(db: Database) -> None:
    """Create both tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            db.execute(statement)
