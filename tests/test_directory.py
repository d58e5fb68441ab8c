"""The directory: added, changed, ended, and the boards that show who is not there any longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace

from desktop.errors import UserError
from desktop.rules.boards import Shown, differences, read
from desktop.services.desk import Desk
from desktop.services.publicity import ActivityEntry
from desktop.services.records.lists import ListFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.rounds import PersonEntry

pytest_plugins = ["tests.window_fixtures"]

ADVISER = PersonEntry(name="王小梅", role="adviser", phone="0358-4420001", org="县支行")


def board(desk: Desk) -> str:
    """A board of the township: its number."""
    scope = NoticeScope(township=desk.households.villages()[0].township_code)
    return desk.notices.issue("F01", scope, "A4").notice_nos[0]


def stale(desk: Desk) -> list[str]:
    marked = [one.notice_no for one in desk.notices.issued() if one.stale]
    assert sorted(marked) == sorted(one.notice_no for one in desk.directory.stale())
    return marked


def test_somebody_is_added_changed_and_ended_and_stays_on_record(desk: Desk) -> None:
    kept = desk.directory.add(ADVISER)
    assert kept.serves and kept.township_code == desk.station.townships[0][0]
    changed = desk.directory.edit(kept.id, replace(ADVISER, phone="15400000001", areas=("后会村",)))
    assert (changed.phone, changed.areas) == ("15400000001", ("后会村",))
    assert desk.directory.listed() == [changed]
    over = desk.directory.end(kept.id)
    assert (over.serves, over.valid_to) == (False, desk.today())
    assert desk.directory.listed() == []
    assert desk.directory.listed(over=True) == [over] == [desk.directory.one(kept.id[-8:])]
    back = desk.directory.edit(kept.id, ADVISER)
    assert back.serves and desk.directory.listed(role="adviser") == [back]


def test_somebody_who_begins_later_does_not_serve_yet(desk: Desk) -> None:
    later = desk.today() + timedelta(days=3)
    kept = desk.directory.add(replace(ADVISER, valid_from=later))
    assert not kept.serves
    assert desk.directory.listed() == [kept]


def test_the_directory_goes_by_role_and_outlets_have_a_place(desk: Desk) -> None:
    for role, name in (("outlet", "三交支行"), ("grid_worker", "李网格"), ("officer", "高晓梅")):
        desk.directory.add(
            PersonEntry(name=name, role=role, address="新街1号", hours="周一至周五", staff_no="7")
        )
    found = desk.directory.listed()
    assert [one.role for one in found] == ["officer", "grid_worker", "outlet"]
    assert [bool(one.address) for one in found] == [False, False, True]
    assert [bool(one.staff_no) for one in found] == [True, True, False]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "name_empty"),
        ({"name": "长" * 60}, "name_unusable"),
        ({"phone": "12"}, "phone_wrong"),
        ({"role": "king"}, "person_role_unknown"),
        ({"org": "长" * 61}, "person_field_long"),
        ({"areas": ("村" * 50,)}, "person_field_long"),
        ({"areas": tuple(f"{n}村" for n in range(50))}, "person_field_long"),
        ({"township": "没有乡"}, "township_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    desk: Desk, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        desk.directory.add(replace(ADVISER, **changed))
    assert caught.value.code == code
    assert desk.directory.listed(over=True) == []


def test_days_the_wrong_way_round_and_twins_are_refused(desk: Desk) -> None:
    today = desk.today()
    kept = desk.directory.add(replace(ADVISER, valid_from=today))
    for call, code in (
        (lambda: desk.directory.add(ADVISER), "person_twice"),
        (lambda: desk.directory.end(kept.id, today - timedelta(days=1)), "person_days_wrong"),
        (lambda: desk.directory.end("nobody"), "person_unknown"),
        (lambda: desk.directory.one(""), "person_unknown"),
        (
            lambda: desk.directory.edit(
                kept.id, replace(ADVISER, valid_from=today, valid_to=today - timedelta(days=1))
            ),
            "person_days_wrong",
        ),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == code


def test_people_of_the_whole_county_are_the_countys(desk: Desk, county_desk: Desk) -> None:
    kept = county_desk.directory.add(ADVISER)
    assert kept.township_code == ""
    assert county_desk.directory.edit(kept.id, replace(ADVISER, org="县联社")).org == "县联社"
    own = desk.directory.add(ADVISER)
    assert own.township_code
    assert desk.directory.listed(own.township_code) == [own]


def test_a_board_names_the_advisers_and_keeps_whom_it_shows(desk: Desk) -> None:
    desk.directory.add(ADVISER)
    desk.directory.add(PersonEntry(name="李网格", role="grid_worker", phone="15400000009"))
    scope = NoticeScope(township=desk.households.villages()[0].township_code)
    pdf = desk.notices.draft("F01", scope, "A4").pdf
    found = "".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
    assert "金融服务联系人：金融顾问王小梅0358-4420001" in found
    assert "李网格" not in found


def test_a_change_of_a_person_marks_the_board_until_it_is_printed_anew(desk: Desk) -> None:
    kept = desk.directory.add(ADVISER)
    first = board(desk)
    village = desk.households.villages()[0].village
    desk.publicity.log(
        ActivityEntry(activity_type="board", place="村委会", village=village, held_on=desk.today())
    )
    assert stale(desk) == []
    desk.directory.edit(kept.id, replace(ADVISER, phone="0358-4420002"))
    assert stale(desk) == [first]
    found = desk.directory.stale()[0]
    change = found.changes[0]
    assert (change.what, change.shown) == ("adviser", "王小梅 0358-4420001")
    assert change.now == "王小梅 0358-4420002"
    assert found.villages == (village,)
    second = board(desk)
    assert stale(desk) == []
    desk.directory.end(kept.id)
    assert stale(desk) == [second]
    assert desk.directory.stale()[0].changes[0].now == ""


def test_a_board_that_was_ticked_off_is_marked_again_by_the_next_change(desk: Desk) -> None:
    kept = desk.directory.add(ADVISER)
    number = board(desk)
    desk.directory.edit(kept.id, replace(ADVISER, phone="0358-4420002"))
    desk.directory.settle(number, "手写改了电话")
    assert stale(desk) == []
    with pytest.raises(UserError) as caught:
        desk.directory.settle(number)
    assert caught.value.code == "board_not_stale"
    desk.directory.end(kept.id)
    assert stale(desk) == [number]
    with pytest.raises(UserError) as caught:
        desk.directory.settle("没有")
    assert caught.value.code == "notice_unknown"


def test_a_voided_board_waits_for_nothing_and_the_one_before_it_does(desk: Desk) -> None:
    kept = desk.directory.add(ADVISER)
    first, second = board(desk), board(desk)
    desk.directory.end(kept.id)
    assert stale(desk) == [second]
    desk.notices.void(second, "印错了")
    assert stale(desk) == [first]


def test_settings_that_stand_on_the_board_mark_it_too(desk: Desk) -> None:
    number = board(desk)
    desk.settings.set({"officer_phone": "15400009999"})
    assert stale(desk) == [number]
    changes = desk.directory.stale()[0].changes
    assert [(one.what, one.now) for one in changes] == [("officer_phone", "15400009999")]
    desk.settings.set({"officer_phone": changes[0].shown})
    assert stale(desk) == []


def test_an_officer_of_the_directory_who_stands_on_the_board_counts(desk: Desk) -> None:
    officer = desk.settings.show()["officer_name"] or desk.station.officer
    kept = desk.directory.add(PersonEntry(name=officer, role="officer"))
    number = board(desk)
    desk.directory.end(kept.id)
    assert stale(desk) == [number]


def test_what_was_kept_with_a_board_is_read_whatever_it_is() -> None:
    shown = Shown(station={"bank": "甲"}, people={"1": ("adviser", "王")})
    assert read(shown.as_text()) == shown
    for wrong in (None, [], {"station": 1}, {"people": []}):
        assert read(wrong) is None
    assert read({"people": {"1": ["adviser"], "2": 3}}) == Shown(station={}, people={})
    assert differences(shown, {"1": ("adviser", "王")}, None) == ()
    assert [one.what for one in differences(shown, {}, {"bank": "乙"})] == ["adviser", "bank"]


def test_the_directory_and_the_marks_leave_as_excel(desk: Desk, tmp_path: Path) -> None:
    kept = desk.directory.add(ADVISER)
    board(desk)
    desk.directory.end(kept.id)
    out = tmp_path / "directory.xlsx"
    assert desk.exports.write("directory", out, ListFilter(role="adviser")).rows == 1
    assert desk.exports.write("directory", out, ListFilter(role="outlet")).rows == 0
    assert desk.exports.write("notices", out).rows == 1


def test_people_and_ticks_travel_to_the_county(
    desk: Desk, county_desk: Desk, tmp_path: Path
) -> None:
    kept = desk.directory.add(ADVISER)
    number = board(desk)
    desk.directory.end(kept.id)
    desk.directory.settle(number, "换了")
    mailbox = str(tmp_path / "box")
    Path(mailbox).mkdir()
    desk.sync.export(mailbox)
    county_desk.sync.take(mailbox)
    assert [one.name for one in county_desk.directory.listed(over=True)] == ["王小梅"]
    assert county_desk.directory.stale() == []


def test_a_person_changed_on_two_sides_is_read_in_words_and_settled_on_what_stands(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    """Roles and villages read as everywhere; what neither side wrote is no role."""
    box = tmp_path / "stick"
    box.mkdir()
    kept = desk.directory.add(ADVISER)
    for side in (desk, county_desk):
        side.sync.run(str(box))
    for side, role, area in ((desk, "liaison", "后会村"), (county_desk, "assistant", "张家坡村")):
        side.directory.edit(kept.id, replace(ADVISER, role=role, areas=(area, "柳树沟村")))
    for side in (desk, county_desk, desk):
        side.sync.run(str(box))
    shown = {one.field: [v.shown for v in one.values] for one in desk.sync.reviews()}
    assert sorted(shown["role"]) == ["协理员", "联络员"]
    assert sorted(shown["areas"]) == ["后会村、柳树沟村", "张家坡村、柳树沟村"]
    ids = {one.field: one.id for one in desk.sync.reviews()}
    for field, other in (("role", "网格员"), ("areas", "刘家渠村")):
        with pytest.raises(UserError) as caught:
            desk.sync.resolve(ids[field], other, "问过")
        assert caught.value.code == "review_value_other"
    desk.sync.resolve(ids["role"], "联络员", "问过")
    desk.sync.resolve(ids["areas"], "后会村、柳树沟村", "问过")
    now = desk.directory.one(kept.id)
    assert (now.role, now.areas, desk.sync.reviews()) == ("liaison", ("后会村", "柳树沟村"), [])
