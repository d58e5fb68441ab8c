"""What stands with a household is one thing: on the day's page, in the list and on the paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from db import lists, visits
from db.records.houses import HouseholdFilter as Wanted
from desktop.services.desk import Desk
from desktop.services.notices import route
from desktop.services.records.needs import NeedEndEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter, VisitEntry
from desktop.services.records.walk_ins import WalkInEntry
from tests.busy import a_loan, acting_as, lend, visited
from tests.ledgers import Clock

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]


@pytest.fixture
def clock(hands: Clock) -> Clock:
    return hands


@pytest.fixture
def number(day: Desk) -> str:
    return day.households.numbers()[0]


def at_the_door(desk: Desk, household_no: str) -> str:
    """What the route sheet says of a household."""
    village = desk.households.card(household_no).line.village
    found, numbers, _ = route.rows(desk.session, "LX", village, NoticeScope(village=village))
    return str(dict(zip(numbers, found, strict=False))[household_no]["to_say"])


def tasks(desk: Desk, household_no: str) -> list[str]:
    found = desk.overview.today().tasks
    return [one.kind for one in found if one.household_no == household_no]


def listed(desk: Desk, household_no: str) -> list[bool]:
    """For each line of whom to go to again: whether it was promised."""
    found = desk.funding.follow_ups(30)
    return [one.promised for one in found if one.household_no == household_no]


def linked(desk: Desk, household_no: str) -> str:
    """Somebody on no roster who is linked to a household."""
    village = desk.households.card(household_no).line.village
    entry = WalkInEntry(name="仇外来", village=village, met_on=desk.today())
    person = desk.walk_ins.add(entry).walk_in_no
    desk.walk_ins.link(person, household_no)
    return person


def met(desk: Desk, walk_in_no: str, **more: object) -> str:
    entry = VisitEntry(
        household_no="",
        walk_in_no=walk_in_no,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
    )
    return desk.visits.log(replace(entry, **more)).visit_no


def test_a_closed_door_keeps_no_promise_on_the_page_in_the_list_or_on_the_paper(
    day: Desk, clock: Clock, number: str
) -> None:
    visited(day, number, day.today(), follow_up="evening", follow_up_due=day.today())
    clock.on(days=1)
    visited(day, number, day.today(), contact_result="absent")
    assert "follow_up" in tasks(day, number)
    assert listed(day, number) == [True], "once, as the promise that it is"
    assert "约07-08晚上再去" in at_the_door(day, number)
    visited(day, number, day.today())
    assert "follow_up" not in tasks(day, number)
    assert listed(day, number) == []
    assert "约" not in at_the_door(day, number)


def test_a_need_with_its_end_is_asked_for_nowhere(day: Desk, number: str) -> None:
    told = visited(day, number, day.today(), has_need=True, need_amount_fen=5_000_000)
    assert "need_unchecked" in tasks(day, number)
    assert "有需求5万" in at_the_door(day, number)
    end = NeedEndEntry(outcome="not_now", reason="later", ended_on=day.today())
    day.funding.end(told, end)
    assert "need_unchecked" not in tasks(day, number)
    assert "有需求" not in at_the_door(day, number)


def test_somebody_linked_to_a_household_speaks_for_it(day: Desk, clock: Clock, number: str) -> None:
    person = linked(day, number)
    lend(day, [a_loan(day, number, day.today() - timedelta(days=2))])
    assert "overdue" in tasks(day, number)
    met(day, person, has_need=True, follow_up="revisit", follow_up_due=day.today())
    assert set(tasks(day, number)) == {"follow_up", "need_unchecked"}, "told, so overdue rests"
    assert {"约07-08回访", "有需求"} <= set(at_the_door(day, number).split("；"))
    clock.on(hours=1)
    visited(day, number, day.today(), has_need=False)
    assert tasks(day, number) == []
    assert listed(day, number) == []


def test_a_day_agreed_with_somebody_on_no_roster_is_a_task(day: Desk, clock: Clock) -> None:
    village = day.households.villages()[0].village
    entry = WalkInEntry(name="仇外来", village=village, met_on=day.today())
    person = day.walk_ins.add(entry).walk_in_no
    met(day, person, follow_up_due=day.today())
    (task,) = [one for one in day.overview.today().tasks if one.kind == "follow_up"]
    assert (task.walk_in_no, task.subject, task.household_no) == (person, "仇外来", "")
    clock.on(hours=1)
    met(day, person)
    assert not [one for one in day.overview.today().tasks if one.kind == "follow_up"]


def test_a_household_is_called_where_its_card_says(day: Desk) -> None:
    never = HouseholdFilter(told="never", status="listed")
    line = day.households.lines(never).lines[0]
    store, number = day.session.store, line.household_no
    store.execute("UPDATE household SET household_phone = '' WHERE household_no = ?", (number,))
    store.execute(
        "UPDATE member SET phone = '13912345678' WHERE household_no = ? AND name = ?",
        (number, line.head_name),
    )
    assert day.households.card(number).phone_masked == "139****5678"
    issued = day.notices.issue("DH", NoticeScope(village=line.village), "A4").notice_nos[0]
    rows = {one.household_no: one for one in day.route.call_list(issued).rows}
    assert rows[number].phone_masked == "139****5678"
    calls = {one["household_no"]: one for one in lists.calls(store, Wanted())}
    assert calls[number]["phone"] == "13912345678"
    for _ in range(2):
        visited(day, number, day.today(), contact_result="absent")
    assert [one.way for one in day.funding.follow_ups(30) if one.household_no == number] == [
        "phone"
    ], "a number is known"


def test_a_quarter_waits_until_the_loans_of_every_bank_are_settled(day: Desk, clock: Clock) -> None:
    one, two = day.households.numbers()[:2]
    ends = day.today() + timedelta(days=200)
    a, b = "样县农村商业银行", "样县村镇银行"
    lend(day, [a_loan(day, one, ends, bank=a), a_loan(day, two, ends, bank=b)])
    clock.on(days=80)
    assert [one.kind for one in day.overview.today().tasks if one.kind == "subsidy"]
    waits = []
    for bank in (a, b):
        with acting_as(day, "county"):
            day.subsidies.settle_quarter(2026, 3, bank=bank, list_closed_on=day.today())
        waits.append(any(task.kind == "subsidy" for task in day.overview.today().tasks))
    assert waits == [True, False]


def test_a_corrected_note_revives_neither_a_kept_promise_nor_an_answered_need(
    day: Desk, clock: Clock, number: str
) -> None:
    """A correction is as old as the record that it corrects."""
    today = day.today()
    morning = visited(day, number, today, contact_result="absent", follow_up_due=today)
    asked = visited(day, number, day.today(), has_need=True, need_amount_fen=5_000_000)
    clock.on(hours=1)
    visited(day, number, day.today(), has_need=False)
    assert tasks(day, number) == []
    for note in ("门锁着", "门锁着，狗在叫"):
        clock.on(hours=1)
        morning = day.visits.correct(morning, {"note": note}, "补备注").visit_no
        asked = day.visits.correct(asked, {"note": note}, "补备注").visit_no
        assert tasks(day, number) == []
        assert listed(day, number) == []


def test_a_corrected_visit_that_met_nobody_is_not_the_last_one(
    day: Desk, clock: Clock, number: str
) -> None:
    store, today = day.session.store, day.today()
    store.execute("DELETE FROM outreach_visit WHERE household_no = ?", (number,))
    missed = visited(day, number, today, contact_result="absent")
    assert listed(day, number) == [False]
    clock.on(hours=1)
    visited(day, number, today, contact_result="refused")
    clock.on(hours=1)
    day.visits.correct(missed, {"note": "门锁着"}, "补备注")
    assert listed(day, number) == []
    calls = {one["household_no"]: one for one in lists.calls(store, Wanted())}
    assert calls[number]["last_result"] == "refused"


@pytest.mark.parametrize("at_once", [True, False])
def test_three_records_of_one_person_keep_one_promise_and_tell_one_household(
    day: Desk, clock: Clock, *, at_once: bool
) -> None:
    """Merged into a third or one after the other; promise, contact and link are apart."""
    never = HouseholdFilter(told="never", status="listed")
    home = day.households.lines(never).lines[0].household_no
    village = day.households.card(home).line.village
    first, second, third = (
        day.walk_ins.add(WalkInEntry(name=name, village=village, met_on=day.today())).walk_in_no
        for name in ("仇外来", "仇外莱", "仇外徕")
    )
    met(day, first, follow_up_due=day.today())
    clock.on(hours=1)
    met(day, second)
    day.walk_ins.merge(first, third if at_once else second)
    day.walk_ins.merge(second, third)
    assert [one for one in day.overview.today().tasks if one.kind == "follow_up"] == []
    day.walk_ins.link(third, home)
    assert day.households.card(home).line.told != "never"
    told = visits.listed(day.session.store, visits.VisitFilter(household_no=home))
    assert [one.linked_to for one in told] == [home, home]
