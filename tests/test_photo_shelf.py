"""Automatic copies keep their photos once, on a shelf beside them, and get them back from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db import backup, evidence, photoshelf
from db.check import check
from db.driver import Connection
from db.gate import connect
from db.store import Store
from tests.kept_photos import WHO, a_photo, logged
from tests.ledgers import KEY, Clock, bring_back, identity, new_store, open_store

pytest_plugins = ["tests.ledger_fixtures"]
LARGE = b"0123456789" * 20_000


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with new_store(tmp_path / "L.db", clock, identity(1)) as made:
        yield made


def copy(store: Store, clock: Clock, *, apart: bool = True) -> Path:
    """An automatic copy of today; each is of another day."""
    clock.on(days=1)
    folder = store.path.with_name("B")
    return backup.back_up(store, folder, reason="exit", now=clock(), apart=apart).path


def shelf_of(store: Store) -> Path:
    return photoshelf.beside_copies(store.path.with_name("B"), KEY)


@contextmanager
def opened(store: Store) -> Iterator[Connection]:
    found = connect(shelf_of(store), KEY)
    yield found
    found.close()


def on_shelf(store: Store) -> set[str]:
    with opened(store) as shelf:
        return {one for (one,) in shelf.execute("SELECT sha256 FROM picture")}


def restored(made: Path, to: Path, clock: Clock) -> tuple[backup.Restored, list[bytes | None]]:
    """What a copy brings, and the bytes of each photo of it."""
    done = bring_back(made, to, clock)
    with open_store(to, clock) as store:
        assert check(store).ok
        rows = store.rows("SELECT sha256 FROM evidence WHERE gone = 0 ORDER BY hlc")
        return done, [evidence.data(store, one) for (one,) in rows]


def test_photos_lie_once_beside_all_copies_encrypted_and_come_back(
    ledger: Store, tmp_path: Path, clock: Clock
) -> None:
    logged(ledger, a_photo(LARGE))
    first = copy(ledger, clock)
    size, whole = shelf_of(ledger).stat().st_size, copy(ledger, clock, apart=False)
    assert first.stat().st_size < whole.stat().st_size - len(LARGE) // 2
    logged(ledger, a_photo(b"second"))
    second = copy(ledger, clock)
    assert shelf_of(ledger).stat().st_size < size + len(LARGE) // 2
    assert LARGE[:40] not in shelf_of(ledger).read_bytes()
    assert backup.preview(second, KEY) == dict(ledger.counts())
    assert evidence.data(ledger, a_photo(LARGE).sha256) == LARGE  # the ledger itself is as it was
    done, photos = restored(second, tmp_path / "A.db", clock)
    assert (done.photos_missing, photos) == (0, [LARGE, b"second"])
    done, photos = restored(first, tmp_path / "C.db", clock)
    assert (done.photos_missing, photos) == (0, [LARGE])


def test_a_copy_that_is_carried_away_is_whole(ledger: Store, tmp_path: Path, clock: Clock) -> None:
    logged(ledger, a_photo(LARGE))
    made = copy(ledger, clock, apart=False)
    assert not shelf_of(ledger).exists()
    done, photos = restored(made, tmp_path / "A.db", clock)
    assert (done.photos_missing, photos) == (0, [LARGE])


@pytest.mark.parametrize("how", ["gone", "damaged", "one", "lies"])
def test_what_the_shelf_does_not_have_is_counted_and_all_else_comes_back(
    ledger: Store, tmp_path: Path, clock: Clock, how: str
) -> None:
    logged(ledger, a_photo(LARGE))
    logged(ledger, a_photo(b"second"))
    made, shelf = copy(ledger, clock), shelf_of(ledger)
    if how == "gone":
        shelf.unlink()
    elif how == "damaged":
        shelf.write_bytes(os.urandom(8192))
    else:
        sql = {
            "one": "DELETE FROM picture WHERE sha256 = ?",
            "lies": "UPDATE picture SET data = x'00' WHERE sha256 = ?",
        }
        with opened(ledger) as found:
            found.execute(sql[how], (a_photo(LARGE).sha256,))
    done, photos = restored(made, tmp_path / "A.db", clock)
    both = how in {"gone", "damaged"}
    assert done.photos_missing == (2 if both else 1)
    assert photos == ([None, None] if both else [None, b"second"])
    assert done.counts["visits"] == 2


def test_a_damaged_shelf_is_set_aside_and_heals_older_copies(
    ledger: Store, tmp_path: Path, clock: Clock
) -> None:
    logged(ledger, a_photo(LARGE))
    first, shelf = copy(ledger, clock), shelf_of(ledger)
    shelf.write_bytes(os.urandom(8192))
    copy(ledger, clock)
    assert shelf.with_name(f"{shelf.name}.damaged").exists()
    assert restored(first, tmp_path / "A.db", clock)[1] == [LARGE]


@pytest.mark.parametrize("how", ["lies", "damaged"])
def test_a_damaged_photo_on_the_shelf_is_laid_there_anew_before_a_copy_relies_on_it(
    ledger: Store, tmp_path: Path, clock: Clock, how: str
) -> None:
    logged(ledger, a_photo(LARGE))
    first, shelf = copy(ledger, clock), shelf_of(ledger)
    if how == "lies":
        with opened(ledger) as found:
            found.execute("UPDATE picture SET data = x'00'")
    else:
        raw = bytearray(shelf.read_bytes())
        raw[len(raw) // 2 : len(raw) // 2 + 64] = bytes(64)
        shelf.write_bytes(raw)
    second = copy(ledger, clock)
    for number, made in enumerate((first, second)):
        done, photos = restored(made, tmp_path / f"{number}.db", clock)
        assert (done.photos_missing, photos) == (0, [LARGE])


def test_a_photo_that_lies_in_the_ledger_stays_in_the_copy_and_off_the_shelf(
    ledger: Store, clock: Clock
) -> None:
    logged(ledger, a_photo(LARGE))
    with ledger.transaction():
        ledger.execute("UPDATE blob SET data = x'78'")
    copy(ledger, clock)
    assert on_shelf(ledger) == set()


def test_pruning_lets_only_photos_go_that_no_kept_copy_names(
    ledger: Store, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = logged(ledger, a_photo(LARGE))
    old = copy(ledger, clock)
    evidence.turn(ledger, WHO, [evidence.of_record(ledger, row)[0].id], back=False)
    with ledger.transaction():
        ledger.execute("DELETE FROM blob")
    logged(ledger, a_photo(b"second"))
    for name in ("DAILY", "WEEKLY", "MONTHLY"):
        monkeypatch.setattr(backup, name, 2)
    copy(ledger, clock)
    assert old.exists() and on_shelf(ledger) == {a_photo(LARGE).sha256, a_photo(b"second").sha256}
    newest = copy(ledger, clock)
    assert not old.exists() and on_shelf(ledger) == {a_photo(b"second").sha256}
    assert restored(newest, tmp_path / "A.db", clock)[1] == [b"second"]


def test_nothing_goes_while_a_copy_cannot_be_read(ledger: Store, clock: Clock) -> None:
    logged(ledger, a_photo(LARGE))
    made = copy(ledger, clock)
    other = made.with_name("L.db-broken.backup")
    other.write_bytes(os.urandom(8192))
    photoshelf.sweep(made.parent, [other], KEY)
    assert on_shelf(ledger) == {a_photo(LARGE).sha256}
    photoshelf.sweep(made.parent, [], KEY)
    assert on_shelf(ledger) == set()
    photoshelf.sweep(made.parent / "none", [], KEY)


_CHILD = """
import os, sys
from pathlib import Path
from db import backup, photoshelf
from tests.ledgers import Clock, open_store
from tests.kept_photos import a_photo, logged
put_off = photoshelf.put_off
def dies(*given):
    if sys.argv[3] == "after":
        put_off(*given)
    os.kill(os.getpid(), 9)
photoshelf.put_off = dies
with open_store(Path(sys.argv[1]), Clock()) as store:
    logged(store, a_photo(b"second"))
    backup.back_up(store, Path(sys.argv[2]), reason="exit", now=store.clock(), apart=True)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_while_photos_are_put_off_leaves_every_copy_with_its_photos(
    ledger: Store, tmp_path: Path, clock: Clock, when: str
) -> None:
    logged(ledger, a_photo(LARGE))
    first, path = copy(ledger, clock), ledger.path
    ledger.close()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(first.parent), when], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert [one.path for one in backup.listed(first.parent)] == [first]
    with open_store(path, clock) as store:
        held = {a_photo(LARGE).sha256, a_photo(b"second").sha256}
        assert on_shelf(store) == (held if when == "after" else {a_photo(LARGE).sha256})
        second = copy(store, clock)
    for made, wanted in ((first, [LARGE]), (second, [LARGE, b"second"])):
        brought, photos = restored(made, tmp_path / f"{made.stem}.db", clock)
        assert (brought.photos_missing, photos) == (0, wanted)
