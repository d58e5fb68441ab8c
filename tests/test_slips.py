"""Slips that were left at a door: keyed back by number or its end, by check code, or scanned."""

from __future__ import annotations

from pathlib import Path

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


def test_a_number_is_known_in_letters_of_either_case_and_full_width(desk: Desk) -> None:
    """The letters of a ledger that was brought back are of both cases."""
    number = renumbered(desk, printed(desk, "F04", desk.households.numbers()[1])[0], "Bkqz")
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    for text in (number, number.upper(), number.lower(), wide):
        assert desk.notices.slip(text).notice_no == number
        assert desk.notices.verify(text).genuine
    home = desk.households.numbers()[1]
    said = VisitEntry(
        household_no=home, visited_on=desk.today(), publicity_method="visit",
        contact_result="absent", slip_no=number.upper(),
    )  # fmt: skip
    desk.visits.log(said)
    assert desk.visits.listed(VisitFilter(household_no=home)).lines[0].slip_no == number


def test_what_lay_on_the_desk_before_a_copy_was_brought_back_lies_there_still(desk: Desk) -> None:
    """The same last digits before and after: neither of the two is meant by itself."""
    first, second = (printed(desk, "F04", home)[0] for home in desk.households.numbers()[:2])
    letter = desk.session.store.identity.letter
    running = int(first[-5:])
    other = renumbered(desk, second, f"{letter}kqz", running)
    with pytest.raises(UserError) as caught:
        desk.notices.slip(str(running))
    assert caught.value.code == "slip_several"
    assert caught.value.params["known"] == f"{other}、{first}"


def test_two_sheets_of_one_number_are_told_by_their_codes(desk: Desk, tmp_path: Path) -> None:
    """A ledger and its copy printed them: what stands on paper stays as it is."""
    from desktop.printing.scan import read_picture

    homes = desk.households.numbers()[:2]
    first, second = (
        desk.notices.issue(
            "F04", NoticeScope(household_nos=(home,)), "A4", out=tmp_path / f"{home}.pdf"
        ).notice_nos[0]
        for home in homes
    )
    letter = desk.session.store.identity.letter
    assert renumbered(desk, second, letter, int(first[-5:])) == first
    codes = [read_picture(tmp_path / f"{home}.pdf")[0] for home in homes]
    assert [desk.notices.slip(code).household_no for code in codes] == list(homes)
    for ask, several in (
        (desk.notices.slip, "slip_several"),
        (desk.notices.verify, "notice_several"),
    ):
        with pytest.raises(UserError) as caught:
            ask(first)
        assert caught.value.code == several
        told = str(caught.value.params["known"]).split("、")
        assert [desk.notices.slip(one).household_no for one in told] == list(homes)
    for home in homes:
        desk.visits.log(
            VisitEntry(
                household_no=home, visited_on=desk.today(), publicity_method="visit",
                contact_result="absent", slip_no=first,
            )
        )  # fmt: skip


def renumbered(desk: Desk, number: str, letters: str, running: int = 0) -> str:
    """A sheet of the register under the number of a ledger with these letters."""
    county, _, year, said = number.split("-")
    other = f"{county}-{letters}-{year}-{running or int(said):05d}"
    desk.session.store.execute(
        "UPDATE notice_issued SET notice_no = ? WHERE notice_no = ?", (other, number)
    )
    return other
