"""The log made shorter: what is shown, owed and proved stays, whatever arrives afterwards."""

from __future__ import annotations

import pytest

from db import compaction, merge, ops, rejudging
from db.check import check, state_hash
from db.compaction import answered, archived, fold_away
from desktop.services.credentials import load
from desktop.services.sync.folding import fold_when_due, settled
from tests.counties import made_county, note
from tests.ledgers import TOWNSHIP, anybody, everything, in_memory
from tests.replicas import Office, Replica, enrol, log, phones, seen, status, whole

pytest_plugins = ["tests.office_fixtures"]

LONG = "a long remark that somebody typed at the door, and then typed anew " * 3


def turned(one: Replica, times: int = 4) -> None:
    """A note and a bank's loan that were changed again and again."""
    for n in range(times):
        note(one.store, "h1", phone=str(n), remark=f"{n} {LONG}")


def loans(one: Replica, times: int = 4) -> None:
    with one.store.write("县") as writer:
        writer.insert("loan", "l", {"loan_no": "1", "bank": LONG}, scope=TOWNSHIP)
    for n in range(times):
        with one.store.write("县") as writer:
            writer.set("loan", "l", {"balance_fen": n, "originals": f"{n} {LONG}"})


def bare(one: Replica) -> int:
    return one.store.number("SELECT count(*) FROM op WHERE payload IS NULL")


def shortened(one: Replica) -> int:
    """Fold all that others answer, whatever its age."""
    return fold_away(one.store, answered(one.store), archive=one.is_hub)


def test_a_shorter_log_shows_and_proves_the_same(office: Office) -> None:
    hub = office.hub
    turned(hub)
    loans(hub)
    log(hub)
    before, kept = state_hash(hub.store), {op.id: op.payload for op in hub.ops()}
    assert shortened(hub) == 6
    assert state_hash(hub.store) == before
    assert ops.verify_chain(hub.store) == []
    assert check(hub.store).ok
    for op in hub.ops():
        if op.payload is None:
            assert archived(hub.store, op.id) == kept[op.id]
        else:
            assert (op.payload, archived(hub.store, op.id)) == (kept[op.id], None)
    assert shortened(hub) == 0
    assert archived(hub.store, "nobody/x/y#1") is None


def test_what_comes_late_meets_the_same_as_where_nothing_was_folded() -> None:
    with made_county() as county:
        for n in range(3):
            note(county.hub, "h1", phone=str(n), remark=f"{n} {LONG}")
        first = everything(county.hub)
        merge.take(county.first, first[:1], authority=anybody)
        note(county.first, "h1", phone="late")  # has seen the first value only
        merge.take(county.second, first, authority=anybody)
        assert fold_away(county.second, answered(county.second), archive=False)
        late = everything(county.first)[1:]
        for one in (county.hub, county.second):
            merge.take(one, late, authority=anybody)
        assert state_hash(county.hub) == state_hash(county.second)
        assert merge.reviews(county.hub) == merge.reviews(county.second)
        [review] = merge.reviews(county.hub)
        assert {value.value for value in review.values} == {"2", "late"}


def test_who_has_an_old_value_and_gets_the_short_form_sees_no_false_conflict() -> None:
    with made_county() as county:
        for n in range(4):
            note(county.hub, "h1", phone=str(n), remark=f"{n} {LONG}")
        all_ops = everything(county.hub)
        merge.take(county.first, all_ops[:2], authority=anybody)
        known = ops.vector(county.first)
        fold_away(county.hub, answered(county.hub), archive=True)
        snapshot = compaction.Snapshot(county.hub, known, None, shortened=False)
        short = list(ops.range_since(county.hub, known, None))
        assert [op.payload is None for op in short] == [True, False]
        merge.take(county.first, short, authority=anybody)
        assert len(merge.reviews(county.first)) == 2  # until what it answers is told
        for _ in range(2):
            with county.first.transaction():
                compaction.put_stubs(county.first, snapshot.stubs())
        assert merge.reviews(county.first) == []
        assert state_hash(county.first) == state_hash(county.hub)
        with in_memory(county.clocks[1], county.first.identity) as twin:
            merge.take(twin, all_ops, authority=anybody)
            assert state_hash(twin) == state_hash(county.first)


@pytest.mark.parametrize(
    "spoilt",
    [None, "x", [1], [["x"]], [["x", "y"]], [["a/b/c#1", b"no content"]], [[b"x", b"y"]], [[1, 2]]],
)
def test_what_is_no_stub_changes_nothing(office: Office, spoilt: object) -> None:
    turned(office.hub, 1)
    op = office.hub.ops()[-1]
    before = state_hash(office.hub.store)
    with office.hub.store.transaction():
        compaction.put_stubs(office.hub.store, spoilt)
        compaction.put_stubs(office.hub.store, [[op.id, b'{"f":{}}']])  # its values are here
    assert state_hash(office.hub.store) == before
    assert whole(office.hub)


def test_what_is_left_of_many_changes_of_a_row_makes_it_anew_once(office: Office) -> None:
    hub, first = office.hub, office["first"]
    turned(hub, 40)
    short = compaction.Snapshot(hub.store, ops.vector(first.store), None, shortened=True)
    county = {hub.store.identity.device: ("county", ())}
    merge.take_many(first.store, short.operations(), authority=county, expected={})
    before = first.store.changes()
    with first.store.transaction():
        compaction.put_stubs(first.store, short.stubs())
    assert first.store.changes() - before < 3 * 40
    assert phones(first) == phones(hub) == ["39"]


def test_what_stops_while_stubs_are_taken_leaves_nothing_of_the_bundle(office: Office) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    office.settle(2)
    turned(first)
    stick = office.stick()
    first.send(stick)
    hub.take(stick)
    shortened(hub)
    hub.send(stick)
    before = ops.vector(second.store)
    stop = "CREATE TRIGGER stop BEFORE INSERT ON stub BEGIN SELECT RAISE(ABORT, 'stopped'); END"
    second.store.execute(stop)
    assert [code for _, code in second.take(stick).quarantined] == ["bundle_odd"]
    assert ops.vector(second.store) == before
    second.store.execute("DROP TRIGGER stop")
    [line] = [one for one in second.sync.inbox() if one.state == "quarantined"]
    assert second.sync.release(line.key).taken == 1
    assert bare(second) > 0
    assert (phones(second), status(second).reviews) == (phones(hub), 0)


def test_only_what_everybody_has_and_is_old_is_folded(office: Office) -> None:
    first, hub = office["first"], office.hub
    for name in ("third", "fourth", "fifth"):
        office.join(name)
    turned(first)
    office.settle(3)
    assert len(answered(hub.store, settled(hub.desk.session, load(hub.store)))) == 3
    turned(hub)  # nobody has these yet
    sure = answered(hub.store, settled(hub.desk.session, load(hub.store)))
    assert {*sure} < {*answered(hub.store)}
    mine = load(hub.store)
    assert fold_when_due(hub.desk.session, mine) == 0  # all of it is young
    hub.clock.on(days=200)
    assert fold_when_due(hub.desk.session, mine) == 3
    assert bare(hub) == 3
    assert fold_when_due(hub.desk.session, mine) == 0
    turned(first)
    office.settle(1)
    hub.county.revoke(office["second"].store.identity.device)
    office["second"].close()
    del office.replicas["second"]  # never heard of again: holds nothing back
    office.settle(3)
    hub.clock.on(days=200)
    assert fold_when_due(hub.desk.session, load(hub.store)) > 3


def test_a_machine_that_was_not_heard_of_holds_everything_back(office: Office) -> None:
    hub = office.hub
    turned(hub)
    office.settle(3)  # the other three laptops of the county never come
    hub.clock.on(days=300)
    assert fold_when_due(hub.desk.session, load(hub.store)) == 0


def test_08_a_lost_receipt_folds_nothing_early(office: Office) -> None:
    first = office["first"]
    turned(first)
    stick = office.stick()
    first.send(stick)
    office.hub.take(stick)  # its receipt never arrives
    first.clock.on(days=300)
    assert fold_when_due(first.desk.session, load(first.store)) == 0
    office.settle(2)
    first.desk.session.store.execute("DELETE FROM setting WHERE key = 'sync.folded_in'")
    assert fold_when_due(first.desk.session, load(first.store)) == 3
    assert office.hub.store.number("SELECT count(*) FROM op WHERE payload IS NULL") == 0


def test_24_a_new_laptop_gets_a_snapshot_and_then_lacks_nothing(office: Office) -> None:
    hub = office.hub
    turned(office["first"])
    loans(hub)
    rows = set(log(office["first"], 2))
    note(office["second"].store, "h1", phone="other")
    office.settle(2)
    new = office.replicas["new"] = enrol(hub, office.folder, "new", (TOWNSHIP,))
    assert bare(new) == 6
    assert seen(new) == rows
    assert phones(new) == phones(hub)
    assert [(r.row, r.field) for r in merge.reviews(new.store)] == [("h1", "phone")]
    [review] = merge.reviews(new.store)
    merge.resolve(new.store, "新", review.id, "other", "r")
    office.settle(3)
    assert [phones(one) for one in office.replicas.values()] == [["other"]] * 4
    for one in office.replicas.values():
        assert whole(one)
        assert status(one).differs == ()


def test_30_who_comes_back_after_the_county_folded_merges_its_own_work_on_top(
    office: Office,
) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    turned(first, 2)
    office.settle(2)
    mine = set(log(second, 3))
    note(second.store, "h1", phone="typed while away")
    for n in range(3):
        hub.clock.on(days=120)
        first.clock.on(days=120)
        turned(first, 2)
        stick = office.stick()
        first.send(stick)
        hub.run(stick)
        first.take(stick)
        assert status(first).unsent == 0, n
    shortened(hub)
    theirs = set(log(first))
    second.clock.on(days=3 * 120)
    office.settle(3)
    assert seen(second) == seen(hub) == seen(first) == mine | theirs
    for one in (hub, first, second):
        [review] = [r for r in merge.reviews(one.store) if r.field == "phone"]
        assert {value.value for value in review.values} == {"typed while away", "1"}
        assert status(one).differs == ()
        assert whole(one)
    assert phones(second) == phones(hub) == phones(first)
    assert bare(second) > 0


def test_23_a_county_back_from_a_copy_gets_short_operations_back_and_shows_the_same(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    turned(hub, 1)
    office.settle(2)
    image = office.folder / "hub.image"
    hub.image(image)
    turned(hub, 4)
    office.settle(2)
    for one in office.laptops:
        assert shortened(one)
    hub.put_back(image)
    log(first)
    office.settle(4)
    for one in office.replicas.values():
        assert phones(one) == ["3"]
        assert merge.reviews(one.store) == []
        assert whole(one)
    assert first.store.number("SELECT count(*) FROM stub") > 0


def test_a_snapshot_is_smaller_than_the_log(office: Office) -> None:
    hub = office.hub
    loans(hub, 60)
    whole_log = sum(len(op.payload or b"") for op in hub.ops())
    short = compaction.Snapshot(hub.store, {}, None, shortened=True)
    kept = sum(len(op[9] or b"") for op in short.shortened(map(ops.op_tuple, hub.ops())))
    left = sum(len(stub) for _, stub in short.stubs())
    assert kept + left < whole_log / 2


@pytest.mark.parametrize("why", ["sender_unknown", "scope_foreign", "waits"])
def test_what_is_left_of_a_short_operation_stays_with_it_until_it_counts(why: str) -> None:
    with made_county() as county:
        note(county.hub, "h1", phone="0", remark="first")
        merge.take(county.first, everything(county.hub), authority=anybody)
        note(county.first, "h2", phone="what the others wait for")
        for n in range(2):  # the first of them answers what the county said and is folded
            note(county.first, "h1", phone=str(n), remark=f"{n} {LONG}")
        told = merge.take(county.second, everything(county.hub), authority=anybody)
        assert told.taken == 1 and fold_away(county.first, answered(county.first), archive=False)
        snapshot = compaction.Snapshot(
            county.first, ops.vector(county.second), None, shortened=False
        )
        stubs, coming = snapshot.stubs(), list(snapshot.operations())
        author = county.first.identity.device
        known = {
            "sender_unknown": {},
            "scope_foreign": {author: ("officer", ())},
            "waits": {author: anybody(author)},
        }[why]
        first = coming[1:] if why == "waits" else coming
        merge.take_many(county.second, first, authority=known, expected={}, stubs=stubs)
        if why == "waits":
            [there] = merge.gaps(county.second)
            assert there[1:] == (1, 1)
            merge.take_many(county.second, coming[:1], authority=anybody, expected={})
        else:
            assert {one.code for one in merge.quarantined(county.second)} == {why}
            rejudging.judge_again(county.second, authority=anybody)
        assert state_hash(county.second) == state_hash(county.first)
        assert merge.reviews(county.second) == []
        assert check(county.second).ok
