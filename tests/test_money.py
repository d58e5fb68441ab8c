"""Money: parsed, printed, written out and shared, exact to the fen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.rules import money
from desktop.rules.money import RATE_ONE
from tests.rule_cases import packs


@given(st.integers(-(10**14), 10**14))
def test_an_amount_comes_back_as_it_was_printed(fen: int) -> None:
    assert money.parse_yuan(money.format_yuan(fen)) == fen


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "1.000", "+1.00", "1,000.00", " 1.00", "\uff11.00", "1e2"]
)
def test_an_amount_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="amount_form"):
        money.parse_yuan(text)


@given(st.decimals(0, 10_000, places=6))
def test_a_percent_is_exact(percent: Decimal) -> None:
    rate = money.parse_percent(str(percent))
    assert Fraction(rate, RATE_ONE) == Fraction(percent) / 100
    assert money.parse_percent(money.format_percent(rate)) == rate


def test_a_percent_is_printed_with_two_places_at_least() -> None:
    shown = [money.format_percent(money.parse_percent(text)) for text in ("70", "2.415", "3.6")]
    assert shown == ["70.00", "2.415", "3.60"]


@pytest.mark.parametrize("text", ["", "-1", "3.", ".5", "3,6", "0x1", "3.60%", "1" * 10])
def test_a_percent_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="rate_form"):
        money.parse_percent(text)


@given(st.integers(0, 10**9), st.integers(1, 10**5))
def test_halves_go_up_once_on_the_exact_value(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    below = exact.numerator // exact.denominator
    wanted = below + (exact - below >= Fraction(1, 2))
    assert money.half_up(numerator, denominator) == wanted


def test_half_a_fen_goes_up() -> None:
    assert Decimal("134.165").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("134.17")
    assert money.half_up(134165, 10) == 13417


@given(st.integers(0, 10**12), st.integers(0, RATE_ONE))
def test_two_parts_are_the_whole(fen: int, share: int) -> None:
    part, rest = money.share_of(fen, share)
    assert part + rest == fen
    assert min(part, rest) >= 0


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (1_005, "壹拾元零伍分"),
        (100_500, "壹仟零伍元整"),
        (1_680_032, "壹万陆仟捌佰元叁角贰分"),
        (5_000_000, "伍万元整"),
        (10_000_000, "壹拾万元整"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (100_050_003, "壹佰万零伍佰元零叁分"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (10_000_000_000_000, "壹仟亿元整"),
        (44_722, "肆佰肆拾柒元贰角贰分"),
        (38_330, "叁佰捌拾叁元叁角整"),
    ],
)
def test_an_amount_is_written_out_in_formal_numerals(fen: int, words: str) -> None:
    assert money.in_words(fen, packs().numerals) == words


def test_numerals_that_are_no_lists_are_empty() -> None:
    table = dict.fromkeys(("digits", "yuan", "jiao", "fen", "whole"), "x") | {
        "places": "x",
        "groups": [],
    }
    assert money.Numerals.of(table).places == ()
