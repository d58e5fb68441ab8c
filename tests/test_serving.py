"""The county's own server on loopback: laptops exchange over it, and only as far as they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.exchange.mailbox import Mailbox
from desktop.exchange.serving import fingerprint_of, make_certificate, password_for
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
