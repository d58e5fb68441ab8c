"""An officer's old ledger in Excel: what goes in, what waits, what is offered, taken and undone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db import funding
from db.check import check
from db.records.needs import NeedFilter as Wanted
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.imports import ImportReport
from desktop.services.records.needs import ActivityFilter, NeedEndEntry
from desktop.services.records.people import HouseholdFilter, VisitFilter, VisitLine
from desktop.sheets.home_matching import alike
from tests.import_books import Clock, logical, opened, take
from tests.old_ledgers import HEAD, TITLE, Home, book, homes, line
from tests.photos import photo
from tests.sheet_files import cells, write_book

UNSAID = ("见面人及关系", "是否了解政策", "资金需求", "未贷原因")
NOBODY: dict[str, object] = {"见面情况": None, **dict.fromkeys(UNSAID)}
AT_PLACE: dict[str, object] = {**NOBODY, "户编号": None, "户主姓名": None}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's ledger with its lists, which every test copies."""
    path = tmp_path_factory.mktemp("listed") / "county.db"
    with opened(path, Clock()) as made:
        take(made, "clean", "assignment", "roster")
    return path


@pytest.fixture
def desk(listed: Path, tmp_path: Path) -> Iterator[Desk]:
    with opened(shutil.copy(listed, tmp_path / "county.db"), Clock()) as made:
        yield made


@pytest.fixture
def people(desk: Desk) -> list[Home]:
    return homes(desk)


def dry(desk: Desk, path: Path, **more: object) -> ImportReport:
    return desk.imports.take("visits", path, dry_run=True, **more)


def written(desk: Desk) -> list[VisitLine]:
    return list(desk.visits.listed(VisitFilter()).lines)


def found(report: ImportReport, effect: str = "held") -> list[tuple[int | None, str, str]]:
    return [(p.row, p.code, p.suggestion) for p in report.problems if p.effect == effect]


def test_a_record_comes_in_with_all_that_it_says_and_who_kept_it(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    who = people[0]
    rows = [
        line(
            who, 日期="2026年3月7日", 见面人及关系="王二（之子）", 资金需求="有", 未贷原因=None,
            **{"需求金额/用途": "5万/养牛"}, 后续措施="下周带资料", 佐证编号="ZT-12", 备注="狗凶",
        )
    ]  # fmt: skip
    report = desk.imports.take("visits", book(tmp_path / "旧台账.xlsx", rows))
    assert (report.rows, report.imported_rows, report.written) == (1, 1, 1)
    (one,) = written(desk)
    assert (one.household_no, one.visited_on) == (who.number, date(2026, 3, 7))
    assert (one.publicity_method, one.contact_result, one.policy_understood) == (
        "visit", "informed", "understood",
    )  # fmt: skip
    assert (one.has_need, one.need_amount_fen, one.need_use) == (True, 5_000_000, "cattle")
    assert (one.topics, one.follow_up, one.slip_no) == (
        ("policy", "anti_fraud"), "下周带资料", "ZT-12",
    )  # fmt: skip
    assert (one.person_met, one.note, one.officer) == ("王二", "狗凶", "老李")
    assert one.taken_over == "旧台账.xlsx#3"
    kept = desk.session.store.one("SELECT originals, relation_to_head FROM outreach_visit")
    assert kept is not None
    assert json.loads(kept[0]) == {"topics": "小额信贷政策、防诈骗", "visited_on": "2026年3月7日"}
    assert kept[1] == "child"
    assert desk.households.lines(HouseholdFilter(told="told")).total == 1
    assert check(desk.session.store).ok


def test_a_household_is_found_without_its_number_and_doubt_waits(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    one, two, three, four, five = people[:5]
    bare = {"户编号": None}
    rows = [
        line(one, **bare),
        line(two, **bare, 行政村=two.village.removesuffix("村"), 组=None),
        line(three, 户编号="99999999"),
        line(four, **bare, 户主姓名=four.head[:2] + "甲"),
        line(five, 户编号=one.number),
        line(five, **bare, 户主姓名="欧阳无名"),
        line(five, **bare, 户主姓名=None),
        line(five, **bare, 行政村=f"{five.village}{five.group or '1'}组", 组=None),
    ]
    report = dry(desk, book(tmp_path / "a.xlsx", rows))
    assert {(row, code) for row, code, _ in found(report, "fixed")} >= {
        (3, "household_found"),
        (4, "household_found"),
        (10, "household_found"),
    }
    assert found(report) == [
        (5, "not_on_roster", three.number),
        (6, "household_no_missing", four.number),
        (7, "household_doubtful", five.number),
        (7, "household_doubtful", one.number),
        (8, "household_no_missing", ""),
        (9, "household_no_missing", ""),
    ]
    offered = next(p for p in report.problems if p.row == 6 and p.suggestion)
    assert offered.about == " ".join(x for x in (four.village, four.group, four.head) if x)


def test_of_two_households_with_one_name_the_group_tells_else_each_is_offered(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    first, second = [one for one in people if one.village == people[0].village][:2]
    store = desk.session.store
    store.execute(
        "UPDATE household SET head_name = ?, group_no = '一组' WHERE household_no = ?",
        (first.head, second.number),
    )
    store.execute("UPDATE household SET group_no = '2组' WHERE household_no = ?", (first.number,))
    rows = [
        line(first, 户编号=None, 组="第1组"),
        line(first, 户编号=None, 组=None, 日期=date(2026, 3, 6)),
    ]
    path = book(tmp_path / "a.xlsx", rows)
    report = dry(desk, path)
    assert (3, "household_found", "") in found(report, "fixed")
    both = [(4, "household_ambiguous", n) for n in sorted((first.number, second.number))]
    assert sorted(found(report)) == both

    taken = desk.imports.take("visits", path, adopted={(4, "户编号"): second.number})
    assert (taken.imported_rows, taken.held_rows) == (2, 0)
    assert {one.household_no for one in written(desk)} == {second.number}
    with pytest.raises(UserError) as refusal:
        dry(desk, path, adopted={(4, "户编号"): "别的"})
    assert refusal.value.code == "adopt_other_value"


def test_a_suggestion_is_taken_also_where_the_sheet_has_no_column_of_numbers(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    who = people[0]
    path = write_book(
        tmp_path / "a.xlsx",
        [["日期", "村", "姓名", "方式", "结果"],
         [date(2026, 3, 5), who.village, who.head[:2] + "甲", "电话", "接通"]],
    )  # fmt: skip
    report = dry(desk, path)
    assert found(report) == [(2, "household_no_missing", who.number)]
    desk.imports.take("visits", path, adopted={(2, "household_no"): ""})
    assert [(one.household_no, one.publicity_method) for one in written(desk)] == [
        (who.number, "phone")
    ]


DAYS: dict[object, tuple[date | None, str]] = {
    "2026-03-05": (date(2026, 3, 5), ""),
    "2026/3/5": (date(2026, 3, 5), ""),
    "2026.3.5": (date(2026, 3, 5), ""),
    "20260305": (date(2026, 3, 5), ""),
    "２０２６年３月５日": (date(2026, 3, 5), ""),
    46086: (date(2026, 3, 5), ""),
    "3月5日": (None, "2026-03-05"),
    "3.15": (None, "2026-03-15"),
    3.15: (None, "2026-03-15"),
    7.1: (None, ""),  # the first or the tenth
    "2-30": (None, ""),
    "12.31": (None, ""),  # not yet
    "某天": (None, ""),
    "2027-01-01": (None, ""),
    "2019-01-01": (None, ""),
}


@pytest.mark.parametrize("said", DAYS)
def test_days_in_all_shapes(desk: Desk, people: list[Home], tmp_path: Path, said: object) -> None:
    day, offered = DAYS[said]
    report = dry(desk, book(tmp_path / "a.xlsx", [line(people[0], 日期=said)]))
    assert report.imported_rows == (1 if day else 0)
    if day is None:
        ((_, code, suggestion),) = found(report)
        assert code in {"date_invalid", "visit_in_future", "visit_too_old"}
        assert suggestion == offered
    else:
        desk.imports.take("visits", tmp_path / "a.xlsx")
        assert written(desk)[0].visited_on == day


def test_words_are_understood_where_they_are_plain_and_wait_where_they_are_not(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    rows = [
        line(people[0], 见面情况="家中无人，留条", **dict.fromkeys(UNSAID)),
        line(people[1], 见面情况="未见到人", **dict.fromkeys(UNSAID)),
        line(people[2], 见面情况=None),
        line(people[3], **NOBODY),
        line(people[4], 宣传方式="不知道怎么写"),
        line(people[5], 宣传方式=None),
        line(people[6], 资金需求="暂无需求"),
        line(people[7], 资金需求="无", **{"需求金额/用途": "3万"}),
        line(people[8], 未贷原因="娃娃上学", 是否了解政策="清楚了"),
    ]
    path = book(tmp_path / "a.xlsx", rows)
    report = dry(desk, path)
    assert found(report) == [
        (6, "result_missing", "已宣传"),
        (7, "word_not_known", "走访"),
        (10, "need_contradicts", "是"),
    ]
    assert (8, "method_assumed", "") in found(report, "flagged")
    assert (11, "word_to_note", "") in found(report, "flagged")
    desk.imports.take("visits", path)
    by_no = {one.household_no: one for one in written(desk)}
    results = [by_no[who.number].contact_result for who in people[:3]]
    assert results == ["absent", "absent", "informed"]
    assert by_no[people[6].number].has_need is False
    odd = by_no[people[8].number]
    assert (odd.note, odd.no_need_reason, odd.policy_understood) == (
        "未贷原因 娃娃上学", "", "understood",
    )  # fmt: skip


def test_what_was_held_at_a_place_tells_no_household(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    rows = [
        [*line(people[0], 宣传方式="公示牌", **AT_PLACE), "村口", None],
        [*line(people[1], 宣传方式="村里开群众会", **AT_PLACE, 备注="讲了两遍"), "广场", 63],
        [*line(people[2], 宣传方式="集中宣讲"), None, None],
        [*line(people[3], 宣传方式="广播", **AT_PLACE, 行政村="别处村"), None, None],
    ]
    path = book(tmp_path / "a.xlsx", rows, head=[*HEAD, "宣传地点", "参加人数"])
    report = dry(desk, path)
    assert found(report) == [(6, "village_not_known", "")]
    assert (5, "told_no_household", "") in found(report, "flagged")
    desk.imports.take("visits", path)
    page = desk.publicity.listed(ActivityFilter())
    assert {(one.activity_type, one.place, one.attendance_total) for one in page.lines} == {
        ("board", "村口", None),
        ("meeting", "广场", 63),
        ("meeting", people[2].village, None),
    }
    named = next(one for one in page.lines if one.place == people[2].village)
    assert people[2].head in named.note  # nothing is dropped
    assert written(desk) == []
    assert desk.households.lines(HouseholdFilter(told="never")).total == len(
        desk.households.numbers()
    )


def test_nothing_is_dropped_and_the_same_is_not_taken_twice(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    rows = [line(people[0]), line(people[0]), line(people[1]), ["合计", None, None, "3户"], []]
    path = book(tmp_path / "a.xlsx", rows)
    report = dry(desk, path)
    assert (report.rows, report.imported_rows, report.held_rows) == (3, 2, 1)
    assert [kind for _, kind in report.named_rows] == ["title", "header", "total"]
    assert found(report) == [(4, "row_duplicate", "")]
    run = desk.imports.take("visits", path).run
    assert dry(desk, path).already_imported == run
    with pytest.raises(UserError) as refusal:
        desk.imports.take("visits", path)
    assert refusal.value.code == "already_imported"
    longer = book(tmp_path / "b.xlsx", [*rows[:3], line(people[2])])
    again = dry(desk, longer)
    assert (again.imported_rows, again.held_rows) == (1, 3)
    assert {code for _, code, _ in found(again)} == {"visit_known", "row_duplicate"}


def test_rows_that_waited_come_back_mended(desk: Desk, people: list[Home], tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [line(people[0]), line(people[1], 日期="2-30")])
    errors = tmp_path / "待改.xlsx"
    desk.imports.take("visits", path, errors=errors)
    rows = cells(errors)
    head = next(row for row in rows if "日期" in row)
    assert "错误原因" in head
    row = next(row for row in rows if "2-30" in row)
    row[head.index("日期")] = "2026-02-28"
    mended = write_book(tmp_path / "mended.xlsx", rows)
    report = desk.imports.take("visits", mended)
    assert report.mended
    assert (report.imported_rows, report.held_rows) == (1, 0)
    assert {one.visited_on for one in written(desk)} == {date(2026, 3, 5), date(2026, 2, 28)}


def test_a_corrected_mapping_is_remembered(desk: Desk, people: list[Home], tmp_path: Path) -> None:
    head = ["啥时候" if one == "日期" else one for one in HEAD]
    path = book(tmp_path / "a.xlsx", [line(people[0])], head=head)
    assert desk.imports.look("visits", path).missing == (("visited_on",),)
    desk.imports.take("visits", path, mapping={"啥时候": "日期"})
    again = book(tmp_path / "b.xlsx", [line(people[1])], head=head)
    assert desk.imports.take("visits", again).mapping_remembered
    assert len(written(desk)) == 2


def test_an_import_is_taken_back_as_one_unless_something_stands_on_it(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    rows = [
        line(people[0], 资金需求="有", 未贷原因=None),
        line(people[1], 宣传方式="公示牌", **AT_PLACE),
    ]
    run = desk.imports.take("visits", book(tmp_path / "a.xlsx", rows)).run
    need = written(desk)[0].visit_no
    end = NeedEndEntry(outcome="not_now", ended_on=desk.today(), reason="later")
    ids = desk.funding.end(need, end)
    with pytest.raises(UserError) as refusal:
        desk.imports.undo(run, reason="导错了")
    assert refusal.value.code == "import_stood_on_work"
    assert need in str(refusal.value.params["names"])
    desk.funding.undo(ids)
    added = desk.evidence.attach_files(need, [photo(tmp_path)])
    with pytest.raises(UserError) as refusal:
        desk.imports.undo(run, reason="导错了")
    assert need in str(refusal.value.params["names"])
    desk.evidence.turn(added.ids, back=False)
    desk.visits.correct(need, {"note": "改"}, "写漏了")
    with pytest.raises(UserError) as refusal:
        desk.imports.undo(run, reason="导错了")
    assert refusal.value.code == "import_stood_on_work"


def test_after_taking_back_nothing_is_left_and_the_file_goes_in_again(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    rows = [line(people[0]), line(people[1], 宣传方式="公示牌", **AT_PLACE)]
    path = book(tmp_path / "a.xlsx", rows)
    before = logical(desk.session.store)
    run = desk.imports.take("visits", path).run
    assert logical(desk.session.store) != before
    desk.imports.undo(run, reason="导错了")
    assert logical(desk.session.store) == before
    assert check(desk.session.store).ok
    assert desk.imports.take("visits", path).imported_rows == 2


def test_an_old_need_that_was_asked_about_again_does_not_wait(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    need = {"资金需求": "有", "未贷原因": None}
    rows = [
        line(people[0], **need),
        line(people[0], 日期=date(2026, 5, 5)),
        line(people[1], **need),
    ]
    desk.imports.take("visits", book(tmp_path / "a.xlsx", rows))
    waiting = desk.funding.open_needs()
    assert [one.household_no for one in waiting] == [people[1].number]
    assert funding.count(desk.session.store, Wanted()) == 2


def test_without_a_roster_nothing_is_taken(tmp_path: Path) -> None:
    with opened(tmp_path / "empty.db", Clock()) as desk:
        who = Home("1", "后会村", "1", "王小明")
        with pytest.raises(UserError) as refusal:
            desk.imports.take("visits", book(tmp_path / "a.xlsx", [line(who)]))
        assert refusal.value.code in {"import_roster_first", "import_nothing"}


def test_the_year_of_a_title_counts_only_where_there_is_one(
    desk: Desk, people: list[Home], tmp_path: Path
) -> None:
    path = write_book(tmp_path / "a.xlsx", [["台账"], HEAD, line(people[0], 日期="3月5日")])
    assert found(dry(desk, path)) == [(3, "date_invalid", "")]
    two = write_book(tmp_path / "b.xlsx", [["2024、2025年"], HEAD, line(people[0], 日期="3月5日")])
    assert found(dry(desk, two)) == [(3, "date_invalid", "")]
    assert TITLE.count("2026") == 1


@pytest.mark.parametrize(
    ("one", "two", "near"),
    [
        ("王小明", "王小民", True),
        ("王小明", "王明", True),
        ("王明", "王红", False),
        ("王小明", "李大红", False),
        ("王小明", "王小明", False),
        ("王", "王小", False),
    ],
)
def test_names_are_alike_that_differ_by_one_character(one: str, two: str, near: bool) -> None:
    assert alike(one, two) is near
