"""Step 47: the order of the ledger's list and the contacts of a week are read from one index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


def weeks(db: Database) -> None:
    """Let the index of the list hold what is counted by weeks."""
    db.execute("DROP INDEX visit_weeks")
    db.execute("DROP INDEX visit_in_order")
    db.execute(
        "CREATE INDEX visit_in_order ON outreach_visit "
        "(visited_on, hlc, contact_result, visit_no) WHERE gone = 0"
    )
