"""When records were really written, and the digests that the chain of operations has of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from db.hlc import moment_of
from db.registry import TABLES
from db.store import Store
from db.values import dumped, to_day


def written(store: Store, table: str, rows: Collection[str]) -> dict[str, tuple[datetime, str]]:
    """Moment (UTC) and digest (hex) of the operation that wrote each of these rows.

    A row whose operation is not here any more is left out.
    """
    name = TABLES[table].name
    found = store.rows(
        f"SELECT r.id, o.hlc, o.digest FROM json_each(?) j JOIN {name} r ON r.id = j.value "
        "JOIN op o ON o.n = (r.stream << 40) + r.seq",
        (dumped(sorted(rows)),),
    )
    return {row: (moment_of(clock), bytes(digest).hex()) for row, clock, digest in found}


def first_day(store: Store) -> date | None:
    """The day of the first contact that this ledger has; None where it has none."""
    row = store.one("SELECT min(day) FROM visit_day WHERE visits > 0")
    return to_day(row[0]) if row else None
