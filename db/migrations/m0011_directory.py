"""Step 11: outlets in the directory, answers to stale boards, sheets found by their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_SCRIPT = """
ALTER TABLE contact_person ADD COLUMN address TEXT;
ALTER TABLE contact_person ADD COLUMN hours TEXT;
CREATE TABLE board_answer (
    id TEXT PRIMARY KEY,
    notice_no TEXT, township_code TEXT, why TEXT, note TEXT, answered_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX board_answer_by_no ON board_answer (notice_no);
CREATE INDEX notice_by_place ON notice_issued (kind, division_code, issued_at)
"""


def directory(db: Database) -> None:
    """Give contacts an address and hours, and make the table and the index."""
    for statement in _SCRIPT.split(";"):
        db.execute(statement.strip())
