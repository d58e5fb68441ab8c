"""Step 28: which pictures other replicas ask for, and in which bundle each last went."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENT = """CREATE TABLE blob_peer (
    device TEXT NOT NULL, sha256 TEXT NOT NULL, wanted INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (device, sha256)
) STRICT, WITHOUT ROWID"""


def blobs_travel(db: Database) -> None:
    """Create the shelf of what peers ask for."""
    db.execute(STATEMENT)
