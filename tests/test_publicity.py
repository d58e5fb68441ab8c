"""Boards, meetings, broadcasts: kept with counts, corrected, never telling a household."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from python_calamine import load_workbook

from db import coverage, households, publicity, visits, walkins
from db.records.follow import WalkIn
from db.records.houses import HouseholdFilter
from db.records.work import Activity
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.lists import ListFilter
from desktop.services.records.needs import ActivityEntry, ActivityFilter
from desktop.services.records.people import VisitEntry
from desktop.services.records.walk_ins import WalkInEntry
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, number, person, publish, visit
from tests.terminal import Terminal
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
DAY = date(2026, 7, 8)


@pytest.fixture
def entry(desk: Desk) -> ActivityEntry:
    return ActivityEntry(
        activity_type="meeting",
        place="文化广场",
        village=desk.households.villages()[0].village,
        held_on=desk.today(),
        topics=("policy", "anti_fraud", "illegal_fundraising", "deposit_insurance"),
        attendance_total=63,
        attendance_elderly=20,
        attendance_disabled=3,
        materials=("leaflet", "fraud"),
        materials_count=60,
        note="讲了两遍",
    )


def lines(desk: Desk) -> list[str]:
    return [one.activity_no for one in desk.publicity.listed(ActivityFilter()).lines]


def test_an_activity_keeps_all_that_was_said_of_it(desk: Desk, entry: ActivityEntry) -> None:
    number = desk.publicity.log(entry)
    page = desk.publicity.listed(ActivityFilter(village=entry.village, activity_type="meeting"))
    one = next(line for line in page.lines if line.activity_no == number)
    assert (one.topics, one.materials) == (entry.topics, entry.materials)
    assert (one.attendance_total, one.attendance_elderly, one.attendance_disabled) == (63, 20, 3)
    assert (one.materials_count, one.place, one.note) == (60, "文化广场", "讲了两遍")
    assert desk.publicity.entry(number).topics == entry.topics
    assert desk.publicity.listed(ActivityFilter(from_on=desk.today() + timedelta(1))).total == 0


WRONG: dict[str, dict[str, object]] = {
    "activity_in_future": {"held_on": date(2100, 1, 1)},
    "activity_too_old": {"held_on": date(2019, 1, 1)},
    "activity_place_missing": {"place": " "},
    "village_unknown": {"village": "没有村"},
    "word_unknown": {"topics": ("gossip",)},
    "activity_count_wrong": {"attendance_elderly": 64},
    "words_too_long": {"place": "长" * 61},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    desk: Desk, entry: ActivityEntry, code: str
) -> None:
    before = lines(desk)
    with pytest.raises(UserError) as refusal:
        desk.publicity.log(replace(entry, **WRONG[code]))
    assert refusal.value.code == code
    assert lines(desk) == before


def test_people_of_a_kind_need_the_whole_number(desk: Desk, entry: ActivityEntry) -> None:
    with pytest.raises(UserError) as refusal:
        desk.publicity.log(replace(entry, attendance_total=None))
    assert refusal.value.code == "activity_count_wrong"
    with pytest.raises(UserError):
        desk.publicity.log(replace(entry, materials_count=-1))


def test_a_correction_is_a_record_of_its_own_and_both_stay(
    desk: Desk, entry: ActivityEntry
) -> None:
    first = desk.publicity.log(entry)
    wrong = {
        "activity_unknown": ("x", replace(entry, place="别处"), "错"),
        "reason_missing": (first, replace(entry, place="别处"), " "),
        "correction_empty": (first, entry, "错"),
    }
    for code, (given_no, changed, reason) in wrong.items():
        with pytest.raises(UserError) as refusal:
            desk.publicity.correct(given_no, changed, reason)
        assert refusal.value.code == code
    second = desk.publicity.correct(first, replace(entry, attendance_total=70), "数错了")
    found = {one.activity_no: one for one in desk.publicity.listed(ActivityFilter()).lines}
    assert found[first].corrected
    assert (found[second].attendance_total, found[second].correction_reason) == (70, "数错了")
    with pytest.raises(UserError) as refusal:
        desk.publicity.correct(first, replace(entry, place="别处"), "错")
    assert refusal.value.params["latest"] == second


def test_a_record_is_taken_back_by_name_until_its_day_is_closed(
    desk: Desk, entry: ActivityEntry
) -> None:
    number = desk.publicity.log(entry)
    row = desk.publicity.undo(number)
    assert number not in lines(desk)
    desk.publicity.redo(row)
    assert number in lines(desk)
    desk.visits.close_day(desk.today())
    with pytest.raises(UserError) as refusal:
        desk.publicity.undo(number)
    assert refusal.value.code == "activity_closed"


def test_the_list_leaves_as_excel(desk: Desk, entry: ActivityEntry, tmp_path: Path) -> None:
    desk.publicity.log(entry)
    out = tmp_path / "宣传活动.xlsx"
    done = desk.exports.write("publicity", out, ListFilter())
    assert done.rows >= 1
    cells = [
        str(cell) for row in load_workbook(out).get_sheet_by_index(0).to_python() for cell in row
    ]
    assert "政策要点、反诈、防非法集资、存款保险" in cells
    assert "政策明白纸、防诈骗提示单" in cells


def test_needs_and_follow_ups_leave_as_excel(desk: Desk, tmp_path: Path) -> None:
    for key in ("needs", "follow_ups"):
        assert desk.exports.write(key, tmp_path / f"{key}.xlsx", ListFilter()).rows >= 1
    waiting = desk.exports.write("needs", tmp_path / "w.xlsx", ListFilter(status="waiting"))
    assert waiting.rows == desk.funding.waiting_count()


# what tells a household ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["board", "slogan", "meeting", "broadcast", "fair", "school"])
def test_a_place_level_method_is_no_contact_with_a_household(desk: Desk, method: str) -> None:
    with pytest.raises(UserError) as refusal:
        desk.visits.log(
            VisitEntry(
                household_no=desk.households.numbers()[0],
                visited_on=desk.today(),
                publicity_method=method,
                contact_result="informed",
            )
        )
    assert refusal.value.code == "method_of_a_place"


HOUSES = 4
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["board", "slogan", "meeting", "broadcast", "fair", "school", "other"]),
        st.integers(0, 1),
        st.integers(0, 200),
    ),
    min_size=1,
    max_size=8,
)
CONTACTS = st.lists(
    st.tuples(
        st.integers(1, HOUSES), st.sampled_from(["informed", "absent", "refused", "dead_number"])
    ),
    max_size=8,
)


def told(store: object) -> object:
    """What lists and coverage say of every household."""
    numbers = [number(one) for one in range(1, HOUSES + 1)]
    return (
        households.told(store, numbers),
        [one.told for one in households.lines(store, HouseholdFilter())],
        coverage.by_village(store),
    )


@given(acts=ACTS, contacts=CONTACTS)
def test_no_activity_changes_who_was_told(
    acts: list[tuple[str, int, int]], contacts: list[tuple[int, str]]
) -> None:
    with in_memory(Clock(), identity(1)) as store:
        publish(store, [person(one) for one in range(1, HOUSES + 1)])
        for house, result in contacts:
            visits.log(store, "王", [visit(house, contact_result=result)])
        before = told(store)
        for kind, place, people in acts:
            publicity.log(
                store,
                "王",
                Activity(
                    id="", activity_no="", held_on=DAY, activity_type=kind,
                    township_code=TOWNSHIP, division_code=f"{TOWNSHIP}{200 + place}",
                    village="后会村", place="村口", attendance_total=people,
                ),
            )  # fmt: skip
        assert told(store) == before
        reached = {one for one, result in contacts if result == "informed"}
        assert {one for one, how in before[0].items() if how == "told"} == {
            number(one) for one in reached
        }


@given(results=st.lists(st.sampled_from(["informed", "absent"]), min_size=1, max_size=4))
def test_a_contact_of_somebody_on_no_roster_follows_the_link_and_comes_back(
    results: list[str],
) -> None:
    with in_memory(Clock(), identity(1)) as store:
        publish(store, [person(one) for one in range(1, HOUSES + 1)])
        one = walkins.add(store, "王", WalkIn(walk_in_no="", name="外来户", township_code=TOWNSHIP))
        for result in results:
            visits.log(
                store,
                "王",
                [visit(household_no="", walk_in_no=one.walk_in_no, contact_result=result)],
            )
        before = told(store)
        assert set(before[0].values()) == {"never"}
        walkins.change(store, "王", one.walk_in_no, {"household_no": number(2)})
        after = households.told(store, [number(2)])[number(2)]
        assert after == ("told" if "informed" in results else "absent_only")
        filters = {how: households.count(store, HouseholdFilter(told=how)) for how in
                   ("never", "absent_only", "told")}  # fmt: skip
        assert filters[after] == 1
        assert filters["never"] == HOUSES - 1
        day = visits.of_household(store, number(2))[0].visited_on
        met = "informed" in results
        assert coverage.told_on(store, [number(2)]) == ({number(2): day} if met else {})
        rounds = coverage.rounds(store, day)
        assert sum(one.told for one in rounds) == sum(one.told_since for one in rounds) == met
        untold = households.count(store, HouseholdFilter(not_told_since=day))
        assert untold == HOUSES - met
        assert sum(one.reached for one in coverage.by_village(store)) == met
        assert len(visits.of_household(store, number(2))) == len(results)
        walkins.change(store, "王", one.walk_in_no, {"household_no": ""})
        assert told(store) == before
        assert visits.of_household(store, number(2)) == []


@pytest.mark.slow
def test_the_verbs_keep_list_and_correct(
    made_up: County,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger, village = desk.session.ledger, desk.households.villages()[0].village
    home, today = desk.households.numbers()[0], desk.today()
    person_ = desk.walk_ins.add(WalkInEntry(name="外来户", village=village)).walk_in_no
    desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, made_up.password)
    first = run(
        "publicity", "log", ledger, "--type", "院坝会", "--place", "广场", "--village", village,
        "--on", today, "--topics", "反诈、存款保险", "--attendance", 50, "--elderly", 9,
        "--materials", "明白纸", "--materials-count", 50,
    )["activity_no"]  # fmt: skip
    second = run("publicity", "correct", ledger, first, "--reason", "数错了", "--attendance", 55)[
        "activity_no"
    ]
    items = {one["activity_no"]: one for one in run("publicity", "list", ledger)["items"]}
    assert items[first]["corrected"] is True
    assert items[second]["attendance_total"] == 55
    assert items[second]["topics"] == ["反诈", "存款保险"]
    assert items[second]["materials"] == ["政策明白纸"]
    assert run.refused("publicity", "log", ledger, "--type", "广播", "--place", "村口",
                       "--village", village, "--on", today, "--attendance", -1)["code"] == (
        "count_negative"
    )  # fmt: skip
    run(
        "visit", "log", ledger, "--walk-in", person_, "--on", today, "--method", "走访",
        "--result", "已宣传", "--topics", "政策要点,反诈",
    )  # fmt: skip
    missed = run(
        "visit", "log", ledger, "--household", home, "--on", today, "--method", "走访",
        "--result", "未遇", "--slip", "手写-1", "--follow-up", "打电话", "--follow-up-on", today,
    )["visit_no"]  # fmt: skip
    rows = {one["visit_no"]: one for one in run("visits", "list", ledger)["items"]}
    assert (rows[missed]["slip_no"], rows[missed]["follow_up"]) == ("手写-1", "打电话")
    assert person_ in {one["walk_in_no"] for one in rows.values()}
    again = run("followups", "list", ledger)["items"]
    assert (home, "打电话", True) in {
        (one["household_no"], one["way"], one["promised"]) for one in again
    }
