"""Step 13: who may be the same person is found by an index, never by reading all records."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    "CREATE INDEX walk_in_by_id ON walk_in (id_number)",
    "CREATE INDEX walk_in_by_tail ON walk_in (substr(phone, -4))",
    "CREATE INDEX walk_in_by_name ON walk_in (name, admin_village)",
    # Fields with several numbers are few and have no one end to be found by.
    "CREATE INDEX walk_in_phones ON walk_in (phone) WHERE instr(phone, '\u3001') > 0",
    "CREATE INDEX note_phones ON household_note (phone) WHERE instr(phone, '\u3001') > 0",
)


def people(db: Database) -> None:
    """Add the indexes."""
    for statement in STATEMENTS:
        db.execute(statement)
