"""Step 30: a bundle that came is kept with the number that its sender gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


def bundle_numbers(db: Database) -> None:
    """Let a missing bundle be named by its number."""
    db.execute("ALTER TABLE bundle ADD COLUMN number INTEGER NOT NULL DEFAULT 0")
