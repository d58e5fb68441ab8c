"""What a screen shows of another office's cells: the fault is seen, the number is not."""

from __future__ import annotations

import re

import pytest

from desktop.rules import cell_masks, privacy
from desktop.services.records.imports import AdoptedLine, ProblemLine
from desktop.texts import sheets
from tests.sheet_files import GOOD_ID

WIDE = "\uff11\uff14\uff19\uff19"
MASKED = f"{GOOD_ID[:4]}**********{GOOD_ID[-4:]}"


APART = {"id", privacy.BIRTH}  # a damaged number has a rule of its own; a wrong day must be seen


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("id_number", GOOD_ID, MASKED),
        ("id_number", f" '{GOOD_ID}\u200b", f" '{MASKED}\u200b"),
        ("id_number", f"{WIDE}99198111271193", f"{WIDE}**********1193"),
        ("id_number", "14999919690225983x", "1499**********983x"),
        ("id_number", "1.49999E+17", "1.49999E+17"),
        ("id_number", "1.49999198111E+17", "1.499******11E+17"),
        ("id_number", "14999", "*****"),
        ("id_number", "见附页", "见附页"),
        ("account", "9999010203040506", "9999********0506"),
        ("phone", "1540261662", "******1662"),
        ("household_phone", "154-0261-6621", "154****6621"),
        ("contact_phone", "0358-0000001", "035*****0001"),
        ("phone", "154", "***"),
        ("household_no", "14112410000008", "14112410000008"),
        ("loan_no", "1411242026082000036", "1411242026082000036"),
        ("household_no", GOOD_ID, MASKED),
        ("member_no", f"'{WIDE}99198111271193", f"'{WIDE}**********1193"),
        ("loan_no", f"{GOOD_ID[:6]} {GOOD_ID[6:14]} {GOOD_ID[14:]}", MASKED),
        ("contract_no", "14999919690225983x", "1499**********983x"),
        ("evidence_no", "149999999902259831", "149999999902259831"),
        ("health_status", "精神残疾二级", "******"),
        ("risk_cause", "因病", "******"),
        ("died_on", "2026.1", "******"),
        ("birth_date", "1962.2.30", "1962.2.30"),
        ("health_status", "", ""),
        ("name", "秦占平", "秦占平"),
        ("note", f"证号{GOOD_ID}，电话15484753584", f"证号{MASKED}，电话154****3584"),
        ("", f"x {GOOD_ID}", f"x {MASKED}"),
    ],
)
def test_numbers_of_people_are_hidden_and_the_rest_is_left(
    field: str, text: str, shown: str
) -> None:
    assert cell_masks.shown(field, text) == shown


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("id_number", GOOD_ID), ("account", "9999010203040506"), ("phone", "15484753584"),
        ("household_phone", "0358-4421234"), ("phone", "4421234"), ("phone", "154"),
        *((name, "因病") for name, one in privacy.OF_PEOPLE.items() if one.mask not in APART),
    ],
)  # fmt: skip
def test_a_cell_is_shown_as_every_other_screen_shows_the_field(field: str, text: str) -> None:
    assert cell_masks.shown(field, text) == privacy.masked(field, text)


def line(code: str, original: str, field: str = "id_number") -> ProblemLine:
    return ProblemLine(
        row=3, column="证件号码", code=code, effect="held", original=original,
        suggestion=original, value=original, field=field,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "original", "said"),
    [
        ("id_length_invalid", "14999919690225983", "这一格有 17 位"),
        ("id_birth_date_invalid", "149999201813133750", "（2018-13-13）"),
        ("age_over_120", "14999918930923895X", "1893-09-23 出生"),
        ("age_over_120", "1499991893", "年龄超过 120 岁"),
        ("phone_invalid", "1540261662", "有 10 位数字"),
        ("phone_invalid", "无", "电话号码不对"),
        ("something_new", "1", "something_new"),
    ],
)
def test_the_sentence_says_what_the_mask_hides(code: str, original: str, said: str) -> None:
    told = sheets.problem(line(code, original))
    assert said in told and not re.search(r"\d{9}", told)


def test_every_column_of_a_problem_and_of_an_adopted_cell_is_masked() -> None:
    one = line("formula_text", f"={GOOD_ID}")
    masked = f"={MASKED}"
    assert (one.shown_original, one.shown_value, one.shown_suggestion) == (masked,) * 3
    taken = AdoptedLine(row=1, column="", field="phone", original="15484753584", value="154847535")
    assert (taken.shown_original, taken.shown_value) == ("154****3584", "*****7535")
    assert sheets.suggestion(one) == "按文字导入"
    assert sheets.suggestion(line("x", "")) == ""
    missing = line("settlement_missing", "1411242026082000036", field="")
    assert missing.shown_original == "1411242026082000036"  # a loan's number, of no cell
