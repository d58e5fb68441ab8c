"""Needs for money: each ends with what it has to say, and older open ones wait."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.checks import CheckRequest
from desktop.services.records.needs import NeedFilter
from tests.needs import all_ended, ending, need, open_ones
from tests.terminal import Terminal
from tests.windows import County as MadeUp

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """A township in which no need is open."""
    return all_ended(desk)


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
