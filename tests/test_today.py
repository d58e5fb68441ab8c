"""What waits on a day, on a real ledger: every kind of task opens for its reason and vanishes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import drafts, funding, rosters, subsidies, visits
from db.records.needs import NeedEnd
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.publicity import ActivityEntry
from desktop.services.records.after import InspectionEntry
from desktop.services.records.checks import CheckRequest
from desktop.services.records.day import Task
from desktop.services.records.needs import NeedEndEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter
from desktop.services.records.walk_ins import WalkInEntry
from tests.busy import a_loan, acting_as, first, lend, visited, waiting
from tests.ledgers import Clock

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]


@pytest.fixture
def clock(hands: Clock) -> Clock:
    return hands


def of_house(desk: Desk, kind: str, household_no: str) -> list[Task]:
    return [one for one in waiting(desk, kind) if one.household_no == household_no]


def test_an_overdue_loan_rests_after_a_contact_and_vanishes_when_the_bank_says_it_is_paid(
    day: Desk, clock: Clock
) -> None:
    today, number = day.today(), first(day)
    loan = a_loan(day, number, today - timedelta(days=2))
    lend(day, [loan])
    found = waiting(day, "overdue")
    assert [(one.household_no, one.days, one.letter) for one in found] == [(number, 2, "R")]
    visited(day, number, today, contact_result="absent")
    assert waiting(day, "overdue"), "nobody was met"
    visited(day, number, today)
    assert not waiting(day, "overdue")
    clock.on(days=7)
    assert waiting(day, "overdue"), "it is not paid yet"
    lend(day, [replace(loan, loan_status="settled", balance_fen=0)])
    assert not waiting(day, "overdue")


def test_a_maturity_is_named_at_each_of_its_days_until_somebody_told_or_reminded(
    day: Desk, clock: Clock
) -> None:
    number = first(day)
    ends = day.today() + timedelta(days=91)
    lend(day, [a_loan(day, number, ends)])
    assert not waiting(day, "maturity")
    clock.on(days=1)
    assert [one.days for one in waiting(day, "maturity")] == [90]
    visited(day, number, day.today())
    assert not waiting(day, "maturity")
    clock.on(days=30)
    (found,) = waiting(day, "maturity")
    day.overview.done(found.id)
    assert not waiting(day, "maturity")
    clock.on(days=30)
    assert [one.days for one in waiting(day, "maturity")] == [30]
    scope = NoticeScope(household_nos=(number,))
    day.settings.set({"outlet": "三交支行", "officer_phone": "0358-4421234", "bank": "样县农商行"})
    assert not day.notices.draft("F12", scope, "A4").missing
    day.notices.issue("F12", scope, "A4")
    assert not waiting(day, "maturity")
    clock.on(days=23)
    assert [one.days for one in waiting(day, "maturity")] == [7]
    clock.on(days=8)
    assert not waiting(day, "maturity")
    assert waiting(day, "overdue")


def test_a_promise_is_due_on_its_day_and_kept_by_a_contact_that_met_somebody(
    day: Desk, clock: Clock
) -> None:
    number, today = first(day), day.today()
    due = today + timedelta(days=2)
    visited(day, number, today, follow_up="再来", follow_up_due=due)
    assert not of_house(day, "follow_up", number)
    clock.on(days=2)
    assert [one.due for one in of_house(day, "follow_up", number)] == [due]
    visited(day, number, day.today(), contact_result="absent")
    assert of_house(day, "follow_up", number), "a closed door keeps no promise"
    again = day.today() + timedelta(days=1)
    visited(day, number, day.today(), contact_result="absent", follow_up_due=again)
    assert not of_house(day, "follow_up", number)
    clock.on(days=1)
    assert [one.due for one in of_house(day, "follow_up", number)] == [again]
    visited(day, number, day.today())
    assert not of_house(day, "follow_up", number)


def test_an_old_contact_that_is_written_late_keeps_no_promise(day: Desk, clock: Clock) -> None:
    number, today = first(day), day.today()
    visited(day, number, today, follow_up="再来", follow_up_due=today)
    assert of_house(day, "follow_up", number)
    clock.on(hours=1)
    visited(day, number, today - timedelta(days=3))
    assert of_house(day, "follow_up", number)


def test_a_need_waits_for_its_check_and_then_for_its_end(day: Desk, clock: Clock) -> None:
    number, today = first(day), day.today()
    visited(day, number, today, has_need=True, need_amount_fen=5_000_000)
    (found,) = of_house(day, "need_unchecked", number)
    assert (found.letter, found.due, found.late) == ("F4", today + timedelta(days=3), False)
    clock.on(days=4)
    assert of_house(day, "need_unchecked", number)[0].late
    request = CheckRequest(
        household_no=number,
        member_no="01",
        amount_fen=5_000_000,
        months=12,
        purpose_code="production",
        purpose_text="养羊",
        facts={},
    )
    day.eligibility.check(request)
    assert not of_house(day, "need_unchecked", number)
    assert not of_house(day, "need_open", number)
    clock.on(days=12)
    (lasting,) = of_house(day, "need_open", number)
    assert lasting.days == 16
    (ended,) = day.funding.end(
        lasting.id.partition(":")[2],
        NeedEndEntry(outcome="not_now", reason="later", ended_on=day.today()),
    )
    assert not of_house(day, "need_open", number)
    day.funding.undo([ended])
    assert of_house(day, "need_open", number)
    visited(day, number, day.today(), has_need=False, no_need_reason="no_need")
    assert not of_house(day, "need_open", number)


def test_a_need_that_was_corrected_away_is_no_task(day: Desk) -> None:
    number = first(day)
    visit_no = visited(day, number, day.today(), has_need=True, need_use="cattle")
    assert of_house(day, "need_unchecked", number)
    day.visits.correct(visit_no, {"has_need": False, "need_use": ""}, "听错了")
    assert not of_house(day, "need_unchecked", number)


def roster_without(desk: Desk, gone: str) -> str:
    """The next version of the roster: one household left, one came."""
    store = desk.session.store
    township = desk.households.villages()[0].township_code
    version = rosters.in_force(store, township)
    assert version is not None
    rows = rosters.people(store, township, version.roster_version)
    kept = [row for row in rows if row["household_no"] != gone]
    number = str(int(str(rows[-1]["household_no"])) + 1000)
    fresh = [
        {**rows[-1], "household_no": number, "id_number": "149999199003077777", "name": "仇新来",
         "head_name": "仇新来", "member_no": "01"}
    ]  # fmt: skip
    with acting_as(desk, "county"):
        return rosters.publish(
            store,
            "县里",
            {township: [*kept, *fresh]},
            as_of=version.as_of_date + timedelta(days=1),
            source_name="名单.xlsx",
        )


def test_what_a_roster_leaves_vanishes_by_its_record_a_visit_or_a_sheet(
    day: Desk, clock: Clock
) -> None:
    number = first(day)
    lend(day, [a_loan(day, number, day.today() + timedelta(days=60))])
    roster_without(day, number)
    clock.on(days=1)
    (notice,) = waiting(day, "roster_notice")
    assert (notice.household_no, notice.letter) == (number, "P")
    (fresh,) = waiting(day, "roster_visit")
    (other,) = waiting(day, "roster_other")
    assert other.code == "farmer_loan" and other.due == day.today() + timedelta(days=59)
    visited(day, fresh.household_no, day.today())
    assert not waiting(day, "roster_visit")
    day.settings.set({"outlet": "三交支行", "officer_phone": "0358-4421234", "bank": "样县农商行"})
    day.notices.issue("F22", NoticeScope(household_nos=(number,)), "A4")
    assert not waiting(day, "roster_notice")
    before = len(day.session.store.rows("SELECT 1 FROM op WHERE tbl = 'roster_todo'"))
    day.overview.done(other.id)
    assert not waiting(day, "roster_other")
    after = len(day.session.store.rows("SELECT 1 FROM op WHERE tbl = 'roster_todo'"))
    assert after == before + 1, "it is told to the county"


def test_a_farmers_loan_far_away_is_no_task_of_today(day: Desk, clock: Clock) -> None:
    number = first(day)
    lend(day, [a_loan(day, number, day.today() + timedelta(days=500))])
    roster_without(day, number)
    clock.on(days=1)
    assert waiting(day, "roster_notice")
    assert not waiting(day, "roster_other")


def test_a_form_that_was_begun_waits_until_it_is_finished_or_given_up(day: Desk) -> None:
    store = day.session.store
    assert not waiting(day, "drafts")
    drafts.keep(store, "visit", "1", "{}")
    drafts.keep(store, "visit", "2", "{}")
    assert [one.count for one in waiting(day, "drafts")] == [2]
    drafts.drop(store, "visit", "1")
    drafts.drop(store, "visit", "2")
    assert not waiting(day, "drafts")


def test_a_village_is_named_until_all_its_households_were_told_this_quarter(
    day: Desk, clock: Clock
) -> None:
    village = day.households.villages()[0]
    numbers = [
        one.household_no
        for one in day.households.lines(
            HouseholdFilter(village=village.village, status="listed")
        ).lines
    ]
    for number in numbers[1:]:
        visited(day, number, day.today())
    (found,) = [one for one in waiting(day, "never_told") if one.village == village.village]
    assert (found.count, found.due, found.letter) == (1, date(2026, 9, 30), "L")
    day.publicity.log(
        ActivityEntry(
            activity_type="meeting", place="村委会", village=village.village, held_on=day.today()
        )
    )
    assert [one for one in waiting(day, "never_told") if one.village == village.village]
    visited(day, numbers[0], day.today())
    assert not [one for one in waiting(day, "never_told") if one.village == village.village]
    clock.on(days=90)
    (again,) = [one for one in waiting(day, "never_told") if one.village == village.village]
    assert (again.count, again.more) == (len(numbers), 0), "a new quarter begins"


def test_a_board_is_missing_until_the_register_says_that_it_hangs(day: Desk) -> None:
    (first_one, *_) = waiting(day, "board_missing")
    assert first_one.letter == "B"
    day.publicity.log(
        ActivityEntry(
            activity_type="board",
            place="村委会门口",
            village=first_one.division_code,
            held_on=day.today(),
        )
    )
    assert first_one.id not in {one.id for one in waiting(day, "board_missing")}


def test_a_quarter_with_loans_waits_until_it_is_settled(day: Desk, clock: Clock) -> None:
    assert not waiting(day, "subsidy"), "nobody has a loan"
    lend(day, [a_loan(day, first(day), date(2027, 1, 10))])
    (found,) = waiting(day, "subsidy")
    assert (found.more, found.count, found.due) == (2026, 2, date(2026, 7, 10))
    clock.on(days=80)
    (found,) = waiting(day, "subsidy")
    assert (found.more, found.count) == (2026, 3)
    with acting_as(day, "county"):
        day.subsidies.settle_quarter(2026, 3, list_closed_on=date(2026, 9, 25))
    assert subsidies.listed(day.session.store)
    assert not waiting(day, "subsidy")


def test_a_copy_that_is_old_is_named_only_while_there_is_something_new(
    day: Desk, clock: Clock
) -> None:
    day.vault.back_up_before("test")
    assert not waiting(day, "backup_old")
    clock.on(days=5)
    assert not waiting(day, "backup_old"), "nothing was written since"
    visited(day, first(day), day.today())
    assert [one.days for one in waiting(day, "backup_old")] == [5]
    clock.on(minutes=1)
    day.vault.back_up_before("test")
    assert not waiting(day, "backup_old")


def test_an_exchange_that_was_long_ago_is_named_until_the_next_one(
    day: Desk, clock: Clock, tmp_path: Path
) -> None:
    day.sync.run(str(tmp_path))
    assert not waiting(day, "sync_old")
    clock.on(days=7)
    assert [one.days for one in waiting(day, "sync_old")] == [7]
    visited(day, first(day), day.today())
    day.sync.run(str(tmp_path))
    assert not waiting(day, "sync_old")


def test_fields_under_review_are_named_until_somebody_settles_them(day: Desk) -> None:
    store, officer = day.session.store, day.session.officer
    visit_no = visited(day, first(day), day.today(), has_need=True)
    need = visits.by_no(store, visit_no)
    assert need is not None and not waiting(day, "reviews")
    said = NeedEnd(
        visit=need.id,
        township_code=need.township_code,
        outcome="not_now",
        reason="later",
        ended_on=day.today(),
        recorded_at=day.session.clock(),
    )
    funding.end(store, officer, [said, replace(said, reason="enough")])
    assert [(one.count, one.letter) for one in waiting(day, "reviews")] == [(1, "S")]
    (review,) = day.sync.reviews()
    day.sync.resolve(review.id, review.values[0].value, "问过本人")
    assert not waiting(day, "reviews")


def test_somebody_on_no_roster_waits_until_linked_or_left_as_such(day: Desk) -> None:
    village = day.households.villages()[0].village
    entry = WalkInEntry(name="仇外来", village=village, met_on=day.today())
    one = day.walk_ins.add(entry)
    two = day.walk_ins.add(replace(entry, name="解外来"))
    three = day.walk_ins.add(replace(entry, name="单外来"))
    day.walk_ins.merge(three.walk_in_no, two.walk_in_no)  # one person waits once
    assert [task.subject for task in waiting(day, "walk_in")] == ["解外来", "仇外来"]
    day.walk_ins.link(one.walk_in_no, first(day))
    (left,) = waiting(day, "walk_in")
    assert left.id.endswith(two.walk_in_no)
    day.overview.done(left.id)
    assert not waiting(day, "walk_in")


def test_a_check_is_named_by_the_banks_own_number_until_it_is_recorded(
    day: Desk, clock: Clock
) -> None:
    number, today = first(day), day.today()
    loan = a_loan(day, number, today + timedelta(days=700), drawn_on=today - timedelta(days=22))
    lend(day, [loan])
    assert not waiting(day, "inspection"), "the bank has laid down nothing, no day is made up"
    with acting_as(day, "county"):
        day.parameters.fill("first_inspection_days", "30", document="样县农商行贷后办法")
    assert not waiting(day, "inspection")
    clock.on(days=1)
    (found,) = waiting(day, "inspection")
    assert (found.loan_no, found.letter, found.due) == (loan.loan_no, "K", today + timedelta(8))
    with pytest.raises(UserError, match="task_needs_record"):
        day.overview.done(found.id)
    day.inspections.log(
        InspectionEntry(
            loan_no=loan.loan_no,
            inspected_on=day.today(),
            kind="first",
            use_as_agreed="yes",
            passed_on="no",
            conclusion="normal",
        )
    )
    assert not waiting(day, "inspection")
