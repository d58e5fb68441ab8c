"""Step 18: what a bundle carried, by table, for the sheet that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


def bundle_contents(db: Database) -> None:
    """Add the counts by table to the local register of bundles."""
    db.execute("ALTER TABLE bundle ADD COLUMN contents TEXT NOT NULL DEFAULT ''")
