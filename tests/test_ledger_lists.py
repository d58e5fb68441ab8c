"""What services ask the ledger about households and visits: lists, filters, numbers."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from db import (
    households,
    merge,
    publicity,
    visits,
)
from db.faults import StoreError
from db.records.houses import HouseholdFilter
from db.records.work import Activity, VisitFilter
from db.store import Store
from tests.ledgers import (
    OTHER,
    START,
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    number,
    visit,
)

pytest_plugins = ["tests.ledger_fixtures"]
DAY = date(2026, 7, 8)


def listed(store: Store, **wanted: str) -> list[str]:
    found = households.lines(store, HouseholdFilter(**wanted))
    assert households.count(store, HouseholdFilter(**wanted)) == len(found)
    return [line.household_no for line in found]


def test_households_are_told_by_what_was_said_to_them_and_corrections_count(
    store: Store, clock: Clock
) -> None:
    [first] = visits.log(store, "王", [visit(1)])
    visits.log(store, "王", [visit(2, contact_result="absent")])
    assert listed(store, told="told") == [number(1)]
    assert listed(store, told="absent_only") == [number(2)]
    assert listed(store, told="never") == [number(4), number(3)]
    assert households.told(store, [number(n) for n in (1, 2, 3)]) == {
        number(1): "told",
        number(2): "absent_only",
        number(3): "never",
    }
    clock.on(minutes=1)
    known = visits.by_no(store, first.visit_no)
    assert known is not None
    mended = replace(
        known,
        id="",
        contact_result="absent",
        corrects_visit_no=first.visit_no,
        correction_reason="记错",
    )
    [correction] = visits.log(store, "王", [mended])
    assert correction.visit_no != first.visit_no
    assert listed(store, told="told") == []
    known = visits.by_no(store, first.visit_no)
    assert known is not None
    assert known.corrected_by == correction.visit_no
    visits.undo(store, "王", correction.visit_no)
    assert listed(store, told="told") == [number(1)]


def test_the_list_of_households_is_filtered_and_windowed(store: Store) -> None:
    assert listed(store) == [number(2), number(4), number(1), number(3)]
    assert listed(store, village="后会村") == [number(1), number(3)]
    assert listed(store, village=f"{TOWNSHIP}200") == [number(2), number(4)]
    assert listed(store, category="marginal") == [number(2)]
    assert listed(store, category="poverty_exit", township_code=TOWNSHIP) == listed(store)
    assert listed(store, text="李红") == [number(1)]
    assert listed(store, text=number(3)[-5:]) == [number(3)]
    assert listed(store, status="out") == []
    window = households.lines(store, HouseholdFilter(), limit=2, offset=1)
    assert [line.household_no for line in window] == [number(4), number(1)]
    line = households.lines(store, HouseholdFilter(text="李红"))[0]
    assert (line.head_name, line.village, line.member_count, line.loans) == (
        "王小明",
        "后会村",
        1,
        0,
    )
    assert line.last_visit_on is None


def test_villages_numbers_and_townships(store: Store) -> None:
    assert [(v.division_code, v.village, v.households) for v in households.villages(store)] == [
        (f"{TOWNSHIP}200", "刘家渠村", 2),
        (f"{TOWNSHIP}201", "后会村", 2),
    ]
    assert households.numbers(store, division_code=f"{TOWNSHIP}200") == [number(2), number(4)]
    assert len(households.numbers(store)) == 4
    assert households.townships(store)[number(1)] == TOWNSHIP
    assert households.township_of(store, "x") is None
    assert households.get(store, "x") is None
    assert households.card(store, "x") is None


def test_a_card_holds_all_about_a_household(store: Store) -> None:
    visits.log(store, "王", [visit(1)])
    households.note(store, "王", number(1), {"phone": "154", "remark": "狗"})
    households.note(store, "王", number(1), {"phone": "154"})
    card = households.card(store, number(1))
    assert card is not None
    assert card.household.admin_village == "后会村"
    assert [m.name for m in card.members] == ["王小明", "李红"]
    assert (card.note.phone, card.note.remark, card.note.needs_note) == ("154", "狗", "")
    assert card.line.last_visit_on == DAY
    assert card.entry is not None
    assert [c.change_type for c in card.changes] == ["added"]
    assert len([op for op in everything(store) if op.tbl == "household_note"]) == 1
    assert [m.household_no for m in households.with_id(store, card.members[0].id_number)] == [
        number(1)
    ]
    with pytest.raises(StoreError) as caught:
        households.note(store, "王", "x", {"phone": "1"})
    assert caught.value.code == "household_unknown"
    with pytest.raises(StoreError) as caught:
        households.note(store, "王", number(1), {"colour": "1"})
    assert caught.value.code == "field_unknown"


def test_visit_numbers_name_township_device_and_running_number(store: Store, clock: Clock) -> None:
    made = visits.log(store, "王", [visit(1), visit(2), visit(3, township_code=OTHER)])
    assert [v.visit_no for v in made] == [
        f"{TOWNSHIP}B00001",
        f"{TOWNSHIP}B00002",
        f"{OTHER}B00001",
    ]
    with in_memory(clock, identity(2, "officer")) as laptop:
        [other] = visits.log(laptop, "李", [visit(1)])
        assert other.visit_no == f"{TOWNSHIP}C00001"
        merge.take(store, everything(laptop), authority=anybody)
    [after] = visits.log(store, "王", [visit(1)])
    assert after.visit_no == f"{TOWNSHIP}B00003"
    [own] = visits.log(store, "王", [visit(1, visit_no=f"{TOWNSHIP}B99999")])
    assert own.visit_no == f"{TOWNSHIP}B99999"
    assert visits.log(store, "王", [visit(1)])[0].visit_no == f"{TOWNSHIP}B100000"


def test_visits_are_listed_newest_first_and_filtered(store: Store, clock: Clock) -> None:
    visits.log(store, "王", [visit(1, note="想养牛"), visit(2)])
    clock.on(days=1)
    visits.log(
        store,
        "王",
        [
            visit(
                3,
                visited_on=date(2026, 7, 9),
                topics=("policy",),
                has_need=True,
                need_amount_fen=5_000_000,
                follow_up_due=date(2026, 7, 20),
                signed=False,
            )
        ],
    )
    everyone = visits.listed(store, VisitFilter())
    assert [v.household_no for v in everyone] == [number(3), number(2), number(1)]
    newest = everyone[0]
    assert (newest.topics, newest.has_need, newest.need_amount_fen) == (
        ("policy",),
        True,
        5_000_000,
    )
    assert (newest.follow_up_due, newest.signed, newest.officer) == (date(2026, 7, 20), False, "王")
    assert (newest.head_name, newest.village) == ("王小明", "后会村")
    assert newest.visited_at == START

    def numbers(**wanted: object) -> list[str]:
        flt = VisitFilter(**wanted)
        found = visits.listed(store, flt)
        assert visits.count(store, flt) == len(found)
        return [v.household_no for v in found]

    assert numbers(from_on=date(2026, 7, 9)) == [number(3)]
    assert numbers(to_on=DAY) == [number(2), number(1)]
    assert numbers(village="后会村") == [number(3), number(1)]
    assert numbers(household_no=number(2)) == [number(2)]
    assert numbers(township_code=OTHER) == []
    assert numbers(text="养牛") == [number(1)]
    assert len(visits.of_household(store, number(1))) == 1
    assert len(visits.listed(store, VisitFilter(), limit=1, offset=2)) == 1
    assert visits.by_no(store, "x") is None


def test_a_closed_day_cannot_be_undone(store: Store) -> None:
    [kept] = visits.log(store, "王", [visit(1)])
    assert not visits.is_closed(store, DAY)
    assert visits.close_day(store, "王", DAY) == 1
    assert visits.is_closed(store, DAY)
    with pytest.raises(StoreError) as caught:
        visits.undo(store, "王", kept.visit_no)
    assert caught.value.code == "day_closed"
    with pytest.raises(StoreError) as caught:
        visits.undo(store, "王", "x")
    assert caught.value.code == "visit_unknown"
    [closed] = visits.closed_days(store)
    assert (closed.day, closed.visits, closed.officer) == (DAY, 1, "王")


def test_a_day_without_visits_is_closed_too(clock: Clock) -> None:
    with in_memory(clock, identity(2, "officer")) as laptop:
        assert visits.close_day(laptop, "李", DAY) == 0
        assert visits.is_closed(laptop, DAY)


def test_numbers_go_on_beyond_their_padding_and_past_what_is_no_number(store: Store) -> None:
    def act(number: str = "") -> str:
        made = Activity(
            id="", activity_no=number, held_on=DAY, activity_type="board", township_code=TOWNSHIP,
            division_code=f"{TOWNSHIP}200", village="刘家渠村", place="村委会",
        )  # fmt: skip
        return publicity.log(store, "王", made).activity_no

    assert [act(), act()] == [f"{TOWNSHIP}BP00001", f"{TOWNSHIP}BP00002"]
    act(f"{TOWNSHIP}BP00007x")
    assert act() == f"{TOWNSHIP}BP00008"
    act(f"{TOWNSHIP}BP99999")
    assert [act(), act()] == [f"{TOWNSHIP}BP100000", f"{TOWNSHIP}BP100001"]
