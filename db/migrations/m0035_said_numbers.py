"""Step 35: what was said has a number, so that indexes of it hold no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    "DROP INDEX visit_by_note",
    "DROP INDEX visit_by_person",
    "DROP TABLE visit_said",
    "CREATE TABLE visit_said (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    (
        "INSERT INTO visit_said (text) "
        "SELECT note FROM outreach_visit WHERE note IS NOT NULL "
        "UNION SELECT person_met FROM outreach_visit WHERE person_met IS NOT NULL"
    ),
    # A short text is said again and stands here once; a long one is hardly ever, and an index of
    # whole texts costs more than the visit.
    "CREATE UNIQUE INDEX visit_said_short ON visit_said (text) WHERE octet_length(text) <= 96",
    "ALTER TABLE outreach_visit ADD COLUMN note_no INTEGER",
    "ALTER TABLE outreach_visit ADD COLUMN person_no INTEGER",
    "CREATE INDEX visit_said_whole ON visit_said (text)",
    (
        "UPDATE outreach_visit SET note_no = (SELECT n FROM visit_said WHERE text = note), "
        "person_no = (SELECT n FROM visit_said WHERE text = person_met)"
    ),
    "DROP INDEX visit_said_whole",
    (
        "CREATE INDEX visit_by_note ON outreach_visit "
        "(note_no, visited_on, hlc, household_no, walk_in_no) "
        "WHERE gone = 0 AND note_no IS NOT NULL"
    ),
    (
        "CREATE INDEX visit_by_person ON outreach_visit "
        "(person_no, visited_on, hlc, note_no, household_no, walk_in_no) "
        "WHERE gone = 0 AND person_no IS NOT NULL"
    ),
)


def said_numbers(db: Database) -> None:
    """Number the texts of notes and names, and let the indexes of both hold the numbers."""
    for statement in STATEMENTS:
        db.execute(statement)
