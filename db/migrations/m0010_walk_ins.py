"""Step 10: people on no roster have a birth date, a best time, and may be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCRIPT = """
ALTER TABLE walk_in ADD COLUMN birth_date TEXT;
ALTER TABLE walk_in ADD COLUMN best_time TEXT;
ALTER TABLE walk_in ADD COLUMN merged_into TEXT;
CREATE INDEX walk_in_merged ON walk_in (merged_into) WHERE merged_into <> '';
"""


def walk_ins(db: Database) -> None:
    """Add the columns; what is there keeps its values."""
    for statement in SCRIPT.split(";"):
        if statement.strip():
            db.execute(statement)
