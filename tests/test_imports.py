"""Taking in lists: mended rows join the list in force; parts, old and future lists do not pass."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import load_workbook
from xlsxwriter import Workbook

from desktop.errors import UserError
from desktop.services.desk import Desk
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
TITLE_ROWS = 2


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
