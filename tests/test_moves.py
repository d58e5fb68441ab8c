"""A household that moves: its history goes along once, and late work is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import pytest
from msgspec.structs import replace

from db import (
    applications,
    evidence,
    handed,
    households,
    loans,
    merge,
    moves,
    rosters,
    settings,
    visits,
)
from db.check import state_hash
from db.compaction import answered, fold_away
from db.faults import StoreError
from db.handed import Moved
from db.ids import uuid7
from db.movetables import CAME, MOVE
from db.packing import unpack
from db.records.applying import Application
from db.records.core import Op, Value
from db.records.loans import Loan
from db.registry import TABLES
from db.values import dumped
from desktop.services.records.needs import NeedEndEntry
from desktop.texts import sentence
from tests.applying import word_of_the_bank
from tests.ledgers import OTHER, TOWNSHIP, number, person, publish, visit
from tests.photos import a_photo
from tests.replicas import Office, Replica, an_office, enrol, phones, seen, status, whole

H = number(1)


def lists(office: Office, *, first: tuple[int, ...], other: tuple[int, ...], day: int) -> None:
    """The county's list of both townships on a day."""
    for township, there in ((TOWNSHIP, first), (OTHER, other)):
        people = [person(one, division_code=f"{township}201") for one in there]
        publish(office.hub.store, people, township=township, as_of=date(2026, 6, day))


def told(one: Replica, household: int = 1) -> str:
    """One contact with a household, written where this ledger says that it belongs."""
    place = households.township_of(one.store, number(household))
    assert place is not None
    [kept] = visits.log(one.store, one.name, [visit(household, township_code=place)])
    return kept.id


def write(one: Replica, **fields: str) -> None:
    households.note(one.store, one.name, H, fields)


def lent(no: str, household_no: str, township: str) -> Loan:
    """A loan as the bank tells it."""
    return Loan(
        loan_no=no,
        product_code="BFXE",
        household_no=household_no,
        township_code=township,
        signed_on=date(2026, 3, 1),
        drawn_on=date(2026, 3, 1),
        maturity_on=date(2028, 3, 1),
        principal_fen=5_000_000,
        rate_ppm=30_000,
    )


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first", "third") as made:
        lists(made, first=(1, 2), other=(3,), day=1)
        made.settle(1)
        yield made


def test_what_was_written_of_a_household_that_moves_goes_to_its_new_township(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    photo = a_photo()
    [with_photo] = visits.log(first.store, "first", [visit()], photos=[photo])
    stays = told(first, 2)
    write(first, phone="15400000001")
    loans.keep(hub.store, "县", [lent("JK1", H, TOWNSHIP)])
    office.settle(1)
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(3)
    assert households.told(third.store, [H]) == {H: "told"}
    assert seen(third) == {with_photo.id}, "and nothing of the household that stays"
    assert phones(third, H) == ["15400000001"]
    assert [one.loan_no for one in loans.of_household(third.store, H)] == ["JK1"]
    assert evidence.data(third.store, photo.sha256) == photo.data
    assert stays in seen(first) and with_photo.id in seen(first), "nothing goes at the former one"
    for one in office.replicas.values():
        assert inserts(one, with_photo.id) == 1
        assert whole(one)
        assert status(one).differs == ()
    assert merge.quarantined(third.store) == []


def inserts(one: Replica, row: str) -> int:
    """How many operations say that a row begins, in the log and on the shelf."""
    return one.store.number(
        "SELECT count(DISTINCT n) FROM (SELECT n FROM op WHERE \"row\" = ?1 AND kind = 'insert' "
        "UNION ALL SELECT n FROM handed WHERE \"row\" = ?1 AND kind = 'insert')",
        (row,),
    )


def test_26_late_work_on_a_household_that_moved_reaches_the_county_and_the_new_township(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    write(first, phone="1", remark="old")
    office.settle(1)
    lists(office, first=(2,), other=(1, 3), day=8)
    late = told(first)  # she does not know yet
    write(first, phone="2")
    stick = office.stick()
    hub.run(stick)
    third.run(stick)
    write(third, phone="3")
    new = told(third)
    office.settle(3)
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
    office.settle(2)
    assert phones(hub, H) == phones(third, H) == ["3"]
    assert households.note_of(third.store, H).remark == "old"
    for one in (hub, first, third):
        assert whole(one)
        assert (status(one).differs, status(one).set_aside) == ((), 0)
    for one in office.laptops:
        assert (status(one).unsent, status(one).sent_unconfirmed) == (0, 0)


def test_who_had_a_household_writes_up_what_was_before_and_begins_nothing_new(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    mine = told(first)
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(2)
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
    office.settle(2)
    assert late.id in seen(office["third"]) == seen(hub)


def test_who_went_to_another_township_is_not_off_the_roster_and_the_card_says_where(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    name_townships(hub)
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(2)
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
    lists(office, first=(), other=(1, 3), day=15)
    office.settle(2)
    gone = [e.household_no for e in first.desk.rosters.consequences()]
    assert number(2) in gone and H not in gone, "who is off every list still is"


def name_townships(one: Replica) -> None:
    """The county's list of townships, by name."""
    with one.store.write("县") as writer:
        for code, name in ((TOWNSHIP, "三交镇"), (OTHER, "安家庄乡")):
            fields = {"township_code": code, "township_name": name}
            writer.insert("township_assignment", code, fields, scope="*")


def test_a_need_that_was_told_before_the_move_is_ended_by_the_new_officer(office: Office) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    wanted = visit(has_need=True, need_amount_fen=5_000_000, need_use="牛")
    [kept] = visits.log(first.store, "first", [wanted])
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(3)
    day = third.desk.session.today()
    entry = NeedEndEntry(outcome="not_now", ended_on=day, reason="no_project")
    third.desk.funding.end(kept.visit_no, entry)
    third.desk.visits.correct(kept.visit_no, {"note": "同一头牛"}, "补充")
    office.settle(2)
    assert status(hub).set_aside == 0
    assert hub.store.rows("SELECT scope FROM need_end") == [(OTHER,)]
    assert len(seen(hub)) == len(seen(third)) == 2


def test_the_bank_answers_an_application_of_a_household_that_moved_at_its_new_township(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
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
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(3)
    (known,) = applications.listed(third.store)
    answer = replace(word_of_the_bank(), township_code=known.application.township_code)
    applications.keep(third.store, "third", [answer])
    office.settle(2)
    assert status(hub).set_aside == 0
    for one in (hub, third):
        (known,) = applications.listed(one.store)
        assert [each.decision for each in known.decisions] == ["declined"]


def test_a_household_that_comes_back_has_all_of_it_there_again(office: Office) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    rows = {told(first)}
    for day, (mine, theirs) in ((8, ((2,), (1, 3))), (15, ((1, 2), (3,))), (22, ((2,), (1, 3)))):
        lists(office, first=mine, other=theirs, day=day)
        office.settle(3)
        rows.add(told(third if 1 in theirs else first))
        office.settle(2)
    assert seen(hub) == seen(third) == rows
    assert moves.hand_on(hub.store, "县") == 0, "everything is said once"
    new = enrol(hub, office.folder, "new", (OTHER,))
    assert seen(new) == rows
    for one in (*office.replicas.values(), new):
        assert all(inserts(one, row) <= 1 for row in rows)
        assert whole(one)
    new.close()


def test_a_shorter_log_keeps_what_the_former_township_shows(office: Office) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    long = "told at the door " * 20
    write(first, phone="1", remark=long)
    office.settle(1)
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(2)
    write(third, phone="2", remark=f"{long} anew")
    office.settle(1)
    assert fold_away(hub.store, answered(hub.store), archive=True) == 0
    write(third, phone="3", remark=long)
    office.settle(1)
    assert fold_away(hub.store, answered(hub.store), archive=True) == 1, "in its own township"
    new = enrol(hub, office.folder, "new", (TOWNSHIP,))
    assert phones(new, H) == phones(first, H) == ["1"]
    assert phones(third, H) == phones(hub, H) == ["3"]
    new.close()


def test_a_list_that_was_wrong_and_is_taken_back_leaves_the_household_where_it_was(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    mine = told(first)
    wrong = publish(
        hub.store,
        [person(one, division_code=f"{OTHER}201") for one in (1, 3)],
        township=OTHER,
        as_of=date(2026, 6, 8),
    )
    office.settle(2)
    late = told(third)
    office.settle(1)
    assert handed.left(first.store, H) is not None
    rosters.undo(hub.store, "县", OTHER, wrong)
    office.settle(2)
    assert handed.left(first.store, H) is None
    assert seen(first) == seen(hub) == {mine, late}
    told(first)
    assert moves.hand_on(hub.store, "县") == 0


def test_who_had_a_household_is_told_where_it_went_on_to_but_not_that_it_left_later(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    told(first)
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(2)
    last = goes_on(office, day=12)
    assert handed.left(first.store, H) == Moved("left", last, "2026-06-08")
    assert handed.left(third.store, H) == Moved("left", last, "2026-06-12")
    came = "SELECT other, moved_on FROM household_move WHERE scope = ?"
    assert hub.store.rows(came, (last,)) == [(OTHER, "2026-06-12")]
    assert moves.hand_on(hub.store, "县") == 0


def goes_on(office: Office, day: int) -> str:
    """The household goes from the second township to a third one; gives that one."""
    last, on = f"{OTHER[:6]}300", date(2026, 6, day)
    theirs = [person(3, division_code=f"{OTHER}201")]
    publish(office.hub.store, theirs, township=OTHER, as_of=on)
    moved = [person(1, division_code=f"{last}201")]
    publish(office.hub.store, moved, township=last, as_of=on)
    office.settle(2)
    return last


def test_who_serves_both_townships_or_takes_the_former_one_over_has_each_record_once(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    both = office.join("fourth")
    rows = {told(first), told(first, 2)}
    write(first, phone="1")
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(3)
    write(third, phone="2")
    office.settle(2)
    hub.county.assign(third.store.identity.device, [TOWNSHIP, OTHER])
    office.settle(3)
    for one in (hub, third, both):
        assert seen(one) == rows
        assert phones(one, H) == ["2"]
        assert all(inserts(one, row) == 1 for row in rows)
        assert whole(one)
    assert state_hash(hub.store)["household_note"] == state_hash(third.store)["household_note"]


def test_what_is_erased_of_a_household_that_moved_is_gone_in_both_townships(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    [away, stays] = visits.log(first.store, "first", [visit(note="隐私甲"), visit(note="留下乙")])
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(3)
    assert "隐私甲" in readable(third)
    hub.desk.erasing.erase("visit", away.visit_no, "本人要求")
    office.settle(3)
    for one in office.replicas.values():
        assert "隐私甲" not in readable(one), one.name
        assert "留下乙" in readable(one), one.name
        assert seen(one) == {stays.id}
        assert whole(one)


def test_who_had_a_household_for_a_while_keeps_what_was_not_erased(office: Office) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    notes = ("隐私甲", "留下乙", "留下丙")
    away, then, stays = visits.log(first.store, "first", [visit(note=one) for one in notes])
    lists(office, first=(2,), other=(1, 3), day=8)
    office.settle(2)
    goes_on(office, day=12)
    for gone, said, left in ((away, "隐私甲", {then.id, stays.id}), (then, "留下乙", {stays.id})):
        hub.desk.erasing.erase("visit", gone.visit_no, "本人要求")
        office.settle(2)
        assert seen(first) == seen(third) == seen(hub) == left
        assert said not in readable(third) + readable(hub)
        assert moves.hand_on(hub.store, "县") == 0
    assert handed.left(third.store, H) is not None, "it is not there again"
    assert all(whole(one) and status(one).differs == () for one in office.replicas.values())


def test_what_was_erased_does_not_come_back_with_a_county_that_was_put_back(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    [away, stays] = visits.log(first.store, "first", [visit(note="隐私甲"), visit(note="留下乙")])
    lists(office, first=(2,), other=(1, 3), day=8)
    stick, image = office.stick(), office.folder / "hub.image"
    first.send(stick)
    hub.take(stick)
    hub.image(image)
    office.settle(2)
    hub.desk.erasing.erase("visit", away.visit_no, "本人要求")
    office.settle(2)
    hub.put_back(image)
    stick = office.stick()
    third.send(stick)
    hub.run(stick)
    third.take(stick)
    assert away.id not in seen(third), "it is erased here, whoever hands it on"
    office.settle(4)
    for one in office.replicas.values():
        assert "隐私甲" not in readable(one), one.name
        assert seen(one) == {stays.id}
        assert whole(one)
    assert moves.hand_on(hub.store, "县") == 0


def readable(one: Replica) -> str:
    """Everything that stands in a ledger, what is packed unpacked."""
    found = []
    names = one.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (name,) in names:
        for row in one.store.rows(f'SELECT * FROM "{name}"'):  # noqa: S608 - its own names
            found += [
                each.decode(errors="replace") if isinstance(each, bytes) else str(each)
                for each in row
            ]
    for text in list(found):
        if '"operations":"' in text:
            found.append(str(unpack(text.partition('"operations":"')[2].partition('"')[0])))
    return "\n".join(found)


def test_every_table_that_speaks_of_a_household_or_its_loans_goes_along_but_settled_quarters(
    office: Office,
) -> None:
    asked: list[str] = []
    rows = office.hub.store.rows
    quarters = {"line_choice", "line_review", "objection", "reversal", "household_move"}
    speaking = {
        name
        for name, table in TABLES.items()
        if {"household_no", "loan_no", "visit", "claim"} & table.fields.keys()
    }

    def listening(sql: str, *given: object) -> object:
        asked.append(sql)
        return rows(sql, *given)  # type: ignore[arg-type]  # as it was asked

    told(office["first"])
    office.settle(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office.hub.store, "rows", listening)
        moves.rows_of(office.hub.store, H)
    assert {name for name in speaking if any(f" {name} " in one for one in asked)} == (
        speaking - quarters
    )


def test_an_operation_that_cannot_be_read_holds_up_no_move(office: Office) -> None:
    first, hub = office["first"], office.hub
    goes, odd = told(first), told(first)
    office.settle(1)
    [op] = [one for one in hub.ops() if one.row == odd]
    bent = (op.payload or b"").decode().encode("utf-16")  # as an older program took it
    with hub.store.transaction():
        hub.store.execute('UPDATE op SET payload = ? WHERE "row" = ?', (bent, odd))
    lists(office, first=(2,), other=(1, 3), day=8)
    assert moves.hand_on(hub.store, "县") > 0
    said = [str(ids) for (ids,) in hub.store.rows("SELECT rows FROM household_move")]
    assert any(goes in ids for ids in said)
    assert not any(odd in ids for ids in said)


def smuggled(one: Replica, to: str, stream: str, *, scope: str, tbl: str = "outreach_visit") -> str:
    """A made-up operation of a stream that the county packs into a move to a township."""
    hub, row = one.store, uuid7(one.store.clock())
    said = {"household_no": H, "township_code": scope, "visited_on": "2026-06-02"}
    body = dumped({"f": said}).encode()
    op = Op(
        stream=stream, seq=9999, hlc=hub.hlc + 1, officer="nobody", schema=1, tbl=tbl, row=row,
        kind="insert", scope=scope, payload=body, digest=sha256(body).digest(), chain=bytes(32),
    )  # fmt: skip
    fields: dict[str, Value] = {
        "household_no": H, "township_code": to, "kind": CAME, "other": OTHER,
        "moved_on": "2026-06-08", "rows": dumped([[op.id, tbl, row]]),
        "operations": handed.packed([handed.Given(op, body, False)]),
    }  # fmt: skip
    with hub.write("county") as writer:
        writer.insert(MOVE, uuid7(hub.clock()), fields, scope=to, audience=f"{to}.work")
    return op.id


def test_what_comes_with_a_household_is_judged_by_itself_and_what_does_not_count_is_named(
    office: Office,
) -> None:
    first, third, hub = office["first"], office["third"], office.hub
    told(first, 2)
    told(third, 3)
    office.settle(2)
    mine, theirs = (
        next(name for name in one.store.streams if name.startswith(one.store.identity.device))
        for one in (first, third)
    )
    begun = [name.rpartition("/")[0] for name in (mine, theirs)]
    here, there = (
        f"{name}/{place}.work" for name, place in zip(begun, (TOWNSHIP, OTHER), strict=True)
    )
    refused = {
        smuggled(hub, TOWNSHIP, here, scope=TOWNSHIP): "handed_wrongly",
        smuggled(hub, TOWNSHIP, f"{begun[0]}/{OTHER}.work", scope=OTHER): "handed_wrongly",
        smuggled(hub, TOWNSHIP, f"{begun[1]}/{TOWNSHIP}.work", scope=TOWNSHIP): ("handed_wrongly"),
        smuggled(hub, TOWNSHIP, f"nobody/1/{OTHER}.work", scope=OTHER): "handed_unknown",
        smuggled(hub, TOWNSHIP, f"{begun[1]}/149999999.work", scope="149999999"): ("scope_foreign"),
        smuggled(hub, TOWNSHIP, f"{begun[1]}/{OTHER}.bank", scope=OTHER): ("audience_foreign"),
        smuggled(hub, TOWNSHIP, there, scope=OTHER, tbl="device_cert"): "not_owner",
    }
    before = seen(first)
    office.settle(2)
    assert seen(first) == before
    assert {one.op: one.code for one in merge.quarantined(first.store)} == refused
    assert whole(first), "the tables made anew leave it out too"
    known = {"nobody": ("officer", (OTHER,))}
    assert merge.judge_again(first.store, authority=known) == 1
    assert len(seen(first)) == len(before) + 1, "who wrote it is known now"
