"""Step 31: papers that came back signed, by the number of the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    """CREATE TABLE paper_return (
    id TEXT PRIMARY KEY,
    notice_no TEXT, kind TEXT, township_code TEXT, household_no TEXT, record_no TEXT, note TEXT,
    returned_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX paper_return_by_no ON paper_return (notice_no)",
    (
        "CREATE INDEX paper_return_by_household ON paper_return (household_no) "
        "WHERE household_no IS NOT NULL"
    ),
)


def paper_returns(db: Database) -> None:
    """Make the table and its two indexes."""
    for statement in STATEMENTS:
        db.execute(statement)
