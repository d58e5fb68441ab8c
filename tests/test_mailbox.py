"""The mailbox: a bundle lies there whole or not at all, and only we tidy what is ours."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from desktop.errors import UserError
from desktop.exchange.bundle import Limits, Sealed
from desktop.exchange.identity import DeviceKeys, fingerprint
from desktop.exchange.mailbox import MARKER, Entry, Mailbox, Marker
from desktop.exchange.places import RemotePlace
from tests.bundles import HUB, TOWN, Office, make_ops, notes_of
from tests.sticks import Stick, memory_place

OFFICE = Office()
OPS = make_ops([*notes_of(20), os.urandom(30_000)])


def bundle(number: int = 1, office: Office = OFFICE, **changes: object) -> tuple[bytes, Sealed]:
    return office.seal(OPS, number=number, **changes)


def refused(call: object) -> str:
    with pytest.raises(UserError) as error:
        call()
    return error.value.code


@pytest.fixture(params=["folder", "server"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Mailbox:
    """A mailbox in a folder, and the same on a file system of fsspec."""
    if request.param == "folder":
        (tmp_path / "stick").mkdir()
        return Mailbox.open(tmp_path / "stick")
    return Mailbox.at(memory_place(tmp_path.name))


def test_what_is_written_waits_and_is_fetched_byte_for_byte(box: Mailbox, tmp_path: Path) -> None:
    blob, sealed = bundle()
    written = box.write("up", sealed.name, blob)
    assert (written.size, written.digest, written.already) == (len(blob), sealed.digest, False)
    assert box.waiting("up") == [Entry(path=f"up/{sealed.name}", name=sealed.name, size=len(blob))]
    assert box.waiting("down") == []
    assert box.header(box.waiting("up")[0]) == sealed.header
    path = box.fetch(box.waiting("up")[0], tmp_path / "inbox")
    assert path.read_bytes() == blob
    assert path.name == f"{sealed.digest.hex()[:32]}.tdb"
    assert sorted(each.name for each in (tmp_path / "inbox").iterdir()) == [path.name]


def test_a_bundle_of_the_outbox_is_written_from_its_file(box: Mailbox, tmp_path: Path) -> None:
    blob, sealed = bundle()
    outbox = tmp_path / "out.tdb"
    outbox.write_bytes(blob)
    assert box.write("up", sealed.name, outbox).digest == sealed.digest
    with box.place.read(f"up/{sealed.name}") as f:
        assert f.read() == blob


def test_writing_the_same_bundle_again_changes_nothing(box: Mailbox) -> None:
    blob, sealed = bundle()
    box.write("up", sealed.name, blob)
    assert box.write("up", sealed.name, blob).already


def test_a_stump_under_our_name_is_written_again(box: Mailbox) -> None:
    blob, sealed = bundle()
    box.place.make_folder("up")
    for stump in (blob[:500], blob[:-600] + bytes(600)):
        box.place.put(f"up/{sealed.name}", stump)
        assert not box.write("up", sealed.name, blob).already
        with box.place.read(f"up/{sealed.name}") as f:
            assert f.read() == blob


def test_the_last_two_of_ours_stay_and_everything_of_others(box: Mailbox) -> None:
    others_blob, others = bundle(1, keys=DeviceKeys.generate(), device=HUB)
    box.write("up", others.name, others_blob)
    second = DeviceKeys.generate()
    to_second, for_second = bundle(1, recipients=[second.public().sealing])
    box.write("up", for_second.name, to_second)
    names = []
    for number in range(2, 6):
        blob, sealed = bundle(number)
        written = box.write("up", sealed.name, blob)
        names.append(sealed.name)
        assert written.tidied == ((names[-3],) if len(names) > 2 else ())
    left = {entry.name for entry in box.waiting("up")}
    assert left == {others.name, for_second.name, *names[-2:]}


def test_which_is_older_is_read_from_the_header_not_from_name_or_time(box: Mailbox) -> None:
    for number in (9, 3, 8):
        blob, sealed = bundle(number)
        box.write("up", sealed.name, blob)
    blob, sealed = bundle(10)
    assert len(box.write("up", sealed.name, blob).tidied) == 1
    numbers = sorted(box.header(entry).number for entry in box.waiting("up"))
    assert numbers == [9, 10]


def test_tidying_leaves_what_only_looks_like_ours(box: Mailbox) -> None:
    box.place.make_folder("up")
    likes = [
        f"{TOWN}-a1a1a1a1-1-21-00000000.tdb",
        f"{TOWN}-a1a1a1a1-1-21-11111111 (1).tdb",
        f"{TOWN}-a1a1a1a1-notes.txt",
    ]
    for name in likes:
        box.place.put(f"up/{name}", b"who knows")
    stale = f"{TOWN}-a1a1a1a1-1-9-22222222.tdb.part"
    box.place.put(f"up/{stale}", b"a part of ours")
    blob, sealed = bundle(5)
    assert box.write("up", sealed.name, blob, keep=1).tidied == ()
    names = {name for name, _ in box.place.files("up")}
    assert names == {*likes, sealed.name}


def test_renamed_upper_case_and_copied_bundles_are_seen_and_fetched_once(
    box: Mailbox, tmp_path: Path
) -> None:
    blob, sealed = bundle()
    box.write("down", sealed.name, blob)
    box.write("down/a1a1a1a1", sealed.name, blob)
    for name in ("COPY.TDB", "包 (1).tdb", ".hidden.tdb", "x.tdb.part", "readme.txt"):
        box.place.put(f"down/{name}", blob)
    found = box.waiting("down")
    assert {entry.path for entry in found} == {
        f"down/{sealed.name}",
        f"down/a1a1a1a1/{sealed.name}",
        "down/COPY.TDB",
        "down/包 (1).tdb",
    }
    paths = {box.fetch(entry, tmp_path / "inbox") for entry in found}
    assert len(paths) == 1
    assert box.waiting("down/a1a1a1a1") == [
        entry for entry in found if entry.path.startswith("down/a1a1a1a1")
    ]


def test_a_cut_off_copy_goes_on_where_it_stopped(box: Mailbox, tmp_path: Path) -> None:
    blob, sealed = bundle()
    box.write("up", sealed.name, blob)
    entry, inbox = box.waiting("up")[0], tmp_path / "inbox"
    first = box.fetch(entry, inbox)
    part = _part_of(box, entry, inbox, tmp_path)
    for beginning in (blob[:7000], b"", blob, blob + b"too long", b"other" * 1000):
        first.unlink()
        part.write_bytes(beginning)
        assert box.fetch(entry, inbox).read_bytes() == blob
        assert not part.exists()


def _part_of(box: Mailbox, entry: Entry, inbox: Path, tmp_path: Path) -> Path:
    """The name under which a copy is collected, found by letting the inbox run full."""
    stopper = Mailbox.at(box.place, system=Stick(fail_rename=errno.EIO))
    spare = tmp_path / "spare"
    with pytest.raises(UserError, match="inbox_failed"):
        _renamed(stopper, entry, spare)
    (left,) = spare.iterdir()
    return inbox / left.name


def _renamed(stopper: Mailbox, entry: Entry, folder: Path) -> None:
    stopper.fetch(entry, folder)


def test_a_bundle_larger_than_the_limit_is_not_even_copied(box: Mailbox, tmp_path: Path) -> None:
    blob, sealed = bundle()
    box.write("up", sealed.name, blob)
    entry = box.waiting("up")[0]
    code = refused(lambda: box.fetch(entry, tmp_path / "in", Limits(file_bytes=1000)))
    assert code == "bundle_too_large"
    assert not (tmp_path / "in").exists()


def test_a_damaged_bundle_is_still_fetched_so_that_it_can_be_set_aside(
    box: Mailbox, tmp_path: Path
) -> None:
    box.place.make_folder("up")
    for name, content in (("junk.tdb", b"not a bundle"), ("empty.tdb", b"")):
        box.place.put(f"up/{name}", content)
    for entry in box.waiting("up"):
        assert box.fetch(entry, tmp_path).stat().st_size == entry.size


@pytest.mark.parametrize("direction", ["", "side", "up/../down", "/up", "up/A", "down/"])
def test_only_the_two_directions_exist(box: Mailbox, direction: str) -> None:
    with pytest.raises(ValueError, match="direction"):
        box.waiting(direction)


@pytest.mark.parametrize(
    "name", ["../x.tdb", "a/b.tdb", "x.tdb", "", "CON", "a-12345678-1-2-3.tdb"]
)
def test_only_names_of_bundles_are_written(box: Mailbox, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        box.write("up", name, b"")


# Whose mailbox it is.


def test_a_marked_mailbox_opens_for_its_county_only(box: Mailbox) -> None:
    assert refused(lambda: Mailbox.at(box.place, marked=True)) == "mailbox_unmarked"
    box.mark(county_fingerprint=OFFICE.county, name="某某县", sign=OFFICE.hub.sign)
    again = Mailbox.at(box.place, county_fingerprint=OFFICE.county, marked=True)
    assert again.marker is not None
    assert (again.marker.county, again.marker.name) == (OFFICE.county, "某某县")
    assert again.marker.proved(OFFICE.hub.public().signing)
    assert not again.marker.proved(OFFICE.laptop.public().signing)
    other = fingerprint(b"\1" * 32)
    assert refused(lambda: Mailbox.at(box.place, county_fingerprint=other)) == "mailbox_foreign"
    assert refused(lambda: again.mark(county_fingerprint=other)) == "mailbox_foreign"
    again.mark(county_fingerprint=OFFICE.county)
    assert not again.marker.proved(OFFICE.hub.public().signing)
    assert sorted(box.place.folders("")) == ["down", "up"]


def test_a_plain_folder_needs_no_marker(box: Mailbox) -> None:
    assert Mailbox.at(box.place, county_fingerprint=OFFICE.county).marker is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe", "mailbox_foreign"),
        (b"[1, 2]", "mailbox_foreign"),
        (b'{"kind": "other"}', "mailbox_foreign"),
        (b'{"kind": "township-desk mailbox", "format": 2}', "mailbox_newer"),
    ],
)
def test_a_marker_that_is_not_ours_is_refused(box: Mailbox, text: bytes, code: str) -> None:
    box.place.put(MARKER, text)
    assert refused(lambda: Mailbox.at(box.place)) == code


def test_a_marker_with_a_strange_signature_is_not_proved() -> None:
    assert not Marker(county="x", signature="no hex").proved(bytes(32))


def test_a_missing_mailbox_is_named(tmp_path: Path) -> None:
    assert refused(lambda: Mailbox.open(tmp_path / "nowhere")) == "mailbox_missing"
    gone = memory_place(tmp_path.name)
    lost = RemotePlace(
        MemoryFileSystem(), "/none/", shown="", move=lambda _a, _b: None, fault=lambda _: None
    )
    assert gone.exists()
    assert refused(lambda: Mailbox.at(lost)) == "mailbox_missing"
