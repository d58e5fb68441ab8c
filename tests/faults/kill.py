"""Kill a writing process at random moments and look for every save that it had confirmed.

`python -m tests.faults.kill --kills 1000` does it a thousand times on one ledger.
"""

from __future__ import annotations

import argparse
import random
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from db import visits
from db.check import check
from tests.ledgers import Clock, new_store, open_store

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 0.15
CHECK_EVERY = 20


def one_kill(path: Path, chance: random.Random) -> list[str]:
    """Start the child, kill it at a random moment, give the numbers it had confirmed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.kill_child", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        deadline = time.monotonic() + chance.uniform(0, LONGEST)
        seen = b""
        while (left := deadline - time.monotonic()) > 0:
            if select.select([child.stdout], [], [], left)[0]:
                seen += child.stdout.read1(65_536)
        child.kill()
        seen += child.stdout.read()
    # A line that was cut off was still confirmed as far as nobody can tell: it is left out.
    return [line.decode() for line in seen.split(b"\n")[:-1]]


def rounds(path: Path, kills: int, seed: int) -> tuple[int, int]:
    """Kill that often; gives how many saves were confirmed and found. Fails at the first loss."""
    chance = random.Random(seed)  # noqa: S311
    clock = Clock()
    new_store(path, clock).close()
    confirmed: set[str] = set()
    for number in range(1, kills + 1):
        confirmed.update(one_kill(path, chance))
        with open_store(path, clock) as store:
            found = set(store.rows("SELECT visit_no FROM outreach_visit"))
            missing = [one for one in sorted(confirmed) if (one,) not in found]
            assert not missing, (
                f"kill {number}: {len(missing)} confirmed saves are gone: {missing[:3]}"
            )
            logged = visits.count(store, visits.VisitFilter())
            assert logged == store.counts()["operations"]
            if number % CHECK_EVERY == 0 or number == kills:
                result = check(store)
                assert result.ok, result.problems
    return len(confirmed), len(found)


def main() -> None:
    """The long run of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        confirmed, found = rounds(Path(folder) / "L", asked.kills, asked.seed)
    sys.stdout.write(f"{asked.kills} kills, {confirmed} confirmed saves, {found} found, 0 lost\n")


if __name__ == "__main__":
    main()
