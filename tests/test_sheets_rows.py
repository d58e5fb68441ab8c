"""Rows, runs of blank cells and households, on small sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xlsxwriter import Workbook

from desktop.errors import UserError
from desktop.sheets.reader import read
from desktop.sheets.report import Known
from tests.sheet_files import (
    OTHER_ID,
    ROSTER_HEAD,
    SYNONYMS,
    codes,
    only,
    person,
    write_book,
)

if TYPE_CHECKING:
    from desktop.sheets.report import Report

TOWNS = {"三交镇": "141124105", "安家庄乡": "141124209"}


def roster(tmp_path: Path, *rows: list[object], known: Known | None = None) -> Report:
    return read(
        write_book(tmp_path / "r.xlsx", [ROSTER_HEAD, *rows]), "roster", SYNONYMS, known=known
    )


def second(**changes: object) -> list[object]:
    return person(**({"姓名": "曹翠平", "证件号码": OTHER_ID, "与户主关系": "配偶"} | changes))


@pytest.mark.parametrize(
    ("row", "kind", "text"),
    [
        (["合 计", None, None, None, None, 3], "total", "合 计"),
        (["三交镇小计"], "total", "三交镇小计"),
        ([None, "总计：300户"], "total", "总计：300户"),
        (["制表人：", None, None, "审核人："], "note", "制表人： 审核人："),
        (["注：本表一式两份"], "note", "注：本表一式两份"),
        (["以下空白"], "note", "以下空白"),
        ([None], "empty", ""),
        ([" ", "\u3000"], "empty", ""),
        (ROSTER_HEAD, "repeated_header", ""),
        ([None, None, None, "姓名", "证件号码"], "repeated_header", ""),
    ],
)
def test_a_row_that_is_no_record_has_a_name(
    tmp_path: Path, row: list[object], kind: str, text: str
) -> None:
    report = roster(tmp_path, person(人数="2"), row, second(人数="2"))
    if kind == "empty":
        assert [n.kind for n in report.named_rows] == ["header", "empty"]
    named = report.named_rows[-1]
    assert (named.row, named.kind, named.text) == (3, kind, text)
    assert [record.row for record in report.imported] == [2, 4]


def test_a_row_with_a_number_only_is_a_record_that_waits(tmp_path: Path) -> None:
    report = roster(tmp_path, person(), [None, None, None, None, OTHER_ID])
    assert report.held_rows == 1
    assert report.problem_counts["held"] == {"household_no_missing": 1, "name_missing": 1}


def test_numbered_rows_without_content_are_empty(tmp_path: Path) -> None:
    rows = [["序号", *ROSTER_HEAD], [1, *person()], [2], [3]]
    report = read(write_book(tmp_path / "a.xlsx", rows), "roster", SYNONYMS)
    assert [named.kind for named in report.named_rows] == ["header", "empty", "empty"]


def test_a_header_with_nothing_but_named_rows_below_has_no_data(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no_data_rows"):
        roster(tmp_path, ["合计"], [None], ["注：无"])


def test_places_continue_downwards_until_a_row_that_is_no_record(tmp_path: Path) -> None:
    report = roster(
        tmp_path,
        person(人数="2"),
        second(乡镇=None, 行政村=None, 人数="2"),
        ["小计"],
        person(户编号="2", 证件号码="14999919850717754X", 乡镇=None),
    )
    assert [r.values["township"] for r in report.imported] == ["三交镇", "三交镇", None]
    assert [(r.field, r.first_row, r.last_row, r.merged) for r in report.filled_down] == [
        ("township", 2, 3, False),
        ("admin_village", 2, 3, False),
    ]


def test_other_columns_do_not_continue(tmp_path: Path) -> None:
    report = roster(tmp_path, person(人数="2"), second(户编号=None))
    assert report.problem_counts["held"] == {"household_no_missing": 1}


def merged_roster(tmp_path: Path, *ranges: tuple[int, int, int]) -> Report:
    """Three people of one household; each range (column, first row, last row) is merged."""
    book = Workbook(str(tmp_path / "m.xlsx"))
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    others = [("曹翠平", OTHER_ID, "配偶"), ("秦斌", "149999195803026937", "之父")]
    rows = [
        person(人数="3"),
        *(person(姓名=a, 证件号码=b, 与户主关系=c, 人数="3") for a, b, c in others),
    ]
    for r, row in enumerate([ROSTER_HEAD, *rows], 1):
        for c, value in enumerate(row, 1):
            sheet.write_string(r, c, str(value))
    for column, first, last in ranges:
        sheet.merge_range(first, column, last, column, str(rows[0][column - 1]), text)
    book.close()
    return read(tmp_path / "m.xlsx", "roster", SYNONYMS)


def test_a_merged_cell_holds_for_all_its_rows_in_any_column(tmp_path: Path) -> None:
    report = merged_roster(tmp_path, (3, 2, 4), (8, 2, 3))
    assert codes(report) == []
    assert [r.values["household_no"] for r in report.imported] == ["14112410000008"] * 3
    assert [(r.field, r.first_row, r.last_row, r.merged) for r in report.filled_down] == [
        ("household_no", 3, 5, True),
        ("household_phone", 3, 4, True),
    ]


def test_a_sheet_may_begin_anywhere(tmp_path: Path) -> None:
    report = merged_roster(tmp_path)
    assert report.header_row == 2
    assert [column.letter for column in report.columns] == list("BCDEFGHI")
    assert [named.kind for named in report.named_rows] == ["empty", "header"]


def test_the_same_person_in_three_households_is_flagged_on_every_row(tmp_path: Path) -> None:
    report = roster(tmp_path, *(person(户编号=str(number)) for number in (1, 2, 3)))
    assert [(p.row, p.related_rows) for p in report.problems] == [
        (2, (3, 4)),
        (3, (2, 4)),
        (4, (2, 3)),
    ]
    assert {p.code for p in report.problems} == {"id_duplicate_in_roster"}
    assert len(report.duplicates) == 1


def test_of_identical_rows_the_first_goes_in(tmp_path: Path) -> None:
    report = roster(tmp_path, person(), person(), person())
    assert [(p.row, p.code, p.related_rows) for p in report.problems] == [
        (3, "row_duplicate", (2,)),
        (4, "row_duplicate", (2,)),
    ]
    assert report.imported_rows == 1


def test_a_roster_without_some_columns_is_read_without_their_checks(tmp_path: Path) -> None:
    rows = [ROSTER_HEAD[:5], person()[:5]]
    report = read(write_book(tmp_path / "a.xlsx", rows), "roster", SYNONYMS)
    assert codes(report) == []
    assert report.villages[0].village == "后会村"


def test_a_township_by_its_short_name_is_put_right_in_any_file(tmp_path: Path) -> None:
    report = roster(tmp_path, person(乡镇="三交"), known=Known(townships=TOWNS))
    assert only(report).code == "township_name_normalised"
    assert report.imported[0].values["township"] == "三交镇"


# sheets ------------------------------------------------------------------------------------------
def test_every_code_has_a_sentence() -> None:
    from desktop.texts.sheets import PROBLEMS, SUGGESTIONS

    said = {issue for issue in _codes_in_sources() if "_" in issue}
    assert said <= PROBLEMS.keys()
    assert SUGGESTIONS.keys() <= PROBLEMS.keys()
    assert all(sentence.endswith("。") for sentence in PROBLEMS.values())


def _codes_in_sources() -> set[str]:
    import re

    root = Path(__file__).resolve().parent.parent
    found: set[str] = set()
    for path in (root / "desktop" / "sheets").glob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'Issue\(\s*"(\w+)"', text))
        found |= set(re.findall(r'report\(\s*[^,]+,\s*[^,]+,\s*"(\w+)"', text))
        found |= set(re.findall(r'codes\.append\("(\w+)"', text))
    for path in (root / "resources" / "sheets").glob("*.toml"):
        found |= set(re.findall(r'missing = "(\w+)"', path.read_text("utf-8")))
    assert len(found) > 40
    return found


def test_wrong_cells_anywhere_in_a_long_column_are_named_by_their_rows(tmp_path: Path) -> None:
    wrong = {2, 3, 128, 129, 130, *range(140, 171), 200, 300, 301}
    rows = [
        person(
            户编号=f"141124{row:08d}",
            证件号码="",
            联系电话="无线" if row in wrong else f"154{row:08d}",
        )
        for row in range(2, 302)
    ]
    report = roster(tmp_path, *rows)
    odd = [one for one in report.problems if one.code == "phone_invalid"]
    assert {(one.row, one.original) for one in odd} == {(row, "无线") for row in wrong}
    assert len(odd) == len(wrong)
    found = {
        record.row: record.get("household_phone") for record in [*report.imported, *report.held]
    }
    assert found == {row: None if row in wrong else f"154{row:08d}" for row in range(2, 302)}
