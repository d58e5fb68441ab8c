"""One visit saved, against the same INSERT and commit on the same encrypted file.

Also as the officer's Enter saves it: its draft, which was kept field by field, ends with it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from functools import partial
from pathlib import Path

import floor

from db import drafts, visits
from db.records.work import Visit
from db.registry import TABLES
from db.store import Store
from tests.ledgers import Clock, new_store, person, publish, visit

SAVES = 2_000
AT_MOST = 2.0
DRAFT = json.dumps(
    {"by": "王", "on": "2026-07-08", "method": "visit", "head": "王小明", "met": "self",
     "household_no": "14999900001", "intent": "need", "amount": "5", "use": "cattle", "note": ""}
)  # fmt: skip


def bare_save(store: Store) -> float:
    """The same row into the same table, alone in its transaction, in milliseconds."""
    row = store.rows("SELECT * FROM outreach_visit ORDER BY id DESC LIMIT 1")[0]
    bare_save.count += 1
    values = (f"bare-{bare_save.count:09d}", *row[1:])
    sql = f"INSERT INTO outreach_visit VALUES ({', '.join('?' * len(values))})"  # noqa: S608

    def save() -> None:
        store.execute("BEGIN IMMEDIATE")
        store.execute(sql, values)
        store.execute("COMMIT")

    return floor.seconds(save) * 1000


bare_save.count = 0


def main() -> int:
    """Print the result; 1 when it is over the limit."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "L", clock) as store:
        publish(store, [person(number) for number in range(1, 601)])

        def made() -> Visit:
            clock.on(seconds=1)
            number = 1 + bare_save.count % 600
            return visit(number, note="电话里说过，下次集日再来", has_need=False)

        def ours() -> float:
            one = made()
            return floor.seconds(lambda: visits.log(store, "王", [one])) * 1000

        def entered() -> float:
            one = made()
            drafts.keep(store, "quick", "row", DRAFT)
            save = partial(visits.log, store, "王", [one], finishing="row")
            return floor.seconds(save) * 1000

        def field_left() -> float:
            note = DRAFT.replace('"note": ""', f'"note": "{bare_save.count}"')
            return floor.seconds(lambda: drafts.keep(store, "quick", "row", note)) * 1000

        results = []
        fields = len(TABLES["outreach_visit"].fields)
        for name, call in (
            (f"one visit of {fields} fields saved with its operation", ours),
            ("the same, ending its draft", entered),
            ("one field that was left kept as a draft", field_left),
        ):
            call()
            took, least = floor.medians(call, lambda: bare_save(store), times=SAVES)
            results.append(floor.Result(name=name, ours=took, floor=least, at_most=AT_MOST))
    return floor.report(results)


if __name__ == "__main__":
    sys.exit(main())
