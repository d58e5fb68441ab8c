"""Needs for money: each ends, older ones wait, two people's different ends come up for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import funding, merge, visits
from db.check import check, state_hash
from db.records import NeedEnd
from db.records import NeedFilter as Wanted
from db.replay import rebuild
from desktop.errors import UserError
from desktop.rules import follow_up
from desktop.services.desk import Desk
from desktop.services.records import (
    CheckRequest,
    HouseholdFilter,
    NeedEndEntry,
    NeedFilter,
    VisitEntry,
    VisitFilter,
    WalkInEntry,
)
from tests.counties import County, deliver, made_county
from tests.ledgers import START, TOWNSHIP, Clock, anybody, everything, identity, in_memory, visit
from tests.terminal import Terminal
from tests.windows import County as MadeUp

pytest_plugins = ["tests.window_fixtures"]
LATER = {"outcome": "not_now", "reason": "later"}


def need(desk: Desk, *, place: int = 0, days: int = 20, **more: object) -> str:
    """A need that was told some days ago; the number of its record."""
    told: dict[str, object] = {
        "household_no": untold(desk)[place],
        "visited_on": desk.today() - timedelta(days=days),
        "publicity_method": "visit",
        "contact_result": "informed",
        "has_need": True,
        "need_amount_fen": 5_000_000,
        "need_use": "cattle",
        **more,
    }
    return desk.visits.log(VisitEntry(**told)).visit_no  # type: ignore[arg-type]


def untold(desk: Desk) -> list[str]:
    """Households of the township that the made-up year gave no need."""
    asked = {one.household_no for one in desk.funding.listed(NeedFilter()).lines}
    return [one for one in desk.households.numbers() if one not in asked] or list(
        desk.households.numbers()
    )


def ending(desk: Desk, **more: object) -> NeedEndEntry:
    said: dict[str, object] = {"ended_on": desk.today(), **LATER, **more}
    return NeedEndEntry(**said)  # type: ignore[arg-type]


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """A township in which no need is open."""
    for one in desk.funding.open_needs(waiting=False):
        desk.funding.end(one.visit_no, ending(desk, ended_on=desk.today()))
    return desk


def open_ones(desk: Desk, *, waiting: bool = True) -> list[str]:
    return [one.visit_no for one in desk.funding.open_needs(waiting=waiting)]


@pytest.mark.parametrize(("days", "waits"), [(0, False), (14, False), (15, True), (300, True)])
def test_an_open_need_waits_from_the_fifteenth_day(quiet: Desk, days: int, waits: bool) -> None:
    number = need(quiet, days=days)
    assert (number in open_ones(quiet)) is waits
    assert number in open_ones(quiet, waiting=False)
    assert quiet.funding.waiting_count() == int(waits)
    assert quiet.funding.need(number).waiting is waits
    assert quiet.funding.need(number).days == days


def test_the_limit_has_its_source_and_a_bank_may_lay_it_down(
    quiet: Desk, county_desk: Desk
) -> None:
    limit = quiet.funding.limit()
    assert (limit.days, limit.proposed) == (15, True)
    assert "二（一）" in limit.source
    county_desk.parameters.fill("need_days", "7", document="某银行走访办法")
    filled = county_desk.funding.limit()
    assert (filled.days, filled.source, filled.proposed) == (7, "某银行走访办法", False)


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("applied", {"reason": "", "note": "交到三交支行"}),
        ("not_now", {}),
        ("declined", {"reason": "papers", "said_by": "支行 张经理"}),
    ],
)
def test_every_end_takes_the_need_off_the_list_and_says_why(
    quiet: Desk, outcome: str, more: dict[str, object]
) -> None:
    number = need(quiet)
    quiet.funding.end(number, ending(quiet, outcome=outcome, **more))
    assert open_ones(quiet, waiting=False) == []
    one = quiet.funding.need(number)
    assert (one.outcome, one.ended_on, one.waiting) == (outcome, quiet.today(), False)
    assert (one.note, one.said_by) == (more.get("note", ""), more.get("said_by", ""))
    ended = quiet.funding.listed(NeedFilter(state="ended", household_no=one.household_no)).lines
    assert number in {each.visit_no for each in ended}
    with pytest.raises(UserError) as refusal:
        quiet.funding.end(number, ending(quiet))
    assert refusal.value.code == "need_ended_already"


REFUSED: dict[str, dict[str, object]] = {
    "need_end_future": {"ended_on": date(2100, 1, 1)},
    "need_end_early": {"ended_on": date(2020, 1, 1)},
    "need_reason_missing": {"reason": ""},
    "need_words_missing": {"reason": "other"},
    "word_unknown": {"outcome": "approved"},
    "need_bank_missing": {"outcome": "declined", "reason": "papers"},
    "need_application_missing": {"outcome": "applied", "reason": ""},
    "need_check_wrong": {"outcome": "applied", "reason": "", "check_no": "没有"},
    "words_too_long": {"note": "长" * 301},
}


@pytest.mark.parametrize("code", REFUSED)
def test_an_end_that_does_not_say_enough_is_refused_and_nothing_is_kept(
    quiet: Desk, code: str
) -> None:
    number = need(quiet)
    with pytest.raises(UserError) as refusal:
        quiet.funding.end(number, ending(quiet, **REFUSED[code]))
    assert refusal.value.code == code
    assert open_ones(quiet) == [number]


def test_what_told_no_need_cannot_be_ended(quiet: Desk) -> None:
    number = need(quiet, has_need=False, need_amount_fen=None, need_use="")
    for wrong in (number, "x"):
        with pytest.raises(UserError) as refusal:
            quiet.funding.end(wrong, ending(quiet))
        assert refusal.value.code == "need_unknown"
    with pytest.raises(UserError) as refusal:
        quiet.funding.correct(need(quiet), ending(quiet), "错")
    assert refusal.value.code == "need_not_ended"


def test_an_application_names_the_check_behind_it(quiet: Desk) -> None:
    number = need(quiet)
    told = quiet.funding.need(number)
    member = quiet.households.card(told.household_no).members[0].member_no
    kept = quiet.eligibility.check(
        CheckRequest(
            household_no=told.household_no, member_no=member, amount_fen=5_000_000, months=24,
            purpose_code="production", facts={},
        )
    )  # fmt: skip
    assert quiet.funding.need(number).check_no == kept.check_no
    other = need(quiet, place=1)
    applied = {"outcome": "applied", "reason": "", "check_no": kept.check_no}
    with pytest.raises(UserError) as refusal:
        quiet.funding.end(other, ending(quiet, **applied))
    assert refusal.value.code == "need_check_wrong"
    quiet.funding.end(number, ending(quiet, **applied))
    assert quiet.funding.need(number).check_no == kept.check_no


def test_the_county_does_not_write_the_banks_decision(county_desk: Desk) -> None:
    number = need(county_desk)
    declined = ending(county_desk, outcome="declined", reason="papers", said_by="张经理")
    with pytest.raises(UserError) as refusal:
        county_desk.funding.end(number, declined)
    assert refusal.value.code == "need_bank_only"
    county_desk.funding.end(number, ending(county_desk))


def test_the_same_need_told_again_is_ended_together(quiet: Desk) -> None:
    first = need(quiet)
    home = quiet.funding.need(first).household_no
    second = need(quiet, days=3, household_no=home)
    assert [one.visit_no for one in quiet.funding.others(first)] == [second]
    ids = quiet.funding.end(first, ending(quiet), also=[second])
    assert len(ids) == 2
    assert open_ones(quiet, waiting=False) == []
    quiet.funding.undo(ids)
    assert set(open_ones(quiet, waiting=False)) == {first, second}
    quiet.funding.redo(ids)
    assert open_ones(quiet, waiting=False) == []


def test_an_end_follows_its_need_through_corrections_of_the_visit(quiet: Desk) -> None:
    number = need(quiet)
    quiet.funding.end(number, ending(quiet))
    newer = quiet.visits.correct(number, {"need_amount_fen": 3_000_000}, "记错了").visit_no
    newest = quiet.visits.correct(newer, {"need_use": "sheep"}, "又记错了").visit_no
    for one in (number, newer, newest):
        line = quiet.funding.need(one)
        assert (line.visit_no, line.amount_fen, line.outcome) == (newest, 3_000_000, "not_now")
    assert open_ones(quiet, waiting=False) == []
    gone = quiet.visits.correct(newest, {"has_need": False, "need_amount_fen": None}, "没有")
    with pytest.raises(UserError):
        quiet.funding.need(gone.visit_no)


def test_a_correction_of_an_end_is_a_record_of_its_own(quiet: Desk) -> None:
    number = need(quiet)
    (first,) = quiet.funding.end(number, ending(quiet))
    with pytest.raises(UserError) as refusal:
        quiet.funding.correct(number, ending(quiet), " ")
    assert refusal.value.code == "reason_missing"
    applied = ending(quiet, outcome="applied", reason="", note="后来交了申请")
    second = quiet.funding.correct(number, applied, "当天又来了")
    line = quiet.funding.need(number)
    assert (line.outcome, line.correction_reason) == ("applied", "当天又来了")
    assert not line.disputed
    assert quiet.session.store.number("SELECT count(*) FROM need_end WHERE gone = 0") >= 2
    quiet.funding.undo([second])
    assert quiet.funding.need(number).outcome == "not_now"
    quiet.funding.undo([first])
    assert quiet.funding.need(number).outcome == ""
    with pytest.raises(UserError) as refusal:
        quiet.funding.undo([first])
    assert refusal.value.code == "need_end_unknown"


def test_after_the_day_is_closed_an_end_is_only_corrected(quiet: Desk) -> None:
    number = need(quiet)
    ids = quiet.funding.end(number, ending(quiet))
    quiet.visits.close_day(quiet.today())
    with pytest.raises(UserError) as refusal:
        quiet.funding.undo(ids)
    assert refusal.value.code == "need_end_closed"
    quiet.funding.correct(number, ending(quiet, reason="enough"), "听错了")
    assert quiet.funding.need(number).reason == "enough"


# two people ---------------------------------------------------------------------------------------


@pytest.fixture
def county() -> object:
    with made_county() as made:
        yield made


def told_to_both(county: County) -> str:
    """A need that both laptops know; the id of its record."""
    [logged] = visits.log(county.first, "王", [visit(has_need=True)])
    deliver(county.first, county.hub)
    deliver(county.first, county.second)
    return logged.id


def an_end(need_id: str, **more: object) -> NeedEnd:
    said: dict[str, object] = {
        "visit": need_id, "township_code": TOWNSHIP, "outcome": "not_now", "reason": "later",
        "ended_on": date(2026, 7, 8), "recorded_at": START, **more,
    }  # fmt: skip
    return NeedEnd(**said)  # type: ignore[arg-type]


def test_two_different_ends_are_both_kept_until_somebody_settles_them(county: County) -> None:
    need_id = told_to_both(county)
    [first] = funding.end(county.first, "王", [an_end(need_id)])
    [second] = funding.end(
        county.second, "李", [an_end(need_id, outcome="applied", reason="", note="交到支行")]
    )
    for laptop in (county.first, county.second):
        deliver(laptop, county.hub)
        assert merge.review_count(laptop) == 0
    assert merge.review_count(county.hub) == 1
    [review] = merge.reviews(county.hub)
    assert (review.table, review.field) == ("need_end", "outcome")
    assert {one.value for one in review.values} == {first.id, second.id}
    assert {one.officer for one in review.values} == {"王", "李"}
    [line] = funding.listed(county.hub, Wanted(state="disputed"))
    assert line.disputed

    deliver(county.second, county.first)
    merge.resolve(county.first, "王", review.id, second.id, "问过本人")
    deliver(county.first, county.hub)
    deliver(county.first, county.second)
    for store in (county.hub, county.first, county.second):
        assert merge.reviews(store) == []
        [line] = funding.listed(store, Wanted(state="ended"))
        assert (line.ends[0].outcome, line.ends[0].correction_reason) == ("applied", "问过本人")
        assert store.number("SELECT count(*) FROM need_end") == 3
        assert check(store).ok


def test_the_same_end_twice_is_no_dispute(county: County) -> None:
    need_id = told_to_both(county)
    funding.end(county.first, "王", [an_end(need_id)])
    funding.end(county.second, "李", [an_end(need_id, note="也这么说")])
    deliver(county.first, county.hub)
    deliver(county.second, county.hub)
    assert merge.reviews(county.hub) == []
    assert len(funding.listed(county.hub, Wanted(state="ended"))[0].ends) == 2


def test_settled_differently_on_two_sides_it_comes_up_again(county: County) -> None:
    need_id = told_to_both(county)
    [first] = funding.end(county.first, "王", [an_end(need_id)])
    [second] = funding.end(county.second, "李", [an_end(need_id, reason="enough")])
    deliver(county.first, county.second)
    deliver(county.second, county.first)
    [review] = merge.reviews(county.first)
    merge.resolve(county.first, "王", review.id, first.id, "先记的对")
    merge.resolve(county.second, "李", review.id, second.id, "后记的对")
    deliver(county.first, county.hub)
    deliver(county.second, county.hub)
    assert len(merge.reviews(county.hub)) == 1
    assert check(county.hub).ok


def test_the_tables_are_what_the_operations_give(county: County) -> None:
    need_id = told_to_both(county)
    [made] = funding.end(county.first, "王", [an_end(need_id)])
    funding.undo(county.first, "王", [made.id])
    before = state_hash(county.first)
    with county.first.transaction():
        rebuild(county.first)
    assert state_hash(county.first) == before
    hub = in_memory(Clock(), identity(1))
    merge.take(hub, everything(county.first), authority=anybody)
    assert funding.count(hub, Wanted(state="open")) == 1
    hub.close()


def test_a_dispute_is_settled_in_words_and_not_by_the_county_where_the_bank_spoke(
    quiet: Desk, county_desk: Desk
) -> None:
    number = need(quiet)
    told = funding.of_visit(quiet.session.store, number)
    assert told is not None
    store = quiet.session.store
    said = an_end(told.root, township_code=told.visit.township_code)
    funding.end(store, "王", [said])
    no = replace(said, outcome="declined", reason="papers", said_by="张经理")
    funding.end(store, "李", [no])
    [review] = [one for one in quiet.sync.reviews() if one.table == "need_end"]
    assert review.subject == told.visit.head_name
    assert {one.value for one in review.values} == {
        "2026-07-08 暂不申请 等时机",
        "2026-07-08 银行未同意 材料不全 张经理",
    }
    assert quiet.traffic.status().reviews >= 1
    merge.take(county_desk.session.store, everything(store), authority=lambda _: ("county", ()))
    with pytest.raises(UserError) as refusal:
        county_desk.sync.resolve(review.id, review.values[0].value, "县里看")
    assert refusal.value.code == "need_bank_only"
    quiet.sync.resolve(review.id, "2026-07-08 暂不申请 等时机", "问过本人")
    assert quiet.funding.need(number).outcome == "not_now"


# whom to go to again ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "misses", "reachable", "way"),
    [
        ("visit", 1, True, "evening"),
        ("visit", 2, True, "phone"),
        ("visit", 2, False, "evening"),
        ("visit", 5, True, "phone"),
        ("phone", 1, True, "evening"),
        ("message", 3, True, "evening"),
    ],
)
def test_a_household_that_was_missed_is_tried_in_the_evening_then_by_phone(
    method: str, misses: int, reachable: bool, way: str
) -> None:
    assert follow_up.propose(method, misses, reachable=reachable) == way
    day = date(2026, 7, 8)
    assert (follow_up.due(day, misses) - day).days == (1 if misses <= 1 else 3)


def test_missed_and_promised_households_are_found_until_somebody_is_met(desk: Desk) -> None:
    number = (
        desk.households.lines(HouseholdFilter(told="never", status="listed")).lines[0].household_no
    )
    usual = VisitEntry(
        household_no=number,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="absent",
        slip_no="手写-7",
    )
    desk.visits.log(usual)
    [mine] = [one for one in desk.funding.follow_ups(1) if one.household_no == number]
    assert (mine.way, mine.promised, mine.misses) == ("evening", False, 1)
    assert mine.due == desk.today() + timedelta(days=1)
    assert number not in {one.household_no for one in desk.funding.follow_ups()}
    assert desk.visits.listed(VisitFilter(household_no=number)).lines[0].slip_no == "手写-7"

    way, day = desk.funding.proposal(number, "visit", desk.today())
    assert way in {"phone", "evening"}
    assert day == desk.today() + timedelta(days=3)

    desk.visits.log(
        replace(usual, follow_up="phone", follow_up_due=desk.today() + timedelta(days=2))
    )
    found = [one for one in desk.funding.follow_ups(2) if one.household_no == number]
    assert [(one.way, one.promised) for one in found] == [("phone", True)]

    desk.visits.log(replace(usual, contact_result="informed"))
    assert number not in {one.household_no for one in desk.funding.follow_ups(30)}


def test_an_old_promise_is_answered_by_a_later_visit_though_it_was_written_down_later(
    desk: Desk,
) -> None:
    number = desk.households.numbers()[0]
    usual = VisitEntry(
        household_no=number,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
    )
    desk.visits.log(usual)
    day = desk.today() - timedelta(days=200)
    desk.visits.log(replace(usual, visited_on=day, follow_up="revisit", follow_up_due=day))
    assert number not in {one.household_no for one in desk.funding.follow_ups(30)}


def test_somebody_on_no_roster_has_needs_and_promises_too(quiet: Desk) -> None:
    village = quiet.households.villages()[0].village
    person = quiet.walk_ins.add(WalkInEntry(name="外来户", village=village))
    usual = VisitEntry(
        household_no="",
        walk_in_no=person.walk_in_no,
        visited_on=quiet.today() - timedelta(days=16),
        publicity_method="visit",
        contact_result="informed",
        has_need=True,
        follow_up="revisit",
        follow_up_due=quiet.today(),
    )
    number = quiet.visits.log(usual).visit_no
    line = quiet.funding.need(number)
    assert (line.head_name, line.village, line.household_no) == ("外来户", village, "")
    assert line.walk_in_no == person.walk_in_no
    assert open_ones(quiet) == [number]
    assert person.walk_in_no in {one.walk_in_no for one in quiet.funding.follow_ups()}
    assert quiet.funding.others(number) == []
    quiet.funding.end(number, ending(quiet))
    assert open_ones(quiet) == []


# the command line ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_verbs_list_end_correct_and_undo(
    made_up: MadeUp, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger: Path = desk.session.ledger
    desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, made_up.password)
    listed = run("needs", "list", ledger, "--state", "未了结")
    assert listed["limit"]["days"] == 15
    assert listed["limit"]["proposed"] is True
    first = listed["items"][0]
    assert first["outcome"] is None
    number = first["visit_no"]
    ended = run("needs", "end", ledger, number, "--outcome", "暂不申请", "--why", "等时机", "--all")
    assert (ended["outcome"], ended["reason"]) == ("暂不申请", "等时机")
    again = run.refused("needs", "end", ledger, number, "--outcome", "已申请", "--note", "交了")
    assert again["code"] == "need_ended_already"
    useless = run.refused("needs", "end", ledger, number, "--outcome", "已申请", "--why", "x")
    assert useless["code"] == "need_why_useless"
    corrected = run(
        "needs", "correct", ledger, number, "--outcome", "银行未同意", "--why", "材料不全",
        "--said-by", "张经理", "--reason", "记错了",
    )  # fmt: skip
    assert (corrected["outcome"], corrected["said_by"]) == ("银行未同意", "张经理")
    run("needs", "undo", ledger, corrected["id"])
    left = run("needs", "list", ledger, "--household", first["household_no"])["items"]
    assert left[0]["outcome"] == "暂不申请"
    assert isinstance(run("followups", "list", ledger, "--ahead", 60)["items"], list)
