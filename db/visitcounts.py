"""What is counted and named beside the visits as they are written: days, recorders, texts.

Rows come by `came` alone, whichever way they come (a save, a bundle, a replay). When a row goes,
triggers follow its day, and `forget` follows the erasing of what it said. One statement for many
rows, so that a bundle costs no more than its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from db.gate import Gate
from db.records.core import Value

TABLE = "outreach_visit"
_DAY = (
    "INSERT INTO visit_day VALUES (?, ?) "
    "ON CONFLICT (day) DO UPDATE SET visits = visits + excluded.visits"
)
_NAME = "INSERT INTO visit_officer VALUES (?) ON CONFLICT DO NOTHING"
_TEXT = "INSERT INTO visit_said VALUES (?) ON CONFLICT DO NOTHING"

Came = tuple[str, Mapping[str, Value]]
"""A visit that stands: who wrote it, and its fields."""


def came(gate: Gate, visits: Iterable[Came]) -> None:
    """Count and name visits that were written just now; inside a transaction only."""
    written = list(visits)
    days = Counter([fields.get("visited_on") for _, fields in written])
    names = {officer for officer, _ in written}
    texts = {fields.get("note") for _, fields in written}
    texts.update([fields.get("person_met") for _, fields in written])
    days.pop(None, None)
    texts.discard(None)
    names.discard("")
    gate.executemany(_DAY, days.items())
    gate.executemany(_NAME, [(one,) for one in names])
    gate.executemany(_TEXT, sorted((one,) for one in texts))


def forget(gate: Gate) -> None:
    """Forget the names and texts that no visit has any more; inside a transaction only."""
    gate.execute(f"DELETE FROM visit_officer WHERE name NOT IN (SELECT officer FROM {TABLE})")
    gate.execute(
        "DELETE FROM visit_said WHERE text NOT IN "
        f"(SELECT note FROM {TABLE} WHERE note IS NOT NULL "
        f"UNION SELECT person_met FROM {TABLE} WHERE person_met IS NOT NULL)"
    )


def recount(gate: Gate) -> None:
    """Count and name all that stands anew; inside a transaction only."""
    gate.execute("DELETE FROM visit_day")
    gate.execute(
        f"INSERT INTO visit_day SELECT visited_on, count(*) FROM {TABLE} "
        "WHERE gone = 0 AND visited_on IS NOT NULL GROUP BY visited_on"
    )
    gate.execute(
        f"INSERT OR IGNORE INTO visit_officer SELECT DISTINCT officer FROM {TABLE} "
        "WHERE officer <> ''"
    )
    gate.execute(
        f"INSERT OR IGNORE INTO visit_said SELECT note FROM {TABLE} WHERE note IS NOT NULL "
        f"UNION SELECT person_met FROM {TABLE} WHERE person_met IS NOT NULL"
    )
    forget(gate)
