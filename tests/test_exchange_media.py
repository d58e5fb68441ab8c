"""Fault cases 12 and 28, and SFTP as an officer sets it up: disks that fill up, cut connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO, cast
from urllib.parse import quote

import pytest

from db import visits
from db.faults import StoreError
from desktop.errors import UserError
from desktop.exchange.places import LocalPlace
from desktop.exchange.transports import host_key_fingerprint
from tests.counties import note
from tests.ledgers import visit
from tests.photos import a_photo
from tests.replicas import Office, bundles, log, phones, seen, status, whole
from tests.servers import PASSWORD, USER, sftp

pytest_plugins = ["tests.office_fixtures"]


class Cut:
    """A file of a server whose connection breaks after so many bytes."""

    def __init__(self, f: BinaryIO, left: int) -> None:
        self._f = f
        self.left = left

    def read(self, n: int = -1) -> bytes:
        found = self._f.read(n)
        self.left -= len(found)
        if self.left < 0:
            raise UserError("mailbox_unreachable", place="server")
        return found

    def seek(self, *given: int) -> int:
        return self._f.seek(*given)

    def tell(self) -> int:
        return self._f.tell()


def test_28_a_connection_cut_anywhere_and_a_stick_meanwhile_give_all_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, hub = office["first"], office.hub
    rows = set(log(first, 3))
    note(first.store, "h1", phone="1")
    server, stick = office.stick(), office.stick()
    first.send(server)
    size = bundles(server, "up")[0].stat().st_size
    rows |= set(log(first))
    first.send(stick)
    plain = LocalPlace.read
    before = hub.ops()
    for left in range(0, 2 * size, size // 5):

        @contextmanager
        def cut(self: LocalPlace, path: str, left: int = left) -> Iterator[BinaryIO]:
            with plain(self, path) as f:
                yield cast("BinaryIO", Cut(f, left))

        with monkeypatch.context() as patch:
            patch.setattr(LocalPlace, "read", cut)
            if left < size:
                with pytest.raises(UserError, match="mailbox_unreachable"):
                    hub.take(server)
        assert hub.ops() == before
        assert status(hub).bundles_set_aside == 0
    hub.take(stick)
    hub.take(server)
    assert hub.take(server).operations == 0
    assert seen(hub) == rows
    office.settle(1)
    assert phones(office["second"]) == ["1"]
    assert whole(hub)


def test_12_a_disk_that_fills_up_while_a_bundle_is_taken_leaves_all_or_nothing(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    rows = set(log(first, 2))
    [big] = visits.log(first.store, "王", [visit(note="长" * 60_000)], photos=[a_photo()])
    stick = office.stick()
    first.send(stick)
    before, pages = hub.ops(), hub.store.number("PRAGMA page_count")
    hub.store.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError) as caught:
        hub.take(stick)
    assert caught.value.code == "disk_full"
    assert hub.ops() == before
    hub.store.execute("PRAGMA max_page_count = 1073741823")
    assert hub.take(stick).photos == 1
    assert seen(hub) == {*rows, big.id}
    assert whole(hub)


def test_12_a_disk_that_has_no_room_for_the_photos_keeps_the_work_and_asks_again(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    large = a_photo(data=b"")
    content = (large.data or b"") + bytes(400_000)
    [made] = visits.log(first.store, "王", [visit()], photos=[a_photo(data=content)])
    stick = office.stick()
    first.send(stick)
    pages = hub.store.number("PRAGMA page_count")
    hub.store.execute(f"PRAGMA max_page_count = {pages + 40}")
    with pytest.raises(StoreError) as caught:
        hub.take(stick)
    assert caught.value.code == "disk_full"
    assert seen(hub) == {made.id}
    hub.store.execute("PRAGMA max_page_count = 1073741823")
    hub.take(stick)
    assert status(hub).photos_missing == 0
    assert whole(hub)


def test_02_the_empty_folder_that_a_pulled_stick_leaves_behind_is_no_mailbox(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing counts as sent that went to where the stick was; a plain folder stays one."""
    first, stick = office["first"], office.stick()
    office.hub.desk.sticks.mark(stick)
    first.run(stick)
    log(first)

    def pull() -> None:
        rmtree(stick)
        stick.mkdir()

    pull()
    with pytest.raises(UserError, match="mailbox_vanished"):
        first.run(stick)
    office.hub.desk.sticks.mark(stick)
    put = LocalPlace.put

    def pulled(self: LocalPlace, path: str, data: bytes | Path) -> None:
        pull()
        self.make_folder("up")
        put(self, path, data)

    with monkeypatch.context() as patch:
        patch.setattr(LocalPlace, "put", pulled)
        with pytest.raises(UserError, match="mailbox_vanished"):
            first.send(stick)
    assert status(first).unsent == 1
    assert first.send(office.stick()).sent[0].operations


def test_an_sftp_server_is_used_once_its_key_was_compared_and_its_password_is_not_shown(
    office: Office, tmp_path: Path
) -> None:
    first = office["first"]
    made = log(first)
    (tmp_path / "box").mkdir()
    with sftp(tmp_path) as (port, key):
        host = f"127.0.0.1:{port}/box"
        full = f"sftp://{USER}:{quote(PASSWORD)}@{host}"
        with pytest.raises(UserError) as caught:
            first.desk.sync.run(full)
        assert caught.value.code == "mailbox_host_new"
        mark = str(caught.value.params["fingerprint"])
        with pytest.raises(UserError, match="setting_invalid"):
            first.desk.settings.set({"mailbox_host_key": "SHA256:short"})
        first.desk.settings.set({"mailbox_host_key": mark, "mailbox": full})
        kept = first.desk.settings.show()["mailbox"]
        assert kept == f"sftp://{USER}@{host}" and mark == host_key_fingerprint(key)
        assert first.desk.sync.run(kept).sent[0].operations == len(made)
        with pytest.raises(UserError, match="mailbox_login"):
            first.desk.sync.run(f"sftp://{USER}:guessed@{host}")
