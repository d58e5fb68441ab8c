"""Step 8: how needs ended, contacts of people on no roster, what came from old ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCRIPT = """
CREATE TABLE need_end (
    id TEXT PRIMARY KEY,
    visit TEXT, township_code TEXT, outcome TEXT, reason TEXT, check_no TEXT, said_by TEXT,
    note TEXT, correction_reason TEXT, settles TEXT, ended_on TEXT, recorded_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX need_end_by_visit ON need_end (visit, gone);

ALTER TABLE outreach_visit ADD COLUMN walk_in_no TEXT;
ALTER TABLE outreach_visit ADD COLUMN taken_over TEXT;
ALTER TABLE outreach_visit ADD COLUMN kept_by TEXT;
ALTER TABLE outreach_visit ADD COLUMN originals TEXT;
CREATE INDEX visit_by_walk_in ON outreach_visit (walk_in_no) WHERE walk_in_no IS NOT NULL;
CREATE INDEX visit_needs ON outreach_visit
    (visited_on, corrects_visit_no, visit_no, household_no, taken_over, gone, has_need, hlc)
    WHERE has_need = 1;
CREATE INDEX visit_promises ON outreach_visit (follow_up_due) WHERE follow_up_due IS NOT NULL;

ALTER TABLE publicity_activity ADD COLUMN correction_reason TEXT;
ALTER TABLE publicity_activity ADD COLUMN taken_over TEXT;
ALTER TABLE publicity_activity ADD COLUMN kept_by TEXT;
ALTER TABLE publicity_activity ADD COLUMN originals TEXT;
ALTER TABLE publicity_activity ADD COLUMN materials TEXT;
ALTER TABLE publicity_activity ADD COLUMN materials_count INTEGER;
"""


def needs(db: Database) -> None:
    """Create the table of ends and the columns and indexes beside visits and activities."""
    for statement in SCRIPT.split(";"):
        if statement.strip():
            db.execute(statement)
