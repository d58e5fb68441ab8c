"""Explanations: every figure can be checked by hand, every decision replayed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.eligibility import Decision, decide
from desktop.rules.explain import Settled, explain
from desktop.rules.explain.subsidies import reckoning
from desktop.rules.lines.eligibility import read_case
from desktop.rules.lines.reading import Fields
from desktop.rules.lines.subsidy import read_period
from desktop.rules.money import format_yuan
from desktop.rules.subsidy import settle
from desktop.texts.rules import EQUATION, FIGURES, PART
from tests.rule_cases import book, open_cases, packs

ELDER = "149999195906010014"
SETTLED = [case for case in open_cases("subsidy") if "error" not in case["expect"]]


def decided(**change: object) -> Decision:
    return decide(read_case(Fields(book("eligibility")["baseline"] | change)), packs())


def household(name: str) -> str:
    """The sentence that a household reads for the first loan of an open case."""
    case = next(case for case in SETTLED if case["id"] == name)
    period = read_period(Fields(case))
    (line,) = settle(period, packs())
    found = explain(Settled(period=period, line=line), "household", packs())
    parts = [
        PART.format(name=FIGURES[part], amount=format_yuan(amount)) for part, amount in found.parts
    ]
    return EQUATION.format(interest=format_yuan(found.interest_fen), parts=" + ".join(parts))


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
        figures = reckoning(period, packs(), line.loan_no)
        assert all(figure.checks for figure in figures)
        by_name = {figure.name: figure.amount_fen for figure in figures}
        assert sum(step.days for step in figures[0].steps) == line.days
        if line.status != "not_listed":
            whole = by_name.pop("subsidy", line.subsidy_total)
            assert whole == line.subsidy_total
            known = {name: amount for name, amount in by_name.items() if name != "interest"}
            assert all(getattr(line, name) == amount for name, amount in known.items())


def test_the_officer_sees_what_is_not_met_first_and_what_did_not_apply_last() -> None:
    found = explain(decided(on_roster=False, credit_conclusion=None), "officer", packs())
    kinds = ["not_met", "needs_review", "pending", "hint", "met", "not_applicable"]
    assert list(found.groups) == kinds
    rules = {result: [one.row.rule for one in rows] for result, rows in found.groups.items()}
    assert rules["not_met"] == ["on_roster"]
    assert rules["pending"] == ["credit_conclusion"]
    assert rules["not_applicable"] == ["large_need"]
    assert sum(len(rows) for rows in rules.values()) == 19
    assert found.reason.startswith("本省通知印发后")


def test_an_open_point_behind_a_finding_comes_with_its_readings() -> None:
    found = explain(decided(id_number=ELDER, roster_id_number=ELDER), "officer", packs())
    assert [one.code for one in found.questions] == ["AMB-22", "AMB-40"]
    assert explain(decided(), "officer", packs()).questions == ()


def test_a_finding_says_which_unknown_facts_it_waits_for() -> None:
    found = explain(decided(id_number=None), "officer", packs())
    waiting = {one.row.rule: one.missing for one in found.groups["pending"]}
    assert waiting == {"id_match": ("id_number",), "age": ("id_number",)}


def test_the_distance_says_by_how_much_a_limit_is_missed() -> None:
    found = decided(
        applied_amount="60000.01",
        live_bfxe_balance="40000.00",
        maturity_on="2029-11-23",
        id_number=ELDER,
        roster_id_number=ELDER,
    )
    far = {
        row.rule: [(one.fact, one.unit, one.amount) for one in found.distances(row)]
        for row in found.rows
        if row.level
    }
    assert far == {
        "amount_household_cap": [("applied_amount", "fen", 1)],
        "term": [("maturity_on", "days", 3)],
        "age": [("id_number", "years", 2)],
    }


def test_a_household_reads_what_stands_in_the_way_and_what_to_bring() -> None:
    page = explain(
        decided(guarantee_type="guarantor", credit_conclusion=None), "household", packs()
    )
    assert [row.code for row in page.in_the_way] == ["guarantee_required"]
    assert [row.code for row in page.waiting] == ["credit_conclusion_pending"]
    assert page.to_bring == ()
    assert page.fine == 15


def replayed(**change: object) -> dict[str, object]:
    return explain(decided(**change), "audit", packs())


def test_a_replay_gives_the_same_digest_and_a_changed_fact_another() -> None:
    first, again = (replayed() for _ in range(2))
    assert first == again
    assert set(first["packs"]) == {"SX-2026", "CN-2026"}
    assert first["facts"]["maturity_on"] == "2029-11-20"
    other = replayed(purpose_text="养牛")
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
