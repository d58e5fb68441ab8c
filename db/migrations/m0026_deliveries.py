"""Step 26: how a collection notice came to its borrower."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    """CREATE TABLE notice_delivery (
    id TEXT PRIMARY KEY,
    notice_no TEXT, township_code TEXT, way TEXT, result TEXT, delivered_by TEXT, witness TEXT,
    note TEXT, delivered_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX notice_delivery_by_no ON notice_delivery (notice_no, gone)",
)


def deliveries(db: Database) -> None:
    """Create the table of deliveries."""
    for statement in STATEMENTS:
        db.execute(statement)
