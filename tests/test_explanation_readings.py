"""The other readings of what the texts leave open, each with what it would come to, to the fen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.explain import Settled, explain
from desktop.rules.lines.reading import Fields
from desktop.rules.lines.subsidy import read_period
from desktop.rules.money import format_yuan
from desktop.rules.subsidy import settle
from tests.rule_cases import open_cases, packs

OLD = {
    "id": "old",
    "region": "140581",
    "period_from": "2026-03-21",
    "period_to": "2026-06-20",
    "list_closed_on": "2026-07-10",
    "params": {"legacy_share": [{"from": "2021-01-01", "to": "2025-12-31", "share": "70"}]},
    "loans": [
        {
            "loan_no": "A",
            "product_code": "TPXE",
            "signed_on": "2025-07-01",
            "drawn_on": "2025-07-01",
            "maturity_on": "2028-07-01",
            "principal": "50000.00",
            "rate": "3.10",
            "interest_paid": "396.11",
            "paid_on": "2026-06-20",
        }
    ],
}


def case(name: str) -> dict:
    return next(one for one in open_cases("subsidy") if one["id"] == name)


def settled(question: dict, loan_no: str = "A") -> Settled:
    period = read_period(Fields(question))
    line = next(one for one in settle(period, packs()) if one.loan_no == loan_no)
    return Settled(period=period, line=line)


def late(question: dict) -> dict:
    loan = question["loans"][0] | {"paid_on": "2026-06-25"}
    return question | {"loans": [loan]}


@pytest.mark.parametrize(
    ("question", "loan_no", "ours", "readings"),
    [
        # 100,000 for 40 days, 60,000 for 52: half of each balance in either tier
        (case("W08"), "A", "601.04", [("AMB-04", "按比例", "571.58")]),
        (case("W09"), "A", "267.36", [("AMB-11", "不贴", "0.00")]),
        # 40,000 on its own: 3.5 points for 92 days
        (case("W10"), "B", "178.89", [("AMB-05", "每笔各算", "357.78")]),
        (OLD, "A", "277.28", [("AMB-03", "到期后不贴", "0.00"), ("AMB-03", "恢复全额", "396.11")]),
        (late(case("X04")), "A", "295.83", [("AMB-10", "转入下一期", "0.00")]),
        (case("X13"), "A", "0.00", [("AMB-31", "贴到 LPR", "276.00")]),
        (case("W04"), "A", "447.22", []),
    ],
    ids=lambda value: value["id"] if isinstance(value, dict) else None,
)
def test_a_flagged_line_shows_what_each_other_reading_would_come_to(
    question: dict, loan_no: str, ours: str, readings: list[tuple[str, str, str]]
) -> None:
    one = settled(question, loan_no)
    assert format_yuan(one.line.subsidy_total) == ours
    found = explain(one, "officer", packs()).readings
    assert [
        (r.question, packs().question(r.question).readings[r.place], format_yuan(r.subsidy_fen))
        for r in found
    ] == readings


def test_the_figures_of_a_line_are_those_that_the_officer_is_shown() -> None:
    figures = {one.name: one for one in explain(settled(case("W04")), "officer", packs()).figures}
    assert format_yuan(figures["province_t1"].amount_fen) == "127.78"
    assert format_yuan(figures["province_t1"].less_fen) == "319.44"
    (step,) = figures["interest"].steps
    assert (step.amount_fen, step.days, step.basis) == (5_000_000, 92, 360)


def test_a_line_is_replayed_with_the_same_digest_and_another_fact_gives_another() -> None:
    question = case("W10") | {"params": {"confirmed": ["household_cap_shared"]}}
    first, again = (explain(settled(question), "audit", packs()) for _ in range(2))
    assert first == again
    assert set(first["packs"]) == {"SX-2026", "CN-2026"}
    assert first["period"]["params"]["confirmed"] == ["household_cap_shared"]
    other = explain(settled(case("W10")), "audit", packs())
    assert other["digest"] != first["digest"]


def test_a_line_without_a_pack_is_replayed_too() -> None:
    loan = OLD["loans"][0] | {"product_code": "NHDK"}
    found = explain(settled(OLD | {"loans": [loan], "params": {}}), "audit", packs())
    assert found["packs"] == {}
    assert len(found["digest"]) == 64


@given(st.integers(1, 10_000_000), st.integers(300, 435), st.integers(1, 92))
def test_rounding_each_share_by_itself_differs_by_a_fen_at_most(
    principal: int, rate: int, days: int
) -> None:
    """The reading that the notice does not rule out; the borrower never pays less than nothing."""
    drawn = date(2026, 6, 21)
    question = case("W04") | {"period_to": (drawn + timedelta(days=days - 1)).isoformat()}
    change = {"principal": format_yuan(principal), "rate": f"{rate / 100:.2f}"}
    loan = question["loans"][0] | change | {"drawn_on": drawn.isoformat()}
    period = read_period(Fields(question | {"loans": [loan]}))
    ours, other = (
        settle(_with(period, rounding), packs())[0] for rounding in ("residual", "independent")
    )
    assert abs(ours.subsidy_total - other.subsidy_total) <= 1
    assert (ours.central_t1, ours.central_t2) == (other.central_t1, other.central_t2)
    for line in (ours, other):
        shares = (line.central_t1, line.province_t1, line.central_t2)
        assert sum(shares) == line.subsidy_total
        assert line.subsidy_total + line.borrower == line.interest
        assert min(*shares, line.borrower) >= 0


def _with(period, rounding: str):
    from dataclasses import replace

    return replace(period, params=replace(period.params, rounding=rounding))


def test_the_second_worked_example_is_a_fen_more_when_each_share_is_rounded_by_itself() -> None:
    """50,000 at 3.50 % for 92 days: 313.06 + 134.17 would pay 447.23 on interest of 447.22."""
    period = read_period(Fields(case("W02")))
    (line,) = settle(_with(period, "independent"), packs())
    assert (line.province_t1, line.subsidy_total, line.borrower) == (13_416, 44_722, 0)


@given(st.integers(1, 10_000_000), st.integers(300, 435), st.sampled_from([1, 40, 91]))
def test_figures_follow_the_rounding_that_the_county_has_laid_down(
    principal: int, rate: int, days: int
) -> None:
    drawn = date(2026, 6, 21)
    question = case("W04") | {"period_to": (drawn + timedelta(days=days - 1)).isoformat()}
    change = {"principal": format_yuan(principal), "rate": f"{rate / 100:.2f}"}
    loan = question["loans"][0] | change | {"drawn_on": drawn.isoformat()}
    loan |= {"interest_paid": "9999.00"}
    period = _with(read_period(Fields(question | {"loans": [loan]})), "independent")
    (line,) = settle(period, packs())
    shown = explain(Settled(period=period, line=line), "officer", packs()).figures
    figures = {one.name: one for one in shown}
    assert all(one.checks for one in shown)
    taken_off = sum(one.amount_fen for name, one in figures.items() if name != "interest")
    taken_off -= line.subsidy_total
    assert figures["province_t1"].amount_fen - taken_off == line.province_t1
    assert taken_off in (0, 1)
