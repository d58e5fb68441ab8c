"""What is plugged in: both branches of the system, and whose a stick is."""

from __future__ import annotations

import ntpath
from pathlib import Path, PurePosixPath

import pytest

from desktop.errors import UserError
from desktop.exchange.drives import Drive, Linux, NoDrives, Windows, this_machines
from desktop.exchange.mailbox import MARKER
from desktop.exchange.windows_volumes import Volumes
from desktop.services.records.traffic import StickState
from desktop.services.sticks import Sticks
from tests.plugged import Slots
from tests.replicas import Replica, an_office


def linux(tmp_path: Path, mounts: str, done: dict[str, int] | None = None) -> tuple[Linux, list]:
    (tmp_path / "mounts").write_text(mounts)
    asked: list[str] = []

    def run(command: list[str]) -> int:
        asked.append(" ".join(command))
        return (done or {}).get(command[0], -1)

    return Linux(tmp_path / "mounts", tmp_path / "block", run), asked


def test_on_linux_a_stick_is_what_says_so_or_lies_where_desktops_mount_sticks(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "block" / "sdb"
    (disk / "sdb1").mkdir(parents=True)
    (disk / "removable").write_text("1\n")
    fixed = tmp_path / "block" / "sda"
    fixed.mkdir()
    (fixed / "removable").write_text("0\n")
    (tmp_path / "block" / "sdb1").symlink_to(disk / "sdb1")
    system, _ = linux(
        tmp_path,
        "/dev/sda / ext4 rw 0 0\n/dev/sdb1 /mnt/stick vfat rw 0 0\n"
        "/dev/sdc1 /media/gao/BF\\040SYNC vfat rw 0 0\nproc /media/proc proc rw 0 0\n",
    )
    assert [(str(one.root), one.label, one.device) for one in system.plugged()] == [
        ("/mnt/stick", "stick", "/dev/sdb1"),
        ("/media/gao/BF SYNC", "BF SYNC", "/dev/sdc1"),
    ]
    assert Linux(tmp_path / "nowhere").plugged() == []


def test_on_linux_a_stick_is_unmounted_by_the_first_tool_that_can(tmp_path: Path) -> None:
    stick = Drive(root=PurePosixPath("/media/x"), label="x", device="/dev/sdc1")
    system, asked = linux(tmp_path, "", {"gio": 0})
    assert system.let_go(stick)
    assert [one.split()[0] for one in asked] == ["udisksctl", "gio", "udisksctl"]
    system, asked = linux(tmp_path, "")
    assert not system.let_go(stick)
    assert not any("power-off" in one for one in asked)
    missing = Linux(tmp_path / "mounts").let_go(
        Drive(root=tmp_path / "none", label="", device=str(tmp_path / "none"))
    )
    assert not missing


class Letters:
    """A Windows with a disk C and a stick E."""

    def __init__(self) -> None:
        self.ejected: list[str] = []

    def drives(self) -> int:
        return 0b10100

    def kind(self, root: str) -> int:
        return 2 if root == "E:\\" else 3

    def label(self, root: str) -> str:
        return "BF-SYNC" if root == "E:\\" else ""

    def eject(self, letter: str) -> bool:
        self.ejected.append(letter)
        return True


def test_on_windows_a_stick_is_a_letter_that_is_removable_and_is_ejected_by_it() -> None:
    kernel = Letters()
    (stick,) = Windows(kernel).plugged()
    assert (ntpath.normpath(str(stick.root)), stick.label, stick.device) == (
        "E:\\",
        "BF-SYNC",
        "E:",
    )
    assert Windows(kernel).let_go(stick)
    assert kernel.ejected == ["E:"]


def test_the_branch_of_this_machine_answers() -> None:
    assert isinstance(this_machines().plugged(), list)
    volumes = Volumes()
    if volumes.drives() == 0:
        assert (volumes.kind("C:\\"), volumes.label("C:\\"), volumes.eject("C:")) == (0, "", False)
    nothing = NoDrives()
    assert nothing.plugged() == []
    assert not nothing.let_go(Drive(root=Path(), label="", device=""))


def sticks(one: Replica, slots: Slots) -> Sticks:
    return Sticks(one.desk.session, slots)


def test_a_stick_is_ours_foreign_unmarked_or_newer_by_its_signed_marker(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "slots")
    with an_office("first") as office:
        plain = slots.plug("plain")
        ours = slots.plug("ours")
        made = sticks(office.hub, slots).mark(ours)
        assert (made.state, made.county) == (StickState.OURS, "样县")
        forged = slots.plug("forged")
        (forged / MARKER).write_bytes((ours / MARKER).read_bytes().replace("样".encode(), b"x"))
        newer = slots.plug("newer")
        (newer / MARKER).write_text('{"kind": "township-desk mailbox", "format": 9}')
        (slots.plug("broken") / MARKER).write_text("no marker")
        laptop = sticks(office["first"], slots)
        assert {one.label: one.state.value for one in laptop.plugged()} == {
            "plain": "unmarked",
            "ours": "ours",
            "forged": "foreign",
            "newer": "newer",
            "broken": "foreign",
        }
        with pytest.raises(UserError) as caught:
            laptop.mark(plain)
        assert caught.value.code == "county_only"
        assert sorted(each.name for each in plain.iterdir()) == []


def test_a_folder_of_the_settings_stands_for_a_stick_and_only_a_drive_is_let_go(
    tmp_path: Path,
) -> None:
    slots = Slots(tmp_path / "slots")
    folder = tmp_path / "mapped"
    folder.mkdir()
    with an_office("first") as office:
        one = office["first"]
        sticks(office.hub, slots).mark(folder)
        assert sticks(one, slots).plugged() == []
        one.desk.settings.set({"mailbox": str(folder)})
        (line,) = sticks(one, slots).plugged()
        assert (line.root, line.removable, line.state) == (folder, False, StickState.OURS)
        assert not sticks(one, slots).watch().let_go(folder)
        inside = slots.plug("stick") / "exchange"
        inside.mkdir()
        one.desk.settings.set({"mailbox": str(inside)})
        watch = sticks(one, slots).watch()
        assert [each.label for each in watch.look()] == ["stick", "exchange"]
        assert watch.let_go(inside)
        assert slots.plugged() == []
        one.desk.settings.set({"mailbox": "webdavs://county.example/box"})
        assert sticks(one, slots).plugged() == []


def test_a_place_that_cannot_be_looked_at_is_not_there(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "slots")
    with an_office("first") as office:
        one = office["first"]
        for odd in (tmp_path / ("x" * 300), tmp_path / "nowhere"):
            one.desk.settings.set({"mailbox": str(odd)[:200]})
            assert sticks(one, slots).plugged() == []
        one.desk.settings.set({"mailbox": "~/*?:<>|"})
        assert sticks(one, slots).plugged() == []
