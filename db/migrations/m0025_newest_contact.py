"""Step 25: the newest contact of a household says whether it was told, asked, promised; one index.

What the two indexes of answers and of promises were for is read from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

STATEMENTS = (
    "DROP INDEX visit_need",
    "DROP INDEX visit_promise",
    "DROP INDEX visit_by_household",
    (
        "CREATE INDEX visit_by_household ON outreach_visit (household_no, visited_on, hlc, "
        "contact_result, has_need, follow_up_due, corrects_visit_no, visit_no, gone)"
    ),
)


def newest_contact(db: Database) -> None:
    """Let one index answer what most households need no further look for."""
    for statement in STATEMENTS:
        db.execute(statement)
