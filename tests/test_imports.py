"""Taking in lists: mended rows join the list in force; parts, old and future lists do not pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import load_workbook
from xlsxwriter import Workbook

from desktop.errors import UserError
from desktop.services.desk import Desk
from tests.import_books import Clock, opened
from tests.sheet_files import GOOD_ID, OTHER_ID, ROSTER_HEAD, person, write_book
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
TITLE_ROWS = 2
NUMBER, VILLAGE, THIRD_ID = "14112410520101", "141124105201", "14999919900101123X"


def sheet(path: Path) -> list[list[object]]:
    return load_workbook(str(path)).get_sheet_by_index(0).to_python()


def write(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook(str(path))
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


def header(rows: list[list[object]]) -> int:
    return next(number for number, row in enumerate(rows) if "户编号" in row)


def test_a_part_of_the_list_is_refused_unless_it_is_said_to_be_whole(
    county_desk: Desk, made_up: County, tmp_path: Path
) -> None:
    rows = sheet(made_up.sample)
    at = header(rows)
    part = write(tmp_path / "part.xlsx", rows[: at + 6])
    before = county_desk.rosters.versions()
    with pytest.raises(UserError) as caught:
        county_desk.imports.take("roster", part)
    assert caught.value.code == "roster_shrunk"
    assert county_desk.rosters.versions() == before
    assert county_desk.imports.take("roster", part, whole=True).version


def test_mended_rows_are_added_to_the_list_in_force(
    county_desk: Desk, made_up: County, tmp_path: Path
) -> None:
    rows = sheet(made_up.sample)
    at = header(rows)
    households = len(county_desk.households.numbers())
    mended = [rows[at] + ["错误原因"], rows[at + 1] + ["姓名写错"]]
    name = rows[at].index("姓名")
    mended[1][name] = "改好名"
    report = county_desk.imports.take("roster", write(tmp_path / "mended.xlsx", mended))
    assert report.imported_rows == 1
    assert len(county_desk.households.numbers()) == households
    number = str(rows[at + 1][rows[at].index("户编号")])
    assert "改好名" in {one.name for one in county_desk.households.card(number).members}


def house(*held: int) -> list[list[object]]:
    """A household of three in a list without member numbers; the ID of the held rows is short."""
    people = [("秦占平", GOOD_ID, "户主"), ("秦二", OTHER_ID, "之子"), ("秦三", THIRD_ID, "之女")]
    rows = [
        [*person(户编号=NUMBER, 人数="3", 姓名=name, 证件号码=number, 与户主关系=relation), VILLAGE]
        for name, number, relation in people
    ]
    for at in held:
        rows[at][4] = str(rows[at][4])[:17]
    return [[*ROSTER_HEAD, "行政区划代码"], *rows]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "county.db", Clock()) as made:
        yield made


def test_a_mended_row_without_a_member_number_joins_its_household(
    bare: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "待改.xlsx"
    bare.imports.take("roster", write_book(tmp_path / "a.xlsx", house(0, 2)), errors=out)
    head, *waiting = sheet(out)
    assert [row[head.index("证件号码")] for row in waiting] == [GOOD_ID[:17], THIRD_ID[:17]]
    waiting[0][head.index("证件号码")] = GOOD_ID
    report = bare.imports.take("roster", write_book(tmp_path / "b.xlsx", [head, *waiting]))
    assert (report.imported_rows, report.held_rows) == (1, 1)
    assert {one.code for one in report.problems} == {"id_length_invalid"}  # not: one of three here
    assert report.changes == {"changed": 1}
    card = bare.households.card(NUMBER)
    assert {one.name for one in card.members} == {"秦占平", "秦二"}
    assert card.line.head_name == "秦占平"


def test_a_household_whose_head_waits_is_said_as_that_not_as_one_without_a_head(
    bare: Desk, tmp_path: Path
) -> None:
    def found() -> dict[str, int]:
        return bare.rosters.quality().counts

    bare.imports.take("roster", write_book(tmp_path / "a.xlsx", house(0, 2)))
    assert found() == {"head_held": 1, "member_held": 1}
    assert bare.households.card(NUMBER).line.head_name == "秦占平"  # the name is not what is wrong
    mended = [[*row, "改好"] for row in house(2)]
    mended[0][-1] = "错误原因"
    bare.imports.take("roster", write_book(tmp_path / "b.xlsx", [mended[0], mended[1]]))
    assert found() == {"member_held": 1}
    bare.imports.take("roster", write_book(tmp_path / "c.xlsx", house()))
    assert found() == {}
    headless = house()
    headless[1][6] = "之父"
    bare.imports.take("roster", write_book(tmp_path / "d.xlsx", headless[:3]))
    assert found() == {"no_head": 1, "member_count_differs": 1}


def test_a_mended_row_of_somebody_who_is_there_already_settles_nobody_who_waits(
    bare: Desk, tmp_path: Path
) -> None:
    bare.imports.take("roster", write_book(tmp_path / "a.xlsx", house(2)))
    head, _, there, absent = house()
    there[head.index("姓名")] = "秦贰"
    rows = [[*head, "错误原因"], [*there, "改好"]]
    bare.imports.take("roster", write_book(tmp_path / "b.xlsx", rows))
    assert bare.rosters.quality().counts == {"member_held": 1}
    rows[1] = [*absent, "改好"]
    bare.imports.take("roster", write_book(tmp_path / "c.xlsx", rows))
    assert bare.rosters.quality().counts == {}


@pytest.mark.parametrize(("days", "code"), [(-1, "roster_older"), (60, "as_of_future")])
def test_a_list_of_the_wrong_day_is_skipped_and_named(
    county_desk: Desk, made_up: County, days: int, code: str
) -> None:
    day = county_desk.rosters.versions()[0].as_of_date + timedelta(days=days)
    with pytest.raises(UserError) as caught:
        county_desk.imports.take("roster", made_up.sample, as_of=day)
    assert caught.value.code == code


def test_another_kind_of_table_is_not_taken_for_a_roster(
    county_desk: Desk, made_up: County
) -> None:
    for kind, code in (("assignment", "header_not_found"), ("visits", "header_not_found")):
        with pytest.raises(UserError) as caught:
            county_desk.imports.take(kind, made_up.sample)
        assert caught.value.code == code
