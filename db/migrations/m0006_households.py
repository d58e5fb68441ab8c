"""Step 6: people met who are on no roster, what was done after a version, last fours to find by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCRIPT = """
CREATE TABLE walk_in (
    id TEXT PRIMARY KEY,
    walk_in_no TEXT, name TEXT, id_number TEXT, phone TEXT, township_code TEXT,
    admin_village TEXT, group_no TEXT, address_note TEXT, needs_note TEXT, remark TEXT,
    initials TEXT, household_no TEXT, met_on TEXT, linked_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX walk_in_by_no ON walk_in (walk_in_no);
CREATE INDEX walk_in_linked ON walk_in (household_no) WHERE household_no <> '';

CREATE TABLE roster_todo (
    id TEXT PRIMARY KEY,
    roster_version TEXT, household_no TEXT, township_code TEXT, code TEXT, note TEXT,
    done_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_todo_by_household ON roster_todo (household_no);

CREATE INDEX loan_tail ON loan (upper(substr(loan_no, -4)));
CREATE INDEX loan_contract_tail ON loan (upper(substr(contract_no, -4)));
CREATE INDEX note_phone_tail ON household_note (substr(phone, -4));
"""


def households(db: Database) -> None:
    """Create both tables and the indexes on last fours."""
    for statement in SCRIPT.split(";"):
        if statement.strip():
            db.execute(statement)
