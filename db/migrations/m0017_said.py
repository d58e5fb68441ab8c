"""Step 17: what was said, by day, so that the records of a word are counted as they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    "DROP INDEX visit_by_note",
    "DROP INDEX visit_by_person",
    (
        "CREATE INDEX visit_by_note ON outreach_visit "
        "(note, visited_on, hlc, household_no, walk_in_no) WHERE gone = 0 AND note IS NOT NULL"
    ),
    (
        "CREATE INDEX visit_by_person ON outreach_visit "
        "(person_met, visited_on, hlc, note, household_no, walk_in_no) "
        "WHERE gone = 0 AND person_met IS NOT NULL"
    ),
)


def said(db: Database) -> None:
    """Put the day right behind the text in both indexes of what was said."""
    for statement in STATEMENTS:
        db.execute(statement)
