"""Step 8: what was handed out, the ledger in its order, visits by day, what left as a list."""

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
        "CREATE INDEX visit_said ON outreach_visit "
        "(note, person_met, household_no, visited_on, hlc) "
        "WHERE gone = 0 AND (note IS NOT NULL OR person_met IS NOT NULL)"
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
        "text TEXT NOT NULL) STRICT"
    ),
)


def entry(db: Database) -> None:
    """Add column, indexes, counts and the register of what left."""
    for statement in STATEMENTS:
        db.execute(statement)
