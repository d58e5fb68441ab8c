"""One rule for phone numbers: forms, files and masks take the same ones and keep them alike."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.rules import phones, typed
from desktop.rules.identity import check_digit, mask_phone, scrub
from desktop.services import facts
from desktop.words import words

WORDS = words().all("phone_sign", "extension")
SIGNS = ["转", "轉", "分机", " 分机 ", "ext", "Ext. ", "x", "X", "#", "－", " 转 "]
DIGITS = st.text("0123456789", min_size=4, max_size=4)
MOBILE = st.builds("15{}{}{}".format, st.sampled_from("0123456789"), DIGITS, DIGITS)
AREA = st.sampled_from(["010", "021", "0358", "0999"])
LANDLINE = st.builds("{}-{}{}".format, AREA, st.sampled_from(["442", "4421"]), DIGITS)
LOCAL = st.builds("{}{}".format, st.sampled_from(["442", "9121"]), DIGITS)
KEPT = st.one_of(
    MOBILE, LANDLINE, LOCAL, st.builds("{}-{}".format, LANDLINE, st.sampled_from(["1", "888"]))
)


def wide(number: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in number)


@st.composite
def as_typed(draw: st.DrawFn, number: str) -> str:
    """A number in one of the shapes in which people write it."""
    shapes = [number, "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number)]
    area, _, rest = number.partition("-")
    if rest and "-" not in rest:
        shapes += [f"({area}){rest}", f"（{area}）{rest}", f"{area} {rest}", f"{area}{rest}"]
        shapes += [f"{area}—{rest}", f"+86-{area}-{rest}", f"+86 {area[1:]} {rest}"]
    elif rest:
        base, _, more = number.rpartition("-")
        shapes += [f"{base}{sign}{more}" for sign in SIGNS]
    elif len(number) == 11:
        shapes += [f"+86{number}", f"0086 {number}", f"86-{number}", f"86{number}"]
        shapes += [f"{number[:3]}-{number[3:7]}-{number[7:]}"]
        shapes += [f"{number[:3]} {number[3:7]} {number[7:]}", f"\u200b{number}"]
    return draw(st.sampled_from(shapes))


@given(st.data(), st.lists(KEPT, min_size=1, max_size=3, unique=True))
def test_numbers_are_understood_as_typed_kept_in_one_form_and_masked_each(
    data: st.DataObject, numbers: list[str]
) -> None:
    glue = data.draw(st.sampled_from(["、", "/", ",", "，", "; ", " ", "  ", " / "]))
    text = glue.join(data.draw(as_typed(one)) for one in numbers)
    assert phones.numbers(text, extension=WORDS) == numbers, text
    kept = typed.phone(text, WORDS)
    assert kept == phones.JOIN.join(numbers) == typed.phone(kept, ())
    assert typed.phone_problem(text, WORDS) is None
    masked = mask_phone(kept).split(phones.JOIN)
    assert [_end(one) for one in masked] == [_end(one) for one in numbers]
    for one, shown in zip(numbers, masked, strict=True):
        assert sum(map(str.isdigit, shown)) <= 7 <= len(one)
        assert shown.count("*") >= 3


@pytest.mark.parametrize(
    "text",
    [
        "1380013", "0000000", "0442123", "12345678901", "1380013800", "138001380001", "13800138",
        "013800138000", "95588", "400-810-8888", "儿子", "13800138000儿子", "8612345678901", "-",
        "13800138000 12", "4421234 " * 500, "1" * 3000,
        "0358-442123", "0158-4421234", "13800138000-", "+87 13800138000",
    ],
)  # fmt: skip
def test_what_nobody_can_dial_is_no_phone_of_a_family(text: str) -> None:
    assert phones.numbers(text, extension=WORDS) is None
    assert typed.phone_problem(text, WORDS) == ("typed_phone", {})
    assert typed.phone(text, WORDS) == text.strip()


def test_what_stands_before_an_extension_is_a_sign_or_a_word_of_the_list() -> None:
    assert phones.dialled("0354-7654321分机801", extension=WORDS) == "0354-7654321-801"
    assert phones.dialled("0354-7654321x801") == "0354-7654321-801"
    for text in ("0354-7654321分机801", "0354-7654321转801"):
        assert phones.numbers(text) is None
    assert phones.numbers("0354-7654321家801", extension=WORDS) is None
    assert facts.phone("7654321 分机 8") == "7654321-8"
    assert facts.phone_problem("7654321轉8") is None


def test_numbers_of_offices_are_for_offices() -> None:
    for text in ("95588", "956123", "400-810-8888", "4008108888", "12345"):
        assert phones.numbers(text, service=True) == [text]
    assert phones.numbers("10086、13800138000", service=True) == ["10086", "13800138000"]
    assert phones.numbers("  ") == []
    assert not phones.fits("  ")


def test_masks_show_the_ends_only_of_each_number_whatever_is_around() -> None:
    assert mask_phone("13800138000、13900139001") == "138****8000、139****9001"
    assert mask_phone("0358-4421234") == "035*****1234"
    assert mask_phone("4421234") == "***1234"
    assert mask_phone("95588") == "*****"
    assert mask_phone("13800138000儿13900139000") == "138****************9000"
    assert mask_phone("") == ""


def test_landlines_in_free_text_are_masked_and_days_are_not() -> None:
    assert scrub("打0358-4421234或13800138000，20261120去") == (
        "打035*****1234或138****8000，20261120去"
    )
    assert scrub("+86 138 0013 8000") == "138****8000"


@pytest.mark.parametrize(
    "typed",
    [
        wide("13812345678"), wide("138.1234.5678"), "138－1234－5678", "138\u20111234\u20115678",
        "138  1234  5678", "138.1234.5678", "138\u200b12345678", "1 3 8 1 2 3 4 5 6 7 8",
        "+86 138·1234·5678",
        "138\u00ad1234—5678", "١٣٨١٢٣٤٥٦٧٨", "+86－138—1234 5678",
    ],
)  # fmt: skip
def test_a_mobile_number_in_free_text_is_masked_however_it_is_typed(typed: str) -> None:
    assert scrub(f"儿子电话{typed}，晚上打") == "儿子电话138****5678，晚上打"


@pytest.mark.parametrize(
    "typed",
    ["0354 7654321", "(0354)7654321", "（0354） 765-4321", "0354－7654321", "0354.7654321",
     "+86 354 7654321", "0354\u200b7654321"],
)  # fmt: skip
def test_a_landline_in_free_text_is_masked_however_it_is_typed(typed: str) -> None:
    assert scrub(f"家里{typed}。") == "家里035*****4321。"


GAPS = ["", " ", "  ", "\u3000", "-", "－", "\u2011", "—", ".", "·", "\u200b", "\u00ad", " - "]


@given(st.data(), MOBILE, st.booleans())
def test_whatever_stands_in_a_number_no_free_text_shows_its_middle(
    data: st.DataObject, number: str, broad: bool
) -> None:
    signs = wide(number) if broad else number
    gaps = [data.draw(st.sampled_from(GAPS)) for _ in signs[1:]]
    typed = signs[0] + "".join(gap + sign for gap, sign in zip(gaps, signs[1:], strict=True))
    around = st.sampled_from(["电话", "", "\n", "（", "2户 ", "。"])
    before, after = data.draw(around), data.draw(around).lstrip("2")
    shown = scrub(before + typed + after)
    assert shown == f"{before}{number[:3]}****{number[-4:]}{after}", typed


@given(st.data(), st.integers(0, 9999))
def test_whatever_stands_in_an_identity_number_no_free_text_shows_its_middle(
    data: st.DataObject, serial: int
) -> None:
    head = f"14999919800307{serial:04d}"[:17]
    number = head + check_digit(head)
    gaps = [data.draw(st.sampled_from(GAPS)) for _ in number[1:]]
    typed = number[0] + "".join(gap + sign for gap, sign in zip(gaps, number[1:], strict=True))
    assert scrub(f"证号{typed}，") == f"证号{number[:4]}{'*' * 10}{number[-4:]}，"


@pytest.mark.parametrize(
    "text",
    ["0.35万元 12345678", "2026.11.20-2026.12.20去太原", "利率0.35 0.45 0.55 0.65",
     "12户15人，2026－11－20",
     "区划149999101201", "贷款50000.00元，余额13000.00元", "08:00-12:00\n14:00-17:30，20261120"],
)  # fmt: skip
def test_days_amounts_and_rates_in_free_text_stay_as_they_were_typed(text: str) -> None:
    assert scrub(text) == text


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def day_text(day: date, sign: str, *, short: bool) -> str:
    return f"{day.year}{sign}{day.month}{sign}{day.day}" if short else f"{day:%Y{sign}%m{sign}%d}"


@given(
    st.lists(st.tuples(DAYS, st.booleans()), min_size=1, max_size=4),
    st.sampled_from("-."),
    st.sampled_from(["-", " ", " - ", "~", " ~ ", "至", "－", "—"]),
    st.sampled_from(["", " 8点", " 3 户", "去太原"]),
)
@example([(date(2026, 3, 1), False), (date(2026, 4, 2), False)], "-", "-", "")
@example([(date(2026, 3, 1), False), (date(2026, 4, 2), False)], "-", " ", "")
@example([(date(2026, 1, 3), True), (date(2026, 4, 2), False)], "-", " ", " 8点")
def test_days_in_a_row_stay_as_they_were_typed(
    days: list[tuple[date, bool]], sign: str, between: str, after: str
) -> None:
    text = "外出" + between.join(day_text(day, sign, short=short) for day, short in days) + after
    assert scrub(text) == text
    assert scrub(f"{text}，电话13812345678") == f"{text}，电话138****5678"


@given(DAYS, MOBILE)
def test_a_day_beside_a_number_stays_and_the_number_is_masked(day: date, number: str) -> None:
    masked = f"{number[:3]}****{number[-4:]}"
    assert scrub(f"{day} {number}") == f"{day} {masked}"
    assert scrub(f"{number}，{day}") == f"{masked}，{day}"


@given(st.data(), st.integers(1, 99).filter(lambda age: age != 86), MOBILE)
def test_a_small_number_before_a_mobile_number_is_not_its_beginning(
    data: st.DataObject, age: int, number: str
) -> None:
    sizes = data.draw(st.sampled_from([(3, 4, 4), (3, 8), (3, 4, 2, 2), (3, 2, 2, 2, 2), (11,)]))
    ends = [sum(sizes[:place]) for place in range(len(sizes) + 1)]
    groups = [number[start:end] for start, end in pairwise(ends)]
    typed = data.draw(st.sampled_from([" ", "-", " - "])).join(groups)
    masked = f"{number[:3]}****{number[-4:]}"
    assert scrub(f"年龄{age} {typed}") == f"年龄{age} {masked}"
    assert scrub(f"1 {age} {typed}" if age < 10 else typed).endswith(masked)


def test_the_phone_is_the_whole_number_behind_the_small_one() -> None:
    assert scrub("18 138 1234 56 78") == "18 138****5678"
    assert scrub("1 8 138 1234 56 78") == "1 8 138****5678"


@given(st.sampled_from(GAPS), st.sampled_from(GAPS), st.sampled_from(GAPS), st.integers(0, 9999))
def test_a_birth_day_in_an_identity_number_is_no_day(a: str, b: str, c: str, serial: int) -> None:
    head = f"14999919800307{serial:04d}"[:17]
    number = head + check_digit(head)
    typed = f"149999{a}1980-03-07{b}{number[14:16]}{c}{number[16:]}"
    assert scrub(typed) == f"1499{'*' * 10}{number[-4:]}"


def _end(number: str) -> str:
    """The last four places before an extension."""
    return next(one for one in reversed(number.split("-")) if len(one) > 4)[-4:]
