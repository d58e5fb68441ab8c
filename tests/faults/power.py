"""A power cut: what was written since the last sync is on the disk in any part, or not at all.

Between two confirmed saves a ledger writes to the end of its write-ahead log, and to the file
itself only from a log that is safe already. So the disk after a cut is the file of before with any
of the blocks that changed, and the log of before with any of its new blocks, at either length.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
LOG = "-wal"


@dataclass(frozen=True, slots=True)
class Disk:
    """A ledger's file and its log as they lie on the disk."""

    file: bytes
    log: bytes

    @classmethod
    def of(cls, ledger: Path) -> Disk:
        """Read them while the ledger is open and quiet."""
        log = ledger.with_name(ledger.name + LOG)
        return cls(ledger.read_bytes(), log.read_bytes() if log.exists() else b"")

    def lay_down(self, ledger: Path) -> Path:
        """Put them where a ledger can be opened; nothing else lies there."""
        for ending in ("", LOG, "-shm", ".lock"):
            ledger.with_name(ledger.name + ending).unlink(missing_ok=True)
        ledger.write_bytes(self.file)
        if self.log:
            ledger.with_name(ledger.name + LOG).write_bytes(self.log)
        return ledger


def cuts(before: Disk, after: Disk, count: int, seed: int) -> Iterator[Disk]:
    """Disks that a cut between these two may leave."""
    chance = random.Random(seed)  # noqa: S311 - which blocks arrive
    moved = len(after.log) < len(before.log) or before.file != after.file
    for _ in range(count):
        part = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        if not moved:
            yield Disk(before.file, mixed(before.log, after.log, part, chance))
        elif chance.random() < 0.5:
            yield Disk(mixed(before.file, after.file, part, chance), before.log)
        else:  # the file is safe, the log is begun anew
            yield Disk(after.file, mixed(before.log, after.log, part, chance))


def mixed(old: bytes, new: bytes, part: float, chance: random.Random) -> bytes:
    """The old bytes with some of the sectors that changed; what never came is zero or old."""
    size = max(len(old), len(new)) if chance.random() < 0.5 else len(new)
    body = bytearray(old[:size].ljust(size, b"\0"))
    for at in range(0, size, SECTOR):
        if new[at : at + SECTOR] != old[at : at + SECTOR] and chance.random() < part:
            body[at : at + SECTOR] = new[at : at + SECTOR].ljust(min(SECTOR, size - at), b"\0")
    return bytes(body)
