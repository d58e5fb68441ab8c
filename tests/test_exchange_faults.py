"""The fault cases of the exchange, each with its number, on real ledgers and real bundles.

Cases that strike one part alone stand with that part: sticks (1, 2, 3) in `test_sticks.py`, damage
(4) in `test_bundle.py`, forgeries (25) in `test_bundle_forged.py`, kills of a save (10) in
`test_kills.py`, full disks (12) in `test_store.py`, servers that are cut (28) in
`test_transports.py`.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import contacts, merge, ops, settings, visits
from db.check import check, state_hash
from db.records import Op
from desktop.services.records import SyncStatus
from desktop.texts.traffic import kept_apart
from tests.counties import note
from tests.ledgers import OTHER, TOWNSHIP, anybody, identity, in_memory, visit
from tests.replicas import Office, Replica, an_office


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first", "second") as made:
        yield made


def log(one: Replica, count: int = 1, township: str = TOWNSHIP) -> list[str]:
    made = visits.log(one.store, one.name, [visit(township_code=township) for _ in range(count)])
    return [each.id for each in made]


def seen(one: Replica) -> set[str]:
    return {row for (row,) in one.store.rows("SELECT id FROM outreach_visit WHERE gone = 0")}


def phones(one: Replica, row: str = "h1") -> list[object]:
    """The value shown, and all values under review."""
    shown = one.store.one("SELECT phone FROM household_note WHERE id = ?", (row,))
    found = [r for r in merge.reviews(one.store) if (r.row, r.field) == (row, "phone")]
    return [shown and shown[0], *(v.value for r in found for v in r.values)]


def bundles(stick: Path, way: str) -> list[Path]:
    return sorted((stick / way).rglob("*.tdb"))


def status(one: Replica) -> SyncStatus:
    return one.desk.traffic.status()


def whole(one: Replica) -> bool:
    found = check(one.store)
    assert found.ok, found.problems
    return True


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
        rows = set(log(office["first"], 3))
        note(office["first"].store, "h1", phone="1")
        stick = office.stick()
        office["first"].send(stick)
        hub = office.hub
        before, at, done = len(hub.ops()), 0, False
        while not done:
            with hub.striking(at) as striking:
                getattr(hub, verb)(stick)
            done, at = striking.done <= striking.left, at + step
            if verb == "take":
                assert len(hub.ops()) - before in {0, 4}
                assert seen(hub) in (set(), rows)
        assert at > 20
        assert whole(hub)
        office.settle(1)
        assert seen(hub) == rows
        assert status(office["first"]).sent_unconfirmed == 0


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
    assert first.store.one("SELECT note FROM outreach_visit") == ("by another hand",)
    assert list(kept_apart(status(first)))


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


def test_05_taking_again_is_quick(office: Office) -> None:
    log(office["first"], 200)
    sent = office["first"].ops()
    merge.take(office.hub.store, sent, authority=anybody)
    start = time.process_time()
    found = merge.take(office.hub.store, sent, authority=anybody)
    assert found.taken == 0
    assert time.process_time() - start < 0.05
