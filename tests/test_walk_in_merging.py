"""Two records of one person: merged and taken apart, on one laptop and on several."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import merge, migrations, walkgroups, walkins
from db.check import check
from db.faults import StoreError
from db.records import WalkIn
from db.store import Store
from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.records import ListFilter, WalkInEntry, WalkInFilter, WalkInLine
from desktop.services.session import Session
from desktop.services.shelf import Shelf
from desktop.services.walk_ins import WalkIns
from desktop.words import words
from tests import ledgers
from tests.follow import TOWNSHIP, lines
from tests.import_books import Clock as BookClock
from tests.import_books import logical, opened, sample
from tests.ledgers import (
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    new_store,
    number,
    open_store,
    person,
    publish,
)
from tests.sheet_files import cells
from tests.terminal import Terminal

pytest_plugins = ["tests.window_fixtures"]
SHELF = Shelf(RESOURCES)


def id_of(serial: int) -> str:
    head = f"14999919700101{serial:03d}"
    return head + check_digit(head)


def entry(**more: object) -> WalkInEntry:
    told = {"name": "单小红", "village": "没有名单的村", "township": TOWNSHIP, **more}
    return WalkInEntry(**told)  # type: ignore[arg-type]


def add(desk: Desk, **more: object) -> str:
    return desk.walk_ins.add(entry(**more), anyway=True).walk_in_no


def refused(call: Any, *given: object, **more: object) -> str:
    with pytest.raises(UserError) as caught:
        call(*given, **more)
    return caught.value.code


def test_merged_records_are_one_line_and_each_stays_as_it_was_typed(desk: Desk) -> None:
    kept = add(desk, phone="15400000777", needs_note="想养羊")
    other = add(desk, name="单小洪", phone="15400000888", remark="电话里这样说", best_time="晚上")
    before = desk.session.store.number("SELECT count(*) FROM op")
    line = desk.walk_ins.merge(other, kept)
    assert desk.session.store.number("SELECT count(*) FROM op") == before + 1
    assert (line.walk_in_no, line.phone_masked, line.needs_note) == (kept, "154****0777", "想养羊")
    [inside] = line.merged
    assert (inside.name, inside.phone_masked) == ("单小洪", "154****0888")
    assert (inside.remark, inside.best_time) == ("电话里这样说", "晚上")
    assert desk.walk_ins.listed() == [line] == [desk.walk_ins.card(other)]
    assert desk.walk_ins.listed(WalkInFilter(text="小洪")) == [line]
    assert desk.walk_ins.listed(WalkInFilter(village="别的村")) == []
    for query in ("0888", "dxh", "小洪", other[-4:]):
        found = desk.households.find(query, limit=50, walk_ins=True)
        assert [one.walk_in_no for one in found if one.walk_in_no] == [kept], query
    parted = desk.walk_ins.unmerge(other)
    assert (parted.walk_in_no, parted.merged) == (other, ())
    assert len(desk.walk_ins.listed()) == 2
    assert check(desk.session.store).ok


def test_a_twin_of_the_same_group_is_none_and_another_is_named_by_the_one_that_is_shown(
    desk: Desk,
) -> None:
    kept, other = add(desk, phone="15400000777"), add(desk, phone="15400000777")
    assert [one.walk_in_no for one in desk.walk_ins.suspects({}, kept)] == [other]
    desk.walk_ins.merge(other, kept)
    assert desk.walk_ins.suspects({}, kept) == []
    twins = desk.walk_ins.twins(entry(name="别人", phone="15400000777"))
    assert [one.walk_in_no for one in twins] == [kept]
    assert desk.walk_ins.suspects({"name": "", "phone": ""}) == []


def test_what_cannot_be_one_is_not_merged(desk: Desk) -> None:
    first, second = (one.household_no for one in lines(desk)[:2])
    kept, other, third = add(desk), add(desk, name="别人"), add(desk, name="第三")
    desk.walk_ins.link(kept, first)
    desk.walk_ins.link(other, second)
    verbs = desk.walk_ins
    assert refused(verbs.merge, kept, kept) == "walk_in_same"
    assert refused(verbs.merge, other, kept) == "walk_in_merge_linked"
    assert refused(verbs.merge, "none", kept) == "walk_in_unknown"
    assert refused(verbs.unmerge, kept) == "walk_in_not_merged"
    verbs.unlink(other)
    verbs.amend(kept, {"id_number": id_of(1)})
    verbs.amend(other, {"id_number": id_of(2)})
    assert refused(verbs.merge, other, kept) == "walk_in_merge_differs"
    verbs.merge(other, kept, anyway=True)
    assert refused(verbs.merge, kept, other) == "walk_in_same"
    verbs.merge(kept, third)
    [line] = verbs.listed()
    assert (line.walk_in_no, len(line.merged), line.household_no) == (third, 2, first)
    assert refused(verbs.link, third, second) == "walk_in_linked"
    assert verbs.of_household(first) == [line]
    assert verbs.unlink(third).household_no == ""
    assert refused(verbs.unlink, other) == "walk_in_not_linked"


def test_a_number_that_cannot_be_right_may_be_kept_and_is_named_until_it_is(desk: Desk) -> None:
    wrong = entry(id_number=id_of(1)[:17] + "0", phone="154", birth_date=date(1962, 2, 28))
    if id_of(1).endswith("0"):
        pytest.fail("choose another serial")
    assert refused(desk.walk_ins.add, wrong) == "id_number_wrong"
    made = desk.walk_ins.add(wrong, as_is=True)
    assert made.wrong == ("id_number", "phone")
    # what was wrong before stops no other change
    changed = desk.walk_ins.amend(made.walk_in_no, {"remark": "要再问"})
    assert (changed.remark, changed.wrong) == ("要再问", ("id_number", "phone"))
    assert refused(desk.walk_ins.amend, made.walk_in_no, {"phone": "155"}) == "phone_wrong"
    right = {"id_number": f" {id_of(1)[:6]} {id_of(1)[6:]}", "phone": "154-0000 0777"}
    assert (
        refused(desk.walk_ins.amend, made.walk_in_no, {**right, "birth_date": date(1962, 2, 28)})
        == "birth_date_differs"
    )
    fixed = desk.walk_ins.amend(made.walk_in_no, {**right, "birth_date": date(1970, 1, 1)})
    assert (fixed.wrong, fixed.phone_masked) == ((), "154****0777")
    assert desk.walk_ins.born({}, made.walk_in_no) == date(1970, 1, 1)
    future = {"birth_date": date(2030, 1, 1), "id_number": ""}
    assert refused(desk.walk_ins.amend, made.walk_in_no, future) == "birth_in_future"


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"id_number": "14999919700101123"}, "id_number", "typed_id_length"),
        ({"id_number": "14999919700101123A"}, "id_number", "typed_id_form"),
        ({"id_number": id_of(1)[:17] + "0"}, "id_number", "typed_id_digit"),
        ({"id_number": "149999197013011234"}, "id_number", "typed_id_day"),
        (
            {"id_number": id_of(1), "birth_date": date(1962, 2, 28)},
            "birth_date",
            "typed_birth_differs",
        ),
        ({"birth_date": date(2030, 1, 1)}, "birth_date", "typed_birth_future"),
        ({"phone": "1540000077"}, "phone", "typed_phone"),
        ({"name": " "}, "name", "typed_name"),
        ({"village": ""}, "village", "typed_village"),
        ({"remark": "长" * 201}, "remark", "typed_long"),
        ({"met_on": date(2030, 1, 1)}, "met_on", "typed_met_future"),
    ],
)
def test_what_is_wrong_is_said_field_by_field(
    desk: Desk, typed: dict[str, object], field: str, code: str
) -> None:
    found = desk.walk_ins.problems({"name": "单小红", "village": "外村", **typed})
    assert {name: one.code for name, one in found.items()} == {field: code}


@pytest.mark.parametrize(
    "typed", ["\uff11\uff14999919700101001", " 149999 19700101 001 ", "149999-19700101-001"]
)
def test_a_number_is_read_as_people_type_it(desk: Desk, typed: str) -> None:
    whole = typed.rstrip() + id_of(1)[-1].lower()
    assert desk.walk_ins.problems({"name": "单", "village": "外村", "id_number": whole}) == {}


def test_full_numbers_of_all_records_of_a_group_are_shown_with_a_reason_only(desk: Desk) -> None:
    kept, other = add(desk, phone="15400000777"), add(desk, name="别人", id_number=id_of(1))
    desk.walk_ins.merge(other, kept)
    assert refused(desk.walk_ins.reveal, kept, " ") == "reason_missing"
    assert refused(desk.walk_ins.reveal, "none", "核对") == "walk_in_unknown"
    asked = "SELECT subject, reason FROM audit WHERE what = 'reveal'"
    assert desk.session.store.rows(asked) == []
    found = desk.walk_ins.reveal(kept, " 当面核对 ")
    assert found == {
        kept: {"id_number": "", "phone": "15400000777"},
        other: {"id_number": id_of(1), "phone": ""},
    }
    assert desk.session.store.rows(asked) == [(kept, "当面核对")]


def test_the_list_leaves_with_every_record_and_full_numbers_only_with_a_reason(
    desk: Desk, tmp_path: Path
) -> None:
    kept = add(desk, id_number=id_of(1), remark="电话 15400000999")
    other = add(desk, name="别人")
    desk.walk_ins.merge(other, kept)
    desk.walk_ins.link(kept, lines(desk)[0].household_no)
    add(desk, name="=1+1", village="后会村")
    out = tmp_path / "list.xlsx"
    desk.exports.write("walk_ins", out)
    rows = [list(map(str, row)) for row in cells(out)]
    text = "\n".join("|".join(row) for row in rows)
    assert id_of(1) not in text and "15400000999" not in text
    [merged] = [row for row in rows if row[0] == other]
    assert merged[-2] == kept and lines(desk)[0].household_no in merged
    desk.exports.write("walk_ins", out, ListFilter(text="单小红"), "县里核对证件")
    rows = [list(map(str, row)) for row in cells(out)]
    assert id_of(1) in "\n".join("|".join(row) for row in rows)
    assert not any("1+1" in cell for row in rows for cell in row)
    reasons = desk.session.store.rows("SELECT reason FROM audit WHERE what = 'export'")
    assert ("县里核对证件",) in reasons
    desk.exports.write("walk_ins", out, ListFilter(village="后会村"))
    assert [row[1] for row in cells(out)][3:] == ["'=1+1"]


def test_the_verbs_merge_and_unmerge(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = add(desk, phone="15400000777"), add(desk, name="别人", best_time="晚上")
    ledger = desk.session.ledger
    desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    made = run("households", "merge", ledger, other, "--into", kept)
    assert [one["walk_in_no"] for one in made["merged"]] == [other]
    assert len(run("households", "walk-ins", ledger)["items"]) == 1
    again = run.refused("households", "merge", ledger, other, "--into", kept)
    assert again["code"] == "walk_in_same"
    assert run("households", "unmerge", ledger, other)["merged"] == []
    assert run.refused("households", "unmerge", ledger, other)["code"] == "walk_in_not_merged"
    # only what is given is changed
    run("households", "edit", ledger, kept, "--best-time", "集日", "--birth", "1970-01-01")
    edited = run("households", "edit", ledger, kept, "--birth", "")
    assert (edited["best_time"], edited["phone_masked"]) == ("集日", "154****0777")
    assert edited["birth_date"] is None
    wrong = ("households", "edit", ledger, kept, "--id-number", "1")
    assert run.refused(*wrong)["code"] == "id_number_wrong"
    assert run(*wrong, "--as-is")["to_put_right"] == ["id_number"]


def people_of(store: Store, officer: str = "王") -> WalkIns:
    """The service over a bare ledger."""
    return WalkIns(
        Session(
            store=store,
            ledger=Path("ledger.db"),
            officer=officer,
            clock=store.clock,
            shelf=SHELF,
            packs=InForce(SHELF, store),
            words=words(),
        )
    )


def exchange(*stores: Store) -> None:
    """Everybody gets everything."""
    for one in stores:
        for other in stores:
            if one is not other:
                merge.take(one, everything(other), authority=anybody)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def three(clock: Clock) -> tuple[Store, Store, Store]:
    roles = ("county", "officer", "officer")
    made = tuple(in_memory(clock, identity(n, role)) for n, role in enumerate(roles, 1))
    publish(made[0], [person(1), person(2)])
    exchange(*made)
    return made  # type: ignore[return-value]


def test_merged_on_one_laptop_edited_on_another_and_taken_apart_nothing_is_lost(
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
    steps = {name: step for name, step in migrations.STEPS.items() if name < "0007"}
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
