"""What a laptop says of another township's rows does not count, in whatever order all comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from db import forks, loans, merge, rosters, visits
from db.check import check, state_hash
from db.migrations.m0048_hinges import hinges
from db.records.core import Op
from db.store import Store
from tests.ledgers import (
    OTHER,
    TOWNSHIP,
    Clock,
    everything,
    identity,
    in_memory,
    number,
    person,
    publish,
    visit,
)
from tests.moved import lent
from tests.replicas import Striking

THEIRS = replace(identity(3, "officer"), townships=(OTHER,))
OFFICE = replace(identity(4, "agriculture_desk"), townships=(OTHER,))
COUNTY, FIRST, READER = identity(), identity(2, "officer"), identity(9)
AUTHORITY = {one.device: (one.role, one.townships) for one in (COUNTY, FIRST, THEIRS, OFFICE)}
PAPERS = ("board_answer", "notice_delivery", "paper_return")
NAMED = {
    "claim": ("compensation_claim", "claim_withdrawal", "claim_no"),
    "batch": ("subsidy_batch", "line_choice", "batch"),
    "declaration": ("declaration", "bank_step", "declaration"),
    "notice": ("notice_issued", "notice_issued", "voids_notice_no"),
}


def put(store: Store, clock: Clock, table: str, row: str, scope: str, **fields: object) -> None:
    clock.on(minutes=1)
    with store.write("nobody") as writer:
        writer.insert(table, row, fields, scope=scope)


@cache
def written() -> tuple[tuple[Op, ...], ...]:
    """All streams of a county, of an honest laptop, and of one that was taken apart."""
    clock = Clock()
    with (
        in_memory(clock, COUNTY) as hub,
        in_memory(clock, FIRST) as first,
        in_memory(clock, THEIRS) as third,
        in_memory(clock, OFFICE) as office,
    ):
        for township, house in ((TOWNSHIP, 1), (OTHER, 3)):
            put(hub, clock, "township_assignment", township, "*", township_code=township)
            loans.keep(hub, "县", [lent(f"L{house}", number(house), township)])
        moving = (((1, 2), (3,)), ((1,), (2, 3)))
        for day, both in enumerate(moving, 1):
            for township, there in zip((TOWNSHIP, OTHER), both, strict=True):
                people = [person(one, division_code=f"{township}201") for one in there]
                publish(hub, people, township=township, as_of=date(2026, 6, day))
        [kept] = visits.log(first, "first", [visit()])
        [old] = visits.log(first, "first", [visit(2)])
        clock.on(minutes=1)
        [mine] = visits.log(third, "third", [visit(3, township_code=OTHER)])
        moved = {"household_no": number(2), "corrects_visit_no": old.visit_no}
        put(third, clock, "outreach_visit", "v2", OTHER, visit_no=f"{OTHER}D7", **moved)
        put(third, clock, "need_end", "u2", OTHER, visit=old.id)
        put(third, clock, "household_note", number(2), OTHER, phone="154")
        of_others = {"household_no": number(1), "visit_no": f"{OTHER}D8"}
        put(third, clock, "outreach_visit", "v1", OTHER, **of_others)
        put(third, clock, "household_note", number(1), OTHER, phone="666")
        put(first, clock, "evidence", "e0", TOWNSHIP, visit=kept.id)
        put(third, clock, "evidence", "e1", OTHER, visit=mine.id)
        put(third, clock, "evidence", "e2", OTHER, visit="nobody's")
        put(third, clock, "evidence", "e3", OTHER, visit=kept.id)
        put(third, clock, "need_end", "u1", OTHER, visit=kept.id)
        for at, (table, says, field) in enumerate(NAMED.values()):
            called = {"notice_issued": {"notice_no": "F01-1"}}.get(table, {})
            put(first, clock, table, f"t{at}", TOWNSHIP, **called)
            name = (
                "F01-1" if called else f"{TOWNSHIP}CB0001" if says.startswith("claim") else f"t{at}"
            )
            put(third, clock, says, f"s{at}", OTHER, **{field: name})
        put(third, clock, "overdue_case", "o1", OTHER, case_no=f"{OTHER}DY0001", loan_no="L1")
        put(third, clock, "overdue_case", "o2", OTHER, case_no=f"{OTHER}DY0002", loan_no="L3")
        put(hub, clock, "notice_issued", "n1", "*", notice_no="F02-1")
        put(third, clock, "notice_issued", "n2", OTHER, notice_no="F02-2")
        for at, (table, no) in enumerate(product(PAPERS, ("F01-1", "F02-1", "F02-2"))):
            put(third, clock, table, f"p{at}", OTHER, notice_no=no)
        for at, place in enumerate((TOWNSHIP, OTHER)):
            said = {"entry_no": f"149999BZ000{at}", "claim_no": f"{place}CB0001"}
            put(hub, clock, "fund_entry", f"f{at}", "*", **said)
            put(hub, clock, "claim_money", f"m{at}", place, **said)
            back = {"corrects_entry_no": said["entry_no"]}
            put(office, clock, "fund_entry", f"b{at}", "*", entry_no=f"149999EZ000{at}", **back)
            put(office, clock, "claim_money", f"c{at}", OTHER, **back)
            put(office, clock, "claim_money", f"d{at}", OTHER, entry_no=said["entry_no"])
        # of a row that is held nothing can be held itself: so what names it waits for nothing
        put(third, clock, "evidence", "e4", OTHER, visit="v4")
        put(third, clock, "outreach_visit", "v4", OTHER, corrects_visit_no=kept.visit_no)
        told = [op for one in (hub, first, third, office) for op in everything(one)]
    streams: dict[str, list[Op]] = {}
    for op in told:
        streams.setdefault(op.stream, []).append(op)
    return tuple(map(tuple, streams.values()))


HELD = {
    "e3",
    "u1",
    "s0",
    "s1",
    "s2",
    "s3",
    "o1",
    "v4",
    "p0",
    "p3",
    "p6",
    "b0",
    "c0",
    "d0",
    "v1",
    number(1),
}


@contextmanager
def read(parts: Sequence[Sequence[Op]]) -> Iterator[Store]:
    """A ledger that took all in these portions."""
    with in_memory(Clock(), READER) as reader:
        for some in parts:
            merge.take(reader, some, authority=AUTHORITY)
        yield reader


def held(store: Store) -> set[str]:
    assert {one.code for one in merge.quarantined(store)} <= {"row_foreign"}
    return {one.row for one in merge.quarantined(store)}


@cache
def together() -> dict[str, str]:
    with read([[op for some in written() for op in some]]) as store:
        return state_hash(store)


@settings(max_examples=8)
@given(order=st.randoms(use_true_random=False), at_once=st.integers(1, 12))
def test_in_whatever_order_it_comes_the_same_is_held(order, at_once) -> None:
    left = [list(some) for some in written()]
    queue: list[Op] = []
    while any(left):
        queue.append(order.choice([some for some in left if some]).pop(0))
    parts = [queue[at : at + at_once] for at in range(0, len(queue), at_once)]
    with read(parts) as store:
        assert held(store) == HELD
        assert state_hash(store) == together()
        assert check(store).ok


def statements(held_already: int) -> int:
    """How many statements it takes to take a visit where so much is held."""
    clock = Clock()
    with in_memory(clock, FIRST) as first, in_memory(clock, THEIRS) as third:
        [kept] = visits.log(first, "first", [visit()])
        for at in range(held_already):
            put(third, clock, "need_end", f"u{at}", OTHER, visit=kept.id)
        with read([everything(first), everything(third)]) as store:
            assert len(held(store)) == held_already
            visits.log(first, "first", [visit(2)])
            bare = store._connection  # noqa: SLF001 - what goes to the file is counted
            counting = store._connection = Striking(bare, 1 << 30)  # noqa: SLF001 - as above
            merge.take(store, everything(first)[-1:], authority=AUTHORITY)
            store._connection = bare  # noqa: SLF001 - as above
            return counting.done


def test_what_is_held_is_not_read_again_while_nothing_comes_that_could_free_it() -> None:
    assert statements(1) == statements(9)


@pytest.mark.parametrize("written_here", [True, False])
def test_what_names_a_loan_is_held_once_the_county_knows_whose_it_is(written_here: bool) -> None:
    clock = Clock()
    with in_memory(clock, THEIRS) as third, in_memory(clock, COUNTY) as hub:
        put(third, clock, "overdue_case", "o", OTHER, case_no=f"{OTHER}DY1", loan_no="L9")
        with in_memory(clock, READER) as reader:
            one = hub if written_here else reader
            merge.take(one, everything(third), authority=AUTHORITY)
            assert one.number("SELECT count(*) FROM overdue_case") == 1
            loans.keep(hub, "县", [lent("L9", number(1), TOWNSHIP)])
            merge.take(one, [] if written_here else everything(hub), authority=AUTHORITY)
            assert one.number("SELECT count(*) FROM overdue_case") == 0
            assert held(one) == {"o"}
            assert check(one).ok


@pytest.mark.parametrize("first", ["county", "laptop"])
def test_what_comes_before_the_list_of_its_household_is_held_all_the_same(first: str) -> None:
    clock = Clock()
    with in_memory(clock, THEIRS) as third, in_memory(clock, COUNTY) as hub:
        publish(hub, [person(1), person(2)], as_of=date(2026, 6, 1))
        theirs = [person(3, division_code=f"{OTHER}201")]
        publish(hub, theirs, township=OTHER, as_of=date(2026, 6, 1))
        for house in (1, 3):
            fields = {"household_no": number(house), "visit_no": f"{OTHER}D{house}"}
            put(third, clock, "outreach_visit", f"v{house}", OTHER, **fields)
            put(third, clock, "household_note", number(house), OTHER, phone="154")
        sent = [everything(hub), everything(third)]
        with read(
            [[op for some in sent[:: 1 if first == "county" else -1] for op in some]]
        ) as store:
            assert held(store) == {"v1", number(1)}
            assert {row for (row,) in store.rows("SELECT id FROM outreach_visit")} == {"v3"}
            assert check(store).ok


@pytest.mark.parametrize("at_once", [1, 99])
def test_what_was_written_by_a_list_that_was_withdrawn_later_still_counts(at_once: int) -> None:
    clock = Clock()
    with in_memory(clock, THEIRS) as third, in_memory(clock, COUNTY) as hub:
        theirs = [person(one, division_code=f"{OTHER}201") for one in (1, 3)]
        wrong = publish(hub, theirs, township=OTHER, as_of=date(2026, 6, 1))
        fields = {"household_no": number(1), "visit_no": f"{OTHER}D1"}
        put(third, clock, "outreach_visit", "v1", OTHER, **fields)
        put(third, clock, "household_note", number(1), OTHER, phone="154")
        rosters.undo(hub, "县", OTHER, wrong)
        publish(hub, [person(1)], as_of=date(2026, 6, 2))
        for sent in (
            [*everything(hub), *everything(third)],
            [*everything(third), *everything(hub)],
        ):
            parts = [sent[at : at + at_once] for at in range(0, len(sent), at_once)]
            with read(parts) as store:
                assert held(store) == set()


def test_what_a_former_program_held_is_free_once_its_household_moves() -> None:
    clock = Clock()
    with in_memory(clock, THEIRS) as third, in_memory(clock, COUNTY) as hub:
        publish(hub, [person(1), person(2)], as_of=date(2026, 6, 1))
        fields = {"household_no": number(2), "visit_no": f"{OTHER}D1"}
        put(third, clock, "outreach_visit", "v2", OTHER, **fields)
        with read([[*everything(hub), *everything(third)]]) as store:
            assert held(store) == {"v2"}
            with store.transaction():
                store.execute("DROP TABLE hinge")
                store.execute("DELETE FROM meta WHERE key LIKE 'hinges%'")
                hinges(store)  # type: ignore[arg-type]  # it does nothing but execute
            publish(hub, [person(1)], as_of=date(2026, 6, 8))
            moved = [person(2, division_code=f"{OTHER}201")]
            publish(hub, moved, township=OTHER, as_of=date(2026, 6, 8))
            merge.take(store, everything(hub), authority=AUTHORITY)
            assert held(store) == set()


def test_what_came_before_the_county_listed_its_household_here_is_held_with_the_next() -> None:
    clock = Clock()
    with in_memory(clock, THEIRS) as third, in_memory(clock, COUNTY) as hub:
        put(third, clock, "household_note", number(1), OTHER, phone="154")
        merge.take(hub, everything(third), authority=AUTHORITY)
        publish(hub, [person(1)], as_of=date(2026, 6, 1))
        assert hub.number("SELECT count(*) FROM household_note") == 1
        merge.take(hub, [], authority=AUTHORITY)
        assert held(hub) == {number(1)}
        assert hub.number("SELECT count(*) FROM household_note") == 0
        assert check(hub).ok


@pytest.mark.parametrize("at_once", [1, 99])
def test_a_list_under_a_number_that_was_withdrawn_is_read_though_the_former_was(
    at_once: int,
) -> None:
    clock = Clock()
    restored = replace(COUNTY, incarnation="0000000b")
    with (
        in_memory(clock, FIRST) as first,
        in_memory(clock, COUNTY) as hub,
        in_memory(clock, restored) as again,
    ):
        wrong = publish(hub, [person(1), person(2)], as_of=date(2026, 6, 1))
        rosters.undo(hub, "县", TOWNSHIP, wrong)
        theirs = [person(1, division_code=f"{OTHER}201")]
        publish(hub, theirs, township=OTHER, as_of=date(2026, 6, 1))
        visits.log(first, "first", [visit(1)])
        clock.on(hours=1)
        assert publish(again, [person(5)], as_of=date(2026, 6, 2)) == wrong
        sent = [*everything(hub), *everything(first), *everything(again)]
        with read([sent[at : at + at_once] for at in range(0, len(sent), at_once)]) as store:
            there = store.rows("SELECT household_no FROM household ORDER BY 1")
            assert there == [(number(1),), (number(5),)]
            assert held(store) == set()
            assert check(store).ok


@pytest.mark.parametrize("at_once", [1, 99])
@pytest.mark.parametrize("late", [False, True])
def test_what_names_a_loan_counts_though_the_county_gave_the_loan_to_another_township(
    at_once: int, late: bool
) -> None:
    clock = Clock()
    with in_memory(clock, FIRST) as first, in_memory(clock, COUNTY) as hub:
        loans.keep(hub, "县", [lent("L1", number(7), TOWNSHIP)])
        before = everything(hub)
        put(first, clock, "overdue_case", "o", TOWNSHIP, case_no=f"{TOWNSHIP}BY1", loan_no="L1")
        loans.keep(hub, "县", [lent("L1", number(8), OTHER)])
        put(first, clock, "overdue_case", "p", TOWNSHIP, case_no=f"{TOWNSHIP}BY2", loan_no="L1")
        after, written = everything(hub)[len(before) :], everything(first)
        sent = [*before, *after, *written] if late else [*before, *written, *after]
        with read([sent[at : at + at_once] for at in range(0, len(sent), at_once)]) as store:
            assert store.rows("SELECT scope FROM loan") == [(OTHER,)]
            assert held(store) == set()
            assert store.number("SELECT count(*) FROM overdue_case") == 2


@pytest.mark.parametrize("at_once", [1, 99])
@pytest.mark.parametrize("late", [False, True])
def test_what_names_a_case_of_a_household_that_a_withdrawn_list_had_counts_in_any_order(
    at_once: int, late: bool
) -> None:
    clock = Clock()
    with (
        in_memory(clock, FIRST) as first,
        in_memory(clock, THEIRS) as third,
        in_memory(clock, COUNTY) as hub,
    ):
        publish(hub, [person(1)], as_of=date(2026, 6, 1))
        theirs = [person(one, division_code=f"{OTHER}201") for one in (1, 3)]
        wrong = publish(hub, theirs, township=OTHER, as_of=date(2026, 6, 2))
        lists = len(everything(hub))
        case = {"case_no": f"{TOWNSHIP}BY1", "household_no": number(1)}
        put(first, clock, "overdue_case", "c", TOWNSHIP, **case)
        step = {"case_no": f"{TOWNSHIP}BY1", "step_no": f"{OTHER}DZ1"}
        put(third, clock, "overdue_step", "s", OTHER, **step)
        rosters.undo(hub, "县", OTHER, wrong)
        told, both = everything(hub), [*everything(first), *everything(third)]
        sent = [*told, *both] if late else [*told[:lists], *both, *told[lists:]]
        with read([sent[at : at + at_once] for at in range(0, len(sent), at_once)]) as store:
            assert held(store) == set()


@pytest.mark.parametrize("first", [TOWNSHIP, OTHER])
def test_notes_by_lists_that_were_both_withdrawn_count_whichever_comes_first(first: str) -> None:
    clock = Clock()
    with (
        in_memory(clock, FIRST) as mine,
        in_memory(clock, THEIRS) as third,
        in_memory(clock, COUNTY) as hub,
    ):
        for day, (one, township) in enumerate(((mine, TOWNSHIP), (third, OTHER)), 1):
            there = [person(1, division_code=f"{township}201")]
            wrong = publish(hub, there, township=township, as_of=date(2026, 6, day))
            put(one, clock, "household_note", number(1), township, phone=f"15{day}")
            rosters.undo(hub, "县", township, wrong)
        notes = [everything(mine), everything(third)][:: 1 if first == TOWNSHIP else -1]
        with read([everything(hub), *notes]) as store:
            assert held(store) == set()
            assert len(merge.reviews(store)) == 1


def test_what_the_list_of_a_county_brought_back_gives_to_others_is_held() -> None:
    clock = Clock()
    with (
        in_memory(clock, THEIRS) as third,
        in_memory(clock, COUNTY) as hub,
        in_memory(clock, COUNTY) as back,
    ):
        put(third, clock, "household_note", number(1), OTHER, phone="154")
        publish(hub, [person(2)], as_of=date(2026, 6, 1))
        publish(back, [person(1)], as_of=date(2026, 6, 2))
        with read([everything(hub), everything(third)]) as store:
            parted = merge.take(store, everything(back), authority=AUTHORITY).refused
            forks.settle(store, [op for op, _ in parted], behind=False, by=AUTHORITY.get)
            assert store.rows("SELECT household_no FROM household") == [(number(1),)]
            assert store.number("SELECT count(*) FROM household_note") == 0
            assert check(store).ok
