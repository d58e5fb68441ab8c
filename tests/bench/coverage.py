"""Coverage: 5,000 households in 24 villages over a ledger of 500,000 contacts.

The round of the quarter, contacts by week, needs, and the work list of a village. The floor is one
look per household into the index of contacts. Processor time.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import floor

from desktop.services.records.people import HouseholdFilter
from tests.ledgers import Clock, new_store
from tests.rounds import VILLAGES, build, desk_over, looks

HOUSEHOLDS, LOANS, VISITS = 5_000, 2_000, 500_000
MOST_MS, LIST_MS, RATIO = 200, 100, 4
TIMES = 9


def worked(call: Callable[[], object]) -> float:
    """Milliseconds that one call works, not counting what others do on this machine."""
    start = process_time()
    call()
    return (process_time() - start) * 1000


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "L", clock) as store:
        build(store, households=HOUSEHOLDS, running=LOANS, visits=VISITS)
        desk = desk_over(store, clock)
        reports, houses = desk.reports, desk.households
        village = houses.villages()[VILLAGES // 2]
        wanted = HouseholdFilter(
            told="not_told_quarter", village=village.division_code, status="listed"
        )
        assert len(reports.coverage().villages) == VILLAGES

        def least() -> float:
            return worked(lambda: looks(store))

        def covered() -> float:
            return worked(reports.coverage)

        ours, bare = floor.medians(covered, least, times=TIMES)

        weeks = floor.medians(lambda: worked(reports.weeks), least, times=TIMES)[0]
        stages = floor.medians(lambda: worked(reports.stages), least, times=TIMES)[0]

        def untold() -> None:
            desk.overview.remember("households", "1")  # something was written: asked anew
            assert houses.lines(wanted, limit=150).total

        listed = floor.medians(lambda: worked(untold), least, times=TIMES)[0]
    return floor.report(
        [
            floor.Result(name="coverage of a quarter", ours=ours, at_most=MOST_MS),
            floor.Result(name="the same, to the floor", ours=ours, floor=bare, at_most=RATIO),
            floor.Result(name="contacts by week", ours=weeks, at_most=MOST_MS),
            floor.Result(name="needs, from the roster on", ours=stages, at_most=MOST_MS),
            floor.Result(name="a village's households not told", ours=listed, at_most=LIST_MS),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
