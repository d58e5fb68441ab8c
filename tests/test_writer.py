"""Lists and error files as they leave: typed, stamped, harmless, whole or not at all."""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.errors import Stopped, UserError
from desktop.sheets.reader import read
from desktop.sheets.writer import Column, Stamp, write_errors, write_list
from tests.sheet_files import DATA, ROSTER_HEAD, SYNONYMS, cells, codes, person, write_book

COLUMNS = [
    Column(field="id_number", header="证件号码", kind="text", width=20),
    Column(field="on", header="日期", kind="day", width=12),
    Column(field="amount_fen", header="金额（元）", kind="money", width=14),
    Column(field="rate_ppm", header="年利率(%)", kind="rate", width=10),
    Column(field="count", header="户数", kind="int", width=8),
]
STAMP = Stamp("王经理", datetime(2026, 11, 20, 15, 30, tzinfo=UTC), "三交镇 2026年")
ROW = {
    "id_number": "149999198111271193", "on": date(2026, 9, 20), "amount_fen": 12345678901,
    "rate_ppm": 34500, "count": 7,
}  # fmt: skip


def test_values_keep_their_types_and_the_file_says_who_when_and_what(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert write_list(out, "台账", COLUMNS, [ROW, {"id_number": "1"}], STAMP) == 2
    found = cells(out)
    assert found[0][0] == "台账"
    assert found[1][0] == "王经理    2026-11-20 15:30    三交镇 2026年"
    assert found[2] == [column.header for column in COLUMNS]
    assert found[3] == ["149999198111271193", date(2026, 9, 20), 123456789.01, 3.45, 7.0]
    assert found[4] == ["1", "", "", "", ""]


def test_the_header_is_frozen_below_title_and_stamp(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    write_list(out, "台账", COLUMNS, [ROW], STAMP)
    with zipfile.ZipFile(out) as book:
        assert b'ySplit="3"' in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_text_that_begins_like_a_formula_is_made_harmless(tmp_path: Path, start: str) -> None:
    out = tmp_path / "list.xlsx"
    column = Column(field="note", header=start + "H", kind="text", width=12)
    write_list(out, start + "T", [column], [{"note": f"{start}cmd|'/C calc'!A0"}], None)
    with zipfile.ZipFile(out) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert all(str(row[0]).startswith("'") for row in cells(out))


def test_a_list_goes_into_a_buffer_too() -> None:
    buffer = io.BytesIO()
    assert write_list(buffer, "", COLUMNS, [ROW], None) == 1
    assert buffer.getvalue().startswith(b"PK")


class _Text(str):
    __slots__ = ()


class _Whole(int):
    pass


class _Day(date):
    pass


class _Moment(datetime):
    pass


def _slowly(value: object) -> object:
    """The same value of a type that only goes cell by cell."""
    if isinstance(value, str):
        return _Text(value)
    if isinstance(value, datetime):
        return _Moment.fromisoformat(value.isoformat())
    if isinstance(value, date):
        return _Day.fromisoformat(value.isoformat())
    return _Whole(value) if type(value) is int else value


def test_rows_written_whole_have_the_bytes_of_rows_written_cell_by_cell(tmp_path: Path) -> None:
    said = [
        "三交镇", "7", "a & b <c>", 'ein "Wort"', " vorn", "hinten\u3000", "a\nb", "_x0041_", "=1",
        "-5", "\uff1d", "\x07", "\ufffe", "<r>x</r>", "\U00020000", "长" * 17000, "", None, 12, -12,
        True, date(1900, 2, 28), date(2026, 9, 20), STAMP.when, Decimal("1.5"),
    ]  # fmt: skip
    numbers = [
        0,
        1,
        -1,
        99,
        12345678901,
        -270,
        10**15 + 1,
        1 << 62,
        34567,
        None,
        "",
        True,
        "x",
        2.5,
    ]
    kinds = ("text", "day", "moment", "money", "rate", "int")
    columns = [Column(field=kind, header=kind, kind=kind) for kind in kinds]
    rows = [dict.fromkeys(kinds, one) for one in [*numbers, *said, None]]
    rows += [{"text": one, "money": 5} for one in said]
    slow = [{name: _slowly(value) for name, value in row.items()} for row in rows]
    sheets = []
    for name, given in (("whole", rows), ("cells", slow), ("turns", rows[:9] + slow[9:])):
        assert write_list(tmp_path / name, "", columns, given, None) == len(rows)
        with zipfile.ZipFile(tmp_path / name) as book:
            sheets.append((book.read("xl/worksheets/sheet1.xml"), book.read("xl/styles.xml")))
    assert sheets[0] == sheets[1] == sheets[2]


def test_an_empty_list_still_has_its_header(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    assert write_list(out, "", COLUMNS, [], None) == 0
    assert cells(out) == [[column.header for column in COLUMNS]]


def test_text_longer_than_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    write_list(out, "", COLUMNS[:1], [{"id_number": "长" * 40000}], None)
    assert cells(out)[1] == ["长" * 32767]


def test_a_job_that_is_stopped_leaves_the_former_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.write_bytes(b"former")

    def rows() -> Iterator[dict[str, object]]:
        yield ROW
        raise Stopped

    with pytest.raises(Stopped):
        write_list(out, "", COLUMNS, rows(), None)
    assert out.read_bytes() == b"former"
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refusal:
        write_list(tmp_path / "gone" / "list.xlsx", "", COLUMNS, [ROW], None)
    assert refusal.value.code == "folder_missing"
    assert refusal.value.params["folder"] == str(tmp_path / "gone")


def test_a_place_that_cannot_be_replaced_is_in_use(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    out.mkdir()
    with pytest.raises(UserError, match="file_in_use"):
        write_list(out, "", COLUMNS, [ROW], None)
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, object]]:
        yield ROW
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(UserError, match="disk_full"):
        write_list(tmp_path / "list.xlsx", "", COLUMNS, rows(), None)
    assert not list(tmp_path.iterdir())


def test_another_fault_of_the_system_is_no_message_for_the_officer(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, object]]:
        yield ROW
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        write_list(tmp_path / "list.xlsx", "", COLUMNS, rows(), None)


# the error file ---------------------------------------------------------------------------------
def test_the_error_file_keeps_the_original_columns_and_says_why(tmp_path: Path) -> None:
    report = read(DATA / "messy" / "roster.xlsx", "roster", SYNONYMS)
    out = tmp_path / "errors.xlsx"
    assert write_errors(out, report) == report.held_rows == 18
    found = cells(out)
    assert found[0] == [*(column.header for column in report.columns), "错误原因"]
    assert len(found) == 19
    reasons = [str(row[-1]) for row in found[1:]]
    assert all("：" in reason for reason in reasons)
    assert any("后几位已丢失" in reason for reason in reasons)


def test_an_error_file_that_nobody_mended_comes_back_with_the_same_rows_waiting(
    tmp_path: Path,
) -> None:
    first = read(DATA / "messy" / "roster.xlsx", "roster", SYNONYMS)
    write_errors(tmp_path / "errors.xlsx", first)
    again = read(tmp_path / "errors.xlsx", "roster", SYNONYMS)
    kinds = set(first.problem_counts["held"]) - {"row_duplicate"}  # its twin is not in this file
    assert kinds <= set(again.problem_counts["held"])
    assert again.rows == first.held_rows
    assert again.held_rows == first.held_rows - first.problem_counts["held"]["row_duplicate"]


def test_an_error_file_goes_in_once_it_is_mended(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [ROSTER_HEAD, person(证件号码="14999919811127119")])
    report = read(path, "roster", SYNONYMS)
    write_errors(tmp_path / "errors.xlsx", report)
    rows = cells(tmp_path / "errors.xlsx")
    rows[1][4] = "149999198111271193"
    mended = read(write_book(tmp_path / "mended.xlsx", rows), "roster", SYNONYMS)
    assert mended.held_rows == 0
    assert codes(mended) == []
    write_errors(tmp_path / "twice.xlsx", read(path, "roster", SYNONYMS))
    assert cells(tmp_path / "twice.xlsx")[0].count("错误原因") == 1


def test_lost_digits_stay_a_number_and_formulas_stay_text_in_the_error_file(tmp_path: Path) -> None:
    rows = [
        ROSTER_HEAD,
        person(证件号码=149999198111271193),
        person(姓名='=HYPERLINK("http://example.invalid")', 户编号="2"),
        person(),
    ]
    report = read(write_book(tmp_path / "a.xlsx", rows), "roster", SYNONYMS)
    write_errors(tmp_path / "errors.xlsx", report)
    found = cells(tmp_path / "errors.xlsx")
    assert isinstance(found[1][4], float)
    assert str(found[2][3]).startswith("'=")
    again = read(tmp_path / "errors.xlsx", "roster", SYNONYMS)
    assert again.problem_counts["held"] == {"formula_text": 1, "number_precision_lost": 1}


def test_columns_that_nobody_needs_come_back_too(tmp_path: Path) -> None:
    rows = [
        [*ROSTER_HEAD, "包户干部", "", "登记"],
        [*person(姓名=None), "李", None, date(2026, 9, 1)],
    ]
    report = read(write_book(tmp_path / "a.xlsx", [*rows, person()]), "roster", SYNONYMS)
    write_errors(tmp_path / "errors.xlsx", report)
    found = cells(tmp_path / "errors.xlsx")
    assert found[0][-3:] == ["包户干部", "登记", "错误原因"]
    assert found[1][-3:-1] == ["李", date(2026, 9, 1)]
