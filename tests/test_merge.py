"""Taking others' operations: any order gives the same ledger, nothing is lost, gaps are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from db import contacts, merge, ops, rejudging, visits
from db.check import check, state_hash
from db.faults import StoreError
from db.records.core import Op
from db.registry import TABLES
from db.replay import rebuild
from db.store import Store
from tests.counties import County, deliver, made_county, note
from tests.ledgers import (
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    visit,
)


@pytest.fixture
def county() -> Iterator[County]:
    with made_county() as made:
        yield made


def phone(store: Store, row: str) -> object:
    return store.one("SELECT phone FROM household_note WHERE id = ?", (row,))


def test_taking_twice_changes_nothing(county: County) -> None:
    visits.log(county.first, "王", [visit() for _ in range(3)])
    sent = everything(county.first)
    once = merge.take(county.hub, sent, authority=anybody)
    before = state_hash(county.hub)
    again = merge.take(county.hub, sent, authority=anybody)
    assert (once.taken, once.already, once.refused) == (3, 0, ())
    assert (again.taken, again.already, again.refused) == (0, 3, ())
    assert state_hash(county.hub) == before
    assert check(county.hub).ok


def test_a_gap_waits_is_named_and_closes(county: County) -> None:
    visits.log(county.first, "王", [visit() for _ in range(6)])
    sent = everything(county.first)
    stream = sent[0].stream
    result = merge.take(county.hub, [sent[0], sent[3], sent[5]], authority=anybody)
    assert result.taken == 1
    assert result.waiting == ((stream, 2, 3), (stream, 5, 5))
    assert county.hub.counts()["visits"] == 1
    result = merge.take(county.hub, sent[1:3], authority=anybody)
    assert result.waiting == ((stream, 5, 5),)
    assert county.hub.counts()["visits"] == 4
    result = merge.take(county.hub, [sent[4]], authority=anybody)
    assert result.waiting == ()
    assert county.hub.counts()["visits"] == 6
    assert county.hub.number("SELECT count(*) FROM waiting") == 0
    assert check(county.hub).ok


def test_an_edit_of_the_same_field_on_two_laptops_is_kept_and_reviewed(county: County) -> None:
    note(county.first, "h1", phone="1")
    deliver(county.first, county.second)
    county.clocks[1].on(hours=1)
    county.clocks[2].on(hours=2)
    note(county.first, "h1", phone="2")
    note(county.second, "h1", phone="3")
    deliver(county.first, county.hub)
    result = deliver(county.second, county.hub)
    assert result.reviews == 1
    [review] = merge.reviews(county.hub)
    assert review.id == "household_note|h1|phone"
    assert [value.value for value in review.values] == ["3", "2"]
    assert review.values[0].device == f"{3:032x}"
    assert phone(county.hub, "h1") == ("3",)
    merge.resolve(county.hub, "县", review.id, "2", "打过电话")
    assert merge.reviews(county.hub) == []
    for laptop in (county.first, county.second):
        deliver(county.first, laptop)
        deliver(county.second, laptop)
        deliver(county.hub, laptop)
        assert merge.reviews(laptop) == []
        assert phone(laptop, "h1") == ("2",)
        assert state_hash(laptop) == state_hash(county.hub)


def test_equal_values_and_different_fields_ask_for_no_review(county: County) -> None:
    note(county.first, "h1", phone="1", remark="a")
    note(county.second, "h1", phone="1", address_note="b")
    deliver(county.first, county.hub)
    deliver(county.second, county.hub)
    assert merge.reviews(county.hub) == []
    assert county.hub.rows("SELECT phone, remark, address_note FROM household_note") == [
        ("1", "a", "b")
    ]


def test_a_row_taken_away_while_another_edits_it_stays_in_sight_until_settled(
    county: County,
) -> None:
    with county.first.write("王") as writer:
        writer.insert("contact_person", "p", {"name": "李"}, scope=TOWNSHIP)
    deliver(county.first, county.second)
    contacts.remove(county.first, "王", "p")
    with county.second.write("李") as writer:
        writer.set("contact_person", "p", {"phone": "154"})
    deliver(county.first, county.hub)
    assert contacts.get(county.hub, "p") is None
    deliver(county.second, county.hub)
    assert contacts.get(county.hub, "p") is not None
    [review] = merge.reviews(county.hub)
    assert (review.field, [value.value for value in review.values]) == ("gone", [0, 1])
    merge.resolve(county.hub, "县", review.id, "1", "调走了")
    assert contacts.get(county.hub, "p") is None
    assert merge.reviews(county.hub) == []
    with county.hub.write("县") as writer:
        writer.restore("contact_person", "p")
    assert contacts.get(county.hub, "p") is not None


def test_a_review_is_settled_only_by_what_fits(county: County) -> None:
    note(county.first, "h1", phone="1")
    note(county.second, "h1", phone="2")
    deliver(county.first, county.hub)
    deliver(county.second, county.hub)
    [review] = merge.reviews(county.hub)
    with pytest.raises(StoreError) as caught:
        merge.resolve(county.hub, "县", "household_note|h2|phone", "1", "r")
    assert caught.value.code == "review_unknown"
    merge.resolve(county.hub, "县", review.id, "", "都不对")
    assert phone(county.hub, "h1") == (None,)
    contacts.remove(county.hub, "县", contacts.keep(county.hub, "县", a_contact()))
    with county.first.write("王") as writer:
        writer.insert("contact_person", "q", {"name": "李"}, scope=TOWNSHIP)
    deliver(county.first, county.second)
    contacts.remove(county.first, "王", "q")
    with county.second.write("李") as writer:
        writer.set("contact_person", "q", {"phone": "154"})
    deliver(county.first, county.second)
    with pytest.raises(StoreError) as caught:
        merge.resolve(county.second, "李", "contact_person|q|gone", "maybe", "r")
    assert caught.value.code == "value_wrong_type"
    merge.resolve(county.second, "李", "contact_person|q|gone", "0", "还在")
    assert contacts.get(county.second, "q") is not None


def a_contact() -> contacts.Contact:
    return contacts.Contact(
        id="",
        name="赵",
        role="contact",
        org="",
        staff_no="",
        phone="154",
        areas=("刘家渠村",),
        valid_from=date(2026, 1, 1),
        valid_to=None,
        photo_hash="",
        status="active",
        township_code=TOWNSHIP,
    )


def forged(op: Op, previous: bytes = bytes(32), **changes: object) -> Op:
    """An operation with changes whose digest and chain fit again."""
    made = replace(op, **changes)
    if made.payload is not None:
        made = replace(made, digest=ops.digest_of(made.payload))
    return replace(made, chain=ops.chained(previous, made))


def test_what_may_not_count_is_kept_in_quarantine_with_its_reason(county: County) -> None:
    visits.log(county.first, "王", [visit() for _ in range(2)])
    first, second = everything(county.first)
    cases = {
        "digest_wrong": replace(first, payload=b"{}"),
        "chain_wrong": replace(first, officer="x"),
        "operation_unreadable": replace(first, stream="a/b"),
        "sender_unknown": forged(first, stream=f"{9:032x}/00000001/{TOWNSHIP}.work"),
    }
    for code, op in cases.items():
        result = merge.take(
            county.hub, [op], authority=lambda d: None if d.endswith("9") else anybody(d)
        )
        assert result.refused == ((op.id, code),)
        assert result.taken == 0
    assert len(merge.quarantined(county.hub)) == len(cases)
    assert merge.take(county.hub, [first, second], authority=anybody).taken == 2
    assert county.hub.counts()["visits"] == 2
    assert check(county.hub).ok


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tbl": "county_parameter", "payload": b'{"f":{"key":"k"}}'}, "not_owner"),
        ({"scope": "149999999"}, "scope_foreign"),
        ({"payload": b"[]"}, "operation_unreadable"),
        ({"payload": b"{"}, "operation_unreadable"),
        ({"payload": b'{"f":{"note":[1]}}'}, "operation_unreadable"),
        ({"payload": b'{"f":{},"p":[]}'}, "operation_unreadable"),
        ({"payload": b'{"f":{},"p":{"a":[1]}}'}, "operation_unreadable"),
    ],
)
def test_an_operation_that_does_not_count_holds_up_none_after_it(
    county: County, changes: dict[str, object], code: str
) -> None:
    visits.log(county.first, "王", [visit() for _ in range(2)])
    first, second = everything(county.first)
    bad = forged(first, **changes)
    good = forged(second, bad.chain)
    result = merge.take(county.hub, [bad, good], authority=anybody)
    assert (result.taken, result.refused) == (1, ((bad.id, code),))
    assert [q.code for q in merge.quarantined(county.hub)] == [code]
    assert county.hub.counts()["visits"] == 1
    assert check(county.hub).ok
    assert merge.take(county.hub, [bad, good], authority=anybody).already == 2


def test_a_fork_keeps_both_branches(county: County) -> None:
    visits.log(county.first, "王", [visit() for _ in range(2)])
    first, second = everything(county.first)
    merge.take(county.hub, [first, second], authority=anybody)
    other = forged(second, first.chain, row="another")
    third = forged(second, other.chain, row="and-another", seq=3)
    result = merge.take(county.hub, [other, third], authority=anybody)
    assert result.refused == ((other.id, "fork"), (third.id, "fork"))
    assert [q.row for q in merge.quarantined(county.hub)] == ["another", "and-another"]
    assert county.hub.counts()["visits"] == 2
    assert check(county.hub).ok


def test_operations_of_a_stranger_are_taken_once_it_is_known(county: County) -> None:
    visits.log(county.first, "王", [visit() for _ in range(3)])
    strangers = {f"{1:032x}": ("county", ())}
    assert merge.take(county.hub, everything(county.first), authority=strangers).taken == 0
    assert len(merge.quarantined(county.hub)) == 3
    result = rejudging.release(county.hub, f"{2:032x}", authority=anybody)
    assert result.taken == 3
    assert merge.quarantined(county.hub) == []
    assert county.hub.counts()["visits"] == 3


def test_a_withheld_payload_is_passed_on_and_applied_when_it_comes(county: County) -> None:
    [kept] = visits.log(county.first, "王", [visit()])
    visits.undo(county.first, "王", kept.visit_no)
    insert, tombstone = everything(county.first)
    merge.take(county.hub, [replace(insert, payload=None), tombstone], authority=anybody)
    assert county.hub.rows("SELECT * FROM outreach_visit") == []
    assert check(county.hub).ok
    deliver(county.hub, county.second)
    for store in (county.hub, county.second):
        assert merge.take(store, [insert], authority=anybody).already == 1
        assert store.rows("SELECT id, gone FROM outreach_visit") == [(kept.id, 1)]
        assert check(store).ok
        assert state_hash(store) == state_hash(county.first)


def test_one_id_from_two_devices_shows_the_earlier_whatever_came_first(county: County) -> None:
    for clock, store in ((county.clocks[1], county.first), (county.clocks[2], county.second)):
        clock.on(minutes=1 if store is county.first else 5)
        visits.log(store, "王", [visit(id="same", note=store.identity.device[-1])])
        with store.write("王") as writer:
            writer.tombstone("outreach_visit", "same")
    with county.second.write("李") as writer:
        writer.restore("outreach_visit", "same")
    sent = [*everything(county.first), *everything(county.second)]
    one = take_all(sent)
    other = take_all([*everything(county.second), *everything(county.first)])
    assert one == other


def take_all(sent: list[Op]) -> tuple[dict[str, str], object]:
    """The state after taking these operations in this order into an empty hub."""
    with in_memory(Clock(), identity(1)) as hub:
        merge.take(hub, sent, authority=anybody)
        assert check(hub).ok
        return state_hash(hub), hub.rows("SELECT id, note, gone FROM outreach_visit")


def test_a_clock_far_ahead_is_marked_and_moves_ours_by_a_day_at_most(county: County) -> None:
    county.clocks[1].on(days=3650)
    visits.log(county.first, "王", [visit()])
    deliver(county.first, county.hub)
    visits.log(county.hub, "县", [visit()])
    last = everything(county.hub)[0]
    assert last.stream.startswith(f"{1:032x}")
    assert county.hub.number("SELECT count(*) FROM doubtful") == 1
    assert (last.hlc >> 16) / 1000 - Clock().now.timestamp() <= timedelta(days=1).total_seconds()


def test_a_batch_that_fails_moves_nothing(county: County) -> None:
    visits.log(county.first, "王", [visit() for _ in range(3)])

    def broken() -> Iterator[Op]:
        yield from everything(county.first)[:2]
        raise ZeroDivisionError

    before = county.hub.hlc
    with pytest.raises(ZeroDivisionError):
        merge.take(county.hub, broken(), authority=anybody)
    assert everything(county.hub) == []
    assert (county.hub.hlc, county.hub.streams) == (before, {})


def test_tables_and_fields_of_a_later_version_wait_in_the_log(county: County) -> None:
    visits.log(county.first, "王", [visit()])
    [op] = everything(county.first)
    unknown_table = forged(op, tbl="photo", row="p", payload=b'{"f":{"sha":"1"}}')
    payload = b'{"f":{"later_field":"1","need_amount_fen":"x","note":"n","visit_no":"v"}}'
    unknown_field = forged(op, unknown_table.chain, seq=2, payload=payload)
    result = merge.take(county.hub, [unknown_table, unknown_field], authority=anybody)
    assert result.taken == 2
    assert county.hub.rows("SELECT visit_no, note FROM outreach_visit") == [("v", "n")]
    assert county.hub.meta()["unknown"] == "1"
    assert check(county.hub).ok
    deliver(county.hub, county.second)
    assert everything(county.second) == everything(county.hub)
    before = state_hash(county.hub)
    with county.hub.transaction():
        rebuild(county.hub)
    assert state_hash(county.hub) == before
    assert county.hub.meta()["unknown"] == "1"


def test_a_table_that_differs_from_its_operations_is_found(county: County) -> None:
    visits.log(county.first, "王", [visit()])
    county.first.execute("UPDATE outreach_visit SET note = 'forged'")
    found = check(county.first)
    assert found.problems == ("table: outreach_visit",)
    assert found.operations == 1
    assert found.tables["outreach_visit"] == 1


def test_state_hashes_name_every_replicated_table(county: County) -> None:
    assert set(TABLES) <= set(state_hash(county.hub))
