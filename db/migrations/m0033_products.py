"""Step 33: products of the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_STATEMENT = """CREATE TABLE product (
    id TEXT PRIMARY KEY,
    name TEXT, bank TEXT, for_whom TEXT, amount TEXT, term TEXT, rate TEXT, guarantee TEXT,
    materials TEXT, contact TEXT, township_code TEXT, valid_to TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID"""


def products(db: Database) -> None:
    """Make the table."""
    db.execute(_STATEMENT)
