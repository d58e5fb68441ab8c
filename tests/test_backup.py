"""Copies: verified, kept by age, previewed, brought back as a new incarnation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import backup, letters, merge, ops, peers, visits
from db.check import check
from db.faults import StoreError
from db.ids import new_incarnation
from db.keys import keys_beside
from db.records.core import Backup
from db.records.work import VisitFilter
from db.store import Store
from tests.ledgers import (
    KEY,
    Clock,
    anybody,
    bring_back,
    everything,
    identity,
    in_memory,
    new_store,
    open_store,
    person,
    publish,
    visit,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "L.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[Store]:
    with new_store(path, clock) as made:
        publish(made, [person(1), person(2)])
        visits.log(made, "王", [visit(1), visit(2)])
        yield made


def test_a_copy_is_encrypted_verified_and_counted(store: Store, tmp_path: Path) -> None:
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=store.clock())
    assert made.verified
    assert made.counts == dict(store.counts())
    assert made.counts["visits"] == 2
    assert not made.path.read_bytes().startswith(b"SQLite")
    assert backup.preview(made.path, KEY) == made.counts
    [listed] = backup.listed(tmp_path / "B")
    assert listed == made
    assert backup.listed(tmp_path / "none") == []


def test_two_copies_of_one_second_do_not_overwrite_each_other(store: Store, tmp_path: Path) -> None:
    first = backup.back_up(store, tmp_path / "B", reason="a", now=store.clock())
    second = backup.back_up(store, tmp_path / "B", reason="b", now=store.clock())
    assert first.path != second.path
    assert first.path.exists() != second.path.exists()


def test_kept_are_seven_days_four_weeks_and_six_months(tmp_path: Path) -> None:
    start = datetime(2026, 12, 31, 4, 0, tzinfo=UTC)
    copies = [
        Backup(path=tmp_path / f"{n}", created=start - timedelta(hours=12 * n), reason="")
        for n in range(800)
    ]
    days = {one.created.astimezone().date() for one in backup.kept_of(copies)}
    assert len(days) == len(backup.kept_of(copies))
    newest = start.astimezone().date()
    assert {newest - timedelta(days=n) for n in range(7)} <= days
    assert len({day.isocalendar()[:2] for day in days if newest - day < timedelta(days=28)}) >= 4
    assert len({(day.year, day.month) for day in days}) == 6
    assert len(days) <= 7 + 4 + 6
    assert copies[0] in backup.kept_of(copies)


def test_old_copies_are_removed_with_what_lies_beside_them(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "B"
    for _ in range(12):
        backup.back_up(store, folder, reason="exit", now=clock())
        clock.on(hours=8)
    copies = backup.listed(folder)
    assert len({one.created.astimezone().date() for one in copies}) == len(copies)
    names = {one.path.name for one in copies}
    assert {path.name.removesuffix(".json") for path in folder.iterdir()} == names


def test_a_copy_without_its_note_is_listed_as_not_verified(store: Store, tmp_path: Path) -> None:
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=store.clock())
    made.path.with_name(f"{made.path.name}.json").write_text("{}", "utf-8")
    [listed] = backup.listed(tmp_path / "B")
    assert not listed.verified
    assert listed.counts == {}


def test_a_restore_is_a_new_incarnation_that_repeats_no_number(
    store: Store, path: Path, clock: Clock, tmp_path: Path
) -> None:
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=clock())
    lost = visits.log(store, "王", [visit(note="after the copy")])[0]
    everybody = everything(store)
    store.close()
    done = bring_back(made.path, path, clock)
    assert done.counts["visits"] == 2
    assert done.kept is not None
    assert backup.preview(done.kept, KEY)["visits"] == 3
    with open_store(path, clock) as back:
        assert back.identity.incarnation == done.incarnation != "00000001"
        [made_after] = visits.log(back, "王", [visit(note="after the restore")])
        assert made_after.visit_no != lost.visit_no
        assert check(back).ok
        with in_memory(clock, identity(9)) as hub:
            merge.take(hub, everybody, authority=anybody)
            result = merge.take(hub, ops.range_since(back, {}, None), authority=anybody)
            assert result.refused == ()
            assert hub.counts()["visits"] == 4
            merge.take(back, everything(hub), authority=anybody)
        assert back.counts()["visits"] == 4


def test_what_was_sent_but_not_confirmed_is_sent_again_after_a_restore(
    store: Store, path: Path, clock: Clock, tmp_path: Path
) -> None:
    stream = everything(store)[0].stream
    peers.mark_sent(store, "hub", {stream: 2}, clock())
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=clock())
    store.close()
    bring_back(made.path, path, clock)
    with open_store(path, clock) as back:
        assert peers.traffic(back, "hub", None, clock()).sent_unconfirmed == 0


def test_a_restore_into_an_empty_place_brings_the_keys(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=clock())
    keys_beside(made.path).write_text("keys", "utf-8")
    (tmp_path / "new").mkdir()
    done = bring_back(made.path, tmp_path / "new" / "L", clock)
    assert done.kept is None
    assert keys_beside(tmp_path / "new" / "L").read_text("utf-8") == "keys"
    names = {one.name for one in (tmp_path / "new").iterdir()}
    assert names == {"L", "L.keys", "L.lock"}


def test_a_damaged_copy_is_not_restored_and_nothing_is_touched(
    store: Store, path: Path, clock: Clock, tmp_path: Path
) -> None:
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=clock())
    store.close()
    before = path.read_bytes()
    blob = bytearray(made.path.read_bytes())
    for place in (100, len(blob) // 2):
        blob[place] ^= 1
        made.path.write_bytes(blob)
        with pytest.raises(StoreError) as caught:
            bring_back(made.path, path, clock)
        assert caught.value.code == "ledger_damaged"
        blob[place] ^= 1
    with pytest.raises(StoreError) as caught:
        bring_back(tmp_path / "none", path, clock)
    assert caught.value.code == "ledger_missing"
    assert path.read_bytes() == before


def test_an_open_ledger_is_not_replaced(
    store: Store, path: Path, clock: Clock, tmp_path: Path
) -> None:
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=clock())
    with pytest.raises(StoreError) as caught:
        bring_back(made.path, path, clock)
    assert caught.value.code == "ledger_in_use"
    assert not path.with_name("L.db.restored").exists()
    assert visits.count(store, VisitFilter()) == 2


def test_a_damaged_ledger_gives_way_to_its_copy_and_is_kept(
    store: Store, path: Path, clock: Clock
) -> None:
    backup.back_up(store, path.with_name("L.db.backups"), reason="exit", now=clock())
    store.close()
    path.write_bytes(b"damaged")
    path.with_name("L.db-wal").write_bytes(b"log")
    [copy] = backup.find_copies(path)
    done = bring_back(copy, path, clock)
    assert done.kept is not None
    assert done.kept.read_bytes() == b"damaged"
    assert done.kept.with_name(f"{done.kept.name}-wal").read_bytes() == b"log"
    with open_store(path, clock) as back:
        assert back.counts()["visits"] == 2


def test_a_place_that_takes_no_copy_is_named(store: Store, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError) as caught:
        backup.back_up(store, tmp_path / "file", reason="exit", now=clock())
    assert caught.value.code == "backup_folder_missing"
    made = backup.back_up(store, tmp_path / "B", reason="exit", now=clock())
    with pytest.raises(StoreError) as caught:
        bring_back(made.path, tmp_path / "nowhere" / "L", clock)
    assert caught.value.code == "disk_full"


@pytest.mark.parametrize(
    ("before", "capitals"),
    [("B", "B"), ("Ba", "B"), ("AB", "AB"), ("aB", "AB"), ("ABkqz", "AB")],
)
def test_a_restored_device_gets_other_letters_and_two_of_one_copy_not_the_same(
    before: str, capitals: str
) -> None:
    found = {letters.following(before, new_incarnation()) for _ in range(20)}
    assert len(found) > 10
    assert letters.following("Babc", f"{letters.number_of('abc'):08x}") == "Babd"
    assert before not in found
    for one in found:
        assert (letters.capitals(one), len(letters.marks(one))) == (capitals, 3)
        assert letters.marked(letters.number_of(letters.marks(one))) == letters.marks(one)
