"""Media that fail: no bundle is half named, none is called written that was not read back."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from desktop.errors import UserError
from desktop.exchange import durable
from desktop.exchange.bundle import Sealed
from desktop.exchange.durable import NotKept, Posix, Windows, this_system, write_durably
from desktop.exchange.mailbox import MARKER, Mailbox
from desktop.exchange.places import LocalPlace, RemotePlace, local_fault
from tests.bundles import Office, make_ops, notes_of
from tests.sticks import Stick, memory_place, pull

OFFICE = Office()
OPS = make_ops([*notes_of(20), os.urandom(30_000)])


def bundle(number: int = 1, office: Office = OFFICE, **changes: object) -> tuple[bytes, Sealed]:
    return office.seal(OPS, number=number, **changes)


def long_bundle(rounds: int) -> tuple[bytes, Sealed]:
    """A bundle of some 30 KB in `./test`, of 1.5 MB in `./test --faults`."""
    ops = make_ops([*notes_of(20), *(os.urandom(30_000) for _ in range(rounds // 20))])
    return OFFICE.seal(ops, number=2)


def refused(call: object) -> str:
    with pytest.raises(UserError) as error:
        call()
    return error.value.code


# Sticks that fail.


def stick_box(tmp_path: Path, stick: Stick) -> tuple[Path, Mailbox]:
    root = tmp_path / "stick"
    root.mkdir(exist_ok=True)
    return root, Mailbox.open(root, system=stick)


def files(root: Path) -> list[str]:
    return sorted(each.name for each in root.rglob("*") if each.is_file())


def test_a_bundle_is_flushed_read_back_named_and_read_back_again(tmp_path: Path) -> None:
    stick = Stick()
    root, box = stick_box(tmp_path, stick)
    (root / "up").mkdir()
    blob, sealed = bundle()
    box.write("up", sealed.name, blob)
    assert stick.steps == ["create", "flush", "reopen", "rename", "sync_folder", "reopen"]


def test_a_new_folder_is_flushed_into_its_parent(tmp_path: Path) -> None:
    stick = Stick()
    root, box = stick_box(tmp_path, stick)
    box.place.make_folder("down/a1a1a1a1")
    assert stick.steps == ["sync_folder", "sync_folder"]
    assert (root / "down" / "a1a1a1a1").is_dir()


@pytest.mark.faults
def test_01_a_stick_that_stops_at_any_4_kb_keeps_the_older_bundle_and_no_half_one(
    tmp_path: Path, rounds: int
) -> None:
    older_blob, older = bundle(1)
    blob, sealed = long_bundle(rounds)
    assert len(blob) > rounds * 1_400
    stick = Stick()
    root, box = stick_box(tmp_path, stick)
    box.write("up", older.name, older_blob)
    for stop_at in range(0, len(blob), 4096):
        stick.stop_at = stop_at
        assert refused(lambda: box.write("up", sealed.name, blob)) == "mailbox_full"
        assert files(root) == [older.name]
        assert (root / "up" / older.name).read_bytes() == older_blob
    stick.stop_at = None
    assert box.write("up", sealed.name, blob).digest == sealed.digest


@pytest.mark.faults
def test_01_a_stick_pulled_at_any_4_kb_leaves_only_what_every_reader_refuses(
    tmp_path: Path, rounds: int
) -> None:
    blob, sealed = long_bundle(rounds)
    for number, stop_at in enumerate(range(0, len(blob), 4096)):
        root = tmp_path / f"stick{number}"
        root.mkdir()
        stick = Stick(stop_at=stop_at, stop_with=errno.EIO, on_stop=lambda r=root: pull(r))
        box = Mailbox.open(root, system=stick)
        assert refused(lambda b=box: b.write("up", sealed.name, blob)) == "mailbox_vanished"
        (stump,) = (tmp_path / f"stick{number}.pulled" / "up").iterdir()
        assert stump.name.endswith(".tdb.part")
        zeroed = stump.read_bytes()[:-512] + bytes(512)
        for content in (stump.read_bytes(), zeroed):
            assert refused(lambda c=content: OFFICE.open(c)).startswith("bundle_")


@pytest.mark.parametrize("forgotten", [1, 512, 4096])
def test_01_a_stick_that_forgets_the_last_blocks_is_found_out(
    tmp_path: Path, forgotten: int
) -> None:
    root, box = stick_box(tmp_path, Stick(forget_tail=forgotten))
    blob, sealed = bundle()
    assert refused(lambda: box.write("up", sealed.name, blob)) == "mailbox_not_kept"
    assert files(root) == []


@pytest.mark.parametrize(
    ("stick", "code"),
    [
        (Stick(refuse_create=errno.EROFS), "mailbox_read_only"),
        (Stick(refuse_create=errno.EACCES), "mailbox_read_only"),
        (Stick(refuse_create=errno.ENOSPC), "mailbox_full"),
        (Stick(refuse_create=errno.ENODEV), "mailbox_vanished"),
        (Stick(fail_rename=errno.EIO), "mailbox_vanished"),
        (Stick(stop_at=10, stop_with=errno.EFBIG), "mailbox_full"),
    ],
)
def test_03_each_failure_has_its_sentence_and_leaves_nothing_half_named(
    tmp_path: Path, stick: Stick, code: str
) -> None:
    root, box = stick_box(tmp_path, stick)
    (root / "up").mkdir()
    blob, sealed = bundle()
    assert refused(lambda: box.write("up", sealed.name, blob)) == code
    assert files(root) == []


def test_02_pulled_after_the_rename_it_is_not_called_written(tmp_path: Path) -> None:
    older_blob, older = bundle(1)
    blob, sealed = bundle(2)
    stick = Stick()
    root, box = stick_box(tmp_path, stick)
    box.write("up", older.name, older_blob)
    stick.fail_folder = errno.EIO
    assert refused(lambda: box.write("up", sealed.name, blob)) == "mailbox_vanished"
    assert (root / "up" / older.name).read_bytes() == older_blob
    stick.fail_folder = None
    assert box.write("up", sealed.name, blob).digest == sealed.digest


def test_03_a_stick_that_vanishes_while_it_is_looked_at_is_named(tmp_path: Path) -> None:
    root, box = stick_box(tmp_path, Stick())
    blob, sealed = bundle()
    box.write("up", sealed.name, blob)
    entry = box.waiting("up")[0]
    pull(root)
    assert refused(lambda: box.waiting("up")) == "mailbox_vanished"
    assert refused(lambda: box.fetch(entry, tmp_path / "inbox")) == "mailbox_vanished"
    assert refused(lambda: box.header(entry)) == "mailbox_vanished"


def test_tidying_never_spoils_a_written_bundle(tmp_path: Path) -> None:
    root = tmp_path / "stick"
    root.mkdir()

    class Sticky(LocalPlace):
        """A stick on which nothing can be removed."""

        def remove(self, path: str) -> None:
            raise UserError("mailbox_read_only", place=path)

    box = Mailbox.at(Sticky(root, Posix()))
    for number in range(1, 5):
        blob, sealed = bundle(number)
        assert box.write("up", sealed.name, blob).tidied == ()
    assert len(box.waiting("up")) == 4


def test_a_full_laptop_is_told_apart_from_a_full_stick(tmp_path: Path) -> None:
    root, box = stick_box(tmp_path, Stick())
    blob, sealed = bundle()
    box.write("up", sealed.name, blob)
    entry = box.waiting("up")[0]

    class Full(Posix):
        """A laptop whose disk is full."""

        def flush(self, f: object) -> None:
            raise OSError(errno.ENOSPC, "flush", str(f))

    full = Mailbox.open(root, system=Full())
    assert refused(lambda: full.fetch(entry, tmp_path / "inbox")) == "inbox_full"
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    assert refused(lambda: box.fetch(entry, blocked / "inbox")) == "inbox_failed"


# A server that fails, through the same steps.


def test_a_server_that_gives_other_bytes_back_is_found_out(tmp_path: Path) -> None:
    place = memory_place(tmp_path.name)

    class Forgetful(MemoryFileSystem):
        """A server that loses the end of what it is given."""

        def pipe_file(self, path: str, value: bytes, **_: object) -> None:
            super().pipe_file(path, value[:-1])

    fs = Forgetful(skip_instance_cache=True)
    bad = RemotePlace(fs, f"/{tmp_path.name}/", shown="x", move=fs.mv, fault=lambda _: None)
    blob, sealed = bundle()
    assert refused(lambda: Mailbox.at(bad).write("up", sealed.name, blob)) == "mailbox_not_kept"
    assert place.files("up") == []


def test_a_fault_that_is_not_the_servers_stays_a_bug(tmp_path: Path) -> None:
    place = memory_place(tmp_path.name)
    with pytest.raises(ZeroDivisionError):
        _divide(place)


def _divide(place: RemotePlace) -> None:
    place.put("x", b"abc")
    with place.read("x"):
        _ = 1 / 0


# Both branches of the system.


def test_on_windows_the_rename_itself_is_written_through(tmp_path: Path) -> None:
    seen: list[int] = []

    def move(source: str, target: str, flags: int) -> int:
        seen.append(flags)
        Path(source).replace(target)
        return 1

    write_durably(tmp_path / "a.tdb", [b"one", b"two"], Windows(move))
    assert (tmp_path / "a.tdb").read_bytes() == b"onetwo"
    assert seen == [Windows.REPLACE_EXISTING | Windows.WRITE_THROUGH]


def test_on_windows_a_refused_rename_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="MoveFileExW"):
        write_durably(tmp_path / "a.tdb", [b"one"], Windows(lambda _s, _t, _f: 0))
    assert list(tmp_path.iterdir()) == []


def test_the_kernels_own_rename_is_only_asked_for_on_windows() -> None:
    if os.name == "nt":
        assert isinstance(this_system(), Windows)
    else:
        assert isinstance(this_system(), Posix)
        with pytest.raises(OSError, match="MoveFileExW"):
            Windows()


def test_a_file_system_that_cannot_flush_folders_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_handle: int) -> None:
        raise OSError(errno.EINVAL, "fsync")

    monkeypatch.setattr(durable.os, "fsync", fsync)
    Posix().sync_folder(tmp_path)

    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "fsync")

    monkeypatch.setattr(durable.os, "fsync", broken)
    with pytest.raises(OSError, match="fsync"):
        Posix().sync_folder(tmp_path)


def test_reading_back_other_bytes_is_its_own_failure(tmp_path: Path) -> None:
    with pytest.raises(NotKept):
        write_durably(tmp_path / "a", [b"12345678"], Stick(forget_tail=4))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("winerror", "code"),
    [(112, "mailbox_full"), (19, "mailbox_read_only"), (21, "mailbox_vanished")],
)
def test_what_windows_says_is_understood(winerror: int, code: str) -> None:
    error = OSError(errno.EINVAL, "as Windows gives it")
    error.winerror = winerror
    assert local_fault(error) == code


def test_a_marker_is_readable_for_people(tmp_path: Path) -> None:
    root, box = stick_box(tmp_path, Stick())
    box.mark(county_fingerprint=OFFICE.county, name="某某县")
    assert json.loads((root / MARKER).read_text("utf-8"))["name"] == "某某县"
