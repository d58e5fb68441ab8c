"""Contacts of people on no roster, and the slip that is left where nobody was met."""

from __future__ import annotations

from typing import cast

import pytest
from msgspec.structs import replace

from db import households, walkins
from desktop.cli.walk_ins import show_walk_in
from desktop.errors import UserError
from desktop.pages.households import HouseholdsPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.needs import NeedEndEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter, VisitEntry, VisitFilter
from desktop.services.records.walk_ins import WalkInEntry
from tests.follow import TOWNSHIP
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


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
    walkins.change(store, "王", two, {"merged_into": str(walkins.by_no(store, one).id)})
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


def test_the_own_record_of_somebody_shows_visits_needs_and_what_came_of_them(
    desk: Desk, window: Window
) -> None:
    made = desk.walk_ins.add(WalkInEntry(name="外来户", village="外村", township=TOWNSHIP))
    other = desk.walk_ins.add(WalkInEntry(name="外来户二", village="外村", township=TOWNSHIP))
    usual = VisitEntry(
        household_no="",
        walk_in_no=made.walk_in_no,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
        has_need=True,
        need_amount_fen=3_000_000,
        need_use="livestock",
        note="想养羊",
    )
    first = desk.visits.log(usual)
    desk.visits.log(replace(usual, walk_in_no=other.walk_in_no, has_need=False,
                            need_amount_fen=None, need_use="", note="不用钱"))  # fmt: skip
    entry = NeedEndEntry(outcome="not_now", ended_on=desk.today(), reason="later")
    desk.funding.end(first.visit_no, entry)
    desk.walk_ins.merge(other.walk_in_no, made.walk_in_no)
    answer = show_walk_in(desk, made.walk_in_no, "")
    data = cast("dict[str, list[dict[str, object]]]", answer.data)
    assert {one["note"] for one in data["visits"]} == {"想养羊", "不用钱"}
    assert [(one["need_amount"], one["outcome"]) for one in data["needs"]] == [
        ("30000.00", "暂不申请")
    ]
    assert "想养羊" in answer.text and "暂不申请" in answer.text
    window.open("households")
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    page.show_off(made.walk_in_no)
    settle()
    said = told(page.off.drawer)
    assert "想养羊" in said and "不用钱" in said and "3 万" in said and "暂不申请" in said
