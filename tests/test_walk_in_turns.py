"""People on no roster on several laptops, through imports and upgrades, and taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from db import merge, migrations, walkgroups, walkins
from db.check import check
from db.faults import StoreError
from db.records.follow import WalkIn
from db.store import Store
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.walk_ins import WalkInLine
from desktop.services.walk_ins import WalkIns
from tests import ledgers
from tests.follow import TOWNSHIP, lines
from tests.import_books import Clock as BookClock
from tests.import_books import logical, opened, sample
from tests.ledgers import (
    Clock,
    identity,
    in_memory,
    new_store,
    number,
    open_store,
    person,
    publish,
)
from tests.walk_in_service import add, entry, exchange, people_of

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def three(clock: Clock) -> tuple[Store, Store, Store]:
    roles = ("county", "officer", "officer")
    made = tuple(in_memory(clock, identity(n, role)) for n, role in enumerate(roles, 1))
    publish(made[0], [person(1), person(2)])
    exchange(*made)
    return made


def test_18_merged_on_one_laptop_edited_on_another_and_taken_apart_nothing_is_lost(
    three: tuple[Store, Store, Store],
) -> None:
    hub, one, two = three
    here, there = people_of(one), people_of(two, "李")
    somewhere = {"village": "外村", "township": ledgers.TOWNSHIP}
    kept = here.add(entry(name="单小红", **somewhere)).walk_in_no
    other = there.add(entry(name="单小洪", **somewhere)).walk_in_no
    exchange(hub, one, two)
    here.merge(other, kept)
    there.amend(other, {"phone": "15400000777", "remark": "二组的"})
    there.amend(kept, {"needs_note": "想养羊"})
    exchange(hub, one, two)
    for store in three:
        [line] = people_of(store).listed()
        assert (line.walk_in_no, line.needs_note) == (kept, "想养羊")
        assert (line.merged[0].phone_masked, line.merged[0].remark) == ("154****0777", "二组的")
        assert merge.reviews(store) == []
        assert check(store).ok
    there.unmerge(other)
    exchange(hub, one, two)
    assert [one.remark for one in people_of(hub).listed()] == ["二组的", ""]


def test_two_officers_who_merge_two_records_the_other_way_round_lose_nobody(
    three: tuple[Store, Store, Store], clock: Clock
) -> None:
    hub, one, two = three
    here, there = people_of(one), people_of(two, "李")
    somewhere = {"village": "外村", "township": ledgers.TOWNSHIP}
    first = here.add(entry(name="单小红", **somewhere)).walk_in_no
    clock.on(seconds=1)
    second = here.add(entry(name="单小洪", **somewhere)).walk_in_no
    third = here.add(entry(name="单小虹", **somewhere)).walk_in_no
    exchange(hub, one, two)
    here.merge(first, second)
    there.merge(second, first)
    there.merge(third, first)
    exchange(hub, one, two)
    shown = {one.walk_in_no for store in three for one in people_of(store).listed()}
    assert shown == {first}  # the same on all, and the other two inside it
    assert {one.walk_in_no for one in here.card(third).merged} == {second, third}
    here.unmerge(second)
    exchange(hub, one, two)
    for store in three:
        left = {one.walk_in_no: one for one in people_of(store).listed()}
        assert set(left) == {first, second}
        assert [one.walk_in_no for one in left[first].merged] == [third]


def test_two_officers_who_merge_one_record_into_two_are_asked(
    desk: Desk, county_desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    box.mkdir()
    first, second, third = (add(desk, name=name) for name in ("单一", "单二", "单三"))
    desk.sync.export(str(box))
    county_desk.sync.take(str(box))
    desk.walk_ins.merge(third, first)
    county_desk.walk_ins.merge(third, second)
    desk.sync.export(str(box))
    county_desk.sync.take(str(box))
    [review] = county_desk.sync.reviews()
    assert (review.subject, review.field) == ("单三", "merged_into")
    assert {one.shown for one in review.values} == {first, second}
    assert len(county_desk.walk_ins.listed()) == 2
    wanted = next(one.value for one in review.values if one.shown == second)
    county_desk.sync.resolve(review.id, wanted, "问过本人")
    assert [one.walk_in_no for one in county_desk.walk_ins.card(second).merged] == [third]


def test_a_record_whose_kept_one_was_taken_away_stands_for_itself_again(desk: Desk) -> None:
    kept, other = add(desk), add(desk, name="别人")
    desk.walk_ins.merge(other, kept)
    turn = desk.walk_ins.remove(kept)
    assert [one.walk_in_no for one in desk.walk_ins.listed()] == [other]
    desk.walk_ins.take_back(turn)
    assert [one.walk_in_no for one in desk.walk_ins.listed()] == [kept]
    assert walkgroups.number_of(desk.session.store, "nobody") == "nobody"


def test_an_act_is_not_taken_back_over_what_somebody_wrote_since(desk: Desk) -> None:
    made = add(desk, phone="15400000777")
    turn = desk.walk_ins.amend(made, {"phone": "15400000888", "remark": "狗"}).turn
    desk.walk_ins.amend(made, {"remark": "没有狗了"})
    before = logical(desk.session.store)
    with pytest.raises(StoreError) as caught:
        desk.walk_ins.take_back(turn)
    assert caught.value.code == "changed_since"
    assert logical(desk.session.store) == before
    assert desk.walk_ins.amend(made, {"remark": "没有狗了"}).turn is None


def test_own_fields_are_taken_back_and_done_again(desk: Desk) -> None:
    house = lines(desk)[0].household_no
    before = logical(desk.session.store)
    turn = desk.households.note(house, {"phone": "15400000777", "remark": "狗"})
    after = logical(desk.session.store)
    again = desk.households.take_back(turn)
    kept = logical(desk.session.store)
    assert kept["household_note"] == [(house, TOWNSHIP, None, None, None, None, None)]
    assert kept | {"household_note": []} == before
    desk.households.take_back(again)
    assert logical(desk.session.store) == after
    desk.households.note(house, {"remark": "两条狗"})
    with pytest.raises(StoreError) as caught:
        desk.households.take_back(turn)
    assert caught.value.code == "changed_since"


def test_own_fields_and_records_are_the_same_after_the_next_list_and_after_its_undoing(
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "county.db", BookClock()) as desk:
        desk.imports.take("roster", sample("messy", "roster"))
        house = desk.households.numbers()[0]
        township = desk.households.villages()[0].township_code
        head = desk.households.card(house).line.head_name
        desk.households.note(house, {"phone": "15400000777", "remark": "狗"})
        made = desk.walk_ins.add(entry(township=township, remark="要核实"), anyway=True)
        desk.walk_ins.link(made.walk_in_no, house)
        mine = {name: logical(desk.session.store)[name] for name in ("household_note", "walk_in")}
        later = desk.imports.take("roster", sample("clean", "roster"), as_of=date(2026, 11, 21))
        assert later.version and later.changes
        desk.households.note(house, {"needs_note": "想养羊"})
        desk.households.note(house, {"needs_note": ""})
        for _ in range(2):
            kept = logical(desk.session.store)
            assert {name: kept[name] for name in mine} == mine
            assert desk.walk_ins.card(made.walk_in_no).household_no == house
            if later.run:
                desk.imports.undo(later.run, reason="导错了")
                later = replace(later, run="")
        assert desk.households.card(house).line.head_name == head
        # the first list cannot go: the record and the fields stand on the household it brought
        first = next(one for one in desk.imports.runs() if one.undone_at is None)
        with pytest.raises(UserError) as caught:
            desk.imports.undo(first.run, reason="导错了")
        assert caught.value.code == "import_stood_on_work"
        assert made.walk_in_no in str(caught.value.params["names"])


def test_a_ledger_of_before_keeps_its_records_through_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = tmp_path / "L", Clock()
    # every fold looks for stubs and for what another township handed over, whatever the form
    asked = {"0029_folded_away", "0036_moves"}
    steps = {
        name: step for name, step in migrations.STEPS.items() if name < "0007" or name in asked
    }
    with monkeypatch.context() as then:
        then.setattr(migrations, "STEPS", steps)
        then.setattr(migrations, "NAMES", tuple(steps))
        with new_store(path, clock, identity(2, "officer")) as store:
            old = WalkIn(walk_in_no="", name="单小红", township_code=ledgers.TOWNSHIP)
            walkins.add(store, "王", old)
    with open_store(path, clock) as store:
        verbs = people_of(store)
        [line] = verbs.listed()
        assert (line.name, line.best_time, line.merged) == ("单小红", "", ())
        second = verbs.add(entry(township=ledgers.TOWNSHIP), anyway=True)
        assert verbs.merge(second.walk_in_no, line.walk_in_no).merged
        assert check(store).ok


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "amend", "link", "unlink", "merge", "merge", "unmerge", "remove"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=14,
)


def act(verbs: WalkIns, what: str, first: str, second: str, n: int) -> object:
    """One act, and what takes it back; None where it was refused or changed nothing."""
    calls: dict[str, Any] = {
        "add": lambda: verbs.add(
            entry(name=f"单{n}", township=ledgers.TOWNSHIP, phone=f"1540000000{n}"), anyway=True
        ),
        "amend": lambda: verbs.amend(first, {"remark": f"第{n}次", "phone": "", "name": "仇大"}),
        "link": lambda: verbs.link(first, number(n % 2 + 1)),
        "unlink": lambda: verbs.unlink(first),
        "merge": lambda: verbs.merge(first, second),
        "unmerge": lambda: verbs.unmerge(first),
        "remove": lambda: verbs.remove(first),
    }
    try:
        answer = calls[what]()
    except UserError:
        return None
    return answer.turn if isinstance(answer, WalkInLine) else answer


@settings(max_examples=40)
@given(acts=ACTS)
def test_whatever_was_done_is_taken_back_act_by_act_and_done_again(
    acts: list[tuple[str, int, int]],
) -> None:
    store = in_memory(Clock(), identity())
    publish(store, [person(1), person(2)])
    verbs = people_of(store)
    numbers = [
        verbs.add(entry(name=name, township=ledgers.TOWNSHIP), anyway=True).walk_in_no
        for name in ("单一", "单二", "单三", "查四")
    ]
    states, turns = [logical(store)], []
    for n, (what, a, b) in enumerate(acts):
        first, second = numbers[a % len(numbers)], numbers[b % len(numbers)]
        turn = act(verbs, what, first, second, n % 10)
        if turn is not None:
            turns.append(turn)
            states.append(logical(store))
    again = []
    for turn, wanted in zip(reversed(turns), reversed(states[:-1]), strict=True):
        again.append(verbs.take_back(turn))
        assert logical(store) == wanted
    for turn, wanted in zip(reversed(again), states[1:], strict=True):
        verbs.take_back(turn)
        assert logical(store) == wanted
    assert check(store).ok
    store.close()
