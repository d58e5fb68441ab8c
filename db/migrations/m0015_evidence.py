"""Step 15: photos of visits: what is known of each, and their bytes by their hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    """CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    visit TEXT, township_code TEXT, sha256 TEXT, taken_at TEXT, added_at TEXT,
    size INTEGER, width INTEGER, height INTEGER, latitude_e6 INTEGER, longitude_e6 INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX evidence_by_visit ON evidence (visit, gone)",
    "CREATE INDEX evidence_by_hash ON evidence (sha256, gone)",
    # Not in the rows above: lists would have to read past the pictures. `staged` is what is known
    # of a picture that no record has yet, since `staged_at`; both end when a record has it.
    """CREATE TABLE blob (
    sha256 TEXT PRIMARY KEY, data BLOB NOT NULL, staged TEXT, staged_at TEXT
) STRICT""",
    "CREATE INDEX blob_staged ON blob (staged_at) WHERE staged_at IS NOT NULL",
)


def evidence(db: Database) -> None:
    """Create the table of photos and the shelf of their bytes."""
    for statement in STATEMENTS:
        db.execute(statement)
