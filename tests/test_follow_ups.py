"""Whom to go to again: what was promised, and who was missed, until somebody is met."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from desktop.rules import follow_up
from desktop.services.desk import Desk
from desktop.services.records.people import HouseholdFilter, VisitEntry, VisitFilter
from desktop.services.records.walk_ins import WalkInEntry
from tests.needs import all_ended, ending, open_ones

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """A township in which no need is open."""
    return all_ended(desk)


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
    assert number in {one.household_no for one in desk.funding.follow_ups(99_999_999)}
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
