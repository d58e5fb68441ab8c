"""Step 29: what is left of operations that later ones answered, the archive, and what is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    # `content` has the form of a payload, without its values; `n` is the place in the log.
    "CREATE TABLE stub (n INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT",
    # Payloads that are no longer in the log, many in one: `places` lists theirs, `packed` has them.
    """CREATE TABLE archive (
    id INTEGER PRIMARY KEY, places TEXT NOT NULL, packed TEXT NOT NULL
) STRICT""",
    """CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    township_code TEXT, kind TEXT, subject TEXT, reason TEXT, ops TEXT, blobs TEXT, erased_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID""",
)


def folded_away(db: Database) -> None:
    """Create the three."""
    for statement in STATEMENTS:
        db.execute(statement)
