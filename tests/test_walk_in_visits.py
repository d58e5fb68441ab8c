"""Contacts of people on no roster, and the slip that is left where nobody was met."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db import households, walkins
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records import (
    HouseholdFilter,
    NoticeScope,
    VisitEntry,
    VisitFilter,
    WalkInEntry,
)

pytest_plugins = ["tests.window_fixtures"]


def test_a_visit_is_about_one_household_or_one_person(desk: Desk) -> None:
    village = desk.households.villages()[0].village
    person_ = desk.walk_ins.add(WalkInEntry(name="外来户", village=village))
    usual = VisitEntry(
        household_no="",
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
    )
    wrong = {
        "visit_of_nobody": usual,
        "walk_in_unknown": replace(usual, walk_in_no="x"),
    }
    for code, entry in wrong.items():
        with pytest.raises(UserError) as refusal:
            desk.visits.log(entry)
        assert refusal.value.code == code
    with pytest.raises(UserError) as refusal:
        desk.visits.log(
            replace(
                usual,
                walk_in_no=person_.walk_in_no,
                household_no=desk.households.numbers()[0],
            )
        )
    assert refusal.value.code == "visit_of_nobody"
    before = len(desk.households.numbers())
    logged = desk.visits.log(replace(usual, walk_in_no=person_.walk_in_no))
    line = next(
        one for one in desk.visits.listed(VisitFilter()).lines if one.visit_no == logged.visit_no
    )
    assert (line.head_name, line.village, line.household_no) == ("外来户", village, "")
    assert len(desk.households.numbers()) == before
    home = desk.households.numbers()[0]
    desk.walk_ins.link(person_.walk_in_no, home)
    assert logged.visit_no in {
        one.visit_no for one in desk.visits.listed(VisitFilter(household_no=home)).lines
    }


@pytest.fixture
def slip(desk: Desk) -> tuple[str, str]:
    """A household and the number of the slip that was printed for it."""
    desk.settings.set(
        {
            "outlet": "三交支行", "outlet_address": "新街1号", "officer_phone": "15400001001",
            "complaint_phone": "0358-0000001", "officer_name": "高晓梅", "staff_no": "7",
        }
    )  # fmt: skip
    home = desk.households.numbers()[0]
    issued = desk.notices.issue("F04B", NoticeScope(household_nos=(home,)), "A4")
    return home, issued.notice_nos[0]


def test_a_slip_of_another_household_is_not_taken_for_this_one(
    desk: Desk, slip: tuple[str, str]
) -> None:
    home, number_ = slip
    usual = VisitEntry(
        household_no=home,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="absent",
        slip_no=number_,
    )
    desk.visits.log(usual)
    assert desk.visits.listed(VisitFilter(household_no=home)).lines[0].slip_no == number_
    with pytest.raises(UserError) as refusal:
        desk.visits.log(replace(usual, household_no=desk.households.numbers()[1]))
    assert refusal.value.code == "slip_of_another"
    with pytest.raises(UserError) as refusal:
        desk.visits.log(replace(usual, slip_no="9" * 41))
    assert refusal.value.code == "slip_wrong"


def test_a_contact_follows_a_record_that_is_one_with_a_linked_one(desk: Desk) -> None:
    village, home = desk.households.villages()[0].village, untold_home(desk)
    one, two = (
        desk.walk_ins.add(WalkInEntry(name=name, village=village)).walk_in_no
        for name in ("外来甲", "外来乙")
    )
    logged = desk.visits.log(
        VisitEntry(
            household_no="",
            walk_in_no=two,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
        )
    )
    store = desk.session.store
    walkins.change(store, "王", two, {"merged_into": str(walkins.by_no(store, one).id)})  # type: ignore[union-attr]
    assert households.told(store, [home])[home] == "never"
    walkins.change(store, "王", one, {"household_no": home})
    assert households.told(store, [home])[home] == "told"
    lines_ = desk.visits.listed(VisitFilter(household_no=home)).lines
    assert [(line.visit_no, line.household_no) for line in lines_] == [(logged.visit_no, home)]
    walkins.change(store, "王", one, {"household_no": ""})
    assert households.told(store, [home])[home] == "never"


def untold_home(desk: Desk) -> str:
    """A household on the roster that nobody was at."""
    found = desk.households.lines(HouseholdFilter(told="never", status="listed")).lines
    return found[0].household_no
