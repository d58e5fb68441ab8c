"""The course of a subsidy line: choices, figures after a choice, standing, days in stages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.course import (
    ALIVE,
    Choice,
    Events,
    Settled,
    Stage,
    Standing,
    days_in_stages,
    figures,
    must_choose,
    options,
    stage,
    standing,
)

LINE = Settled(
    status="listed",
    flags=(),
    interest=54_375,
    bank_interest=None,
    claimed=None,
    central_t1=31_250,
    province_t1=12_500,
    central_t2=None,
    local=None,
    subsidy=43_750,
)
BANK, OWN, OUT = Choice.BANK, Choice.OWN, Choice.EXCLUDE


@pytest.mark.parametrize(
    ("status", "flags", "claimed", "open_to", "must"),
    [
        ("listed", (), None, (OWN, OUT), False),
        ("listed", ("large_need_not_recorded",), None, (OWN, OUT), True),
        ("held", ("bank_interest_mismatch",), None, (BANK, OWN, OUT), True),
        ("held", ("bank_claim_mismatch",), 43_000, (BANK, OWN, OUT), True),
        ("held", ("bank_claim_mismatch",), 43_900, (OWN, OUT), True),
        ("held", ("double_subsidy_suspect",), None, (OWN, OUT), True),
        ("held", ("use_deviation", "bank_interest_mismatch"), None, (OUT,), True),
        ("held", ("interest_payment_unknown",), None, (OUT,), True),
        ("needs_review", ("interest_paid_late",), None, (OWN, OUT), True),
        ("not_listed", ("interest_not_fully_paid",), None, (), False),
        ("named", ("loan_number_twice",), None, (), False),
    ],
)
def test_a_line_leaves_the_choices_that_its_facts_leave(
    status: str, flags: tuple[str, ...], claimed: int | None, open_to: object, must: bool
) -> None:
    line = replace(LINE, status=status, flags=flags, claimed=claimed)
    assert options(line) == open_to
    assert must_choose(line) is must


def test_a_line_without_a_figure_can_go_nowhere() -> None:
    assert options(replace(LINE, subsidy=None)) == ()


def test_the_banks_interest_takes_the_place_of_ours_and_the_shares_stay() -> None:
    told = figures(replace(LINE, bank_interest=54_083), BANK)
    assert (told.interest, told.central_t1, told.province_t1) == (54_083, 31_250, 12_500)
    assert (told.subsidy, told.borrower) == (43_750, 10_333)


def test_our_own_interest_stays_where_it_was_chosen() -> None:
    told = figures(replace(LINE, bank_interest=54_083), OWN)
    assert (told.interest, told.subsidy, told.borrower) == (54_375, 43_750, 10_625)


def test_a_smaller_claim_comes_off_the_province_before_the_central_share() -> None:
    told = figures(replace(LINE, claimed=31_000), BANK)
    assert (told.province_t1, told.central_t1, told.subsidy) == (0, 31_000, 31_000)


AMOUNT = st.integers(0, 10**9)


@given(
    st.tuples(AMOUNT, AMOUNT, AMOUNT), AMOUNT, AMOUNT, st.none() | AMOUNT, st.sampled_from(Choice)
)
def test_no_choice_pays_more_than_the_rules_give_and_the_parts_add_up(
    shares: tuple[int, int, int], beyond: int, bank: int, claimed: int | None, choice: Choice
) -> None:
    total = sum(shares)
    line = replace(
        LINE,
        interest=total + beyond,
        bank_interest=bank,
        claimed=claimed,
        central_t1=shares[0],
        province_t1=shares[1],
        central_t2=shares[2],
        subsidy=total,
    )
    told = figures(line, choice)
    parts = (told.central_t1 or 0) + (told.province_t1 or 0) + (told.central_t2 or 0)
    assert parts == told.subsidy <= total
    assert told.subsidy + told.borrower == told.interest
    assert told.borrower >= 0
    if choice is BANK:
        assert told.subsidy <= min(bank, total if claimed is None else claimed)
        assert told.interest == bank
    back = told.negated()
    assert told.subsidy + back.subsidy == told.interest + back.interest == 0
    assert (told.province_t1 or 0) + (back.province_t1 or 0) == 0


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (Events(), Standing.FROZEN),
        (Events(declared=True), Standing.DECLARED),
        (Events(declared=True, review="accepted"), Standing.ACCEPTED),
        (Events(declared=True, review="accepted", objected=True), Standing.SUSPENDED),
        (Events(declared=True, review="returned", objected=True), Standing.RETURNED),
        (Events(declared=True, review="accepted", submitted=True), Standing.SUBMITTED),
        (Events(review="accepted", submitted=True, payment="failed"), Standing.PAYMENT_FAILED),
        (Events(review="returned", submitted=True, payment="paid"), Standing.PAID),
        (Events(submitted=True, payment="paid", reversed=True), Standing.REVERSED),
    ],
)
def test_money_that_moved_stays_moved_whatever_is_said_later(told: Events, found: Standing) -> None:
    assert standing(told) is found
    assert (found in ALIVE) is (found not in {Standing.RETURNED, Standing.REVERSED})


def test_a_batch_stood_in_each_stage_until_the_next_one() -> None:
    reached = {
        Stage.DECLARED: date(2026, 10, 8),
        Stage.FROZEN: date(2026, 10, 6),
        Stage.PUBLISHED: date(2026, 10, 12),
    }
    assert stage(reached) is Stage.PUBLISHED
    assert stage({}) is Stage.DRAFTED
    assert days_in_stages(reached, date(2026, 10, 21)) == {
        Stage.FROZEN: 2,
        Stage.DECLARED: 4,
        Stage.PUBLISHED: 9,
    }
    done = reached | {Stage.CLOSED: date(2026, 11, 2)}
    assert days_in_stages(done, date(2026, 12, 1))[Stage.CLOSED] == 0
