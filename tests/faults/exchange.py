"""Many histories of a county and its laptops, each seed kept that once found something.

`python -m tests.faults.exchange --seeds 200` goes through 200 fresh seeds of 50 histories each,
after those that once found something (`exchange_seeds.txt`); a seed that fails is added there.
A seed gives the same history each time, its ids and the order of its bundles too; keys are new.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.chance import county_of
from tests.faults.histories import Histories
from tests.faults.moving import Moves
from tests.faults.upgrading import Upgrades

SEEDS = Path(__file__).with_name("exchange_seeds.txt")
HISTORIES_OF_A_SEED = 50
PHASES = (Phase.generate,)


def run(
    number: int | None, histories: int, steps: int = 30, machine: type[Histories] = Histories
) -> None:
    """Go through histories; raises at the first that loses anything."""

    class Named(machine):  # type: ignore[misc,valid-type]  # one or the other
        """A machine with a seed of its own."""

    county: AbstractContextManager[None] = nullcontext()
    if number is not None:
        Named.number = number
        seeded(number)(Named)
        county = county_of(number)
    with county:
        run_state_machine_as_test(
            Named,
            settings=settings(
                max_examples=histories,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=number is None,
                phases=PHASES,
            ),
        )


def known_seeds() -> list[int]:
    """Seeds that once found something."""
    lines = SEEDS.read_text("utf-8").splitlines() if SEEDS.exists() else []
    return [int(line.split()[0]) for line in lines if line.strip() and line[0] != "#"]


def main() -> int:
    """The long run of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--moves", action="store_true", help="households move between townships")
    kinds.add_argument("--upgrades", action="store_true", help="programs become newer")
    asked = parser.parse_args()
    first = asked.first or random.SystemRandom().randrange(1 << 30)
    machine = Moves if asked.moves else Upgrades if asked.upgrades else Histories
    start, failed = time.monotonic(), 0
    for number in (*known_seeds(), *range(first, first + asked.seeds)):
        try:
            run(number, HISTORIES_OF_A_SEED, machine=machine)
        except Exception as error:  # noqa: BLE001 - every failure is kept with its seed
            failed += 1
            sys.stdout.write(f"seed {number}: {error!r}\n")
            if number not in known_seeds():
                with SEEDS.open("a", encoding="utf-8") as f:
                    f.write(f"{number} {type(error).__name__}\n")
        sys.stdout.write(f"seed {number}: {time.monotonic() - start:.0f} s\n")
        sys.stdout.flush()
    sys.stdout.write(f"{failed} seeds failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
