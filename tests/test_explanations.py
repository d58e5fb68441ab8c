"""Explanations: every figure can be checked by hand, every decision replayed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import explain
from desktop.rules.eligibility import Decision, decide
from desktop.rules.lines.eligibility import read_case
from desktop.rules.lines.reading import Fields
from desktop.rules.lines.subsidy import read_period
from desktop.rules.money import format_yuan
from desktop.rules.subsidy import settle
from desktop.texts.rules import EQUATION, FIGURES, PART
from tests.rule_cases import book, open_cases, packs

SETTLED = [case for case in open_cases("subsidy") if "error" not in case["expect"]]


def decided(**change: object) -> Decision:
    return decide(read_case(Fields(book("eligibility")["baseline"] | change)), packs())


def household(name: str) -> str:
    """The sentence that a household reads for the first loan of an open case."""
    case = next(case for case in SETTLED if case["id"] == name)
    (line,) = settle(read_period(Fields(case)), packs())
    parts = [
        PART.format(name=FIGURES[part], amount=format_yuan(amount))
        for part, amount in explain.for_household(line)
    ]
    return EQUATION.format(interest=format_yuan(line.interest), parts=" + ".join(parts))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("W04", "您付利息 460.00 = 中央 319.44 + 省级 127.78 + 自付 12.78"),
        ("W05", "您付利息 736.00 = 中央 511.11 + 省级 127.78 + 自付 97.11"),
        ("W01", "您付利息 383.33 = 中央 268.33 + 省级 115.00 + 自付 0.00"),
        ("W18", "您付利息 447.22 = 中央 313.06 + 地方 89.44 + 自付 44.72"),
        ("W14", "您付利息 396.11 = 财政贴息 396.11 + 自付 0.00"),
        ("X12", "您付利息 472.78 = "),
    ],
)
def test_a_household_reads_its_interest_as_a_sum(name: str, sentence: str) -> None:
    assert household(name) == sentence


@pytest.mark.parametrize("case", SETTLED, ids=lambda case: case["id"])
def test_every_figure_follows_from_its_steps(case: dict) -> None:
    period = read_period(Fields(case))
    for line in settle(period, packs()):
        figures = explain.reckoning(period, packs(), line.loan_no)
        assert all(figure.checks for figure in figures)
        by_name = {figure.name: figure.amount_fen for figure in figures}
        assert sum(step.days for step in figures[0].steps) == line.days
        if line.status != "not_listed":
            known = {name: amount for name, amount in by_name.items() if name != "interest"}
            assert all(getattr(line, name) == amount for name, amount in known.items())


def test_the_officer_sees_what_is_not_met_first() -> None:
    groups = explain.for_officer(decided(on_roster=False, credit_conclusion=None))
    assert [group.result for group in groups] == ["not_met", "needs_review", "pending", "met"]
    assert [row.rule for row in groups[0].rows] == ["on_roster"]
    assert [row.rule for row in groups[2].rows] == ["credit_conclusion"]
    assert sum(len(group.rows) for group in groups) == 17


def test_the_distance_says_by_how_much_a_limit_is_missed() -> None:
    far = explain.distance(decided(applied_amount="100000.01", maturity_on="2029-11-23"))
    assert far == {"amount_household_cap": 1, "term": 3}
    assert explain.distance(decided()) == {}
    assert explain.distance(decided(applied_amount=None, drawn_on=None)) == {}


def test_a_replay_gives_the_same_digest_and_a_changed_fact_another() -> None:
    first, again = (explain.for_audit(decided(), packs()) for _ in range(2))
    assert first == again
    assert set(first["packs"]) == {"SX-2026", "CN-2026"}
    assert first["facts"]["maturity_on"] == "2029-11-20"
    other = explain.for_audit(decided(purpose_text="养牛"), packs())
    assert other["digest"] != first["digest"]


@given(st.dates(date(2026, 2, 24), date(2029, 12, 31)))
def test_every_row_of_every_day_resolves_to_a_clause(day: date) -> None:
    born = decided(applied_on=day.isoformat(), drawn_on=None, maturity_on=None)
    for row in born.rows:
        clause = packs().clause(row.clause)
        assert clause.text
        assert clause.short == row.short


def test_the_prime_rates_only_suggest_until_a_county_has_checked_them() -> None:
    assert packs().lpr_checked is False
    starts = [row.start for row in packs().lpr]
    assert starts == sorted(starts)
    assert starts[-1] == date(2025, 5, 20)
