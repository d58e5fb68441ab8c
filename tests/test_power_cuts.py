"""Fault case 10: whatever a power cut leaves, every save that was confirmed is there."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db import drafts, merge, visits
from db.check import check
from db.store import Store
from tests.faults.power import Disk, cuts
from tests.ledgers import (
    KEY,
    SURNAMES,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    new_store,
    visit,
)
from tests.photos import a_photo
from tests.replicas import MEMORY

COLOURS = ("red", "green", "blue")


def ids(store: Store) -> set[str]:
    """All that a person was told was saved: records, drafts, photos."""
    kept = "SELECT id FROM outreach_visit UNION SELECT key FROM draft UNION SELECT sha256 FROM blob"
    return {row for (row,) in store.rows(kept)}


class Machine:
    """A ledger, the disk at the last confirmed moment, and what was confirmed by then."""

    def __init__(self, folder: Path, other: Store) -> None:
        self.clock = Clock()
        self.path, self.spare = folder / "L.db", folder / "after.db"
        self.store = new_store(self.path, self.clock, identity(2, "officer"))
        self.other, self.number = other, 0

    def save(self) -> None:
        visits.log(
            self.store,
            "王",
            [visit(note="讲了政策" * 9)],
            photos=[a_photo(COLOURS[self.number % 3])],
        )

    def keep_a_draft(self) -> None:
        self.number += 1
        drafts.keep(self.store, "visit", f"k{self.number}", '{"note": "写到一半"}')

    def take(self) -> None:
        visits.log(self.other, "李", [visit(note="别处的" * 9) for _ in range(40)])
        merge.take(self.store, everything(self.other), authority=anybody)

    def begin_the_log_anew(self) -> None:
        self.store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def reuse_the_log(self) -> None:
        """The file is written; the next save begins at the front of the old log."""
        self.store.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        self.save()

    def proves(self, disk: Disk, before: set[str], after: set[str], *, whole: bool) -> None:
        """The ledger opens, and has what was confirmed, and all or nothing of what was not."""
        with Store.open(
            disk.lay_down(self.spare), KEY, clock=self.clock, surnames=SURNAMES
        ) as found:
            assert ids(found) in (before, after)
            assert found.rows("PRAGMA integrity_check") == [("ok",)]
            if whole:
                assert check(found).ok
        if whole:
            with Store.open(
                disk.lay_down(self.spare), KEY, clock=self.clock, surnames=SURNAMES, read_only=True
            ) as found:
                assert check(found).ok


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_10_a_power_cut_in_a_save_a_taking_or_a_checkpoint_loses_no_confirmed_save(
    rounds: int,
) -> None:
    place = MEMORY if MEMORY.is_dir() else None
    with (
        TemporaryDirectory(prefix="township-desk-", dir=place) as folder,
        in_memory(Clock(), identity(3, "officer")) as other,
    ):
        one = Machine(Path(folder), other)
        assert one.store.rows("PRAGMA synchronous") == [(2,)], (
            "a save is on the disk when confirmed"
        )
        assert one.store.rows("PRAGMA journal_mode") == [("wal",)]
        steps = (one.save, one.keep_a_draft, one.take, one.save, one.begin_the_log_anew)
        for number, step in enumerate((*steps, one.save, one.take, one.reuse_the_log)):
            before, known = Disk.of(one.path), ids(one.store)
            one.clock.on(seconds=1)
            step()
            after, now = Disk.of(one.path), ids(one.store)
            if step == one.reuse_the_log:
                before, known = after, now
                one.save()
                after, now = Disk.of(one.path), ids(one.store)
            for place, disk in enumerate(cuts(before, after, max(rounds // 3, 4), number)):
                one.proves(disk, known, now, whole=place == 0)
        one.store.close()


def test_what_was_not_synced_when_it_was_confirmed_would_be_found_out(tmp_path: Path) -> None:
    with new_store(tmp_path / "L.db", Clock()) as store:
        empty = Disk.of(tmp_path / "L.db")
        visits.log(store, "王", [visit()])
        full = Disk.of(tmp_path / "L.db")
        assert empty != full
        seen = set()
        for number, disk in enumerate(cuts(empty, full, 8, 1)):
            path = disk.lay_down(tmp_path / f"{number}.db")
            with Store.open(path, KEY, clock=Clock(), surnames=SURNAMES) as found:
                seen.add(len(ids(found)))
        assert seen == {0, 1}, "the cuts reach both sides of a commit"
