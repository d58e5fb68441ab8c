"""A household that moves: its history goes along once, and late work is not lost."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from db import (
    applications,
    evidence,
    households,
    loans,
    merge,
    moves,
    settings,
    visits,
)
from db.compaction import answered, fold_away
from db.faults import StoreError
from db.records.applying import Application
from desktop.services.records.needs import NeedEndEntry
from desktop.texts import sentence
from tests.applying import word_of_the_bank
from tests.ledgers import OTHER, TOWNSHIP, number, visit
from tests.moved import H, inserts, lent, lists, name_townships, told, write
from tests.photos import a_photo
from tests.replicas import Office, enrol, phones, seen, status, whole

pytest_plugins = ["tests.moving_fixtures"]


def test_what_was_written_of_a_household_that_moves_goes_to_its_new_township(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    photo = a_photo()
    [with_photo] = visits.log(first.store, "first", [visit()], photos=[photo])
    stays = told(first, 2)
    write(first, phone="15400000001")
    loans.keep(hub.store, "县", [lent("JK1", H, TOWNSHIP)])
    moving.settle(1)
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(3)
    assert households.told(third.store, [H]) == {H: "told"}
    assert seen(third) == {with_photo.id}, "and nothing of the household that stays"
    assert phones(third, H) == ["15400000001"]
    assert [one.loan_no for one in loans.of_household(third.store, H)] == ["JK1"]
    assert evidence.data(third.store, photo.sha256) == photo.data
    assert stays in seen(first) and with_photo.id in seen(first), "nothing goes at the former one"
    for one in moving.replicas.values():
        assert inserts(one, with_photo.id) == 1
        assert whole(one)
        assert status(one).differs == ()
    assert merge.quarantined(third.store) == []


def test_the_photo_of_a_household_that_moved_goes_to_its_new_township_once(moving: Office) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    photo = a_photo()
    visits.log(first.store, "first", [visit()], photos=[photo])
    moving.settle(1)
    lists(moving, first=(2,), other=(1, 3), day=8)
    went, stick = [], moving.stick()
    for _ in range(3):
        sent = hub.run(stick).sent
        went.append({one.to: one.photos for one in sent if one.to in {"first", "third"}})
        for one in (first, third):
            one.run(stick)
    assert went[0]["third"] == 1
    assert evidence.data(third.store, photo.sha256) == photo.data
    assert went[2] == {}, "all are told: there is nothing more to write"


def test_26_late_work_on_a_household_that_moved_reaches_the_county_and_the_new_township(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    write(first, phone="1", remark="old")
    moving.settle(1)
    lists(moving, first=(2,), other=(1, 3), day=8)
    late = told(first)  # she does not know yet
    write(first, phone="2")
    stick = moving.stick()
    hub.run(stick)
    third.run(stick)
    write(third, phone="3")
    new = told(third)
    moving.settle(3)
    assert seen(third) == seen(hub) == {late, new}
    assert seen(first) == {late}
    for one in (hub, third):
        assert set(phones(one, H)[1:]) == {"2", "3"}, "neither was lost"
    [review] = merge.reviews(third.store)
    assert {value.officer for value in review.values} == {"first", "third"}
    merge.resolve(third.store, "third", review.id, "3", "asked")
    settings.forget(hub.store, "sync.hashed_on")
    told(third)
    told(first, 2)
    moving.settle(2)
    assert phones(hub, H) == phones(third, H) == ["3"]
    assert households.note_of(third.store, H).remark == "old"
    for one in (hub, first, third):
        assert whole(one)
        assert (status(one).differs, status(one).set_aside) == ((), 0)
    for one in moving.laptops:
        assert (status(one).unsent, status(one).sent_unconfirmed) == (0, 0)


def test_who_had_a_household_writes_up_what_was_before_and_begins_nothing_new(
    moving: Office,
) -> None:
    first, hub = moving["first"], moving.hub
    mine = told(first)
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(2)
    write_again = {
        "a visit": lambda: told(first),
        "a note": lambda: write(first, phone="1"),
    }
    for what, work in write_again.items():
        with pytest.raises(StoreError) as refused:
            work()
        assert (refused.value.code, refused.value.params["township"]) == (
            "household_moved",
            OTHER,
        ), what
    before = visit(visited_on=date(2026, 6, 5))
    [late] = visits.log(first.store, "first", [before])
    known = visits.by_id(first.store, mine)
    assert known is not None
    first.desk.visits.correct(known.visit_no, {"note": "was heard wrongly"}, "typed wrongly")
    moving.settle(2)
    assert late.id in seen(moving["third"]) == seen(hub)


def test_who_went_to_another_township_is_not_off_the_roster_and_the_card_says_where(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    name_townships(hub)
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(2)
    here, there = (one.desk.households.card(H).moved for one in (first, third))
    assert here is not None and there is not None
    assert (here.left, here.other, here.on) == (True, "安家庄乡", date(2026, 6, 8))
    assert (there.left, there.other) == (False, "三交镇")
    for one in (first, hub):
        events = one.desk.rosters.consequences()
        assert [e for e in events if e.household_no == H and e.township_code == TOWNSHIP] == []
    with pytest.raises(StoreError) as refused:
        told(first)
    assert "安家庄乡" in sentence("household_moved", refused.value.params)
    lists(moving, first=(), other=(1, 3), day=15)
    moving.settle(2)
    gone = [e.household_no for e in first.desk.rosters.consequences()]
    assert number(2) in gone and H not in gone, "who is off every list still is"


def test_a_need_that_was_told_before_the_move_is_ended_by_the_new_officer(moving: Office) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    wanted = visit(has_need=True, need_amount_fen=5_000_000, need_use="牛")
    [kept] = visits.log(first.store, "first", [wanted])
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(3)
    day = third.desk.session.today()
    entry = NeedEndEntry(outcome="not_now", ended_on=day, reason="no_project")
    third.desk.funding.end(kept.visit_no, entry)
    third.desk.visits.correct(kept.visit_no, {"note": "同一头牛"}, "补充")
    moving.settle(2)
    assert status(hub).set_aside == 0
    assert hub.store.rows("SELECT scope FROM need_end") == [(OTHER,)]
    assert len(seen(hub)) == len(seen(third)) == 2


def test_the_bank_answers_an_application_of_a_household_that_moved_at_its_new_township(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    made = Application(
        application_no="S1",
        visit="v1",
        visit_no="Z1",
        household_no=H,
        member_no="01",
        township_code=TOWNSHIP,
        bank="",
        applied_on=date(2026, 6, 2),
        applied_amount_fen=5_000_000,
        applied_months=24,
        purpose_code="production",
        check_no="E1",
        said_at=first.clock(),
    )
    applications.keep(first.store, "first", [made])
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(3)
    (known,) = applications.listed(third.store)
    answer = replace(word_of_the_bank(), township_code=known.application.township_code)
    applications.keep(third.store, "third", [answer])
    moving.settle(2)
    assert status(hub).set_aside == 0
    for one in (hub, third):
        (known,) = applications.listed(one.store)
        assert [each.decision for each in known.decisions] == ["declined"]


def test_a_household_that_comes_back_has_all_of_it_there_again(moving: Office) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    rows = {told(first)}
    for day, (mine, theirs) in ((8, ((2,), (1, 3))), (15, ((1, 2), (3,))), (22, ((2,), (1, 3)))):
        lists(moving, first=mine, other=theirs, day=day)
        moving.settle(3)
        rows.add(told(third if 1 in theirs else first))
        moving.settle(2)
    assert seen(hub) == seen(third) == rows
    assert moves.hand_on(hub.store, "县") == 0, "everything is said once"
    new = enrol(hub, moving.folder, "new", (OTHER,))
    assert seen(new) == rows
    for one in (*moving.replicas.values(), new):
        assert all(inserts(one, row) <= 1 for row in rows)
        assert whole(one)
    new.close()


def test_a_shorter_log_keeps_what_the_former_township_shows(moving: Office) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    long = "told at the door " * 20
    write(first, phone="1", remark=long)
    moving.settle(1)
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(2)
    write(third, phone="2", remark=f"{long} anew")
    moving.settle(1)
    assert fold_away(hub.store, answered(hub.store), archive=True) == 0
    write(third, phone="3", remark=long)
    moving.settle(1)
    assert fold_away(hub.store, answered(hub.store), archive=True) == 1, "in its own township"
    new = enrol(hub, moving.folder, "new", (TOWNSHIP,))
    assert phones(new, H) == phones(first, H) == ["1"]
    assert phones(third, H) == phones(hub, H) == ["3"]
    new.close()
