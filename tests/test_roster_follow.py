"""What a new roster version means for each household: the difference, the work, the marks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from db import rosters, rosterspan
from db.check import check
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.checks import CheckRequest
from desktop.services.records.rosters import Consequence, ConsequenceFilter
from tests.follow import (
    TOWNSHIP,
    Row,
    a_later_door,
    changed,
    lend,
    lines,
    people,
    publish,
    unlent,
    without,
)
from tests.terminal import Terminal

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def county_desk(county_desk: Desk) -> Desk:
    return unlent(county_desk)


def todo(desk: Desk, **wanted: str) -> list[Consequence]:
    return desk.rosters.consequences(ConsequenceFilter(**wanted))


def codes(desk: Desk, household_no: str) -> list[str]:
    return [one.code for one in todo(desk, household_no=household_no)]


def code_of(caught: pytest.ExceptionInfo[UserError]) -> str:
    return caught.value.code


def set_in(household_no: str, **fields: object):
    def change(row: Row) -> Row:
        return {**row, **fields} if row["household_no"] == household_no else row

    return change


def test_who_left_with_a_running_loan_gets_the_notice_and_a_day_for_the_farmers_loan(
    county_desk: Desk,
) -> None:
    first, second = (one.household_no for one in lines(county_desk)[:2])
    lend(county_desk, first)
    lend(county_desk, first, "JK2024000001", loan_status="settled", balance_fen=0)
    lend(county_desk, second, "JK2026000009", product_code="NHDK")
    label = without(county_desk, first, second)
    diff = {one.household_no: one for one in county_desk.rosters.diff()}
    assert set(diff) == {first, second}
    left = diff[first]
    assert (left.change_type, left.live_loan_count) == ("removed", 1)
    assert left.todo == ("notice", "farmer_loan")
    loan = left.loans[0]
    assert (loan.tail, loan.policy_pack, loan.matures_on) == ("0007", "SX-2026", date(2027, 3, 10))
    assert diff[second].todo == ("inform",)
    found = todo(county_desk, roster_version=label, household_no=first)
    assert [(one.code, one.due) for one in found] == [
        ("notice", None),
        ("farmer_loan", date(2027, 3, 10)),
    ]
    assert all(one.loans == (loan,) and one.done_on is None for one in found)


def test_the_work_of_a_first_version_is_not_told_unless_it_is_asked_for(county_desk: Desk) -> None:
    labels = sorted({one.roster_version for one in county_desk.rosters.versions()})
    assert {one.roster_version for one in todo(county_desk)} == {labels[1]}
    found = todo(county_desk, roster_version=labels[0])
    assert {one.code for one in found} == {"visit"}
    assert len(county_desk.rosters.diff(later=labels[0])) == len(found)


def test_a_new_household_is_to_be_visited(county_desk: Desk) -> None:
    row = dict(people(county_desk)[0])
    new = {**row, "household_no": f"{TOWNSHIP}99999", "id_number": "149999197001019993"}
    publish(county_desk, [*people(county_desk), new])
    assert codes(county_desk, f"{TOWNSHIP}99999") == ["visit"]


def test_people_who_split_off_or_join_keep_the_old_household_as_their_link(
    county_desk: Desk,
) -> None:
    rows = people(county_desk)
    several = next(
        n
        for n in (r["household_no"] for r in rows)
        if sum(one["household_no"] == n for one in rows) > 1
    )
    mine = [one for one in rows if one["household_no"] == several]
    old = str(several)
    lend(county_desk, old)
    fresh = f"{TOWNSHIP}88888"
    moved = {**mine[-1], "household_no": fresh, "member_no": f"{fresh}01"}
    publish(county_desk, [*(one for one in rows if one is not mine[-1]), moved])
    found = todo(county_desk, household_no=fresh)
    assert [one.code for one in found] == ["link", "visit"]
    assert {one.link_no for one in found} == {old}
    assert [one.loan_no for one in found[0].loans] == ["JK2025120007"]
    assert [one.linked for one in county_desk.loans.of_household(fresh)] == [True]
    # and back again: the new household is merged into the old one
    publish(county_desk, rows)
    newest = todo(county_desk, household_no=fresh)[0]
    assert (newest.change_type, newest.code, newest.link_no) == ("merged", "link", old)
    assert [one.linked for one in county_desk.loans.of_household(old)] == [False]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"needs_continued_support": "no"}, ["recheck"]),
        ({"monitor_category": "sudden_hardship"}, ["recheck"]),
        ({"household_phone": "15400000099"}, []),
        ({"died_on": "2026-07-01"}, ["death"]),
        ({"alive": 0}, ["death"]),
        ({"name": "改了"}, ["recheck"]),
    ],
)
def test_each_change_of_a_household_has_its_consequence(
    county_desk: Desk, fields: dict[str, object], wanted: list[str]
) -> None:
    number = lines(county_desk)[0].household_no
    changed(county_desk, set_in(number, **fields))
    assert codes(county_desk, number) == wanted


def test_details_are_told_field_by_field_and_masked_where_they_are_personal(
    county_desk: Desk,
) -> None:
    number = lines(county_desk)[0].household_no
    changed(
        county_desk,
        set_in(
            number,
            household_phone="15400001234",
            id_number="149999197001011235",
            health_status="残疾",
            group_no="东坡组",
        ),
    )
    change = county_desk.rosters.diff()[0]
    told = {(one.field, bool(one.member_no)): one.after for one in change.details}
    assert told["household_phone", False] == "154****1234"
    assert told["group_no", False] == "东坡组"
    assert told["id_number", True] == "1499**********1235"
    assert told["health_status", True] == "***"


def test_who_came_or_left_is_named_and_a_borrower_who_left_is_checked_again(
    county_desk: Desk,
) -> None:
    rows = people(county_desk)
    house = next(
        n
        for n in (r["household_no"] for r in rows)
        if sum(one["household_no"] == n for one in rows) > 1
    )
    last = [one for one in rows if one["household_no"] == house][-1]
    lend(county_desk, str(house), member_no=str(last["member_no"]))
    publish(county_desk, [one for one in rows if one is not last])
    change = county_desk.rosters.diff()[0]
    detail = change.details[0]
    assert (detail.field, detail.member_no) == ("member", last["member_no"])
    assert (detail.before, detail.after) == (last["name"], "")
    assert "recheck" in change.todo


def test_a_consequence_is_closed_with_day_and_officer_and_opened_again(county_desk: Desk) -> None:
    number = lines(county_desk)[0].household_no
    without(county_desk, number)
    first = todo(county_desk, household_no=number)[0]
    today = county_desk.today()
    with pytest.raises(UserError) as caught:
        county_desk.rosters.mark_done(first.id, done_on=today + timedelta(days=1))
    assert code_of(caught) == "todo_day_wrong"
    with pytest.raises(UserError) as caught:
        county_desk.rosters.mark_done(first.id, note="长" * 201)
    assert code_of(caught) == "note_too_long"
    closed = county_desk.rosters.mark_done(first.id, note=" 已告知 ")
    assert (closed.done_on, closed.note) == (today, "已告知")
    assert closed.done_by == county_desk.session.officer
    assert todo(county_desk, state="open", household_no=number) == []
    assert todo(county_desk, state="done", code="inform") == [closed]
    with pytest.raises(UserError) as caught:
        county_desk.rosters.mark_done(first.id)
    assert code_of(caught) == "todo_done_already"
    assert county_desk.rosters.mark_open(first.id).done_on is None
    with pytest.raises(UserError) as caught:
        county_desk.rosters.mark_open(first.id)
    assert code_of(caught) == "todo_not_done"
    assert check(county_desk.session.store).ok


@pytest.mark.parametrize("what", ["", "x", "141124-0001/1", "141124-0001/1/visit"])
def test_a_consequence_that_is_none_is_refused(county_desk: Desk, what: str) -> None:
    with pytest.raises(UserError) as caught:
        county_desk.rosters.mark_done(what)
    assert code_of(caught) == "todo_unknown"


def test_a_mark_of_a_laptop_reaches_the_county(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    box.mkdir()
    number = lines(county_desk)[0].household_no
    lend(county_desk, number)
    without(county_desk, number)
    county_desk.sync.export(str(box))
    desk.sync.take(str(box))
    first = todo(desk, household_no=number)[0]
    assert first.code == "notice"
    desk.rosters.mark_done(first.id)
    desk.sync.export(str(box))
    county_desk.sync.take(str(box))
    found = todo(county_desk, household_no=number, state="done")
    assert [(one.code, one.done_by) for one in found] == [("notice", desk.session.officer)]


def test_versions_and_townships_nobody_knows_are_refused(county_desk: Desk) -> None:
    for call in (
        lambda: county_desk.rosters.diff(later="x"),
        lambda: county_desk.rosters.diff(earlier="x"),
        lambda: todo(county_desk, roster_version="x"),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert code_of(caught) == "version_unknown"
    with pytest.raises(UserError) as caught:
        todo(county_desk, township="没有的镇")
    assert code_of(caught) == "township_unknown"
    place = county_desk.rosters.versions()[0]
    assert county_desk.rosters.diff(township=place.township) == county_desk.rosters.diff(
        township=place.township_code
    )


def test_between_two_versions_far_apart_only_what_differs_in_the_end_counts(
    county_desk: Desk,
) -> None:
    start = county_desk.rosters.versions()[0].roster_version
    first, second = (one.household_no for one in lines(county_desk)[:2])
    rows = people(county_desk)
    without(county_desk, first, second)
    end = publish(county_desk, [one for one in rows if one["household_no"] != second])
    diff = county_desk.rosters.diff(start, end)
    assert [(one.household_no, one.change_type) for one in diff] == [(second, "removed")]
    assert [one.change_type for one in county_desk.rosters.diff()] == ["added"]


def test_a_direct_comparison_says_what_the_kept_changes_of_neighbours_say(
    county_desk: Desk,
) -> None:
    rows = people(county_desk)
    numbers = sorted({str(one["household_no"]) for one in rows})
    before = county_desk.rosters.versions()[0].roster_version
    made = []
    for row in rows:
        if row["household_no"] == numbers[0]:
            continue
        if row["household_no"] == numbers[1]:
            made.append({**row, "group_no": "西坡组"})
        elif row["household_no"] == numbers[2]:
            made.append({**row, "household_no": numbers[3], "member_no": f"m{row['member_no']}"})
        else:
            made.append(row)
    made.append({**rows[0], "household_no": f"{TOWNSHIP}77777", "id_number": "x"})
    after = publish(county_desk, made)
    store = county_desk.session.store
    kept = rosters.changes(store, after)
    assert {one.change_type for one in kept} == {"removed", "changed", "merged", "added"}
    assert rosterspan.between(store, before, after) == kept
    assert rosterspan.between(store, before, after, "150000000") == []
    everybody = rosterspan.between(store, "", before, TOWNSHIP)
    assert {one.change_type for one in everybody} == {"added"}


def test_a_check_takes_the_version_in_force_on_its_day(county_desk: Desk) -> None:
    line = lines(county_desk)[0]
    number = line.household_no
    first = county_desk.rosters.versions()[0]
    changed(county_desk, set_in(number, needs_continued_support="no", household_type="general"))
    label = without(county_desk, number)
    before = county_desk.eligibility.prepare(number, on=first.as_of_date)
    then = before.ledger[before.member_no]
    assert before.roster_as_of == first.as_of_date
    assert then["on_roster"] is True
    assert then["household_type"] != "general"
    between = county_desk.eligibility.prepare(number, on=first.as_of_date + timedelta(days=1))
    assert between.ledger[between.member_no]["household_type"] == "general"
    assert between.ledger[between.member_no]["on_roster"] is True
    now = county_desk.eligibility.prepare(number)
    assert now.ledger[now.member_no]["on_roster"] is False
    request = CheckRequest(
        household_no=number,
        member_no=before.member_no,
        amount_fen=5_000_000,
        months=12,
        purpose_code="production",
        applied_on=first.as_of_date,
    )
    kept = county_desk.eligibility.check(request)
    assert kept.check_no
    stored = county_desk.session.store.one(
        "SELECT roster_version FROM eligibility_check WHERE check_no = ?", (kept.check_no,)
    )
    assert stored == (first.roster_version,)
    assert first.roster_version != label
    assert rosterspan.on_day(county_desk.session.store, number, date(2020, 1, 1)) is None
    after = county_desk.today()
    assert rosterspan.on_day(county_desk.session.store, number, after) is None


def test_official_and_own_fields_survive_each_others_change(county_desk: Desk) -> None:
    number = lines(county_desk)[0].household_no
    own = county_desk.households.edit_note(
        number, phone="15400000001", address_note="村东头", remark="狗"
    )
    changed(county_desk, set_in(number, household_phone="15400000002", group_no="西坡组"))
    card = county_desk.households.card(number)
    assert card.note == {**own, "phone": "154****0001", "needs_note": "", "best_time": ""}
    assert (card.phone_masked, card.county_phone_masked) == ("154****0001", "154****0002")
    assert card.line.group_no == "西坡组"
    county_desk.households.edit_note(number, needs_note="养羊")
    assert county_desk.households.card(number).line.group_no == "西坡组"
    assert county_desk.session.store.rows("SELECT 1 FROM head WHERE disputed = 1") == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phone": "154"}, "phone_wrong"),
        ({"remark": "长" * 201}, "field_too_long"),
        ({"best_time": "晚\x07上"}, "field_too_long"),
        ({"head_name": "王"}, "own_field_unknown"),
        ({"group_no": "1"}, "own_field_unknown"),
    ],
)
def test_an_own_field_that_does_not_fit_is_refused(
    county_desk: Desk, fields: dict[str, str], code: str
) -> None:
    number = lines(county_desk)[0].household_no
    with pytest.raises(UserError) as caught:
        county_desk.households.edit_note(number, **fields)
    assert code_of(caught) == code
    with pytest.raises(UserError) as caught:
        county_desk.households.edit_note("9", phone="15400000001")
    assert code_of(caught) == "household_unknown"


def test_phones_of_every_usual_form_are_taken_and_masked_one_by_one(county_desk: Desk) -> None:
    note, number = county_desk.households.edit_note, lines(county_desk)[0].household_no
    assert note(number, phone="0358-4421234转12")["phone"] == "035*****1234-**"
    assert note(number, phone="+86 154 0000 0001 4421234")["phone"] == "154****0001、***1234"
    assert note(number, phone="")["phone"] == ""


def test_the_verbs_tell_changes_work_and_marks_in_words(
    county_desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = lines(county_desk)[0].household_no
    lend(county_desk, number)
    label = without(county_desk, number)
    ledger = county_desk.session.ledger
    county_desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    (item,) = run("roster", "diff", ledger)["items"]
    assert (item["change_type"], item["live_loan_count"]) == ("调出", 1)
    assert item["todo"] == "发名单调整告知书；到期转农户贷款"
    assert item["loans"][0]["maturity_on"] == "2027-03-10"
    found = run("roster", "consequences", ledger, "--to", label)["items"]
    assert [one["todo"] for one in found] == ["发名单调整告知书", "到期转农户贷款"]
    assert found[0]["why"].startswith("有未到期贷款")
    done = run("roster", "done", ledger, found[0]["id"], "--note", "送到")
    assert (done["note"], done["todo"]) == ("送到", "发名单调整告知书")
    assert len(run("roster", "consequences", ledger, "--to", label)["items"]) == 1
    assert len(run("roster", "consequences", ledger, "--to", label, "--state", "all")["items"]) == 2
    assert run("roster", "done", ledger, found[0]["id"], "--undo")["done_on"] is None
    assert run.refused("roster", "done", ledger, "x")["code"] == "todo_unknown"
