"""A process that logs visits until it is killed and prints each number once it is saved."""

from __future__ import annotations

import sys
from pathlib import Path

from db import visits
from tests.ledgers import Clock, open_store, visit


def say(line: str) -> None:
    """One line, handed to the system at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(path: Path) -> None:
    """Log visits without end; a printed number is a confirmed save."""
    clock = Clock()
    with open_store(path, clock) as store:
        say("ready")
        while True:
            clock.on(seconds=1)
            [kept] = visits.log(store, "王", [visit(note="记" * 200)])
            say(kept.visit_no)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
