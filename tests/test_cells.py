"""What Excel and people did to a cell: understood where it is certain, named where it is not."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sheets.amounts import Count, Money, Rate, percent_text, yuan_text
from desktop.sheets.cells import Name, Place, Product, Setting, Text, Understood, Word, plain
from desktop.sheets.columns import FieldSpec, Matched
from desktop.sheets.days import Day
from desktop.sheets.identifiers import Code, Id, Phone, check_digit
from desktop.sheets.tables import Table, read_cells
from desktop.sheets.whole_columns import quick_of
from tests.sheet_files import GOOD_ID, SYNONYMS

GOOD_X = "14999919850717754X"
QUICK_CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from([GOOD_ID, "", "15484753584", "1411", "王小明", "1411\n1411", "王\n小明"]),
)
Told = tuple[object, list[str]]


def wide(text: str) -> str:
    """The same in full-width characters."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def setting(kind: str = "text", **more: Any) -> Setting:
    around = {name: more.pop(name) for name in ("unit", "day", "starts_1904") if name in more}
    spec = FieldSpec(name="x", kind=kind, headers=(), **more)
    return Setting(words=SYNONYMS.words, spec=spec, **around)


def told(convert: Any, raw: object) -> Told:
    value, issues = convert(raw)
    return value, [issue.code for issue in issues or ()]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (None, None), ("", None), ("a ", "a "), (4.0, "4"), (4.25, "4.25"), (1e-7, "0.0000001"),
        (149999195305208123.0, "149999195305208000"), (date(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, 8, 30), "2026-09-01"), (True, "True"),  # noqa: DTZ001 - as in a cell
    ],
)  # fmt: skip
def test_a_cell_is_shown_as_excel_shows_it(raw: object, shown: str | None) -> None:
    assert plain(raw) == shown


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        (GOOD_ID, GOOD_ID, []),
        (wide("149999198111271193"), GOOD_ID, ["fullwidth_normalised"]),
        ("149999 19811127 1193", GOOD_ID, ["whitespace_removed"]),
        (GOOD_ID + "\n", GOOD_ID, ["whitespace_removed"]),
        ("\u200b" + GOOD_ID, GOOD_ID, ["zero_width_removed"]),
        ("'" + GOOD_ID, GOOD_ID, ["apostrophe_removed"]),
        ("14999919850717754x", "14999919850717754X", ["id_x_uppercased"]),
        (GOOD_X[:16] + wide("4x"), GOOD_X, ["fullwidth_normalised", "id_x_uppercased"]),
        (GOOD_ID + "41", GOOD_ID + "41", []),
        (149999198111271193.0, None, ["number_precision_lost"]),
        ("1.49999E+17", None, ["number_precision_lost"]),
        (GOOD_ID[:-1], None, ["id_length_invalid"]),
        (12345.0, None, ["id_length_invalid"]),
        (GOOD_ID[:-1] + "4", GOOD_ID[:-1] + "4", ["id_checkdigit_invalid"]),
        ("", None, []), ("  ", None, []), ("无", None, []),
        ("=1+1", None, ["formula_text"]),
    ],
)  # fmt: skip
def test_an_id_number_is_mended_named_or_waits(
    raw: object, value: object, codes: list[str]
) -> None:
    assert told(Id(setting("id")), raw) == (value, codes)


def made_id(birth: str) -> str:
    return (body := f"149999{birth}123") + check_digit(body)


def test_a_birth_day_that_is_none_and_a_person_older_than_120_are_flagged() -> None:
    convert = Id(setting("id", day=date(2026, 9, 30)))
    for birth, code in (("20181337", "id_birth_date_invalid"), ("18930923", "age_over_120")):
        assert told(convert, made_id(birth)) == (made_id(birth), [code])
    assert told(convert, made_id("19061001")) == (made_id("19061001"), [])


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        ("14112410000008", "14112410000008", []),
        (14112410000008.0, "14112410000008", []),
        ("NS2026借字第00001号", "NS2026借字第00001号", []),
        ("14112410000008.0", "14112410000008", []),
        (1411242026051000001.0, None, ["number_precision_lost"]),
        ("1.41124E+18", None, ["number_precision_lost"]),
        (wide("1411"), "1411", ["fullwidth_normalised"]),
        ("—", None, ["blank_mark_normalised"]), ("", None, []), ("@x", None, ["formula_text"]),
    ],
)  # fmt: skip
def test_a_code_keeps_every_digit_or_waits(raw: object, value: object, codes: list[str]) -> None:
    assert told(Code(setting("code")), raw) == (value, codes)


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        ("15484753584", "15484753584", []), ("0358-0123456", "0358-0123456", []),
        ("15484753584.0", "15484753584", ["phone_normalised"]),
        (15484753584.0, "15484753584", ["phone_normalised"]),
        ("154-8475-3584", "15484753584", ["phone_normalised"]),
        ("+86 15484753584", "15484753584", ["phone_normalised"]),
        ("0086-15484753584", "15484753584", ["phone_normalised"]),
        ("8615484753584", "15484753584", ["phone_normalised"]),
        ("(0358)0123456", "0358-0123456", ["phone_normalised"]),
        ("154 8475 3584", "15484753584", ["whitespace_removed"]),
        (wide("15484753584"), "15484753584", ["fullwidth_normalised"]),
        ("15484753584 0358-0123456", "15484753584、0358-0123456", ["phone_normalised"]),
        ("03580123456", "0358-0123456", ["phone_normalised"]), ("1380013", None, ["phone_invalid"]),
        ("0000000", None, ["phone_invalid"]),
        ("1548475358", None, ["phone_invalid"]), (3580123456.0, None, ["phone_invalid"]),
        ("/", None, ["blank_mark_normalised"]), ("", None, []), (" ", None, []),
        ("+cmd|' /C calc'!A0", None, ["formula_text"]),
    ],
)  # fmt: skip
def test_a_phone_is_what_can_be_dialled(raw: object, value: object, codes: list[str]) -> None:
    assert told(Phone(setting("phone")), raw) == (value, codes)


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        ("李㛃", "李㛃", []), ("𬱖〇", "𬱖〇", []), ("阿尔·木呷", "阿尔·木呷", []),
        ("薛\u3000强", "薛强", ["whitespace_removed"]),
        (" 王爱爱\xa0", "王爱爱", ["whitespace_removed"]),
        ("李\u200b旭东", "李旭东", ["zero_width_removed"]),
        ("海来●阿牛莫", "海来·阿牛莫", ["name_dot_normalised"]),
        ("长" * 201, "长" * 201, ["text_too_long"]),
        ("无", None, ["blank_mark_normalised"]), ("", None, []), (5.0, "5", []),
        ("'=1+1", None, ["formula_text"]),
    ],
)  # fmt: skip
def test_a_name_keeps_its_characters(raw: object, value: object, codes: list[str]) -> None:
    assert told(Name(setting("name")), raw) == (value, codes)


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        ("后会村", "后会村", []),
        ("后会村" + wide("1") + "组", "后会村1组", ["fullwidth_normalised"]),
        ("后 会村", "后会村", ["whitespace_removed"]), (3.0, "3", []), ("", None, []),
        ("村" * 201, "村" * 201, ["text_too_long"]),
    ],
)  # fmt: skip
def test_a_place_has_no_spaces(raw: object, value: object, codes: list[str]) -> None:
    assert told(Place(setting("place")), raw) == (value, codes)


def test_free_text_is_stripped_and_words_are_made_one() -> None:
    assert told(Text(setting()), " 养羊 ") == ("养羊", [])
    assert told(Text(setting()), "养\ufeff羊") == ("养羊", ["zero_width_removed"])
    assert told(Text(setting()), 2026.0) == ("2026", [])
    word = Word(setting("word", words="relation_to_head"))
    assert told(word, "本人") == ("户主", [])
    assert told(word, "户 主") == ("户主", [])
    assert told(word, "之外甥") == ("之外甥", [])
    assert told(word, "\u200b户主") == ("户主", ["zero_width_removed"])
    assert told(word, "/") == (None, ["blank_mark_normalised"])
    assert told(Word(setting("word", words="has_need")), "无") == ("否", [])
    assert told(word, None) == (None, [])


def test_a_product_is_its_code_or_none_of_ours() -> None:
    product = Product(setting("product"))
    assert told(product, "帮扶小额信贷") == ("BFXE", [])
    assert told(product, "脱贫人口小额贷款") == ("TPXE", ["product_name_normalised"])
    assert told(product, "惠农e贷") == (None, ["product_unknown"])
    assert told(product, "=1") == (None, ["formula_text"])
    assert told(product, "") == (None, [])


@pytest.mark.parametrize(
    ("raw", "value", "codes"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), []),
        (datetime(2026, 9, 1, 8, 30), date(2026, 9, 1), []),  # noqa: DTZ001 - as in a cell
        ("2026-09-01", date(2026, 9, 1), []),
        *((raw, date(2021, 6, 5), ["date_format_normalised"]) for raw in (
            "2021.6.5", "2021年6月5日", "2021/6/5", "20210605", "2021-06-05 00:00:00", "2021-6-5",
            44352.0, "44352", 20210605.0, wide("2021.6.5"), " 2021-06-05",
        )),
        ("2026-02-30", None, ["date_invalid"]), ("2026.13.1", None, ["date_invalid"]),
        ("2026年9月", None, ["date_invalid"]), (2026.0, None, ["date_invalid"]),
        ("0021-06-05", None, ["date_invalid"]), (time(8, 30), None, ["date_invalid"]),
        ("明天", None, ["date_invalid"]),
        ("—", None, ["blank_mark_normalised"]), ("", None, []), ("  ", None, []),
    ],
)  # fmt: skip
def test_a_day_comes_in_many_shapes(raw: object, value: object, codes: list[str]) -> None:
    assert told(Day(setting("date")), raw) == (value, codes)


def test_day_numbers_of_an_old_mac_count_from_1904() -> None:
    assert told(Day(setting("date", starts_1904=True)), 42890.0)[0] == date(2021, 6, 5)


@pytest.mark.parametrize(
    ("raw", "fen", "codes"),
    [
        (50000.0, 5000000, []), (0.29, 29, []), (18768.53, 1876853, []), (1.005, 101, []),
        ("5万", 5000000, ["amount_format_normalised"]),
        ("50,000.00", 5000000, ["amount_format_normalised"]),
        ("￥760.28", 76028, ["amount_format_normalised"]),
        ("158.44元", 15844, ["amount_format_normalised"]),
        ("人民币伍万", None, ["amount_invalid"]), ("见附件", None, ["amount_invalid"]),
        (-5.0, None, ["amount_invalid"]), ("-5", None, ["amount_invalid"]),
        (date(2026, 1, 1), None, ["amount_invalid"]),
        ("无", None, ["blank_mark_normalised"]), ("", None, []),
        ("=SUM(A1)", None, ["formula_text"]),
    ],
)  # fmt: skip
def test_an_amount_is_exact_to_the_fen(raw: object, fen: object, codes: list[str]) -> None:
    assert told(Money(setting("money")), raw) == (fen, codes)


def test_an_amount_that_cannot_be_in_the_unit_waits_with_the_likely_one() -> None:
    wan = Money(setting("money", whole=True, unit=10000))
    assert told(wan, 2.7) == (2700000, [])
    assert told(wan, "3") == (3000000, ["amount_format_normalised"])
    for raw in (30000.0, "30000"):
        value, issues = wan(raw)
        assert value is None
        assert issues is not None
        assert [(i.code, i.suggestion) for i in issues] == [("amount_unit_suspect", "30000")]
    _, issues = Money(setting("money", whole=True, suspect_below=100))(5.0)
    assert issues is not None
    assert issues[0].suggestion == "50000"


@pytest.mark.parametrize(
    ("raw", "ppm", "codes"),
    [
        (3.45, 34500, []), (0.0345, 34500, ["rate_format_normalised"]),
        ("3.45%", 34500, ["rate_format_normalised"]), ("3.45", 34500, ["rate_format_normalised"]),
        (wide("3.45%"), 34500, ["rate_format_normalised"]), (0.0, 0, []),
        (99.0, None, ["amount_invalid"]), ("三厘", None, ["amount_invalid"]),
        (True, None, ["amount_invalid"]), ("—", None, ["blank_mark_normalised"]), ("", None, []),
    ],
)  # fmt: skip
def test_a_rate_is_parts_per_million(raw: object, ppm: object, codes: list[str]) -> None:
    assert told(Rate(setting("rate")), raw) == (ppm, codes)


def test_a_count_is_whole() -> None:
    count = Count(setting("int"))
    assert told(count, 4.0) == (4, [])
    assert told(count, "4") == (4, [])
    assert told(count, " 4.0 ") == (4, [])
    assert told(count, 4.5) == (None, ["amount_invalid"])
    assert told(count, "四") == (None, ["amount_invalid"])
    assert told(count, "") == (None, [])


def test_amounts_and_rates_are_shown_as_truth_shows_them() -> None:
    assert yuan_text(5000000, whole=True) == "50000"
    assert yuan_text(5000050, whole=True) == "50000.50"
    assert yuan_text(26450) == "264.50"
    assert percent_text(42000) == "4.20"
    assert percent_text(34525) == "3.4525"


@given(st.integers(min_value=0, max_value=10**12))
def test_every_amount_of_fen_survives_a_number_cell(fen: int) -> None:
    assert Money(setting("money"))(fen / 100)[0] == fen


@given(st.dates(min_value=date(1931, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_survives_every_shape(day: date) -> None:
    convert = Day(setting("date"))
    serial = float((day - date(1899, 12, 30)).days)
    shapes = [
        day.isoformat(), f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", f"{day} 00:00:00", serial,
    ]  # fmt: skip
    assert {convert(shape)[0] for shape in shapes} == {day}


@given(st.lists(QUICK_CELLS))
def test_the_quick_way_says_what_the_careful_way_says(cells: list[str]) -> None:
    careful = {"id": Id, "name": Name, "code": Code, "phone": Phone}
    for kind, convert in careful.items():
        quick = quick_of(setting(kind))
        assert quick is not None
        values = quick(cells)
        understood = Understood(convert(setting(kind)))
        assert list(values) == [understood[cell] for cell in cells[: len(values)]]
        assert not understood.noted


def test_the_quick_way_takes_right_cells_and_leaves_wrong_ones() -> None:
    ids = quick_of(setting("id", day=date(2026, 9, 30)))
    assert ids is not None
    assert ids([GOOD_ID, GOOD_ID + "41"]) == [GOOD_ID, GOOD_ID + "41"]
    assert ids([GOOD_X, GOOD_ID]) == [GOOD_X, GOOD_ID]
    others = [GOOD_X[:16] + sign + "X" for sign in "0123456789" if sign != GOOD_X[16]]
    assert [ids([other]) for other in others] == [[]] * 9  # each makes the X wrong
    wrong = (GOOD_ID[:-1] + "4", made_id("18930923"), made_id("19810229"), 5.0, "", "x")
    assert [list(ids([GOOD_ID, cell, GOOD_ID])) for cell in wrong] == [[GOOD_ID]] * len(wrong)
    assert [list(ids([cell])) for cell in wrong] == [[]] * len(wrong)
    yuan = quick_of(setting("money"))
    assert yuan is not None
    assert yuan([0.29, 18768.53]) == [29, 1876853]
    assert [yuan([0.29, cell, 0.3]) for cell in (0.295, -1.0, "1", True, 1e16)] == [[29]] * 5
    assert quick_of(setting("money", unit=10000)) is None
    assert quick_of(setting("word")) is None


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("code", "141124\n10000000"), ("name", "王\n小明"), ("phone", "15484753584\n15484753585")],
)
def test_a_cell_of_several_lines_is_never_taken_as_it_stands(kind: str, cell: str) -> None:
    quick = quick_of(setting(kind))
    assert quick is not None
    assert list(quick([cell])) == []


MIXED = st.sampled_from([True, False, 1.0, 0.0, 1, 0, 2.5, "1", "x", "", date(2026, 9, 1)])


@given(
    st.sampled_from(["product_sum", "days", "rate", "loan_no", "name", "settled_on", "bank"]),
    st.lists(MIXED, min_size=1, max_size=20),
)
def test_a_cell_is_read_as_if_it_stood_alone_in_its_column(name: str, cells: list[object]) -> None:
    whole = column_of(name, cells)
    for index, cell in enumerate(cells):
        assert [whole[index]] == column_of(name, [cell])


def column_of(name: str, cells: list[object]) -> list[tuple[object, str | None, list[str]]]:
    """What is read from a column: value, original and what is said of every cell."""
    kind = SYNONYMS.kinds["interest"]
    matched = Matched(row=0, group_row=None, headers={0: name}, fields={0: name})
    sheet = Table(
        kind=kind, words=SYNONYMS.words, matched=matched, height=len(cells) + 1, at={name: 0},
        units={}, values={name: []}, rows=list(range(2, len(cells) + 2)),
    )  # fmt: skip
    rows = iter([[name], *([cell] for cell in cells)])
    read_cells(sheet, rows, day=None, starts_1904=False, progress=None)
    said: dict[int, list[str]] = {row: [] for row in sheet.rows}
    for _, row, issues in sheet.noted:
        said[row] += [issue.code for issue in issues if not issue.weak]
    return [
        (value, sheet.original(record, name), said[record + 2])
        for record, value in enumerate(sheet.values[name])
    ]
