"""The county's own server on loopback: laptops exchange over it, and only as far as they may."""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from desktop.errors import UserError
from desktop.exchange import serving
from desktop.exchange.bundle import Limits
from desktop.exchange.mailbox import Mailbox
from desktop.exchange.serving import fingerprint_of, make_certificate, password_for
from desktop.exchange.transports import Access
from desktop.services.credentials import access_to, invites, server_of
from tests.replicas import Office, Replica, an_office, enrol, log, seen, status


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first") as made:
        yield made
        made.hub.desk.serving.stop()


@pytest.fixture
def served(office: Office) -> str:
    """The address of the county's server."""
    return office.hub.desk.serving.start(port=0).address


def refused(call: object) -> str:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


def asked(access: Access, address: str, method: str, path: str, **headers: str) -> int:
    """The status of one request as somebody writes it by hand, with the login of a device."""
    login = base64.b64encode(f"{access.user}:{access.password}".encode()).decode()
    context = ssl.create_default_context(cadata=access.certificate)
    context.check_hostname = False
    there = address.removeprefix("webdavs://").rstrip("/")
    connection = http.client.HTTPSConnection(there, context=context, timeout=8)
    try:
        said = {"Authorization": f"Basic {login}", **headers}
        connection.request(method, path, body=b"mine" if method == "PUT" else b"", headers=said)
        return connection.getresponse().status
    finally:
        connection.close()


def exchange(office: Office, laptop: Replica) -> None:
    """Over the server; the county takes from its own folder."""
    laptop.sync.run(access_address(laptop))
    office.hub.run(office.hub.desk.serving.folder)
    laptop.sync.run(access_address(laptop))


def access_address(laptop: Replica) -> str:
    return laptop.desk.settings.show()["mailbox"]


def test_a_laptop_whose_package_was_made_since_exchanges_without_a_word_more(
    office: Office, served: str, tmp_path: Path
) -> None:
    laptop = enrol(office.hub, tmp_path, "newcomer", ("149999105",))
    office.hub.desk.serving.state()  # as the page asks after each package
    assert access_address(laptop) == served
    made = log(laptop)
    exchange(office, laptop)
    assert set(made) <= seen(office.hub)
    assert status(laptop).unsent == status(laptop).sent_unconfirmed == 0
    office.hub.county.revoke(laptop.store.identity.device)
    assert office.hub.desk.serving.state().logins == len(invites(office.hub.store)) - 1
    later = log(laptop)
    assert refused(lambda: laptop.sync.run(served)) == "mailbox_login"
    assert status(laptop).unsent == len(later)
    laptop.close()


def test_a_laptop_of_before_learns_of_the_server_with_its_next_bundle(
    office: Office, served: str
) -> None:
    laptop = office["first"]
    assert access_to(laptop.store, served) is None
    assert refused(lambda: laptop.sync.run(served)) == "mailbox_certificate"
    log(laptop)
    office.settle()
    made = log(laptop)
    exchange(office, laptop)
    assert set(made) <= seen(office.hub)


def test_wrong_password_wrong_certificate_and_a_server_that_is_down_change_nothing(
    office: Office, served: str
) -> None:
    laptop = office["first"]
    log(laptop)
    office.settle()
    made = log(laptop)
    right = access_to(laptop.store, served)
    assert right is not None
    other, _ = make_certificate("127.0.0.1", laptop.clock.now)
    assert fingerprint_of(other) != fingerprint_of(right.certificate)
    for wrong, code in (
        (replace(right, password="guessed"), "mailbox_login"),
        (replace(right, user="somebody"), "mailbox_login"),
        (replace(right, certificate=other), "mailbox_certificate"),
    ):
        assert refused(lambda a=wrong: Mailbox.open(served, access=a).waiting("down")) == code
    office.hub.desk.serving.stop()
    assert not office.hub.desk.serving.state().running
    assert refused(lambda: laptop.sync.run(served)) == "mailbox_unreachable"
    assert status(laptop).unsent == len(made)
    again = office.hub.desk.serving.start()
    assert again.address == served  # the same certificate and port: nobody is told anything new
    exchange(office, laptop)
    assert set(made) <= seen(office.hub)


def test_a_device_lays_down_its_own_bundles_and_touches_nothing_else(
    office: Office, served: str
) -> None:
    laptop, folder = office["first"], office.hub.desk.serving.folder
    log(laptop)
    office.settle()
    right = access_to(laptop.store, served)
    with Mailbox.open(served, access=right) as box:
        foreign = "149999105-00000000-1-2-0000abcd.tdb"
        (folder / "up" / foreign).write_bytes(b"another's")
        for path in (f"up/{foreign}", "down/x.tdb", "township-desk.mailbox", "up/deep/x.tdb"):
            assert refused(lambda p=path: box.place.put(p, b"mine")) == "mailbox_read_only"
            assert refused(lambda p=path: box.place.remove(p)) == "mailbox_read_only"
        own = laptop.store.identity.device[:8]
        box.place.put(f"up/149999105-{own}-1-2-0000abcd.tdb", b"mine")
    assert (folder / "up" / foreign).read_bytes() == b"another's"


def a_login(office: Office, served: str) -> tuple[Access, str]:
    """What the first laptop shows, and the name of a bundle that it may write."""
    log(office["first"])
    office.settle()
    right = access_to(office["first"].store, served)
    assert right is not None
    return right, f"149999105-{office['first'].store.identity.device[:8]}-1-2-0000abcd.tdb"


def test_the_login_of_the_server_goes_nowhere_else(office: Office, served: str) -> None:
    a_login(office, served)
    first = office["first"].store
    assert access_to(first, served.upper().replace("WEBDAVS", "webdavs")) is not None
    for other in (served.replace("webdavs", "webdav"), served.replace("127.0.0.1", "127.0.0.2")):
        assert access_to(first, other) is None, "in the clear, or to somebody else"
    assert access_to(first, str(office.folder)) is None


def test_who_connects_and_says_nothing_holds_up_nobody(office: Office, served: str) -> None:
    right, own = a_login(office, served)
    host, _, port = served.removeprefix("webdavs://").rstrip("/").partition(":")
    with contextlib.ExitStack() as silent:
        for _ in range(3):
            silent.enter_context(socket.create_connection((host, int(port))))
        assert asked(right, served, "PUT", f"/up/{own}") == 201
    with socket.create_connection((host, int(port))) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")  # and not over TLS
        assert not plain.recv(100).startswith(b"HTTP/1.1 2")
    assert asked(right, served, "DELETE", f"/up/{own}") == 204


def test_a_login_that_is_written_oddly_opens_nothing_more(office: Office, served: str) -> None:
    (right, _), folder = a_login(office, served), office.hub.desk.serving.folder
    foreign = folder / "up" / "149999105-00000000-1-2-0000abcd.tdb"
    foreign.write_bytes(b"another's")
    token = base64.b64encode(f"{right.user}:{right.password}".encode()).decode()
    for between in ("\t", "  ", ":", "=", " \t"):
        odd = {"Authorization": f"Basic{between}{token}"}
        for method, path in (
            ("PUT", f"/up/{foreign.name}"),
            ("PUT", "/down/x.tdb"),
            ("DELETE", f"/up/{foreign.name}"),
            ("DELETE", "/down"),
        ):
            assert asked(right, served, method, path, **odd) in {401, 403}
    assert foreign.read_bytes() == b"another's"
    assert not (folder / "down" / "x.tdb").exists()


def test_a_bundle_is_moved_where_it_was_judged_to_go(office: Office, served: str) -> None:
    (right, own), folder = a_login(office, served), office.hub.desk.serving.folder
    foreign = folder / "up" / "149999105-00000000-1-2-0000abcd.tdb"
    foreign.write_bytes(b"another's")
    mine = folder / "up" / own
    for after in ("#/../", "%23/../", "?/../", "%3F/../", ";/../", "/../"):
        for target in (f"{own}{after}{foreign.name}", f"{own}{after}../down/x.tdb"):
            mine.write_bytes(b"mine")
            asked(right, served, "MOVE", f"/up/{own}", Destination=f"/up/{target}", Overwrite="T")
            assert foreign.read_bytes() == b"another's"
            assert not (folder / "down" / "x.tdb").exists()
    mine.with_name(f"{own}.part").write_bytes(b"whole")
    there = f"{served.replace('webdavs', 'https')}up/{own}"
    assert asked(right, served, "MOVE", f"/up/{own}.part", Destination=there, Overwrite="T") == 204
    assert mine.read_bytes() == b"whole"


def test_nobody_fills_the_memory_or_the_disk_of_the_county(
    office: Office, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (right, own), folder = a_login(office, served), office.hub.desk.serving.folder
    for said in ({"X-Long": "a" * (1 << 20)}, {"Authorization": "", "X-Long": "a" * (1 << 20)}):
        # It may hang up before all of it was said; that it goes on serving is seen below.
        with suppress(ConnectionError, ssl.SSLError):
            assert asked(right, served, "GET", "/up", **said) == 413
    too_long = {"Content-Length": str(Limits().file_bytes + 1)}
    assert asked(right, served, "PUT", f"/up/{own}", **too_long) == 413
    monkeypatch.setattr(serving, "MOST_BYTES", 10)
    first, second, third = (own.replace("-1-2-", f"-1-{last}-") for last in (3, 4, 5))
    assert asked(right, served, "PUT", f"/up/{first}") == 201
    assert asked(right, served, "PUT", f"/up/{second}") == 201
    assert asked(right, served, "PUT", f"/up/{third}") == 507
    assert asked(right, served, "PUT", f"/up/{second}") == 204  # in its own place there is room
    assert asked(right, served, "DELETE", f"/up/{first}") == 204
    assert asked(right, served, "PUT", f"/up/{third}") == 201
    assert len([*(folder / "up").glob(f"149999105-{own[10:18]}-1-[345]-*")]) == 2


def test_the_login_of_a_package_not_yet_used_writes_the_bundles_of_one_new_laptop_only(
    office: Office, served: str
) -> None:
    laptop, hub = office["first"], office.hub
    folder, known = hub.desk.serving.folder / "up", laptop.store.identity.device[:8]
    for name in ("A", "B"):
        hub.county.enrol(
            townships=("149999105",),
            officer=name,
            role="officer",
            bank="",
            out=office.folder / f"{name}.tdpack",
        )
    log(laptop)
    office.settle()
    hub.desk.serving.state()
    right, keys = access_to(laptop.store, served), server_of(hub.store)
    assert right is not None and keys is not None
    first, second = (
        replace(right, user=token, password=password_for(keys.secret, token))
        for token, one in invites(hub.store).items()
        if not one.device
    )
    theirs, new = (f"149999105-{one}-1-2-0000abcd.tdb" for one in (known, "0123abcd"))
    (folder / theirs).write_bytes(b"theirs")
    with Mailbox.open(served, access=first) as box:
        for name in (theirs, f"x-00000000-{theirs}", "x-y.tdb", "of-mine.txt"):
            assert refused(lambda n=name: box.place.put(f"up/{n}", b"x")) == "mailbox_read_only"
            assert refused(lambda n=name: box.place.remove(f"up/{n}")) == "mailbox_read_only"
        box.place.put(f"up/{new}", b"new")
        another = new.replace("0123abcd", "4567abcd")
        assert refused(lambda: box.place.put(f"up/{another}", b"x")) == "mailbox_read_only"
    with Mailbox.open(served, access=second) as box:
        assert refused(lambda: box.place.remove(f"up/{new}")) == "mailbox_read_only"
    assert ((folder / theirs).read_bytes(), (folder / new).read_bytes()) == (b"theirs", b"new")


def test_the_key_of_the_server_never_lies_on_the_disk_in_the_clear(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def left(**_: object) -> Iterator[str]:
        yield str(tmp_path)  # and the machine is cut before it is cleared

    monkeypatch.setattr(tempfile, "TemporaryDirectory", left)
    assert office.hub.desk.serving.start(port=0).running
    key = (tmp_path / "key").read_bytes()
    with pytest.raises(TypeError, match="encrypted"):
        serialization.load_pem_private_key(key, None)


def test_a_township_serves_nobody_and_a_taken_port_is_told(office: Office, served: str) -> None:
    assert refused(office["first"].desk.serving.start) == "county_only"
    port = int(served.rstrip("/").rpartition(":")[2])
    with an_office("second") as another:
        code = refused(lambda: another.hub.desk.serving.start(port=port))
        assert code == "server_port_taken"
        assert refused(lambda: another.hub.desk.serving.start(host="192.0.2.1")) == (
            "server_host_unknown"
        )
    assert office.hub.desk.serving.start().address == served  # asking twice is one server
