"""Step 42: the villages of the roster in force are read from an index, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


def villages(db: Database) -> None:
    """Create the index that the list of villages, asked by each page, is counted along."""
    db.execute(
        "CREATE INDEX household_villages ON household "
        "(township_code, division_code, admin_village, township) "
        "WHERE household_status = 'listed'"
    )
