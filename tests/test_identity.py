"""Identity numbers and masks: nothing personal gets through."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import identity


def wide(digits: str) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


heads = st.builds(
    lambda born, tail: f"149999{born:%Y%m%d}{tail:03d}",
    st.dates(date(1900, 1, 1), date(2026, 11, 20)),
    st.integers(0, 999),
)


@given(heads, st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(head: str, place: int, step: int) -> None:
    number = head + identity.check_digit(head)
    assert identity.is_valid(number)
    wrong = str((int(number[place]) + step) % 10)
    assert not identity.is_valid(number[:place] + wrong + number[place + 1 :])


def test_a_retired_area_is_no_fault_but_a_day_that_never_was_is_one() -> None:
    head = "14999919810230000"
    assert not identity.is_valid(head + identity.check_digit(head))
    assert identity.is_valid("149999198105060007")
    assert not identity.is_valid("149999198105060008")
    assert not identity.is_valid("14999919810506000")


def test_small_x_counts_as_capital_x() -> None:
    head = next(
        f"1499991981050{n:04d}"
        for n in range(6000, 6999)
        if identity.check_digit(f"1499991981050{n:04d}") == "X"
    )
    assert identity.is_valid(f"{head}x")
    assert identity.well_formed(f" {head}x ")
    assert identity.normal(f" {head}x ") == f"{head}X"


def test_birth_day_and_sex_stand_in_the_number() -> None:
    assert identity.birth_date("149999198105060007") == date(1981, 5, 6)
    assert identity.birth_date("149999198113060007") is None
    assert identity.sex("149999198105060007") == "female"
    assert identity.sex("149999198105060017") == "male"


def test_masks_keep_only_the_ends() -> None:
    assert identity.mask_id("140926196202281234") == "1409**********1234"
    assert identity.mask_phone("13812345678") == "138****5678"
    assert identity.mask_id("1234567") == "*******"


@pytest.mark.parametrize(
    ("name", "middle", "given"),
    [
        ("王小明", "王x明", "王xx"),
        ("王明", "王x", "王x"),
        ("王小小明", "王xx明", "王xxx"),
        ("王", "王", "王"),
        ("", "", ""),
    ],
)
def test_names_are_crossed_out(name: str, middle: str, given: str) -> None:
    assert identity.mask_name(name) == middle.replace("x", "\u00d7")
    assert identity.mask_name(name, level="given") == given.replace("x", "\u00d7")


def test_a_double_surname_stays_whole() -> None:
    assert identity.mask_name("欧阳小明", surname=2) == "欧阳\u00d7明"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("证号140926196202281234。", "证号1409**********1234。"),
        ("140926 19620228 123X", "1409**********123X"),
        ("旧证140926620228123", "旧证1409*******8123"),
        ("电话13812345678或+86 138-1234-5678", "电话138****5678或138****5678"),
        ("卡6222021234567890123", "卡6222***********0123"),
        ("8万元，24个月，2026-07-08", "8万元，24个月，2026-07-08"),
        (wide("140926196202281234"), wide("1409") + "*" * 10 + wide("1234")),
    ],
)
def test_free_text_is_scrubbed(text: str, clean: str) -> None:
    assert identity.scrub(text) == clean


@given(heads, st.sampled_from(["", " ", "，", "号"]))
def test_no_whole_number_survives_a_scrub(head: str, glue: str) -> None:
    number = head + identity.check_digit(head)
    found = identity.scrub(f"{glue}{number}{glue}13800001234{glue}" if glue.strip() else number)
    assert not re.search(r"\d{11,}", found)
