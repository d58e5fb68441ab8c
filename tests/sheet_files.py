"""Sheets of other offices for the tests: the stored samples, and small ones made on the spot."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import load_workbook
from xlsxwriter import Workbook

from desktop.rules import phones
from desktop.sheets.columns import load
from desktop.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.sheets.report import Problem, Report

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "sheets"
SYNONYMS = load(
    {path.name: path.read_bytes() for path in (ROOT / "resources/sheets").glob("*.toml")},
    partial(phones.dialled, service=True, extension=words().all("phone_sign", "extension")),
)

ROSTER_HEAD = ["乡镇", "行政村", "户编号", "姓名", "证件号码", "人数", "与户主关系", "联系电话"]
GOOD_ID, OTHER_ID = "149999198111271193", "149999198612184741"


def person(**changes: object) -> list[object]:
    """A row of a roster under `ROSTER_HEAD`, right but for the changes."""
    usual: dict[str, object] = {
        "乡镇": "三交镇", "行政村": "后会村", "户编号": "14112410000008", "姓名": "秦占平",
        "证件号码": GOOD_ID, "人数": "1", "与户主关系": "户主", "联系电话": "15484753584",
    }  # fmt: skip
    return list((usual | changes).values())


def write_book(path: Path, rows: Sequence[Sequence[object]], **options: object) -> Path:
    """A workbook with one sheet; None leaves a cell blank, dates get a date format."""
    book = Workbook(str(path), dict(options))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, date | datetime):
                sheet.write_datetime(r, c, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(r, c, value)
            elif value is not None:
                sheet.write_string(r, c, str(value))
    book.close()
    return path


def cells(path: Path | str, sheet: int = 0) -> list[list[object]]:
    """All cells of a sheet as calamine gives them."""
    return load_workbook(path).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


def only(report: Report) -> Problem:
    (problem,) = report.problems
    return problem
