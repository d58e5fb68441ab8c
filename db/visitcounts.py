"""What is counted and named beside the visits as they are written: days, recorders, texts.

Rows come by `numbers` and `came` alone, whichever way they come (a save, a bundle, a replay). When
a row goes, triggers follow its day, and `forget` follows the erasing of what it said. One statement
for many rows, so that a bundle costs no more than its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from db.gate import Gate
from db.records.core import Value

TABLE = "outreach_visit"
SAID = ("note", "person_met")
"""The fields in which words are looked for."""
DAY = "visited_on"
"""The field by which they are counted."""
NUMBERS = ("note_no", "person_no")
"""The columns with the numbers of what these say; they belong to this file, not to the record."""
_DAY = (
    "INSERT INTO visit_day VALUES (?, ?) "
    "ON CONFLICT (day) DO UPDATE SET visits = visits + excluded.visits"
)
_NAME = "INSERT INTO visit_officer VALUES (?) ON CONFLICT DO NOTHING"
_TEXT = "INSERT INTO visit_said (n, text) VALUES (?, ?)"
_SHORT, _TINY = 96, 24
"""A text of up to so many bytes stands once in the list of what was said; so many characters are
never more bytes than that."""
_AT_ONCE, _FEW = 64, 2


def came(gate: Gate, officers: Iterable[str], days: Iterable[Value]) -> None:
    """Count and name visits that were written just now: who wrote them, and the day of each.

    None is the day of one that does not count. Inside a transaction only.
    """
    counted = Counter(days)
    counted.pop(None, None)
    gate.executemany(_DAY, counted.items())
    gate.executemany(_NAME, [(one,) for one in officers if one])


def numbers(gate: Gate, said: Iterable[Value]) -> dict[Value, int | None]:
    """The numbers of what visits say, by text; new ones are given. Inside a transaction only."""
    found: dict[Value, int | None] = dict.fromkeys(said)
    short = [
        text
        for text in found
        if isinstance(text, str)
        and len(text) <= _SHORT
        and (len(text) <= _TINY or len(text.encode()) <= _SHORT)
    ]
    for start in range(0, len(short), _AT_ONCE):
        some = short[start : start + _AT_ONCE]
        found.update(gate.execute(_known(len(some)), some).fetchall())
    new = [text for text, n in found.items() if n is None and text is not None]
    if len(new) <= _FEW:
        for text in new:
            found[text] = gate.execute(_TEXT, (None, text)).lastrowid
    else:
        first = gate.number("SELECT max(n) FROM visit_said") + 1
        found.update((text, n) for n, text in enumerate(new, first))
        gate.executemany(_TEXT, [(found[text], text) for text in new])
    return found


@cache
def _known(count: int) -> str:
    return (
        "SELECT text, n FROM visit_said INDEXED BY visit_said_short "
        f"WHERE octet_length(text) <= {_SHORT} AND text IN ({', '.join('?' * count)})"
    )


def numbered(gate: Gate, fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields of a visit with the numbers of what it says; inside a transaction only."""
    found = numbers(gate, [fields.get(name) for name in SAID])
    said = {no: found[fields.get(name)] for name, no in zip(SAID, NUMBERS, strict=True)}
    return {**fields, **said}


def forget(gate: Gate) -> None:
    """Forget the names and texts that no visit has any more; inside a transaction only."""
    gate.execute(f"DELETE FROM visit_officer WHERE name NOT IN (SELECT officer FROM {TABLE})")
    gate.execute(
        "DELETE FROM visit_said WHERE n NOT IN "
        f"(SELECT note_no FROM {TABLE} WHERE note_no IS NOT NULL "
        f"UNION SELECT person_no FROM {TABLE} WHERE person_no IS NOT NULL)"
    )


def forget_all(gate: Gate) -> None:
    """Forget all texts, because all visits come again; inside a transaction only."""
    gate.execute("DELETE FROM visit_said")


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
    gate.execute("CREATE INDEX visit_said_whole ON visit_said (text)")
    gate.execute(
        f"INSERT INTO visit_said (text) SELECT note FROM {TABLE} WHERE note IS NOT NULL "
        f"UNION SELECT person_met FROM {TABLE} WHERE person_met IS NOT NULL "
        "EXCEPT SELECT text FROM visit_said"
    )
    gate.execute(
        f"UPDATE {TABLE} SET note_no = (SELECT min(n) FROM visit_said WHERE text = note), "
        "person_no = (SELECT min(n) FROM visit_said WHERE text = person_met)"
    )
    gate.execute("DROP INDEX visit_said_whole")
    forget(gate)
