"""Two versions of 50,000 people compared, the work list behind them, and their quality report."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import process_time

import floor

from db import followups, rosterlook, rosters, rosterspan
from db.derive import packed_rows
from db.rosterlist import decoded, no_collecting
from db.values import Given
from desktop.rules.identity import check_digit
from desktop.rules.roster_quality import Inspector
from desktop.services.rosters.quality import houses
from tests.ledgers import TOWNSHIP, Clock, new_store, person, publish

PEOPLE = 50_000
IN_HOUSE = 3
RUNS = 3
JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)

Row = dict[str, Given]


def people(chance: random.Random) -> Iterator[Row]:
    """Made-up households of three people, with numbers that hold."""
    for place in range(PEOPLE):
        household, member = divmod(place, IN_HOUSE)
        head = (
            f"149999{1940 + chance.randrange(80)}{chance.randrange(1, 13):02d}11{place % 1000:03d}"
        )
        told = {"id_number": head + check_digit(head), "member_count": IN_HOUSE}
        yield person(household, member + 1, **told)


def changed(rows: list[Row], chance: random.Random) -> list[Row]:
    """A twentieth of the households leaves, a tenth of the people changes, some are new."""
    gone = {row["household_no"] for row in rows if chance.random() < 0.02}
    kept = [row for row in rows if row["household_no"] not in gone]
    fresh = [person(90_000 + n, 1, id_number=f"149999199001{n:05d}X") for n in range(PEOPLE // 50)]
    told = ({"needs_continued_support": "no"}, {"group_no": "2"}, {"labour_skill": "weak"})
    return [
        {**row, **chance.choice(told)} if chance.random() < 0.1 else row for row in kept
    ] + fresh


def seconds(call: Callable[[], None]) -> float:
    """How long one call works, not counting what others do on this machine."""
    start = process_time()
    call()
    return process_time() - start


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    chance = random.Random(2026)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "L", Clock()) as store:
        rows = list(people(chance))
        first = publish(store, rows, as_of=JUNE)
        publish(store, changed(rows, chance), as_of=JULY)
        last = publish(store, changed(rows, chance), as_of=AUGUST)

        def compare() -> None:
            assert len(rosterspan.between(store, first, last)) > PEOPLE // 50

        def kept() -> None:
            assert rosters.changes(store, last)

        def work() -> None:
            assert followups.events(store)

        def reading() -> None:
            for label in (first, last):
                columns = decoded(packed_rows(store, f"{TOWNSHIP}/{label}"))
                list(zip(*columns.values(), strict=True))

        def quality() -> None:
            with no_collecting():
                look()

        def look() -> None:
            found = list(Inspector(AUGUST).inspect(houses(rosterlook.people(store), {"head"})))
            assert found is not None

        ours, least = floor.medians(lambda: seconds(compare), lambda: seconds(reading), times=RUNS)
        results = [
            floor.Result(name="diff of two versions", ours=ours, unit="s", at_most=2),
            floor.Result(name="diff, to reading both", ours=ours, floor=least, unit="s", at_most=5),
            floor.Result(name="diff of neighbours", ours=seconds(kept), unit="s", at_most=2),
            floor.Result(name="work list", ours=seconds(work), unit="s", at_most=2),
            floor.Result(name="quality", ours=seconds(quality), unit="s", at_most=2),
        ]
    return floor.report(results)


if __name__ == "__main__":
    sys.exit(main())
