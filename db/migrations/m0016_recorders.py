"""Step 16: who wrote in the ledger of visits, each name once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    # Whoever is looked for in half a million records is looked for in these few names.
    "CREATE TABLE visit_officer (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    (
        "CREATE TRIGGER visit_recorded AFTER INSERT ON outreach_visit WHEN NEW.officer <> '' BEGIN "
        "INSERT INTO visit_officer VALUES (NEW.officer) ON CONFLICT DO NOTHING; END"
    ),
    ("INSERT INTO visit_officer SELECT DISTINCT officer FROM outreach_visit WHERE officer <> ''"),
)


def recorders(db: Database) -> None:
    """Add the names and what keeps them."""
    for statement in STATEMENTS:
        db.execute(statement)
