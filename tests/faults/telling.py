"""What the histories ask a replica: whose saves it holds, and what it shows of a township."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from db import merge
from db.registry import TABLES
from db.values import dumped
from desktop.errors import UserError
from desktop.exchange import bundle
from tests.faults.newer import HERD
from tests.replicas import Replica

NOTE, VISIT = "household_note", "outreach_visit"
PHOTOS = "+photos"

Place = tuple[str, int]
"""A stream and a number in it."""


def token_of(officer: str = "officer", table: str = "tbl") -> str:
    """The token of an operation as SQL: photos travel beside their visit, as another token."""
    return f"{officer} || iif({table} = 'evidence', '{PHOTOS}', '')"


def rows_of(one: Replica, scope: str, apart: set[str]) -> object:
    """What a replica shows of a township: notes with their heads, visits, parameters."""
    found: list[object] = []
    but = dumped(sorted(apart))
    for table in (NOTE, VISIT, "county_parameter", *({HERD} & TABLES.keys())):
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


def there(one: Replica) -> set[Place]:
    """The places of all operations that a replica holds: counted, waiting or set aside."""
    log = "SELECT s.name, o.seq FROM op o JOIN stream s ON s.id = o.stream"
    shelves = "SELECT stream, seq FROM waiting UNION SELECT stream, seq FROM quarantine"
    return set(one.store.rows(f"{log} UNION {shelves}"))


def lacking(one: Replica, other: Replica, audiences: frozenset[str] | None) -> list[Place]:
    """What another replica should get of this one and does not hold, in its own form or at all."""
    log = "SELECT s.name, o.seq, o.chain FROM op o JOIN stream s ON s.id = o.stream"
    shelves = "SELECT {0} FROM waiting UNION SELECT {0} FROM quarantine".format(
        "stream, seq, chain"
    )
    own = "" if one.is_hub else f"{one.store.identity.device}/"
    found = set(other.store.rows(f"{log} UNION {shelves}"))
    return [
        (stream, seq)
        for stream, seq, chain in one.store.rows(log)
        if stream.startswith(own)
        and (audiences is None or stream.rpartition("/")[2] in audiences)
        and (stream, seq, chain) not in found
    ]


def on_stick(stick: Path) -> list[set[Place]]:
    """What each bundle on a stick says that it brings."""
    found = []
    for path in sorted(stick.rglob("*.[tT][dD][bB]")):
        try:
            with path.open("rb") as f:
                ranges = bundle.peek(f).ranges
        except UserError:
            continue
        found.append({(r.stream, n) for r in ranges for n in range(r.first, r.last + 1)})
    return found


def broken_up(bundles: Iterable[set[Place]], before: set[Place], after: set[Place]) -> set[Place]:
    """What of bundles came without the rest of the same bundle."""
    wholly: set[Place] = set()
    brought: set[Place] = set()
    for each in bundles:
        brought |= each
        wholly |= each if each <= after else set()
    return ((after - before) & brought) - wholly
