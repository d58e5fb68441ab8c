"""The same mailbox over WebDAV and SFTP, on real servers on loopback."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from webdav4.client import HTTPError, InsufficientStorage

from desktop.errors import UserError
from desktop.exchange.mailbox import Mailbox
from desktop.exchange.places import LocalPlace
from desktop.exchange.transports import (
    Access,
    host_key_fingerprint,
    open_place,
    sftp_fault,
    webdav_fault,
)
from tests.bundles import Office, make_ops, notes_of
from tests.servers import PASSWORD, USER, certificate, sftp, webdav

OFFICE = Office()
BLOB, SEALED = OFFICE.seal(make_ops([*notes_of(30), b"x" * 300_000]))
GOOD = Access(user=USER, password=PASSWORD, timeout=10)


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running server: its folder, its address, and what lets us in."""

    folder: Path
    address: str
    access: Access


def refused(call: object) -> str:
    with pytest.raises(UserError) as error:
        call()
    assert PASSWORD not in str(error.value)
    return error.value.code


def reached(served: Served, **asked: object) -> Mailbox:
    """The mailbox on the server, opened with the right credentials."""
    return Mailbox.open(served.address, access=served.access, **asked)


@pytest.fixture(params=["webdav", "webdavs", "sftp"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """A folder behind each kind of server."""
    folder = tmp_path / "served"
    folder.mkdir()
    if request.param == "webdav":
        with webdav(folder) as port:
            yield Served(folder=folder, address=f"webdav://127.0.0.1:{port}/box", access=GOOD)
    elif request.param == "webdavs":
        paths = certificate(tmp_path, "county")
        access = Access(user=USER, password=PASSWORD, certificate=paths[0].read_text("ascii"))
        with webdav(folder, paths) as port:
            yield Served(folder=folder, address=f"webdavs://127.0.0.1:{port}/box/", access=access)
    else:
        (folder / "box").mkdir()
        with sftp(folder) as (port, key):
            access = Access(user=USER, password=PASSWORD, host_key=host_key_fingerprint(key))
            yield Served(
                folder=folder / "box", address=f"sftp://127.0.0.1:{port}/box", access=access
            )


def test_a_bundle_goes_there_and_comes_back(served: Served, tmp_path: Path) -> None:
    with reached(served) as box:
        box.mark(county_fingerprint=OFFICE.county, name="某某县")
        assert not box.write("up", SEALED.name, BLOB).already
    assert (served.folder / "up" / SEALED.name).read_bytes() == BLOB
    assert sorted(each.name for each in (served.folder / "up").iterdir()) == [SEALED.name]
    with reached(served, county_fingerprint=OFFICE.county, marked=True) as again:
        (entry,) = again.waiting("up")
        assert again.header(entry) == SEALED.header
        assert again.fetch(entry, tmp_path / "inbox").read_bytes() == BLOB
        assert again.write("up", SEALED.name, BLOB).already


def test_the_outbox_file_is_sent_and_older_ones_are_tidied(served: Served, tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"
    with reached(served) as box:
        for number in range(1, 4):
            blob, sealed = OFFICE.seal(make_ops(notes_of(5)), number=number)
            outbox.write_bytes(blob)
            box.write("down/a1a1a1a1", sealed.name, outbox)
        assert sorted(box.header(entry).number for entry in box.waiting("down")) == [2, 3]


def test_a_cut_connection_is_taken_up_where_it_broke(served: Served, tmp_path: Path) -> None:
    with reached(served) as box:
        box.write("up", SEALED.name, BLOB)
        (entry,) = box.waiting("up")
        whole = box.place
        box.place = _Cut(whole, after=1000)
        with pytest.raises(UserError, match="mailbox_unreachable"):
            box.fetch(entry, tmp_path / "inbox")
        (part,) = (tmp_path / "inbox").iterdir()
        assert part.stat().st_size == 1000
        box.place = whole
        assert box.fetch(entry, tmp_path / "inbox").read_bytes() == BLOB
        assert not part.exists()


class _Cut:
    """A place whose connection breaks while a file is read."""

    def __init__(self, place: object, after: int) -> None:
        self.shown = place.shown
        self._place = place
        self._after = after

    def read(self, path: str) -> object:
        return _CutReader(self._place.read(path), self._after)


class _CutReader:
    """Reads so many bytes and then nothing more."""

    def __init__(self, reader: object, after: int) -> None:
        self._reader = reader
        self._after = after

    def __enter__(self) -> _CutReader:
        self._file = self._reader.__enter__()
        return self

    def __exit__(self, *failure: object) -> None:
        self._reader.__exit__(None, None, None)

    def read(self, size: int) -> bytes:
        if not self._after:
            raise UserError("mailbox_unreachable", place="cut")
        data = self._file.read(min(size, self._after))
        self._after -= len(data)
        return data


def test_a_wrong_password_is_told(served: Served) -> None:
    wrong = Access(
        user=USER,
        password="not it",
        certificate=served.access.certificate,
        host_key=served.access.host_key,
    )
    assert refused(lambda: Mailbox.open(served.address, access=wrong)) == "mailbox_login"


def test_a_folder_that_is_not_there_is_missing(served: Served) -> None:
    address = served.address.rstrip("/") + "/nowhere"
    assert refused(lambda: Mailbox.open(address, access=served.access)) == "mailbox_missing"


def test_a_bundle_that_went_away_is_told(served: Served, tmp_path: Path) -> None:
    with reached(served) as box:
        box.write("up", SEALED.name, BLOB)
        (entry,) = box.waiting("up")
        (served.folder / "up" / SEALED.name).unlink()
        assert refused(lambda: box.fetch(entry, tmp_path)) == "mailbox_vanished"


def test_the_login_may_stand_in_the_address_and_is_never_shown(served: Served) -> None:
    scheme, _, rest = served.address.partition("://")
    address = f"{scheme}://{USER}:{PASSWORD.replace(' ', '%20')}@{rest}"
    access = Access(certificate=served.access.certificate, host_key=served.access.host_key)
    with Mailbox.open(address, access=access) as box:
        assert PASSWORD.split()[0] not in box.place.shown
        assert USER + ":" not in box.place.shown
    assert PASSWORD not in repr(GOOD)


@pytest.mark.parametrize("scheme", ["webdav", "webdavs", "sftp"])
def test_a_server_that_is_down_is_unreachable(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    address = f"{scheme}://127.0.0.1:{port}/box"
    assert refused(lambda: Mailbox.open(address, access=GOOD)) == "mailbox_unreachable"


def test_a_server_with_another_certificate_is_refused(tmp_path: Path) -> None:
    paths, other = certificate(tmp_path, "county"), certificate(tmp_path, "thief")
    with webdav(tmp_path, other) as port:
        address = f"webdavs://127.0.0.1:{port}/box"
        for pin in (paths[0].read_text("ascii"), ""):
            access = Access(user=USER, password=PASSWORD, certificate=pin)
            code = refused(lambda a=access: Mailbox.open(address, access=a))
            assert code == "mailbox_certificate"
    bad = Access(certificate="-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
    code = refused(lambda: open_place("webdavs://127.0.0.1:1/box", bad))
    assert code == "mailbox_certificate"


def test_a_server_key_is_confirmed_before_the_password_goes_out(tmp_path: Path) -> None:
    with sftp(tmp_path) as (port, key):
        address = f"sftp://127.0.0.1:{port}/"
        with pytest.raises(UserError) as new:
            Mailbox.open(address, access=GOOD)
        assert new.value.code == "mailbox_host_new"
        assert new.value.params["fingerprint"] == host_key_fingerprint(key)
        changed = Access(user=USER, password=PASSWORD, host_key="SHA256:other")
        assert refused(lambda: Mailbox.open(address, access=changed)) == "mailbox_host_key"
        right = Access(user=USER, password=PASSWORD, host_key=host_key_fingerprint(key))
        with Mailbox.open(address, access=right) as box:
            assert box.waiting("up") == []


def test_a_server_that_refuses_writing_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / "readonly").write_text("")
    with sftp(tmp_path) as (port, key):
        access = Access(user=USER, password=PASSWORD, host_key=host_key_fingerprint(key))
        with Mailbox.open(f"sftp://127.0.0.1:{port}/", access=access) as box:
            code = refused(lambda: box.write("up", SEALED.name, BLOB))
    assert code == "mailbox_read_only"


def test_a_path_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    for address in (tmp_path, str(tmp_path)):
        place = open_place(address)
        assert isinstance(place, LocalPlace)
        assert place.shown == str(tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://u:p@host/x", "sftp:///x", "webdav://", "http://a/b"),
        *("sftp://u:p@h:x/", "webdavs://[x/", "webdav://h:99999/", "sftp://h:0/"),
    ],
)
def test_an_address_that_nobody_understands_is_told_without_its_password(address: str) -> None:
    with pytest.raises(UserError) as error:
        open_place(address)
    assert error.value.code == "mailbox_address"
    assert "p@" not in str(error.value.params["address"])


@pytest.mark.parametrize(
    ("status", "code"),
    [(507, "mailbox_full"), (403, "mailbox_read_only"), (500, "mailbox_unreachable")],
)
def test_what_a_webdav_server_answers_is_understood(status: int, code: str) -> None:
    request = httpx.Request("PUT", "http://127.0.0.1/x")
    assert webdav_fault(HTTPError(httpx.Response(status, request=request))) == code
    assert webdav_fault(InsufficientStorage("x")) == "mailbox_full"
    assert webdav_fault(ZeroDivisionError()) is None


def test_what_an_sftp_server_does_not_say_stays_a_bug() -> None:
    assert sftp_fault(ZeroDivisionError()) is None
    assert sftp_fault(OSError(errno.EIO, "x")) == "mailbox_unreachable"
