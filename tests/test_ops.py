"""Operations: in one transaction with their row, chained per stream, counted without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import hlc, ids, ops, visits
from db.check import check
from db.faults import StoreError
from db.records.work import VisitFilter
from db.registry import audience_for
from db.store import Store
from db.values import dumped, to_day, to_list, to_moment
from tests.ledgers import (
    START,
    TOWNSHIP,
    Clock,
    everything,
    identity,
    in_memory,
    new_store,
    open_store,
    visit,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    with in_memory(clock, identity(2, "officer")) as made:
        yield made


@pytest.fixture
def county(clock: Clock) -> Iterator[Store]:
    with in_memory(clock, identity(1)) as made:
        yield made


@given(
    st.dictionaries(
        st.text(), st.none() | st.text() | st.integers(-(1 << 63), (1 << 63) - 1), max_size=4
    ),
    st.none() | st.dictionaries(st.text(), st.lists(st.text(), max_size=2), max_size=2),
)
@settings(max_examples=100, deadline=None)
def test_a_payload_is_byte_for_byte_the_canonical_json(
    fields: dict[str, str | int | None], seen: dict[str, list[str]] | None
) -> None:
    told = {"f": fields} if seen is None else {"f": fields, "p": seen}
    assert ops.payload_of(fields, seen) == dumped(told).encode()


def test_a_save_writes_one_operation_with_the_canonical_payload(store: Store) -> None:
    [kept] = visits.log(store, "王", [visit(topics=("policy", "subsidy"), has_need=True)])
    [op] = everything(store)
    assert op.stream == f"{2:032x}/00000001/{TOWNSHIP}.work"
    assert (op.seq, op.officer, op.tbl, op.row, op.kind) == (
        1,
        "王",
        "outreach_visit",
        kept.id,
        "insert",
    )
    assert op.scope == TOWNSHIP
    assert op.payload is not None
    assert op.payload.startswith(b'{"f":{"contact_result":"informed","has_need":1,')
    assert ops.digest_of(op.payload) == op.digest
    assert ops.chained(bytes(32), op) == op.chain
    assert op.id == f"{op.stream}#1"
    assert (op.device, op.audience) == (f"{2:032x}", f"{TOWNSHIP}.work")
    assert ops.get(store, op.id) == op


@pytest.mark.parametrize("wrong", ["", "x#1", "x/y/z#1", f"{2:032x}/00000001/{TOWNSHIP}.work#x"])
def test_an_operation_that_is_not_there_is_none(store: Store, wrong: str) -> None:
    visits.log(store, "王", [visit()])
    assert ops.get(store, wrong) is None


def test_numbers_have_no_gaps_per_stream_even_after_failed_saves(store: Store) -> None:
    for n in range(5):
        visits.log(store, "王", [visit(household_no=str(n))])
        with pytest.raises(StoreError):
            twice(store)
    assert [op.seq for op in everything(store)] == [1, 2, 3, 4, 5]
    assert ops.vector(store) == {everything(store)[-1].stream: (5, everything(store)[-1].chain)}
    assert ops.verify_chain(store) == []


def twice(store: Store) -> None:
    """A save whose second half cannot be."""
    with store.write("王") as writer:
        writer.insert("contact_person", "p", {"name": "李"}, scope=TOWNSHIP)
        writer.insert("contact_person", "p", {"name": "李"}, scope=TOWNSHIP)


def test_a_range_starts_after_a_vector_and_keeps_to_audiences(county: Store) -> None:
    with county.write("县") as writer:
        for n in range(3):
            writer.insert("contact_person", f"p{n}", {"name": "李"}, scope=TOWNSHIP)
        writer.insert("county_parameter", "k", {"key": "k", "value": "1"}, scope="*")
        writer.insert("enrolment", "e", {"token": "t"}, scope="*")
    work, everybody, hub = (
        f"{1:032x}/00000001/{audience}" for audience in (f"{TOWNSHIP}.work", "*", "county")
    )
    assert {op.stream for op in everything(county)} == {work, everybody, hub}
    wanted = {f"{TOWNSHIP}.work", "*"}
    assert {op.stream for op in ops.range_since(county, {}, wanted)} == {work, everybody}
    rest = list(ops.range_since(county, {work: (2, b""), hub: (9, b"")}, None))
    assert [(op.stream, op.seq) for op in rest] == [(everybody, 1), (work, 3)]


def test_a_long_range_is_read_in_batches(store: Store) -> None:
    visits.log(store, "王", [visit() for _ in range(1203)])
    assert [op.seq for op in everything(store)] == list(range(1, 1204))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("UPDATE op SET payload = CAST('{}' AS BLOB) WHERE seq = 2", {2}),
        ("UPDATE op SET officer = 'x' WHERE seq = 2", {2}),
        ("UPDATE op SET chain = zeroblob(32) WHERE seq = 3", {3}),
        ("DELETE FROM op WHERE seq = 2", {3}),
        ("DELETE FROM op WHERE seq = 3", {3}),
    ],
)
def test_a_changed_operation_breaks_the_chain(store: Store, change: str, wrong: set[int]) -> None:
    visits.log(store, "王", [visit() for _ in range(3)])
    store.execute(change)
    assert {int(op.rpartition("#")[2]) for op in ops.verify_chain(store)} == wrong
    found = check(store)
    assert not found.ok
    assert any(problem.startswith("chain: ") for problem in found.problems)


def test_an_erased_payload_leaves_the_chain_whole(store: Store) -> None:
    visits.log(store, "王", [visit() for _ in range(3)])
    store.execute("UPDATE op SET payload = NULL WHERE seq = 2")
    assert ops.verify_chain(store) == []


def test_only_the_owner_saves_owned_rows(store: Store, county: Store) -> None:
    with pytest.raises(StoreError) as caught, store.write("王") as writer:
        writer.insert("county_parameter", "k", {"key": "k"}, scope="*")
    assert caught.value.code == "not_owner"
    with county.write("县") as writer:
        writer.insert("county_parameter", "k", {"key": "k", "value": "1"}, scope="*")
        writer.set("county_parameter", "k", {"value": "2"})
    assert county.rows("SELECT key, value FROM county_parameter") == [("k", "2")]
    with county.write("县") as writer:
        writer.tombstone("county_parameter", "k")
    assert county.number("SELECT gone FROM county_parameter") == 1
    with county.write("县") as writer:
        writer.restore("county_parameter", "k")
    assert county.number("SELECT gone FROM county_parameter") == 0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda w: w.insert("nothing", "r", {}, scope="*"), "table_unknown"),
        (lambda w: w.insert("contact_person", "r", {"nix": "1"}, scope="*"), "field_unknown"),
        (lambda w: w.insert("contact_person", "r", {"name": 1}, scope="*"), "value_wrong_type"),
        (
            lambda w: w.insert("outreach_visit", "r", {"has_need": "x"}, scope="*"),
            "value_wrong_type",
        ),
        (lambda w: w.set("outreach_visit", "r", {"note": "1"}), "append_only"),
        (lambda w: w.set("contact_person", "r", {"name": "1"}), "row_unknown"),
        (lambda w: w.set("county_parameter", "r", {"key": "1"}, scope="*"), "row_unknown"),
        (lambda w: w.tombstone("contact_person", "r"), "row_unknown"),
        (lambda w: w.restore("outreach_visit", "r"), "row_unknown"),
        (lambda w: w.resolve("contact_person", "r", {"name": "1"}), "row_unknown"),
        (lambda w: w.resolve("county_parameter", "r", {"key": "1"}), "not_shared"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_its_code(county: Store, call, code: str) -> None:
    with pytest.raises(StoreError) as caught, county.write("县") as writer:
        call(writer)
    assert caught.value.code == code
    assert everything(county) == []


def test_an_append_only_row_is_taken_back_by_the_device_that_wrote_it_alone(store: Store) -> None:
    [kept] = visits.log(store, "王", [visit()])
    visits.undo(store, "王", kept.visit_no)
    assert visits.listed(store, VisitFilter()) == []
    visits.redo(store, "王", kept.id)
    assert len(visits.listed(store, VisitFilter())) == 1
    with store.transaction():
        store.put_meta(incarnation="00000002")
    with pytest.raises(StoreError) as caught:
        visits.undo(store, "王", kept.visit_no)
    assert caught.value.code == "not_owner"


def test_the_clock_never_goes_back_and_survives_a_restart(tmp_path: Path, clock: Clock) -> None:
    with new_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit()])
        clock.on(days=-400)
        visits.log(store, "王", [visit()])
    with open_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit()])
        clocks = [op.hlc for op in everything(store)]
    assert clocks == sorted(set(clocks))
    assert hlc.moment_of(clocks[0]) == START


def test_a_far_future_moves_the_clock_by_a_bounded_step() -> None:
    far = hlc.of_moment(START + timedelta(days=3650))
    assert hlc.moment_of(hlc.after_receiving(0, far, START)) == START + hlc.LARGEST_STEP
    near = hlc.of_moment(START + timedelta(hours=1))
    assert hlc.after_receiving(0, near, START) == near
    assert hlc.after_receiving(far, near, START) == far
    assert hlc.is_doubtful(far, START)
    assert not hlc.is_doubtful(near, START)
    assert hlc.moment_of((1 << 63) - 1).year > 5000


def test_ids_sort_by_time_and_are_uuids_of_version_seven() -> None:
    first, second = ids.uuid7(START), ids.uuid7(START + timedelta(milliseconds=1))
    assert first < second
    assert first[14] == "7"
    assert first[19] in "89ab"
    assert len(ids.new_device()) == 32
    assert len(ids.new_incarnation()) == 8


def test_audiences_follow_the_privacy_class_of_a_table() -> None:
    assert audience_for("outreach_visit", TOWNSHIP) == f"{TOWNSHIP}.work"
    assert audience_for("eligibility_check", TOWNSHIP) == f"{TOWNSHIP}.private"
    assert audience_for("loan", TOWNSHIP) == f"{TOWNSHIP}.bank"
    assert audience_for("notice_issued", "*") == "*"
    assert audience_for("county_parameter", TOWNSHIP) == "*"
    assert audience_for("enrolment", TOWNSHIP) == "county"


def test_unreadable_stored_values_are_nothing_and_stop_nobody() -> None:
    assert to_day("soon") is None
    assert to_day("2026-07-08") == date(2026, 7, 8)
    assert to_moment("soon") is None
    assert to_list("[") == ()
    assert to_list('{"a": 1}') == ()
    assert to_list('["a", "b"]') == ("a", "b")
