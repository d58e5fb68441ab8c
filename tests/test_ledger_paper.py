"""The ledger of visits on paper and as Excel: narrowed, nothing cut, corrections marked, sums."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from desktop.errors import UserError
from desktop.printing.ink import Rule, Text
from desktop.services.desk import Desk
from desktop.services.publicity import ActivityEntry
from desktop.services.records.lists import ListFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter, VisitEntry
from desktop.texts import sentence
from tests.papers import draft, rows, stamp

pytest_plugins = ["tests.window_fixtures"]

LONG = "走访时家中老人在，说儿子下月回来再商量养牛的事。"


def scope_of(desk: Desk) -> NoticeScope:
    """Today alone: what the tests wrote."""
    township = desk.households.villages()[0].township_code
    return NoticeScope(township=township, from_on=desk.today(), to_on=desk.today())


def plain(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = (page.get_textpage().get_text_range() for page in document)
    return "".join("".join(pages).split())


def members(desk: Desk, village: str) -> list[str]:
    wanted = HouseholdFilter(village=village, status="listed")
    return [one.household_no for one in desk.households.lines(wanted).lines]


def paper(desk: Desk, scope: NoticeScope) -> str:
    return plain(desk.notices.draft("F05", scope, "A4").pdf)


def logged(desk: Desk, place: int = 0, **more: object) -> str:
    entry = VisitEntry(
        household_no=desk.households.numbers()[place],
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
    )
    return desk.visits.log(replace(entry, **more)).visit_no


def test_a_note_is_never_cut_and_personal_numbers_in_it_are_masked(desk: Desk) -> None:
    logged(desk, note=LONG * 20 + "电话13912345678")
    found = paper(desk, scope_of(desk))
    assert found.count(LONG) == 20
    assert "139****5678" in found and "13912345678" not in found and "…" not in found


def test_a_row_higher_than_a_page_goes_on_in_the_next() -> None:
    given = rows("F05", 4)
    given[2]["remark"] = "".join(f"第{n}句。" for n in range(400))
    sheet = draft("F05", rows=given)
    pages = sheet.pages(stamp(sheet))
    assert len(pages) > 3
    marks = [mark for page in pages for mark in page.marks if isinstance(mark, Text)]
    said = "".join(mark.text for mark in marks if "句" in mark.text)
    assert said == given[2]["remark"]
    found = plain(sheet.render(stamp(sheet)))
    for page in pages:
        foot = min(mark.y for mark in page.marks if isinstance(mark, Text))
        assert all(mark.y >= foot for mark in page.marks if isinstance(mark, Text))
        assert any(isinstance(mark, Text) and mark.text == "户编号" for mark in page.marks)
    assert found.count(f"共{len(pages)}页") == len(pages)


def test_columns_fit_what_stands_in_them_so_that_a_page_holds_many_rows() -> None:
    plain_row = {
        "village": "刘家渠村", "head_name": "尉迟福生", "met": "已宣传，家属，基本了解",
        "intent": "有需求5万元，大棚", "topics": "", "remark": "家中老人在，改日再来",
        "officer_name": "李㛃", "household_no": "14112410000255", "method": "走访", "voided": False,
    }  # fmt: skip
    given = [{**row, **plain_row} for row in rows("F05", 60)]
    given[7]["head_name"] = "长" * 60
    sheet = draft("F05", rows=given)
    marks = [[one.text for one in page.marks if isinstance(one, Text)] for page in
             sheet.pages(stamp(sheet))]  # fmt: skip
    assert marks[1].count("14112410000255") >= 22
    assert sum(page.count("2026-07-01") for page in marks) == 2
    assert sum(page.count("长" * 60) for page in marks) == 0


def test_a_tall_last_row_leaves_no_page_that_says_there_is_nothing() -> None:
    given = rows("F05", 1)
    for size in range(60, 130, 5):
        given[0]["remark"] = "字" * (size * 14)
        assert "没有记录" not in plain(draft("F05", rows=given).render())


def test_every_line_of_a_corrected_record_is_struck() -> None:
    given = rows("F05", 4)
    given[3]["remark"] = LONG * 6
    sheet = draft("F05", rows=given)
    marks = sheet.pages(stamp(sheet))[0].marks
    lines = [
        one for one in marks if isinstance(one, Text) and one.text in LONG * 6 and len(one.text) > 5
    ]
    strokes = [one for one in marks if isinstance(one, Rule) and one.y == one.to_y]
    assert len(lines) > 3
    for line in lines:
        assert any(line.y < one.y < line.y + line.size and one.x <= line.x for one in strokes)


def test_a_correction_is_marked_with_its_reason_and_the_first_record_stays(desk: Desk) -> None:
    first = logged(desk, note="头一条")
    second = desk.visits.correct(first, {"note": "改过的"}, "写错日期").visit_no
    found = paper(desk, scope_of(desk))
    assert f"已更正，见{second}" in found and f"更正{first}：写错日期" in found
    assert "头一条" in found and "改过的" in found
    assert "有效记录1条" in found and "更正1条" in found


def test_the_ledger_is_narrowed_by_day_village_officer_and_way(desk: Desk) -> None:
    today = desk.today()
    logged(desk, note="甲", publicity_method="phone", contact_result="absent")
    logged(desk, 1, note="乙")
    logged(desk, 2, note="丙", visited_on=today - timedelta(days=1))
    scope = scope_of(desk)
    villages = desk.households.villages()
    number = desk.households.numbers()[0]
    home = next(one for one in villages if number in members(desk, one.division_code))
    assert "丙" not in paper(desk, scope)
    assert "丙" in paper(desk, replace(scope, from_on=today - timedelta(days=1)))
    calls = paper(desk, replace(scope, method="phone"))
    assert "甲" in calls and "乙" not in calls and "方式：电话" in calls and "未接" in calls
    assert "没有记录" in paper(desk, replace(scope, by="别人"))
    other = next(one for one in villages if one != home)
    assert "甲" in paper(desk, replace(scope, village=home.division_code))
    assert "甲" not in paper(desk, replace(scope, village=other.division_code))


def test_a_board_stands_in_the_ledger_and_tells_nobody(desk: Desk) -> None:
    village = desk.households.villages()[0]
    desk.publicity.log(
        ActivityEntry(
            activity_type="board", place="村委会", village=village.village, held_on=desk.today()
        )
    )
    logged(desk)
    found = paper(desk, scope_of(desk))
    assert "公示牌" in found and "村委会" in found
    assert "已告知1户" in found and "宣传活动1次，不计入已告知户数" in found
    alone = paper(desk, replace(scope_of(desk), method="board"))
    assert "村委会" in alone and "走访1" not in alone
    assert "村委会" not in paper(desk, replace(scope_of(desk), method="visit"))


def test_a_part_without_records_is_looked_at_but_uses_up_no_number(desk: Desk) -> None:
    logged(desk)
    before = len(desk.notices.issued())
    ahead = desk.today() + timedelta(days=30)
    for scope in (
        replace(scope_of(desk), by="别人"),
        replace(scope_of(desk), from_on=ahead, to_on=ahead + timedelta(days=3)),
    ):
        assert desk.notices.draft("F05", scope, "A4").missing
        with pytest.raises(UserError, match="notice_field_missing") as caught:
            desk.notices.issue("F05", scope, "A4")
        assert "记录" in sentence(caught.value.code, caught.value.params)
    assert len(desk.notices.issued()) == before


def test_a_span_the_wrong_way_round_is_refused(desk: Desk) -> None:
    scope = replace(scope_of(desk), from_on=desk.today() + timedelta(days=1))
    with pytest.raises(UserError) as caught:
        desk.notices.draft("F05", scope, "A4")
    assert caught.value.code == "period_wrong"


def test_the_sheet_is_landscape_with_number_code_and_page_of_pages(
    desk: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "ledger.pdf"
    scope = replace(scope_of(desk), from_on=desk.today() - timedelta(days=300))
    issued = desk.notices.issue("F05", scope, "A4", out=out)
    assert issued.pages > 1
    document = pypdfium2.PdfDocument(out)
    assert all(page.get_width() > page.get_height() for page in document)
    assert f"第1页/共{issued.pages}页" in plain(issued.pdf)
    assert issued.notice_nos[0] in plain(issued.pdf)
    assert desk.notices.verify(str(out)).reason == "genuine_file"


def test_the_same_part_leaves_as_excel_with_marks_and_sums(desk: Desk, tmp_path: Path) -> None:
    first = logged(desk, note="头一条", publicity_method="phone")
    second = desk.visits.correct(first, {"note": "改过的"}, "写错").visit_no
    logged(desk, 1, note="走访的")
    out = tmp_path / "ledger.xlsx"
    wanted = ListFilter(
        from_on=desk.today(), to_on=desk.today(), method="phone", by=desk.station.officer
    )
    desk.exports.write("visits", out, wanted)
    sheet = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    head = next(row for row in sheet if "单号" in row)
    lines = {
        row[0]: dict(zip(head, row, strict=True)) for row in sheet if row[0] in {first, second}
    }
    assert lines[first]["标记"] == "已更正" and lines[first]["更正后见"] == second
    assert lines[second]["标记"] == "更正" and lines[second]["更正原因"] == "写错"
    assert sum(row[0] in {first, second} for row in sheet) == 2
    assert not any("走访的" in row for row in sheet)
    assert "本期合计：有效记录1条（走访0、电话1、推送信息0）" in str(sheet[1][0])
    assert "方式：电话" in str(sheet[1][0])
