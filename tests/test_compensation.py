"""Compensation: gates, 7 to 3, clocks, what the fund holds, and recoveries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.compensation import STATUSES, Claim, Spell, judge
from desktop.rules.money import RATE_ONE, parse_percent
from tests.rule_cases import ask, book, codes, invariants, open_cases, packs, pairs, problems, sides


@pytest.mark.parametrize("case", open_cases("compensation"), ids=lambda case: case["id"])
def test_an_open_case_is_answered_as_expected(case: dict) -> None:
    assert problems("compensation", case) == []


@pytest.mark.parametrize("pair", pairs("compensation"), ids=lambda pair: pair["code"])
def test_a_code_holds_on_one_side_and_not_on_the_other(pair: dict) -> None:
    holds, other = (ask("compensation", case) for case in sides("compensation", pair))
    assert pair["code"] in codes("compensation", holds)
    assert holds["status"] == pair["status"]
    assert sorted(holds["missing"]) == sorted(pair.get("missing", []))
    assert pair["code"] not in codes("compensation", other)
    assert invariants("compensation", holds) == invariants("compensation", other) == []


def claim(**change: object) -> Claim:
    return Claim(
        **{
            "region": "140581",
            "product_code": "BFXE",
            "signed_on": date(2026, 4, 20),
            "trigger": 2,
            "renewable": False,
            "spells": (Spell(start=date(2026, 3, 21)),),
            "claimed_on": date(2026, 8, 20),
            "overdue_principal": 5_000_000,
            "overdue_interest": 44_722,
            "use_deviation": False,
            "npl_product": parse_percent("2.40"),
            "npl_bank": parse_percent("1.50"),
            "fund_balance": 500_000_000,
        }
        | change
    )


def test_what_the_fund_holds_is_paid_if_it_is_the_only_finding() -> None:
    short = judge(claim(fund_balance=100), packs())
    assert (short.status, short.payable_now) == ("needs_review", 100)
    both = judge(claim(fund_balance=100, use_deviation=True), packs())
    assert (both.status, both.payable_now) == ("needs_review", 0)
    warned = judge(claim(fund_balance=100, loan_balance=100_000_000), packs())
    assert (warned.payable_now, warned.flags) == (100, ("fund_insufficient", "fund_below_minimum"))


def test_an_unknown_deviation_cannot_change_a_refusal() -> None:
    found = judge(claim(renewable=True, use_deviation=None), packs())
    assert (found.status, found.missing) == ("refused", ())


def test_a_review_still_asks_what_could_refuse_it() -> None:
    found = judge(claim(renewable=None, use_deviation=True), packs())
    assert (found.status, found.missing) == ("needs_review", ("renewable",))


def test_an_unknown_day_of_claim_counts_for_the_deadline_only_where_there_is_one() -> None:
    assert judge(claim(claimed_on=None), packs()).missing == ("claimed_on",)
    elsewhere = claim(claimed_on=None, region="511132", fund_ratio=RATE_ONE * 8 // 10)
    assert judge(elsewhere, packs()).missing == ()
    old = {"product_code": "TPXE", "signed_on": date(2025, 1, 1), "fund_ratio": RATE_ONE // 2}
    found = judge(claim(claimed_on=None, trigger_days=90, **old), packs())
    assert (found.status, found.missing) == ("pending", ("claimed_on",))


def test_the_day_of_an_old_claim_is_not_asked_where_it_could_only_wait() -> None:
    """The fund is short, which is reviewed whatever the day; too few days would only wait."""
    old = {"product_code": "TPXE", "signed_on": date(2025, 1, 1), "trigger_days": 90}
    short = claim(**old, claimed_on=None, fund_balance=100, fund_ratio=RATE_ONE // 2)
    found = judge(short, packs())
    assert (found.status, found.missing, found.flags) == (
        "needs_review",
        (),
        ("fund_insufficient",),
    )
    assert found.payable_now == 100


def test_one_known_ratio_waits_for_the_other() -> None:
    found = judge(claim(npl_product=parse_percent("3.01"), npl_bank=None), packs())
    assert found.missing == ("npl_bank",)
    assert judge(claim(npl_product=None), packs()).missing == ("npl_product",)


def test_without_a_pack_nothing_is_shared_and_no_parameter_is_asked() -> None:
    found = judge(claim(product_code="NHDK", fund_balance=None), packs())
    assert (found.status, found.missing, found.loss) == ("needs_review", (), 5_044_722)
    assert (found.fund_share, found.bank_share, found.payable_now) == (None, None, 0)


def test_a_recovery_under_an_old_pack_needs_the_ratio() -> None:
    old = {"product_code": "TPXE", "signed_on": date(2025, 1, 1), "trigger": None}
    found = judge(claim(**old, recovered=1_000_000), packs())
    assert (found.status, found.flags, found.missing) == (
        None,
        ("pack_parameter_missing",),
        ("fund_ratio",),
    )
    assert (found.recovery_fund, found.recovery_bank) == (None, None)


def test_the_fund_is_looked_at_in_shanxi_only() -> None:
    shanxi = judge(Claim(region="140581", loan_balance=1_280_000_000), packs())
    assert (shanxi.fund_required, shanxi.fund_shortfall, shanxi.flags) == (80_000_000, None, ())
    elsewhere = judge(Claim(region="511132", loan_balance=1_280_000_000), packs())
    assert elsewhere.fund_required is None


def test_every_ratio_cites_its_clause() -> None:
    shanxi = judge(claim(), packs())
    assert _items(shanxi.clauses, "SX-2026") == ("四（四）",)
    county = judge(claim(region="511132"), packs())
    assert _items(county.clauses, "CN-2026") == ("四（四）",)


def _items(clauses: tuple[str, ...], pack: str) -> tuple[str, ...]:
    found = [packs().clause(ref) for ref in clauses]
    assert {clause.pack for clause in found} == {pack}
    return tuple(clause.item for clause in found)


@given(st.integers(0, 10_000_000), st.integers(0, 500_000))
def test_the_shares_add_up_and_the_fund_never_pays_what_it_has_not(
    principal: int, interest: int
) -> None:
    asked = claim(overdue_principal=principal, overdue_interest=interest, fund_balance=1_000_000)
    found = judge(asked, packs())
    assert found.loss == principal + interest
    assert found.fund_share + found.bank_share == found.loss
    assert 0 <= found.payable_now <= 1_000_000
    assert found.status in STATUSES


@pytest.mark.parametrize(
    ("code", "field", "change"),
    [
        ("missing_field", "product_code", {"product_code": None}),
        ("missing_field", "overdue_principal", {"overdue_principal": None}),
        ("missing_field", "overdue_spells", {"overdue_spells": None}),
        (
            "unknown_field",
            "overdue_spells[0].to",
            {"overdue_spells": [{"from": "2026-03-21", "to": None}]},
        ),
        ("bad_value", "overdue_spells", {"overdue_spells": []}),
        ("bad_value", "trigger", {"trigger": 3}),
        ("bad_value", "npl_bank", {"npl_bank": "101"}),
        ("bad_value", "params.trigger_days", {"params": {"trigger_days": -1}}),
        (
            "bad_value",
            "overdue_spells[0].cured_on",
            {"overdue_spells": [{"from": "2026-03-21", "cured_on": "2026-03-20"}]},
        ),
    ],
)
def test_a_line_that_cannot_be_read_names_its_field(code: str, field: str, change: dict) -> None:
    error = ask("compensation", book("compensation")["baseline"] | change)["error"]
    assert (error["code"], error["params"]["field"]) == (code, field)
