"""Slips that were left at a door: keyed back by number or its end, by check code, or scanned."""

from __future__ import annotations

import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry, VisitFilter

pytest_plugins = ["tests.window_fixtures"]


def printed(desk: Desk, kind: str, *households: str) -> tuple[str, ...]:
    village = desk.households.villages()[0].village
    blank = NoticeScope(village=village, copies=2)
    scope = NoticeScope(household_nos=households) if households else blank
    return desk.notices.issue(kind, scope, "A4").notice_nos


def test_a_blank_slip_is_keyed_back_with_the_visit(desk: Desk) -> None:
    home = desk.households.numbers()[0]
    blank = printed(desk, "F04K")[0]
    missed = VisitEntry(
        household_no=home, visited_on=desk.today(), publicity_method="visit",
        contact_result="absent", slip_no=desk.notices.slip(blank[-5:]).notice_no,
    )  # fmt: skip
    desk.visits.log(missed)
    assert desk.visits.listed(VisitFilter(household_no=home)).lines[0].slip_no == blank


def test_a_slip_names_its_household_however_it_is_read(desk: Desk) -> None:
    from db import notices

    home = desk.households.numbers()[1]
    number = printed(desk, "F04", home)[0]
    known = notices.by_no(desk.session.store, number)
    assert known is not None
    ways = (number, number[-5:], str(int(number[-5:])), known.check_code, f" {number} ")
    for text in ways:
        found = desk.notices.slip(text)
        assert (found.notice_no, found.household_no) == (number, home)
    assert desk.notices.slip("手写-7").household_no == ""
    for text, code in (("BF1:ABC", "slip_not_ours"),):
        with pytest.raises(UserError) as caught:
            desk.notices.slip(text)
        assert caught.value.code == code
    board = desk.notices.issue(
        "F01", NoticeScope(village=desk.households.villages()[0].village), "A3"
    ).notice_nos[0]
    desk.notices.void(number, "写错")
    for text in (board, number):
        with pytest.raises(UserError) as caught:
            desk.notices.slip(text)
        assert caught.value.code == "slip_wrong"


def test_a_slip_with_a_running_number_of_six_digits_is_keyed_back_by_them(desk: Desk) -> None:
    store, home = desk.session.store, desk.households.numbers()[1]
    before = f"149999-A-{desk.today().year}-99999"
    with store.write("first") as writer:
        writer.insert("notice_issued", "n", {"notice_no": before}, scope="*")
    [first], [second] = printed(desk, "F04", home), printed(desk, "F04", home)
    assert (first[-7:], second[-7:]) == ("-100000", "-100001")
    assert desk.notices.slip("100001").notice_no == second
