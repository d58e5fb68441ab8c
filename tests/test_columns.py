"""Headers are found by name and synonym, wherever they stand and however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.sheets.columns import find_header, letter, match, normal
from desktop.sheets.reader import read
from tests.sheet_files import ROSTER_HEAD, SYNONYMS, person, write_book

KINDS = ("roster", "assignment", "loans", "interest", "payments", "visits", "balance_changes")


@pytest.mark.parametrize("kind", KINDS)
def test_no_header_word_means_two_fields(kind: str) -> None:
    seen: dict[str, str] = {}
    for name, spec in SYNONYMS.kinds[kind].fields.items():
        for header in spec.headers:
            assert seen.setdefault(normal(header), name) == name
    assert set(SYNONYMS.kinds) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_keys_and_required_fields_exist(kind: str) -> None:
    spec = SYNONYMS.kinds[kind]
    for name in (*spec.keys, *(name for group in spec.required for name in group)):
        assert name in spec.fields


@pytest.mark.parametrize(
    "header",
    [
        "证件号码",
        "身份证号",
        " 证件 号码 ",
        "证件\n号码",
        "*证件号码",
        "证件号码（18位）",
        "证件号码：",
    ],
)
def test_a_header_is_known_however_it_is_written(header: str) -> None:
    assert match(SYNONYMS.kinds["roster"], {3: header}) == {3: "id_number"}


def test_of_two_columns_the_better_name_wins_and_the_other_is_dropped() -> None:
    kind = SYNONYMS.kinds["roster"]
    assert match(kind, {0: "身份证", 1: "证件号码"}) == {1: "id_number"}
    assert match(kind, {0: "姓名", 1: "姓名"}) == {0: "name"}


def test_a_person_corrects_the_mapping(tmp_path: Path) -> None:
    head = ["号码甲" if header == "证件号码" else header for header in ROSTER_HEAD]
    path = write_book(tmp_path / "a.xlsx", [head, person()])
    with pytest.raises(UserError, match="header_not_found"):
        read(path, "roster", SYNONYMS)
    report = read(path, "roster", SYNONYMS, mapping={"号码甲": "id_number", "联系电话": ""})
    assert report.imported[0].values["id_number"] == "149999198111271193"
    assert "household_phone" not in report.imported[0].values


def test_the_refusal_names_the_columns_that_it_wants(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [["日期", "带班领导"], ["10月1日", "甲"]])
    with pytest.raises(UserError) as refusal:
        read(path, "roster", SYNONYMS)
    assert refusal.value.params["columns"] == "姓名、证件号码、户编号"


def test_the_header_may_stand_below_titles_and_under_groups() -> None:
    kind = SYNONYMS.kinds["roster"]
    rows = [
        ["名单", "", "", ""], ["填报单位：某局", "", "单位：人", ""],
        ["户", "", "人", ""], ["户编号", "行政村", "姓名", "证件号码"], ["1", "村", "甲", "2"],
    ]  # fmt: skip
    found = find_header(kind, rows, [(0, 0, 0, 3), (2, 0, 2, 1), (2, 2, 2, 3)])
    assert found is not None
    assert (found.row, found.group_row) == (3, 2)
    assert found.fields == {0: "household_no", 1: "admin_village", 2: "name", 3: "id_number"}
    assert found.groups == {0: "户", 1: "户", 2: "人", 3: "人"}


def test_a_word_that_is_merged_downwards_stands_in_the_upper_row() -> None:
    kind = SYNONYMS.kinds["roster"]
    rows = [["户编号", "家庭成员", ""], ["", "姓名", "证件号码"], ["1", "甲", "2"]]
    found = find_header(kind, rows, [(0, 0, 1, 0), (0, 1, 0, 2)])
    assert found is not None
    assert found.headers == {0: "户编号", 1: "姓名", 2: "证件号码"}


def test_units_stand_in_the_header_or_in_the_group_above(tmp_path: Path) -> None:
    rows = [
        ["借据", "金额（万元）", "金额（万元）", "", "", ""],
        ["借据号", "贷款金额", "贷款余额（元）", "姓名", "放款日期", "到期日期"],
        ["1411001", 5, 40000, "秦占平", "2026-04-01", "2027-04-01"],
    ]
    report = read(write_book(tmp_path / "a.xlsx", rows), "loans", SYNONYMS)
    values = report.imported[0].values
    assert (values["principal_fen"], values["balance_fen"]) == (5000000, 4000000)
    assert [column.unit for column in report.columns] == ["", "万元", "", "", "", ""]


def test_letters_count_like_excel() -> None:
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
