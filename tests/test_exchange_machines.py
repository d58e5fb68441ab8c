"""Fault cases of the exchange 21 to 27: machines that come back, are copied, lost, moved, newer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import db.store
from db import contacts, merge, settings
from db.check import state_hash
from db.registry import TABLES
from desktop.texts.traffic import kept_apart
from tests.counties import note
from tests.ledgers import OTHER, TOWNSHIP, person, publish
from tests.replicas import (
    Office,
    Replica,
    an_office,
    enrol,
    log,
    phones,
    seen,
    status,
    whole,
)

pytest_plugins = ["tests.office_fixtures"]


# Machines that come back.


@pytest.mark.parametrize("told", [True, False])
def test_21_a_laptop_brought_back_from_yesterday_keeps_both_branches(
    office: Office, told: bool
) -> None:
    first, hub = office["first"], office.hub
    rows = set(log(first))
    office.settle(1)
    yesterday, today = office.folder / "yesterday", office.folder / "today"
    first.image(yesterday)
    rows |= set(log(first, 2))
    office.settle(1)
    first.image(today)
    (first.restore if told else first.put_back)(yesterday)
    rows |= set(log(first, 2))
    office.settle(3)
    assert seen(first) == seen(hub) == seen(office["second"]) == rows
    assert merge.quarantined(hub.store) == []
    first.put_back(today)  # the old disk returns too
    rows |= set(log(first))
    office.settle(3)
    assert seen(first) == seen(hub) == rows
    assert all(whole(one) for one in office.replicas.values())


def test_21_a_laptop_put_back_unnoticed_ends_complete_though_nobody_works(office: Office) -> None:
    second, hub = office["second"], office.hub
    yesterday = office.folder / "yesterday"
    second.image(yesterday)
    rows = set(log(office["first"]))
    office.settle(2)
    second.put_back(yesterday)
    office.settle(2)
    assert seen(second) != rows, "within a week it does not say how far it is"
    for one in office.replicas.values():
        one.clock.on(days=7)
    office.settle(2)
    assert seen(second) == seen(hub) == rows


def test_21_what_was_taken_back_on_a_branch_stays_taken_back(office: Office) -> None:
    first = office["first"]
    [row] = log(first)
    office.settle(1)
    yesterday = office.folder / "yesterday"
    first.image(yesterday)
    log(first)
    office.settle(1)
    first.put_back(yesterday)
    with first.store.write("王") as writer:
        writer.tombstone("outreach_visit", row)
    office.settle(3)
    assert all(row not in seen(one) for one in office.replicas.values())


def test_22_a_profile_copied_to_a_second_laptop_loses_neither_ones_work(office: Office) -> None:
    first, hub = office["first"], office.hub
    path = office.folder / "twin.db"
    first.image(path)
    twin = office.replicas["twin"] = Replica("twin", path, type(first.clock)())
    rows: set[str] = set()
    for _ in range(3):
        rows |= {*log(first), *log(twin)}
        office.settle(1)
    office.settle(3)
    assert seen(first) == seen(twin) == seen(hub) == rows
    assert first.store.identity.incarnation != twin.store.identity.incarnation
    assert status(hub).set_aside == 0


@pytest.mark.parametrize("told", [True, False])
def test_23_a_county_brought_back_from_last_week_ends_complete(told: bool) -> None:
    with an_office("first", "second", "third") as office:
        hub = office.hub
        rows = set(log(office["first"]))
        office.settle(1)
        last_week = office.folder / "last week"
        hub.image(last_week)
        rows |= set(log(office["first"])) | set(log(office["second"]))
        note(hub.store, "h1", phone="said by the county")
        with hub.store.write("县") as writer:
            writer.insert("county_parameter", "p", {"key": "k", "value": "1"}, scope="*")
        office.settle(2)
        office["second"].close()
        gone = office.replicas.pop("second")  # a laptop that never comes again
        (hub.restore if told else hub.put_back)(last_week)
        with hub.store.write("县") as writer:
            writer.insert("county_parameter", "q", {"key": "l", "value": "2"}, scope="*")
        office.settle(4)
        assert seen(hub) == rows == seen(office["first"]), f"{gone.name}'s work is gone"
        for one in office.replicas.values():
            found = one.store.rows("SELECT id FROM county_parameter ORDER BY id")
            assert found == [("p",), ("q",)]
        assert phones(hub) == ["said by the county"]
        assert all(whole(one) for one in office.replicas.values())


def test_23_a_county_brought_back_that_works_on_at_once_loses_neither_branch(
    office: Office,
) -> None:
    hub = office.hub
    last_week = office.folder / "last week"
    hub.image(last_week)
    for value in ("before", "after"):  # both get the same number in the county's own stream
        with hub.store.write("县") as writer:
            writer.insert("county_parameter", value, {"key": value, "value": "1"}, scope="*")
        if value == "before":
            office.settle(2)
            hub.put_back(last_week)
    office.settle(4)
    for one in office.replicas.values():
        found = one.store.rows("SELECT id FROM county_parameter ORDER BY id")
        assert found == [("after",), ("before",)], one.name
        assert whole(one)


@pytest.mark.parametrize("more", [0, 2])
def test_23_a_county_that_hears_of_its_copy_first_moves_what_never_left(
    office: Office, more: int
) -> None:
    hub, stick = office.hub, office.stick()
    last_week = office.folder / "last week"
    hub.image(last_week)
    log(hub, 1 + more)
    for one in (*office.laptops, hub, *office.laptops, hub):
        one.run(stick)
    kept = seen(hub)
    hub.put_back(last_week)
    kept |= {*log(hub)}
    for _ in range(4):  # the first that the county reads are bundles that know its other branch
        for one in (hub, *office.laptops):
            one.run(stick)
    office.settle(3)
    for one in office.replicas.values():
        assert seen(one) == kept, one.name
        assert whole(one)
    assert status(hub).set_aside == 0


def test_23_a_list_that_a_county_brought_back_numbers_as_one_before_takes_its_place_everywhere(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    publish(hub.store, [person(1), person(2)], as_of=date(2026, 6, 2))
    office.settle(1)
    image = office.folder / "last-week.db"
    hub.image(image)
    publish(hub.store, [person(1)], as_of=date(2026, 6, 3))
    office.settle(1)
    hub.restore(image)
    publish(hub.store, [person(1), person(2)], as_of=date(2026, 6, 4))
    office.settle(3)
    entries = "SELECT * FROM roster_entry ORDER BY household_no, entered_on"
    assert first.store.rows(entries) == hub.store.rows(entries)
    assert whole(first)
    assert whole(hub)


def test_23_a_county_brought_back_knows_again_whom_it_had_certified(office: Office) -> None:
    hub = office.hub
    last_week = office.folder / "last week"
    hub.image(last_week)
    hub.county.assign(office["second"].store.identity.device, [TOWNSHIP, OTHER])
    office.settle(2)
    hub.put_back(last_week)
    log(office["first"])
    office.settle(3)
    again = {one.device: one.township for one in hub.county.devices()}
    assert again[office["second"].store.identity.device] == f"{TOWNSHIP},{OTHER}"


def test_23_a_county_that_was_put_back_unnoticed_ends_complete_though_nobody_works(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    rows = set(log(first))
    office.settle(2)
    last_week = office.folder / "last week"
    hub.image(last_week)
    rows |= {*log(first), *log(office["second"])}
    office.settle(2)
    hub.put_back(last_week)
    assert seen(hub) != rows
    office.settle(2)
    assert seen(hub) != rows, "within a week nobody asks"
    for one in office.replicas.values():
        one.clock.on(days=7)
    office.settle(3)
    assert seen(hub) == rows
    for one in office.laptops:
        assert one.run(office.stick()).sent == (), "said once is enough"


def test_24_a_lost_laptop_is_believed_up_to_its_end_and_no_further(office: Office) -> None:
    first, hub = office["first"], office.hub
    before = set(log(first))
    early = office.stick()
    first.send(early)
    hub.take(early)
    log(first)
    late = office.stick()
    first.send(late)
    hub.county.revoke(first.store.identity.device)
    assert hub.take(late).quarantined[0][1] == "bundle_revoked"
    assert seen(hub) == before
    assert status(hub).bundles_set_aside == 1
    office.settle(1)
    assert seen(office["second"]) == before


def test_24_an_officer_whose_laptop_was_lost_has_all_on_a_new_one(office: Office) -> None:
    rows = set(log(office["first"], 2)) | set(log(office["second"]))
    note(office["first"].store, "h1", phone="1")
    note(office["second"].store, "h1", phone="2")
    office.settle(2)
    office["first"].close()
    lost = office.replicas.pop("first")
    office.hub.county.revoke(lost.store.identity.device)
    new = office.replicas["new"] = enrol(office.hub, office.folder, "new", (TOWNSHIP,))
    assert seen(new) == rows
    assert phones(new) == phones(office.hub)
    rows |= set(log(new))
    office.settle(2)
    assert seen(office["second"]) == seen(office.hub) == rows


# Places and people.


def test_26_work_that_was_not_sent_when_the_township_changed_hands_still_counts(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    rows = set(log(first, 2))
    hub.county.assign(first.store.identity.device, [OTHER])
    stick = office.stick()
    hub.send(stick)
    first.take(stick)
    assert first.store.identity.townships == (OTHER,)
    assert seen(first) == rows, "nothing is deleted on a laptop"
    office.settle(2)
    assert seen(hub) == seen(office["second"]) == rows
    assert status(hub).set_aside == 0


def test_26_a_successor_takes_a_township_over_complete() -> None:
    with an_office("first", "third") as office:
        rows = set(log(office["first"], 2))
        note(office["first"].store, "h1", phone="1")
        office.settle(1)
        assert seen(office["third"]) == set()
        office.hub.county.assign(office["third"].store.identity.device, [TOWNSHIP, OTHER])
        office.settle(2)
        assert seen(office["third"]) == rows
        assert phones(office["third"]) == ["1"]
        rows |= set(log(office["third"]))
        office.settle(2)
        assert seen(office["first"]) == rows


def test_26_what_was_refused_before_a_township_was_assigned_counts_everywhere_afterwards(
    office: Office,
) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    early = set(log(first, township=OTHER))  # told by telephone, before the list says so
    office.settle(1)
    assert (seen(hub), status(hub).set_aside) == (set(), 1)
    for one in (first, second):
        hub.county.assign(one.store.identity.device, [TOWNSHIP, OTHER])
    log(first)
    office.settle(3)
    assert all(early <= seen(one) for one in office.replicas.values())
    assert status(hub).set_aside == 0
    assert whole(hub)


# Versions.


def newer(patch: pytest.MonkeyPatch) -> None:
    """From here on the program knows one field more."""
    table = TABLES["contact_person"]
    fields = {**table.fields, "wechat": "text"}
    patch.setitem(TABLES, "contact_person", replace(table, fields=fields))
    patch.setattr(db.store, "fingerprint", lambda: "ff" * 32)


def upgraded(one: Replica) -> None:
    """The ledger is opened by the newer program, whose step added the column."""
    one.store.execute("ALTER TABLE contact_person ADD COLUMN wechat TEXT")
    one.close()
    one.open()


def test_27_a_field_that_only_a_newer_program_knows_is_kept_passed_on_and_applied(
    office: Office,
) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    with pytest.MonkeyPatch.context() as patch:
        newer(patch)
        upgraded(first)
        with first.store.write("王") as writer:
            fields = {"name": "李", "wechat": "li-1"}
            writer.insert("contact_person", "p", fields, scope=TOWNSHIP)
        stick = office.stick()
        first.send(stick)
    hub.run(stick)
    second.take(stick)
    for old in (hub, second):
        assert contacts.get(old.store, "p") is not None
        assert whole(old)
    with second.store.write("李") as writer:  # an older program edits what it knows
        writer.set("contact_person", "p", {"phone": "154"})
    second.send(stick)
    hub.run(stick)
    with pytest.MonkeyPatch.context() as patch:
        newer(patch)
        upgraded(second)
        upgraded(hub)
        office.settle(2)
        for one in office.replicas.values():
            found = one.store.rows("SELECT name, phone, wechat FROM contact_person")
            assert found == [("李", "154", "li-1")]
        assert state_hash(first.store)["contact_person"] == state_hash(hub.store)["contact_person"]


# Equal operations, equal tables.


def test_a_table_that_shows_something_else_than_the_countys_is_an_alarm_and_no_repair(
    office: Office,
) -> None:
    first = office["first"]
    log(first)
    office.settle(2)
    settings.forget(office.hub.store, "sync.hashed_on")
    log(office["second"])
    office.settle(2)
    assert status(first).differs == ()
    first.store.execute("UPDATE outreach_visit SET note = 'by another hand'")
    settings.forget(office.hub.store, "sync.hashed_on")
    log(office["second"])
    office.settle(2)
    assert status(first).differs == ("outreach_visit",)
    assert set(first.store.rows("SELECT note FROM outreach_visit")) == {
        ("by another hand",),
        (None,),
    }
    assert list(kept_apart(status(first)))
