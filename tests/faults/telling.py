"""What the histories ask a replica: whose saves it holds, and what it shows of a township."""

from __future__ import annotations

from db import merge
from db.values import dumped
from tests.replicas import Replica

NOTE, VISIT = "household_note", "outreach_visit"
PHOTOS = "+photos"


def token_of(officer: str = "officer", table: str = "tbl") -> str:
    """The token of an operation as SQL: photos travel beside their visit, as another token."""
    return f"{officer} || iif({table} = 'evidence', '{PHOTOS}', '')"


def rows_of(one: Replica, scope: str, apart: set[str]) -> object:
    """What a replica shows of a township: notes with their heads, visits, parameters."""
    found: list[object] = []
    but = dumped(sorted(apart))
    for table in (NOTE, VISIT, "county_parameter"):
        columns = [c[1] for c in one.store.rows(f"PRAGMA table_info({table})") if c[1] != "stream"]
        found.append(
            one.store.rows(
                f"SELECT {', '.join(f't.{c}' for c in columns)}, s.name FROM {table} t "
                "JOIN stream s ON s.id = t.stream WHERE t.scope = ? "
                "AND t.id NOT IN (SELECT value FROM json_each(?)) ORDER BY t.id",
                (scope, but),
            )
        )
    found.append([r for r in merge.reviews(one.store) if r.scope == scope and r.row not in apart])
    return found
