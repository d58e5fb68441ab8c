"""The fault cases of the exchange, each with its number, on real ledgers and real bundles.

Cases that strike one part alone stand with that part, under their numbers too: sticks (1, 2, 3) in
`test_sticks.py`, damage (4) in `test_bundle.py`, forgeries (25) in `test_bundle_forged.py` and
`test_exchange_refusals.py`, power cuts (10) in `test_power_cuts.py`, full disks (12), photos (29)
and cut servers (28) in `test_exchange_media.py` and `test_photos_travel.py`, a household that was
registered twice (18) in `test_walk_in_turns.py`.
"""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from db import blobs, contacts, merge, ops, visits
from db.check import state_hash
from db.records.core import Op
from tests.counties import note
from tests.ledgers import TOWNSHIP, anybody, identity, in_memory, visit
from tests.photos import a_photo
from tests.replicas import (
    Office,
    an_office,
    bundles,
    log,
    phones,
    seen,
    status,
    whole,
)

pytest_plugins = ["tests.office_fixtures"]


# A bundle on its way.


def test_02_a_bundle_that_vanished_after_it_was_written_stays_owed(office: Office) -> None:
    rows = set(log(office["first"], 3))
    stick = office.stick()
    office["first"].send(stick)
    for path in bundles(stick, "up"):
        path.unlink()
    office.hub.take(stick)
    assert (status(office["first"]).sent_unconfirmed, seen(office.hub)) == (3, set())
    office.settle(1)
    assert seen(office.hub) == rows
    assert status(office["first"]).confirmed >= 3


def test_05_the_same_bundle_under_other_names_changes_nothing_and_costs_nothing(
    office: Office,
) -> None:
    log(office["first"], 2)
    stick = office.stick()
    office["first"].send(stick)
    [path] = bundles(stick, "up")
    office.hub.take(stick)
    before = state_hash(office.hub.store), office.hub.ops()
    for name in ("a (1).tdb", "RENAMED.TDB", "copy of it.tdb"):
        path.with_name(name).write_bytes(path.read_bytes())
    again = office.hub.take(stick)
    assert (again.taken, again.operations, again.quarantined) == (0, 0, ())
    assert (state_hash(office.hub.store), office.hub.ops()) == before


def test_06_any_order_and_any_part_of_five_bundles_gives_one_ledger(office: Office) -> None:
    one = office["first"]
    parts: list[list[Op]] = []
    for n in range(5):
        before = ops.vector(one.store)
        log(one)
        note(one.store, "h1", phone=str(n))
        parts.append(list(ops.range_since(one.store, before, None)))
    outcomes = set()
    for order in itertools.permutations(range(5)):
        with in_memory(one.clock, identity(9)) as replica:
            for place, n in enumerate(order):
                merge.take(replica, parts[n], authority=anybody)
                ready = {*order[: place + 1]}
                ended = next((k for k in range(5) if k not in ready), 5)
                assert replica.counts()["visits"] == ended
            outcomes.add(str(state_hash(replica)))
            assert merge.gaps(replica) == []
    assert len(outcomes) == 1


def test_07_a_bundle_that_is_lost_for_ever_is_named_asked_for_and_sent_again(
    office: Office,
) -> None:
    one, hub = office["first"], office.hub
    first = set(log(one))
    lost = office.stick()
    one.send(lost)
    before = ops.vector(one.store)
    second = set(log(one))
    [stream] = [
        name
        for name in before
        if name.startswith(one.store.identity.device) and name.endswith(".work")
    ]
    late = [op for op in one.ops() if op.stream == stream and op.seq == 2]
    merge.take(hub.store, late, authority=anybody)
    assert merge.gaps(hub.store) == [(stream, 1, 1)]
    assert status(hub).gaps == (f"{stream[:8]} 1-1",)
    assert seen(hub) == set()
    office.settle(1)
    assert (seen(hub), status(hub).gaps) == (first | second, ())


def test_07_a_laptop_asks_for_what_the_county_has_and_it_lacks(office: Office) -> None:
    rows = set(log(office["first"]))
    office.settle(1)
    second, hub = office["second"], office.hub
    image = office.folder / "second.image"
    second.image(image)
    log(office["first"])
    office.settle(1)
    second.put_back(image)  # the county believes that it has both
    log(office["first"])
    office.settle(3)
    assert seen(second) == seen(hub)
    assert rows < seen(second)


def test_08_receipts_that_are_lost_late_or_anothers_close_nothing(office: Office) -> None:
    one, other, hub = office["first"], office["second"], office.hub
    log(one)
    early = office.stick()
    one.send(early)
    hub.run(early)
    old_receipts = {path.name: path.read_bytes() for path in bundles(early, "down")}
    log(one, 2)
    assert status(one).confirmed == 1  # what it wrote when it joined
    other.take(early)
    assert status(one).unsent == 2
    office.settle(1)
    assert status(one).unsent == status(one).sent_unconfirmed == 0
    stick = office.stick()
    (stick / "down").mkdir()
    for name, blob in old_receipts.items():
        (stick / "down" / name).write_bytes(blob)
    one.take(stick)
    office.settle(1)
    assert status(one).unsent == status(one).sent_unconfirmed == 0
    assert seen(one) == seen(hub)


# Stops in the middle.


@pytest.mark.faults
@pytest.mark.parametrize("verb", ["take", "send"])
def test_09_11_a_stop_at_any_statement_leaves_all_or_nothing_and_heals(
    verb: str, request: pytest.FixtureRequest
) -> None:
    step = 1 if request.config.getoption("--faults") else 7
    with an_office("first") as office:
        first, hub = office["first"], office.hub
        note(first.store, "h1", phone="0", remark="before")
        office.settle(2)
        rows = set(log(first, 3))
        rows.add(visits.log(first.store, "first", [visit()], photos=[a_photo()])[0].id)
        note(first.store, "h1", phone="1")
        note(hub.store, "h1", phone="2")
        with hub.store.write("hub") as writer:
            writer.tombstone("household_note", "h1")
        stick = office.stick()
        first.send(stick)
        coming = status(first).sent_unconfirmed
        before, at, done = len(hub.ops()), 0, False
        image = office.folder / "hub.image"
        hub.image(image)
        while not done:
            hub.put_back(image)
            with hub.striking(at) as striking:
                getattr(hub, verb)(stick)
            done, at = striking.done <= striking.left, at + step
            if verb == "take":
                assert len(hub.ops()) - before in {0, coming}
                assert seen(hub) in (set(), rows)
                assert {r.field for r in merge.reviews(hub.store)} in (set(), {"phone", "gone"})
            getattr(hub, verb)(stick)
            assert len(hub.ops()) - before == (coming if verb == "take" else 0)
            assert whole(hub)
        assert at > 80
        office.settle(2)
        assert seen(hub) == seen(first) == rows
        assert merge.reviews(hub.store) == merge.reviews(first.store)
        assert {r.field for r in merge.reviews(hub.store)} == {"phone", "gone"}
        assert blobs.lacking_count(hub.store, None) == 0
        assert status(first).sent_unconfirmed == 0


# Two people on one thing.


def test_13_a_form_that_was_open_while_a_bundle_came_names_what_it_had_seen(
    office: Office,
) -> None:
    note(office["first"].store, "h1", phone="1")
    office.settle(2)
    note(office["first"].store, "h1", phone="2")
    note(office["second"].store, "h1", remark="typed meanwhile")
    office.settle(2)
    assert phones(office["second"]) == ["2"]
    [remark] = office.hub.store.rows("SELECT remark FROM household_note")
    assert remark == ("typed meanwhile",)


def test_14_one_field_on_three_machines_is_one_review_with_three_values(office: Office) -> None:
    three = (office.hub, office["first"], office["second"])
    for n, one in enumerate(three):
        one.clock.on(minutes=n)
        note(one.store, "h1", phone=str(n))
    office.settle(2)
    assert [phones(one) for one in three] == [["2", "2", "1", "0"]] * 3


def test_15_different_fields_of_one_row_ask_for_no_review(office: Office) -> None:
    three = (office.hub, office["first"], office["second"])
    for name, one in zip(("phone", "remark", "best_time"), three, strict=True):
        note(one.store, "h1", **{name: name})
    office.settle(2)
    for one in three:
        found = one.store.rows("SELECT phone, remark, best_time FROM household_note")
        assert found == [("phone", "remark", "best_time")]
        assert merge.reviews(one.store) == []


@pytest.mark.parametrize("first_to_come", ["first", "second"])
def test_16_a_row_taken_away_while_another_edits_it_stays_in_sight(
    office: Office, first_to_come: str
) -> None:
    with office["first"].store.write("王") as writer:
        writer.insert("contact_person", "p", {"name": "李"}, scope=TOWNSHIP)
    office.settle(2)
    contacts.remove(office["first"].store, "王", "p")
    with office["second"].store.write("李") as writer:
        writer.set("contact_person", "p", {"phone": "154"})
    stick = office.stick()
    office[first_to_come].send(stick)
    office.hub.take(stick)
    office.settle(2)
    for one in (office.hub, *office.laptops):
        assert contacts.get(one.store, "p") is not None
        assert [r.field for r in merge.reviews(one.store)] == ["gone"]
    with office["second"].store.write("李") as writer:  # who sees the question edits again
        writer.set("contact_person", "p", {"phone": "155"})
    office.settle(2)
    for one in (office.hub, *office.laptops):
        assert contacts.get(one.store, "p") is not None, "an edit must not answer the question"


def test_16_a_visit_stays_in_reach_when_the_note_of_its_household_goes(office: Office) -> None:
    note(office["first"].store, "h1", phone="1")
    office.settle(2)
    rows = set(log(office["second"]))
    with office["first"].store.write("王") as writer:
        writer.tombstone("household_note", "h1")
    office.settle(2)
    assert all(seen(one) == rows for one in office.replicas.values())
    with office["first"].store.write("王") as writer:
        writer.restore("household_note", "h1")
    office.settle(2)
    assert phones(office["second"]) == ["1"]


def test_17_settled_differently_on_two_machines_it_is_one_new_review(office: Office) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    note(first.store, "h1", phone="1")
    note(second.store, "h1", phone="2")
    office.settle(2)
    [review] = merge.reviews(first.store)
    merge.resolve(first.store, "王", review.id, "1", "r")
    merge.resolve(second.store, "李", review.id, "2", "r")
    note(hub.store, "h1", phone="3")
    office.settle(2)
    for one in office.replicas.values():
        [again] = merge.reviews(one.store)
        assert {value.value for value in again.values} == {"1", "2", "3"}
    merge.resolve(first.store, "王", review.id, "2", "r")
    office.settle(2)
    assert [phones(one) for one in office.replicas.values()] == [["2"]] * 3


def test_19_the_same_value_twice_is_no_conflict(office: Office) -> None:
    note(office["first"].store, "h1", phone="1")
    note(office["second"].store, "h1", phone="1")
    office.settle(2)
    assert [phones(one) for one in office.replicas.values()] == [["1"]] * 3


# Clocks.


@pytest.mark.parametrize("hours", [-490_000, 87_600, -20])
def test_20_a_wrong_clock_loses_nothing_and_moves_nobodys_far(office: Office, hours: int) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    first.clock.on(hours=hours)
    note(first.store, "h1", phone="wrong clock")
    log(first)
    office.settle(2)
    note(second.store, "h1", phone="later")
    office.settle(2)
    assert [phones(one) for one in office.replicas.values()] == [["later"]] * 3
    day = timedelta(days=1, minutes=1).total_seconds()
    assert (hub.store.hlc >> 16) / 1000 - hub.clock.now.timestamp() <= day
    assert all(whole(one) for one in office.replicas.values())


# Two ways at once.


def test_28_overlapping_ranges_by_two_ways_are_one(office: Office) -> None:
    rows = set(log(office["first"]))
    stick, server = office.stick(), office.stick()
    office["first"].send(stick)
    rows |= set(log(office["first"], 2))
    office["first"].send(server)
    office.hub.take(server)
    before = state_hash(office.hub.store)
    office.hub.take(stick)
    assert state_hash(office.hub.store) == before
    assert seen(office.hub) == rows


def test_30_who_was_away_for_three_years_delivers_all_and_gets_all(office: Office) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    rows = set(log(first, 1500))
    for _ in range(3):
        rows |= set(log(second, 300))
        hub.clock.on(days=365)
        stick = office.stick()
        second.send(stick)
        hub.run(stick)
    first.clock.on(days=3 * 365)
    office.settle(2)
    assert seen(first) == seen(hub) == rows
    assert status(first).sent_unconfirmed == status(first).unsent == 0


def test_05_taking_again_writes_nothing_of_what_is_there(office: Office) -> None:
    log(office["first"], 200)
    sent, hub = office["first"].ops(), office.hub.store
    merge.take(hub, sent, authority=anybody)
    before, already = state_hash(hub), hub.changes()
    found = merge.take(hub, sent, authority=anybody)
    assert (found.taken, found.already) == (0, len(sent))
    assert state_hash(hub) == before
    assert hub.changes() - already <= 2  # the clock that was seen, and what was looked through
