"""Fault case 29: photos travel behind their records; each is proved, put once and never lost."""

from __future__ import annotations

import pytest

from db import blobs, evidence, visits
from db.records.evidence import Photo
from desktop.errors import UserError
from desktop.exchange.mailbox import Mailbox
from desktop.services.records.evidence import PhotoFilter
from desktop.services.records.traffic import SyncResult
from desktop.services.sync import photos as travelling
from desktop.texts.traffic import kept_apart, pictured
from tests.ledgers import TOWNSHIP, visit
from tests.photos import a_photo, png_bomb
from tests.replicas import Office, Replica, bundles, enrol, log, status, whole

pytest_plugins = ["tests.office_fixtures"]


def taken(one: Replica, *pictures: Photo, **more: object) -> str:
    """A visit with photos; gives its id."""
    made = visits.log(one.store, one.name, [visit(**more)], photos=pictures)
    return made[0].id


def gone(result: SyncResult) -> dict[str, int]:
    """How many photos went to whom."""
    return {one.to: one.photos for one in result.sent}


def held(one: Replica) -> set[str]:
    return {digest for (digest,) in one.store.rows("SELECT sha256 FROM blob")}


def lacks(one: Replica) -> int:
    return status(one).photos_missing


def without(one: Replica, *pictures: Photo) -> None:
    """The bytes are gone from a machine."""
    with one.store.transaction():
        for each in pictures:
            one.store.execute("DELETE FROM blob WHERE sha256 = ?", (each.sha256,))


def test_29_a_photo_goes_with_its_record_to_the_county_and_to_the_colleague(
    office: Office,
) -> None:
    photo = a_photo()
    row = taken(office["first"], photo)
    stick = office.stick()
    sent = office["first"].run(stick)
    came = office.hub.run(stick)
    assert (sent.sent[0].photos, came.photos, gone(came)["second"]) == (1, 1, 1)
    assert "收到 1 张" in pictured(came)
    office["second"].take(stick)
    for one in office.replicas.values():
        assert evidence.data(one.store, photo.sha256) == photo.data
        [line] = one.desk.evidence.of_record(row)
        assert line.here and lacks(one) == 0
    office.settle(2)
    assert office["first"].run(office.stick()).sent == ()


def test_29_a_photo_that_did_not_fit_is_asked_for_and_comes_with_a_later_bundle(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, hub = office["first"], office.hub
    some = [a_photo(colour) for colour in ("red", "green", "blue")]
    monkeypatch.setattr(travelling, "budget", lambda _: some[0].size + some[1].size)
    row = taken(first, *some)
    stick = office.stick()
    [sent] = first.send(stick).sent
    assert (sent.photos, sent.photos_later) == (2, 1)
    hub.run(stick)
    assert lacks(hub) == 1
    [there] = [one for one in hub.desk.evidence.of_record(row) if not one.here]
    assert [each for each in kept_apart(status(hub)) if "还没收到" in each]
    with pytest.raises(UserError) as said:
        hub.desk.evidence.picture(there.sha256)
    assert said.value.code == "photo_elsewhere"
    first.run(stick)
    assert hub.run(stick).photos == 1
    assert (lacks(hub), held(hub)) == (0, {one.sha256 for one in some})


def test_a_photo_that_is_damaged_here_makes_no_bundle_by_itself(office: Office) -> None:
    first, hub = office["first"], office.hub
    office.settle(2)
    damaged, good = a_photo("red"), a_photo("green")
    taken(first, damaged)
    with first.store.transaction():
        first.store.execute("UPDATE blob SET data = x'ffd8ff00'")
    office.settle(3)
    stick = office.stick()
    hub.run(stick)  # asks for it
    first.run(stick)
    assert [first.run(stick).sent for _ in range(2)] == [(), ()]
    taken(first, good)
    [sent] = first.run(stick).sent
    assert (sent.photos, sent.photos_later) == (1, 0)
    hub.run(stick)
    assert held(hub) == {good.sha256}


def test_29_work_goes_without_its_photos_where_the_stick_has_no_room_for_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, hub = office["first"], office.hub
    taken(first, a_photo())
    plain, tries = Mailbox.write, []

    def full(self: Mailbox, *given: object, **more: object) -> object:
        tries.append(1)
        if len(tries) == 1:
            raise UserError("mailbox_full", place="stick")
        return plain(self, *given, **more)

    stick = office.stick()
    with monkeypatch.context() as patch:
        patch.setattr(Mailbox, "write", full)
        result = first.send(stick)
    [sent] = result.sent
    assert (sent.operations, sent.photos, sent.photos_later) == (2, 0, 1)
    assert "没有带上" in pictured(result)
    hub.run(stick)
    assert (lacks(hub), hub.store.counts()["visits"]) == (1, 1)
    office.settle(2)
    assert lacks(hub) == 0


def test_29_a_bundle_with_photos_that_is_lost_is_made_good(office: Office) -> None:
    first, hub = office["first"], office.hub
    photo = a_photo()
    taken(first, photo)
    lost = office.stick()
    first.send(lost)
    for path in bundles(lost, "up"):
        path.unlink()
    hub.take(lost)
    office.settle(2)
    assert held(hub) == {photo.sha256} == held(office["second"])


def test_29_the_row_is_there_first_or_the_photo_and_both_come_together(office: Office) -> None:
    first, hub = office["first"], office.hub
    photo = a_photo()
    early = office.stick()
    row = taken(first)
    first.send(early)  # the record without its photo
    evidence.attach(first.store, "王", row, [photo])
    hub.run(early)
    assert (held(hub), lacks(hub)) == (set(), 0)
    stranger = a_photo("red")
    with first.store.transaction():  # bytes that no record of the county names yet
        first.store.execute(
            "INSERT INTO blob (sha256, data) VALUES (?, ?)", (stranger.sha256, stranger.data)
        )
    office.settle(1)
    assert held(hub) == {photo.sha256}
    evidence.attach(first.store, "王", row, [stranger])
    office.settle(2)
    assert held(hub) == {photo.sha256, stranger.sha256} == held(office["second"])


def test_29_the_same_photo_of_two_people_is_kept_once(office: Office) -> None:
    photo = a_photo()
    taken(office["first"], photo)
    taken(office["second"], photo)
    stick = office.stick()
    for one in office.laptops:
        one.send(stick)
    result = office.hub.run(stick)
    assert (result.photos, result.photos_refused) == (1, 0)
    assert office.hub.store.number("SELECT count(*) FROM blob") == 1
    assert office.hub.store.number("SELECT count(*) FROM evidence") == 2


@pytest.mark.parametrize(
    "data", [b"no photo", png_bomb(60_000, 60_000), b"\xff\xd8\xff cut", bytes(2_000_000)]
)
def test_29_what_is_no_photo_is_refused_alone_and_the_work_is_taken(
    office: Office, data: bytes
) -> None:
    first, hub = office["first"], office.hub
    good, bad = a_photo(), a_photo(data=data)
    taken(first, good, bad)
    stick = office.stick()
    first.send(stick)
    result = hub.run(stick)
    assert (result.quarantined, result.photos, result.photos_refused) == ((), 1, 1)
    assert "没有收下" in pictured(result)
    assert hub.store.counts()["visits"] == 1
    assert (held(hub), lacks(hub)) == ({good.sha256}, 1)


def test_29_a_photo_that_is_damaged_at_home_is_not_sent_and_comes_from_who_has_it(
    office: Office,
) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    photo = a_photo()
    taken(first, photo)
    office.settle(2)
    without(hub, photo)
    with first.store.transaction():
        first.store.execute("UPDATE blob SET data = zeroblob(9)")
    stick = office.stick()
    hub.clock.on(days=2)
    hub.send(stick)
    assert [one.photos for one in first.run(stick).sent] in ([], [0])
    assert hub.run(stick).photos_refused == 0
    second.run(stick)
    assert hub.run(stick).photos == 1
    assert evidence.data(hub.store, photo.sha256) == photo.data


def test_29_a_photo_that_never_comes_is_asked_for_no_more_than_once_a_day(office: Office) -> None:
    first, hub = office["first"], office.hub
    photo = a_photo()
    taken(first, photo)
    without(first, photo)
    office.settle(3)
    assert lacks(hub) == lacks(office["second"]) == 1
    assert not {"first", "second"} & {*gone(hub.run(office.stick()))}
    assert whole(hub)
    hub.clock.on(days=1)
    assert {"first", "second"} <= {*gone(hub.run(office.stick()))}
    evidence.attach(first.store, "王", _visit_of(first), [photo])  # the officer adds it again
    office.settle(2)
    assert lacks(hub) == lacks(office["second"]) == 0


def _visit_of(one: Replica) -> str:
    return str(one.store.one("SELECT id FROM outreach_visit")[0])


def test_29_the_photo_of_a_hidden_record_is_not_asked_for_until_it_is_back(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    photo = a_photo()
    row = taken(first, photo)
    with first.store.write("王") as writer:
        writer.tombstone("outreach_visit", row)
    with first.store.transaction():
        first.store.execute("UPDATE blob SET staged_at = NULL")
    stick = office.stick()
    first.send(stick)
    without(first, photo)
    hub.run(stick)
    assert lacks(hub) == 0
    with first.store.write("王") as writer:
        writer.restore("outreach_visit", row)
    evidence.attach(first.store, "王", row, [photo])
    office.settle(2)
    assert held(hub) == {photo.sha256}


def test_29_photos_go_only_to_those_who_may_have_what_is_private_in_the_township(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    office.join("third")  # another township's
    desk = office.replicas["desk"] = enrol(
        hub, office.folder, "desk", (TOWNSHIP,), role="agriculture_desk"
    )
    photo = a_photo()
    taken(first, photo)
    office.settle(3)
    assert held(office["second"]) == {photo.sha256}
    assert desk.store.number("SELECT count(*) FROM evidence") == 0  # it says where she lives
    assert desk.store.number("SELECT count(*) FROM outreach_visit") == 1
    assert held(desk) == held(office["third"]) == set()
    assert (lacks(desk), lacks(office["third"])) == (0, 0)
    blobs.asked(hub.store, desk.store.identity.device, [photo.sha256])
    blobs.asked(hub.store, office["third"].store.identity.device, [photo.sha256])
    sent = gone(hub.send(office.stick()))
    assert not sent.get("desk") and not sent.get("third")


def test_29_a_new_laptop_gets_the_photos_after_its_first_bundle(office: Office) -> None:
    some = {a_photo(colour).sha256: a_photo(colour) for colour in ("red", "green")}
    taken(office["first"], *some.values())
    office.settle(2)
    new = office.replicas["new"] = enrol(office.hub, office.folder, "new", (TOWNSHIP,))
    assert (held(new), lacks(new)) == (set(), 2)
    office.settle(2)
    assert (held(new), lacks(new)) == (set(some), 0)


def test_a_ledger_that_trades_no_photos_asks_for_none_and_sends_none(office: Office) -> None:
    first, hub = office["first"], office.hub
    hub.desk.settings.set({"photo_mb": "0"})
    taken(first, a_photo())
    office.settle(2)
    assert (held(hub), lacks(hub)) == (set(), 0)
    hub.desk.settings.set({"photo_mb": "20"})
    office.settle(2)
    assert len(held(hub)) == len(held(office["second"])) == 1
    for wrong in ("-1", "x", "501"):
        with pytest.raises(UserError) as caught:
            hub.desk.settings.set({"photo_mb": wrong})
        assert caught.value.code == "setting_invalid"


def test_an_exchange_without_photos_says_nothing_of_them(office: Office) -> None:
    log(office["first"])
    assert pictured(office["first"].send(office.stick())) == ""
    assert pictured(SyncResult()) == ""
    assert office.hub.desk.evidence.listed(PhotoFilter()) == []
