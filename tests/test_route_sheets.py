"""Route sheets, call lists and blank slips: rows in the order of the round, kept, and read back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from db import drafts
from desktop.errors import UserError
from desktop.printing.scan import read_picture
from desktop.rules.doors import group_place
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter, VisitEntry, VisitFilter
from desktop.services.records.rounds import CallMark
from desktop.texts import choices
from tests.papers import draft, rows, stamp

pytest_plugins = ["tests.window_fixtures"]


def village_of(desk: Desk) -> NoticeScope:
    """The village with the most households."""
    found = max(desk.households.villages(), key=lambda one: one.households)
    return NoticeScope(village=found.division_code)


def members(desk: Desk, village: str) -> list[str]:
    wanted = HouseholdFilter(village=village, status="listed")
    return [one.household_no for one in desk.households.lines(wanted).lines]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def plain(text: str) -> str:
    return "".join(text.split())


def code_of(call: pytest.ExceptionInfo[UserError]) -> str:
    return call.value.code


def told(desk: Desk, household_no: str, result: str = "informed") -> None:
    desk.visits.log(
        VisitEntry(
            household_no=household_no,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result=result,
        )
    )


def test_groups_go_by_number_however_they_are_written() -> None:
    groups = ["东坡组", "十二组", "", "2组", "第三村民小组", "一组", "二十一组", "10组"]
    assert sorted(groups, key=group_place) == [
        "一组", "2组", "第三村民小组", "10组", "十二组", "二十一组", "东坡组", "",
    ]  # fmt: skip


@given(st.text(max_size=20))
def test_any_group_has_a_place(group: str) -> None:
    assert group_place(group) <= group_place("")


def test_a_route_sheet_numbers_the_village_by_group_and_keeps_which_row_is_whom(
    desk: Desk, tmp_path: Path
) -> None:
    scope = village_of(desk)
    out = tmp_path / "route.pdf"
    issued = desk.notices.issue("LX", scope, "A4", out=out)
    sheet = desk.route.last(scope.village)
    assert sheet.sheet_no == issued.notice_nos[0]
    assert [one.row for one in sheet.rows] == list(range(1, len(sheet.rows) + 1))
    places = [(group_place(one.group_no), one.household_no) for one in sheet.rows]
    assert places == sorted(places)
    assert {one.household_no for one in sheet.rows} == set(members(desk, scope.village))
    found = plain(text_of(issued.pdf))
    for one in sheet.rows:
        assert f"{one.row}{plain(one.head_name)}" in found
    for number in (sheet.sheet_no, sheet.sheet_no[-5:], "1", sheet.sheet_no[-5:].lstrip("0")):
        assert desk.route.household_of(number, 2) == sheet.rows[1]
    assert desk.route.household_of(sheet.village, 1) == sheet.rows[0]
    assert desk.route.household_of(scope.village, 1) == sheet.rows[0]
    assert desk.route.sheet(read_picture(out)[0]) == sheet


def test_the_last_sheet_of_a_village_answers_and_a_voided_one_does_not(desk: Desk) -> None:
    scope = village_of(desk)
    first = desk.notices.issue("LX", scope, "A4").notice_nos[0]
    group = desk.route.groups(scope.village)[0]
    second = desk.notices.issue("LX", replace(scope, group=group), "A4").notice_nos[0]
    assert desk.route.last(scope.village).sheet_no == second
    assert {one.group_no for one in desk.route.last(scope.village).rows} == {group}
    desk.notices.void(second, "印错了")
    assert desk.route.last(scope.village).sheet_no == first
    with pytest.raises(UserError) as caught:
        desk.route.sheet(second)
    assert code_of(caught) == "route_sheet_unknown"


@pytest.mark.parametrize(
    ("place", "row", "code"),
    [
        ("没有村", 1, "route_sheet_unknown"),
        ("", 1, "route_sheet_unknown"),
        ("99999", 1, "route_sheet_unknown"),
        ("BF1:ABC", 1, "route_sheet_unknown"),
        ("1", 0, "route_row_unknown"),
        ("1", 999, "route_row_unknown"),
    ],
)
def test_what_no_sheet_has_is_refused_in_words(desk: Desk, place: str, row: int, code: str) -> None:
    desk.notices.issue("LX", village_of(desk), "A4")
    with pytest.raises(UserError) as caught:
        desk.route.household_of(place, row)
    assert code_of(caught) == code


def test_a_village_without_a_sheet_says_so(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        desk.route.household_of(village_of(desk).village, 1)
    assert code_of(caught) == "route_none_yet"


def test_a_slip_is_no_route_sheet(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    slip = desk.notices.issue("F04", NoticeScope(household_nos=(number,)), "A4").notice_nos[0]
    with pytest.raises(UserError) as caught:
        desk.route.sheet(slip)
    assert code_of(caught) == "route_sheet_unknown"


def test_only_who_was_never_told_or_not_this_quarter_is_on_the_sheet(desk: Desk) -> None:
    place = max(desk.publicity.coverage(), key=lambda one: len(one.not_reached))
    scope = NoticeScope(village=place.division_code)
    first, *rest = sorted(place.not_reached)
    told(desk, first, "absent")
    for only in ("never", "quarter"):
        desk.notices.issue("LX", replace(scope, only=only), "A4")
        found = {one.household_no for one in desk.route.last(scope.village).rows}
        assert {first, *rest} <= found
        assert only == "quarter" or found == {first, *rest}
    for number in members(desk, scope.village):
        told(desk, number)
    for only in ("never", "quarter"):
        with pytest.raises(UserError) as caught:
            desk.notices.draft("LX", replace(scope, only=only), "A4")
        assert code_of(caught) == "route_nobody"


@pytest.mark.parametrize(
    ("narrowed", "code"),
    [({"only": "bald"}, "route_only_unknown"), ({"group": "99组"}, "group_unknown")],
)
def test_a_condition_that_is_none_is_refused(
    desk: Desk, narrowed: dict[str, str], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        desk.notices.draft("LX", replace(village_of(desk), **narrowed), "A4")
    assert code_of(caught) == code


def test_the_door_says_what_was_promised_what_is_needed_and_when_to_come(desk: Desk) -> None:
    scope = village_of(desk)
    number = members(desk, scope.village)[0]
    desk.households.note(number, {"address_note": "村口红门 13912345678", "best_time": "晚上"})
    desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
            has_need=True,
            need_amount_fen=5_500_000,
            need_use="cattle",
            follow_up="看牛棚",
            follow_up_due=desk.today(),
        )
    )
    found = plain(text_of(desk.notices.draft("LX", scope, "A4").pdf))
    for said in ("约07-08看牛棚", "有需求5.5万养牛", "方便：晚上", "村口红门139****5678"):
        assert said in found, found
    assert "13912345678" not in found


def test_slips_of_a_village_come_in_the_order_of_the_route(desk: Desk) -> None:
    scope = village_of(desk)
    desk.notices.issue("LX", scope, "A4")
    order = [one.household_no for one in desk.route.last(scope.village).rows]
    slips = desk.notices.issue("F04", scope, "A4")
    found = plain(text_of(slips.pdf))
    places = [found.index(f"户编号：{number}") for number in order]
    assert places == sorted(places)


def test_blank_slips_have_a_number_each_and_no_name(desk: Desk, tmp_path: Path) -> None:
    scope = replace(village_of(desk), copies=3)
    out = tmp_path / "blank.pdf"
    issued = desk.notices.issue("F04K", scope, "A4", out=out)
    assert len(set(issued.notice_nos)) == issued.pages == 3
    found = plain(text_of(issued.pdf))
    for number in issued.notice_nos:
        assert f"单号：{number}" in found
        assert desk.notices.verify(number).reason == "genuine"
    names = {one.head_name for one in desk.households.find("a", 9)}
    assert not any(name in found for name in names if name)
    for wrong in (0, 101):
        with pytest.raises(UserError) as caught:
            desk.notices.draft("F04K", replace(scope, copies=wrong), "A4")
        assert code_of(caught) == "copies_wrong"


def test_the_digits_on_the_call_list_are_those_of_the_screen() -> None:
    found = plain(draft("DH", rows=rows("DH", 1)).canonical_text)
    for digit, (_, said) in enumerate(choices("call_result"), start=1):
        assert f"{digit}{said}" in found


def test_a_blank_row_has_no_number_and_is_not_counted() -> None:
    sheet = draft("LX", rows=[*rows("LX", 2), {"seq": ""}])
    assert sheet.values["record_count"] == "2"
    assert [row["seq"] for row in sheet.rows] == ["1", "2", ""]
    assert sheet.render(stamp(sheet))


def test_a_call_list_keyed_back_writes_calls_and_nothing_else(desk: Desk) -> None:
    scope = village_of(desk)
    number = desk.notices.issue("DH", scope, "A4").notice_nos[0]
    found = desk.route.call_list(number[-5:])
    assert all("*" in one.phone_masked for one in found.rows)
    digits = [code for code, _ in choices("call_result")]
    marks = {row: CallMark(result=code) for row, code in enumerate(digits[: len(found.rows)], 1)}
    marks[1] = CallMark(result="told", note="下月再说")
    desk.route.keep(number, found.on, {**marks, len(found.rows): CallMark(result="", note="等等")})
    kept = desk.route.log_calls(number, marks)
    assert len(kept) == len(marks)
    lines = {
        one.household_no: one
        for one in desk.visits.listed(VisitFilter(from_on=desk.today())).lines
        if one.visit_no in {each.visit_no for each in kept}
    }
    assert {one.publicity_method for one in lines.values()} == {"phone"}
    assert lines[found.rows[0].household_no].note == "下月再说"
    wanted = {"told": "informed", "unanswered": "absent", "need": "informed"}
    for row, mark in marks.items():
        line = lines[found.rows[row - 1].household_no]
        assert line.contact_result == wanted.get(mark.result, mark.result)
        assert line.has_need is (True if mark.result == "need" else None)
    again = desk.route.call_list(number)
    assert [one.logged for one in again.rows[: len(marks)]] == [one.visit_no for one in kept]
    waiting = [one.row for one in again.rows if one.mark]
    assert waiting == ([len(found.rows)] if len(found.rows) > len(marks) else [])


def test_what_was_typed_is_there_again_with_its_day(desk: Desk) -> None:
    number = desk.notices.issue("DH", village_of(desk), "A4").notice_nos[0]
    marks = {1: CallMark(result="unanswered", note="占线"), 2: CallMark(result="told")}
    desk.route.keep(number, desk.today(), marks)
    found = desk.route.call_list(number)
    assert {one.row: one.mark for one in found.rows if one.mark} == marks
    desk.route.keep(number, desk.today(), {})
    assert not any(one.mark for one in desk.route.call_list(number).rows)


def test_calls_that_cannot_be_are_refused_and_nothing_is_written(desk: Desk) -> None:
    scope = village_of(desk)
    route = desk.notices.issue("LX", scope, "A4").notice_nos[0]
    number = desk.notices.issue("DH", scope, "A4").notice_nos[0]
    before = desk.visits.listed(VisitFilter()).total
    good, later = CallMark(result="told"), desk.today().replace(year=2027)
    for marks, on, which, code in (
        ({}, None, number, "calls_empty"),
        ({1: good, 999: good}, None, number, "route_row_unknown"),
        ({1: good, 2: CallMark(result="shouted")}, None, number, "call_result_unknown"),
        ({1: good}, later, number, "call_day_wrong"),
        ({1: good}, None, route, "call_list_needed"),
    ):
        with pytest.raises(UserError) as caught:
            desk.route.log_calls(which, marks, on)
        assert code_of(caught) == code
    assert desk.visits.listed(VisitFilter()).total == before


def test_a_call_is_written_twice_only_if_that_is_meant(desk: Desk) -> None:
    number = desk.notices.issue("DH", village_of(desk), "A4").notice_nos[0]
    first = desk.route.log_calls(number, {1: CallMark(result="unanswered")})[0]
    before = desk.visits.listed(VisitFilter()).total
    both = {1: CallMark(result="told"), 2: CallMark(result="told")}
    desk.route.keep(number, desk.today(), both)
    with pytest.raises(UserError) as caught:
        desk.route.log_calls(number, both)
    assert code_of(caught) == "call_logged_already"
    assert caught.value.params == {"rows": "1", "visit_no": first.visit_no}
    assert desk.visits.listed(VisitFilter()).total == before
    assert [one.mark for one in desk.route.call_list(number).rows[:2]] == list(both.values())
    assert len(desk.route.log_calls(number, both, again=True)) == 2


@pytest.mark.parametrize("rest", [{}, {2: CallMark(result="", note="等等")}])
def test_calls_and_what_is_left_of_their_draft_are_one_save(
    desk: Desk, rest: dict[int, CallMark]
) -> None:
    number = desk.notices.issue("DH", village_of(desk), "A4").notice_nos[0]
    typed = {1: CallMark(result="told"), **rest}
    desk.route.keep(number, desk.today(), typed)
    before = desk.visits.listed(VisitFilter()).total
    store = desk.session.store
    for event in ("INSERT", "DELETE"):  # as if the power went out between the two
        store.execute(
            f"CREATE TEMP TRIGGER cut_{event} BEFORE {event} ON draft "
            "BEGIN SELECT RAISE(ABORT, 'cut'); END"
        )
    with pytest.raises(Exception, match="cut"):
        desk.route.log_calls(number, {1: typed[1]})
    assert desk.visits.listed(VisitFilter()).total == before, "nothing was doubled by trying again"
    assert {one.row: one.mark for one in desk.route.call_list(number).rows if one.mark} == typed
    for event in ("INSERT", "DELETE"):
        store.execute(f"DROP TRIGGER cut_{event}")
    desk.route.log_calls(number, {1: typed[1]})
    assert desk.visits.listed(VisitFilter()).total == before + 1
    assert {one.row: one.mark for one in desk.route.call_list(number).rows if one.mark} == rest


def test_marks_that_wait_stay_with_their_day_when_calls_of_another_are_written(
    desk: Desk,
) -> None:
    number = desk.notices.issue("DH", village_of(desk), "A4").notice_nos[0]
    before = desk.today() - timedelta(days=1)
    desk.route.keep(number, before, {2: CallMark(result="told")})
    desk.route.log_calls(number, {1: CallMark(result="told")}, desk.today())
    [kept] = [one for one in drafts.listed(desk.session.store, "call_list") if one.key == number]
    assert json.loads(kept.values) == {"on": before.isoformat(), "rows": {"2": ["told", ""]}}


def test_households_without_a_number_are_counted_and_left_out(desk: Desk) -> None:
    scope = village_of(desk)
    desk.notices.issue("DH", scope, "A4")
    sheet = desk.route.sheet("1")
    everybody = members(desk, scope.village)
    without = len(everybody) - len(sheet.rows)
    found = plain(text_of(desk.notices.draft("DH", scope, "A4").pdf))
    assert (f"另有{without}户没有电话号码" in found) is (without > 0)
    assert "1接通已告知" in found


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize("kind", ["LX", "DH"])
def test_one_row_and_sixty_are_set_and_read_back(kind: str, count: int, tmp_path: Path) -> None:
    sheet = draft(kind, rows=rows(kind, count))
    data = sheet.render(stamp(sheet))
    found = plain(text_of(data))
    for row in sheet.rows:
        assert plain(row["head_name"]) in found
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    assert read_picture(path)
