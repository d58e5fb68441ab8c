"""Moves that were wrong, went on, were erased or forged: nobody is locked out."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from db import (
    handed,
    merge,
    moves,
    rejudging,
    rosters,
    visits,
)
from db.check import state_hash
from db.handed import Moved
from db.ids import uuid7
from db.movetables import CAME, MOVE
from db.records.core import Op, Value
from db.registry import TABLES
from db.values import dumped
from tests.ledgers import OTHER, TOWNSHIP, person, publish, visit
from tests.moved import H, goes_on, inserts, lists, readable, told, write
from tests.replicas import Office, Replica, phones, seen, status, whole

pytest_plugins = ["tests.moving_fixtures"]


def test_a_list_that_was_wrong_and_is_taken_back_leaves_the_household_where_it_was(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    mine = told(first)
    wrong = publish(
        hub.store,
        [person(one, division_code=f"{OTHER}201") for one in (1, 3)],
        township=OTHER,
        as_of=date(2026, 6, 8),
    )
    moving.settle(2)
    late = told(third)
    moving.settle(1)
    assert handed.left(first.store, H) is not None
    rosters.undo(hub.store, "县", OTHER, wrong)
    moving.settle(2)
    assert handed.left(first.store, H) is None
    assert seen(first) == seen(hub) == {mine, late}
    told(first)
    assert moves.hand_on(hub.store, "县") == 0


def test_who_had_a_household_is_told_where_it_went_on_to_but_not_that_it_left_later(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    told(first)
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(2)
    last = goes_on(moving, day=12)
    assert handed.left(first.store, H) == Moved("left", last, "2026-06-08")
    assert handed.left(third.store, H) == Moved("left", last, "2026-06-12")
    came = "SELECT other, moved_on FROM household_move WHERE scope = ?"
    assert hub.store.rows(came, (last,)) == [(OTHER, "2026-06-12")]
    assert moves.hand_on(hub.store, "县") == 0


def test_who_serves_both_townships_or_takes_the_former_one_over_has_each_record_once(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    both = moving.join("fourth")
    rows = {told(first), told(first, 2)}
    write(first, phone="1")
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(3)
    write(third, phone="2")
    moving.settle(2)
    hub.county.assign(third.store.identity.device, [TOWNSHIP, OTHER])
    moving.settle(3)
    for one in (hub, third, both):
        assert seen(one) == rows
        assert phones(one, H) == ["2"]
        assert all(inserts(one, row) == 1 for row in rows)
        assert whole(one)
    assert state_hash(hub.store)["household_note"] == state_hash(third.store)["household_note"]


def test_what_is_erased_of_a_household_that_moved_is_gone_in_both_townships(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    [away, stays] = visits.log(first.store, "first", [visit(note="隐私甲"), visit(note="留下乙")])
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(3)
    assert "隐私甲" in readable(third)
    hub.desk.erasing.erase("visit", away.visit_no, "本人要求")
    moving.settle(3)
    for one in moving.replicas.values():
        assert "隐私甲" not in readable(one), one.name
        assert "留下乙" in readable(one), one.name
        assert seen(one) == {stays.id}
        assert whole(one)


def test_who_had_a_household_for_a_while_keeps_what_was_not_erased(moving: Office) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    notes = ("隐私甲", "留下乙", "留下丙")
    away, then, stays = visits.log(first.store, "first", [visit(note=one) for one in notes])
    lists(moving, first=(2,), other=(1, 3), day=8)
    moving.settle(2)
    goes_on(moving, day=12)
    for gone, said, left in ((away, "隐私甲", {then.id, stays.id}), (then, "留下乙", {stays.id})):
        hub.desk.erasing.erase("visit", gone.visit_no, "本人要求")
        moving.settle(2)
        assert seen(first) == seen(third) == seen(hub) == left
        assert said not in readable(third) + readable(hub)
        assert moves.hand_on(hub.store, "县") == 0
    assert handed.left(third.store, H) is not None, "it is not there again"
    assert all(whole(one) and status(one).differs == () for one in moving.replicas.values())


def test_what_was_erased_does_not_come_back_with_a_county_that_was_put_back(
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    [away, stays] = visits.log(first.store, "first", [visit(note="隐私甲"), visit(note="留下乙")])
    lists(moving, first=(2,), other=(1, 3), day=8)
    stick, image = moving.stick(), moving.folder / "hub.image"
    first.send(stick)
    hub.take(stick)
    hub.image(image)
    moving.settle(2)
    hub.desk.erasing.erase("visit", away.visit_no, "本人要求")
    moving.settle(2)
    hub.put_back(image)
    stick = moving.stick()
    third.send(stick)
    hub.run(stick)
    third.take(stick)
    assert away.id not in seen(third), "it is erased here, whoever hands it on"
    moving.settle(4)
    for one in moving.replicas.values():
        assert "隐私甲" not in readable(one), one.name
        assert seen(one) == {stays.id}
        assert whole(one)
    assert moves.hand_on(hub.store, "县") == 0


def test_every_table_that_speaks_of_a_household_or_its_loans_goes_along_but_settled_quarters(
    moving: Office,
) -> None:
    asked: list[str] = []
    rows = moving.hub.store.rows
    quarters = {"line_choice", "line_review", "objection", "reversal", "household_move"}
    speaking = {
        name
        for name, table in TABLES.items()
        if {"household_no", "loan_no", "visit", "claim"} & table.fields.keys()
    }

    def listening(sql: str, *given: object) -> object:
        asked.append(sql)
        return rows(sql, *given)  # type: ignore[arg-type]  # as it was asked

    told(moving["first"])
    moving.settle(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moving.hub.store, "rows", listening)
        moves.rows_of(moving.hub.store, H)
    assert {name for name in speaking if any(f" {name} " in one for one in asked)} == (
        speaking - quarters
    )


def test_an_operation_that_cannot_be_read_holds_up_no_move(moving: Office) -> None:
    first, hub = moving["first"], moving.hub
    goes, odd = told(first), told(first)
    moving.settle(1)
    [op] = [one for one in hub.ops() if one.row == odd]
    bent = (op.payload or b"").decode().encode("utf-16")  # as an older program took it
    with hub.store.transaction():
        hub.store.execute('UPDATE op SET payload = ? WHERE "row" = ?', (bent, odd))
    lists(moving, first=(2,), other=(1, 3), day=8)
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
    moving: Office,
) -> None:
    first, third, hub = moving["first"], moving["third"], moving.hub
    told(first, 2)
    told(third, 3)
    moving.settle(2)
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
    moving.settle(2)
    assert seen(first) == before
    assert {one.op: one.code for one in merge.quarantined(first.store)} == refused
    assert whole(first), "the tables made anew leave it out too"
    known = {"nobody": ("officer", (OTHER,))}
    assert rejudging.judge_again(first.store, authority=known) == 1
    assert len(seen(first)) == len(before) + 1, "who wrote it is known now"


def test_what_was_handed_on_too_early_is_no_longer_aside_once_it_comes_by_itself(
    moving: Office,
) -> None:
    first, hub = moving["first"], moving.hub
    row = told(first, 2)
    [op] = [one for one in first.ops() if one.row == row]
    with hub.store.transaction():
        merge.set_aside(hub.store, op, "handed_wrongly")
    moving.settle(1)
    assert (row in seen(hub), merge.quarantined(hub.store)) == (True, [])
