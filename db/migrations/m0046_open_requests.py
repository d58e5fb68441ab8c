"""Step 46: requests to renew are read by their day, not all that there ever were."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


def open_requests(db: Database) -> None:
    """Create the index of requests by day."""
    db.execute(
        "CREATE INDEX renewal_request_by_day ON renewal_request (requested_on, request_no) "
        "WHERE gone = 0"
    )
