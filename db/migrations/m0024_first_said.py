"""Step 24: who answered last is found without the records, corrections among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    "DROP INDEX visit_need",
    (
        "CREATE INDEX visit_need ON outreach_visit "
        "(household_no, visited_on, hlc, has_need, visit_no, corrects_visit_no) "
        "WHERE gone = 0 AND has_need IS NOT NULL"
    ),
)


def first_said(db: Database) -> None:
    """Let the index of answers know what each of them corrects."""
    for statement in STATEMENTS:
        db.execute(statement)
