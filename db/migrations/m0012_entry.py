"""Step 12: what was handed out, the ledger in its order, visits by day, what left as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    "ALTER TABLE outreach_visit ADD COLUMN handouts TEXT",
    "DROP INDEX visit_by_day",
    "DROP INDEX visit_by_household",
    "CREATE INDEX visit_in_order ON outreach_visit (visited_on, hlc) WHERE gone = 0",
    (
        "CREATE INDEX visit_by_household ON outreach_visit "
        "(household_no, visited_on, hlc, contact_result, visit_no, gone)"
    ),
    (
        "CREATE INDEX visit_by_note ON outreach_visit "
        "(note, household_no, walk_in_no, visited_on, hlc) WHERE gone = 0 AND note IS NOT NULL"
    ),
    (
        "CREATE INDEX visit_by_person ON outreach_visit "
        "(person_met, note, household_no, walk_in_no, visited_on, hlc) "
        "WHERE gone = 0 AND person_met IS NOT NULL"
    ),
    # Every different text of a note or a name once: what is looked for is looked for in these.
    "CREATE TABLE visit_said (text TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    (
        "CREATE TRIGGER visit_spoken AFTER INSERT ON outreach_visit BEGIN "
        "INSERT INTO visit_said SELECT NEW.note WHERE NEW.note IS NOT NULL "
        "ON CONFLICT DO NOTHING; "
        "INSERT INTO visit_said SELECT NEW.person_met WHERE NEW.person_met IS NOT NULL "
        "ON CONFLICT DO NOTHING; END"
    ),
    (
        "INSERT INTO visit_said SELECT note FROM outreach_visit WHERE note IS NOT NULL "
        "UNION SELECT person_met FROM outreach_visit WHERE person_met IS NOT NULL"
    ),
    "CREATE TABLE visit_day (day TEXT PRIMARY KEY, visits INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # Whichever way a row comes and goes (a save, a bundle, a replay, REPLACE), the count follows.
    (
        "CREATE TRIGGER visit_replaced BEFORE INSERT ON outreach_visit BEGIN "
        "UPDATE visit_day SET visits = visits - 1 "
        "WHERE day = (SELECT visited_on FROM outreach_visit WHERE id = NEW.id AND gone = 0); END"
    ),
    (
        "CREATE TRIGGER visit_came AFTER INSERT ON outreach_visit "
        "WHEN NEW.gone = 0 AND NEW.visited_on IS NOT NULL BEGIN "
        "INSERT INTO visit_day VALUES (NEW.visited_on, 1) "
        "ON CONFLICT (day) DO UPDATE SET visits = visits + 1; END"
    ),
    (
        "CREATE TRIGGER visit_went AFTER UPDATE OF gone ON outreach_visit "
        "WHEN OLD.gone <> NEW.gone BEGIN "
        "UPDATE visit_day SET visits = visits + (CASE NEW.gone WHEN 0 THEN 1 ELSE -1 END) "
        "WHERE day = NEW.visited_on; END"
    ),
    (
        "CREATE TRIGGER visit_erased AFTER DELETE ON outreach_visit WHEN OLD.gone = 0 BEGIN "
        "UPDATE visit_day SET visits = visits - 1 WHERE day = OLD.visited_on; END"
    ),
    (
        "INSERT INTO visit_day SELECT visited_on, count(*) FROM outreach_visit "
        "WHERE gone = 0 AND visited_on IS NOT NULL GROUP BY visited_on"
    ),
    (
        "CREATE TABLE ledger_left (id INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, "
        "hlc INTEGER NOT NULL, from_on TEXT NOT NULL, to_on TEXT NOT NULL, "
        "township_code TEXT NOT NULL, village TEXT NOT NULL, household_no TEXT NOT NULL, "
        "text TEXT NOT NULL, method TEXT NOT NULL, officer TEXT NOT NULL) STRICT"
    ),
)


def entry(db: Database) -> None:
    """Add column, indexes, counts and the register of what left."""
    for statement in STATEMENTS:
        db.execute(statement)
