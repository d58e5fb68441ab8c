"""Step 9: what an officer put off or did of the day's tasks, what she opened, who was told.

Both tables are local: a day's plan and what was looked at concern this machine alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCRIPT = """
CREATE TABLE task_mark (
    task TEXT PRIMARY KEY,
    kind TEXT NOT NULL, until TEXT, officer TEXT NOT NULL, marked_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recent (
    page TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (page, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX visit_weeks ON outreach_visit (visited_on, contact_result, visit_no)
    WHERE gone = 0;
CREATE INDEX visit_need ON outreach_visit (household_no, visited_on, hlc, has_need, visit_no)
    WHERE gone = 0 AND has_need IS NOT NULL;
CREATE INDEX visit_promise ON outreach_visit (household_no, visited_on, follow_up_due, visit_no)
    WHERE gone = 0 AND follow_up_due IS NOT NULL
"""


def day(db: Database) -> None:
    """Create both tables and the indexes of the first page and of coverage."""
    for statement in SCRIPT.split(";"):
        if statement.strip():
            db.execute(statement)
