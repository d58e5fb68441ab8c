"""One visit saved, against the same INSERT and commit on the same encrypted file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import floor

from db import visits
from db.registry import TABLES
from db.store import Store
from tests.ledgers import Clock, new_store, person, publish, visit

SAVES = 2_000
AT_MOST = 2.0


def bare_save(store: Store) -> float:
    """The same row into the same table, alone in its transaction, in milliseconds."""
    row = store.rows("SELECT * FROM outreach_visit ORDER BY id DESC LIMIT 1")[0]
    bare_save.count += 1  # type: ignore[attr-defined]
    values = (f"bare-{bare_save.count:09d}", *row[1:])  # type: ignore[attr-defined]
    sql = f"INSERT INTO outreach_visit VALUES ({', '.join('?' * len(values))})"  # noqa: S608

    def save() -> None:
        store.execute("BEGIN IMMEDIATE")
        store.execute(sql, values)
        store.execute("COMMIT")

    return floor.seconds(save) * 1000


bare_save.count = 0  # type: ignore[attr-defined]


def main() -> int:
    """Print the result; 1 when it is over the limit."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "L", clock) as store:
        publish(store, [person(number) for number in range(1, 601)])

        def ours() -> float:
            clock.on(seconds=1)
            made = visit(1 + bare_save.count % 600, note="电话里说过，下次集日再来", has_need=False)  # type: ignore[attr-defined]
            return floor.seconds(lambda: visits.log(store, "王", [made])) * 1000

        ours()
        took, least = floor.medians(ours, lambda: bare_save(store), times=SAVES)
        fields = len(TABLES["outreach_visit"].fields)
    name = f"one visit of {fields} fields saved with its operation"
    return floor.report([floor.Result(name=name, ours=took, floor=least, at_most=AT_MOST)])


if __name__ == "__main__":
    sys.exit(main())
