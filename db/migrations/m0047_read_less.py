"""Step 47: one index for the order of the ledger and its weeks, one of pictures in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


def read_less(db: Database) -> None:
    """Let the list's index hold what is counted by weeks; find pictures without reading the log."""
    db.execute("DROP INDEX visit_weeks")
    db.execute("DROP INDEX visit_in_order")
    db.execute(
        "CREATE INDEX visit_in_order ON outreach_visit "
        "(visited_on, hlc, contact_result, visit_no) WHERE gone = 0"
    )
    db.execute(
        "CREATE INDEX op_of_picture ON op (n, \"row\") WHERE tbl = 'evidence' AND kind = 'insert'"
    )
